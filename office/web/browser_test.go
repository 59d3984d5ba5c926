package web

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"onset/app/flow"
	"onset/consent"
)

// patience is how long a browser may take on a loaded machine before a test gives up.
const patience = 60 * time.Second

// tab is a window of a real browser.
type tab struct {
	*testing.T
	ctx context.Context
	at  string

	mu       sync.Mutex
	problems []string
}

// opens starts a Chromium, which the test skips without unless ONSET_BROWSER
// says that there must be one.
func opens(t *testing.T, address string) *tab {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" && os.Getenv("ONSET_BROWSER") != "" {
		t.Fatal("no Chromium, and ONSET_BROWSER says that there is one")
	}
	if path == "" {
		t.Skip("no Chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(patience), chromedp.Flag("disable-component-update", true))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	must(t, chromedp.Run(ctx))
	b := &tab{T: t, ctx: ctx, at: address}
	chromedp.ListenTarget(ctx, func(event any) {
		if e, ok := event.(*log.EventEntryAdded); ok && e.Entry.Level == log.LevelError && e.Entry.Source != log.SourceNetwork {
			b.mu.Lock()
			b.problems = append(b.problems, e.Entry.Text)
			b.mu.Unlock()
		}
	})
	b.do(log.Enable())
	return b
}

func (b *tab) do(actions ...chromedp.Action) {
	b.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	if err := chromedp.Run(ctx, actions...); err != nil {
		b.shot("failed-" + strings.ReplaceAll(b.Name(), "/", "-"))
		b.Fatal(err)
	}
}

// looks makes the window a size and a theme of the system's.
func (b *tab) looks(width int64, dark bool) {
	b.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	b.do(emulation.SetDeviceMetricsOverride(width, 900, 1, width < 1000),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
}

func (b *tab) open(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.at+path), chromedp.WaitVisible("main"))
}

// press clicks and waits for the page that follows.
func (b *tab) press(selector string) {
	b.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(selector, chromedp.ByQuery)); err != nil {
		b.Fatalf("%s: %v", selector, err)
	}
}

func (b *tab) says(want string) {
	b.Helper()
	var text string
	b.do(chromedp.Evaluate(`document.body.innerText`, &text))
	if !strings.Contains(text, want) {
		b.Errorf("the page does not say %q:\n%.1500s", want, text)
	}
}

// shot keeps a picture of the whole page in ONSET_OFFICE_SHOTS.
func (b *tab) shot(name string) {
	b.Helper()
	dir := os.Getenv("ONSET_OFFICE_SHOTS")
	if dir == "" {
		return
	}
	var png []byte
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	if err := chromedp.Run(ctx, chromedp.FullScreenshot(&png, 100)); err == nil {
		must(b.T, os.MkdirAll(dir, 0o755))
		must(b.T, os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600))
	}
}

// axe fails for every accessibility problem that axe-core finds against WCAG
// 2.2 AA, for what runs over the side, and for what the browser refused.
func (b *tab) axe(what string) {
	b.Helper()
	script, err := os.ReadFile("../../cmd/onset/testdata/axe/axe-4.14.1.min.js")
	must(b.T, err)
	var found []string
	var wide float64
	b.do(page.SetBypassCSP(true), chromedp.Evaluate(string(script)+";0", nil),
		chromedp.Evaluate(`axe.run(document,{runOnly:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"],resultTypes:["violations"]}).then(r=>r.violations.map(v=>v.id+": "+v.help+" "+v.nodes.slice(0,3).map(n=>n.target.join(" ")+" "+(n.any[0]||{}).message).join(" | ")))`, &found, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }),
		chromedp.Evaluate(`document.documentElement.scrollWidth-innerWidth`, &wide))
	for _, line := range found {
		b.Errorf("axe, %s: %s", what, line)
	}
	if wide > 0 {
		b.Errorf("%s scrolls sideways by %v", what, wide)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, line := range b.problems {
		b.Errorf("%s, the browser complained: %s", what, line)
	}
	b.problems = nil
}

// demo is an office with a day's work in it.
func demo(t *testing.T) *office {
	t.Helper()
	o := opened(t)
	k := o.kits[0]
	must(t, k.Demo(t.Context(), 24, 14, 7, nil))
	codes, err := k.SpareCodes(t.Context(), 1)
	must(t, err)
	o.lost = codes[0].Device.String()
	_, err = k.Revoke(t.Context(), codes[0].Device, "left on the ferry")
	must(t, err)
	first := k.Consents()[0].Consent
	o.setAside(&consent.Requested{Consent: consent.ID{1}, Person: consent.ID{1}}, &consent.Withdrawn{Consent: first.ID, Role: consent.RoleSelf})
	return o
}

