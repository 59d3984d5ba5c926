package flow

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/skip2/go-qrcode"

	"onset/assets"
	"onset/consent"
	"onset/signer/page"
)

// minorTerms is the key of the text that an adult's leads on to for a minor.
const minorTerms = "minor"

// desk is where the answers of phones go: a page.Desk over the kit.
type desk struct {
	k    *Kit
	wifi func() string // name of the set's network

	mu     sync.Mutex
	taking map[consent.ID]chan struct{} // answers that are being recorded, by their id
}

func newDesk(k *Kit, wifi func() string) *desk {
	return &desk{k: k, wifi: wifi, taking: map[consent.ID]chan struct{}{}}
}

// askedText is a text as a door shows it: which one, and from which day its end dates count.
type askedText struct {
	publishedText
	on consent.Date
}

// text is what a door shows: its own text, or the one for minors that belongs
// to it. Whoever signs too reads what the first one signed, end dates and all.
func (d *desk) text(door *page.Door, minor bool) (askedText, error) {
	k := d.k
	today := consent.DateOf(k.now())
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.ledger.Consent(door.Consent); door.Kind == page.ForSecond {
		if c == nil || k.texts.byRef[c.Terms.Published] == nil {
			return askedText{}, fmt.Errorf("text to sign too: %w", ErrNotFound)
		}
		return askedText{publishedText{c.Terms.Published, k.texts.byRef[c.Terms.Published]}, c.GivenAt.Date()}, nil
	}
	t, ok := k.texts.newest[door.Terms]
	if !ok || !t.terms.Signed {
		return askedText{}, fmt.Errorf("%w: %q", ErrTerms, door.Terms)
	}
	if minor || door.Kind == page.ForParent {
		if m, ok := k.texts.newest[minorTerms]; ok && !t.terms.Minor && m.terms.Signed {
			t = m
		}
	}
	return askedText{t, today}, nil
}

// Sheet is a text as it is shown today.
func (d *desk) Sheet(_ context.Context, door *page.Door, q page.SheetQuery) (*page.Sheet, error) {
	t, err := d.text(door, q.Minor)
	if err != nil {
		return nil, err
	}
	s := &page.Sheet{Languages: d.languages(t.terms)}
	if !slices.Contains(s.Languages, q.Language) {
		return s, page.ErrNoText
	}
	shown := d.k.words.shown(t.terms, q.Language, t.on)
	x := shown.terms.Texts[q.Language]
	s.Shown = page.Shown{Terms: t.terms.Key, Version: t.terms.Version, Language: q.Language, Digest: hex.EncodeToString(shown.digest[:])}
	s.Title, s.Card, s.Full, s.NotAsked, s.Child = x.Title, x.Card, x.Full, x.NotAsked, x.Child
	if t.terms.Starter {
		s.Review = x.Review
	}
	s.Minor, s.AsksWork, s.AsksBand = t.terms.Minor, t.terms.AsksWork, door.Kind == page.ForCrowd
	s.Questions = d.questions(shown.terms, q.Language, t.on)
	d.production(s)
	return s, nil
}

// languages are those a text can be read in on phones, the shoot's first.
func (d *desk) languages(t *consent.Terms) []string {
	known := assets.PageLanguages()
	out := slices.DeleteFunc(textLanguages(t), func(tag string) bool { return !slices.Contains(known, tag) })
	if i := slices.Index(out, d.k.Shoot().Language); i > 0 {
		out = slices.Insert(slices.Delete(out, i, i+1), 0, d.k.Shoot().Language)
	}
	return out
}

func (d *desk) questions(t *consent.Terms, lang string, on consent.Date) []page.Question {
	w := d.k.words.of(lang)
	var out []page.Question
	for _, p := range t.Purposes {
		if !p.Asked {
			continue
		}
		x := t.Texts[lang].Questions[p.Key]
		q := page.Question{Purpose: p.Key, Title: x.Title, Sentence: x.Sentence, Details: x.Details, Guardians: p.Guardians}
		if end := p.Ends.On(on); end != 0 {
			q.Until = w.Day(end.Time())
		}
		out = append(out, q)
	}
	return out
}

// production adds who asks, and by which rules.
func (d *desk) production(s *page.Sheet) {
	f, rules := d.k.Production(), d.k.store.Roster().Rules()
	s.Production, s.Controller, s.Contact, s.Address = f.Title, f.Controller, f.Contact, f.Address
	s.AsksChild, s.AloneFrom, s.Guardians = rules.AssentFrom, 18, max(rules.Guardians, 1)
	if !rules.NeedsGuardian(consent.Band15to17) {
		s.AloneFrom = 15
	}
	d.k.mu.Lock()
	m, ok := d.k.texts.newest[minorTerms]
	d.k.mu.Unlock()
	s.HasMinor = ok && !s.Minor && m.terms.Signed && m.terms.Texts[s.Language] != nil
	s.WiFi, s.Local = d.wifi(), true
}

// sameText finds the text that stood on the phone. page.ErrChanged when it is
// not the one that holds now.
func (d *desk) sameText(door *page.Door, shown page.Shown) (askedText, error) {
	for _, minor := range []bool{false, true} {
		t, err := d.text(door, minor)
		if err != nil {
			return t, err
		}
		s := d.k.words.shown(t.terms, shown.Language, t.on)
		if s != nil && t.terms.Key == shown.Terms && t.terms.Version == shown.Version && hex.EncodeToString(s.digest[:]) == shown.Digest {
			return t, nil
		}
	}
	return askedText{}, page.ErrChanged
}

