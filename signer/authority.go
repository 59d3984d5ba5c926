package signer

import (
	"slices"

	"onset/consent"
)

// Allows reports whether a statement counts: nil, or the reason to set it
// aside (ErrProduction, ErrUnknownAuthor, ErrRevoked, ErrRank). The seal must
// have been verified before. A statement of unknown type is allowed when its
// author is, so that it is carried on; no fold can read it.
func (r *Roster) Allows(st consent.Statement) error {
	if st.ID != r.production && st.Production != r.production {
		return ErrProduction
	}
	if err := r.judgeStanding(&st); err != nil {
		return err
	}
	if !r.mayState(&st) {
		return ErrRank
	}
	return nil
}

// judgeStanding looks at author and position only.
func (r *Roster) judgeStanding(st *consent.Statement) error {
	if r.devices[st.Author] == nil {
		return ErrUnknownAuthor
	}
	if st.ID == r.production || r.passed[st.ID] {
		return nil // what makes a root is beyond any revocation
	}
	cuts := r.cuts[st.Author]
	if i := r.spanOf(st.Author, st.Seq); i >= 0 {
		cuts = r.spanCuts[i]
	}
	if !all(cuts, st.ID) {
		return ErrRevoked
	}
	return nil
}

// spanOf is the last root span that the position lies in, -1 for none.
func (r *Roster) spanOf(author consent.Ref, seq uint64) int {
	for i := len(r.spans) - 1; i >= 0; i-- {
		if s := r.spans[i]; s.author == author && seq >= s.from && seq <= s.to {
			return i
		}
	}
	return -1
}

// mayState looks at type and body; the author stands.
func (r *Roster) mayState(st *consent.Statement) bool {
	d, root := r.devices[st.Author], r.spanOf(st.Author, st.Seq) >= 0
	switch b := st.Body.(type) {
	case *ProductionSet:
		return st.ID == r.production || b.Founder == nil && (root || d.Admin)
	case *ProductionRoot:
		return r.passed[st.ID]
	case *ProductionKey:
		return root || d.Admin && r.knows(b)
	case *ProductionCertificate:
		return root
	case *DeviceEnrolled:
		return r.mayEnrol(st, b)
	case *DeviceRevoked:
		return r.mayRevoke(st, b)
	}
	switch st.Type {
	case "terms.published", "blob.erased":
		return root || d.Admin
	case "clip.received", "log.acknowledged", "blob.held":
		return d.Office
	}
	return true
}

// knows reports whether a root has stated this epoch: an admin may hand it to
// those it enrols, and can bring in no key of its own.
func (r *Roster) knows(b *ProductionKey) bool {
	return slices.ContainsFunc(r.epochs[b.Audience], func(e KeyEpoch) bool {
		return e.Epoch == b.Epoch && e.Recipient.String() == b.Recipient
	})
}

// mayEnrol: root anyone, an admin crew, and any device itself in a new log
// with a rank it has.
func (r *Roster) mayEnrol(st *consent.Statement, b *DeviceEnrolled) bool {
	d := r.devices[st.Author]
	if r.spanOf(st.Author, st.Seq) >= 0 || d.Admin && b.Rank == RankCrew {
		return true
	}
	return b.Continues == st.Author && d.has(b.Rank)
}

// mayRevoke: root anyone but itself, an admin those who are only crew.
func (r *Roster) mayRevoke(st *consent.Statement, b *DeviceRevoked) bool {
	if b.Device == st.Author {
		return false
	}
	if r.spanOf(st.Author, st.Seq) >= 0 {
		return true
	}
	target := r.devices[b.Device]
	return r.devices[st.Author].Admin && (target == nil || !target.Admin && !target.Office)
}

func (d *Device) has(rank Rank) bool {
	return slices.Contains(d.Ranks(), rank)
}

// Ranks are the device's ranks, the highest first.
func (d *Device) Ranks() []Rank {
	var out []Rank
	for _, x := range []struct {
		has  bool
		rank Rank
	}{{d.Root, RankRoot}, {d.Admin, RankAdmin}, {d.Office, RankOffice}, {d.Crew, RankCrew}} {
		if x.has {
			out = append(out, x.rank)
		}
	}
	return out
}
