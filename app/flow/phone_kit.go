package flow

import (
	"context"
	"time"

	"onset/consent"
	"onset/signer"
)

// Phones is signing on phones while it is on. Several may be open on one kit,
// the window's and a command's; they share the page and its phones.
type Phones struct {
	k *Kit
}

// OpenPhones begins signing on phones; the page is served until the last of
// the openers closes.
func (k *Kit) OpenPhones(ctx context.Context, s PhoneStart) (*Phones, error) {
	return &Phones{k: k}, nil
}

// Board is what the crew sees now.
func (p *Phones) Board() PhoneBoard { return PhoneBoard{} }

// NewCode shows a new code; the one before stays good until it runs out.
func (p *Phones) NewCode(ctx context.Context) error { return nil }

// Same notes that the crew saw the same code on the phone, or another.
func (p *Phones) Same(visit string, same bool) error { return nil }

// Helped notes that somebody has helped the person on that phone.
func (p *Phones) Helped(visit string) {}

// End sends a phone away; what it has not sent is not taken any more.
func (p *Phones) End(visit string) {}

// LocalLink is the page for this device's own browser.
func (p *Phones) LocalLink() string { return "" }

// Close ends this opener's part; the last one stops the page.
func (p *Phones) Close() error { return nil }

// PhonesOn is how many phones are on the page, and whether signing on phones is on.
func (k *Kit) PhonesOn() (here int, on bool) { return 0, false }

// WiFi is the set's network as it was last told, and how many phones it carries (0 = not known).
func (k *Kit) WiFi() (w WiFi, room int) { return WiFi{}, 0 }

// SetWiFi remembers the set's network, sealed on this device.
func (k *Kit) SetWiFi(ctx context.Context, w WiFi, room int) error { return nil }

// PublicPage is where take-home codes are typed at home; empty = on the set's own page.
func (k *Kit) PublicPage() string { return "" }

// SetPublicPage sets where take-home codes are typed at home; empty = on the set's own page.
func (k *Kit) SetPublicPage(ctx context.Context, url string) error { return nil }

// ReadBack is a declaration as it was received, for the crew to read to whoever signed it.
type ReadBack struct {
	Consent    consent.ID
	Person     consent.ID
	Short      string
	Code       string // that stood on both screens, empty when none was compared
	Name       string
	Band       string
	Work       string
	Contact    string // where it is readable here
	Age        consent.AgeBand
	Born       string // "2014-03", where it is readable here
	Choices    []ChoiceLine
	Conditions []consent.Condition
	Child      consent.ChildSays
	Guardians  []ReadBackGuardian
	Other      consent.OtherHolder
	Method     consent.Method
	Witnessed  bool
	EnteredBy  string
	Text       string // key and version, "appearance 1"
	Language   string // of the text that was shown
	Signed     time.Time
	Ink        *signer.Ink // of whoever signed; nil when nothing was drawn or it is not readable here
	Typed      string      // the name as typed, where that is the signature
	Face       []byte      // JPEG, small
	Waiting    bool        // a guardian must still sign
	Withdrawn  bool
	Hidden     bool // contact, ink and month of birth are not readable on this device
}

// ReadBackGuardian is a guardian as received.
type ReadBackGuardian struct {
	Name      string
	Relation  consent.Relation
	Contact   string
	Authority bool
	Ink       *signer.Ink
	Typed     string
}

// ReadBack is a declaration as it was received, with the words of a language. ErrNotFound.
func (k *Kit) ReadBack(ctx context.Context, id consent.ID, lang string) (ReadBack, error) {
	return ReadBack{}, nil
}

// TakeHomeLine is what a guardian who is not here answers with later.
type TakeHomeLine struct {
	Consent consent.ID
	Label   string // for the crew: the child's name or label
	Code    string // "K7M4 2QXD"
	By      consent.Date
	Base    string // where the code is typed, "https://set.example/k"; empty when there is no such address now
	Link    string // Base with the code in it; empty without Base
	QR      [][]bool
}

// TakeHome is the take-home code of a consent that waits for a guardian.
// ErrNothingHeld when it waits for nobody.
func (k *Kit) TakeHome(ctx context.Context, id consent.ID) (TakeHomeLine, error) {
	return TakeHomeLine{}, nil
}

// PosterPage is the poster of a crowd as a page to print, for one of the board's links.
func (k *Kit) PosterPage(ctx context.Context, link PhoneLink) ([]byte, error) { return nil, nil }

// ReceiptPage is a receipt as a page to print; empty lang is the one that was signed in.
func (k *Kit) ReceiptPage(ctx context.Context, id consent.ID, lang string) ([]byte, error) {
	return nil, nil
}

// TakeHomeCards are the take-home codes of these consents as a page to cut up.
// Those that wait for nobody are left out.
func (k *Kit) TakeHomeCards(ctx context.Context, ids []consent.ID) ([]byte, error) { return nil, nil }
