package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"time"

	"onset/app/flow"
)

// livePattern is what open pages ask again and again. It keeps no session alive.
const livePattern = "GET /p/{p}/live"

// countedFor is how long a count may be told again: however many pages are
// open, a production is counted once in that time.
const countedFor = 2 * time.Second

// counted is how much a production held at a moment. It names nobody.
type counted struct {
	asked                          time.Time
	answers, clips, safe, setAside int
}

func (v *visit) counted() counted {
	now := v.web.o.Now()
	if kept, ok := v.web.counts.Load(v.prod.Kit); ok {
		if c := kept.(counted); now.Sub(c.asked).Abs() < countedFor {
			return c
		}
	}
	t := v.prod.Kit.Totals()
	c := counted{asked: now, answers: t.Consents, clips: t.Clips, safe: t.Safe}
	if n, err := v.prod.Kit.Carried().Store.SetAside(v.r.Context()); err == nil {
		c.setAside = n
	}
	v.web.counts.Store(v.prod.Kit, c)
	return c
}

// livePages are those with the line about what came in since.
var livePages = []string{"overview", "arrived", "people", "consents", "clips", "publish", "asides"}

// live is the address that a page asks what came in since it was made, empty
// for pages without the line.
func (v *visit) live(name string, t flow.Totals) string {
	if v.prod.Kit == nil || !slices.Contains(livePages, name) {
		return ""
	}
	q := url.Values{}
	for key, n := range map[string]int{"answers": t.Consents, "clips": t.Clips, "safe": t.Safe, "aside": v.counted().setAside} {
		q.Set(key, strconv.Itoa(n))
	}
	return v.path("live") + "?" + q.Encode()
}

// liveAnswer is what a page is told: a sentence to show, or nothing new.
type liveAnswer struct {
	Text string `json:"text"`
}

// getLive says what came in since a page was made. Only counts leave, so that
// it is no view of personal data and is not written down.
func (w *Web) getLive(v *visit) {
	now := v.counted()
	w.answerLive(v, liveAnswer{v.since(now, v.r.URL.Query())})
}

func (w *Web) answerLive(v *visit, a liveAnswer) {
	v.rw.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(v.rw).Encode(a)
}

// since says in a sentence how much more there is than a page knows of.
func (v *visit) since(now counted, knew url.Values) string {
	t := v.words
	var more []string
	for _, of := range []struct {
		key, word string
		n         int
	}{
		{"aside", "office.live.asides", now.setAside},
		{"answers", "office.count.answers", now.answers},
		{"clips", "count.clips", now.clips},
		{"safe", "office.live.safe", now.safe},
	} {
		before, err := strconv.Atoi(knew.Get(of.key))
		if err == nil && before >= 0 && of.n > before {
			more = append(more, t.N(of.word, of.n-before))
		}
	}
	if len(more) == 0 {
		return ""
	}
	text := t.T("office.live.new", "what", t.And(more))
	if way := now.clips - now.safe; way > 0 {
		text += " " + t.N("office.live.left", way)
	}
	return text
}

// getScript is the one script of the pages: it asks live and shows one line.
func (w *Web) getScript(v *visit) {
	v.file("text/javascript; charset=utf-8", w.pages.script)
}

// file answers with a file of the pages, which a browser may keep under the
// address that names its content.
func (v *visit) file(kind string, b []byte) {
	h := v.rw.Header()
	h.Set("Content-Type", kind)
	if v.r.URL.Query().Get("v") == v.web.pages.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, _ = v.rw.Write(b)
}

// livePolicy lets a page with the line run the one script and ask this server, and no more.
const livePolicy = policy + "; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
