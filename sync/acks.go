package sync

import (
	"context"
	"maps"
	"slices"
	stdsync "sync"

	"onset/consent"
	"onset/signer"
)

// acks is what the offices have of a log of ours, as they state it in theirs.
type acks struct {
	l      *Link
	author consent.Ref

	mu    stdsync.Mutex
	of    map[consent.Ref]tally // by office
	dirty bool
}

func newAcks(ctx context.Context, l *Link, author consent.Ref) (*acks, error) {
	a := &acks{l: l, author: author, of: map[consent.Ref]tally{}}
	err := load(ctx, l.prod.Store, factAcks+author.String(), &a.of)
	return a, err
}

// tally is how far one office's log was read, and what of ours it has.
type tally struct {
	Read uint64 `json:"read"`
	Has  uint64 `json:"has"`
}

func (a *acks) has() map[consent.Ref]uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := map[consent.Ref]uint64{}
	for author, t := range a.of {
		out[author] = t.Has
	}
	return out
}

// best is the last place of our log that any office has.
func (a *acks) best() uint64 {
	return slices.Max(append(slices.Collect(maps.Values(a.has())), 0))
}

// note takes an office's word for our log. It counts when the statement at the
// place is the one the office names: after a restore there may be another.
func (a *acks) note(r *signer.Roster, st consent.Statement) {
	body, ok := st.Body.(*signer.LogAcknowledged)
	if !ok || r.Allows(st) != nil {
		return
	}
	for _, p := range body.Logs {
		if p.Author == a.author && a.isOurs(p) {
			a.raise(st.Author, p.Seq)
		}
	}
}

func (a *acks) isOurs(p signer.LogPosition) bool {
	sealed, err := a.l.places(a.l.life, a.author, [2]uint64{p.Seq, p.Seq})
	return err == nil && slices.ContainsFunc(sealed, func(s signer.Sealed) bool { return s.ID == p.ID })
}

func (a *acks) raise(office consent.Ref, seq uint64) {
	a.mu.Lock()
	t := a.of[office]
	changed := seq > t.Has
	t.Has = max(t.Has, seq)
	a.of[office] = t
	a.dirty = a.dirty || changed
	a.mu.Unlock()
	if changed {
		a.l.tell()
	}
}

// catchUp reads of the offices' logs what came by any other way than their folders.
func (a *acks) catchUp(ctx context.Context) {
	r := a.l.roster()
	for _, d := range r.Devices() {
		if !d.Office || a.l.outs.of(d.Author) != nil {
			continue
		}
		for ctx.Err() == nil {
			a.mu.Lock()
			from := a.of[d.Author].Read + 1
			a.mu.Unlock()
			sealed, err := a.l.prod.Store.Sealed(ctx, d.Author, from, 1000)
			if err != nil || len(sealed) == 0 {
				break
			}
			a.read(r, d.Author, sealed)
		}
	}
}

func (a *acks) read(r *signer.Roster, office consent.Ref, sealed []signer.Sealed) {
	for _, s := range sealed {
		st, err := a.l.prod.Codec.Decode(s)
		if err != nil {
			continue
		}
		a.note(r, st)
		a.mu.Lock()
		t := a.of[office]
		t.Read = max(t.Read, st.Seq)
		a.of[office], a.dirty = t, true
		a.mu.Unlock()
	}
}

func (a *acks) save(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.dirty {
		return nil
	}
	a.dirty = false
	return save(ctx, a.l.prod.Store, factAcks+a.author.String(), a.of)
}
