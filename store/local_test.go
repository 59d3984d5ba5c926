package store

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"onset/consent"
	"onset/signer"
)

func TestLocalValues(t *testing.T) {
	k := founder(t)
	ctx := t.Context()
	put := func(v ...Local) error { return k.db.PutLocal(ctx, v...) }
	if err := put(Local{Name: "draft/a", Value: []byte("1")}, Local{Name: "draft/b", Value: []byte("2")}, Local{Name: "drafts", Value: nil}); err != nil {
		t.Fatal(err)
	}
	if err := put(Local{Name: "draft/a", Value: []byte("3")}); err != nil {
		t.Fatal(err)
	}
	k.reopen()
	group, err := k.db.Locals(ctx, "draft")
	if err != nil || len(group) != 2 || string(group["draft/a"]) != "3" {
		t.Fatalf("group %q, %v", group, err)
	}
	if err := k.db.DeleteLocal(ctx, "draft/a", "never"); err != nil {
		t.Fatal(err)
	}
	if _, err := k.db.Local(ctx, "draft/a"); !errors.Is(err, ErrNotFound) {
		t.Fatalf("deleted: %v", err)
	}
	if v, err := k.db.Local(ctx, "drafts"); err != nil || len(v) != 0 {
		t.Fatalf("empty value: %q, %v", v, err)
	}
	if err := put(Local{Name: strings.Repeat("x", maxLocalName+1)}); !errors.Is(err, ErrTooLarge) {
		t.Fatalf("long name: %v", err)
	}
	k.clean()
}

func TestHighestTimeIsOfWhatCounts(t *testing.T) {
	k := founder(t)
	at := func(years int) consent.Stamp { return consent.StampOf(testNow.AddDate(years, 0, 0)) }
	if _, err := k.db.Record(t.Context(), k.by, at(1), Draft{Body: given(t)}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.db.Record(t.Context(), k.by, at(0), Draft{Body: given(t)}); err != nil {
		t.Fatal(err)
	}
	stranger := newPeer(t, k.conf.Production.ID)
	st := consent.Statement{Production: stranger.keys.ID, By: k.by, Seq: 1, At: at(9), Body: given(t)}
	s, err := testCodec().Seal(stranger.keys.Seal, st)
	if err != nil {
		t.Fatal(err)
	}
	k.append(s)
	k.reopen()
	if got, want := k.db.HighestTime(), testNow.AddDate(1, 0, 0); !got.Equal(want) {
		t.Fatalf("%v, want %v", got, want)
	}
}

// TestEverybodyAtOnce records and reads while the file is exchanged under them.
func TestEverybodyAtOnce(t *testing.T) {
	k := founder(t)
	const writers, each = 3, 8
	var wg sync.WaitGroup
	fail := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	for range writers {
		wg.Go(func() {
			for range each {
				_, err := k.db.Record(t.Context(), k.by, consent.StampOf(testNow), Draft{Body: given(t)})
				fail(err)
				_, err = k.db.Consents(t.Context())
				fail(err)
			}
		})
	}
	wg.Go(func() {
		for range 3 {
			fail(k.db.CompactUnderNewKey(t.Context(), nil))
			fail(k.db.Reindex(t.Context(), nil))
		}
	})
	wg.Wait()
	got, err := k.db.Consents(t.Context())
	if err != nil || len(got) != writers*each {
		t.Fatalf("%d consents, %v", len(got), err)
	}
	if logs, err := k.db.Logs(t.Context()); err != nil || len(logs) != 1 || len(logs[0].Forks)+len(logs[0].Gaps) != 0 {
		t.Fatalf("logs %+v, %v", logs, err)
	}
	k.clean()
}

func FuzzAppend(f *testing.F) {
	k := newKit(f)
	k.conf.lazy = true
	first := k.found()
	k.create()
	k.mustAppend(first...)
	p := k.peer(signer.RankCrew)
	good := p.say(given(f))
	f.Add(good.Payload, good.Signature)
	f.Add(newPeer(f, k.conf.Production.ID).say(given(f)).Payload, make([]byte, 64))
	f.Add([]byte(`{"v":1}`), []byte{})
	f.Fuzz(func(t *testing.T, payload, signature []byte) {
		s := signer.Sealed{ID: signer.StatementID(payload), Payload: payload, Signature: signature}
		r, err := k.db.Append(t.Context(), []signer.Sealed{s}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n := r.Accepted + r.Known + r.Aside + r.Opaque + len(r.Refused); n != 1 {
			t.Fatalf("one statement came to %d: %+v", n, r)
		}
		if c, err := k.db.CompactDue(t.Context()); err != nil || c != (time.Time{}) {
			t.Fatalf("%v, %v", c, err)
		}
	})
}
