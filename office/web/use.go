package web

import (
	"net/http"
	"slices"
	"strings"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

// asking is the question of the pickers: which use, where, and when.
type asking struct {
	Use       media.Use
	Purposes  []option
	Places    []option
	From      string // as typed, or in full
	Until     string
	Wrong     string // what cannot be read
	Query     string // the question as an address
	Words     string // the use, the place and the period
	WhenWords string
}

type option struct {
	Value, Word string
	On          bool
}

// places that the pickers offer.
var places = []string{"", "DK", "DK NO SE", "eu", "world"}

// asking reads the question from the address, and where that has none, takes
// the user's last one.
func (v *visit) asking() asking {
	q := v.r.URL.Query()
	uses := v.prod.Kit.Uses()
	last := v.web.people.lastUse(v.user.ID, v.prod.Kit.ProductionID())
	a := asking{Use: media.Use{Purpose: last.Purpose, Territory: last.Territory, From: last.From, Until: last.Until}}
	if q.Has("use") {
		a.Use = media.Use{Purpose: consent.Purpose(q.Get("use"))}
		if t := q.Get("where"); slices.Contains(places, t) {
			a.Use.Territory = t
		}
		a.readDays(v.words, q.Get("start"), q.Get("end"))
	}
	if !slices.Contains(uses, a.Use.Purpose) {
		a.Use.Purpose = consent.Film
		if len(uses) > 0 && !slices.Contains(uses, consent.Film) {
			a.Use.Purpose = uses[0]
		}
	}
	a.fill(v, uses, q.Get("start"), q.Get("end"))
	return a
}

func (a *asking) readDays(w *words, start, end string) {
	from, ok1 := w.parseDay(start)
	until, ok2 := w.parseDay(end)
	switch {
	case !ok1 || !ok2:
		a.Wrong = w.T("office.use.date")
	case until != 0 && until < from:
		a.Wrong = w.T("office.use.order")
	default:
		a.Use.From, a.Use.Until = from, until
	}
}

func (a *asking) fill(v *visit, uses []consent.Purpose, start, end string) {
	w := v.words
	if !slices.Contains(uses, a.Use.Purpose) {
		uses = append([]consent.Purpose{a.Use.Purpose}, uses...)
	}
	for _, p := range uses {
		a.Purposes = append(a.Purposes, option{string(p), w.Purpose(p), p == a.Use.Purpose})
	}
	for _, p := range places {
		word := w.T("publish.anywhere")
		if p != "" {
			word = w.Where(p)
		}
		a.Places = append(a.Places, option{p, word, p == a.Use.Territory})
	}
	a.From, a.Until = w.DateOf(a.Use.From), w.DateOf(a.Use.Until)
	if a.Wrong != "" {
		a.From, a.Until = bounded(start), bounded(end)
	}
	a.Query = strings.Join([]string{
		"use=" + queryEscape(string(a.Use.Purpose)), "where=" + queryEscape(a.Use.Territory),
		"start=" + queryEscape(a.Use.From.String()), "end=" + queryEscape(a.Use.Until.String()),
	}, "&")
	from := a.Use.From
	if from == 0 {
		from = consent.DateOf(v.web.o.Now())
	}
	a.WhenWords = w.DateOf(from)
	if a.Use.Until > from {
		a.WhenWords = w.T("when.range", "from", a.WhenWords, "until", w.DateOf(a.Use.Until))
	}
	a.Words = strings.Join([]string{w.Purpose(a.Use.Purpose), w.Where(a.Use.Territory), a.WhenWords}, " · ")
}

// keepAsking remembers the question for the next visit; a page is no worse for it when it is not kept.
func (v *visit) keepAsking(a asking) {
	if v.r.Method != http.MethodGet || !v.r.URL.Query().Has("use") || a.Wrong != "" {
		return
	}
	_ = v.web.people.keepUse(v.r.Context(), v.user.ID, v.prod.Kit.ProductionID(), usage{
		Purpose: a.Use.Purpose, Territory: a.Use.Territory, From: a.Use.From, Until: a.Use.Until,
	})
}

// answer is the sentence and the bar.
type answer struct {
	asking
	Yes      bool
	None     bool
	Sentence string
	Bar      bar
	Rest     int
}

// bar is how much of each answer there is, in the fixed order.
type bar struct {
	Label  string
	Parts  []barPart
	Counts []barCount
}

type barPart struct {
	Class string
	X, W  float64 // of a hundred
}

type barCount struct{ Class, N, Word string }

// resultOrder is the order of the bar.
var resultOrder = []media.Result{media.Cleared, media.Limited, media.Blocked, media.Unknown}

func classOfResult(r media.Result) string {
	switch r {
	case media.Cleared:
		return "ok"
	case media.Limited:
		return "some"
	case media.Blocked:
		return "no"
	}
	return "unknown"
}

func (w *words) resultPill(r media.Result) pill {
	return pill{classOfResult(r), w.T("status.clip." + string(r))}
}

func (w *words) answer(a asking, r flow.ReportView) answer {
	out := answer{asking: a, None: r.Total == 0, Yes: r.Total > 0 && r.Counts[media.Cleared] == r.Total, Rest: r.Total - r.Counts[media.Cleared]}
	out.Sentence = w.T("office.answer.sentence", "n", w.Num(r.Counts[media.Cleared]), "all", w.Num(r.Total), "use", w.T("purpose.in."+string(a.Use.Purpose)))
	if !w.Has("purpose.in." + string(a.Use.Purpose)) {
		out.Sentence = w.T("office.answer.sentence_other", "n", w.Num(r.Counts[media.Cleared]), "all", w.Num(r.Total), "use", w.Purpose(a.Use.Purpose))
	}
	out.Bar = w.bar(r.Counts, r.Total)
	return out
}

// leastPart is how wide, of a hundred, a part is that is not nothing.
const leastPart = 1.2

func (w *words) bar(counts map[media.Result]int, total int) bar {
	b := bar{Label: w.T("office.bar", "ok", w.Num(counts[media.Cleared]), "some", w.Num(counts[media.Limited]),
		"no", w.Num(counts[media.Blocked]), "unknown", w.Num(counts[media.Unknown]))}
	widths, sum := map[media.Result]float64{}, 0.0
	for _, r := range resultOrder {
		if n := counts[r]; n > 0 {
			widths[r] = max(leastPart, 100*float64(n)/float64(total))
			sum += widths[r]
		}
	}
	x := 0.0
	for _, r := range resultOrder {
		look := w.resultPill(r)
		b.Counts = append(b.Counts, barCount{look.Class, w.Num(counts[r]), look.Word})
		if share := widths[r] * 100 / max(sum, 1); share > 0 {
			b.Parts = append(b.Parts, barPart{look.Class, x, max(0.5, share-0.35)})
			x += share
		}
	}
	return b
}
