package carry

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/sync"
)

const passphrase = "correct horse battery staple five"

// home is a device of a test.
type home struct {
	*flow.Home
	kit     *flow.Kit
	carrier *Carrier
}

func newHome(t *testing.T) *home {
	t.Helper()
	h, err := flow.OpenHome(flow.Options{Dir: filepath.Join(t.TempDir(), "home"), Create: keep.Create, Open: keep.Open})
	if err != nil {
		t.Fatal(err)
	}
	return &home{Home: h}
}

func (h *home) carry(t *testing.T, media Media) {
	t.Helper()
	key, err := h.SyncKey()
	if err != nil {
		t.Fatal(err)
	}
	h.carrier, err = Open(t.Context(), Options{Dir: h.Dir(), Key: key, Listen: []string{"tcp://127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.carrier.Attach(t.Context(), h.kit, media); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(h.kit.Close(), h.carrier.Close()); err != nil {
			t.Error(err)
		}
	})
}

// pair founds a production at one device and joins another to it, as people do.
func pair(t *testing.T) (a, b *home) {
	t.Helper()
	a, b = newHome(t), newHome(t)
	var err error
	a.kit, _, err = a.Found(t.Context(), flow.NewProduction{
		Title: "Havnen", Controller: "Nordlys Film ApS", Contact: "kontakt@nordlys.example", Address: "Havnegade 1",
		CrewName: "Freja", Passphrase: passphrase, Language: "en", Unit: "A", Place: "Thyborøn", Demo: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- a.ServeJoin(ctx, l, nil) }()
	i, err := a.kit.Invite(t.Context(), flow.InviteOptions{Addresses: []string{l.Addr().String()}})
	if err != nil {
		t.Fatal(err)
	}
	b.kit, _, err = b.Join(t.Context(), flow.Join{Code: i.Code, Passphrase: passphrase, Label: "Camera B", CrewName: "Bo"})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-served; err != nil {
		t.Fatal(err)
	}
	return a, b
}

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline := time.After(60 * time.Second)
	for !is() {
		select {
		case <-deadline:
			t.Fatal("never: " + what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func same(t *testing.T, a, b *flow.Kit) bool {
	t.Helper()
	one, err := a.State(t.Context())
	two, err2 := b.State(t.Context())
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	return one == two
}

func author(k *flow.Kit) consent.Ref { return k.Carried().Production.Seal.Author() }

func TestKitsCarryForEachOther(t *testing.T) {
	a, b := pair(t)
	a.carry(t, nil)
	b.carry(t, nil)
	c := b.kit.Carrier()
	if err := c.Dial(t.Context(), author(a.kit), a.carrier.Listening()[0]); err != nil {
		t.Fatal(err)
	}
	until(t, "both are the same", func() bool { return same(t, a.kit, b.kit) })
	if b.kit.Shoot().Unit != "A" {
		t.Errorf("the shoot did not come: %+v", b.kit.Shoot())
	}
	if err := c.Now(t.Context()); err != nil {
		t.Error(err)
	}
	until(t, "they know of each other", func() bool {
		s := c.Status()
		return len(s.Peers) == 1 && s.Peers[0].Author == author(a.kit) && s.Peers[0].Connected && s.Peers[0].Held > 0 && !s.Arriving && len(s.Listening) == 1
	})
	limits := flow.CarryLimits{Paused: true, KiBps: 7, Unmetered: true}
	if err := c.SetLimits(t.Context(), limits); err != nil || c.Status().Limits != limits {
		t.Errorf("%+v, %v", c.Status().Limits, err)
	}
}

func TestKitsCarryByDisk(t *testing.T) {
	a, b := pair(t)
	a.carry(t, nil)
	b.carry(t, nil)
	disk := t.TempDir()
	if _, err := b.kit.Carrier().Import(t.Context(), disk, nil); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("an empty disk: %v", err)
	}
	for _, way := range [][2]*flow.Kit{{a.kit, b.kit}, {b.kit, a.kit}} {
		var steps []flow.Progress
		out, err := way[0].Carrier().Export(t.Context(), disk, func(p flow.Progress) { steps = append(steps, p) })
		if err != nil || out.Files+out.Known == 0 || len(out.Faults) > 0 || len(steps) == 0 {
			t.Fatalf("%+v, %v", out, err)
		}
		if last := steps[len(steps)-1]; last.Done != last.Total {
			t.Errorf("%+v", last)
		}
		if in, err := way[1].Carrier().Import(t.Context(), disk, nil); err != nil || len(in.Faults) > 0 {
			t.Fatalf("%+v, %v", in, err)
		}
	}
	if !same(t, a.kit, b.kit) {
		t.Error("they differ")
	}
}

func TestCarrierRefuses(t *testing.T) {
	a, _ := pair(t)
	a.carry(t, nil)
	c := a.kit.Carrier()
	if err := c.ShareClips(t.Context(), flow.MediaFolder{ID: "x", Files: []flow.MediaFile{{Path: "a"}}}); !errors.Is(err, sync.ErrFolderID) {
		t.Errorf("a folder of no name: %v", err)
	}
	if err := c.UnshareClips(t.Context(), "x"); err != nil {
		t.Error(err)
	}
	if err := a.carrier.Attach(t.Context(), a.kit, nil); !errors.Is(err, sync.ErrCarried) {
		t.Errorf("carried twice: %v", err)
	}
	key, err := a.SyncKey()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{Dir: t.TempDir(), Key: key, Listen: a.carrier.Listening()}); !errors.Is(err, ErrListen) {
		t.Errorf("an address that is taken: %v", err)
	}
	if err := errors.Join(c.Close(), c.Close()); err != nil {
		t.Error(err)
	}
	if err := c.Now(t.Context()); !errors.Is(err, flow.ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

func TestStoreIsFitted(t *testing.T) {
	a, _ := pair(t)
	s := fitted{a.kit.Carried().Store}
	ctx := t.Context()
	if files, err := s.BlobFiles(ctx, consent.ID{1}); files != nil || err != nil {
		t.Errorf("a blob that is not here: %v, %v", files, err)
	}
	if erased, err := s.Erased(ctx, consent.ID{1}); erased || err != nil {
		t.Errorf("a blob nobody erased: %v, %v", erased, err)
	}
	if v, err := s.Local(ctx, "carry/none"); v != nil || err != nil {
		t.Errorf("a fact that is not kept: %v, %v", v, err)
	}
	if err := s.PutLocal(ctx, "carry/some", []byte("x")); err != nil {
		t.Error(err)
	}
	if v, err := s.Local(ctx, "carry/some"); string(v) != "x" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
	logs, err := s.Logs(ctx)
	if err != nil || !slices.ContainsFunc(logs, func(l sync.Log) bool { return l.Author == author(a.kit) && l.Last > 3 }) {
		t.Errorf("%+v, %v", logs, err)
	}
	if !errors.Is(full(flow.ErrFull), sync.ErrFull) || full(nil) != nil {
		t.Error("a full disk is not known as one")
	}
}
