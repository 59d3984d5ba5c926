package web

import (
	"net/http"
	"slices"
	"strconv"

	"onset/app/flow"
	"onset/consent"
)

type personPage struct {
	Row      flow.PersonRow
	Who      string
	Pill     pill
	Age      string
	Short    string
	Href     string
	Choices  []choiceLine
	Consents []consentLine
	Events   []eventLine
	Clips    []clipLine
	AllClips string
	NoClips  int
	Private  []flow.PrivateParticulars
	Held     bool // there is something to take back
	Limited  bool // a restriction is in force
	Erased   bool
}

// choiceLine is one use: what was answered, and what holds now.
type choiceLine struct {
	Title, Mark, Where, Until string
	Now                       pill
}

// consentLine is one declaration of the person.
type consentLine struct {
	ID, Short, Text, Status, Signed, Received, Ends string
	Invalidate                                      string // address, empty where it does not count already
}

// eventLine is one line of the timeline, with both times.
type eventLine struct {
	Shape, Icon, Title, Signed, Received, Text string
}

// clipLine is one clip of a short list.
type clipLine struct {
	Name, Href, Thumb, When string
	Pill                    pill
}

const personClips = 8

func (w *Web) getPerson(v *visit) { v.person(nil) }

// postPrivate shows contact, birth month and ink, after it is written down who looked.
func (w *Web) postPrivate(v *visit) {
	id, ok := v.id(flow.IsPerson)
	if !ok || !v.logged("private", "person", id, 0) {
		return
	}
	private, err := v.prod.Kit.Private(v.r.Context(), id)
	if err != nil {
		v.failed(err)
		return
	}
	v.person(private)
}

// id is the id in the address, of one of the kinds, full or short; where there
// is none the answer is given already.
func (v *visit) id(kinds ...flow.IDKind) (consent.ID, bool) {
	id, _, err := v.prod.Kit.Resolve(v.r.PathValue("id"), kinds...)
	if err != nil {
		v.refuse(http.StatusNotFound, v.words.T("office.error.no_page"))
	}
	return id, err == nil
}

func (v *visit) person(private []flow.PrivateParticulars) {
	id, ok := v.id(flow.IsPerson)
	if !ok || !v.logged("person", "person", id, 1) {
		return
	}
	s, err := v.prod.Kit.Person(id, v.words.Tag)
	if err != nil {
		v.failed(err)
		return
	}
	events, err := v.prod.Kit.PersonHistory(v.r.Context(), id)
	if err != nil {
		v.failed(err)
		return
	}
	who := v.words.Who(s.PersonRow)
	p := personPage{
		Row: s.PersonRow, Who: who, Pill: v.words.statePill(s.State), Age: v.words.T("band." + string(s.Age)), Short: id.Short(),
		Href: v.path("people/" + id.String()), NoClips: len(s.Clips), AllClips: v.path("clips?person=" + id.String()), Private: private,
	}
	for _, c := range s.Choices {
		line := v.choiceLine(c, s.Conditions, s.State)
		p.Held = p.Held || c.Answer == consent.Granted && !c.Withdrawn
		p.Choices = append(p.Choices, line)
	}
	for _, c := range s.Consents {
		p.Limited = p.Limited || len(c.Consent.Restricts) > 0
		p.Consents = append(p.Consents, v.consentLine(c))
	}
	for _, e := range events {
		p.Events = append(p.Events, v.eventLine(e))
	}
	for _, c := range s.Clips[:min(personClips, len(s.Clips))] {
		p.Clips = append(p.Clips, v.clipLine(c))
	}
	v.page("person", who, "people", p)
}

// choiceLine says what holds for a use now, whatever was answered.
func (v *visit) choiceLine(c flow.ChoiceLine, conds []consent.Condition, state consent.PersonState) choiceLine {
	w := v.words
	if c.Title == string(c.Purpose) {
		c.Title = w.Purpose(c.Purpose)
	}
	line := choiceLine{Title: c.Title, Mark: "none", Now: pill{"unknown", w.T("office.now.ask_again")}}
	switch {
	case c.Withdrawn:
		line.Mark, line.Now = "back", pill{"no", w.T("status.person.took_it_back")}
	case c.Answer == consent.Denied:
		line.Mark, line.Now = "no", pill{"no", w.T("status.clip.blocked")}
	case c.Answer == consent.Granted:
		line.Mark, line.Where, line.Until = "yes", w.Where(c.Territory), w.DateOf(c.Until)
		line.Now = pill{"ok", w.T("status.clip.cleared")}
		switch {
		case c.Until != 0 && c.Until < consent.DateOf(v.web.o.Now()):
			line.Now = pill{"no", w.T("office.status.Expired")}
		case state == consent.WaitingForParent:
			line.Now = w.statePill(state)
		case len(conds) > 0:
			line.Now = pill{"some", w.T("condition." + string(conds[0]))}
		}
	}
	return line
}

