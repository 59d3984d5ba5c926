package engine

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

func TestExchange(t *testing.T) {
	owner, taker := connected(t)
	owner.write("f/a.txt", "first")
	owner.write("f/below/b.txt", "second")
	owner.scan()
	until(t, "both files are there", func() bool {
		return taker.read("f/a.txt") == "first" && taker.read("f/below/b.txt") == "second"
	})
	until(t, "the owner knows", func() bool {
		p, err := owner.Progress("f", taker.ID())
		return err == nil && p.Known && p.Files == 2 && p.Of == 2 && p.Total > 0 && p.Done == p.Total
	})
	owner.write("f/a.txt", "changed")
	owner.scan("a.txt")
	until(t, "the change is there", func() bool { return taker.read("f/a.txt") == "changed" })
	for _, path := range []string{"a.txt", "below/b.txt"} {
		until(t, "the owner knows of "+path, func() bool {
			has, err := owner.Has("f", path, taker.ID())
			return err == nil && has
		})
	}
	if has, err := owner.Has("f", "none", taker.ID()); has || err != nil {
		t.Errorf("a file that is not there: %v, %v", has, err)
	}
	if missing, err := taker.Missing(t.Context(), "f"); len(missing) > 0 || err != nil {
		t.Errorf("missing %v, %v", missing, err)
	}
}

func TestPeersAreTold(t *testing.T) {
	owner, taker := connected(t)
	until(t, "connected", func() bool { return owner.Peers()[0].Connected && taker.Peers()[0].Connected })
	if p := owner.Peers()[0]; p.ID != taker.ID() || p.Address == "" || p.Seen.IsZero() {
		t.Errorf("%+v", p)
	}
	before := taker.Peers()[0].Seen
	_ = owner.Close() // the cleanup tells if it failed
	until(t, "gone", func() bool { return !taker.Peers()[0].Connected })
	if p := taker.Peers()[0]; p.Address != "" || p.Seen.Before(before.Add(-2*time.Second)) {
		t.Errorf("%+v, seen before at %v", p, before)
	}
}

func TestResumesAfterClose(t *testing.T) {
	owner, taker := connected(t)
	owner.write("f/a.txt", "first")
	owner.scan()
	until(t, "it is there", func() bool { return taker.read("f/a.txt") == "first" })
	_ = taker.Close() // the cleanup tells if it failed
	owner.write("f/b.txt", "second")
	owner.scan()
	taker.open()
	taker.know(owner)
	taker.share(Take, owner)
	owner.know(taker)
	until(t, "the rest is there", func() bool { return taker.read("f/b.txt") == "second" })
	if err := taker.Close(); err != nil {
		t.Fatal(err)
	}
	if err := taker.Scan(context.Background(), "f"); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed engine scans: %v", err)
	}
	if _, open := <-taker.Events(); open {
		for range taker.Events() {
		}
	}
	if slices.Contains(owner.Listening(), "") {
		t.Error("an empty address")
	}
}

// An engine that ended by itself says so, and can still be closed.
func TestAnEngineThatEndsIsTold(t *testing.T) {
	d := newDevice(t)
	d.core.stopMain()
	if e := await(t, d, FolderFault); !errors.Is(e.Err, ErrEnded) || e.Folder != "" {
		t.Errorf("%+v", e)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
