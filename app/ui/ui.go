package ui

import (
	"context"
	"net/url"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/assets"
	"onset/consent"
)

// Options are what a window stands on.
type Options struct {
	Home     *flow.Home
	Kit      *flow.Kit // already open; nil shows first start or unlock
	Language string    // the crew's before settings say otherwise: "en" or "da"
	Version  string
	Now      func() time.Time
	// Go runs slow work; nil means a goroutine of its own. Tests run it at once.
	Go func(work func())
	// After does something on the toolkit's goroutine after d; nil means the
	// clock of the machine.
	After func(d time.Duration, do func())
	// PickFile lets the crew choose files; nil uses the toolkit's own dialog.
	PickFile func(kinds []string, many bool, picked func(paths []string))
	// OpenURL shows an address in the browser; nil uses the toolkit's own way.
	OpenURL func(*url.URL) error
	// Opened is called once, when a kit has been opened and is shown.
	Opened func(*flow.Kit)
	// Carry has something carry an open kit, anew where it is carried already;
	// nil where nothing can.
	Carry func(context.Context, *flow.Kit) error

	do         func(func())                                              // of tests whose kit changes by itself; nil is the toolkit's goroutine
	openPhones func(context.Context, flow.PhoneStart) (phoneDesk, error) // of tests; nil asks the kit
}

// place is one screen of the window. It is made once and shown again and again.
type place interface {
	// object is what stands beside the rail or above the bar.
	object() fyne.CanvasObject
	// show takes the state anew from the kit and draws it.
	show()
}

// UI is one window: the frame, the places, and what is on top of them.
type UI struct {
	opt    Options
	app    fyne.App
	win    fyne.Window
	home   *flow.Home
	kit    *flow.Kit
	words  *assets.Words
	ctx    context.Context
	stop   context.CancelFunc
	stage  *part.Stage
	shell  *part.Shell
	places map[string]place
	over   []place              // sheets on top of the picked place, the last one is shown
	stale  bool                 // a refresh is on its way
	bare   place                // first start, unlock, or a hand-over: no rail
	kit0   bool                 // Opened has been called
	copies *copying             // the card that is being copied; nil = none
	phones *phoning             // signing on phones as it was begun here; nil = it was not
	awake  map[string]bool      // who keeps the screen from going dark
	asked  map[consent.Ref]bool // withdrawals that were set aside and put before a person
	asking bool                 // a look for those is on its way

	lastTouch time.Time // by a person
	watching  bool      // a look at lastTouch is on its way
}

// New puts the kit into a window. Show the window yourself.
func New(app fyne.App, win fyne.Window, opt Options) (*UI, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	words, err := assets.NewWords(opt.Language)
	if err != nil {
		if words, err = assets.NewWords("en"); err != nil {
			return nil, err
		}
	}
	u := &UI{opt: opt, app: app, win: win, home: opt.Home, words: words, asked: map[consent.Ref]bool{}}
	u.ctx, u.stop = context.WithCancel(context.Background())
	win.SetTitle(words.T("app.name"))
	win.SetPadded(false)
	win.SetOnClosed(u.stop)
	u.setTheme(part.AlwaysDark)
	u.stage = part.NewStage(part.Space())
	u.stage.OnTouch, u.stage.After = u.touched, u.after
	win.SetContent(u.stage)
	u.listen()
	u.start()
	return u, nil
}

// start shows what comes first: the kit, its lock, or the first start.
func (u *UI) start() {
	switch {
	case u.opt.Kit != nil:
		u.open(u.opt.Kit)
	case u.home != nil && u.home.Empty():
		u.showBare(newFirstStart(u))
	default:
		u.showBare(newUnlock(u))
	}
}

// open shows an open kit.
func (u *UI) open(k *flow.Kit) {
	first := u.kit == nil
	u.kit = k
	s := k.Settings()
	if w, err := assets.NewWords(s.Language); err == nil && s.Language != "" {
		u.words = w
	}
	u.setTheme(variantOf(s.Theme))
	u.stage.Still = s.ReduceMotion
	if first {
		k.OnChange(func() {
			if u.opt.do != nil {
				u.opt.do(u.refreshSoon)
				return
			}
			fyne.Do(u.refreshSoon)
		})
	}
	u.build()
	if u.opt.Opened != nil && !u.kit0 {
		u.kit0 = true
		u.opt.Opened(k)
	}
	if first && u.opt.Carry != nil {
		u.carry()
	}
	if k.Locked() {
		u.showBare(newLock(u, u.endBare))
	}
}

// carry begins carrying; the Sync screen says that nothing does and offers to
// try again where it cannot.
func (u *UI) carry() {
	k := u.kit
	u.work(func(ctx context.Context) error { return u.opt.Carry(ctx, k) }, func(error) { u.refreshSoon() })
}

func variantOf(theme string) part.Variant {
	if theme == "light" {
		return part.AlwaysLight
	}
	return part.AlwaysDark
}

func (u *UI) setTheme(v part.Variant) { u.app.Settings().SetTheme(part.NewTheme(v, 1)) }

// setLanguage changes the crew's language while running.
func (u *UI) setLanguage(tag string) {
	w, err := assets.NewWords(tag)
	if err != nil {
		u.fail(err)
		return
	}
	u.words = w
	if u.kit == nil {
		u.start()
		return
	}
	at := u.shell.Selected()
	u.build()
	u.goTo(at)
}

// T is a text of the crew's language.
func (u *UI) T(key string, pairs ...any) string { return u.words.T(key, pairs...) }

// N is a text with a number.
func (u *UI) N(key string, n int, pairs ...any) string { return u.words.N(key, n, pairs...) }

// refreshSoon draws once for many changes. It runs on the toolkit's goroutine.
func (u *UI) refreshSoon() {
	if u.stale {
		return
	}
	u.stale = true
	u.later(func() { u.stale = false; u.refresh() })
}

// later runs f after the events that are already waiting.
func (u *UI) later(f func()) {
	if u.opt.Go != nil {
		f()
		return
	}
	go fyne.Do(f)
}

// refresh draws what is shown from the kit's state.
func (u *UI) refresh() {
	if p := u.shown(); p != nil {
		p.show()
	}
	u.showCounts()
}

// work runs something slow away from the toolkit's goroutine, and done with its
// error back on it. It is the only seam between the two.
func (u *UI) work(slow func(context.Context) error, done func(error)) {
	if u.opt.Go != nil {
		u.opt.Go(func() { done(slow(u.ctx)) })
		return
	}
	go func() {
		err := slow(u.ctx)
		fyne.Do(func() { done(err) })
	}()
}

// try runs something quick and says so when it fails.
func (u *UI) try(err error) bool {
	if err != nil {
		u.fail(err)
	}
	return err == nil
}