// Refuse counts a no. Where a guardian was asked to sign for a child, the no is
// the guardian's and counts for the child; of the guardian nothing is kept either.
func (d *desk) Refuse(ctx context.Context, door *page.Door, id consent.ID, shown page.Shown) error {
	done, err := d.alone(ctx, id)
	if err != nil {
		return err
	}
	defer done()
	if known, err := d.refused(ctx, id); known || err != nil {
		return err
	}
	t, err := d.sameText(door, shown)
	if errors.Is(err, page.ErrChanged) {
		t, err = d.text(door, false) // a no needs no text
	}
	if err != nil {
		return err
	}
	drafts := []Draft{{Body: &consent.Refused{Refusal: id, Shoot: d.k.Shoot().ID, Terms: consent.TermsRef{
		Key: t.terms.Key, Version: t.terms.Version, Language: shown.Language, Published: t.ref, Digest: t.terms.Digest(shown.Language),
	}}}}
	if c := d.answeredFor(door); c != nil {
		drafts = append(drafts, Draft{Body: &consent.Signed{Consent: c.ID, Role: consent.RoleGuardian, Answer: consent.Denied}})
	}
	_, err = d.k.record(ctx, drafts...)
	return err
}

// refused reports whether a no of the shoot is counted already.
func (d *desk) refused(ctx context.Context, id consent.ID) (bool, error) {
	sts, err := d.k.store.Statements(ctx, consent.Subject{Kind: consent.OfShoot, ID: d.k.Shoot().ID})
	return slices.ContainsFunc(sts, func(st consent.Statement) bool {
		b, ok := st.Body.(*consent.Refused)
		return ok && b.Refusal == id
	}), err
}

// answeredFor is the child's consent that a guardian was asked about, nil for
// other doors.
func (d *desk) answeredFor(door *page.Door) *consent.Consent {
	d.k.mu.Lock()
	defer d.k.mu.Unlock()
	switch door.Kind {
	case page.ForSecond:
		return d.k.ledger.Consent(door.Consent)
	case page.ForParent:
		if c := d.k.ledger.Consent(door.Request); c != nil {
			return c
		}
		return d.k.waitingOf(door.Person)
	}
	return nil
}

// TakeBack takes back uses of a consent. What is taken back already stays so.
func (d *desk) TakeBack(ctx context.Context, id consent.ID, uses []consent.Purpose, lang string) (*page.Receipt, error) {
	if !d.k.declared(id) {
		return nil, page.ErrNoConsent
	}
	_, err := d.k.Withdraw(ctx, WithdrawDraft{Of: id, Purposes: uses, Language: lang})
	if err != nil && !errors.Is(err, ErrNothingHeld) {
		return nil, err
	}
	return d.receipt(ctx, id, lang)
}

// Receipt is the receipt of what a phone was given the id of. page.ErrNoConsent.
func (d *desk) Receipt(ctx context.Context, door *page.Door, id consent.ID, lang string) (*page.Receipt, error) {
	if known, ok := d.known(ctx, door, id); ok {
		return d.receipt(ctx, known, lang)
	}
	c, err := d.k.one(id)
	if err != nil || !c.Expected {
		return nil, page.ErrNoConsent
	}
	return d.receipt(ctx, id, lang)
}

// receipt is what the page says of a consent.
func (d *desk) receipt(ctx context.Context, id consent.ID, lang string) (*page.Receipt, error) {
	r, err := d.k.receipt(id, lang)
	if err != nil {
		return nil, err
	}
	out := &page.Receipt{Consent: id, Short: r.Short, At: r.Signed, Band: r.Band, Withdrawn: r.Withdrawn}
	for _, c := range r.Choices {
		out.Choices = append(out.Choices, page.ReceiptChoice{
			Purpose: c.Purpose, Title: c.Title, Answer: c.Answer, Until: c.Until, Withdrawn: c.Withdrawn,
		})
	}
	if out.QR, err = code(r.payload(d.k.words.of(r.Language)), qrcode.Medium); err != nil {
		return nil, fmt.Errorf("receipt of %s: %w", id, err)
	}
	c, err := d.k.one(id)
	if err != nil {
		return nil, err
	}
	out.Waiting = waitingFor(c, consent.DateOf(d.k.now()))
	if out.Waiting == waitsForGuardian || out.Waiting == waitsForSecond {
		out.TakeHome, err = d.takeHome(ctx, id)
	}
	return out, err
}

// Whom a minor's consent waits for, as page.Receipt says it.
const (
	waitsForGuardian = "guardian"
	waitsForSecond   = "second"
	childSaidNo      = "no"
)

// waitingFor says what a consent still lacks, empty for nothing.
func waitingFor(c *consent.Consent, on consent.Date) string {
	switch {
	case c.ChildSays == consent.ChildNo:
		return childSaidNo
	case c.Status(on) != consent.StatusRequested || !c.Minor():
		return ""
	case signing(c.Guardians) == 0:
		return waitsForGuardian
	}
	return waitsForSecond
}
