package consent

import "errors"

// Terms errors, returned by Terms.Publishable.
var (
	// ErrTermsIncomplete means a text lacks a title, controller, recipient or end date and cannot be shown to anyone.
	ErrTermsIncomplete = errors.New("terms are incomplete")
	// ErrTooManyPurposes means the text asks more than MaxPurposes questions.
	ErrTooManyPurposes = errors.New("terms ask too many questions")
	// ErrCardTooLong means the first layer has more than MaxCardWords words.
	ErrCardTooLong = errors.New("card of the terms is too long")
)

// MaxPurposes is the most questions one person is asked.
const MaxPurposes = 5

// MaxCardWords is the most words on the first layer of a text.
const MaxCardWords = 60

// LocationTerms is the key of the release for a place. It clears no person.
const LocationTerms = "location"

// Purpose is the key of a use: "film", "stills", "social", "ads",
// "showreel", "reuse", "archive", "name", "ai". Productions may add their own.
type Purpose string

// The purposes of the starter terms (DESIGN §4).
const (
	Film     Purpose = "film"
	Stills   Purpose = "stills"
	Social   Purpose = "social"
	Ads      Purpose = "ads"
	Showreel Purpose = "showreel"
	Reuse    Purpose = "reuse"
	Archive  Purpose = "archive"
	Name     Purpose = "name"
	AI       Purpose = "ai"
)

// Basis is the legal ground of a purpose.
type Basis string

// The legal grounds a purpose may stand on.
const (
	BasisConsent    Basis = "consent"    // GDPR 6(1)(a)
	BasisAgreement  Basis = "agreement"  // 6(1)(b)
	BasisInterest   Basis = "interest"   // 6(1)(f), with the right to object
	BasisJournalism Basis = "journalism" // press exemption
)

// Terms is one version of a text that people are asked to agree to, in every
// language it exists in. It is published once and never changed; a change is
// a new version.
type Terms struct {
	Key      string           `json:"key"`                 // "appearance", "minor" …
	Version  int              `json:"version"`             // from 1
	Starter  bool             `json:"starter,omitempty"`   // a starter text that a lawyer should read first
	Signed   bool             `json:"signed"`              // false for notice: information, nobody signs
	Minor    bool             `json:"minor,omitempty"`     // for people under Rules.GuardianBelow
	Release  bool             `json:"release,omitempty"`   // an agreement on a page of its own (contributor, location)
	Place    bool             `json:"place,omitempty"`     // clears a place, not a person (location)
	AsksWork bool             `json:"asks_work,omitempty"` // asks for the workplace (employee)
	Purposes []PurposeTerms   `json:"purposes,omitempty"`
	Texts    map[string]*Text `json:"texts,omitempty"` // by BCP 47 language: "en", "da"
}

// PurposeTerms is what a text says about one use.
type PurposeTerms struct {
	Key        Purpose     `json:"key"`
	Basis      Basis       `json:"basis"`
	Asked      bool        `json:"asked"`                // false: the text says "We do not use it for …"
	Ends       EndRule     `json:"ends"`                 // when it ends
	Territory  string      `json:"territory,omitempty"`  // "world", "eu", or ISO 3166 codes separated by spaces
	After      bool        `json:"after,omitempty"`      // not before production.published
	Guardians  int         `json:"guardians,omitempty"`  // at least so many guardians for this use
	Recipients []Recipient `json:"recipients,omitempty"` // who receives it
}

// EndRule says when a purpose ends: on a date, or so many years after signing.
// A rule with neither cannot be published.
type EndRule struct {
	Date  Date `json:"date,omitzero"`
	Years int  `json:"years,omitempty"`
}

// Recipient is an independent controller who receives the material.
type Recipient struct {
	Name   string `json:"name"`
	Policy string `json:"policy"`          // link to the recipient's own privacy policy
	Title  string `json:"title,omitempty"` // title and date of that policy
	Dated  Date   `json:"dated,omitzero"`
}

// Text is one language of a Terms. Placeholders {title} {controller}
// {contact} {address} {customer} {recipients} {end} {territory} {date} are
// filled from the production before it is shown; what was shown is sealed.
type Text struct {
	Title     string                   `json:"title"`
	Card      string                   `json:"card"`                // layer 1: at most MaxCardWords words
	Questions map[Purpose]QuestionText `json:"questions,omitempty"` // layer 2
	Full      []Section                `json:"full,omitempty"`      // layer 3
	Child     string                   `json:"child,omitempty"`     // the child's part, in the child's words
	Spoken    []string                 `json:"spoken,omitempty"`    // three sentences to read aloud
	NotAsked  string                   `json:"not_asked,omitempty"` // "We do not use it for …", {purposes}
	Review    string                   `json:"review,omitempty"`    // the line that marks a starter text
}

// QuestionText is one yes-or-no question.
type QuestionText struct {
	Title    string `json:"title"`    // "The film"
	Sentence string `json:"sentence"` // first person: "You may use my image and voice in …"
	Details  string `json:"details"`  // basis, recipients, what cannot be fetched back
}

// Section is one headed part of the full text.
type Section struct {
	Heading string `json:"heading"`
	Body    string `json:"body"`
}
