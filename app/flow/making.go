package flow

import (
	"context"
	"fmt"
	"io"
	"slices"

	"onset/consent"
	"onset/signer"
)

// making is a declaration about to be stated. Both ways to one end here: the
// signing on a screen and the record of a slip.
type making struct {
	text      publishedText
	lang      string
	person    consent.ID // zero = somebody new
	request   consent.ID // the consent that was requested
	consent   consent.ID // the id it gets, unless it answers a request; zero = a new one
	secret    []byte     // what its receipt's link proves itself with; nil = a new one
	fields    SigningFields
	answers   map[consent.Purpose]consent.Answer
	enteredBy string
	clockOK   bool
	at        consent.Stamp
}

// declare states the declaration and returns after it is on the disk.
func (k *Kit) declare(ctx context.Context, m making) (consent.ID, error) {
	m.fields = m.fields.trimmed()
	body, err := k.given(&m)
	if err != nil {
		return consent.ID{}, err
	}
	defer k.answered(body.Request)
	d := Draft{Body: body}
	if err := k.addParticulars(ctx, &d, body, &m); err != nil {
		return consent.ID{}, err
	}
	if _, err := k.recordAt(ctx, m.at, append([]Draft{d}, k.lifted(body)...)...); err != nil {
		return consent.ID{}, fmt.Errorf("record declaration: %w", err)
	}
	return body.Consent, nil
}

// given is the statement without its particulars.
func (k *Kit) given(m *making) (*consent.Given, error) {
	rules, f := k.store.Roster().Rules(), &m.fields
	on := m.at.Date()
	b := &consent.Given{
		Terms: consent.TermsRef{
			Key: m.text.terms.Key, Version: m.text.terms.Version, Language: m.lang,
			Published: m.text.ref, Digest: m.text.terms.Digest(m.lang),
		},
		Choices: m.text.terms.Choices(m.answers, on), Conditions: f.Conditions,
		Method: f.method(), EnteredBy: m.enteredBy, Witnessed: f.Witnessed, Offered: f.Offered, ClockAsked: m.clockOK,
		Shoot: k.Shoot().ID,
	}
	b.Band, b.ByBirth = f.band(rules, on)
	guarded := rules.NeedsGuardian(b.Band) || m.text.terms.Minor
	b.Alone = b.Band == consent.Band15to17 && !guarded
	if guarded {
		b.Needed, b.OtherHolder, b.ChildSays = max(rules.Guardians, 1), f.OtherHolder, f.ChildSays
		if b.ChildSays == "" {
			b.ChildSays = consent.ChildNotAsked
		}
		for _, g := range f.Guardians {
			b.Guardians = append(b.Guardians, g.signature(f.method()))
		}
		if len(b.Guardians) == 0 && len(f.Ink) == 0 && len(f.Paper) == 0 {
			b.Method = "" // nobody has signed yet
		}
		if signing(b.Guardians) < b.Needed || b.OtherHolder == consent.HolderMustSign {
			b.AnswerBy = on.AddDays(max(rules.AnswerDays, 1))
		}
	}
	return b, k.identify(b, m)
}

// signing counts those whose signature counts.
func signing(gs []consent.Guardian) (n int) {
	for _, g := range gs {
		if g.Relation.Signs() && g.Authority {
			n++
		}
	}
	return n
}

func (g GuardianDraft) signature(m consent.Method) consent.Guardian {
	out := consent.Guardian{Relation: g.Relation, Authority: g.Authority, Verified: g.Verified, Method: g.Method}
	if out.Method == "" {
		out.Method = m
	}
	if out.Verified == "" {
		out.Verified = "none"
		if out.Method == consent.Paper {
			out.Verified = "paper"
		}
	}
	return out
}

func (g GuardianDraft) particulars() (signer.GuardianParticulars, error) {
	p := signer.GuardianParticulars{Name: g.Name, Contact: g.Contact, Relation: string(g.Relation)}
	if g.Method == consent.Held {
		p.Typed = g.Name
	}
	var err error
	p.Ink, err = parseInk(g.Ink)
	return p, err
}

// method is how it was signed: by default drawn.
func (f *SigningFields) method() consent.Method {
	switch {
	case f.Method != "":
		return f.Method
	case len(f.Paper) > 0:
		return consent.Paper
	}
	return consent.Drawn
}

// identify gives the ids: those of an open request that it answers, and the
// person's earlier declarations, whose place it takes.
func (k *Kit) identify(b *consent.Given, m *making) (err error) {
	k.mu.Lock()
	b.Consent = m.consent
	if r := k.openRequest(m); r != nil {
		b.Consent, b.Request, m.person = r.ID, r.ID, r.Person
		k.answering[r.ID] = true
	}
	if p := k.ledger.Person(m.person); p != nil && !m.person.IsZero() {
		b.Replaces, b.Knew = k.knownOf(p, b)
	}
	k.mu.Unlock()
	b.Person = m.person
	for _, id := range []*consent.ID{&b.Consent, &b.Person} {
		if id.IsZero() && err == nil {
			*id, err = k.newID()
		}
	}
	return err
}

