package flow

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"onset/consent"
	"onset/media"
	"onset/media/xmp"
)

// told is who is asked for what a clip's metadata is to say.
type told struct {
	uses  []consent.Purpose // empty = all that the published texts ask for
	names bool
}

// factsOf is what a clip's metadata is to say now; false for a clip that is
// not known.
func (k *Kit) factsOf(id consent.ID, how told) (xmp.Facts, bool) {
	k.look()
	defer k.mu.Unlock()
	c := k.ledger.Clip(id)
	if c == nil {
		return xmp.Facts{}, false
	}
	return k.facts(c, how), true
}

// facts is factsOf for a clip of the ledger; mu is held.
func (k *Kit) facts(c *media.Clip, how told) xmp.Facts {
	q := xmp.Question{Clip: c, Ledger: k.ledger, AsOf: k.stamp(), ShowAge: !k.setting.HideAges}
	purposes := how.uses
	if len(purposes) == 0 {
		purposes = k.uses()
	}
	for _, p := range purposes {
		q.Uses = append(q.Uses, media.Use{Purpose: p})
	}
	if how.names {
		q.Names = map[consent.ID]string{}
		for _, t := range c.Tags {
			if l := k.labels.of(t.Tag.Person); l.Name != "" {
				q.Names[t.Tag.Person] = l.Name
			}
		}
	}
	f := xmp.FactsOf(q)
	f.Ours = k.ours // asked later, when mu is not held
	return f
}

// ours reports whether an id is one of the production's consents or people.
func (k *Kit) ours(id consent.ID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ledger.Consent(id) != nil || k.ledger.Person(id) != nil
}

// digest tells facts apart but for the moment they were asked.
func digest(f xmp.Facts) uint64 {
	f.AsOf, f.Ours = consent.Stamp{}, nil
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", f))
	return binary.BigEndian.Uint64(sum[:])
}
