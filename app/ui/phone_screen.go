package ui

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// phoneScreen is "Sign by phone": the codes that lead phones to the page, and
// beside them the phones that came.
type phoneScreen struct {
	u     *UI
	body  *part.Adaptive
	list  *phoneList
	board flow.PhoneBoard
	drawn string       // what the codes said when they were drawn
	tab   string       // on a phone-size window
	tick  bool         // a look at who fell silent is on its way
	left  *part.Scroll // what stands beside the list

	tabBar *part.FilterBar // nil on larger windows
}

// The pages of a phone-size window.
const (
	tabWiFi   = "wifi"
	tabPage   = "page"
	tabPhones = "phones"
)

func newPhoneScreen(u *UI) *phoneScreen {
	p := &phoneScreen{u: u, list: newPhoneList(u), tab: tabPage}
	if w, _ := u.kit.WiFi(); w.SSID != "" {
		p.tab = tabWiFi
	}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *phoneScreen) object() fyne.CanvasObject { return p.body }

// show takes the phones anew. The codes are drawn again only when they say
// something else: a phone may be looking at them.
func (p *phoneScreen) show() {
	if p.u.phones == nil {
		return
	}
	p.board = p.u.phones.desk.Board()
	if len(p.list.order.lines) == 0 {
		p.list.order.merge(p.board.Phones)
		p.list.order.sort()
	}
	p.list.take(p.board)
	if now := p.said(); now != p.drawn {
		p.drawn = now
		p.body.Rebuild()
	}
	p.recount()
	p.watch()
}

// said is everything the codes and their words are made of.
func (p *phoneScreen) said() string {
	b := p.board
	return fmt.Sprintln(p.u.codesSay(b), b.Terms, b.Language, p.tab, b.Crowd, len(b.Links), p.reached(), p.who(), b.Next, p.list.counts())
}

// codesSay is everything that stands on the codes themselves.
func (u *UI) codesSay(b flow.PhoneBoard) string {
	l, _ := u.phones.link(b)
	return fmt.Sprintln(u.words.Tag, b.On, b.WiFi, b.Room, l.Link, l.Host, u.ranOut(b), b.Full, b.InLine)
}

// phoneTick is how often the screen looks who fell silent.
const phoneTick = 10 * time.Second

func (p *phoneScreen) watch() {
	if p.tick {
		return
	}
	p.tick = true
	p.u.after(phoneTick, func() {
		p.tick = false
		if p.u.shown() == place(p) && p.u.phones != nil {
			p.show()
		}
	})
}

func (p *phoneScreen) build(c part.Class) fyne.CanvasObject {
	if p.u.phones == nil {
		return part.Space()
	}
	p.tabBar = nil
	side := c.Padding()
	head := p.head(c)
	switch {
	case !p.board.On:
		start := p.u.phones.start
		again := part.NewButton(p.u.T("phone.again"), "refresh", part.Main, func() { p.u.beginPhones(start, p.u.refresh) }).SetHeight(72)
		return screenOf(c, head, part.NewEmptyState("wifi_off", p.u.T("phone.off"), p.u.T("phone.off.note")), oneAction(c, again))
	case p.board.Crowd:
		return screenOf(c, head, part.Pad(p.crowd(c), 0, side, part.Gap16, side), p.crowdBar(c))
	case c == part.Wide:
		left := p.beside(part.Column(part.Gap16, p.bothPlates(c), p.ways(c)))
		return screenOf(c, head, part.Pad(part.FullLine(part.Gap32, part.Fixed(left, 640, 0), part.Grow(p.list.object(c))), 0, side, part.Gap24, side), nil)
	case c == part.Tablet:
		return screenOf(c, head, part.Pad(part.Column(part.Gap16, p.bothPlates(c), p.wayLine(), part.Grow(p.list.object(c))), 0, side, part.Gap16, side), nil)
	}
	return screenOf(c, head, part.Pad(part.Column(part.Gap12, p.tabs(), part.Grow(p.page(c))), 0, side, part.Gap12, side), nil)
}

