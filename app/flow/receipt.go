package flow

import (
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"

	"onset/assets"
	"onset/consent"
)

// Receipt is what the participant leaves with.
func (k *Kit) Receipt(id consent.ID, lang string) (Receipt, error) {
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
	return r, r.draw()
}

// draw makes the code. It says no name: whoever photographs the slate learns
// what the paper in the hand says, and nothing of who holds it.
func (r *Receipt) draw() error {
	r.Payload = r.payload()
	q, err := qrcode.New(r.Payload, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("receipt of %s: %w", r.Consent, err)
	}
	q.DisableBorder = true
	r.QR = q.Bitmap()
	return nil
}

// maxPayload keeps the code's modules large enough for a phone at arm's length.
const maxPayload = 420

func (r *Receipt) payload() string {
	w, err := assets.NewWords(r.Language)
	if err != nil {
		w, err = assets.NewWords("en")
	}
	if err != nil {
		w = &assets.Words{}
	}
	lines := []string{cut(r.Production, 60), cut(r.Controller, 60)}
	for _, c := range r.Choices {
		lines = append(lines, cut(c.Title, 30)+": "+answerWord(w, c))
	}
	lines = append(lines, r.Consent.URN(), w.T("receipt.take_back", "contact", cut(r.Contact, 80)))
	return cut(strings.Join(lines, "\n"), maxPayload)
}

func answerWord(w *assets.Words, c ChoiceLine) string {
	switch {
	case c.Withdrawn:
		return w.T("receipt.withdrawn")
	case c.Answer == consent.Granted:
		return w.T("receipt.yes", "date", c.Until)
	case c.Answer == consent.Denied:
		return w.T("receipt.no")
	}
	return w.T("status.not_asked")
}

// cut shortens text to at most n bytes at a rune's edge.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}
