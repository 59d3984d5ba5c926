package consent_test

import (
	"slices"
	"testing"
	"time"

	. "onset/consent"
)

// TestDeclarations tells the life of one declaration and what it says at the
// end: its status, what the crew sees, and whether the film may use it today.
func TestDeclarations(t *testing.T) {
	type want struct {
		status Status
		state  PersonState
		film   []Code // nil: covered without a word
	}
	tests := []struct {
		name string
		tell func(*device) []Statement
		want
	}{
		{"an adult says yes", tell(adult()), want{StatusGiven, WithLimits, nil}},
		{"an adult says yes to all", tell(adult(only(yes(Film)))), want{StatusGiven, MayBeFilmed, nil}},
		{"an adult says no to all", tell(adult(only(no(Film)))), want{StatusRefused, DoNotFilm, []Code{CodeDenied}}},
		{"the film was not asked", tell(adult(only(yes(Social)))), want{StatusGiven, MayBeFilmed, []Code{CodeNotAsked}}},
		{"somebody is expected", tell(&Requested{Consent: form, Person: anna}), want{StatusRequested, WhoIsThis, []Code{CodeExpected}}},
		{"a child is expected", tell(&Requested{Consent: form, Person: anna, Minor: true}), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"nothing but a withdrawal has arrived", tell(&Withdrawn{Consent: form, Role: RoleSelf}), want{StatusWithdrawn, TookItBack, []Code{CodeWithdrawn}}},

		{"a child without a guardian", tell(child(1)), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"a child with the mother", tell(child(1, parent(Mother))), want{StatusGiven, WithLimits, nil}},
		{"a teacher cannot sign", tell(child(1, parent(Teacher))), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"a grandparent cannot sign", tell(child(1, parent(Grandparent))), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"a mother without authority", tell(child(1, Guardian{Relation: Mother})), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"an unknown age without a guardian", tell(adult(func(g *Given) { g.Band = BandUnknown })), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"sixteen, and a guardian by the rule", tell(adult(func(g *Given) { g.Band = Band15to17 })), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"sixteen, alone by the rule", tell(adult(func(g *Given) { g.Band, g.Alone = Band15to17, true })), want{StatusGiven, WithLimits, nil}},
		{"nine, alone by mistake", tell(adult(func(g *Given) { g.Band, g.Alone = Band7to14, true })), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"the absent father signs later", tell(child(1), signs(Father)), want{StatusGiven, WithLimits, nil}},
		{"one of two guardians", tell(child(2, parent(Mother))), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"both guardians", tell(child(2, parent(Mother)), signs(Father)), want{StatusGiven, WithLimits, nil}},
		{"the other holder must sign", tell(mustSign(child(1, parent(Mother)))), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"the other holder has signed", tell(mustSign(child(1, parent(Mother))), signs(OtherParent)), want{StatusGiven, WithLimits, nil}},
		{"the other guardian says no", tell(child(1, parent(Mother)), guardianNo()), want{StatusRefused, DoNotFilm, []Code{CodeRefused}}},
		{"the child says no at once", tell(childSaysNo(child(1, parent(Mother)))), want{StatusRefused, DoNotFilm, []Code{CodeRefused}}},
		{"the child says no later", tell(child(1, parent(Mother)), &Signed{Consent: form, Role: RoleChild, Answer: Denied}), want{StatusRefused, DoNotFilm, []Code{CodeRefused}}},
		{"a child's yes does not undo the child's no", tell(childSaysNo(child(1, parent(Mother))), &Signed{Consent: form, Role: RoleChild, Answer: Granted}), want{StatusRefused, DoNotFilm, []Code{CodeRefused}}},
		{"the second guardian takes the film out", tell(child(1, parent(Mother)), narrows(signs(Father), no(Film))), want{StatusGiven, WithLimits, []Code{CodeDenied}}},
		{"the second guardian cannot add ads", tell(child(1, parent(Mother)), narrows(signs(Father), yes(Ads))), want{StatusGiven, WithLimits, nil}},
		{"confirmed at majority", tell(child(1, parent(Mother)), &Signed{Consent: form, Role: RoleMajority, Answer: Granted}), want{StatusRenewed, WithLimits, nil}},
		{"taken back at majority", tell(child(1, parent(Mother)), &Signed{Consent: form, Role: RoleMajority, Answer: Denied}), want{StatusWithdrawn, TookItBack, []Code{CodeWithdrawn}}},
		{"the film taken back at majority", tell(child(1, parent(Mother)), narrows(&Signed{Consent: form, Role: RoleMajority, Answer: Granted}, no(Film))), want{StatusRenewed, WithLimits, []Code{CodeWithdrawn}}},

		{"taken back", tell(adult(), &Withdrawn{Consent: form, Role: RoleSelf}), want{StatusWithdrawn, TookItBack, []Code{CodeWithdrawn}}},
		{"one guardian takes it back", tell(child(2, parent(Mother), parent(Father)), &Withdrawn{Consent: form, Role: RoleGuardian}), want{StatusWithdrawn, TookItBack, []Code{CodeWithdrawn}}},
		{"revoked by the controller", tell(adult(), &Withdrawn{Consent: form, Role: RoleOffice}), want{StatusRevoked, TookItBack, []Code{CodeRevoked}}},
		{"the film taken back", tell(adult(), &Withdrawn{Consent: form, Role: RoleSelf, Purposes: []Purpose{Film}}), want{StatusGiven, WithLimits, []Code{CodeWithdrawn}}},
		{"another use taken back", tell(adult(), &Withdrawn{Consent: form, Role: RoleSelf, Purposes: []Purpose{Social}}), want{StatusGiven, WithLimits, nil}},
		{"every granted use taken back", tell(adult(only(yes(Film), no(Ads))), &Withdrawn{Consent: form, Role: RoleSelf, Purposes: []Purpose{Film}}), want{StatusWithdrawn, TookItBack, []Code{CodeWithdrawn}}},
		{"taken back before the guardian signed", tell(child(1), &Withdrawn{Consent: form, Role: RoleGuardian}), want{StatusWithdrawn, TookItBack, []Code{CodeWithdrawn}}},
		{"the guardian signs after it was taken back", tell(child(1), &Withdrawn{Consent: form, Role: RoleSelf}, signs(Mother)), want{StatusWithdrawn, TookItBack, []Code{CodeWithdrawn}}},
		{"taken back, and the film was never asked", tell(adult(only(yes(Social))), &Withdrawn{Consent: form, Role: RoleSelf}), want{StatusWithdrawn, TookItBack, []Code{CodeWithdrawn}}},
		{"invalid", tell(adult(), &Invalidated{Consent: form}), want{StatusInvalidated, WhoIsThis, []Code{CodeInvalid}}},
		{"taken back, then invalid", tell(adult(), &Withdrawn{Consent: form, Role: RoleSelf}, &Invalidated{Consent: form}), want{StatusInvalidated, TookItBack, []Code{CodeWithdrawn}}},
		{"taken back, but the release stands", tell(adult(agreed), &Withdrawn{Consent: form, Role: RoleSelf}), want{StatusWithdrawn, TookItBack, []Code{CodeAgreementStands}}},

		{"restricted without an end", tell(adult(), &Restricted{Consent: form}), want{StatusGiven, WithLimits, []Code{CodeRestricted}}},
		{"restricted until today", tell(adult(), &Restricted{Consent: form, Until: today}), want{StatusGiven, WithLimits, []Code{CodeRestricted}}},
		{"restricted until yesterday", tell(adult(), &Restricted{Consent: form, Until: today.AddDays(-1)}), want{StatusGiven, WithLimits, nil}},
		{"restricted while a guardian is missing", tell(child(1), &Restricted{Consent: form}), want{StatusRequested, WaitingForParent, []Code{CodeRestricted}}},
		{"restriction lifted", func(d *device) []Statement {
			g, r := d.say(adult()), d.say(&Restricted{Consent: form})
			return []Statement{g, r, d.say(&Unrestricted{Consent: form, Undoes: []Ref{r.ID}})}
		}, want{StatusGiven, WithLimits, nil}},
		{"another restriction lifted", func(d *device) []Statement {
			g, r := d.say(adult()), d.say(&Restricted{Consent: form})
			return []Statement{g, r, d.say(&Restricted{Consent: form, Until: later}), d.say(&Unrestricted{Consent: form, Undoes: []Ref{r.ID}})}
		}, want{StatusGiven, WithLimits, []Code{CodeRestricted}}},

		{"expired", tell(adult(ends(today.AddDays(-1)))), want{StatusExpired, WhoIsThis, []Code{CodeExpired}}},
		{"ends today", tell(adult(ends(today))), want{StatusGiven, WithLimits, nil}},
		{"without an end", tell(adult(ends(0))), want{StatusRefused, DoNotFilm, []Code{CodeExpired}}},
		{"a signer's condition", tell(adult(func(g *Given) { g.Conditions = []Condition{NoName} })), want{StatusGiven, WithLimits, []Code{CodeCondition}}},
		{"corrected to a child", tell(adult(), &Rectified{Consent: form, Band: Band7to14}), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"corrected to an adult", tell(child(1), &Rectified{Consent: form, Band: BandAdult}), want{StatusRequested, WaitingForParent, []Code{CodeWaitGuardian}}},
		{"the same question twice with two answers", tell(adult(only(yes(Film), no(Film)))), want{StatusRefused, DoNotFilm, []Code{CodeDenied}}},
		{"an answer of no known kind", tell(adult(only(Choice{Purpose: Film, Answer: "GRANTED", Ends: later}))), want{StatusRefused, DoNotFilm, []Code{CodeDenied}}},
		{"an unknown statement changes nothing", func(d *device) []Statement {
			return []Statement{d.say(adult()), {ID: ref(9, 1), Author: Ref{9}, Seq: 1, Type: "consent.dreamt"}}
		}, want{StatusGiven, WithLimits, nil}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := fold(tt.tell(&device{name: 1})...)
			if got := c.Status(today); got != tt.status {
				t.Errorf("status is %s, want %s", got, tt.status)
			}
			if got := of(c).State(today); got != tt.state {
				t.Errorf("the crew sees %s, want %s", got, tt.state)
			}
			if got := codes(of(c).Covers(film())); !slices.Equal(got, tt.film) {
				t.Errorf("the film finds %q, want %q", got, tt.film)
			}
		})
	}
}

