package flow

import (
	"slices"
	"strconv"
	"strings"

	"onset/consent"
)

// giveBand gives out the next free wrist band of the shoot's letter; done says
// that it stands in the store, or is free again. Empty where the shoot has no letter.
func (k *Kit) giveBand() (band string, done func()) {
	letter := k.Shoot().Band
	k.mu.Lock()
	defer k.mu.Unlock()
	next := k.freeBands(letter, 1)
	if len(next) == 0 {
		return "", func() {}
	}
	k.bands[foldText(next[0])] = true
	return next[0], func() {
		k.mu.Lock()
		delete(k.bands, foldText(next[0]))
		k.mu.Unlock()
	}
}

// NextBands are the next free numbers of the shoot's wrist bands, to hand out.
func (k *Kit) NextBands(n int) []string {
	letter := k.Shoot().Band
	k.look()
	defer k.mu.Unlock()
	return k.freeBands(letter, n)
}

// freeBands are the lowest numbers that nobody wears; mu is held. One that was
// mistyped far off does not push the rest behind it.
func (k *Kit) freeBands(letter string, n int) []string {
	if blank(letter) {
		return nil
	}
	prefix, taken := foldText(letter), map[int]bool{}
	note := func(band string) {
		if rest, ok := strings.CutPrefix(foldText(band), prefix); ok {
			if i, err := strconv.Atoi(strings.TrimLeft(rest, "- ")); err == nil {
				taken[i] = true
			}
		}
	}
	for band := range k.bands {
		note(band)
	}
	for _, l := range k.labels.people {
		note(l.Band)
	}
	var out []string
	for i := 1; len(out) < n; i++ {
		if !taken[i] {
			out = append(out, letter+strconv.Itoa(i))
		}
	}
	return out
}

// twins finds people who perhaps signed twice on a day: somebody else has the
// same name or the same wrist band.
type twins map[twinKey]map[consent.ID]bool

type twinKey struct {
	day        consent.Date
	name, band string // folded; one of the two
}

// twins looks at all declarations once; mu is held.
func (k *Kit) twins() twins {
	out := twins{}
	for _, c := range k.ledger.Consents() {
		if !c.Declared || c.Invalid {
			continue
		}
		for _, key := range k.twinKeys(c) {
			if out[key] == nil {
				out[key] = map[consent.ID]bool{}
			}
			out[key][c.Person] = true
		}
	}
	return out
}

func (k *Kit) twinKeys(c *consent.Consent) (out []twinKey) {
	l := k.labels.of(c.Person)
	if name := foldText(l.Name); name != "" {
		out = append(out, twinKey{day: c.GivenAt.Date(), name: name})
	}
	if band := foldText(l.Band); band != "" {
		out = append(out, twinKey{day: c.GivenAt.Date(), band: band})
	}
	return out
}

// twin reports whether a declaration's person perhaps stands there twice; mu is held.
func (k *Kit) twin(t twins, c *consent.Consent) bool {
	return slices.ContainsFunc(k.twinKeys(c), func(key twinKey) bool { return len(t[key]) > 1 })
}
