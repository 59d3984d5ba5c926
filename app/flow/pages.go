package flow

import (
	"cmp"
	"slices"
	"strings"

	"onset/consent"
	"onset/media"
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

// index is what long lists are cut from, made once between two changes.
type index struct {
	people   []indexedPerson // as People orders them
	counts   map[consent.PersonState]int
	consents []*consent.Consent // the newest first
	status   []consent.Status   // beside consents
	statuses map[consent.Status]int
	total    Totals
	intake   *Intake
	reports  map[media.Use]ReportView // answers about all clips
}

type indexedPerson struct {
	p      *consent.Person
	state  consent.PersonState
	signed consent.Stamp
	label  *label
}

// indexed returns the index; mu is held.
func (k *Kit) indexed() *index {
	s := k.summed()
	if s.index == nil {
		s.index = k.makeIndex(s)
	}
	return s.index
}

func (k *Kit) makeIndex(s *sums) *index {
	x := &index{reports: map[media.Use]ReportView{}, counts: map[consent.PersonState]int{}, statuses: map[consent.Status]int{}}
	for _, p := range k.ledger.People() {
		row := indexedPerson{p: p, state: p.State(k.ledger.Today), label: k.labels.of(p.ID)}
		if c := leading(p); c != nil {
			row.signed = c.GivenAt
		}
		x.counts[row.state]++
		x.people = append(x.people, row)
	}
	slices.SortStableFunc(x.people, func(a, b indexedPerson) int {
		return cmp.Or(cmp.Compare(a.state.Urgency(), b.state.Urgency()), cmp.Compare(b.signed.Milli, a.signed.Milli), cmp.Compare(a.label.search, b.label.search))
	})
	x.consents = k.ledger.Consents()
	slices.Reverse(x.consents)
	for _, c := range x.consents {
		st := c.Status(k.ledger.Today)
		x.status = append(x.status, st)
		x.statuses[st]++
	}
	x.total = Totals{People: len(x.people), Consents: len(x.consents), Clips: len(s.order)}
	for _, c := range s.order {
		x.total.Safe += count(c.Received)
	}
	for _, sh := range k.ledger.Shoots() {
		x.total.Refusals += sh.Refusals
	}
	return x
}

// Totals are how much there is.
func (k *Kit) Totals() Totals {
	k.look()
	defer k.mu.Unlock()
	return k.indexed().total
}

// PeoplePage is People from a row on, at most n of them; only those rows are made.
func (k *Kit) PeoplePage(q PeopleQuery, from, n int) PeoplePage {
	k.look()
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
	k.look()
	x := k.indexed()
	out := ConsentPage{Counts: map[consent.Status]int{}}
	fits := k.consentFilter(q)
	for i, c := range x.consents {
		if !fits(c) {
			continue
		}
		st := x.status[i]
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
		r.State = p.State(k.ledger.Today)
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

// Intake is what came in, by unit and day.
type Intake struct {
	Days  []consent.Date // the newest first
	Units []IntakeUnit   // by name
}

// IntakeUnit is what came in of one unit.
type IntakeUnit struct {
	Unit    string // empty where no shoot says
	Devices []consent.Ref
	Days    map[consent.Date]IntakeDay
}

// IntakeDay is one unit's day.
type IntakeDay struct {
	Answers int // declarations
	Waiting int // of those, for a guardian
	Late    int // of those, not yet acknowledged by an office
	Clips   int
	Safe    int // of those, held and read back by the office
	Unnamed int // of those, in which nobody said who is
}

// maxIntakeDays bounds how many days are told.
const maxIntakeDays = 60

// Intake is what came in, by unit and day of signing or filming. It is lent:
// change nothing in it.
func (k *Kit) Intake() *Intake {
	k.look()
	defer k.mu.Unlock()
	x := k.indexed()
	if x.intake == nil {
		x.intake = k.makeIntake(x)
	}
	return x.intake
}

// makeIntake counts; mu is held.
func (k *Kit) makeIntake(x *index) *Intake {
	units := map[string]*IntakeUnit{}
	at := func(shoot consent.ID, day consent.Date, f func(*IntakeDay)) *IntakeUnit {
		name := k.unitOf(shoot)
		u := units[name]
		if u == nil {
			u = &IntakeUnit{Unit: name, Days: map[consent.Date]IntakeDay{}}
			units[name] = u
		}
		d := u.Days[day]
		f(&d)
		u.Days[day] = d
		return u
	}
	for i, c := range x.consents {
		if !c.Declared {
			continue
		}
		u := at(c.Shoot, c.GivenAt.Date(), func(d *IntakeDay) {
			d.Answers++
			d.Waiting += count(x.status[i] == consent.StatusRequested)
			d.Late += count(c.ReceivedAt.IsZero())
		})
		u.by(c.Device)
	}
	for i, c := range k.summed().order {
		t := k.clipTime(c)
		if t.IsZero() {
			t = c.Added.Time()
		}
		at(c.Shoot, consent.DateOf(t), func(d *IntakeDay) {
			d.Clips++
			d.Safe += count(c.Received)
			d.Unnamed += count(k.summed().results[i] == media.Unknown)
		})
	}
	for _, s := range k.ledger.Scenes() {
		at(s.Shoot, s.From.Date(), func(*IntakeDay) {}).by(s.Author)
	}
	return gather(units)
}

func (u *IntakeUnit) by(author consent.Ref) {
	if !author.IsZero() && !slices.Contains(u.Devices, author) {
		u.Devices = append(u.Devices, author)
	}
}

func gather(units map[string]*IntakeUnit) *Intake {
	out := &Intake{}
	days := map[consent.Date]bool{}
	for _, u := range units {
		out.Units = append(out.Units, *u)
		for d := range u.Days {
			days[d] = true
		}
	}
	slices.SortFunc(out.Units, func(a, b IntakeUnit) int { return strings.Compare(a.Unit, b.Unit) })
	for d := range days {
		out.Days = append(out.Days, d)
	}
	slices.Sort(out.Days)
	slices.Reverse(out.Days)
	out.Days = out.Days[:min(len(out.Days), maxIntakeDays)]
	return out
}
