package sync

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"onset/consent"
	"onset/signer"
	"onset/sync/engine"
	"onset/sync/spool"
)

// stillEngine is an engine that carries nothing: the test puts files where they come to lie.
type stillEngine struct {
	engine.Engine
	events chan engine.Event
}

func (stillEngine) ID() string                                        { return "" }
func (stillEngine) Listening() []string                               { return nil }
func (stillEngine) SetPeers(context.Context, []engine.Peer) error     { return nil }
func (stillEngine) SetFolders(context.Context, []engine.Folder) error { return nil }
func (stillEngine) SetLimits(context.Context, int, int) error         { return nil }
func (stillEngine) Scan(context.Context, string, ...string) error     { return nil }
func (stillEngine) Ignore(context.Context, string, []string) error    { return nil }
func (stillEngine) Revert(context.Context, string) error              { return nil }
func (stillEngine) Override(context.Context, string) error            { return nil }
func (stillEngine) Altered(context.Context, string) ([]string, error) { return nil, nil }
func (stillEngine) Missing(context.Context, string) ([]string, error) { return nil, nil }
func (stillEngine) Offered() ([]engine.Offer, error)                  { return nil, nil }
func (stillEngine) Has(string, string, string) (bool, error)          { return false, nil }
func (stillEngine) Progress(string, string) (engine.Progress, error)  { return engine.Progress{}, nil }
func (stillEngine) Peers() []engine.PeerState                         { return nil }
func (e stillEngine) Events() <-chan engine.Event                     { return e.events }
func (e stillEngine) Close() error                                    { close(e.events); return nil }

// place carries a production with an engine that does nothing by itself.
func (d *device) place() {
	d.t.Helper()
	d.node = newNode(context.Background(), Options{Dir: d.dir, Key: d.sync, Now: d.now}, stillEngine{events: make(chan engine.Event)})
	var err error
	if d.link, err = d.node.Add(context.Background(), d.production(), nil); err != nil {
		d.t.Fatal(err)
	}
}

// written is a file that a device wrote.
type written struct {
	from *spool.Folder
	name spool.Name
}

// Whatever the order in which files come, how often, however often some are
// damaged or vanish on the way, and however they were batched: who has seen all
// of them in the end has the same state.
func TestAnyOrderGivesTheSame(t *testing.T) {
	a := founder(t)
	b := a.enrol(signer.RankCrew)
	readers := []*device{a.enrol(signer.RankCrew), a.enrol(signer.RankOffice)}
	var all []written
	for _, d := range []*device{b, a} {
		all = append(all, d.files(d == a)...)
	}
	var empty [][]byte
	for _, d := range readers {
		empty = append(empty, d.snapshot())
	}
	var want [32]byte
	for round := range 8 {
		for i, d := range readers {
			seed := rand.Uint64()
			d.restore(empty[i])
			d.place()
			d.come(rand.New(rand.NewPCG(seed, 0)), all)
			if got := d.state(); round == 0 && i == 0 {
				want = got
			} else if got != want {
				t.Errorf("seed %d: another state", seed)
			}
			until(t, "nothing is in the way", func() bool { return len(d.link.Status().Faults) == 0 })
			d.rest()
		}
	}
}

// snapshot is the store as it is now; restore makes it that again, in a home without files.
func (d *device) snapshot() []byte {
	d.t.Helper()
	_ = d.db.Close()
	b, err := os.ReadFile(filepath.Join(d.conf.Dir, "store.db"))
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func (d *device) restore(b []byte) {
	d.t.Helper()
	d.dir = d.t.TempDir()
	d.conf.Dir = filepath.Join(d.dir, d.keys.Dir)
	if err := errors.Join(os.MkdirAll(d.conf.Dir, 0o700), os.WriteFile(filepath.Join(d.conf.Dir, "store.db"), b, 0o600)); err != nil {
		d.t.Fatal(err)
	}
	d.reopen()
}

// files writes what a device has to say in segments of some statements.
func (d *device) files(erases bool) (out []written) {
	d.t.Helper()
	folder, err := spool.Open(d.t.TempDir(), d.keys.ID, d.author())
	if err != nil {
		d.t.Fatal(err)
	}
	var blobs []signer.Blob
	for n := range 3 {
		_, more := d.sign(fmt.Sprint("person ", n))
		blobs = append(blobs, more...)
		d.say(&consent.Withdrawn{Consent: newID(d.t)})
	}
	if erases {
		if _, err := d.db.Erase(d.t.Context(), d.by, consent.StampOf(testNow), blobs[0].ID, blobs[3].ID); err != nil {
			d.t.Fatal(err)
		}
	}
	sealed, err := d.db.Sealed(d.t.Context(), d.author(), 1, 1000)
	if err != nil {
		d.t.Fatal(err)
	}
	for i := 0; i < len(sealed); i += 3 {
		n, err := folder.WriteSegment(sealed[max(0, i-1):min(i+3, len(sealed))], d.db.Roster().Recipients(signer.AudienceSet)...)
		if err != nil {
			d.t.Fatal(err)
		}
		out = append(out, written{folder, n})
	}
	for _, b := range blobs {
		n, err := folder.WriteBlob(b.ID, b.Bytes)
		if err != nil {
			d.t.Fatal(err)
		}
		out = append(out, written{folder, n})
	}
	return out
}

// come has files arrive in some order, some of them damaged, cut or gone at
// first, until all were there.
func (d *device) come(r *rand.Rand, all []written) {
	d.t.Helper()
	todo := slices.Concat(all, all[:len(all)/2])
	r.Shuffle(len(todo), func(i, j int) { todo[i], todo[j] = todo[j], todo[i] })
	for _, w := range todo {
		file := w.bytes(d.t)
		switch r.IntN(4) {
		case 0:
			file = file[:r.IntN(len(file))]
		case 1:
			file[r.IntN(len(file))]++
		case 2:
			file = nil
		}
		d.put(w, file)
		if r.IntN(4) == 0 {
			d.link.in.turn(d.t.Context())
		}
	}
	for _, w := range all {
		d.put(w, w.bytes(d.t))
	}
	d.link.in.turn(d.t.Context())
}

func (w written) bytes(t testing.TB) []byte {
	t.Helper()
	b, err := w.from.Bytes(w.name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// put has a file come to lie where its author's are, or go, as the engine would.
func (d *device) put(w written, file []byte) {
	d.t.Helper()
	path := filepath.Join(d.link.spoolPath(w.from.Author()), filepath.FromSlash(w.name.String()))
	d.link.in.mu.Lock()
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if file == nil {
		_ = os.Remove(path)
	} else if err == nil {
		err = os.WriteFile(path, file, 0o600)
	}
	d.link.in.mu.Unlock()
	if err != nil {
		d.t.Fatal(err)
	}
	d.link.in.arrived(w.from.Author(), []string{w.name.String()})
}
