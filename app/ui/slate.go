package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// slateScreen is the full-screen slate: white on black whatever theme was
// picked, with a code that tells scene, take and time to who finds it in a
// film. It is left by Close or Escape.
type slateScreen struct {
	u     *UI
	view  flow.SlateView
	cover fyne.CanvasObject
	body  *part.Adaptive
	key   string    // what the page was drawn for; only time and code change in between
	touch time.Time // when a person was last here, before the touch that leaves
	done  bool

	code *part.QR
	clk  *part.Text // hours, minutes, seconds
	frac *part.Text // tenths
}

// showSlate shows the slate of the open scene. The screen stays awake meanwhile.
func (u *UI) showSlate() {
	s := &slateScreen{u: u, touch: u.opt.Now()}
	if !s.look() {
		return
	}
	s.body = part.NewAdaptive(s.build)
	s.cover = onBlack(s.body)
	u.keepAwake("slate", true)
	u.showBare(s)
	s.tick()
}

func (s *slateScreen) object() fyne.CanvasObject { return s.cover }

// show draws what changed on the board.
func (s *slateScreen) show() {
	if s.look() {
		s.draw()
	}
}

// leave closes the slate. Where nobody touched it for longer than the kit
// stays open, the PIN comes first.
func (s *slateScreen) leave() {
	s.done = true
	s.u.keepAwake("slate", false)
	limit := s.u.idleLimit()
	s.u.endBare()
	if limit > 0 && s.u.opt.Now().Sub(s.touch) >= limit {
		s.u.lock()
	}
}

// look asks what the slate says at this moment.
func (s *slateScreen) look() bool {
	v, err := s.u.kit.Slate(s.u.ctx)
	if err != nil {
		return s.u.try(err)
	}
	s.view = v
	return true
}

// tick renews code and clock together, until the slate is left.
func (s *slateScreen) tick() {
	s.u.after(flow.SlateRefresh, func() {
		if s.done || s.u.bare != place(s) {
			s.u.keepAwake("slate", false)
			return
		}
		if v, err := s.u.kit.Slate(s.u.ctx); err == nil {
			s.view = v
			s.draw()
		}
		if s.u.lastTouch.After(s.touch) {
			s.touch = s.u.lastTouch
		}
		s.tick()
	})
}

// draw renews code and clock; the page is made anew only when its words change.
func (s *slateScreen) draw() {
	if s.key != s.words() || s.code == nil {
		s.body.Rebuild()
		return
	}
	s.code.Set(s.view.QR)
	s.setClock()
}

// words is all of the slate that does not change with the time.
func (s *slateScreen) words() string {
	return dotted(s.view.Title, number(s.view.Take), s.people(), s.u.words.Tag)
}

func (s *slateScreen) setClock() {
	s.clk.SetText(s.view.At.Format("15:04:05"))
	s.frac.SetText(s.view.At.Format("15:04:05.0")[len("15:04:05"):])
}

// people are those on camera, by what stands on their bands: names would be
// in the picture.
func (s *slateScreen) people() string {
	if len(s.view.People) == 0 {
		return ""
	}
	bands := ""
	for _, p := range s.view.People {
		if p.Band != "" {
			bands = dotted(bands, p.Band)
		}
	}
	count := s.u.N("slate.on_camera", len(s.view.People))
	if bands == "" || len(bands) > maxBands {
		return count
	}
	return count + ": " + bands
}

// maxBands is how many bytes of bands fit under the scene.
const maxBands = 48

func (s *slateScreen) build(c part.Class) fyne.CanvasObject {
	s.key = s.words()
	s.clk, s.frac = part.NewText("", slateMono(clockSize(c))), part.NewText("", slateMono(clockSize(c)*0.56))
	s.setClock()
	edge := slateEdge(c, s.u.win.Canvas().Size())
	s.code = part.NewQR(s.view.QR, 1)
	code := part.Fixed(s.code, edge, edge)
	foot := part.Pad(s.foot(c), part.Gap16, slateSide(c), slateSide(c), slateSide(c))
	if c == part.Wide {
		right := part.NewScroll(part.Column(part.Gap16, s.said(c, s.u.win.Canvas().Size().Width-edge-3*slateSide(c))...))
		body := part.FullLine(slateSide(c), part.Column(0, code, part.Space()), part.Grow(right))
		return part.Column(0, part.Grow(part.Pad(body, 40, slateSide(c), 0, slateSide(c))), foot)
	}
	gap := float32(part.Gap16)
	if c == part.Phone {
		gap = part.Gap8
	}
	rows := append([]fyne.CanvasObject{part.Center(code)}, s.said(c, s.u.win.Canvas().Size().Width-2*slateSide(c))...)
	return part.Column(0, part.Grow(part.NewScroll(part.Pad(part.Column(gap, rows...), slateSide(c), slateSide(c), 0, slateSide(c)))), foot)
}

