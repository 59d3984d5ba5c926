package consent_test

import (
	"slices"
	"testing"
	"time"

	. "onset/consent"
)

// second is the id of a second declaration of the same person.
var second = numbered(2, 2)

func again(change ...func(*Given)) *Given {
	return adult(append([]func(*Given){func(g *Given) { g.Consent, g.Replaces = second, []ID{form} }}, change...)...)
}

// folded is the person after these statements about the two declarations.
func folded(sts ...Statement) *Person {
	a, b := FoldConsent(form, sts), FoldConsent(second, sts)
	return of(&a, &b)
}

// TestTwoDeclarations is about one person who declared twice.
func TestTwoDeclarations(t *testing.T) {
	takenBack := &Withdrawn{Consent: form, Role: RoleSelf}
	unaware := func(g *Given) { g.Replaces = nil }
	tests := []struct {
		name string
		tell func(kit, other *device) []Statement
		want []Code
	}{
		{"agrees again after taking back", func(kit, _ *device) []Statement {
			return []Statement{kit.say(adult()), kit.say(takenBack), kit.say(again())}
		}, nil},
		{"takes back the first after agreeing again", func(kit, _ *device) []Statement {
			return []Statement{kit.say(adult()), kit.say(again()), kit.say(takenBack)}
		}, []Code{CodeWithdrawn}},
		{"took back elsewhere, unknown here", func(kit, other *device) []Statement {
			return []Statement{kit.say(adult()), other.say(takenBack), kit.say(again())}
		}, []Code{CodeWithdrawn}},
		{"took back elsewhere, known here", func(kit, other *device) []Statement {
			w := other.say(takenBack)
			return []Statement{kit.say(adult()), w, kit.say(again(func(g *Given) { g.Knew = []Ref{w.ID} }))}
		}, nil},
		{"the child said no elsewhere", func(kit, other *device) []Statement {
			return []Statement{kit.say(adult()), other.say(&Signed{Consent: form, Role: RoleChild, Answer: Denied}), kit.say(again())}
		}, []Code{CodeRefused}},
		{"two devices, yes and no, unaware", func(kit, other *device) []Statement {
			return []Statement{kit.say(adult()), other.say(again(unaware, only(no(Film))))}
		}, []Code{CodeDenied}},
		{"changes a yes into a no", func(kit, _ *device) []Statement {
			return []Statement{kit.say(adult()), kit.say(again(only(no(Film))))}
		}, []Code{CodeDenied}},
		{"changes a no into a yes", func(kit, _ *device) []Statement {
			return []Statement{kit.say(adult(only(no(Film)))), kit.say(again())}
		}, nil},
		{"the new one waits for a guardian and replaces nothing", func(kit, _ *device) []Statement {
			return []Statement{kit.say(adult()), kit.say(again(func(g *Given) { g.Band, g.Needed = Band7to14, 1 }))}
		}, nil},
		{"the new one is invalid, so the old no is back", func(kit, _ *device) []Statement {
			return []Statement{kit.say(adult(only(no(Film)))), kit.say(again()), kit.say(&Invalidated{Consent: second})}
		}, []Code{CodeDenied}},
		{"expired and renewed", func(kit, _ *device) []Statement {
			return []Statement{kit.say(adult(ends(today.AddDays(-1)))), kit.say(again())}
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sts := tt.tell(&device{name: 5}, &device{name: 4})
			got := slices.DeleteFunc(codes(folded(sts...).Covers(film())), func(c Code) bool { return c == CodeContradiction })
			if !slices.Equal(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPlaceClearsNobody(t *testing.T) {
	d := &device{name: 1}
	p := of(fold(d.say(adult(func(g *Given) { g.Terms.Key = LocationTerms }))))
	if got := codes(p.Covers(film())); !slices.Equal(got, []Code{CodeNoConsent}) {
		t.Errorf("the release of a place finds %q about its owner", got)
	}
	if got := p.State(today); got != WhoIsThis {
		t.Errorf("the crew sees %s", got)
	}
}

func TestKnownNamesEveryNo(t *testing.T) {
	kit, office := &device{name: 1}, &device{name: 2}
	p := folded(kit.say(adult()), office.say(&Withdrawn{Consent: form, Role: RoleSelf}), office.say(guardianNo()))
	replaces, knew := p.Known()
	g := again(func(g *Given) { g.Replaces, g.Knew = replaces, knew })
	sts := []Statement{kit.say(g)}
	next := FoldConsent(second, sts)
	p.Consents[1] = &next
	if got := p.Covers(film()); len(got) != 0 {
		t.Errorf("a declaration that knew every no finds %v", got)
	}
}

func TestRequestIsAnswered(t *testing.T) {
	d := &device{name: 1}
	p := folded(d.say(&Requested{Consent: form, Person: anna, Minor: true}),
		d.say(again(only(yes(Film)), func(g *Given) { g.Replaces, g.Request = nil, form })))
	if got := p.State(today); got != MayBeFilmed {
		t.Errorf("an answered request shows %s", got)
	}
}

// TestContradictions is about two declarations under one id: a restored
// backup, or a device that lies. The stricter holds and says so.
func TestContradictions(t *testing.T) {
	tests := []struct {
		name   string
		a, b   *Given
		status Status
		film   []Code
	}{
		{"the same twice", adult(), adult(), StatusGiven, []Code{CodeContradiction}},
		{"a yes and a no", adult(), adult(only(no(Film))), StatusRefused, []Code{CodeDenied}},
		{"adult and child", adult(), child(1), StatusRequested, []Code{CodeWaitGuardian}},
		{"a guardian and a teacher", child(1, parent(Mother)), child(1, parent(Teacher)), StatusRequested, []Code{CodeWaitGuardian}},
		{"asked and not asked", adult(), adult(only(yes(Social))), StatusGiven, []Code{CodeNotAsked}},
		{"two ends", adult(ends(today.AddDays(-1))), adult(), StatusExpired, []Code{CodeExpired}},
		{"a no and not asked", adult(only(yes(Social), no(Film))), adult(only(yes(Social))), StatusGiven, []Code{CodeDenied}},
		{"two places", adult(place("dk")), adult(place("de")), StatusGiven, []Code{CodeDenied}},
		{"two people", adult(), adult(func(g *Given) { g.Person = numbered(1, 2) }), StatusRefused, []Code{CodeNotAsked}},
		{"a release of a place", adult(), adult(func(g *Given) { g.Terms.Key = LocationTerms }), StatusGiven, []Code{CodeNoConsent}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, order := range [][2]*Given{{tt.a, tt.b}, {tt.b, tt.a}} {
				d, e := &device{name: 1}, &device{name: 2}
				c := fold(d.say(order[0]), e.say(order[1]))
				if got := c.Status(today); got != tt.status || !c.Contradicts {
					t.Errorf("status is %s, contradicts %v", got, c.Contradicts)
				}
				if got := codes((&Person{ID: c.Person, Consents: []*Consent{c}}).Covers(film())); !slices.Equal(got, tt.film) {
					t.Errorf("the film finds %q, want %q", got, tt.film)
				}
			}
		})
	}
}

func place(where string) func(*Given) { return func(g *Given) { g.Choices[0].Territory = where } }

func TestContradictionKeepsCommonPlace(t *testing.T) {
	d, e := &device{name: 1}, &device{name: 2}
	c := fold(d.say(adult(place("eu"))), e.say(adult(place("dk no"))))
	if ch, _ := c.Choice(Film); ch.Territory != "dk" || ch.Answer != Granted {
		t.Errorf("agreed for %q, %s", ch.Territory, ch.Answer)
	}
	if ch, _ := fold(d.say(adult(agreed)), e.say(adult())).Choice(Film); ch.Basis != BasisConsent {
		t.Errorf("basis is %s: a withdrawal would not end it", ch.Basis)
	}
}

func TestAvoid(t *testing.T) {
	d := &device{name: 1}
	film1 := d.say(&Avoid{Person: anna, Kind: AvoidFilm})
	blur := d.say(&Avoid{Person: anna, Kind: AvoidBlur})
	lift := func(r Ref) Statement { return d.say(&Avoid{Person: anna, Kind: AvoidLift, Undoes: []Ref{r}}) }
	given := d.say(adult(only(yes(Film))))
	tests := []struct {
		name  string
		notes []Statement
		state PersonState
		film  []Code
	}{
		{"do not film", []Statement{film1}, DoNotFilm, []Code{CodeAvoid}},
		{"lifted", []Statement{film1, lift(film1.ID)}, MayBeFilmed, nil},
		{"another note lifted", []Statement{film1, lift(blur.ID)}, DoNotFilm, []Code{CodeAvoid}},
		{"blur", []Statement{blur}, WithLimits, []Code{CodeBlur}},
		{"both, blur lifted", []Statement{film1, blur, lift(blur.ID)}, DoNotFilm, []Code{CodeAvoid}},
		{"a note of an unknown kind", []Statement{d.say(&Avoid{Person: anna, Kind: "sing"})}, MayBeFilmed, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := FoldAvoid(anna, tt.notes)
			p := of(fold(given))
			p.Avoid = &v
			if got := p.State(today); got != tt.state {
				t.Errorf("the crew sees %s, want %s", got, tt.state)
			}
			if got := codes(p.Covers(film())); !slices.Equal(got, tt.film) {
				t.Errorf("the film finds %q, want %q", got, tt.film)
			}
		})
	}
	v := FoldAvoid(anna, []Statement{film1})
	p := of(fold(given, d.say(&Withdrawn{Consent: form, Role: RoleSelf})))
	p.Avoid = &v
	if got := p.State(today); got != TookItBack {
		t.Errorf("who took it back is shown as %s", got)
	}
	blurred := FoldAvoid(anna, []Statement{blur})
	if got := (&Person{ID: anna, Avoid: &blurred}).State(today); got != WithLimits {
		t.Errorf("somebody to be blurred, with no declaration, is shown as %s", got)
	}
}

func TestRectified(t *testing.T) {
	blob := func(n int) BlobRef { return BlobRef{ID: numbered(8, n), Digest: Ref{byte(n)}} }
	kit, other := &device{name: 1}, &device{name: 2}
	first := kit.say(adult(func(g *Given) { g.Set, g.Office = blob(1), blob(2) }))
	mail := kit.say(&Rectified{Consent: form, Office: blob(3)})
	name := kit.say(&Rectified{Consent: form, Set: blob(4), Replaces: []Ref{mail.ID}})
	c := fold(first, mail, name)
	if c.Set != blob(4) || !slices.Equal(c.Office, []BlobRef{blob(3), blob(2)}) || c.Torn {
		t.Errorf("set %v, office %v, torn %v", c.Set, c.Office, c.Torn)
	}
	unaware := other.say(&Rectified{Consent: form, Office: blob(5)})
	c = fold(first, mail, name, unaware)
	if !c.Torn || !slices.Contains(c.Office, blob(3)) || !slices.Contains(c.Office, blob(5)) {
		t.Errorf("two corrections: torn %v, office %v", c.Torn, c.Office)
	}
	if got := codes(c.Covers(film())); got != nil {
		t.Errorf("a torn address limits the film: %q", got)
	}
	aware := other.say(&Rectified{Consent: form, Office: blob(6), Replaces: []Ref{mail.ID}})
	if c = fold(first, mail, name, unaware, aware); c.Torn || c.Office[0] != blob(6) {
		t.Errorf("after the conflict was settled: torn %v, office %v", c.Torn, c.Office)
	}
}

// TestClocks is about devices whose clock was wrong when somebody signed.
func TestClocks(t *testing.T) {
	d := &device{name: 1}
	ahead := StampOf(today.AddYears(3).Time())
	byBirth := func(g *Given) { g.ByBirth = true }
	c := fold(d.at(ahead, adult(byBirth)))
	if c.Status(today) != StatusRequested || !slices.Equal(codes(c.Covers(film())), []Code{CodeWaitGuardian}) {
		t.Errorf("an adult by a clock ahead is %s, %q", c.Status(today), codes(c.Covers(film())))
	}
	c = fold(d.at(ahead, adult(func(g *Given) { g.ByBirth, g.Band, g.Alone = true, Band15to17, true })))
	if c.Status(today) != StatusRequested {
		t.Errorf("seventeen by a clock ahead is %s", c.Status(today))
	}
	c = fold(d.at(ahead, adult()))
	if got := codes(c.Covers(film())); !slices.Equal(got, []Code{CodeClock}) {
		t.Errorf("an adult who said so, by a clock ahead, finds %q", got)
	}
	c = fold(d.say(adult(byBirth)))
	c.ReceivedAt = morning(9, 0)
	if !c.ClockFault(today) || c.Complete() {
		t.Errorf("signed after the office received it: fault %v, complete %v", c.ClockFault(today), c.Complete())
	}
	c.ReceivedAt = morning(11, 0)
	if c.ClockFault(today) || !c.Complete() {
		t.Errorf("received an hour after: fault %v, complete %v", c.ClockFault(today), c.Complete())
	}
}

// TestCoveredSince is about the moment clearance compares with the clip's.
func TestCoveredSince(t *testing.T) {
	since := func(p *Person, ask Ask) string {
		s, _, _ := p.CoveredSince(ask)
		return s.Time().Format("15:04")
	}
	d := &device{name: 1}
	if got := since(of(fold(d.say(adult()))), film()); got != "10:00" {
		t.Errorf("an adult is covered since %s", got)
	}
	c := fold(d.say(child(1)), d.at(morning(12, 0), signs(Mother)), d.at(morning(15, 0), signs(Father)))
	if got := since(of(c), film()); got != "12:00" {
		t.Errorf("a second guardian that nobody needed makes it %s", got)
	}
	c.ReceivedAt = morning(10, 30)
	if got := since(of(c), film()); got != "12:00" {
		t.Errorf("received before the guardian signed: since %s", got)
	}
	ads := fold(d.say(twoForAds(parent(Mother))), d.at(morning(15, 0), signs(Father)))
	if got := since(of(ads), film(func(a *Ask) { a.Purpose = Ads })); got != "15:00" {
		t.Errorf("ads that need two are covered since %s", got)
	}
	if got := since(of(ads), film()); got != "10:00" {
		t.Errorf("the film that needs one is covered since %s", got)
	}
	late := fold(d.at(morning(13, 0), adult()))
	late.ReceivedAt = morning(11, 0)
	if got := since(of(late), film()); got != "11:00" {
		t.Errorf("the office had it at 11, covered since %s", got)
	}
	kit := &device{name: 3}
	p := folded(kit.say(adult()), kit.at(morning(18, 0), again()))
	if got := since(p, film()); got != "10:00" {
		t.Errorf("a renewal is covered since %s", got)
	}
	p = folded(kit.say(adult()), kit.say(&Withdrawn{Consent: form, Role: RoleSelf}), kit.at(morning(18, 0), again()))
	if got := since(p, film()); got != "18:00" {
		t.Errorf("agreeing again after taking back is covered since %s", got)
	}
}

func TestFoldNotice(t *testing.T) {
	id := numbered(6, 1)
	d := &device{name: 1}
	up := d.at(morning(9, 0), &Notice{Notice: id, Shoot: numbered(5, 1), Langs: []string{"da", "en"}, Terms: TermsRef{Key: "notice"}})
	down := d.at(morning(17, 0), &Notice{Notice: id, Down: true, Undoes: []Ref{up.ID}})
	v := FoldNotice(id, []Statement{down, up})
	if !v.Down || v.At != morning(9, 0) || v.Until != morning(17, 0) || len(v.Langs) != 2 || v.Terms.Key != "notice" {
		t.Errorf("notice is %+v", v)
	}
	if v := FoldNotice(id, []Statement{up}); v.Down || !v.Until.IsZero() {
		t.Errorf("notice is down: %+v", v)
	}
}

func TestBands(t *testing.T) {
	r := DefaultRules()
	for _, tt := range []struct {
		year, month int
		band        AgeBand
	}{
		{2008, 4, BandAdult},
		{2008, 5, Band15to17},
		{2008, 6, Band15to17},
		{2011, 4, Band15to17},
		{2011, 5, Band7to14},
		{2019, 4, Band7to14},
		{2019, 5, BandUnder7},
		{2026, 5, BandUnder7},
		{2027, 1, BandUnknown},
		{1899, 1, BandUnknown},
		{1990, 13, BandUnknown},
	} {
		if got := r.Band(tt.year, tt.month, NewDate(2026, time.May, 31)); got != tt.band {
			t.Errorf("born %d-%02d is %s, want %s", tt.year, tt.month, got, tt.band)
		}
	}
	if r.NeedsGuardian(BandAdult) || !r.NeedsGuardian(Band15to17) || !r.NeedsGuardian(BandUnknown) {
		t.Error("by the default rules a guardian signs for whoever is not known to be 18")
	}
	r.GuardianBelow = 15
	if r.NeedsGuardian(Band15to17) || !r.NeedsGuardian(Band7to14) || !r.NeedsGuardian("") {
		t.Error("with 15 as the limit a guardian signs for whoever is not known to be 15")
	}
}
