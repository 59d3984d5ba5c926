package spool

import (
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onset/signer"
)

var today = time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC)

// writeOn writes a segment as if on a day so many before today.
func (w *world) writeOn(f *Folder, daysAgo int, sealed []signer.Sealed) Name {
	w.t.Helper()
	n := w.write(f, sealed...)
	at := today.AddDate(0, 0, -daysAgo).Add(9 * time.Hour)
	if err := os.Chtimes(f.file(n), at, at); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) merge(f *Folder) Merged {
	w.t.Helper()
	m, err := f.Merge(w.t.Context(), today, w.keys.Identities(), w.to())
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// held reads everything in a folder, in its order.
func (w *world) held(f *Folder) []signer.Sealed {
	w.t.Helper()
	var out []signer.Sealed
	for _, n := range w.list(f).Segments {
		s, err := f.Segment(n, w.keys.Identities()...)
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, s...)
	}
	return inOrder(out)
}

func TestMergeMakesOneADay(t *testing.T) {
	w := newWorld(t)
	w.say(20)
	f := w.folder()
	w.writeOn(f, 3, w.log[:3])
	w.writeOn(f, 3, w.log[3:7])
	w.writeOn(f, 2, w.log[7:9])
	fresh := w.writeOn(f, 0, w.log[9:])
	m := w.merge(f)
	if len(m.Written) != 1 || len(m.Removed) != 2 || m.Written[0].First != 1 || m.Written[0].Last != 7 {
		t.Errorf("merged %+v", m)
	}
	l := w.list(f)
	if len(l.Segments) != 3 || !slices.Contains(l.Segments, fresh) || len(l.Uncovered(23)) != 0 {
		t.Errorf("left %v", l.Segments)
	}
	if again := w.merge(f); len(again.Written)+len(again.Removed) != 0 {
		t.Errorf("merged again: %+v", again)
	}
}

func TestMergeLeavesWhatItCannotRead(t *testing.T) {
	w := newWorld(t)
	w.say(6)
	f := w.folder()
	bad := w.writeOn(f, 2, w.log[:4])
	good := w.writeOn(f, 2, w.log[4:])
	if err := os.WriteFile(f.file(bad), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	at := today.AddDate(0, 0, -2)
	if err := os.Chtimes(f.file(bad), at, at); err != nil {
		t.Fatal(err)
	}
	m := w.merge(f)
	if !slices.Equal(m.Bad, []Name{bad}) || len(m.Removed) != 0 || !slices.Contains(w.list(f).Segments, good) {
		t.Errorf("merged %+v", m)
	}
}

func TestMergeKeepsTheLog(t *testing.T) {
	w := newWorld(t)
	w.say(13)
	rapid.Check(t, func(r *rapid.T) {
		f := w.folder()
		for at := 0; at < len(w.log); {
			n := min(rapid.IntRange(1, 8).Draw(r, "statements"), len(w.log)-at)
			from := max(0, at-rapid.IntRange(0, 2).Draw(r, "overlap"))
			w.writeOn(f, rapid.IntRange(1, 2).Draw(r, "days ago"), w.log[from:at+n])
			at += n
		}
		before := len(w.list(f).Segments)
		m := w.merge(f)
		if !slices.Equal(ids(w.held(f)), ids(w.log)) {
			r.Error("the log is another")
		}
		if after := len(w.list(f).Segments); after != before-len(m.Removed)+len(m.Written) {
			r.Errorf("%d segments became %d by %+v", before, after, m)
		}
		if m := w.merge(f); len(m.Written) != 0 {
			r.Errorf("merged again: %+v", m)
		}
	})
}

// A merge that is cut short leaves parts beside the whole.
func TestMergeAfterOneThatWasCutShort(t *testing.T) {
	w := newWorld(t)
	w.say(7)
	f := w.folder()
	w.writeOn(f, 2, w.log[:4])
	w.writeOn(f, 2, w.log[4:])
	w.writeOn(f, 2, w.log)
	m := w.merge(f)
	if len(m.Written) != 1 || len(w.list(f).Segments) != 1 || !slices.Equal(ids(w.held(f)), ids(w.log)) {
		t.Errorf("merged %+v", m)
	}
}
