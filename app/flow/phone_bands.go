package flow

import (
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

// twin reports whether somebody else who signed on the same day has the same
// name or the same wrist band: perhaps the same person, twice.
func (k *Kit) twin(c *consent.Consent) bool {
	l := k.labels.of(c.Person)
	name, band := foldText(l.Name), foldText(l.Band)
	for _, o := range k.ledger.Consents() {
		if o.Person == c.Person || !o.Declared || o.Invalid || o.GivenAt.Date() != c.GivenAt.Date() {
			continue
		}
		other := k.labels.of(o.Person)
		if name != "" && foldText(other.Name) == name || band != "" && foldText(other.Band) == band {
			return true
		}
	}
	return false
}
