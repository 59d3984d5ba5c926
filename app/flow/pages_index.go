package flow

import (
	"cmp"
	"slices"

	"onset/consent"
)

// index is what long lists are cut from. After a change only those take their
// places anew who changed.
type index struct {
	day      consent.Date // as of
	edited   int          // moment of the ledger
	made     bool
	renamed  map[consent.ID]bool // people whose label is another
	people   []indexedPerson     // as People orders them
	consents []indexedConsent    // the newest first
}

type indexedPerson struct {
	p      *consent.Person
	state  consent.PersonState
	signed consent.Stamp
	label  *label
}

type indexedConsent struct {
	c      *consent.Consent
	status consent.Status
}

// rename has a person take another place in lists; mu is held.
func (k *Kit) rename(person consent.ID) {
	x := &k.sums.index
	if x.renamed == nil {
		x.renamed = map[consent.ID]bool{}
	}
	x.renamed[person] = true
}

// indexed returns the index, current; mu is held.
func (k *Kit) indexed() *index {
	x := &k.sums.index
	people, now, all := k.ledger.Edited(x.edited)
	if !x.made || all || x.day != k.ledger.Today || slices.Contains(people, consent.ID{}) {
		*x = index{made: true, day: k.ledger.Today, edited: now}
		k.indexAll(x)
		return x
	}
	if len(people)+len(x.renamed) > 0 {
		changed := x.renamed
		if changed == nil {
			changed = make(map[consent.ID]bool, len(people))
		}
		for _, id := range people {
			changed[id] = true
		}
		k.reindex(x, changed)
	}
	x.edited, x.renamed = now, nil
	return x
}

func (k *Kit) indexAll(x *index) {
	for _, p := range k.ledger.People() {
		x.people = append(x.people, k.indexedPerson(p))
	}
	slices.SortFunc(x.people, comparePeople)
	all := k.ledger.Consents()
	x.consents = make([]indexedConsent, 0, len(all))
	for _, c := range all {
		x.consents = append(x.consents, k.indexedConsent(c))
	}
	slices.Reverse(x.consents)
}

// reindex gives some people and their declarations their places anew.
func (k *Kit) reindex(x *index, changed map[consent.ID]bool) {
	var people []indexedPerson
	var consents []indexedConsent
	for id := range changed {
		p := k.ledger.Person(id)
		if p == nil {
			continue
		}
		if len(p.Consents) > 0 || p.Avoid != nil {
			people = append(people, k.indexedPerson(p))
		}
		for _, c := range p.Consents {
			consents = append(consents, k.indexedConsent(c))
		}
	}
	x.people = placed(x.people, people, func(r *indexedPerson) bool { return changed[r.p.ID] }, comparePeople)
	x.consents = placed(x.consents, consents, func(r *indexedConsent) bool { return changed[r.c.Person] }, compareConsents)
}

// placed is a sorted list without those that are gone and with some more.
func placed[T any](list, more []T, gone func(*T) bool, compare func(a, b T) int) []T {
	slices.SortFunc(more, compare)
	out := make([]T, 0, len(list)+len(more))
	for i := range list {
		if gone(&list[i]) {
			continue
		}
		for len(more) > 0 && compare(more[0], list[i]) < 0 {
			out, more = append(out, more[0]), more[1:]
		}
		out = append(out, list[i])
	}
	return append(out, more...)
}

func (k *Kit) indexedPerson(p *consent.Person) indexedPerson {
	row := indexedPerson{p: p, state: k.stateOf(p), label: k.labels.of(p.ID)}
	if c := leading(p); c != nil {
		row.signed = c.GivenAt
	}
	return row
}

func (k *Kit) indexedConsent(c *consent.Consent) indexedConsent {
	return indexedConsent{c, c.Status(k.ledger.Today)}
}

// comparePeople puts red first, inside a state who signed last, then by name.
func comparePeople(a, b indexedPerson) int {
	return cmp.Or(
		cmp.Compare(a.state.Urgency(), b.state.Urgency()),
		cmp.Compare(b.signed.Milli, a.signed.Milli),
		cmp.Compare(a.label.search, b.label.search),
		slices.Compare(a.p.ID[:], b.p.ID[:]),
	)
}

// compareConsents puts the newest first.
func compareConsents(a, b indexedConsent) int {
	return cmp.Or(cmp.Compare(b.c.GivenAt.Milli, a.c.GivenAt.Milli), slices.Compare(b.c.ID[:], a.c.ID[:]))
}
