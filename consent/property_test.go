package consent_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	. "onset/consent"
)

// drawLogs draws what up to three devices said about one declaration, its
// person and a notice, with clocks that are years wrong.
func drawLogs(t *rapid.T) []Statement {
	devices := []*device{{name: 1}, {name: 2}, {name: 3}}
	var out []Statement
	for range rapid.IntRange(1, 12).Draw(t, "statements") {
		d := rapid.SampledFrom(devices).Draw(t, "device")
		out = append(out, d.at(drawStamp(t), drawBody(t, out)))
	}
	return out
}

func drawStamp(t *rapid.T) Stamp {
	y := rapid.IntRange(1970, 2060).Draw(t, "year")
	return StampOf(time.Date(y, time.May, rapid.IntRange(1, 28).Draw(t, "day"), 10, 0, 0, 0, time.UTC))
}

func drawBody(t *rapid.T, before []Statement) Body {
	notice := numbered(6, 1)
	undoes := func() []Ref {
		if len(before) == 0 {
			return nil
		}
		return []Ref{rapid.SampledFrom(before).Draw(t, "undone").ID}
	}
	blob := BlobRef{ID: numbered(8, rapid.IntRange(0, 3).Draw(t, "blob"))}
	switch rapid.IntRange(0, 11).Draw(t, "kind") {
	case 0, 1, 2:
		return drawGiven(t, form)
	case 3:
		return &Requested{Consent: form, Person: anna, Minor: rapid.Bool().Draw(t, "minor"), AnswerBy: drawDate(t)}
	case 4:
		return drawSigned(t)
	case 5:
		return drawWithdrawn(t)
	case 6:
		return &Restricted{Consent: form, Until: drawDate(t)}
	case 7:
		return &Unrestricted{Consent: form, Undoes: undoes()}
	case 8:
		return &Invalidated{Consent: form, Reason: blob}
	case 9:
		r := &Rectified{Replaces: undoes(), Set: blob, Band: drawBand(t)}
		if rapid.Bool().Draw(t, "of the consent") {
			r.Consent = form
		} else {
			r.Person = anna
		}
		return r
	case 10:
		kind := rapid.SampledFrom([]AvoidKind{AvoidFilm, AvoidBlur, AvoidLift}).Draw(t, "avoid")
		return &Avoid{Person: anna, Kind: kind, Undoes: undoes(), Set: blob}
	default:
		return &Notice{Notice: notice, Shoot: numbered(5, rapid.IntRange(0, 2).Draw(t, "shoot")), Down: rapid.Bool().Draw(t, "down"), Undoes: undoes()}
	}
}

func drawGiven(t *rapid.T, id ID) *Given {
	g := adult()
	g.Consent, g.Band, g.ByBirth = id, drawBand(t), rapid.Bool().Draw(t, "by birth")
	g.Needed, g.Alone = rapid.IntRange(0, 2).Draw(t, "needed"), rapid.Bool().Draw(t, "alone")
	g.ChildSays = rapid.SampledFrom([]ChildSays{"", ChildNotAsked, ChildYes, ChildNo}).Draw(t, "child says")
	g.OtherHolder = rapid.SampledFrom([]OtherHolder{"", HolderNone, HolderAgrees, HolderMustSign}).Draw(t, "other holder")
	g.Choices = drawChoices(t)
	for range rapid.IntRange(0, 2).Draw(t, "guardians") {
		g.Guardians = append(g.Guardians, parent(rapid.SampledFrom([]Relation{Mother, Father, Teacher}).Draw(t, "relation")))
	}
	return g
}

func drawChoices(t *rapid.T) []Choice {
	var out []Choice
	for _, p := range []Purpose{Film, Ads} {
		if rapid.Bool().Draw(t, "asked") {
			out = append(out, Choice{
				Purpose: p, Answer: rapid.SampledFrom([]Answer{Granted, Granted, Denied, "?"}).Draw(t, "answer"),
				Basis: rapid.SampledFrom([]Basis{BasisConsent, BasisAgreement}).Draw(t, "basis"), Ends: drawDate(t),
				Territory: rapid.SampledFrom([]string{"", "world", "dk", "eu"}).Draw(t, "territory"),
			})
		}
	}
	return out
}

func drawSigned(t *rapid.T) *Signed {
	g := parent(rapid.SampledFrom([]Relation{Mother, Father, Coach}).Draw(t, "relation"))
	return &Signed{
		Consent: form, Role: rapid.SampledFrom([]Role{RoleGuardian, RoleChild, RoleMajority}).Draw(t, "role"), Guardian: &g,
		Answer: rapid.SampledFrom([]Answer{Granted, Granted, Denied}).Draw(t, "answer"), Choices: drawChoices(t),
	}
}

func drawWithdrawn(t *rapid.T) *Withdrawn {
	return &Withdrawn{
		Consent: form, Role: rapid.SampledFrom([]Role{RoleSelf, RoleGuardian, RoleOffice}).Draw(t, "role"),
		Purposes: rapid.SampledFrom([][]Purpose{nil, {Film}, {Ads}, {Film, Ads}}).Draw(t, "purposes"),
	}
}

