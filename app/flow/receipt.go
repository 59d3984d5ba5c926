package flow

import (
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"

	"onset/assets"
	"onset/consent"
)

// Receipt is what the participant leaves with, in a language; empty = the one
// that was signed in. ErrNotFound.
func (k *Kit) Receipt(id consent.ID, lang string) (Receipt, error) {
	r, err := k.receipt(id, lang)
	if err != nil {
		return r, err
	}
	return r, r.draw(k.words.of(r.Language))
}

// receipt is the receipt without its code, which takes longer than all the rest.
func (k *Kit) receipt(id consent.ID, lang string) (Receipt, error) {
	k.look()
	c := k.ledger.Consent(id)
	if c == nil {
		k.mu.Unlock()
		return Receipt{}, fmt.Errorf("receipt of %s: %w", id, ErrNotFound)
	}
	lang = orElse(lang, orElse(c.Terms.Language, "en"))
	l := k.labels.of(c.Person)
	r := Receipt{
		Consent: id, Person: c.Person, Short: id.Short(), Name: l.Name, Band: l.Band, Status: c.Status(k.ledger.Today),
		Conditions: c.Conditions, Language: lang, Text: fmt.Sprintf("%s %d", c.Terms.Key, c.Terms.Version),
		Signed: c.GivenAt.Time(), Minor: c.Minor(),
		Waiting: c.Minor() && !c.Complete(), AnswerBy: c.AnswerBy, Withdrawn: len(c.Withdrawals) > 0,
	}
	for _, ch := range c.Choices {
		r.Choices = append(r.Choices, k.choiceLine(c, ch, lang))
	}
	shoot := k.ledger.Shoot(c.Shoot)
	k.mu.Unlock()
	f := k.Production()
	r.Production, r.Controller, r.Contact = f.Title, f.Controller, f.Contact
	if shoot != nil {
		r.Place = k.placeOf(shoot)
	}
	return r, nil
}

// draw makes the code. It says no name: whoever photographs the slate learns
// what the paper in the hand says, and nothing of who holds it.
func (r *Receipt) draw(w *assets.Words) error {
	r.Payload = r.payload(w)
	modules, err := code(r.Payload, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("receipt of %s: %w", r.Consent, err)
	}
	r.QR = modules
	return nil
}

// code draws a text as a code without a quiet zone, true for dark.
func code(text string, level qrcode.RecoveryLevel) ([][]bool, error) {
	q, err := qrcode.New(text, level)
	if err != nil {
		return nil, err
	}
	q.DisableBorder = true
	return q.Bitmap(), nil
}

// maxPayload keeps the code's modules large enough for a phone at arm's length.
const maxPayload = 420

// payload is what the code says: who asked, what was answered, the number, and
// how to take it back. Where there is room left it says the rights and where to
// complain.
func (r *Receipt) payload(w *assets.Words) string {
	var text string
	for _, form := range []struct {
		title int
		words bool // the end in words
	}{{30, true}, {30, false}, {16, false}} {
		text = r.said(w, form.title, form.words)
		if len(text) <= maxPayload {
			break
		}
	}
	text = cut(text, maxPayload)
	authority := w.T("receipt.authority")
	for _, more := range []string{w.T("receipt.compl", "authority", authority), w.T("receipt.rights")} {
		if len(text)+1+len(more) <= maxPayload {
			text += "\n" + more
		}
	}
	return text
}

// said is the part of the payload that is never left out.
func (r *Receipt) said(w *assets.Words, title int, words bool) string {
	lines := []string{cut(r.Production, 60), cut(r.Controller, 60), r.Consent.URN(), w.T("receipt.back_h") + " " + cut(r.Contact, 80)}
	for _, c := range r.Choices {
		until := c.Until.String()
		if words {
			until = w.Day(c.Until.Time())
		}
		lines = append(lines, cut(c.Title, title)+": "+answerWord(w, c, until))
	}
	return strings.Join(lines, "\n")
}

func answerWord(w *assets.Words, c ChoiceLine, until string) string {
	switch {
	case c.Withdrawn:
		return w.T("receipt.taken")
	case c.Answer == consent.Granted:
		return w.T("common.yes") + ", " + w.T("receipt.until", "d", until)
	}
	return w.T("common.no")
}

// cut shortens text to at most n bytes at a rune's edge.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
