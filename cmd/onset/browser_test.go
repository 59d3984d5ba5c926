package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// patience is how long a browser may take on a loaded machine before a test gives up.
const patience = 40 * time.Second

// browser starts a Chromium without a screen that is closed with the test. The
// tests skip without one, unless ONSET_BROWSER says that there must be.
func browser(t *testing.T) context.Context {
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
		chromedp.WSURLReadTimeout(patience), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// phone is one person's phone: a browser window of its own that shares nothing
// with the others.
type phone struct {
	*testing.T
	ctx    context.Context
	taps   int
	fields int

	mu       sync.Mutex
	asked    []string // addresses it asked for
	problems []string // what its console complained of
}

// screen is what a phone is like.
type screen struct {
	width, height int64
	language      string
	dark          bool
	mouse         bool // a desktop without touch
}

var upright = screen{width: 390, height: 844, language: "en"}

// take hands a phone to somebody.
func take(t *testing.T, browser context.Context, s screen) *phone {
	t.Helper()
	ctx, end := chromedp.NewContext(browser, chromedp.WithTargetID(ownWindow(t, browser)))
	t.Cleanup(end)
	p := &phone{T: t, ctx: ctx}
	chromedp.ListenTarget(ctx, p.heard)
	p.do(network.Enable(), log.Enable(), runtime.Enable())
	p.turn(s)
	agent := "Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	p.do(emulation.SetUserAgentOverride(agent).WithAcceptLanguage(s.language),
		emulation.SetTouchEmulationEnabled(!s.mouse), emulation.SetFocusEmulationEnabled(true),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, line := range p.problems {
			t.Errorf("the page complained: %s", line)
		}
	})
	return p
}

