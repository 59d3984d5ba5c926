package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"onset/app/flow"
	"onset/assets"
)

// pages are the templates, the style and the words, loaded once.
type pages struct {
	byName  map[string]*template.Template
	style   []byte
	script  []byte
	version string            // of the style and the script, in their addresses
	shapes  string            // the status shapes, up to where the icons come
	symbols map[string]string // of the icons, by name
	words   map[string]*words
}

// icons are those of assets that the pages use.
var icons = []string{
	"home", "send", "group", "description", "movie", "download", "print", "devices", "key", "history", "search", "schedule",
	"undo", "check", "close", "visibility", "person", "logout", "image", "edit", "delete", "lock", "mobile",
}

func loadPages() (*pages, error) {
	p := &pages{byName: map[string]*template.Template{}, words: map[string]*words{}}
	for _, tag := range assets.Languages() {
		w, err := assets.NewWords(tag)
		if err != nil {
			return nil, fmt.Errorf("load the pages: %w", err)
		}
		p.words[tag] = &words{w}
	}
	if err := p.loadFiles(assets.OfficeFS()); err != nil {
		return nil, fmt.Errorf("load the pages: %w", err)
	}
	return p, nil
}

func (p *pages) loadFiles(files fs.FS) (err error) {
	if p.style, err = fs.ReadFile(files, "office.css"); err != nil {
		return err
	}
	if p.script, err = fs.ReadFile(files, "office.js"); err != nil {
		return err
	}
	sum := sha256.Sum256(append(bytes.Clone(p.style), p.script...))
	p.version = hex.EncodeToString(sum[:6])
	shapes, err := fs.ReadFile(files, "shapes.svg")
	if err != nil {
		return err
	}
	p.shapes, p.symbols = strings.TrimSuffix(strings.TrimSpace(string(shapes)), "</svg>"), symbols()
	base, err := template.New("base.html").Funcs(funcs()).ParseFS(files, "base.html", "parts.html")
	if err != nil {
		return err
	}
	names, err := fs.Glob(files, "page_*.html")
	if err != nil {
		return err
	}
	for _, name := range names {
		t, err := base.Clone()
		if err == nil {
			t, err = t.ParseFS(files, name)
		}
		if err != nil {
			return err
		}
		p.byName[strings.TrimSuffix(strings.TrimPrefix(name, "page_"), ".html")] = t
	}
	return nil
}

var path = regexp.MustCompile(`<path d="[^"]*"/>`)

// symbols are the icons as symbols of the sprite.
func symbols() map[string]string {
	out := map[string]string{}
	for _, name := range icons {
		if svg, ok := assets.Icon(name); ok {
			out[name] = fmt.Sprintf(`<symbol id="i-%s" viewBox="0 -960 960 960">%s</symbol>`, name, path.Find(svg))
		}
	}
	return out
}

// spriteHere is where the sprite goes once it is known which icons a page uses.
const spriteHere = "<!--sprite-->"

var iconUse = regexp.MustCompile(`<use href="#i-([a-z_]+)"`)

// drawn puts the sprite with the icons that a page uses into it.
func (p *pages) drawn(page []byte) []byte {
	var sprite strings.Builder
	sprite.WriteString(p.shapes)
	done := map[string]bool{}
	for _, use := range iconUse.FindAllSubmatch(page, -1) {
		if name := string(use[1]); !done[name] {
			done[name] = true
			sprite.WriteString(p.symbols[name])
		}
	}
	sprite.WriteString("</svg>")
	return bytes.Replace(page, []byte(spriteHere), []byte(sprite.String()), 1)
}

func funcs() template.FuncMap {
	return template.FuncMap{
		"initials": initials, "timecode": timecode,
		"icon": func(name string) template.HTML {
			return template.HTML(`<svg class="i" aria-hidden="true"><use href="#i-` + template.HTMLEscapeString(name) + `"/></svg>`)
		},
		"shape": func(name string) template.HTML {
			return template.HTML(`<svg class="s" aria-hidden="true"><use href="#s-` + template.HTMLEscapeString(name) + `"/></svg>`)
		},
		"pair": func(kv ...any) map[string]any {
			out := map[string]any{}
			for i := 0; i+1 < len(kv); i += 2 {
				out[fmt.Sprint(kv[i])] = kv[i+1]
			}
			return out
		},
		"qr": qr,
	}
}

// qr draws a code as one path, with the quiet zone that readers need.
func qr(modules [][]bool) template.HTML {
	var d strings.Builder
	for y, row := range modules {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&d, "M%d %dh1v1h-1z", x+4, y+4)
			}
		}
	}
	n := len(modules) + 8
	return template.HTML(fmt.Sprintf(`<svg class="qr" viewBox="0 0 %d %d" shape-rendering="crispEdges" aria-hidden="true"><path class="q0" d="M0 0h%dv%dH0z"/><path class="q1" d="%s"/></svg>`, n, n, n, n, d.String()))
}

// frame is what every page shows around its own content, P.
type frame struct {
	*words
	Title     string
	Style     string
	Script    string // empty for a page without one
	Live      string // where the page asks what came in since it was made
	Sprite    template.HTML
	Theme     string
	User      User
	Role      Role
	Prod      string // title of the production, empty outside one
	Base      string // address of the production
	Several   bool   // the user has other productions too
	Nav       string // which line of the menu is here
	Totals    flow.Totals
	Units     []unitAge
	Old       bool // some unit's knowledge is old
	Here      string
	Done      string // what was just done, in words
	Error     string
	Now       time.Time
	Languages []languageLine
	P         any
	lists     map[string]string
}

