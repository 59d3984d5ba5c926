package web

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"onset/app/flow"
	"onset/consent"
)

// auditDays is what the page shows of who saw what, where nothing else is asked.
const auditDays = 7

// auditYears is how far back one question may go.
const auditYears = 10

// auditQuery narrows who saw what.
type auditQuery struct {
	Since, Until consent.Date // both days are in it
	User         consent.ID   // zero = everybody
	Act          string       // empty = everything
	About        string       // as typed
	of           map[consent.ID]bool
	Wrong        bool // the days cannot be read
}

func (q *auditQuery) fits(e *entry) bool {
	return (q.User.IsZero() || e.User == q.User || e.Kind == "user" && e.Of == q.User) && (q.Act == "" || e.Act == q.Act) && (q.of == nil || q.of[e.Of])
}

// auditQuery reads the filters of the address.
func (v *visit) auditQuery() auditQuery {
	in := v.r.URL.Query()
	today := consent.DateOf(v.web.o.Now())
	q := auditQuery{Since: today.AddDays(1 - auditDays), Until: today, About: strings.TrimSpace(bounded(in.Get("about")))}
	since, ok1 := v.words.parseDay(in.Get("since"))
	until, ok2 := v.words.parseDay(in.Get("until"))
	if ok1 && since != 0 {
		q.Since = since
	}
	if ok2 && until != 0 {
		q.Until = until
	}
	q.Wrong = !ok1 || !ok2 || q.Until < q.Since
	q.Since = max(q.Since, q.Until.AddDays(-366*auditYears))
	if id, err := consent.ParseID(in.Get("user")); err == nil {
		q.User = id
	}
	if v.words.Has("office.act." + in.Get("act")) {
		q.Act = in.Get("act")
	}
	if q.About != "" {
		q.of = v.about(q.About)
	}
	return q
}

// about are the people, consents and clips that a text means.
func (v *visit) about(text string) map[consent.ID]bool {
	out := map[consent.ID]bool{}
	if id, _, err := v.prod.Kit.Resolve(text, flow.IsPerson, flow.IsConsent, flow.IsClip); err == nil {
		out[id] = true
		return out
	}
	for _, r := range v.prod.Kit.PeoplePage(flow.PeopleQuery{Text: text}, 0, pageSize).Rows {
		out[r.ID] = true
	}
	return out
}

// eachNoted calls f for each line that fits, the newest first. A day is read
// at a time, so that years of lines take no more memory than one.
func (w *Web) eachNoted(ctx context.Context, p Production, q auditQuery, f func(entry)) error {
	here := w.o.Now().Location()
	// Lines lie by the day in UTC; people ask for days as their clock has them.
	for day := q.Until.AddDays(1); day >= q.Since.AddDays(-1); day = day.AddDays(-1) {
		if err := ctx.Err(); err != nil {
			return err
		}
		list, err := w.noted(ctx, p, day)
		if err != nil {
			return err
		}
		for i := range list {
			on := consent.DateOf(list[i].At.In(here))
			if on >= q.Since && on <= q.Until && q.fits(&list[i]) {
				f(list[i])
			}
		}
	}
	return nil
}

type auditPage struct {
	Query        auditQuery
	Since, Until string
	When         string
	Users, Acts  []option
	Rows         []auditRow
	CSV          string
	Pager        pager
}

type auditRow struct{ At, Who, WhoHref, Act, Of, Href, N string }

// getAudit is who saw what, the newest first.
func (w *Web) getAudit(v *visit) {
	q, from := v.auditQuery(), start(v.r)
	p := auditPage{Query: q, Since: v.words.DateOf(q.Since), Until: v.words.DateOf(q.Until), CSV: v.path("audit.csv") + "?" + v.r.URL.Query().Encode()}
	p.When = v.words.T("office.audit.p", "from", p.Since, "until", p.Until)
	found := 0
	var rows []entry
	if !q.Wrong {
		err := w.eachNoted(v.r.Context(), v.prod, q, func(e entry) {
			if found >= from && len(rows) < pageSize {
				rows = append(rows, e)
			}
			found++
		})
		if err != nil {
			v.failed(err)
			return
		}
	} else {
		p.Since, p.Until = bounded(v.r.URL.Query().Get("since")), bounded(v.r.URL.Query().Get("until"))
	}
	p.Pager = v.pager(from, len(rows), found)
	for _, e := range rows {
		p.Rows = append(p.Rows, v.auditRow(e))
	}
	p.Users, p.Acts = v.auditUsers(q), v.auditActs(q)
	if !v.logged("audit", "", consent.ID{}, len(rows)) {
		return
	}
	v.page("audit", v.words.T("office.nav.audit"), "audit", p)
}

