package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// phoneDesk is signing on phones while it is on; *flow.Phones is one.
type phoneDesk interface {
	Board() flow.PhoneBoard
	Counts() flow.PhoneCounts
	NewCode(ctx context.Context) error
	Same(visit string, same bool) error
	Helped(visit string) error
	End(visit string) error
	LocalLink() string
	Close() error
}

// phoning is signing on phones as this window began it.
type phoning struct {
	desk  phoneDesk
	start flow.PhoneStart
	host  string // the address the crew picked; empty = the likeliest
}

// link is the address that is shown: the picked one, else one through which a
// phone was seen, else the likeliest.
func (p *phoning) link(b flow.PhoneBoard) (flow.PhoneLink, bool) {
	best, rank := flow.PhoneLink{}, 0
	for _, l := range b.Links {
		r := 1
		switch {
		case l.Host == p.host:
			r = 4
		case !l.Reached.IsZero():
			r = 3
		case l.Likely:
			r = 2
		}
		if r > rank {
			best, rank = l, r
		}
	}
	return best, rank > 0
}

// The ways to sign, as the settings remember the last one.
const (
	signHere    = ""
	signOnPhone = "phone"
)

// lastWay is the way the crew used last on this device.
func (u *UI) lastWay() string { return u.kit.Settings().SignOn }

// useWay remembers the way for the next time.
func (u *UI) useWay(way string) {
	s := u.kit.Settings()
	if s.SignOn != way {
		s.SignOn = way
		u.try(u.kit.SetSettings(u.ctx, s))
	}
}

// signBy gets a signature in one way.
func (u *UI) signBy(way string, start flow.SigningStart) {
	u.useWay(way)
	if way == signOnPhone {
		u.signOnPhones(flow.PhoneStart{Terms: start.Terms, Language: start.Language, Person: start.Person, Expected: start.Expected})
		return
	}
	u.beginSigning(start)
}

// signingWaysOf are the ways as rows of a menu, the last one used first.
func (u *UI) signingWaysOf(start flow.SigningStart) []menuRow {
	here := menuRow{u.T("phone.way.tablet"), func() { u.signBy(signHere, start) }}
	phone := menuRow{u.T("phone.way.phone"), func() { u.signBy(signOnPhone, start) }}
	browser := menuRow{u.T("phone.way.browser"), func() {
		u.signInBrowser(flow.PhoneStart{Terms: start.Terms, Language: start.Language, Person: start.Person, Expected: start.Expected})
	}}
	if u.lastWay() == signOnPhone {
		return []menuRow{phone, here, browser}
	}
	return []menuRow{here, phone, browser}
}

// askWay asks how somebody signs.
func (u *UI) askWay(who string, start flow.SigningStart) {
	title := u.T("phone.way.title")
	if who != "" {
		title = u.T("phone.way.title_of", "name", who)
	}
	u.menu(title, nil, u.signingWaysOf(start))
}

// signOnPhones begins signing on phones, or shows it where it is on.
func (u *UI) signOnPhones(start flow.PhoneStart) {
	u.withPhones(start, func() {
		if _, shown := u.shown().(*phoneScreen); !shown {
			u.push(newPhoneScreen(u))
			return
		}
		u.refresh()
	})
}

// showPhones leads to signing on phones that is on already.
func (u *UI) showPhones() {
	if u.phones == nil {
		u.signOnPhones(flow.PhoneStart{})
		return
	}
	u.push(newPhoneScreen(u))
}

// signInBrowser opens the page in this device's own browser: for writing that
// the window cannot set, and for who wants it in a language it does not speak.
// Whoever comes back to the kit needs the PIN.
func (u *UI) signInBrowser(start flow.PhoneStart) {
	lang := start.Language
	start.Language = "" // of this one reader, not of the code that others see
	u.withPhones(start, func() {
		u.browse(inLanguage(u.phones.desk.LocalLink(), lang))
		u.handBack(func() {})
	})
}

// withPhones begins signing on phones and goes on. What is on already goes on
// where nothing else is asked; else the new one takes its place, with the
// phones that are on the page.
func (u *UI) withPhones(start flow.PhoneStart, then func()) {
	if u.phones != nil && asksNothing(start) {
		then()
		return
	}
	u.beginPhones(start, then)
}

// beginPhones puts a new code in the place of the one before. A doubtful clock
// is looked at first.
func (u *UI) beginPhones(start flow.PhoneStart, then func()) {
	var desk phoneDesk
	u.work(func(ctx context.Context) (err error) {
		desk, err = u.openPhones(ctx, start)
		return err
	}, func(err error) {
		switch {
		case errors.Is(err, flow.ErrClockDoubt):
			u.askClock(func() { start.ClockOK = true; u.beginPhones(start, then) })
		case u.try(err):
			u.setPhones(&phoning{desk: desk, start: start})
			then()
		}
	})
}

// askClock shows the kit's clock large, because every signature says it.
func (u *UI) askClock(right func()) {
	now := u.opt.Now()
	d := &part.Dialog{Title: u.T("signing.clock.title"), Sentence: u.T("signing.clock.why")}
	d.Body = []fyne.CanvasObject{part.NewText(u.words.Date(now), part.Sheet), part.NewText(u.words.Clock(now), part.Style{Size: 80, Bold: true})}
	d.Actions = []*part.Button{
		part.NewButton(u.T("signing.clock.no"), "", part.Outline, d.Hide),
		part.NewButton(u.T("button.yes"), "schedule", part.Main, func() { d.Hide(); right() }),
	}
	d.Show(u.stage)
}

// asksNothing: it may go on as it is.
func asksNothing(s flow.PhoneStart) bool {
	return s.Terms == "" && s.Language == "" && !s.Crowd && s.Person == (consent.ID{}) && s.Expected == (consent.ID{})
}

func (u *UI) openPhones(ctx context.Context, start flow.PhoneStart) (phoneDesk, error) {
	if u.opt.openPhones != nil {
		return u.opt.openPhones(ctx, start)
	}
	return u.kit.OpenPhones(ctx, start)
}

// setPhones puts a new one in the place of the one before, which ends after it
// has begun, so that the page is served without a break.
func (u *UI) setPhones(p *phoning) {
	before := u.phones
	u.phones = p
	u.keepAwake("phones", p != nil)
	if before == nil {
		return
	}
	if p != nil && p.host == "" {
		p.host = before.host
	}
	u.try(before.desk.Close())
}

// phonesNow counts the phones on the page, whoever began it.
func (u *UI) phonesNow() (c flow.PhoneCounts, on bool) {
	if u.phones != nil {
		return u.phones.desk.Counts(), true
	}
	return u.kit.PhonesOn()
}
