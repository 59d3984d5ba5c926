package spool

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"onset/signer"
)

// Merged is what became of a folder's old segments.
type Merged struct {
	Written []Name
	Removed []Name
	Bad     []Name // could not be read, and were left alone with their neighbours
}

// Merge makes one segment per day of those written before a moment: the new
// one is on the disk before its parts are removed, so that it may be cut short
// anywhere. A day with more than a segment may hold keeps several. Merging again
// is a no-op.
func (f *Folder) Merge(ctx context.Context, before time.Time, ids []*signer.Identity, to []signer.Recipient) (Merged, error) {
	var m Merged
	l, err := f.List(ctx)
	if err != nil {
		return m, fmt.Errorf("merge segments: %w", err)
	}
	days, err := f.days(l.Segments, before)
	if err != nil {
		return m, fmt.Errorf("merge segments: %w", err)
	}
	for _, d := range days {
		if err := ctx.Err(); err != nil {
			return m, err
		}
		if err := f.mergeDay(d, ids, to, &m); err != nil {
			return m, fmt.Errorf("merge segments: %w", err)
		}
	}
	return m, nil
}

// day are segments that become one.
type day struct {
	parts []Name
	size  int64
	at    time.Time // of the newest part
	next  uint64    // the place after the last
}

// days groups neighbours in the log that were written on one day (UTC) and fit together.
func (f *Folder) days(segments []Name, before time.Time) ([]day, error) {
	var out []day
	var open day
	for _, n := range segments {
		info, err := os.Stat(f.file(n))
		if err != nil {
			return nil, err
		}
		at := info.ModTime().UTC()
		fits := n.First <= open.next && open.size+info.Size() <= maxMerged && sameDay(at, open.at)
		if !fits || !at.Before(before) {
			out = append(out, open)
			open = day{}
		}
		if at.Before(before) {
			open = day{append(open.parts, n), open.size + info.Size(), later(at, open.at), max(open.next, n.Last+1)}
		}
	}
	return append(out, open), nil
}

func sameDay(a, b time.Time) bool {
	return a.Truncate(24 * time.Hour).Equal(b.Truncate(24 * time.Hour))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// mergeDay leaves the time of the newest part on the new file, so that it
// stays of its day.
func (f *Folder) mergeDay(d day, ids []*signer.Identity, to []signer.Recipient, m *Merged) error {
	if len(d.parts) < 2 {
		return nil
	}
	all, bad, err := f.readParts(d.parts, ids)
	if err != nil || len(bad) > 0 || len(all) > maxCount {
		m.Bad = append(m.Bad, bad...)
		return err
	}
	n, err := f.WriteSegment(all, to...)
	if err == nil {
		err = os.Chtimes(f.file(n), d.at, d.at)
	}
	if err == nil {
		err = f.Flush(n)
	}
	if err == nil {
		err = f.Remove(d.parts...)
	}
	if err != nil {
		return err
	}
	m.Written, m.Removed = append(m.Written, n), append(m.Removed, d.parts...)
	return nil
}

// readParts reads segments that overlap or touch into one run, each statement once.
func (f *Folder) readParts(parts []Name, ids []*signer.Identity) (all []signer.Sealed, bad []Name, err error) {
	for _, n := range parts {
		sealed, err := f.segment(n, ids)
		switch {
		case errors.Is(err, ErrDamaged), errors.Is(err, ErrForeign), errors.Is(err, ErrNewer), errors.Is(err, signer.ErrNoIdentity):
			bad = append(bad, n)
		case err != nil:
			return nil, nil, err
		default:
			all = append(all, sealed...)
		}
	}
	return inOrder(all), bad, nil
}
