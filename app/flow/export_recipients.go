package flow

import (
	"cmp"
	"slices"

	"onset/consent"
)

// Recipients are those whom the texts name that people in these clips signed,
// the one in most of them first, and the production itself. Who is not among
// them needs a reason.
func (k *Kit) Recipients(clips []consent.ID) []string {
	set := k.Production()
	k.mu.Lock()
	defer k.mu.Unlock()
	count, people := map[string]int{}, map[consent.ID]bool{}
	for _, id := range clips {
		c := k.ledger.Clip(id)
		if c == nil {
			continue
		}
		for _, t := range c.Tags {
			people[t.Tag.Person] = true
		}
	}
	for id := range people {
		for name := range k.namedBy(id, set.Customer) {
			count[name]++
		}
	}
	out := make([]string, 0, len(count))
	for name := range count {
		out = append(out, name)
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(count[b]-count[a], compareLabels(a, b))
	})
	if set.Controller != "" && count[set.Controller] == 0 {
		out = append(out, set.Controller)
	}
	return out
}

// namedBy are the recipients in the lists of the texts that somebody signed,
// and the customer where the words name it; mu is held.
func (k *Kit) namedBy(person consent.ID, customer string) map[string]bool {
	out := map[string]bool{}
	p := k.ledger.Person(person)
	if p == nil {
		return out
	}
	for _, c := range p.Live() {
		t := k.texts.byRef[c.Terms.Published]
		if t == nil || !c.Declared {
			continue
		}
		if customer != "" && k.names(c, customer, k.uses()) {
			out[customer] = true
		}
		for _, use := range t.Purposes {
			for _, r := range use.Recipients {
				out[r.Name] = true
			}
		}
	}
	return out
}
