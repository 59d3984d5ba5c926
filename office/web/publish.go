package web

import (
	"encoding/csv"
	"errors"
	"net/http"
	"strings"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

type publishPage struct {
	Answer answer
	CSV    string
	Known  []unitAge
	Groups []groupView
	One    bool // only one group, all of it
	Pager  pager
}

// groupView is what one fix would help.
type groupView struct {
	ID, Shape, Title, Why, Owner string
	Count                        string
	Open                         bool
	Rows                         []groupRow
	More                         string // address of all of them
	Rest                         int
}

type groupRow struct {
	clipRow
	When   string
	Person []personLink
	Why    string
}

type personLink struct{ Who, Initials, Href string }

// firstOfGroup is how many clips of a group stand on the page of all groups.
const firstOfGroup = 8

func (w *Web) getPublish(v *visit) {
	a := v.asking()
	report := v.prod.Kit.Report(a.Use)
	p := publishPage{Answer: v.words.answer(a, report), CSV: v.path("publish.csv") + "?" + a.Query}
	want := v.r.URL.Query().Get("group")
	shown := 0
	for i := range report.Groups {
		g := &report.Groups[i]
		if want != "" && want != groupID(*g) {
			continue
		}
		from, n := 0, firstOfGroup
		if p.One = want != ""; p.One {
			from, n = start(v.r), pageSize
		}
		view := v.groupView(a, *g, from, n)
		view.Open = i == 0 || p.One
		shown += len(view.Rows)
		if p.One {
			p.Pager = v.pager(from, len(view.Rows), len(g.Clips))
		}
		p.Groups = append(p.Groups, view)
	}
	if !v.logged("publish", "", consent.ID{}, shown) {
		return
	}
	v.keepAsking(a)
	v.page("publish", v.words.T("office.nav.publish"), "publish", p)
}

// groupID names a group in an address.
func groupID(g flow.ReportGroup) string {
	return strings.Join([]string{string(g.Fix), string(g.Code), string(g.Condition)}, ".")
}

func (v *visit) groupView(a asking, g flow.ReportGroup, from, n int) groupView {
	w := v.words
	view := groupView{
		ID: string(g.Owner), Shape: classOfWeight(g.Weight), Title: v.fixWord(g), Owner: w.T("owner." + string(g.Owner)),
		Count: w.N("count.clips", len(g.Clips)), More: v.path("publish?" + a.Query + "&group=" + queryEscape(groupID(g))),
	}
	if g.Code == media.CodeWhoIsInIt {
		view.Shape = "unknown"
	}
	parts := []string{view.Owner, w.Reason(consent.Finding{Code: g.Code, Condition: g.Condition, Date: g.Date, Territory: a.Use.Territory}, "")}
	if len(g.People) > 0 {
		parts = append(parts, w.N("count.people", len(g.People)))
	}
	view.Why = join(parts)
	from = min(from, len(g.Clips))
	ids := g.Clips[from:min(from+n, len(g.Clips))]
	view.Rest = len(g.Clips) - len(ids)
	if len(ids) == 0 {
		return view
	}
	for row, verdict := range v.prod.Kit.Clearance(a.Use, ids) {
		view.Rows = append(view.Rows, v.groupRow(row, verdict, g))
	}
	return view
}

// groupRow is one clip with whom and why of its group.
func (v *visit) groupRow(row flow.ClipRow, verdict media.Verdict, g flow.ReportGroup) groupRow {
	w := v.words
	line := groupRow{clipRow: clipRow{
		ClipRow: row, Href: v.path("clips/" + row.ID.String()), When: w.Moment(row.At), Pill: w.resultPill(row.Result),
	}, When: w.Moment(row.At)}
	for _, r := range verdict.Reasons {
		if r.Fix != g.Fix || r.Code != g.Code || g.Condition != "" && r.Condition != g.Condition {
			continue
		}
		line.Why = w.Reason(r.Finding, r.Basis)
		if !r.Person.IsZero() {
			who := v.prod.Kit.PersonRow(r.Person)
			line.Person = append(line.Person, personLink{w.Who(who), initials(who.Name), v.path("people/" + r.Person.String())})
		}
	}
	return line
}

// table begins a download of a table.
func (v *visit) table(name string) {
	h := v.rw.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	h.Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
}

func (w *Web) getPublishCSV(v *visit) {
	a := v.asking()
	if !v.logged("publish_csv", "", consent.ID{}, v.prod.Kit.Totals().Clips) {
		return
	}
	v.table("clearance-" + string(a.Use.Purpose))
	if err := v.prod.Kit.ReportCSV(v.r.Context(), v.rw, a.Use, v.words.Tag); err != nil {
		w.o.Log.Warn("table not finished", "err", err)
		cutOff(v)
	}
}

// cutOff ends a download that cannot be finished, so that it is not taken for whole.
func cutOff(v *visit) {
	_ = http.NewResponseController(v.rw).SetWriteDeadline(v.web.o.Now().AddDate(-1, 0, 0))
}

func (w *Web) getConsentsCSV(v *visit) {
	all := v.prod.Kit.Totals().Consents
	list := v.prod.Kit.ConsentPage(v.consentQuery(), 0, all)
	if !v.logged("consents_csv", "", consent.ID{}, len(list.Rows)) {
		return
	}
	v.table("consents")
	t := v.words
	uses := v.prod.Kit.Uses()
	out := csv.NewWriter(v.rw)
	head := []string{t.T("office.id"), t.T("office.person"), t.T("office.text"), t.T("office.state")}
	for _, u := range uses {
		head = append(head, t.Purpose(u))
	}
	head = append(head, t.T("office.signed")+", "+t.T("office.device_clock"), t.T("office.received")+", "+t.T("office.at_office"), t.T("office.ends"), t.T("office.unit"), t.T("office.kit"))
	_ = out.Write(cells(head))
	for _, r := range list.Rows {
		row := v.consentRow(r, uses)
		line := []string{r.Consent.ID.String(), r.Name, row.Text, row.Pill.Word}
		for _, m := range row.Marks {
			line = append(line, t.T("office.answer."+m))
		}
		line = append(line, stamp(r.Consent.GivenAt), stamp(r.Consent.ReceivedAt), r.Consent.Ends().String(), row.Unit, row.Device)
		_ = out.Write(cells(line))
	}
	out.Flush()
	if err := out.Error(); err != nil && !errors.Is(err, v.r.Context().Err()) {
		w.o.Log.Warn("table not finished", "err", err)
	}
}

func stamp(s consent.Stamp) string {
	if s.IsZero() {
		return ""
	}
	return s.Time().Format("2006-01-02 15:04:05 -07:00")
}

// cells keeps a spreadsheet from taking what a person typed for a formula.
func cells(line []string) []string {
	for i, s := range line {
		if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
			line[i] = "'" + s
		}
	}
	return line
}