func drawBand(t *rapid.T) AgeBand {
	return rapid.SampledFrom([]AgeBand{BandAdult, BandAdult, Band15to17, Band7to14, BandUnknown, ""}).Draw(t, "band")
}

func drawDate(t *rapid.T) Date {
	return rapid.SampledFrom([]Date{0, today.AddDays(-400), today, later, later.AddYears(50)}).Draw(t, "date")
}

// shuffled is the same statements in another order, some of them twice.
func shuffled(t *rapid.T, sts []Statement) []Statement {
	out := slices.Clone(sts)
	for range rapid.IntRange(0, len(sts)).Draw(t, "doubled") {
		out = append(out, rapid.SampledFrom(sts).Draw(t, "again"))
	}
	return rapid.Permutation(out).Draw(t, "order")
}

// TestOrderDoesNotMatter: any order and any duplication give the same state,
// and so does a part that arrives late, because the fold is over all of it.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sts := drawLogs(t)
		other := shuffled(t, sts)
		cut := rapid.IntRange(0, len(other)).Draw(t, "arrived first")
		early := slices.Clone(other[:cut])
		FoldConsent(form, early) // a fold of a part changes nothing in it
		other = append(early, other[cut:]...)
		if a, b := FoldConsent(form, sts), FoldConsent(form, other); !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\nor\n%+v", a, b)
		}
		if a, b := FoldAvoid(anna, sts), FoldAvoid(anna, other); !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\nor\n%+v", a, b)
		}
		if a, b := FoldNotice(numbered(6, 1), sts), FoldNotice(numbered(6, 1), other); !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\nor\n%+v", a, b)
		}
	})
}

func coversFilm(sts []Statement, ask Ask) bool {
	c := FoldConsent(form, sts)
	v := FoldAvoid(anna, sts)
	p := &Person{ID: anna, Consents: []*Consent{&c}, Avoid: &v}
	return !slices.ContainsFunc(p.Covers(ask), func(f Finding) bool { return f.Weight == Block })
}

// TestStricterNeverHelps: a withdrawal, a restriction, a do-not-film note, a
// no, or a child's no never makes a use possible that was not, nor fills a gap.
func TestStricterNeverHelps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sts := drawLogs(t)
		stricter := []Body{
			&Withdrawn{Consent: form, Role: RoleSelf},
			&Withdrawn{Consent: form, Role: RoleOffice, Purposes: []Purpose{Film}},
			&Restricted{Consent: form},
			&Avoid{Person: anna, Kind: AvoidFilm},
			&Avoid{Person: anna, Kind: AvoidBlur},
			guardianNo(),
			&Signed{Consent: form, Role: RoleChild, Answer: Denied},
			adult(only(no(Film))),
			&Rectified{Consent: form, Band: Band7to14},
		}
		d := &device{name: rapid.SampledFrom([]byte{0, 4}).Draw(t, "device")}
		more := append(slices.Clone(sts), d.at(drawStamp(t), rapid.SampledFrom(stricter).Draw(t, "stricter")))
		ask := film(func(a *Ask) { a.Until = rapid.SampledFrom([]Date{0, later}).Draw(t, "until") })
		if !coversFilm(sts, ask) && coversFilm(more, ask) {
			t.Fatalf("covered only after %+v", more[len(more)-1].Body)
		}
		before, after := outranks(sts, ask), outranks(more, ask)
		if before && !after {
			t.Fatalf("no longer outranks another basis after %+v", more[len(more)-1].Body)
		}
	})
}

func outranks(sts []Statement, ask Ask) bool {
	c := FoldConsent(form, sts)
	v := FoldAvoid(anna, sts)
	p := &Person{ID: anna, Consents: []*Consent{&c}, Avoid: &v}
	return slices.ContainsFunc(p.Covers(ask), Finding.Outranks)
}

// TestNoClockBringsItBack: whatever every clock said, a declaration that was
// taken back, refused or lacks a guardian covers no use of today or later.
func TestNoClockBringsItBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, e := &device{name: 1}, &device{name: 2}
		ended := []Body{
			&Withdrawn{Consent: form, Role: RoleSelf},
			&Withdrawn{Consent: form, Role: RoleGuardian, Purposes: []Purpose{Film}},
			guardianNo(),
			&Signed{Consent: form, Role: RoleChild, Answer: Denied},
			&Invalidated{Consent: form},
		}
		sts := []Statement{d.at(drawStamp(t), adult())}
		if rapid.Bool().Draw(t, "ended") {
			sts = append(sts, e.at(drawStamp(t), rapid.SampledFrom(ended).Draw(t, "how")))
		} else {
			sts = []Statement{d.at(drawStamp(t), child(2, parent(Mother))), e.at(drawStamp(t), &Signed{Consent: form, Role: RoleGuardian, Answer: Granted})}
		}
		c := fold(sts...)
		if rapid.Bool().Draw(t, "received") {
			c.ReceivedAt = drawStamp(t)
		}
		from := today.AddDays(rapid.IntRange(0, 3000).Draw(t, "days from today"))
		ask := film(func(a *Ask) { a.From = from })
		if !slices.ContainsFunc(c.Covers(ask), func(f Finding) bool { return f.Weight == Block }) {
			t.Fatalf("covered: %+v", c)
		}
	})
}
