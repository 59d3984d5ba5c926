package flow

import (
	"encoding/json"
	"fmt"
	"strings"

	"onset/consent"
	"onset/signer"
)

// Month is a month of birth; the zero Month is none.
type Month struct {
	Year  int `json:"year"`
	Month int `json:"month"`
}

// IsZero reports whether no month is given.
func (m Month) IsZero() bool { return m == Month{} }

// GuardianDraft is a guardian's signature.
type GuardianDraft struct {
	Name      string           `json:"name"`
	Relation  consent.Relation `json:"relation"`
	Contact   string           `json:"contact"`
	Authority bool             `json:"authority"` // says to hold parental authority
	Verified  string           `json:"verified"`  // "contact", "known", "paper", "none"
	Method    consent.Method   `json:"method"`
	Ink       []byte           `json:"ink,omitempty"` // see EncodeInk
}

// ParseGuardian reads "NAME;RELATION;CONTACT" as a slip says it: whoever is
// named as a parent or appointed guardian there states to hold parental
// authority. ErrCannotSign for others, ErrAsked for an unknown relation.
func ParseGuardian(s string) (GuardianDraft, error) {
	parts := strings.SplitN(s, ";", 3)
	g := GuardianDraft{Name: strings.TrimSpace(parts[0])}
	if len(parts) > 1 {
		g.Relation = consent.Relation(strings.ToLower(strings.TrimSpace(parts[1])))
	}
	if len(parts) > 2 {
		g.Contact = strings.TrimSpace(parts[2])
	}
	g.Authority = g.Relation.Signs()
	return g, g.check()
}

var relations = map[consent.Relation]bool{
	consent.Mother: true, consent.Father: true, consent.OtherParent: true, consent.Appointed: true,
	consent.Teacher: true, consent.Coach: true, consent.Grandparent: true, consent.OtherRelated: true,
}

func (g GuardianDraft) check() error {
	return firstError(g.checkWho(), checkInk(g.Ink))
}

// checkWho is check but for the ink.
func (g GuardianDraft) checkWho() error {
	switch {
	case !relations[g.Relation]:
		return ErrAsked
	case !g.Relation.Signs():
		return ErrCannotSign
	case len(g.Name) > maxName, len(g.Contact) > maxName:
		return ErrTooLong
	}
	return nil
}

// Ink is a drawn signature.
type Ink = signer.Ink

// InkPoint is a point of a drawn signature.
type InkPoint = signer.InkPoint

// EncodeInk writes a drawing as drafts and --ink files hold it, when it is a
// signature. ErrInk.
func EncodeInk(ink Ink) ([]byte, error) {
	if err := ink.Validate(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInk, err)
	}
	return json.Marshal(ink)
}

// parseInk reads ink; nothing gives nil. ErrInk.
func parseInk(b []byte) (*Ink, error) {
	if len(b) == 0 {
		return nil, nil
	}
	ink, err := signer.ParseInk(b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInk, err)
	}
	return ink, nil
}

func checkInk(b []byte) error {
	_, err := parseInk(b)
	return err
}

// SigningFields are what has been typed and chosen so far.
type SigningFields struct {
	Name        string              `json:"name"`
	Contact     string              `json:"contact"`
	Work        string              `json:"work"`
	Band        string              `json:"band"` // wrist band
	Adult       *bool               `json:"adult,omitempty"`
	Born        Month               `json:"born"`
	Conditions  []consent.Condition `json:"conditions,omitempty"`
	Method      consent.Method      `json:"method"`          // empty = drawn
	Ink         []byte              `json:"ink,omitempty"`   // see EncodeInk
	Paper       []byte              `json:"paper,omitempty"` // JPEG of the slip
	Face        []byte              `json:"face,omitempty"`  // JPEG
	Guardians   []GuardianDraft     `json:"guardians,omitempty"`
	OtherHolder consent.OtherHolder `json:"other_holder"`
	ChildSays   consent.ChildSays   `json:"child_says"`
	Absent      bool                `json:"absent"` // the guardian is not here and signs later
	Offered     bool                `json:"offered"`
	Witnessed   bool                `json:"witnessed"`
}

var (
	conditions = map[consent.Condition]bool{
		consent.NoName: true, consent.NoPlace: true, consent.NoSchool: true,
		consent.NotRecognisable: true, consent.VoiceChanged: true, consent.ShowFirst: true,
	}
	methods = map[consent.Method]bool{"": true, consent.Drawn: true, consent.Held: true, consent.Spoken: true, consent.Paper: true}
	holders = map[consent.OtherHolder]bool{
		"": true, consent.HolderNone: true, consent.HolderAgrees: true, consent.HolderMustSign: true,
	}
	childSays = map[consent.ChildSays]bool{
		"": true, consent.ChildNotAsked: true, consent.ChildYes: true, consent.ChildNo: true,
	}
	verified = map[string]bool{"": true, "contact": true, "known": true, "paper": true, "none": true}
)

// maxName and the like are how much is taken of a typed field, in bytes.
const (
	maxName      = 200
	maxFree      = 2000
	maxUnit      = 20
	maxGuardians = 4
)

// check refuses values outside their closed lists. Nothing is asked here of
// what is still missing.
func (f *SigningFields) check() error {
	return firstError(f.checkValues(), checkInk(f.Ink))
}

// checkValues is check but for the ink, which is read only once on its way in.
func (f *SigningFields) checkValues() error {
	for _, s := range []string{f.Name, f.Contact, f.Work, f.Band} {
		if len(s) > maxName {
			return ErrTooLong
		}
	}
	for _, c := range f.Conditions {
		if !conditions[c] {
			return ErrAsked
		}
	}
	if !methods[f.Method] || !holders[f.OtherHolder] || !childSays[f.ChildSays] || len(f.Guardians) > maxGuardians {
		return ErrAsked
	}
	for _, g := range f.Guardians {
		if len(g.Name) > maxName || len(g.Contact) > maxName {
			return ErrTooLong
		}
		if !methods[g.Method] || !verified[g.Verified] {
			return ErrAsked
		}
	}
	return nil
}

// trimmed is the fields without the white space around what was typed.
func (f SigningFields) trimmed() SigningFields {
	for _, s := range []*string{&f.Name, &f.Contact, &f.Work, &f.Band} {
		*s = trim(*s)
	}
	f.Guardians = append([]GuardianDraft(nil), f.Guardians...)
	for i := range f.Guardians {
		g := &f.Guardians[i]
		g.Name, g.Contact = trim(g.Name), trim(g.Contact)
	}
	return f
}

// band is the age band on a day, and whether it was reckoned from the birth month.
func (f *SigningFields) band(r consent.Rules, on consent.Date) (band consent.AgeBand, byBirth bool) {
	switch {
	case !f.Born.IsZero():
		return r.Band(f.Born.Year, f.Born.Month, on), true
	case f.Adult != nil && *f.Adult:
		return consent.BandAdult, false
	}
	return consent.BandUnknown, false
}
