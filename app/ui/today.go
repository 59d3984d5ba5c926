package ui

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// todayScreen is the first place: what waits for somebody, each with its fix,
// and the two things a crew does all day.
type todayScreen struct {
	u     *UI
	body  *part.Adaptive
	view  flow.TodayView
	err   error
	busy  bool // the view is being made
	again bool // something changed meanwhile
	all   bool // more than the first needs are shown
}

// How many needs stand on the screen before "3 more".
const (
	needsShown      = 6
	needsShownPhone = 4
)

func newToday(u *UI) place {
	p := &todayScreen{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *todayScreen) object() fyne.CanvasObject { return p.body }

func (p *todayScreen) show() {
	if p.busy {
		p.again = true
		return
	}
	p.busy = true
	var v flow.TodayView
	p.u.work(func(ctx context.Context) (err error) {
		v, err = p.u.kit.Today(ctx)
		return err
	}, func(err error) {
		p.busy, p.view, p.err = false, v, err
		p.body.Rebuild()
		if p.again {
			p.again = false
			p.show()
		}
	})
}

func (p *todayScreen) build(c part.Class) fyne.CanvasObject {
	side := c.Padding()
	top := part.Pad(part.Column(0, p.head(c), p.shootLine(c)), part.Gap24, side, 0, side)
	switch c {
	case part.Wide:
		return part.Column(part.Gap12, top, part.Grow(part.Pad(p.wide(c), 0, side, part.Gap24, side)))
	case part.Tablet:
		return part.Column(part.Gap8, top, part.Grow(part.Pad(p.narrow(c), 0, side, part.Gap24, side)))
	default:
		top = part.Pad(part.Column(0, p.head(c), p.shootLine(c)), part.Gap12, side, 0, side)
		return part.Column(0, top, part.Grow(part.Pad(p.narrow(c), 0, side, part.Gap16, side)))
	}
}

func (p *todayScreen) head(c part.Class) fyne.CanvasObject {
	opt := part.HeadOptions{Title: p.u.T("today.title"), Narrow: c == part.Phone}
	if c != part.Wide {
		opt.Actions = []fyne.CanvasObject{part.NewIconButton("lock", p.u.lock)}
	}
	return part.NewHead(opt)
}

// shootLine is the shoot's defaults as one button.
func (p *todayScreen) shootLine(c part.Class) fyne.CanvasObject {
	facts := p.shootFacts(c)
	rest := ""
	if len(facts) > 0 {
		rest = "·   " + strings.Join(facts, "   ·   ")
	}
	arrow := part.NewIcon("keyboard_arrow_down", 24, part.ColorText2)
	title := part.NewCutText(p.u.kit.Production().Title, part.Strong)
	line := part.Line(part.Gap12, title, part.NewCutText(rest, part.Note), arrow, part.Space())
	if c == part.Phone {
		line = part.Line(part.Gap12, title, part.Grow(part.NewCutText(rest, part.Note)), arrow)
	}
	return part.NewTarget(line, p.u.editShoot)
}

func (p *todayScreen) shootFacts(c part.Class) []string {
	t, s := p.u.T, p.view.Shoot
	var out []string
	if s.Day > 0 {
		out = append(out, t("today.day", "n", s.Day))
	}
	if s.Unit != "" {
		out = append(out, t("today.unit", "letter", s.Unit))
	}
	if s.Place != "" {
		out = append(out, s.Place)
	}
	if c != part.Phone && s.Terms != "" {
		out = append(out, p.u.termsWord(s.Terms)+", "+p.u.languageWord(s.Language))
	}
	return out
}

// wide has the needs at the left, and the actions at the right hand.
func (p *todayScreen) wide(c part.Class) fyne.CanvasObject {
	left := part.Column(part.Gap12, append(p.phonesOn(c), p.needsHead(), part.Grow(part.NewScroll(part.Column(part.Gap12, append(p.newsOn(c), p.needs(c), part.Space())...))))...)
	right := part.Column(part.Gap16, part.Fixed(part.Space(), 0, 24), p.facts(), part.Space(), p.onCamera(112), p.otherWay(64), p.getSignature(160))
	return part.FullLine(part.Gap32, part.Grow(left), part.Fixed(right, 368, 0))
}

// narrow has the actions below the needs, at the thumb.
func (p *todayScreen) narrow(c part.Class) fyne.CanvasObject {
	rows := append(p.newsOn(c), p.needs(c), p.factLine(c), part.Space())
	if c == part.Phone {
		list := part.Grow(part.NewScroll(part.Column(part.Gap8, append(p.phonesOn(c), rows...)...)))
		return part.Column(part.Gap12, list, p.onCamera(72), p.otherWay(56), p.getSignature(88))
	}
	list := part.Grow(part.NewScroll(part.Column(part.Gap16, rows...)))
	return part.Column(part.Gap16, part.Column(part.Gap12, append(p.phonesOn(c), p.needsHead())...), list, p.onCamera(104), p.otherWay(64), p.getSignature(136))
}

func (p *todayScreen) needsHead() fyne.CanvasObject {
	line := []fyne.CanvasObject{part.NewText(p.u.T("today.needs_you"), part.Section), part.Space()}
	if n := len(p.view.Needs); n > 0 {
		line = append(line, part.NewText(strconv.Itoa(n), part.Note))
	}
	return part.Line(part.Gap8, line...)
}

// needs is the whole page: each row is the fix of what it names.
func (p *todayScreen) needs(c part.Class) fyne.CanvasObject {
	if p.err != nil {
		return part.NewErrorCard(p.u.T("error.title"), p.u.sentence(p.err), nil, part.NewButton(p.u.T("button.try_again"), "refresh", part.Other, p.show))
	}
	if len(p.view.Needs) == 0 {
		return part.Rows(part.NewRow(part.NewIconDisc("check_circle-fill", part.OK), p.u.T("today.nothing"), p.u.T("today.nothing.note"), nil, nil).SetHeight(98))
	}
	shown, height := needsShown, float32(98)
	if c == part.Phone {
		shown, height = needsShownPhone, 80
	}
	var rows []fyne.CanvasObject
	for i, n := range p.view.Needs {
		if i == shown && !p.all && len(p.view.Needs) > shown {
			rows = append(rows, p.moreRow(len(p.view.Needs)-shown))
			break
		}
		rows = append(rows, p.u.needRow(n, c, true).SetHeight(height))
	}
	return part.Rows(rows...)
}

func (p *todayScreen) moreRow(n int) *part.Row {
	r := part.NewRow(nil, p.u.N("today.more", n), "", part.NewIcon("keyboard_arrow_down", 24, part.ColorText2), func() {
		p.all = true
		p.body.Rebuild()
	})
	return r.SetTitleStyle(part.Strong.In(part.ColorAccent)).SetHeight(64)
}

// facts is the card beside the needs: how old the office's word is, the room
// here, and what is left before one goes.
func (p *todayScreen) facts() fyne.CanvasObject {
	line := func(o fyne.CanvasObject) fyne.CanvasObject { return part.Fixed(part.Pad(o, 0, 18, 0, 18), 0, 60) }
	rows := []fyne.CanvasObject{part.NewTarget(p.office(), p.toSync).SetHeight(60).Inset(18)}
	if p.view.FreeBytes >= 0 {
		rows = append(rows, line(p.room()))
	}
	done, of := p.left()
	leave := part.Line(part.Gap16, part.NewIcon("checklist", 24, part.ColorText2), part.Grow(part.NewCutText(p.u.T("nav.before_you_leave"), part.Body)),
		part.NewText(p.u.T("first.step", "n", done, "of", of), part.Note), part.NewIcon("chevron_right", 24, part.ColorText2))
	return part.NewCard(part.Column(0, append(rows, part.NewTarget(leave, p.u.leaving).SetHeight(60).Inset(18))...), 4)
}

// factLine is the same in one line, or on a phone one fact to a line.
func (p *todayScreen) factLine(c part.Class) fyne.CanvasObject {
	done, of := p.left()
	leave := part.NewLink(p.u.T("today.leave_short", "n", done, "of", of), "chevron_right", p.u.leaving)
	if c == part.Phone {
		return part.Column(0, part.NewTarget(p.office(), p.toSync), part.Left(leave.Flush()))
	}
	line := []fyne.CanvasObject{part.NewTarget(p.office(), p.toSync)}
	if p.view.FreeBytes >= 0 {
		line = append(line, p.room())
	}
	return part.Line(part.Gap24, append(line, part.Space(), leave)...)
}

// office is how old its word is, and what of this device it does not have.
func (p *todayScreen) office() fyne.CanvasObject {
	line := []fyne.CanvasObject{part.NewIcon("cloud_off", 24, part.ColorText2), part.NewCutText(p.noWord(), part.Note)}
	if !p.view.Office.IsZero() {
		line = []fyne.CanvasObject{
			part.NewIcon("cloud", 24, part.ColorAccent), part.NewCutText(p.officeWord(), part.Body),
			part.NewText(p.u.words.Age(p.u.opt.Now().Sub(p.view.Office)), part.Strong),
		}
	}
	if n := p.view.Unsent; n > 0 {
		line = append(line, part.Space(), part.NewIcon("schedule", 20, part.Limit.Word()), part.NewText(p.u.N("today.unsent", n), part.Note))
	}
	return part.Line(part.Gap12, line...)
}

// officeWord is shorter where something else stands in the line.
func (p *todayScreen) officeWord() string {
	if p.view.Unsent > 0 {
		return p.u.T("today.office_short")
	}
	return p.u.T("today.last_word_from")
}

func (p *todayScreen) noWord() string {
	if p.view.Unsent > 0 {
		return p.u.T("today.no_word_short")
	}
	return p.u.T("today.no_word")
}

func (p *todayScreen) toSync() { p.u.goTo(atSync) }

func (p *todayScreen) room() fyne.CanvasObject {
	return part.Line(part.Gap12, part.NewIcon("hard_drive", 24, part.ColorText2), part.NewText(p.u.T("today.room")+":", part.Body),
		part.NewText(p.u.bytesWord(p.view.FreeBytes), part.Strong))
}

// left is how much of "Before you leave" is done.
func (p *todayScreen) left() (done, of int) {
	for _, c := range p.view.Checklist {
		if c.Done {
			done++
		}
	}
	return done, len(p.view.Checklist)
}

func (p *todayScreen) onCamera(height float32) fyne.CanvasObject {
	note := p.u.T("today.nobody_now")
	if p.view.OnCamera > 0 {
		note = p.u.N("today.people_now", p.view.OnCamera)
	}
	if p.view.Waiting > 0 {
		note += p.u.T("list.comma") + p.u.N("today.waiting", p.view.Waiting)
	}
	return part.NewBigAction("videocam", p.u.T("nav.on_camera"), note, false, func() { p.u.goTo(atBoard) }).SetHeight(height)
}
