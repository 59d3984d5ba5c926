package web

import (
	"net/http"
	"slices"

	"onset/app/flow"
	"onset/consent"
)

// final is the page before something that cannot be undone, or that others
// must act on: a question with the name in it, what follows, the verb, and a
// way out.
type final struct {
	Crumb, Back string // to the page it came from
	Heading     string
	Sentence    string
	Facts       []string
	Ticks       []tick
	Until       bool
	Reason      bool
	Hint        string // under the reason
	Red         bool
	Verb, Keep  string
	Wrong       string
	Typed       string // reason or day as it was typed
}

// tick is one thing that can be chosen.
type tick struct {
	Name, Word, Note string
	On               bool
}

// step is one act with its final page.
type step struct {
	nav string
	act string      // in who saw what, and in assets "office.done.*"
	of  flow.IDKind // what the id in the address is of
	ask func(v *visit, id consent.ID) (final, error)
	do  func(v *visit, id consent.ID) (to string, err error)
}

// ErrChoose means nothing was chosen.
var errChoose = &wrong{"office.choose"}

// wrong is a mistake in a form, in words of assets.
type wrong struct{ key string }

func (w *wrong) Error() string { return w.key }

var (
	withdrawStep   = step{"people", "withdraw", flow.IsPerson, askWithdraw, doWithdraw}
	restrictStep   = step{"people", "restrict", flow.IsPerson, askRestrict, doRestrict}
	unrestrictStep = step{"people", "unrestrict", flow.IsPerson, askUnrestrict, doUnrestrict}
	eraseStep      = step{"people", "erase", flow.IsPerson, askErase, doErase}
	invalidateStep = step{"consents", "invalidate", flow.IsConsent, askInvalidate, doInvalidate}
)

// asks shows a step's page.
func asks(s *step) func(*Web, *visit) {
	return func(_ *Web, v *visit) {
		if id, ok := v.id(s.of); ok && v.logged("person", string(s.of), id, 1) {
			v.ask(s, id, http.StatusOK, "", "")
		}
	}
}

func (v *visit) ask(s *step, id consent.ID, status int, wrong, typed string) {
	f, err := s.ask(v, id)
	if err != nil {
		v.failed(err)
		return
	}
	f.Wrong, f.Typed = wrong, typed
	v.show(status, "final", v.frame(f.Heading, s.nav, f))
}

// does takes the step. It is written down before and after: a try counts too.
func does(s *step) func(*Web, *visit) {
	return func(_ *Web, v *visit) {
		id, ok := v.id(s.of)
		if !ok || !v.logged(s.act, string(s.of), id, 0) {
			return
		}
		to, err := s.do(v, id)
		if typo := (*wrong)(nil); asWrong(err, &typo) {
			v.ask(s, id, http.StatusUnprocessableEntity, v.words.T(typo.key), bounded(v.r.PostFormValue("until")+v.r.PostFormValue("reason")))
			return
		}
		if err != nil {
			v.failed(err)
			return
		}
		v.redirect(to + "?done=" + s.act)
	}
}

// person is the name and address of whom a step is about.
func (v *visit) whose(id consent.ID) (name, href string) {
	return v.words.Who(v.prod.Kit.PersonRow(id)), v.path("people/" + id.String())
}

func (v *visit) finalOf(act string, id consent.ID) final {
	name, href := v.whose(id)
	w := v.words
	return final{
		Crumb: name, Back: href, Red: true, Heading: w.T("office."+act+".h", "who", name), Sentence: w.T("office." + act + ".p"),
		Verb: w.T("office." + act + ".verb"), Keep: w.T("office." + act + ".keep"),
	}
}

