package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"onset/app/flow"
	"onset/consent"
)

// pageSize is how many rows a page has.
const pageSize = 50

// pager says where in a long list a page is.
type pager struct {
	Pages              bool
	First, Last, Found int
	Prev, Next         string
}

// start is the first row that an address asks for.
func start(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("from"))
	if err != nil || n < 0 || n > 1e9 {
		return 0
	}
	return n / pageSize * pageSize
}

// with is the visit's own address with one value changed and the list begun anew.
func (v *visit) with(key, value string) string {
	q := v.r.URL.Query()
	q.Del("from")
	q.Del("done")
	q.Del(key)
	if value != "" {
		q.Set(key, value)
	}
	return v.at(q)
}

func (v *visit) at(q url.Values) string {
	if len(q) == 0 {
		return v.r.URL.Path
	}
	return v.r.URL.Path + "?" + q.Encode()
}

func (v *visit) pager(from, shown, found int) pager {
	p := pager{Pages: found > pageSize, First: min(from+1, found), Last: from + shown, Found: found}
	if from > 0 {
		p.Prev = v.from(from - pageSize)
	}
	if from+shown < found && shown > 0 {
		p.Next = v.from(from + pageSize)
	}
	return p
}

func (v *visit) from(n int) string {
	q := v.r.URL.Query()
	q.Set("from", strconv.Itoa(max(0, n)))
	return v.at(q)
}

// chip is one filter of a list.
type chip struct {
	Href, Shape, Word, N string
	On                   bool
}

// pill is a status in colour, shape and word.
type pill struct{ Class, Word string }

// classOf is the class of a person's state.
func classOf(s consent.PersonState) string {
	switch s {
	case consent.MayBeFilmed:
		return "ok"
	case consent.WithLimits:
		return "some"
	case consent.WaitingForParent:
		return "wait"
	case consent.DoNotFilm, consent.TookItBack:
		return "no"
	}
	return "unknown"
}

func (w *words) statePill(s consent.PersonState) pill {
	return pill{classOf(s), w.T("status.person." + string(s))}
}

// states in the order they are listed.
var states = []consent.PersonState{
	consent.TookItBack, consent.DoNotFilm, consent.WaitingForParent, consent.WhoIsThis, consent.WithLimits, consent.MayBeFilmed, consent.DetailsErased,
}

type peoplePage struct {
	Text  string
	State string
	Chips []chip
	Rows  []peopleRow
	Any   bool
	Pager pager
}

type peopleRow struct {
	flow.PersonRow
	Href string
	Pill pill
	Age  string
	Late bool
}

func (w *Web) getPeople(v *visit) {
	q := v.r.URL.Query()
	ask := flow.PeopleQuery{Text: bounded(q.Get("q"))}
	if s := consent.PersonState(q.Get("state")); slices.Contains(states, s) {
		ask.States = []consent.PersonState{s}
	}
	from := start(v.r)
	list := v.prod.Kit.PeoplePage(ask, from, pageSize)
	if !v.logged("people", "", consent.ID{}, len(list.Rows)) {
		return
	}
	p := peoplePage{Text: ask.Text, State: q.Get("state"), Any: v.prod.Kit.Totals().People > 0, Pager: v.pager(from, len(list.Rows), list.Found)}
	p.Chips = append(p.Chips, chip{v.with("state", ""), "", v.words.T("office.all"), v.words.Num(list.All), len(ask.States) == 0})
	for _, s := range states {
		if n := list.Counts[s]; n > 0 || slices.Contains(ask.States, s) {
			look := v.words.statePill(s)
			p.Chips = append(p.Chips, chip{v.with("state", string(s)), look.Class, look.Word, v.words.Num(n), slices.Contains(ask.States, s)})
		}
	}
	for _, r := range list.Rows {
		p.Rows = append(p.Rows, peopleRow{r, v.path("people/" + r.ID.String()), v.words.statePill(r.State), v.words.T("band." + string(r.Age)), r.Late})
	}
	v.keepList("people")
	v.page("people", v.words.T("office.nav.people"), "people", p)
}

// bounded is what somebody typed, no longer than anything that could be found.
func bounded(s string) string {
	const most = 120
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
