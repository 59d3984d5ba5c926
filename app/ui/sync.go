package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// syncScreen says how old the office's word is, who has what, and what waits.
type syncScreen struct {
	u       *UI
	view    flow.SyncView
	asides  []flow.AsideLine
	news    []flow.News
	err     error
	busy    bool // the view is being made
	again   bool // something changed meanwhile
	trying  bool // Try now was pressed
	ticking bool // a later look is on its way
	body    *part.Adaptive
	scroll  *part.Scroll
	page    *fyne.Container
}

// syncTick is how often ages on the screen are told anew.
const syncTick = 20 * time.Second

func newSync(u *UI) place {
	p := &syncScreen{u: u, page: part.Column(0)}
	p.scroll = part.NewScroll(p.page)
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *syncScreen) object() fyne.CanvasObject { return p.body }

func (p *syncScreen) show() {
	p.tick()
	if p.busy {
		p.again = true
		return
	}
	p.busy = true
	var v flow.SyncView
	var asides []flow.AsideLine
	var news []flow.News
	p.u.work(func(ctx context.Context) (err error) {
		if v, err = p.u.kit.SyncView(ctx); err == nil {
			asides, err = p.u.kit.Asides(ctx)
			news = p.u.kit.News()
		}
		return err
	}, func(err error) {
		p.busy, p.view, p.asides, p.news, p.err = false, v, asides, news, err
		p.body.Rebuild()
		if p.again {
			p.again = false
			p.show()
		}
	})
}

// tick looks again while the screen is shown.
func (p *syncScreen) tick() {
	if p.ticking {
		return
	}
	p.ticking = true
	p.u.after(syncTick, func() {
		p.ticking = false
		if p.u.shown() == place(p) {
			p.show()
		}
	})
}

func (p *syncScreen) build(c part.Class) fyne.CanvasObject {
	side := c.Padding()
	head := part.Pad(p.head(c), headRoom(c)-4, side, part.Gap12, side)
	p.page.Objects = p.rows(c)
	p.page.Refresh()
	if c == part.Wide {
		right := part.Column(part.Gap16, part.Grow(part.NewScroll(part.Column(part.Gap16, p.counts(), p.clips()))), p.byDisk(64), p.tryNow(88))
		return part.Column(0, head, part.Grow(part.Pad(part.FullLine(part.Gap32, part.Grow(p.scroll), part.Fixed(right, 344, 0)), 0, side, part.Gap24, side)))
	}
	bar := part.NewActionBar(c, part.Grow(p.byDisk(56)), part.Grow(p.tryNow(56)))
	if c == part.Phone {
		bar = part.NewActionBar(c, part.Grow(p.tryNow(64)))
	}
	return part.Column(0, head, part.Grow(part.Pad(p.scroll, 0, side, 0, side)), bar)
}

func (p *syncScreen) head(c part.Class) fyne.CanvasObject {
	opt := part.HeadOptions{Title: p.u.T("sync.title"), Narrow: c == part.Phone}
	tune := part.NewIconButton("tune", func() { p.u.push(newSyncSettings(p.u)) })
	devices := part.NewButton(p.u.T("devices.title"), "devices", part.Quiet, p.u.showDevices).SetHeight(48)
	if c == part.Phone {
		devices = part.NewIconButton("devices", p.u.showDevices)
	}
	opt.Actions = []fyne.CanvasObject{devices, tune}
	return part.NewHead(opt)
}

// rows are everything that scrolls.
func (p *syncScreen) rows(c part.Class) []fyne.CanvasObject {
	gap := func() fyne.CanvasObject { return part.Fixed(part.Space(), 0, part.Gap16) }
	out := []fyne.CanvasObject{p.word(c)}
	for _, t := range p.view.Troubles {
		out = append(out, gap(), p.trouble(t))
	}
	if p.err != nil {
		out = append(out, gap(), part.NewErrorCard(p.u.T("error.title"), p.u.sentence(p.err), nil, nil))
	}
	if len(p.asides) > 0 {
		out = append(out, gap(), part.Rows(p.asideRow()))
	}
	if len(p.news) > 0 {
		out = append(out, gap(), part.Rows(p.newsRow()))
	}
	if c != part.Wide {
		cards := part.Equal(part.Gap16, p.counts(), p.clips())
		if c == part.Phone {
			cards = part.Column(part.Gap12, p.counts(), p.clips())
		}
		out = append(out, gap(), cards)
	}
	out = append(out, gap(), part.NewText(p.u.T("sync.who"), part.Section), part.Fixed(part.Space(), 0, part.Gap8), p.units(c))
	if len(p.view.Cards) > 0 {
		out = append(out, gap(), part.NewText(p.u.T("sync.cards"), part.Section), part.Fixed(part.Space(), 0, part.Gap8), p.cards())
	}
	if c == part.Phone {
		out = append(out, gap(), p.byDisk(56))
	}
	return append(out, gap())
}

// word is the first sentence: how old the office's word is, and what that means.
func (p *syncScreen) word(c part.Class) fyne.CanvasObject {
	icon, colour := "cloud_off", part.ColorText2
	if p.view.OfficeHere {
		icon, colour = "cloud", part.ColorAccent
	}
	title, room, size := part.Sheet, float32(part.Gap24), float32(48)
	if c == part.Phone {
		title, room, size = part.Section, 16, 36
	}
	words := part.Column(part.Gap4, part.NewWrap(p.wordTitle(), title), part.NewWrap(p.wordNote(), part.Body.In(part.ColorText2)))
	return part.NewCard(part.Line(part.Gap24, part.NewIcon(icon, size, colour), part.Grow(words)), room)
}

func (p *syncScreen) wordTitle() string {
	switch {
	case !p.view.Office:
		return p.u.T("sync.no_office")
	case p.view.Word.IsZero():
		return p.u.T("today.no_word")
	}
	return p.u.T("today.last_word", "age", p.u.words.Age(p.u.opt.Now().Sub(p.view.Word)))
}

func (p *syncScreen) wordNote() string {
	waits := p.view.Waiting + p.view.Blobs
	switch {
	case !p.view.On:
		return p.u.T("sync.note.off")
	case !p.view.Office:
		return p.u.T("sync.note.no_office")
	case p.view.OfficeHere && p.view.Arriving:
		return p.u.T("sync.note.arriving")
	case p.view.OfficeHere && waits == 0:
		return p.u.T("sync.note.all_there")
	case p.view.OfficeHere:
		return p.u.N("sync.note.sending", waits)
	case waits == 0:
		return p.u.T("sync.note.nothing_waits")
	}
	return p.u.T("sync.note.away")
}

func (p *syncScreen) tryNow(height float32) fyne.CanvasObject {
	b := part.NewButton(p.u.T("button.try_now"), "sync", part.Main, p.tryIt).SetHeight(height)
	switch {
	case p.trying:
		b.SetMissing(p.u.T("sync.trying"), nil)
	case !p.view.On && p.u.opt.Carry == nil:
		b.SetMissing(p.u.T("sync.cannot"), nil)
	}
	return b
}

// tryIt writes what waits and looks for the others at once.
func (p *syncScreen) tryIt() {
	p.trying = true
	p.body.Rebuild()
	p.u.work(func(ctx context.Context) error {
		if c := p.u.kit.Carrier(); c != nil {
			return c.Now(ctx)
		}
		return p.u.opt.Carry(ctx, p.u.kit)
	}, func(err error) {
		p.trying = false
		p.u.try(err)
		p.show()
	})
}
