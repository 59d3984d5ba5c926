package web

import (
	"encoding/csv"
	"slices"

	"onset/app/flow"
	"onset/consent"
)

type reportPage struct {
	Name, Sub, Left, Until, Last, Ago, Locked string
	Over                                      bool
	Persons, Minors                           string
	Stands                                    string
	Epoch                                     int
	Kinds                                     []fact
	People                                    []breachRow
	Heading                                   string // over the people
	CSV, All                                  string
	Pager                                     pager
}

// breachRow is one person with what a device held.
type breachRow struct {
	Person flow.PersonRow
	Href   string
	Minor  bool
	Kinds  string
}

// breachKinds in the order they are told.
var breachKinds = []string{"name", "face", "contact", "born", "ink", "guardian", "paper", "clips"}

// allOnOne is how many rows a page for print has at most.
const allOnOne = 5000

// getBreach is what a lost device held and of whom, for the 72 hours.
func (w *Web) getBreach(v *visit) {
	d, ok := v.device()
	if !ok {
		return
	}
	r, err := v.prod.Kit.Breach(v.r.Context(), d.Author)
	if err != nil {
		v.failed(err)
		return
	}
	from, n := start(v.r), pageSize
	if v.r.URL.Query().Get("all") != "" {
		from, n = 0, allOnOne
	}
	shown := r.People[min(from, len(r.People)):min(from+n, len(r.People))]
	if !v.logged("breach", "", consent.ID{}, len(shown)) {
		return
	}
	p := v.report(d, r)
	p.Pager = v.pager(from, len(shown), len(r.People))
	if len(shown) < len(r.People) {
		p.All = v.with("all", "1")
	}
	for _, person := range shown {
		p.People = append(p.People, breachRow{person.PersonRow, v.path("people/" + person.ID.String()), person.Minor, v.words.And(v.kinds(person))})
	}
	v.page("breach", v.words.T("office.breach.h", "who", p.Name), "devices", p)
}

// report is all of the page but the persons.
func (v *visit) report(d flow.DeviceLine, r flow.BreachReport) reportPage {
	t, now := v.words, v.web.o.Now()
	here := now.Location()
	p := reportPage{
		Name: v.deviceLine(d).Name, Until: t.Moment(r.Until.In(here)), Last: t.Moment(r.Last.In(here)), Locked: t.T("office.breach.lock." + orElse(r.Locked, "unknown")),
		Persons: t.Num(r.Persons), Minors: t.Num(r.Minors), Stands: t.Num(int(min(d.Stands, 1<<31-1))), Epoch: r.NewEpoch,
		Heading: t.N("office.breach.people", r.Persons), CSV: v.path("devices/" + d.Author.String() + "/report.csv"),
	}
	if r.Last.IsZero() {
		p.Last = ""
	} else {
		p.Ago = t.Ago(now.Sub(r.Last))
	}
	by := ""
	if who := v.actor(r.By, r.ByName); who != "" {
		by = t.T("office.breach.by", "who", who)
	}
	p.Sub = t.T("office.breach.sub", "since", t.Moment(r.Since.In(here)), "by", by, "when", t.Moment(now))
	if rest := left(now, r.Until); rest > 0 {
		p.Left = t.T("office.breach.left", "hours", int(rest.Hours()), "minutes", int(rest.Minutes())%60)
	} else {
		p.Over = true
	}
	for _, kind := range breachKinds {
		if n := r.Kinds[kind]; n > 0 {
			p.Kinds = append(p.Kinds, fact{Name: t.T("office.breach.kind." + kind), Value: t.Num(n)})
		}
	}
	return p
}

// kinds are what was held of a person, in words.
func (v *visit) kinds(p flow.BreachPerson) (out []string) {
	for _, kind := range breachKinds {
		if slices.Contains(p.Kinds, kind) {
			out = append(out, v.words.T("office.breach.kind."+kind))
		}
	}
	return out
}

// getBreachCSV is the list of persons as a table, all of them.
func (w *Web) getBreachCSV(v *visit) {
	d, ok := v.device()
	if !ok {
		return
	}
	r, err := v.prod.Kit.Breach(v.r.Context(), d.Author)
	if err != nil {
		v.failed(err)
		return
	}
	if !v.logged("breach_csv", "", consent.ID{}, len(r.People)) {
		return
	}
	t := v.words
	kinds := breachKinds[:len(breachKinds)-1] // clips are of the device, not of a person
	head := []string{t.T("office.id"), t.T("office.person"), t.T("office.breach.minor")}
	for _, kind := range kinds {
		head = append(head, t.T("office.breach.kind."+kind))
	}
	v.table("breach")
	out := csv.NewWriter(v.rw)
	_ = out.Write(cells(head))
	for _, p := range r.People {
		line := []string{p.ID.String(), t.Who(p.PersonRow), v.yes(p.Minor)}
		for _, kind := range kinds {
			line = append(line, v.yes(slices.Contains(p.Kinds, kind)))
		}
		_ = out.Write(cells(line))
	}
	v.finish(out)
}

// yes is a mark in a table, empty for no.
func (v *visit) yes(is bool) string {
	if is {
		return v.words.T("office.answer.yes")
	}
	return ""
}

// finish ends a table that was written row by row; one that could not be
// written whole is cut off, so that nobody takes it for whole.
func (v *visit) finish(out *csv.Writer) {
	out.Flush()
	if err := out.Error(); err != nil && v.r.Context().Err() == nil {
		v.web.o.Log.Warn("table not finished", "err", err)
		cutOff(v)
	}
}