func (p *phoneScreen) head(c part.Class) fyne.CanvasObject {
	t := p.u.T
	opt := part.HeadOptions{Title: t("phone.title"), Back: p.u.back, Narrow: c == part.Phone}
	if c == part.Phone {
		opt.Title = t("phone.title.short")
	}
	if c == part.Wide {
		opt.Sub = p.about()
	}
	stop := part.NewButton(t("phone.stop"), "stop-fill", part.Quiet, p.stop).SetHeight(48)
	if c == part.Phone {
		opt.Actions = []fyne.CanvasObject{part.NewIconButton("tune", p.change), part.NewIconButton("stop-fill", p.stop)}
		return part.NewHead(opt)
	}
	if !p.board.Crowd {
		opt.Actions = append(opt.Actions, part.NewButton(t("phone.new_code"), "refresh", part.Quiet, p.newCode).SetHeight(48))
	}
	opt.Actions = append(opt.Actions, stop)
	return part.NewHead(opt)
}

// beside puts content beside the list, at the place where it stood.
func (p *phoneScreen) beside(o fyne.CanvasObject) fyne.CanvasObject {
	if p.left == nil {
		p.left = part.NewScroll(o)
	} else {
		p.left.Update(o)
	}
	return p.left
}

// about is which text is signed, and by whom where the crew picked somebody.
func (p *phoneScreen) about() string {
	return dotted(p.who(), p.u.T("today.terms_in", "terms", p.u.termsWord(p.board.Terms), "language", p.u.phoneLanguage(p.board.Language)))
}

// who is the person the crew picked.
func (p *phoneScreen) who() string {
	s := p.u.phones.start
	if !s.Person.IsZero() {
		return p.u.called(p.u.kit.PersonRow(s.Person))
	}
	if s.Expected.IsZero() {
		return ""
	}
	for _, r := range p.u.kit.Expected() {
		if r.Consent == s.Expected {
			return r.Label
		}
	}
	return ""
}

func (p *phoneScreen) newCode() {
	p.u.work(p.u.phones.desk.NewCode, func(err error) {
		if p.u.try(err) {
			p.u.refresh()
		}
	})
}

// stop ends signing on phones; where somebody is still on the page it asks once.
func (p *phoneScreen) stop() {
	if p.board.Here == 0 {
		p.u.stopPhones()
		return
	}
	q := question{
		title: p.u.N("phone.stop.title", p.board.Here), sentence: p.u.T("phone.stop.sentence"),
		word: p.u.T("phone.stop"), icon: "stop-fill", kind: part.Danger,
	}
	p.u.confirm(q, p.u.stopPhones)
}

// stopPhones ends it and says how many signed.
func (u *UI) stopPhones() {
	if u.phones == nil {
		return
	}
	signed := u.phones.desk.Counts().Signed
	u.setPhones(nil)
	u.goTo(atToday)
	words := u.N("phone.stopped", signed)
	if _, on := u.kit.PhonesOn(); on {
		words = u.T("phone.goes_on")
	}
	u.toast(words, "", nil)
}

// tabs are the pages of a phone-size window.
func (p *phoneScreen) tabs() fyne.CanvasObject {
	p.tabBar = part.NewFilterBar(func(key string) {
		p.tab = key
		p.u.refresh()
	}, p.tabItems()...)
	p.tabBar.Pick(p.tab)
	return p.tabBar
}

func (p *phoneScreen) tabItems() []part.FilterItem {
	phones := part.FilterItem{Key: tabPhones, Word: p.u.T("phone.tab.phones"), Count: len(p.board.Phones)}
	if p.board.Crowd {
		return []part.FilterItem{{Key: tabPage, Word: p.u.T("phone.tab.crowd"), Count: -1}, phones}
	}
	return []part.FilterItem{{Key: tabWiFi, Word: p.u.T("phone.tab.wifi"), Count: -1}, {Key: tabPage, Word: p.u.T("phone.tab.page"), Count: -1}, phones}
}

// recount shows how many phones there are beside the tabs of a phone-size window.
func (p *phoneScreen) recount() {
	if p.tabBar != nil {
		p.tabBar.SetItems(p.tabItems()...)
	}
}

// page is what a phone-size window shows at a time.
func (p *phoneScreen) page(c part.Class) fyne.CanvasObject {
	switch p.tab {
	case tabWiFi:
		return part.NewScroll(p.plates().wifi(352))
	case tabPhones:
		return p.list.object(c)
	}
	return part.NewScroll(part.Column(part.Gap16, p.plates().page(352), p.ways(c)))
}
