package ui

import (
	"context"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// clipScreen is the sheet of one clip: what the file says, who is in it and
// where, and which uses it may serve.
type clipScreen struct {
	u       *UI
	id      consent.ID
	sheet   flow.ClipSheet
	err     error
	offers  []flow.SuggestionLine
	refused map[consent.ID]bool // people the crew said no to, for this clip
	person  consent.ID          // the chosen line
	head    float32             // the play head as a share of the clip
	lack    flow.PictureLack    // why there is no picture
	slate   flow.SlateLine      // what was seen in it; empty when nothing was

	events    []flow.ClipEvent
	allEvents bool // the whole history is shown
	to        []flow.DeliveryLine

	body    *part.Adaptive
	scroll  *part.Scroll
	page    *fyne.Container
	picture *part.Picture
	bars    []*part.RangeBar
}

// openClip shows the sheet of a clip over the current place.
func (u *UI) openClip(id consent.ID) {
	s := &clipScreen{u: u, page: part.Column(part.Gap16), picture: part.NewPicture(nil, "movie", 16)}
	s.scroll = part.NewScroll(s.page)
	s.body = part.NewScreen(u.shell, s.build)
	s.turnTo(id)
	u.push(s)
}

func (s *clipScreen) object() fyne.CanvasObject { return s.body }

func (s *clipScreen) show() {
	s.load()
	s.body.Rebuild()
}

// turnTo shows another clip on the same sheet.
func (s *clipScreen) turnTo(id consent.ID) {
	s.id, s.person, s.head, s.offers, s.refused = id, consent.ID{}, 0, nil, map[consent.ID]bool{}
	s.events, s.to, s.allEvents = nil, nil, false
	s.showPicture(id)
}

func (s *clipScreen) load() {
	s.sheet, s.err = s.u.kit.Clip(s.id)
	s.slate, _ = s.u.kit.SlateOfClip(s.id)
	s.tellHistory()
	id := s.id
	var offers []flow.SuggestionLine
	s.u.work(func(context.Context) error {
		offers = s.u.kit.Suggestions(id)
		return nil
	}, func(error) {
		changed := len(offers) != len(s.offers)
		if s.id != id {
			return
		}
		s.offers = offers
		if changed {
			s.body.Rebuild()
		}
	})
}

func (s *clipScreen) build(c part.Class) fyne.CanvasObject {
	if s.err != nil {
		return s.broken(c)
	}
	top := []fyne.CanvasObject{s.headLine(c)}
	switch c {
	case part.Wide:
		if s.longWhy() {
			top = append(top, s.verdictLine())
		}
	case part.Tablet:
		top = append(top, s.verdictLine())
	case part.Phone:
		status, word := s.u.clipStatus(s.sheet.Result)
		top = append(top, part.Line(part.Gap8, append([]fyne.CanvasObject{part.NewPill(status, word), part.Space()}, s.turners()...)...))
		if why := s.mainWhy(); why != "" {
			top = append(top, part.NewWrap(why, part.Note))
		}
	}
	s.fill(c)
	side := c.Padding()
	gap := float32(20)
	if c == part.Phone {
		gap = part.Gap12
	}
	rows := []fyne.CanvasObject{
		part.Pad(part.Column(part.Gap8, top...), gap, side, part.Gap12, side),
		part.Grow(part.Pad(s.scroll, 0, side, 0, side)),
	}
	return part.Column(0, append(rows, s.foot(c)...)...)
}

func (s *clipScreen) broken(c part.Class) fyne.CanvasObject {
	head := part.NewHead(part.HeadOptions{Title: s.u.T("nav.clips"), Back: s.u.back, Narrow: c == part.Phone})
	again := part.NewButton(s.u.T("button.try_again"), "refresh", part.Other, s.show)
	return screenOf(c, head, part.Pad(part.Column(0, part.NewErrorCard(s.u.T("error.title"), s.u.sentence(s.err), nil, again)), 0, c.Padding(), 0, c.Padding()), nil)
}

func (s *clipScreen) headLine(c part.Class) fyne.CanvasObject {
	opt := part.HeadOptions{Title: s.sheet.Name, Mono: true, Back: s.u.back, Narrow: c == part.Phone}
	if c == part.Wide && !s.longWhy() {
		opt.After = s.verdictLine()
	}
	if c != part.Phone {
		opt.Actions = s.turners()
	}
	opt.Actions = append(opt.Actions, part.NewIconButton("more_vert", s.more))
	return part.NewHead(opt)
}

// turners lead to the clips before and after.
func (s *clipScreen) turners() []fyne.CanvasObject {
	icon := func(name string, to consent.ID) fyne.CanvasObject {
		if to.IsZero() {
			return part.Fixed(part.Space(), 48, 48)
		}
		return part.NewIconButton(name, func() { s.turnTo(to); s.show(); s.scroll.ShowPlace(0) })
	}
	return []fyne.CanvasObject{icon("skip_previous", s.sheet.Previous), icon("skip_next", s.sheet.Next)}
}

// verdictLine is the answer for the main use with one sentence why.
func (s *clipScreen) verdictLine() fyne.CanvasObject {
	status, word := s.u.clipStatus(s.sheet.Result)
	return part.Line(part.Gap12, part.NewPill(status, word), part.Grow(part.NewCutText(s.mainWhy(), part.Note)))
}

// mainWhy is the sentence behind the pill, empty where the pill says it all.
func (s *clipScreen) mainWhy() string {
	if v, ok := s.main(); ok && len(v.Verdict.Reasons) > 0 && v.Verdict.Result != media.Unknown {
		return s.u.whyWho(v.Verdict.Reasons[0])
	}
	return ""
}

// maxWhy is how many letters of the reason fit beside the clip's name.
const maxWhy = 48

// longWhy reports whether the reason needs a line of its own, so that the
// clip's name stays whole.
func (s *clipScreen) longWhy() bool { return utf8.RuneCountInString(s.mainWhy()) > maxWhy }

// main is the verdict that the pill shows.
func (s *clipScreen) main() (flow.PurposeVerdict, bool) {
	purpose := s.u.kit.Shoot().Purpose
	for _, v := range s.sheet.Verdicts {
		if v.Purpose == purpose {
			return v, true
		}
	}
	for _, v := range s.sheet.Verdicts {
		if v.Verdict.Result == s.sheet.Result {
			return v, true
		}
	}
	return flow.PurposeVerdict{}, false
}

// fill puts the parts of the page together; the page keeps where it was
// scrolled to.
func (s *clipScreen) fill(c part.Class) {
	s.bars = nil
	rows := []fyne.CanvasObject{s.factsBeside(c)}
	if o := s.clockOffer(c); o != nil {
		rows = append(rows, o)
	}
	rows = append(rows, s.peopleHead(c))
	rows = append(rows, s.people(c)...)
	rows = append(rows, s.judgements()...)
	rows = append(rows, part.Pad(part.NewText(s.u.T("clip.uses"), part.Section), part.Gap8, 0, 0, 0), s.uses(c))
	rows = append(rows, s.recipients()...)
	rows = append(rows, s.history(c)...)
	rows = append(rows, part.Fixed(part.Space(), 0, part.Gap8))
	s.page.Objects = rows
	s.page.Refresh()
}

func (s *clipScreen) factsBeside(c part.Class) fyne.CanvasObject {
	frame := fyne.CanvasObject(s.picture)
	if s.sheet.Facts.Timecode != "" {
		badge := part.NewCard(part.Pad(part.NewText(s.sheet.Facts.Timecode, part.Code), part.Gap4, part.Gap12, part.Gap4, part.Gap12), 0)
		badge.Fill, badge.Width, badge.Radius = part.ColorBG, 0, 8
		frame = over(s.picture, part.PadAll(part.Column(0, part.Space(), part.Left(badge)), part.Gap16))
	}
	if words := s.pictureWords(); words != "" {
		note := part.NewWrap(words, part.Note.At(fyne.TextAlignCenter))
		frame = over(frame, part.PadAll(part.Column(0, part.Space(), note), part.Gap16))
	}
	facts := s.facts(c)
	if c == part.Wide {
		return part.FullLine(part.Gap24, part.Fixed(frame, 490, 276), part.Grow(facts))
	}
	if c == part.Tablet {
		return part.FullLine(part.Gap16, part.Fixed(frame, 320, 276), part.Grow(facts))
	}
	return part.Column(part.Gap12, part.Fixed(frame, 0, 200), facts)
}

// more is what is needed less often.
func (s *clipScreen) more() {
	d := &part.Dialog{Title: s.sheet.Name}
	row := func(key string, do func()) {
		d.Body = append(d.Body, part.NewChoiceRow(s.u.T(key), func() { d.Hide(); do() }))
	}
	row("button.details", s.details)
	row("clip.set_clock", func() { s.u.setClock(s.id) })
	row("clips.nobody", func() { s.u.sayNobody([]consent.ID{s.id}, nil) })
	if len(s.sheet.Judgements) > 0 {
		row("clip.take_back_basis", func() { s.u.unjudge([]consent.ID{s.id}) })
	}
	row("slates.find", func() { s.u.findSlates([]consent.ID{s.id}, nil) })
	row("sidecar.write", func() { s.u.askSidecars([]consent.ID{s.id}, nil) })
	row("deliver.title", func() { s.u.deliver([]consent.ID{s.id}) })
	if s.sheet.Path != "" {
		row("clip.play", func() { s.u.play(s.sheet.Path) })
	}
	d.Actions = []*part.Button{part.NewButton(s.u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(s.u.stage)
}