// said is what a person reads in the picture.
func (s *slateScreen) said(c part.Class, width float32) []fyne.CanvasObject {
	head := part.NewCutText(s.u.kit.Production().Title, part.Style{Size: slateTitle(c), Bold: true, Color: slateWhite})
	take := slateText(number(s.view.Take), slateNumber(c))
	room := width - take.MinSize().Width - part.Gap48
	scene := s.view.Title
	if scene == "" {
		scene = "–"
	}
	size := fitted(scene, slateNumber(c), room)
	labels := func(word string, big fyne.CanvasObject) fyne.CanvasObject {
		return part.Column(0, part.NewText(word, slateNote(c)), part.Fixed(part.Left(big), 0, slateNumber(c)*1.1))
	}
	numbers := part.Line(part.Gap48, labels(s.u.T("slate.scene"), slateText(scene, size)), labels(s.u.T("slate.take"), take))
	shoot := s.u.kit.Shoot()
	facts := []string{shoot.Place, s.u.words.Day(s.view.At)}
	if shoot.Unit != "" {
		facts = append([]string{s.u.T("slate.unit", "unit", shoot.Unit)}, facts...)
	}
	rows := []fyne.CanvasObject{head, numbers, part.NewWrap(dotted(facts...), slateRead(c))}
	if p := s.people(); p != "" {
		rows = append(rows, part.NewWrap(p, slateRead(c)))
	}
	clock := part.Line(0, s.clk, s.frac)
	return append(rows, part.Column(0, part.Left(clock), part.NewText(s.u.T("slate.utc"), slateNote(c))))
}

func (s *slateScreen) foot(c part.Class) fyne.CanvasObject {
	t := s.u.T
	leave := part.NewButton(t("slate.close"), "close", part.Other, s.leave).SetHeight(72)
	next := part.NewButton(t("slate.next", "n", s.view.Take+1), "skip_next", part.Main, func() { s.turn(s.view.Take + 1) }).SetHeight(72)
	if !s.view.Open {
		next = part.NewButton(t("board.first_scene"), "skip_next", part.Main, s.openScene).SetHeight(72)
	}
	line := []fyne.CanvasObject{leave}
	if c == part.Phone {
		line[0] = part.NewButton("", "close", part.Other, s.leave).SetHeight(72)
	}
	if c == part.Wide {
		line = append(line, part.Space(), part.NewText(t("slate.film"), part.Style{Size: 18, Color: part.ColorText2}))
	}
	if s.view.Open && s.view.Take > 1 {
		line = append(line, part.NewButton("", "skip_previous", part.Other, func() { s.turn(s.view.Take - 1) }).SetHeight(72))
	}
	if c == part.Wide {
		return part.Line(part.Gap24, append(line, part.Fixed(next, 320, 0))...)
	}
	return part.Line(part.Gap12, append(line, part.Grow(next))...)
}

// turn shows another take of the scene.
func (s *slateScreen) turn(take int) {
	s.u.work(func(ctx context.Context) error {
		_, err := s.u.kit.SetTake(ctx, take)
		return err
	}, func(err error) {
		if s.u.try(err) {
			s.show()
		}
	})
}

// openScene leads to the board, which asks for the scene.
func (s *slateScreen) openScene() {
	s.leave()
	if s.u.bare != nil {
		return
	}
	s.u.goTo(atBoard)
	if b, ok := s.u.at(atBoard).(*boardScreen); ok {
		b.askScene()
	}
}

// showPersonSlate shows a receipt's code alone, large: filmed for two seconds
// it names the person in the clip.
func (u *UI) showPersonSlate(id consent.ID) {
	r, err := u.receiptOf(id)
	if !u.try(err) {
		return
	}
	s := &personSlate{u: u, r: r}
	s.body = part.NewAdaptive(s.build)
	s.cover = onBlack(s.body)
	u.keepAwake("slate", true)
	u.showBare(s)
}