// TestEveryPageInABrowser opens every page of the table in both sizes and both
// themes, and holds each against axe.
func TestEveryPageInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a real browser, all pages")
	}
	o := demo(t)
	s := httptest.NewServer(o.web)
	t.Cleanup(s.Close)
	b := opens(t, s.URL)
	pages := o.everyPage()
	for _, look := range []struct {
		name  string
		width int64
		dark  bool
		lang  string
	}{{"wide-light-en", 1280, false, "en"}, {"phone-light-da", 390, false, "da"}, {"wide-dark-da", 1280, true, "da"}, {"phone-dark-en", 390, true, "en"}} {
		b.looks(look.width, look.dark)
		must(t, o.web.People().setLook(t.Context(), o.users[Administrator].ID, look.lang, ""))
		b.open("/login?lang=" + look.lang)
		b.axe(look.name + " login")
		b.shot("login-" + look.name)
		b.do(chromedp.SendKeys("#email", o.users[Administrator].Email), chromedp.SendKeys("#password", password))
		b.press("button.go")
		for _, p := range pages {
			b.open(p.path)
			b.axe(look.name + " " + p.name)
			b.shot(p.name + "-" + look.name)
		}
		b.open(o.base() + "devices/spare")
		b.press("button.go")
		b.says("Havnen")
		b.axe(look.name + " spare codes")
		b.shot("spare-" + look.name)
		b.open(o.base() + "no/such/page")
		b.axe(look.name + " not found")
		b.open("/rights")
		b.axe(look.name + " rights")
		b.open("/me")
		b.axe(look.name + " me")
		b.press(`form[action="/me/sessions"] button`)
	}
}

type namedPath struct{ name, path string }

// everyPage is every GET of the table that shows a page, with ids of the demo.
func (o *office) everyPage() (out []namedPath) {
	k := o.kits[0]
	people := k.People(flow.PeopleQuery{States: []consent.PersonState{consent.WithLimits, consent.MayBeFilmed}}).Rows
	clip := k.Clips(flow.ClipQuery{}).IDs[2]
	var declared consent.ID
	for _, c := range k.Consents() {
		if c.Consent.Person == people[0].ID {
			declared = c.Consent.ID
		}
	}
	for _, r := range routes {
		method, path := o.filled(r.pattern, people[0].ID, declared, clip)
		if method != "GET" || r.who == everybody || path == "/" || path == "/me" {
			continue
		}
		if strings.HasSuffix(path, ".csv") || strings.HasSuffix(path, "/face") || strings.HasSuffix(path, "/picture") || strings.HasSuffix(path, "/live") {
			continue
		}
		if strings.HasSuffix(path, "/report") {
			path = o.base() + "devices/" + o.lost + "/report"
		}
		name := strings.NewReplacer(o.base(), "", people[0].ID.String(), "person", clip.String(), "clip", declared.String(), "consent", o.users[Viewer].ID.String(), "user", o.aside.String(), "aside", o.lost, "lost", k.Carried().Production.Seal.Author().String(), "device", "/", "-").Replace(path)
		if name == "" {
			name = "overview"
		}
		if name == "search" {
			path += "?q=a"
		}
		out = append(out, namedPath{name, path})
	}
	return out
}

// TestAProducersDay clicks through what a producer does, without a script on
// any page: find somebody, look, take back, see the clips blocked, log out.
func TestAProducersDay(t *testing.T) {
	o := opened(t)
	person, _ := o.signed("Jonna Brix", consent.Film, consent.Stills)
	o.tagged(person, o.clips("A001.jpg", "A002.jpg")...)
	s := httptest.NewServer(o.web)
	t.Cleanup(s.Close)
	b := opens(t, s.URL)
	b.looks(1280, false)
	b.do(emulation.SetScriptExecutionDisabled(true))
	b.open(o.base() + "people")
	b.do(chromedp.SendKeys("#email", o.users[Producer].Email), chromedp.SendKeys("#password", password))
	b.press("button.go")
	b.do(emulation.SetScriptExecutionDisabled(false)) // reading the page back takes script; the page has none
	b.says("Jonna Brix")
	b.do(chromedp.SendKeys("#q", "jonna"))
	b.press("tbody th a")
	b.says("In 2 clips")
	b.press("#contact button")
	b.says("person@example.com")
	b.press(".acts a.red")
	b.says("It touches 2 clips.")
	b.press("button.final")
	b.says("It is taken back.")
	b.says("Took back: everything")
	b.open(o.base() + "publish")
	b.says("0 of 2 clips")
	b.press(`form[action="/logout"] button`)
	b.open(o.base() + "people")
	b.says("Log in")
	if b.Failed() {
		b.shot(fmt.Sprint("failed-", b.Name()))
	}
}
