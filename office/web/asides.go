package web

import (
	"net/http"
	"slices"

	"onset/app/flow"
	"onset/consent"
)

type asidesPage struct {
	Back   []asideLine // what takes something back: before all else
	Rest   []asideLine
	Looked []asideLine
	Pager  pager
}

// asideLine is one statement that does not count.
type asideLine struct {
	What, Why, From    string
	Href               string // of whom it is about
	Take, Leave, Again string // addresses
}

// getAsides lists what was set aside, what takes something back first.
func (w *Web) getAsides(v *visit) {
	waiting, err := v.prod.Kit.Asides(v.r.Context())
	if err != nil {
		v.failed(err)
		return
	}
	looked, err := v.prod.Kit.AsidesLooked(v.r.Context())
	if err != nil {
		v.failed(err)
		return
	}
	from := start(v.r)
	shown := waiting[min(from, len(waiting)):min(from+pageSize, len(waiting))]
	p := asidesPage{Pager: v.pager(from, len(shown), len(waiting))}
	slices.Reverse(looked) // the newest here first
	looked = looked[:min(pageSize, len(looked))]
	if !v.logged("asides", "", consent.ID{}, len(shown)+len(looked)) {
		return
	}
	for _, a := range shown {
		if line := v.asideLine(a); a.Withdrawal {
			p.Back = append(p.Back, line)
		} else {
			p.Rest = append(p.Rest, line)
		}
	}
	for _, a := range looked {
		p.Looked = append(p.Looked, v.asideLine(a))
	}
	v.page("asides", v.words.T("office.nav.asides"), "asides", p)
}

func (v *visit) asideLine(a flow.AsideLine) asideLine {
	w := v.words
	device := a.Device
	if device == "" {
		device = w.T("office.device", "id", a.Author.String()[:8])
	}
	line := asideLine{What: v.asideWhat(a), From: w.T("office.aside.from", "device", device, "when", w.Stamp(a.At))}
	if key := "aside.reason." + a.Reason; w.Has(key) {
		line.Why = w.T(key)
	} else {
		line.Why = w.T("aside.reason.seal")
	}
	if !a.Person.IsZero() && (a.Name != "" || v.prod.Kit.PersonRow(a.Person).State != consent.WhoIsThis) {
		line.Href = v.path("people/" + a.Person.String())
	}
	at := v.path("asides/" + a.ID.String())
	line.Leave, line.Again = at+"/leave", at+"/recall"
	if a.Withdrawal {
		line.Take = at + "/take"
	}
	return line
}

// asideWhat is what a statement would change, and for whom.
func (v *visit) asideWhat(a flow.AsideLine) string {
	w := v.words
	uses := []string{w.T("office.everything")}
	if len(a.Purposes) > 0 {
		uses = uses[:0]
		for _, p := range a.Purposes {
			uses = append(uses, w.Purpose(p))
		}
	}
	key := "office.aside.change." + a.Type
	if !w.Has(key) {
		key = "office.aside.change.anything"
	}
	what := w.T(key, "uses", w.And(uses), "type", a.Type)
	if a.Person.IsZero() {
		return what
	}
	return w.T("office.asides.title", "who", w.Who(v.prod.Kit.PersonRow(a.Person)), "what", what)
}

// aside is the statement in the address; where there is none that waits, the
// answer is given already.
func (v *visit) aside() (flow.AsideLine, bool) {
	list, err := v.prod.Kit.Asides(v.r.Context())
	if err != nil {
		v.failed(err)
		return flow.AsideLine{}, false
	}
	for _, a := range list {
		if a.ID.String() == v.r.PathValue("id") {
			return a, true
		}
	}
	v.refuse(http.StatusNotFound, v.words.T("office.error.no_page"))
	return flow.AsideLine{}, false
}

// loggedAside writes down an act on a statement under whom it is about.
func (v *visit) loggedAside(act string, a flow.AsideLine) bool {
	if a.Person.IsZero() {
		return v.logged(act, "", consent.ID{}, 0)
	}
	return v.logged(act, string(flow.IsPerson), a.Person, 0)
}

func (v *visit) askAside(act string) {
	a, ok := v.aside()
	if !ok || !v.loggedAside("asides", a) {
		return
	}
	w := v.words
	f := final{
		Crumb: w.T("office.nav.asides"), Back: v.path("asides"), Red: act == "aside_leave" && a.Withdrawal,
		Heading: w.T("office."+act+".h", "what", v.asideWhat(a)), Sentence: w.T("office." + act + ".p"),
		Verb: w.T("office." + act + ".verb"), Keep: w.T("office." + act + ".keep"),
	}
	line := v.asideLine(a)
	f.Facts = append(f.Facts, line.From, line.Why)
	if !a.Person.IsZero() {
		if wd, err := v.prod.Kit.Withdrawal(a.Person, w.Tag); err == nil {
			f.Facts = append(f.Facts, w.N("office.withdraw.clips", len(wd.Clips)))
		}
	}
	v.show(http.StatusOK, "final", v.frame(f.Heading, "asides", f))
}

func (w *Web) getTakeAside(v *visit) { v.askAside("aside_take") }

func (w *Web) getLeaveAside(v *visit) { v.askAside("aside_leave") }

// postTakeAside says a set-aside statement again, as this office's word.
func (w *Web) postTakeAside(v *visit) {
	a, ok := v.aside()
	if !ok || !v.loggedAside("aside_take", a) {
		return
	}
	if err := v.prod.Kit.ConfirmAside(v.acting(), a.ID); err != nil {
		v.failed(err)
		return
	}
	v.redirect(v.path("asides?done=aside_take"))
}

// postLeaveAside notes that somebody has looked; the statement stays set aside.
func (w *Web) postLeaveAside(v *visit) {
	a, ok := v.aside()
	if !ok || !v.loggedAside("aside_leave", a) {
		return
	}
	if err := v.prod.Kit.DismissAside(v.acting(), a.ID); err != nil {
		v.failed(err)
		return
	}
	v.redirect(v.path("asides?done=aside_leave"))
}

// postRecallAside puts before people again what somebody has looked at.
func (w *Web) postRecallAside(v *visit) {
	var id consent.Ref
	if id.UnmarshalText([]byte(v.r.PathValue("id"))) != nil {
		v.refuse(http.StatusNotFound, v.words.T("office.error.no_page"))
		return
	}
	if !v.logged("aside_recall", "", consent.ID{}, 0) {
		return
	}
	if err := v.prod.Kit.RecallAside(v.acting(), id); err != nil {
		v.failed(err)
		return
	}
	v.redirect(v.path("asides?done=aside_recall"))
}

// asideNote is the line about what was set aside on other pages: how many, and
// how many of those take something back.
type asideNote struct{ Back, Rest int }

func (v *visit) asideNote() asideNote {
	list, err := v.prod.Kit.Asides(v.r.Context())
	if err != nil {
		v.web.o.Log.Warn("asides", "err", err)
		return asideNote{}
	}
	var n asideNote
	for _, a := range list {
		if a.Withdrawal {
			n.Back++
		}
	}
	n.Rest = len(list) - n.Back
	return n
}
