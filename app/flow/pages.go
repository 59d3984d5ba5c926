package flow

import (
	"slices"

	"onset/consent"
)

// Totals are how much there is.
type Totals struct {
	People, Consents, Clips int
	Safe                    int // clips that the office holds and has read back
	Refusals                int // people who said no, of whom nothing is kept
}

// PeoplePage is a stretch of a list of people.
type PeoplePage struct {
	PeopleList
	Found int // rows of the whole list
}

// ConsentQuery narrows the list of declarations.
type ConsentQuery struct {
	Text   string // part of a name, band or short id
	Status []consent.Status
	Terms  string       // key of the text
	Unit   string       // of the shoot
	Until  consent.Date // ends on that day or earlier
}

// ConsentRow is one declaration of a list. It opens no particulars.
type ConsentRow struct {
	Consent    *consent.Consent // read only
	Name       string
	Status     consent.Status
	State      consent.PersonState // of the person
	Unit       string
	DeviceName string // empty for this device
}

// ConsentPage is a stretch of a list of declarations, the newest first.
type ConsentPage struct {
	Rows   []ConsentRow
	Counts map[consent.Status]int // of what the other filters leave
	Found  int                    // rows of the whole list
	All    int
}

// Totals are how much there is.
func (k *Kit) Totals() Totals {
	s := k.lookSummed()
	defer k.mu.Unlock()
	x := k.indexed()
	t := Totals{People: len(x.people), Consents: len(x.consents), Safe: s.main.Safe()}
	for _, stretch := range s.main.Stretches() {
		t.Clips += len(stretch.Clips())
	}
	for _, sh := range k.ledger.Shoots() {
		t.Refusals += sh.Refusals
	}
	return t
}

// PeoplePage is People from a row on, at most n of them; only those rows are made.
func (k *Kit) PeoplePage(q PeopleQuery, from, n int) PeoplePage {
	k.lookSummed()
	defer k.mu.Unlock()
	x := k.indexed()
	out := PeoplePage{PeopleList: PeopleList{Counts: map[consent.PersonState]int{}}}
	want := soughtFor(q.Text)
	for i := range x.people {
		row := &x.people[i]
		if !want.person(row.p.ID, row.label) {
			continue
		}
		out.Counts[row.state]++
		out.All++
		if len(q.States) > 0 && !slices.Contains(q.States, row.state) {
			continue
		}
		if out.Found >= from && len(out.Rows) < n {
			out.Rows = append(out.Rows, k.personRow(row.p))
		}
		out.Found++
	}
	return out
}

// ConsentPage lists declarations from a row on, at most n of them.
func (k *Kit) ConsentPage(q ConsentQuery, from, n int) ConsentPage {
	k.lookSummed()
	x := k.indexed()
	out := ConsentPage{Counts: map[consent.Status]int{}}
	fits := k.consentFilter(q)
	for i := range x.consents {
		c, st := x.consents[i].c, x.consents[i].status
		if !fits(c) {
			continue
		}
		out.Counts[st]++
		out.All++
		if len(q.Status) > 0 && !slices.Contains(q.Status, st) {
			continue
		}
		if out.Found >= from && len(out.Rows) < n {
			out.Rows = append(out.Rows, k.consentRow(c, st))
		}
		out.Found++
	}
	k.mu.Unlock()
	names := map[consent.Ref]string{}
	for i := range out.Rows {
		by := out.Rows[i].Consent.Device
		name, ok := names[by]
		if !ok && !by.IsZero() {
			name = k.deviceName(by)
			names[by] = name
		}
		out.Rows[i].DeviceName = name
	}
	return out
}

// consentFilter is the query without its states; mu is held.
func (k *Kit) consentFilter(q ConsentQuery) func(*consent.Consent) bool {
	want := soughtFor(q.Text)
	return func(c *consent.Consent) bool {
		if !want.person(c.Person, k.labels.of(c.Person)) && !want.short.Of(c.ID) {
			return false
		}
		if q.Terms != "" && c.Terms.Key != q.Terms || q.Unit != "" && k.unitOf(c.Shoot) != q.Unit {
			return false
		}
		if q.Until == 0 {
			return true
		}
		end := c.Ends()
		return end != 0 && end <= q.Until
	}
}

// consentRow is a row without its device; mu is held.
func (k *Kit) consentRow(c *consent.Consent, st consent.Status) ConsentRow {
	r := ConsentRow{Consent: c, Name: k.labels.of(c.Person).Name, Status: st, State: consent.WhoIsThis, Unit: k.unitOf(c.Shoot)}
	if p := k.ledger.Person(c.Person); p != nil {
		r.State = k.stateOf(p)
	}
	return r
}

// unitOf is the unit of a shoot, empty when it is not known; mu is held.
func (k *Kit) unitOf(shoot consent.ID) string {
	if s := k.ledger.Shoot(shoot); s != nil {
		return s.Unit
	}
	return ""
}
