package signer

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// ErrParticulars means the content of a blob is not particulars as we write them.
var ErrParticulars = errors.New("not particulars")

// Particulars are what a blob says of a person or a thing. A set blob holds the
// few of them that the crew needs on set, an office blob the rest; fields that
// do not belong stay empty.
type Particulars struct {
	V          int                   `json:"v"` // 1
	Name       string                `json:"name,omitempty"`
	Label      string                `json:"label,omitempty"` // how the crew finds a person without a name, or what a device or scene is called
	Band       string                `json:"band,omitempty"`  // wrist band, "A-041"
	Contact    string                `json:"contact,omitempty"`
	Workplace  string                `json:"workplace,omitempty"`
	BornMonth  string                `json:"born_month,omitempty"` // "2011-03"
	Guardians  []GuardianParticulars `json:"guardians,omitempty"`
	Ink        *Ink                  `json:"ink,omitempty"`
	Typed      string                `json:"typed,omitempty"`       // the name as typed, where that is the signature
	Face       []byte                `json:"face,omitempty"`        // JPEG, small, set
	Selfie     []byte                `json:"selfie,omitempty"`      // JPEG, office
	PaperPhoto []byte                `json:"paper_photo,omitempty"` // JPEG, office
	Garment    string                `json:"garment,omitempty"`
	Colour     string                `json:"colour,omitempty"`
	Place      string                `json:"place,omitempty"`
	Note       string                `json:"note,omitempty"`
	Serial     string                `json:"serial,omitempty"` // of a disk
	Keeper     string                `json:"keeper,omitempty"` // of a disk
	EnteredBy  string                `json:"entered_by,omitempty"`
	Secret     []byte                `json:"secret,omitempty"` // 16 bytes: of an office blob what the receipt's link proves itself with, of a set blob where a take-home code comes from
}

// GuardianParticulars are one guardian's, in the order of the statement's guardians.
type GuardianParticulars struct {
	Name     string `json:"name"`
	Contact  string `json:"contact,omitempty"`
	Relation string `json:"relation,omitempty"`
	Ink      *Ink   `json:"ink,omitempty"`
	Typed    string `json:"typed,omitempty"`
}

// Limits of particulars.
const (
	maxField     = 8 << 10
	maxGuardians = 8
)

// EncodeParticulars is the content of a blob; it sets V. ErrParticulars for
// what DecodeParticulars would refuse.
func EncodeParticulars(p Particulars) ([]byte, error) {
	p.V = 1
	b, err := encodeJSON(p)
	if err != nil || len(b) > MaxBlob || !p.valid() {
		return nil, fmt.Errorf("write particulars: %w", ErrParticulars)
	}
	return b, nil
}

// DecodeParticulars reads them. Of version 1 exactly what EncodeParticulars
// writes; of a newer one the fields known here. ErrParticulars otherwise.
func DecodeParticulars(b []byte) (Particulars, error) {
	var p Particulars
	bad := fmt.Errorf("read particulars: %w", ErrParticulars)
	if len(b) > MaxBlob || !checkJSON(b) || json.Unmarshal(b, &p) != nil || p.V < 1 || !p.valid() {
		return Particulars{}, bad
	}
	if p.V > 1 {
		return p, nil
	}
	if again, err := encodeJSON(p); err != nil || !slices.Equal(again, b) {
		return Particulars{}, bad
	}
	return p, nil
}

func (p *Particulars) valid() bool {
	texts := []string{
		p.Name, p.Label, p.Band, p.Contact, p.Workplace, p.Typed, p.Garment, p.Colour,
		p.Place, p.Note, p.Serial, p.Keeper, p.EnteredBy,
	}
	inks := []*Ink{p.Ink}
	for _, g := range p.Guardians {
		texts = append(texts, g.Name, g.Contact, g.Relation, g.Typed)
		inks = append(inks, g.Ink)
	}
	badText := slices.ContainsFunc(texts, func(s string) bool { return len(s) > maxField || !utf8.ValidString(s) })
	badInk := slices.ContainsFunc(inks, func(k *Ink) bool { return k != nil && k.Validate() != nil })
	return !badText && !badInk && len(p.Guardians) <= maxGuardians && validMonth(p.BornMonth) &&
		(len(p.Secret) == 0 || len(p.Secret) == 16)
}

func validMonth(s string) bool {
	if s == "" {
		return true
	}
	t, err := time.Parse("2006-01", s)
	return err == nil && t.Format("2006-01") == s
}