// ownWindow opens a window that shares no storage with the others.
func ownWindow(t *testing.T, browser context.Context) target.ID {
	t.Helper()
	var id target.ID
	exec := cdp.WithExecutor(browser, chromedp.FromContext(browser).Browser)
	private, err := target.CreateBrowserContext().Do(exec)
	if err == nil {
		id, err = target.CreateTarget("about:blank").WithBrowserContextID(private).WithNewWindow(true).Do(exec)
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// heard notes requests and complaints of the page.
func (p *phone) heard(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "data:") && !strings.HasPrefix(e.Request.URL, "blob:") {
			p.asked = append(p.asked, e.Request.Method+" "+e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		p.problems = append(p.problems, e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError && e.Entry.Source != log.SourceNetwork {
			p.problems = append(p.problems, e.Entry.Text)
		}
	}
}

func (p *phone) do(actions ...chromedp.Action) {
	p.Helper()
	if err := p.try(actions...); err != nil {
		p.Fatal(err)
	}
}

func (p *phone) try(actions ...chromedp.Action) error {
	p.Helper()
	// The first Run opens the window with the context it is given, which must not end.
	if chromedp.FromContext(p.ctx).Target == nil {
		if err := chromedp.Run(p.ctx); err != nil {
			return err
		}
	}
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	return chromedp.Run(ctx, actions...)
}

// turn rotates the phone, or makes it another size.
func (p *phone) turn(s screen) {
	p.Helper()
	p.do(emulation.SetDeviceMetricsOverride(s.width, s.height, 2, !s.mouse))
}

func (p *phone) open(address string) {
	p.Helper()
	p.do(chromedp.Navigate(address))
}

// eval runs script in the page.
func (p *phone) eval(script string, into any) {
	p.Helper()
	p.do(chromedp.Evaluate(script, into))
}

// until waits for script to be true, also across a page that loads meanwhile.
func (p *phone) until(what, script string) {
	p.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	wait := `new Promise(done=>{const look=()=>{try{if(` + script + `)return done(true)}catch(e){}setTimeout(look,30)};look()})`
	for {
		err := chromedp.Run(ctx, chromedp.Evaluate(wait, nil, awaited))
		switch {
		case err == nil:
			return
		case ctx.Err() == nil: // the page it was asked of is gone
			continue
		}
		var text string
		p.shot("failed-" + strings.ReplaceAll(p.Name(), "/", "-"))
		_ = chromedp.Run(p.ctx, chromedp.Evaluate(`document.body.innerText.slice(0,1500)`, &text))
		p.Fatalf("%s: %v\non the screen:\n%s", what, err, text)
	}
}

// sees waits until an element that matches is on the page and visible.
func (p *phone) sees(selector string) {
	p.Helper()
	p.until("waiting for "+selector, fmt.Sprintf("document.querySelector(%q).checkVisibility({visibilityProperty:true})", selector))
}

// place is the middle of an element, scrolled into view.
func (p *phone) place(selector string) (x, y, w, h float64) {
	p.Helper()
	// The foot stays away while the card, which has such buttons too, is in sight: go on to where one signs.
	p.eval(fmt.Sprintf(`{const e=document.querySelector(%q);if(e&&e.closest("#foot"))document.querySelector("#sign").scrollIntoView({block:"center",behavior:"instant"})};0`, selector), nil)
	p.sees(selector)
	// A finger lands where the screen shows things: wait until what was scrolled is drawn.
	var box []float64
	p.do(chromedp.Evaluate(fmt.Sprintf(`(async()=>{const e=document.querySelector(%q);e.scrollIntoView({block:"center",behavior:"instant"});
const frame=()=>new Promise(requestAnimationFrame);let r,was;do{was=r;await frame();await frame();r=e.getBoundingClientRect()}while(!was||was.y!==r.y);
return [r.x,r.y,r.width,r.height]})()`, selector), &box, awaited))
	return box[0], box[1], box[2], box[3]
}

// tap touches an element with a finger. Chromium swallows a touch that follows
// a stroke sooner than a hand could; who sees nothing happen touches again.
func (p *phone) tap(selector string) {
	p.Helper()
	x, y, w, h := p.place(selector)
	p.taps++
	p.eval(`window.pressed=0;addEventListener("click",()=>pressed=1,{capture:true,once:true});0`, nil)
	for range 3 {
		p.touch([][2]float64{{x + w/2, y + h/2}})
		pressed := true
		err := p.try(chromedp.Evaluate(`new Promise(r=>{let n=0;const look=()=>window.pressed!==0||n++>15?r(window.pressed!==0):setTimeout(look,30);look()})`,
			&pressed, awaited))
		if err != nil || pressed { // an error: the page has gone on to another
			return
		}
	}
	p.Errorf("%s does not feel a finger", selector)
}

func awaited(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }

// touch puts a finger down, moves it and lifts it.
func (p *phone) touch(points [][2]float64) {
	p.Helper()
	at := func(i int) []*input.TouchPoint { return []*input.TouchPoint{{X: points[i][0], Y: points[i][1]}} }
	actions := []chromedp.Action{input.DispatchTouchEvent(input.TouchStart, at(0))}
	for i := range points[1:] {
		actions = append(actions, input.DispatchTouchEvent(input.TouchMove, at(i+1)))
	}
	p.do(append(actions, input.DispatchTouchEvent(input.TouchEnd, []*input.TouchPoint{}))...)
}

// write types into a field after touching it.
func (p *phone) write(selector, text string) {
	p.Helper()
	p.tap(selector)
	p.taps--
	p.fields++
	p.do(chromedp.Evaluate(fmt.Sprintf(`(e=>{e.focus();e.select&&e.select()})(document.querySelector(%q))`, selector), nil), input.InsertText(text))
}

// key presses keys of a keyboard.
func (p *phone) key(keys string) {
	p.Helper()
	p.do(chromedp.KeyEvent(keys))
}

// sign draws something like a name on the pad.
func (p *phone) sign(selector string) {
	p.Helper()
	x, y, w, h := p.place(selector)
	var points [][2]float64
	for i := range 40 {
		f := float64(i) / 39
		wave := h * 0.3 * (1 - f) * float64(i%7-3) / 3
		points = append(points, [2]float64{x + w*(0.1+0.8*f), y + h*0.5 + wave})
	}
	p.taps++
	p.touch(points)
}

// text is what an element says.
func (p *phone) text(selector string) string {
	p.Helper()
	p.sees(selector)
	var s string
	p.eval(fmt.Sprintf(`document.querySelector(%q).innerText`, selector), &s)
	return strings.TrimSpace(s)
}

// cut cuts the phone off the network, or joins it again.
func (p *phone) cut(off bool) {
	p.Helper()
	p.do(network.EmulateNetworkConditions(off, 0, -1, -1))
}

// shot keeps a picture of the whole page for looking at, where ONSET_PAGES names a folder.
func (p *phone) shot(name string) {
	p.Helper()
	dir := os.Getenv("ONSET_PAGES")
	if dir == "" {
		return
	}
	var png []byte
	p.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		_, _, _, _, _, size, err := page.GetLayoutMetrics().Do(ctx)
		if err != nil {
			return err
		}
		png, err = page.CaptureScreenshot().WithCaptureBeyondViewport(true).
			WithClip(&page.Viewport{Width: size.Width, Height: size.Height, Scale: 1}).Do(ctx)
		return err
	}))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(dir+"/"+name+".png", png, 0o600); err != nil {
		p.Fatal(err)
	}
}

// axe fails for every accessibility problem that axe-core calls serious or critical.
func (p *phone) axe(what string) {
	p.Helper()
	script, err := os.ReadFile("testdata/axe/axe-4.14.1.min.js")
	if err != nil {
		p.Fatal(err)
	}
	var found []string
	run := `axe.run(document,{resultTypes:["violations"]}).then(r=>r.violations.filter(v=>v.impact==="serious"||v.impact==="critical").map(v=>v.id+": "+v.help+" "+v.nodes.slice(0,3).map(n=>n.target.join(" ")).join(" | ")))`
	p.do(chromedp.Evaluate(string(script)+";0", nil),
		chromedp.Evaluate(run, &found, awaited))
	for _, line := range found {
		p.Errorf("axe, %s: %s", what, line)
	}
}