func askWithdraw(v *visit, id consent.ID) (final, error) {
	wd, err := v.prod.Kit.Withdrawal(id, v.words.Tag)
	if err != nil {
		return final{}, err
	}
	f, w := v.finalOf("withdraw", id), v.words
	for _, c := range wd.Choices {
		f.Ticks = append(f.Ticks, tick{string(c.Purpose), c.Title, w.DateOf(c.Until), true})
	}
	if len(f.Ticks) == 0 {
		return f, flow.ErrNothingHeld
	}
	f.Facts = append(f.Facts, w.N("office.withdraw.clips", len(wd.Clips)))
	if wd.Disks > 0 {
		f.Facts = append(f.Facts, w.N("office.withdraw.disks", wd.Disks))
	}
	for _, r := range wd.Reach.Recipients {
		f.Facts = append(f.Facts, w.T("office.withdraw.tell", "who", orElse(r.Recipient, w.T("history.recipient"))))
	}
	return f, nil
}

// chosen are the uses ticked in a form, of those offered.
func (v *visit) chosen(offered []flow.ChoiceLine) (out []consent.Purpose, all bool) {
	_ = v.r.ParseForm() // what cannot be read is not ticked
	for _, c := range offered {
		if slices.Contains(v.r.PostForm["use"], string(c.Purpose)) {
			out = append(out, c.Purpose)
		}
	}
	return out, len(out) == len(offered)
}

func doWithdraw(v *visit, id consent.ID) (string, error) {
	wd, err := v.prod.Kit.Withdrawal(id, v.words.Tag)
	if err != nil {
		return "", err
	}
	uses, all := v.chosen(wd.Choices)
	if len(uses) == 0 {
		return "", errChoose
	}
	if all {
		uses = nil
	}
	_, err = v.prod.Kit.Withdraw(v.acting(), flow.WithdrawDraft{Of: id, Purposes: uses})
	return v.path("people/" + id.String()), err
}

func askRestrict(v *visit, id consent.ID) (final, error) {
	f := v.finalOf("restrict", id)
	f.Until, f.Red = true, false
	return f, nil
}

func doRestrict(v *visit, id consent.ID) (string, error) {
	until, ok := v.words.parseDay(bounded(v.r.PostFormValue("until")))
	if !ok || until != 0 && until < consent.DateOf(v.web.o.Now()) {
		return "", &wrong{"office.restrict.date"}
	}
	return v.path("people/" + id.String()), v.prod.Kit.Restrict(v.acting(), id, until)
}

func askUnrestrict(v *visit, id consent.ID) (final, error) {
	f := v.finalOf("unrestrict", id)
	f.Red = false
	return f, nil
}

func doUnrestrict(v *visit, id consent.ID) (string, error) {
	return v.path("people/" + id.String()), v.prod.Kit.Unrestrict(v.acting(), id)
}

func askErase(v *visit, id consent.ID) (final, error) {
	f := v.finalOf("erase", id)
	f.Facts = []string{v.words.N("office.erase.clips", v.prod.Kit.PersonRow(id).Clips), v.words.T("office.erase.proof")}
	return f, nil
}

func doErase(v *visit, id consent.ID) (string, error) {
	return v.path("people/" + id.String()), v.prod.Kit.Erase(v.acting(), id, nil)
}

func askInvalidate(v *visit, id consent.ID) (final, error) {
	c, err := v.prod.Kit.Consent(id)
	if err != nil {
		return final{}, err
	}
	f := v.finalOf("invalidate", c.Consent.Person)
	f.Reason, f.Hint = true, v.words.T("office.invalidate.hint")
	clips := v.prod.Kit.PersonRow(c.Consent.Person).Clips
	f.Facts = []string{v.words.text(c.Consent), c.Consent.ID.Short(), v.words.N("office.invalidate.clips", clips)}
	return f, nil
}

func doInvalidate(v *visit, id consent.ID) (string, error) {
	reason := v.r.PostFormValue("reason")
	if blank(reason) {
		return "", &wrong{"office.invalidate.reason"}
	}
	c, err := v.prod.Kit.Consent(id)
	if err != nil {
		return "", err
	}
	return v.path("people/" + c.Consent.Person.String()), v.prod.Kit.Invalidate(v.acting(), id, reason)
}