func tell(bodies ...Body) func(*device) []Statement {
	return func(d *device) []Statement {
		var out []Statement
		for _, b := range bodies {
			out = append(out, d.say(b))
		}
		return out
	}
}

func only(cs ...Choice) func(*Given) { return func(g *Given) { g.Choices = cs } }

func ends(on Date) func(*Given) {
	return func(g *Given) {
		for i := range g.Choices {
			g.Choices[i].Ends = on
		}
	}
}

func agreed(g *Given) { g.Choices[0].Basis = BasisAgreement }

func mustSign(g *Given) *Given { g.OtherHolder = HolderMustSign; return g }

func childSaysNo(g *Given) *Given { g.ChildSays = ChildNo; return g }

func guardianNo() *Signed {
	return &Signed{Consent: form, Role: RoleGuardian, Answer: Denied, Method: Held}
}

func narrows(s *Signed, cs ...Choice) *Signed { s.Choices = cs; return s }

// TestUses asks one declaration for uses that differ in place and time.
func TestUses(t *testing.T) {
	in := func(place string) func(*Given) { return func(g *Given) { g.Choices[0].Territory = place } }
	after := func(g *Given) { g.Choices[0].After = true }
	tests := []struct {
		name  string
		given *Given
		ask   Ask
		want  []Code
	}{
		{"ends within the period", adult(), film(func(a *Ask) { a.Until = later.AddDays(1) }), []Code{CodeEnds}},
		{"ends with the period", adult(), film(func(a *Ask) { a.Until = later }), nil},
		{"a period that runs backwards counts from its later day", adult(), film(func(a *Ask) { a.From, a.Until = later, today }), nil},
		{"no day named means today", adult(ends(today.AddDays(-1))), Ask{Purpose: Film, Today: today}, []Code{CodeExpired}},
		{"another country", adult(in("dk")), film(func(a *Ask) { a.Territory = "de" }), []Code{CodeTerritory}},
		{"the country, in capitals", adult(in("dk se")), film(func(a *Ask) { a.Territory = "SE" }), nil},
		{"two countries, one agreed", adult(in("dk")), film(func(a *Ask) { a.Territory = "dk se" }), []Code{CodeTerritory}},
		{"a country of the union", adult(in("eu")), film(func(a *Ask) { a.Territory = "dk" }), nil},
		{"outside the union", adult(in("eu")), film(func(a *Ask) { a.Territory = "no" }), []Code{CodeTerritory}},
		{"the world, agreed for one country", adult(in("dk")), film(func(a *Ask) { a.Territory = "world" }), []Code{CodeTerritory}},
		{"the world, agreed", adult(in("world")), film(func(a *Ask) { a.Territory = "world" }), nil},
		{"no place asked, one agreed", adult(in("dk")), film(), []Code{CodeOnlyIn}},
		{"not published yet", adult(after), film(), []Code{CodeEmbargo}},
		{"published tomorrow", adult(after), film(func(a *Ask) { a.Published = today + 1 }), []Code{CodeEmbargo}},
		{"published today", adult(after), film(func(a *Ask) { a.Published = today }), nil},
		{"ads of a child need a second guardian", twoForAds(parent(Mother)), film(func(a *Ask) { a.Purpose = Ads }), []Code{CodeWaitSecond}},
		{"ads of a child with two guardians", twoForAds(parent(Mother), parent(Father)), film(func(a *Ask) { a.Purpose = Ads }), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := &device{name: 1}
			if got := codes(fold(d.say(tt.given)).Covers(tt.ask)); !slices.Equal(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func twoForAds(gs ...Guardian) *Given {
	g := child(1, gs...)
	g.Choices = []Choice{yes(Film), {Purpose: Ads, Answer: Granted, Basis: BasisConsent, Ends: later, Guardians: 2}}
	return g
}

// TestPastUses checks that taking back is not retroactive, and that only
// questions about the past listen to the clock of the withdrawal.
func TestPastUses(t *testing.T) {
	noon := func(d Date) Stamp { return StampOf(d.Time().Add(12 * time.Hour)) }
	march := NewDate(2026, time.March, 1)
	past := film(func(a *Ask) { a.From, a.Until = march, march.AddDays(5) })
	for _, tt := range []struct {
		name string
		at   Stamp
		ask  Ask
		want []Code
	}{
		{"used before it was taken back", noon(march.AddDays(6)), past, nil},
		{"used until the day it was taken back", noon(march.AddDays(5)), past, []Code{CodeWithdrawn}},
		{"taken back by a clock ten years ahead, used today", noon(today.AddYears(10)), film(), []Code{CodeWithdrawn}},
		{"taken back by a clock ten years behind, used today", noon(today.AddYears(-10)), film(), []Code{CodeWithdrawn}},
		{"taken back by a clock ten years ahead, used tomorrow", noon(today.AddYears(10)), film(func(a *Ask) { a.From = today + 1 }), []Code{CodeWithdrawn}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &device{name: 1}
			c := fold(d.say(adult()), d.at(tt.at, &Withdrawn{Consent: form, Role: RoleSelf}))
			if got := codes(c.Covers(tt.ask)); !slices.Equal(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRestrictionEndsBeforeTheUse(t *testing.T) {
	d := &device{name: 1}
	c := fold(d.say(adult()), d.say(&Restricted{Consent: form, Until: today.AddDays(10)}))
	if got := codes(c.Covers(film(func(a *Ask) { a.From = today.AddDays(11) }))); got != nil {
		t.Errorf("the day after the restriction finds %q", got)
	}
	march := film(func(a *Ask) { a.From = NewDate(2026, time.March, 1) })
	if got := codes(c.Covers(march)); got != nil {
		t.Errorf("a use before it was restricted finds %q", got)
	}
	if got := codes(c.Covers(film(func(a *Ask) { a.From = today.AddDays(10) }))); !slices.Equal(got, []Code{CodeRestricted}) {
		t.Errorf("the last day of the restriction finds %q", got)
	}
}
