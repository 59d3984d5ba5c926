package flow

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"onset/assets"
	"onset/consent"
	"onset/signer"
)

// Avoid notes that somebody must not be filmed, or must be blurred: a known
// person, or, with a zero id, an unknown one by band, garment, colour and
// place. It returns the person. ErrIncomplete when nothing tells who it is,
// ErrAsked for another kind or clothing that is not on the list, ErrTooLong,
// ErrNotFound.
func (k *Kit) Avoid(ctx context.Context, who Clothing, kind consent.AvoidKind, person consent.ID) (consent.ID, error) {
	if kind != consent.AvoidFilm && kind != consent.AvoidBlur {
		return person, fmt.Errorf("avoid: %w", ErrAsked)
	}
	p := signer.Particulars{Garment: trim(who.Garment), Colour: trim(who.Colour), Place: trim(who.Place), Band: trim(who.Band)}
	seen := p.Garment != "" || p.Colour != "" || p.Place != "" || p.Band != ""
	for _, s := range []string{p.Garment, p.Colour, p.Place, p.Band} {
		if len(s) > maxName {
			return person, fmt.Errorf("avoid: %w", ErrTooLong)
		}
	}
	err := picked(p.Garment, p.Colour)
	switch {
	case err != nil:
	case !person.IsZero():
		err = k.known(nil, []consent.ID{person})
	case !seen:
		err = &IncompleteError{[]Lack{{Key: LackClothing}}}
	default:
		person, err = k.newID()
	}
	if err != nil {
		return person, fmt.Errorf("avoid: %w", err)
	}
	b := &consent.Avoid{Person: person, Kind: kind, Shoot: k.Shoot().ID}
	d := Draft{Body: b}
	if seen {
		if b.Set, err = k.about(&d, signer.AudienceSet, p); err != nil {
			return person, fmt.Errorf("avoid: %w", err)
		}
	}
	_, err = k.record(ctx, d)
	return person, err
}

// picked refuses clothing that is not on the pick list: a description could
// tell faith or health.
func picked(garment, colour string) error {
	w, err := assets.NewWords("en")
	if err != nil {
		return err
	}
	if garment != "" && !slices.Contains(w.Garments(), garment) || colour != "" && !slices.Contains(w.Colours(), colour) {
		return ErrAsked
	}
	return nil
}

// LiftAvoid ends all notes about a person. ErrNothingHeld when there are none.
func (k *Kit) LiftAvoid(ctx context.Context, person consent.ID) error {
	b := &consent.Avoid{Person: person, Kind: consent.AvoidLift}
	k.mu.Lock()
	if p := k.ledger.Person(person); p != nil && p.Avoid != nil {
		for _, n := range p.Avoid.Notes {
			b.Undoes = append(b.Undoes, n.Ref)
		}
	}
	k.mu.Unlock()
	if len(b.Undoes) == 0 {
		return fmt.Errorf("lift: %w", ErrNothingHeld)
	}
	_, err := k.record(ctx, Draft{Body: b})
	return err
}

// NoticeDraft is a notice that was put up.
type NoticeDraft struct {
	Terms string   // key; empty = "notice"
	Langs []string // those it hangs in; empty = all the text has
	Place string
	Zone  string // where nobody is filmed
	Photo []byte // JPEG
}

// NoticeLine is one notice.
type NoticeLine struct {
	View  *consent.NoticeView
	Place string
	Zone  string
}

// Notice states that a notice is up. ErrTerms, ErrLanguage, ErrPhoto,
// ErrIncomplete without a place.
func (k *Kit) Notice(ctx context.Context, n NoticeDraft) (consent.ID, error) {
	id, err := k.newID()
	if err == nil && blank(n.Place) {
		err = &IncompleteError{[]Lack{{Key: LackPlace}}}
	}
	if err != nil {
		return id, fmt.Errorf("notice: %w", err)
	}
	b, err := k.noticeBody(id, n)
	if err != nil {
		return id, fmt.Errorf("notice: %w", err)
	}
	p := signer.Particulars{Place: cut(trim(n.Place), maxName), Note: cut(trim(n.Zone), maxName)}
	if err := k.picture(ctx, n.Photo, paperEdge, &p.PaperPhoto); err != nil {
		return id, fmt.Errorf("notice: %w", err)
	}
	d := Draft{Body: b}
	if b.Set, err = k.about(&d, signer.AudienceSet, p); err != nil {
		return id, fmt.Errorf("notice: %w", err)
	}
	_, err = k.record(ctx, d)
	return id, err
}

func (k *Kit) noticeBody(id consent.ID, n NoticeDraft) (*consent.Notice, error) {
	key := orElse(n.Terms, "notice")
	shoot := k.Shoot()
	k.mu.Lock()
	t, ok := k.texts.newest[key]
	k.mu.Unlock()
	if !ok || t.terms.Signed {
		return nil, fmt.Errorf("%w: %q", ErrTerms, key)
	}
	langs := slices.Clone(n.Langs)
	if len(langs) == 0 {
		langs = textLanguages(t.terms)
	}
	for _, l := range langs {
		if t.terms.Texts[l] == nil {
			return nil, fmt.Errorf("%w: %q", ErrLanguage, l)
		}
	}
	return &consent.Notice{
		Notice: id, Shoot: shoot.ID, Langs: langs,
		Terms: consent.TermsRef{
			Key: key, Version: t.terms.Version, Language: langs[0], Published: t.ref, Digest: t.terms.Digest(langs[0]),
		},
	}, nil
}

// NoticeDown states that it was taken down. ErrNotFound, ErrNothingHeld when it was already.
func (k *Kit) NoticeDown(ctx context.Context, id consent.ID) error {
	var view *consent.NoticeView
	for _, n := range k.Notices() {
		if n.View.ID == id {
			view = n.View
		}
	}
	switch {
	case view == nil:
		return fmt.Errorf("notice %s: %w", id, ErrNotFound)
	case view.Down:
		return fmt.Errorf("notice %s: %w", id, ErrNothingHeld)
	}
	_, err := k.record(ctx, Draft{Body: &consent.Notice{
		Notice: id, Shoot: view.Shoot, Terms: view.Terms, Langs: view.Langs, Down: true,
	}})
	return err
}

// Notices are all, those still up first.
func (k *Kit) Notices() []NoticeLine {
	k.mu.Lock()
	all := slices.Clone(k.ledger.Notices())
	k.mu.Unlock()
	slices.SortStableFunc(all, func(a, b *consent.NoticeView) int {
		if a.Down != b.Down {
			if b.Down {
				return -1
			}
			return 1
		}
		return bytes.Compare(b.ID[:], a.ID[:])
	})
	var out []NoticeLine
	for _, v := range all {
		line := NoticeLine{View: v}
		if p, err := k.particulars(k.life, v.Set); err == nil {
			line.Place, line.Zone = p.Place, p.Note
		}
		out = append(out, line)
	}
	return out
}