func (v *visit) auditUsers(q auditQuery) []option {
	out := []option{{"", v.words.T("office.audit.everybody"), q.User.IsZero()}}
	known := false
	for _, u := range v.here() {
		known = known || u.ID == q.User
		out = append(out, option{u.ID.String(), u.Name, u.ID == q.User})
	}
	if !known && !q.User.IsZero() { // somebody who was a user
		out = append(out, option{q.User.String(), q.User.Short(), true})
	}
	return out
}

// auditActs are what may be asked for, in the order of their words.
func (v *visit) auditActs(q auditQuery) []option {
	var out []option
	for _, act := range auditActs {
		out = append(out, option{act, v.words.T("office.act." + act), act == q.Act})
	}
	slices.SortFunc(out, func(a, b option) int { return strings.Compare(a.Word, b.Word) })
	return append([]option{{"", v.words.T("office.audit.every"), q.Act == ""}}, out...)
}

// auditActs are all acts that are written down.
var auditActs = []string{
	"login", "overview", "people", "person", "private", "face", "consents", "consents_csv", "clips", "clip", "picture", "publish", "publish_csv",
	"search", "asides", "aside_take", "aside_leave", "aside_recall", "withdraw", "restrict", "unrestrict", "erase", "invalidate",
	"devices", "invite", "invite_end", "spare", "revoke", "stand", "breach", "breach_csv",
	"users", "user_role", "user_password", "user_close", "user_open", "audit", "audit_csv",
}

func (v *visit) auditRow(e entry) auditRow {
	at := e.At.In(v.web.o.Now().Location())
	row := auditRow{
		At: v.words.T("office.moment", "date", v.words.Day(at), "clock", v.words.Clock(at)+":"+at.Format("05")), Who: e.Name,
		Act: v.words.T("office.act." + e.Act), WhoHref: v.path("audit") + "?" + url.Values{"user": {e.User.String()}}.Encode(),
	}
	if e.N > 0 {
		row.N = v.words.Num(e.N)
	}
	id := e.Of.String()
	switch e.Kind {
	case string(flow.IsPerson):
		row.Of, row.Href = v.words.Who(v.prod.Kit.PersonRow(e.Of)), v.path("people/"+id)
	case string(flow.IsConsent):
		row.Of = e.Of.Short()
	case string(flow.IsClip):
		row.Of, row.Href = v.prod.Kit.ClipRow(e.Of).Name, v.path("clips/"+id)
	case "user":
		row.Of = v.actor(e.Of, "")
	}
	return row
}

// getAuditCSV is who saw what as a table. It is written down before it is made.
func (w *Web) getAuditCSV(v *visit) {
	q := v.auditQuery()
	if q.Wrong {
		v.refuse(http.StatusUnprocessableEntity, v.words.T("office.audit.wrong"))
		return
	}
	if !v.logged("audit_csv", "", consent.ID{}, 0) {
		return
	}
	t := v.words
	v.table("audit")
	out := csv.NewWriter(v.rw)
	_ = out.Write(cells([]string{t.T("office.audit.at"), t.T("office.audit.who"), t.T("office.audit.act"), t.T("office.audit.of"), t.T("office.id"), t.T("office.audit.n")}))
	here := w.o.Now().Location()
	err := w.eachNoted(v.r.Context(), v.prod, q, func(e entry) {
		row, id := v.auditRow(e), ""
		if !e.Of.IsZero() {
			id = e.Of.String()
		}
		_ = out.Write(cells([]string{e.At.In(here).Format("2006-01-02 15:04:05 -07:00"), row.Who, row.Act, row.Of, id, row.N}))
	})
	if err != nil {
		w.o.Log.Warn("table not finished", "err", err)
		cutOff(v)
		return
	}
	v.finish(out)
}