func (v *visit) consentLine(c flow.ConsentLine) consentLine {
	w := v.words
	line := consentLine{
		ID: c.Consent.ID.String(), Short: c.Consent.ID.Short(), Text: w.text(c.Consent), Status: w.T("office.status." + string(c.Status)),
		Signed: w.Stamp(c.Consent.GivenAt), Received: w.Stamp(c.Consent.ReceivedAt), Ends: w.DateOf(c.Consent.Ends()),
	}
	if c.Consent.Declared && !c.Consent.Invalid {
		line.Invalidate = v.path("consents/" + line.ID + "/invalidate")
	}
	return line
}

// text is which text was signed, in which version and language.
func (w *words) text(c *consent.Consent) string {
	name := c.Terms.Key
	if key := "terms." + c.Terms.Key; w.Has(key) {
		name = w.T(key)
	}
	if !c.Declared {
		return name
	}
	return w.T("office.text.version", "text", name, "version", c.Terms.Version, "language", c.Terms.Language)
}

var deedShapes = map[flow.PersonDeed][2]string{ // shape, else icon
	flow.PersonAsked: {"", "send"}, flow.PersonGave: {"ok", ""}, flow.PersonSigned: {"ok", ""}, flow.PersonDenied: {"no", ""},
	flow.PersonTookBack: {"no", ""}, flow.PersonRestricted: {"some", ""}, flow.PersonUnrestricted: {"", "undo"},
	flow.PersonInvalidated: {"no", ""}, flow.PersonRectified: {"", "edit"}, flow.PersonAvoid: {"no", ""}, flow.PersonBlur: {"some", ""},
	flow.PersonLift: {"", "undo"},
}

func (v *visit) eventLine(e flow.PersonEvent) eventLine {
	w := v.words
	look := deedShapes[e.Deed]
	line := eventLine{Shape: look[0], Icon: look[1], Title: w.T("office.deed." + string(e.Deed)), Signed: w.Stamp(e.At), Received: w.Stamp(e.Received)}
	var parts []string
	say := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if e.Deed == flow.PersonTookBack {
		uses := []string{w.T("office.everything")}
		if len(e.Purposes) > 0 {
			uses = uses[:0]
			for _, p := range e.Purposes {
				uses = append(uses, w.Purpose(p))
			}
		}
		line.Title = w.T("office.deed.took_back_what", "uses", w.And(uses))
	}
	if e.Role != "" {
		say(w.T("role." + string(e.Role)))
	}
	if e.Terms.Key != "" {
		say(w.text(&consent.Consent{Declared: true, Terms: e.Terms}))
	}
	if e.Method != "" {
		say(w.T("method." + string(e.Method)))
	}
	if e.Deed == flow.PersonRestricted {
		say(w.T("office.restricted.for_good"))
		if e.Until != 0 {
			parts[len(parts)-1] = w.T("when.until", "date", w.DateOf(e.Until))
		}
	}
	say(e.Why)
	say(v.actor(e.By, e.ByName))
	if e.Device == "" {
		e.Device = w.T("office.this_office")
	}
	say(e.Device)
	line.Text = join(parts)
	return line
}

// actor is who acted: somebody of the crew, or a user of these pages.
func (v *visit) actor(id consent.ID, name string) string {
	if name != "" || id.IsZero() {
		return name
	}
	u, err := v.web.people.Find(id.String())
	if err != nil {
		return ""
	}
	return u.Name
}

func (v *visit) clipLine(c flow.ClipRow) clipLine {
	line := clipLine{Name: c.Name, Href: v.path("clips/" + c.ID.String()), When: v.words.Moment(c.At), Pill: v.words.resultPill(c.Result)}
	if c.Result != "" && v.role.allows(Viewer) {
		line.Thumb = v.path("clips/" + c.ID.String() + "/picture")
	}
	return line
}

// getFace is a person's small picture.
func (w *Web) getFace(v *visit) {
	id, ok := v.id(flow.IsPerson)
	if !ok || !v.logged("face", "person", id, 0) {
		return
	}
	v.picture(v.prod.Kit.Face(v.r.Context(), id))
}

// picture answers with a JPEG, or with nothing.
func (v *visit) picture(b []byte) {
	if len(b) == 0 {
		v.rw.WriteHeader(http.StatusNotFound)
		return
	}
	v.rw.Header().Set("Content-Type", "image/jpeg")
	_, _ = v.rw.Write(b)
}

type consentsPage struct {
	Text, Status, Terms, Unit, Until string
	Texts, Units                     []option
	Chips                            []chip
	Uses                             []string
	Rows                             []consentRow
	Any                              bool
	CSV                              string
	Pager                            pager
}

// consentRow is one declaration with every use.
type consentRow struct {
	Name                                 flow.PersonRow
	Href, Short, Text                    string
	Pill                                 pill
	Marks                                []string
	Signed, Received, Ends, Unit, Device string
	Late                                 string
}

// statuses in the order of the chips.
var statuses = []consent.Status{
	consent.StatusGiven, consent.StatusRenewed, consent.StatusRequested, consent.StatusWithdrawn, consent.StatusRevoked,
	consent.StatusRefused, consent.StatusExpired, consent.StatusInvalidated,
}

