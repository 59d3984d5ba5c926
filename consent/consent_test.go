package consent_test

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	. "onset/consent"
)

// Everything happens on one day of May, with end dates five years on.
var (
	today = NewDate(2026, time.May, 12)
	later = NewDate(2031, time.May, 12)
	anna  = numbered(1, 1)
	form  = numbered(2, 1)
)

// morning is an hour and minute of the day, two hours east of UTC.
func morning(hour, minute int) Stamp {
	return StampOf(time.Date(2026, time.May, 12, hour, minute, 0, 0, time.FixedZone("", 7200)))
}

// numbered is the n-th id of a kind of thing.
func numbered(kind byte, n int) ID {
	var id ID
	id[0] = kind
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return id
}

func ref(device byte, seq uint64) Ref {
	var b [9]byte
	b[0] = device
	binary.BigEndian.PutUint64(b[1:], seq)
	return sha256.Sum256(b[:])
}

// device is one kit with its own log.
type device struct {
	name byte
	seq  uint64
}

// say makes the device's next statement, at ten o'clock.
func (d *device) say(b Body) Statement { return d.at(morning(10, 0), b) }

func (d *device) at(at Stamp, b Body) Statement {
	d.seq++
	return Statement{ID: ref(d.name, d.seq), V: 1, Type: b.Type(), Author: Ref{d.name}, Seq: d.seq, At: at, By: numbered(7, int(d.name)), Body: b}
}

// adult is a grown-up's declaration: film, stills and social yes, ads no.
func adult(change ...func(*Given)) *Given {
	g := &Given{
		Consent: form, Person: anna, Terms: TermsRef{Key: "appearance", Version: 1, Language: "da", Digest: Ref{1}, Published: Ref{2}},
		Band: BandAdult, Method: Drawn, EnteredBy: "self", Witnessed: true,
		Choices: []Choice{yes(Film), yes(Stills), yes(Social), no(Ads)},
	}
	for _, c := range change {
		c(g)
	}
	return g
}

func yes(p Purpose) Choice {
	return Choice{Purpose: p, Answer: Granted, Basis: BasisConsent, Ends: later}
}

func no(p Purpose) Choice {
	return Choice{Purpose: p, Answer: Denied, Basis: BasisConsent, Ends: later}
}

// child is a nine-year-old's declaration, with the guardians that signed at once.
func child(needed int, guardians ...Guardian) *Given {
	return adult(func(g *Given) {
		g.Band, g.ByBirth, g.Needed, g.Guardians = Band7to14, true, needed, guardians
		g.ChildSays, g.OtherHolder, g.AnswerBy = ChildYes, HolderNone, today.AddDays(7)
	})
}

func parent(r Relation) Guardian {
	return Guardian{Relation: r, Authority: true, Verified: "contact", Method: Drawn}
}

func signs(r Relation) *Signed {
	g := parent(r)
	return &Signed{Consent: form, Role: RoleGuardian, Answer: Granted, Guardian: &g, Method: Held}
}

func fold(sts ...Statement) *Consent {
	c := FoldConsent(form, sts)
	return &c
}

// of is the person with these declarations.
func of(cs ...*Consent) *Person { return &Person{ID: anna, Consents: cs} }

// film asks for the film today, anywhere the consent allows.
func film(change ...func(*Ask)) Ask {
	a := Ask{Purpose: Film, Today: today, From: today}
	for _, c := range change {
		c(&a)
	}
	return a
}

// codes are the codes of findings that block, or of all when none does.
func codes(fs []Finding) []Code {
	var blocks, rest []Code
	for _, f := range fs {
		if f.Weight == Block {
			blocks = append(blocks, f.Code)
		} else {
			rest = append(rest, f.Code)
		}
	}
	if blocks != nil {
		return blocks
	}
	return rest
}
