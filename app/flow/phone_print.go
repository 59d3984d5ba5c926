package flow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"onset/consent"
	"onset/signer/page"
)

// PosterPage is the poster of a crowd as a page to print, for one of the
// board's links. ErrNotFound when the link's code has run out.
func (k *Kit) PosterPage(ctx context.Context, link PhoneLink) ([]byte, error) {
	r := k.phones.now()
	if r == nil {
		return nil, fmt.Errorf("poster: %w", ErrNotFound)
	}
	_, id, _, err := page.ParseLink(link.Link)
	if err != nil {
		return nil, fmt.Errorf("poster: %w: %w", ErrNotFound, err)
	}
	door, err := r.doors.Door(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("poster: %w: %w", ErrNotFound, err)
	}
	f := k.Production()
	w, _ := k.WiFi()
	v := page.PosterView{
		Production: f.Title, Controller: f.Controller, Contact: f.Contact, Languages: k.posterLanguages(door),
		SSID: w.SSID, Password: w.Password, PageQR: r.drawn.of(link.Link), Until: door.Expires.In(k.now().Location()),
	}
	if w.SSID != "" {
		v.WiFiQR = r.drawn.of(page.WiFiPayload(w.SSID, w.Password, w.Hidden))
	}
	return k.printed("poster", func(d *page.Documents, b *bytes.Buffer) error { return d.Poster(b, v) })
}

// posterLanguages are those of the text, the door's first, then those that most
// on a Danish set read.
func (k *Kit) posterLanguages(door *page.Door) []string {
	t, err := k.text(door.Terms, door.Language)
	if err != nil {
		return []string{door.Language}
	}
	out := textLanguages(t.terms)
	for _, first := range []string{"en", "da", door.Language} {
		if i := slices.Index(out, first); i > 0 {
			out = slices.Insert(slices.Delete(out, i, i+1), 0, first)
		}
	}
	return out
}

// ReceiptPage is a receipt as a page to print; empty lang is the one that was
// signed in. ErrNotFound.
func (k *Kit) ReceiptPage(ctx context.Context, id consent.ID, lang string) ([]byte, error) {
	r, err := k.Receipt(id, lang)
	if err != nil {
		return nil, err
	}
	back, err := k.ReadBack(ctx, id, lang)
	if err != nil {
		return nil, err
	}
	c, err := k.one(id)
	if err != nil {
		return nil, err
	}
	v := page.ReceiptView{
		Language: r.Language, Production: r.Production, Controller: r.Controller, Contact: r.Contact, Address: k.Production().Address,
		Consent: id, Short: r.Short, Name: r.Name, Minor: r.Minor, Band: r.Band, Signed: r.Signed, Conditions: r.Conditions,
		NotAsked: k.notAskedOf(c, r.Language), Waiting: waitingFor(c, consent.DateOf(k.now())), QR: r.QR, Ink: back.Ink, Signer: r.Name,
	}
	for _, ch := range r.Choices {
		v.Choices = append(v.Choices, page.ReceiptChoice{Purpose: ch.Purpose, Title: ch.Title, Answer: ch.Answer, Until: ch.Until, Withdrawn: ch.Withdrawn})
	}
	if len(back.Guardians) > 0 {
		v.Ink, v.Signer = back.Guardians[0].Ink, back.Guardians[0].Name
	}
	return k.printed("receipt", func(d *page.Documents, b *bytes.Buffer) error { return d.ReceiptPage(b, v) })
}

// notAskedOf is what the text said that is not asked, empty where it is not
// known here in that language.
func (k *Kit) notAskedOf(c *consent.Consent, lang string) string {
	k.mu.Lock()
	t := k.texts.byRef[c.Terms.Published]
	k.mu.Unlock()
	if s := k.words.shown(t, lang, c.GivenAt.Date()); s != nil {
		return s.terms.Texts[lang].NotAsked
	}
	return ""
}

// TakeHomeCards are the take-home codes of these consents as a page to cut up.
// Those that wait for nobody are left out; ErrNothingHeld when that is all of them.
func (k *Kit) TakeHomeCards(ctx context.Context, ids []consent.ID) ([]byte, error) {
	var cards []page.CardView
	shoot := k.Shoot().Language
	for _, id := range ids {
		t, err := k.TakeHome(ctx, id)
		if errors.Is(err, ErrNothingHeld) {
			continue
		}
		if err != nil {
			return nil, err
		}
		c, err := k.one(id)
		if err != nil {
			return nil, err
		}
		card := page.CardView{Language: orElse(c.Terms.Language, shoot), Code: t.Code, By: t.By, Base: t.Base, QR: t.QR}
		cards = append(cards, card)
	}
	if len(cards) == 0 {
		return nil, fmt.Errorf("take-home cards: %w", ErrNothingHeld)
	}
	return k.printed("take-home cards", func(d *page.Documents, b *bytes.Buffer) error {
		return d.TakeHomeCards(b, k.Production().Title, shoot, cards)
	})
}

// printed draws a page that stands for itself.
func (k *Kit) printed(what string, draw func(*page.Documents, *bytes.Buffer) error) ([]byte, error) {
	d, err := k.documents()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	var b bytes.Buffer
	if err := draw(d, &b); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return b.Bytes(), nil
}