type languageLine struct {
	Tag, Name string
	On        bool
}

// List is the way back to a list, with the filters it was left with.
func (f frame) List(name string) string {
	if to, ok := f.lists[name]; ok {
		return to
	}
	return f.Base + name
}

// May reports whether the visitor's role allows what asks for a role.
func (f frame) May(least string) bool { return f.Role.allows(Role(least)) }

// unitAge is how old the knowledge of a unit is.
type unitAge struct {
	Text string
	Old  bool
}

// oldAfter is when knowledge of a unit is said to be old.
const oldAfter = 24 * time.Hour

// done are what an act may say on the page it leads to; anything else in the address says nothing.
func (v *visit) done() string {
	if key := "office.done." + v.r.URL.Query().Get("done"); key != "office.done." && v.words.Has(key) {
		return v.words.T(key)
	}
	return ""
}

func (v *visit) frame(title, nav string, p any) frame {
	f := frame{
		words: v.words, Title: title, Style: "/office.css?v=" + v.web.pages.version, Sprite: spriteHere, Theme: v.user.Theme,
		User: v.user, Role: v.role, Nav: nav, Here: v.r.URL.RequestURI(), Done: v.done(), Now: v.web.o.Now(), P: p,
	}
	for _, tag := range assets.Languages() {
		f.Languages = append(f.Languages, languageLine{tag, v.words.T("language." + tag), tag == v.words.Tag})
	}
	if v.prod.Kit != nil {
		f.Prod, f.Base = v.prod.Kit.Production().Title, v.path("")
		f.Totals = v.prod.Kit.Totals()
		f.Units = v.units()
		for _, u := range f.Units {
			f.Old = f.Old || u.Old
		}
		f.Several = len(v.user.Roles) > 1
		f.lists = map[string]string{}
		for _, name := range []string{"people", "consents", "clips"} {
			f.lists[name] = v.list(name)
		}
	}
	return f
}

// page shows a page of the production.
func (v *visit) page(name, title, nav string, p any) {
	f := v.frame(title, nav, p)
	if f.Live = v.live(name, f.Totals); f.Live != "" {
		f.Script = "/office.js?v=" + v.web.pages.version
		v.rw.Header().Set("Content-Security-Policy", livePolicy)
	}
	v.show(http.StatusOK, name, f)
}

func (v *visit) show(status int, name string, f frame) {
	var b bytes.Buffer
	if err := v.web.pages.byName[name].Execute(&b, f); err != nil {
		v.web.o.Log.Error("page", "name", name, "err", err)
		http.Error(v.rw, v.words.T("office.error.broken"), http.StatusInternalServerError)
		return
	}
	v.rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.rw.WriteHeader(status)
	_, _ = v.rw.Write(v.web.pages.drawn(b.Bytes()))
}

// message is a page with one sentence.
type message struct {
	Heading, Sentence string
	Back, BackWord    string
	Before            string // where they came from, empty when that is not a page of ours
}

// refuse shows a sentence in place of the page asked for.
func (w *Web) refuse(v *visit, status int, key string) { v.refuse(status, v.words.T(key)) }

func (v *visit) refuse(status int, sentence string) {
	t := v.words
	m := message{Heading: t.T("office.error.h"), Sentence: sentence, Back: "/", BackWord: t.T("office.error.back")}
	if key := "office.error.h." + strconv.Itoa(status); t.Has(key) {
		m.Heading = t.T(key)
	}
	if v.prod.Kit != nil && v.role != "" {
		m.Back, m.BackWord = v.path(""), t.T("office.error.to_production")
	}
	if from := v.before(); from != "" && !v.user.ID.IsZero() {
		m.Before = from
	}
	v.prod = Production{}
	v.show(status, "message", v.frame(m.Heading, "", m))
}

// fail is refuse for requests that never became a visit.
func (w *Web) fail(rw http.ResponseWriter, r *http.Request, status int, key string) {
	w.refuse(w.visit(rw, r), status, key)
}

// failed turns an error of the flows into a page in words.
func (v *visit) failed(err error) {
	if key, ok := flow.Sentence(err); ok {
		status := http.StatusConflict
		if is(err, flow.ErrNotFound) {
			status = http.StatusNotFound
		}
		v.refuse(status, v.words.T(key))
		return
	}
	v.web.o.Log.Error("page", "route", v.route.pattern, "err", err)
	v.refuse(http.StatusInternalServerError, v.words.T("office.error.broken"))
}

// units say how old the knowledge of each unit is: its best-known device's.
func (v *visit) units() []unitAge {
	heard := v.heard(v.r.Context())
	now := v.web.o.Now()
	var out []unitAge
	for _, u := range v.prod.Kit.Intake().Units {
		var last time.Time
		for _, d := range u.Devices {
			if t := heard[d]; t.After(last) {
				last = t
			}
		}
		if len(u.Devices) == 0 {
			continue
		}
		out = append(out, v.unitAge(u.Unit, last, now))
	}
	return out
}

func (v *visit) unitAge(unit string, last, now time.Time) unitAge {
	name := v.words.T("office.unit.none")
	if unit != "" {
		name = v.words.T("unit.letter", "letter", unit)
	}
	switch {
	case last.IsZero():
		return unitAge{v.words.T("office.unit.never", "unit", name), true}
	case now.Sub(last) < time.Minute:
		return unitAge{v.words.T("office.unit.now", "unit", name), false}
	}
	return unitAge{v.words.T("office.unit.heard", "unit", name, "ago", v.words.Ago(now.Sub(last))), now.Sub(last) > oldAfter}
}
