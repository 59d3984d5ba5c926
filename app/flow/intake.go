package flow

import (
	"slices"
	"strings"

	"onset/consent"
	"onset/media"
)

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
	s := k.lookSummed()
	defer k.mu.Unlock()
	if s.intake == nil {
		s.intake = k.makeIntake(s, k.indexed())
	}
	return s.intake
}

// arrivals are the clips by shoot and day, for each stretch of them.
type arrivals struct {
	zone  int // of this machine's clock, which stands in where a clip names none
	parts map[*media.Stretch][]arrival
}

// arrival is what a stretch has of one shoot and day.
type arrival struct {
	shoot                consent.ID
	day                  consent.Date
	timed                bool // by when they were filmed, not registered
	clips, safe, unnamed int
}

// arrivedIn are a stretch's arrivals; mu is held.
func (k *Kit) arrivedIn(s *media.Stretch) []arrival {
	a := &k.sums.arrived
	if _, zone := k.now().Zone(); a.parts == nil || zone != a.zone {
		*a = arrivals{zone: zone, parts: map[*media.Stretch][]arrival{}}
	}
	part, ok := a.parts[s]
	if !ok {
		if stretches := k.ledger.Stretches(); len(a.parts) > 2*len(stretches) {
			a.keep(stretches)
		}
		part = k.makeArrivals(s)
		a.parts[s] = part
	}
	return part
}

// keep forgets stretches that are no more.
func (a *arrivals) keep(now []*media.Stretch) {
	old := a.parts
	a.parts = make(map[*media.Stretch][]arrival, len(now))
	for _, s := range now {
		if part, ok := old[s]; ok {
			a.parts[s] = part
		}
	}
}

func (k *Kit) makeArrivals(s *media.Stretch) (out []arrival) {
	result := k.summed().main.ResultsOf(s)
	at := -1
	for i, c := range s.Clips() {
		t := k.clipTime(c)
		timed := !t.IsZero()
		if !timed {
			t = c.Added.Time()
		}
		is := func(a arrival) bool { return a.shoot == c.Shoot && a.day == consent.DateOf(t) && a.timed == timed }
		if at < 0 || !is(out[at]) {
			if at = slices.IndexFunc(out, is); at < 0 {
				at = len(out)
				out = append(out, arrival{shoot: c.Shoot, day: consent.DateOf(t), timed: timed})
			}
		}
		a := &out[at]
		a.clips++
		a.safe += count(c.Received)
		a.unnamed += count(result(i) == media.Unknown)
	}
	return out
}

// Days are the days on which clips were captured, the newest first.
func (k *Kit) Days() []consent.Date {
	s := k.lookSummed()
	defer k.mu.Unlock()
	seen := map[consent.Date]bool{}
	for _, stretch := range s.main.Stretches() {
		for _, a := range k.arrivedIn(stretch) {
			if a.timed {
				seen[a.day] = true
			}
		}
	}
	return newestFirst(seen)
}

func newestFirst(days map[consent.Date]bool) []consent.Date {
	var out []consent.Date
	for d := range days {
		out = append(out, d)
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out
}

// makeIntake counts; mu is held.
func (k *Kit) makeIntake(s *sums, x *index) *Intake {
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
	for i := range x.consents {
		c := x.consents[i].c
		if !c.Declared {
			continue
		}
		u := at(c.Shoot, c.GivenAt.Date(), func(d *IntakeDay) {
			d.Answers++
			d.Waiting += count(x.consents[i].status == consent.StatusRequested)
			d.Late += count(c.ReceivedAt.IsZero())
		})
		u.by(c.Device)
	}
	for _, stretch := range s.main.Stretches() {
		for _, a := range k.arrivedIn(stretch) {
			at(a.shoot, a.day, func(d *IntakeDay) {
				d.Clips += a.clips
				d.Safe += a.safe
				d.Unnamed += a.unnamed
			})
		}
	}
	for _, sc := range k.ledger.Scenes() {
		at(sc.Shoot, sc.From.Date(), func(*IntakeDay) {}).by(sc.Author)
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
	all := newestFirst(days)
	out.Days = all[:min(len(all), maxIntakeDays)]
	return out
}