func classOfStatus(s consent.Status) string {
	switch s {
	case consent.StatusGiven, consent.StatusRenewed:
		return "ok"
	case consent.StatusRequested:
		return "wait"
	case consent.StatusUnknown:
		return "unknown"
	}
	return "no"
}

// consentQuery reads the filters of the address.
func (v *visit) consentQuery() flow.ConsentQuery {
	q := v.r.URL.Query()
	ask := flow.ConsentQuery{Text: bounded(q.Get("q")), Terms: bounded(q.Get("terms")), Unit: bounded(q.Get("unit"))}
	if s := consent.Status(q.Get("status")); slices.Contains(statuses, s) {
		ask.Status = []consent.Status{s}
	}
	ask.Until, _ = v.words.parseDay(q.Get("ends"))
	return ask
}

func (w *Web) getConsents(v *visit) {
	ask, from := v.consentQuery(), start(v.r)
	list := v.prod.Kit.ConsentPage(ask, from, pageSize)
	if !v.logged("consents", "", consent.ID{}, len(list.Rows)) {
		return
	}
	p := consentsPage{
		Text: ask.Text, Status: v.r.URL.Query().Get("status"), Until: v.words.DateOf(ask.Until), Any: v.prod.Kit.Totals().Consents > 0,
		CSV: v.path("consents.csv") + "?" + v.r.URL.Query().Encode(), Pager: v.pager(from, len(list.Rows), list.Found),
	}
	p.Chips = append(p.Chips, chip{v.with("status", ""), "", v.words.T("office.all"), v.words.Num(list.All), len(ask.Status) == 0})
	for _, s := range statuses {
		if n := list.Counts[s]; n > 0 || slices.Contains(ask.Status, s) {
			p.Chips = append(p.Chips, chip{v.with("status", string(s)), classOfStatus(s), v.words.T("office.status." + string(s)), v.words.Num(n), slices.Contains(ask.Status, s)})
		}
	}
	p.Texts = append(p.Texts, option{"", v.words.T("office.all_terms"), ask.Terms == ""})
	for _, t := range v.prod.Kit.Terms(v.words.Tag) {
		p.Texts = append(p.Texts, option{t.Key, t.Title, t.Key == ask.Terms})
	}
	p.Units = append(p.Units, option{"", v.words.T("office.all_units"), ask.Unit == ""})
	for _, u := range v.prod.Kit.Intake().Units {
		if u.Unit != "" {
			p.Units = append(p.Units, option{u.Unit, v.words.T("unit.letter", "letter", u.Unit), u.Unit == ask.Unit})
		}
	}
	uses := v.prod.Kit.Uses()
	for _, u := range uses {
		p.Uses = append(p.Uses, v.words.shortPurpose(u))
	}
	for _, r := range list.Rows {
		p.Rows = append(p.Rows, v.consentRow(r, uses))
	}
	v.keepList("consents")
	v.page("consents", v.words.T("office.nav.consents"), "consents", p)
}

func (v *visit) consentRow(r flow.ConsentRow, uses []consent.Purpose) consentRow {
	w, c := v.words, r.Consent
	row := consentRow{
		Name: flow.PersonRow{ID: c.Person, Name: r.Name}, Href: v.path("people/" + c.Person.String()), Short: c.ID.Short(), Text: w.text(c),
		Pill: pill{classOfStatus(r.Status), w.T("office.status." + string(r.Status))}, Signed: v.short(c.GivenAt), Received: v.short(c.ReceivedAt),
		Ends: w.DateOf(c.Ends()), Unit: r.Unit, Device: r.DeviceName,
	}
	if r.Status == consent.StatusGiven && len(c.Conditions) > 0 {
		row.Pill = pill{"some", w.T("office.given_limits")}
	}
	if late := c.ReceivedAt.Milli - c.GivenAt.Milli; !c.ReceivedAt.IsZero() && late > oldAfter.Milliseconds() {
		row.Late = w.T("office.later", "age", w.Age(c.ReceivedAt.Time().Sub(c.GivenAt.Time())))
	}
	for _, u := range uses {
		row.Marks = append(row.Marks, markOf(c, u))
	}
	return row
}

// markOf is the answer to a use: yes, no, taken back, or not asked.
func markOf(c *consent.Consent, u consent.Purpose) string {
	ch, ok := c.Choice(u)
	switch {
	case !ok:
		return "none"
	case slices.ContainsFunc(c.Withdrawals, func(w consent.Withdrawal) bool {
		return len(w.Purposes) == 0 || slices.Contains(w.Purposes, u)
	}):
		return "back"
	case ch.Answer == consent.Granted:
		return "yes"
	}
	return "no"
}

// short is a moment without the year where that is this year.
func (v *visit) short(s consent.Stamp) string {
	t := s.Time()
	if s.IsZero() || t.Year() != v.web.o.Now().Year() {
		return v.words.Stamp(s)
	}
	return v.words.T("office.moment_short", "day", t.Day(), "month", v.words.T("month."+strconv.Itoa(int(t.Month()))), "clock", v.words.Clock(t))
}