// answered ends the reservation of a request that was being answered.
func (k *Kit) answered(request consent.ID) {
	k.mu.Lock()
	delete(k.answering, request)
	k.mu.Unlock()
}

// knownOf is what the declaration names of a person's earlier ones: those of
// the same sort, whose place it takes, and the noes that were known.
func (k *Kit) knownOf(p *consent.Person, b *consent.Given) (replaces []consent.ID, knew []consent.Ref) {
	all, knew := p.Known()
	for _, id := range all {
		c := k.ledger.Consent(id)
		if c.Declared && id != b.Consent && (c.Terms.Key == consent.LocationTerms) == (b.Terms.Key == consent.LocationTerms) {
			replaces = append(replaces, id)
		}
	}
	return replaces, knew
}

// lifted ends the do-not-film notes that came with the person's own no, when
// the person agrees again. What the crew noted by clothing stays.
func (k *Kit) lifted(b *consent.Given) []Draft {
	if b.Needed > len(b.Guardians) || !slices.ContainsFunc(b.Choices, func(c consent.Choice) bool { return c.Answer == consent.Granted }) {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	p := k.ledger.Person(b.Person)
	if p == nil || p.Avoid == nil {
		return nil
	}
	lift := &consent.Avoid{Person: b.Person, Kind: consent.AvoidLift}
	for _, n := range p.Avoid.Notes {
		if n.Set.IsZero() && n.Kind == consent.AvoidFilm {
			lift.Undoes = append(lift.Undoes, n.Ref)
		}
	}
	if len(lift.Undoes) == 0 {
		return nil
	}
	return []Draft{{Body: lift}}
}

// openRequest is the expected consent that is answered now, unless somebody
// else is about to answer it; mu is held.
func (k *Kit) openRequest(m *making) *consent.Consent {
	if c := k.ledger.Consent(m.request); c != nil && !c.Declared && !k.answering[c.ID] {
		return c
	} else if c != nil {
		m.person = c.Person
	}
	if m.person.IsZero() {
		return nil
	}
	p := k.ledger.Person(m.person)
	if p == nil {
		return nil
	}
	i := slices.IndexFunc(p.Consents, func(c *consent.Consent) bool {
		return c.Expected && !c.Declared && !k.answering[c.ID] && c.Terms.Key == m.text.terms.Key
	})
	if i < 0 {
		return nil
	}
	return p.Consents[i]
}

// addParticulars seals what is said of the person: for the set what finds them
// there, for the office the rest.
func (k *Kit) addParticulars(ctx context.Context, d *Draft, b *consent.Given, m *making) error {
	f := &m.fields
	k.mu.Lock()
	was := k.labels.of(b.Person)
	set := signer.Particulars{Name: f.Name, Label: was.Label, Band: orElse(f.Band, was.Band)}
	k.mu.Unlock()
	if b.AnswerBy != 0 {
		var err error
		if set.Secret, err = k.codeFor(ctx, b.Request); err != nil {
			return err
		}
	}
	office, err := k.forOffice(m)
	if err != nil {
		return err
	}
	err = firstError(k.portrait(ctx, f.Face, &office.Selfie, &set.Face), k.picture(ctx, f.Paper, paperEdge, &office.PaperPhoto))
	if err != nil {
		return err
	}
	if b.Set, err = k.about(d, signer.AudienceSet, set); err != nil {
		return err
	}
	b.Office, err = k.about(d, signer.AudienceOffice, office)
	return err
}

// forOffice is what only the office reads, but for pictures.
func (k *Kit) forOffice(m *making) (signer.Particulars, error) {
	f := &m.fields
	p := signer.Particulars{Contact: f.Contact, Workplace: f.Work, Secret: m.secret, EnteredBy: k.Acting().Name}
	var err error
	if len(p.Secret) == 0 {
		if p.Secret, err = k.newSecret(); err != nil {
			return p, err
		}
	}
	if f.method() == consent.Held && len(f.Guardians) == 0 {
		p.Typed = f.Name
	}
	if !f.Born.IsZero() {
		p.BornMonth = fmt.Sprintf("%04d-%02d", f.Born.Year, f.Born.Month)
	}
	if p.Ink, err = parseInk(f.Ink); err != nil {
		return p, err
	}
	for _, g := range f.Guardians {
		said, err := g.particulars()
		if err != nil {
			return p, err
		}
		p.Guardians = append(p.Guardians, said)
	}
	return p, nil
}

// newSecret is 16 random bytes.
func (k *Kit) newSecret() ([]byte, error) {
	secret := make([]byte, 16)
	_, err := io.ReadFull(k.home.o.Rand, secret)
	return secret, err
}