type searchPage struct {
	Text   string
	People []peopleRow
	Clips  []clipRow
	Found  bool
}

const searchRows = 20

// getSearch finds a person or clip; one hit opens it. What was typed is not
// written down, for it may be a name: what it led to is.
func (w *Web) getSearch(v *visit) {
	text := strings.TrimSpace(bounded(v.r.URL.Query().Get("q")))
	p := searchPage{Text: text}
	if text != "" {
		if to, ok := v.exactly(text); ok {
			if v.logged("search", "", consent.ID{}, 1) {
				v.redirect(to)
			}
			return
		}
		for _, r := range v.prod.Kit.PeoplePage(flow.PeopleQuery{Text: text}, 0, searchRows).Rows {
			p.People = append(p.People, peopleRow{r, v.path("people/" + r.ID.String()), v.words.statePill(r.State), v.words.T("band." + string(r.Age)), r.Late})
		}
		ids := v.prod.Kit.Clips(flow.ClipQuery{Text: text}).IDs
		for row := range v.judged(v.asking().Use, ids[:min(searchRows, len(ids))]) {
			p.Clips = append(p.Clips, row)
		}
	}
	if !v.logged("search", "", consent.ID{}, len(p.People)+len(p.Clips)) {
		return
	}
	if len(p.People) == 1 && (len(p.Clips) == 0 || p.People[0].Clips == len(p.Clips)) {
		v.redirect(p.People[0].Href)
		return
	}
	if len(p.Clips) == 1 && len(p.People) == 0 {
		v.redirect(p.Clips[0].Href)
		return
	}
	p.Found = len(p.People)+len(p.Clips) > 0
	v.page("search", v.words.T("office.search.h"), "", p)
}

// exactly is the page of what an id or a file name means.
func (v *visit) exactly(text string) (string, bool) {
	id, kind, err := v.prod.Kit.Resolve(text, flow.IsConsent, flow.IsPerson, flow.IsClip)
	if err != nil {
		return "", false
	}
	switch kind {
	case flow.IsConsent:
		c, err := v.prod.Kit.Consent(id)
		if err != nil {
			return "", false
		}
		return v.path("people/" + c.Consent.Person.String()), true
	case flow.IsPerson:
		return v.path("people/" + id.String()), true
	}
	return v.path("clips/" + id.String()), true
}
