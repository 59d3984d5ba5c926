package page

import (
	"context"
	"errors"
	"slices"

	"onset/consent"
)

// send takes a declaration. Sent again after it was taken it does nothing, and
// the phone gets the receipt of what holds.
func (s *Server) send(ctx context.Context, v *visit, m *message, picture []byte) reply {
	switch step := s.step(v); step {
	case StepSigned:
		return s.done(v, step, m.Lang)
	case StepAway:
		r := s.done(v, step, m.Lang)
		r.OK, r.Error = false, "used"
		return r
	}
	receipt, err := s.take(ctx, v, m, picture)
	if err != nil {
		s.log("not taken", v, err)
		return replyOf(err)
	}
	v.receipt = receipt
	s.at(v, StepSigned, receipt.Consent)
	s.log("signed", v, nil)
	return s.done(v, StepSigned, orElse(m.Lang, m.Shown.Language))
}

func (s *Server) take(ctx context.Context, v *visit, m *message, picture []byte) (*Receipt, error) {
	sheet, err := s.sheetShown(ctx, v.door, *m.Shown)
	if err != nil {
		return nil, err
	}
	a, err := answerOf(form{door: v.door, sheet: sheet, now: s.o.Now()}, m.Answer, picture)
	if err != nil {
		return nil, err
	}
	a.Consent = consentID(v.door, &v.key, idOfConsent)
	a.Witnessed = v.door.Kind != ForCrowd && s.visits.of(v).Same
	receipt, err := s.o.Desk.Take(ctx, v.door, a)
	if err == nil && receipt == nil {
		err = ErrNotSaved
	}
	return receipt, err
}

// sheetShown is the text that stood on the phone, if that is how it stands
// today. ErrChanged.
func (s *Server) sheetShown(ctx context.Context, d *Door, shown Shown) (*Sheet, error) {
	for _, minor := range []bool{false, true} {
		sheet, err := s.o.Desk.Sheet(ctx, d, SheetQuery{Language: shown.Language, Minor: minor})
		switch {
		case errors.Is(err, ErrNoText):
			continue
		case err != nil:
			return nil, err
		case sheet.Shown == shown:
			return sheet, nil
		}
	}
	return nil, ErrChanged
}

// refuse counts a no. It is taken whatever text was shown, and from a phone in
// line: a no is as easy as a yes.
func (s *Server) refuse(ctx context.Context, v *visit, m *message, _ []byte) reply {
	switch step := s.step(v); step {
	case StepRefused:
		return s.done(v, step, m.Lang)
	case StepSigned, StepAway:
		r := s.done(v, step, m.Lang)
		r.OK, r.Error = false, "used"
		return r
	}
	if err := s.count(ctx, v, *m.Shown); err != nil {
		s.log("no not counted", v, err)
		return replyOf(err)
	}
	s.at(v, StepRefused, consent.ID{})
	s.log("refused", v, nil)
	return s.done(v, StepRefused, m.Lang)
}

func (s *Server) count(ctx context.Context, v *visit, shown Shown) error {
	if v.refused {
		return nil
	}
	shown, err := s.shownOrNow(ctx, v.door, shown)
	if err == nil {
		err = s.o.Desk.Refuse(ctx, v.door, consentID(v.door, &v.key, idOfRefusal), shown)
	}
	v.refused = err == nil
	return err
}

// shownOrNow is what the phone says it showed if that is true, else what the
// door shows now: nothing that a phone made up is recorded.
func (s *Server) shownOrNow(ctx context.Context, d *Door, shown Shown) (Shown, error) {
	sheet, err := s.sheetShown(ctx, d, shown)
	if errors.Is(err, ErrChanged) {
		sheet, err = s.o.Desk.Sheet(ctx, d, SheetQuery{Language: d.Language})
	}
	if err != nil {
		return Shown{}, err
	}
	return sheet.Shown, nil
}

// away notes that a minor's guardian is not here.
func (s *Server) away(ctx context.Context, v *visit, m *message, _ []byte) reply {
	switch step := s.step(v); step {
	case StepAway:
		return s.done(v, step, m.Lang)
	case StepSigned:
		r := s.done(v, step, m.Lang)
		r.OK, r.Error = false, "used"
		return r
	}
	home, id, err := s.takeAway(ctx, v, m)
	if err != nil {
		s.log("request not taken", v, err)
		return replyOf(err)
	}
	v.home = home
	s.at(v, StepAway, id)
	s.log("requested", v, nil)
	return s.done(v, StepAway, orElse(m.Lang, m.Shown.Language))
}

func (s *Server) takeAway(ctx context.Context, v *visit, m *message) (*TakeHome, consent.ID, error) {
	sheet, err := s.sheetShown(ctx, v.door, *m.Shown)
	if err != nil {
		return nil, consent.ID{}, err
	}
	a, err := awayOf(form{door: v.door, sheet: sheet, now: s.o.Now()}, m.Away)
	if err != nil {
		return nil, consent.ID{}, err
	}
	a.Consent = consentID(v.door, &v.key, idOfRequest)
	home, err := s.o.Desk.Away(ctx, v.door, a)
	if err == nil && home == nil {
		err = ErrNotSaved
	}
	return home, a.Consent, err
}

// takeBack takes back what this phone has signed.
func (s *Server) takeBack(ctx context.Context, v *visit, m *message, _ []byte) reply {
	uses, ok := v.signedUses(m.Uses)
	if !ok || s.step(v) != StepSigned {
		return replyOf(errBroken)
	}
	receipt, err := s.o.Desk.TakeBack(ctx, v.receipt.Consent, uses, orElse(m.Lang, v.door.Language))
	if err == nil && receipt == nil {
		err = ErrNotSaved
	}
	if err != nil {
		s.log("not taken back", v, err)
		return replyOf(err)
	}
	v.receipt = receipt
	s.log("taken back", v, nil)
	return s.done(v, StepSigned, m.Lang)
}

// signedUses are the named uses, if each stands on the receipt.
func (v *visit) signedUses(named []string) ([]consent.Purpose, bool) {
	if v.receipt == nil || len(named) > consent.MaxPurposes {
		return nil, false
	}
	uses := make([]consent.Purpose, 0, len(named))
	for _, n := range named {
		on := slices.ContainsFunc(v.receipt.Choices, func(c ReceiptChoice) bool { return c.Purpose == consent.Purpose(n) })
		if !on || slices.Contains(uses, consent.Purpose(n)) {
			return nil, false
		}
		uses = append(uses, consent.Purpose(n))
	}
	return uses, true
}

// log writes what happened, with ids and the kind of what went wrong. What an
// error says of itself may hold what people typed and stays out.
func (s *Server) log(what string, v *visit, err error) {
	p := s.visits.of(v)
	args := []any{"visit", p.ID, "door", string(p.Kind)}
	if !p.Consent.IsZero() {
		args = append(args, "consent", p.Consent.String())
	}
	if err == nil {
		s.o.Log.Info(what, args...)
		return
	}
	s.o.Log.Warn(what, append(args, "why", replyOf(err).Error)...)
}
