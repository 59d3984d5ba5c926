package flow

import (
	"context"

	"onset/consent"
	"onset/signer"
	"onset/signer/page"
)

// Away notes that a minor's guardian is not here: somebody is expected to
// answer. Said again, or where the child was expected, nothing new is recorded.
func (d *desk) Away(ctx context.Context, door *page.Door, a *page.Away) (*page.TakeHome, error) {
	done, err := d.alone(ctx, a.Consent)
	if err != nil {
		return nil, err
	}
	defer done()
	for _, id := range []consent.ID{a.Consent, door.Request} {
		if c, err := d.k.one(id); err == nil && d.k.awaited(c) {
			return d.takeHome(ctx, id)
		}
	}
	if _, err := d.sameText(door, a.Shown); err != nil {
		return nil, err
	}
	if blank(a.Name) {
		return nil, &page.FieldError{Fields: []page.Field{{Name: "name", Key: "err.name"}}}
	}
	if err := d.request(ctx, door, a); err != nil {
		return nil, forPage(err, false)
	}
	return d.takeHome(ctx, a.Consent)
}

// request records it. When the child was born the guardian says.
func (d *desk) request(ctx context.Context, door *page.Door, a *page.Away) error {
	k := d.k
	person := door.Person
	var err error
	if person.IsZero() {
		if person, err = k.newID(); err != nil {
			return err
		}
	}
	terms := a.Shown.Terms
	if t, err := d.text(door, true); err == nil {
		terms = t.terms.Key
	}
	said := signer.Particulars{Label: cut(trim(a.Name), maxName), Band: cut(trim(a.Band), maxName)}
	if said.Secret, err = k.newSecret(); err != nil {
		return err
	}
	b := &consent.Requested{
		Consent: a.Consent, Person: person, Shoot: k.Shoot().ID, Terms: terms, Minor: true, AnswerBy: k.answerBy(k.now()),
	}
	draft := Draft{Body: b}
	if b.Set, err = k.about(&draft, signer.AudienceSet, said); err != nil {
		return err
	}
	_, err = k.record(ctx, draft)
	return err
}
