package ui

import (
	"context"
	"regexp"
	"strconv"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// sceneDialog opens the next scene: its title, and who is on camera when it
// starts.
type sceneDialog struct {
	s     *boardScreen
	d     *part.Dialog
	title *part.Field
}

// askScene asks for the next scene.
func (s *boardScreen) askScene() {
	u := s.u
	a := &sceneDialog{s: s, d: &part.Dialog{Title: s.sceneWord(), Width: 600}}
	a.title = part.NewField(part.FieldOptions{Label: u.T("board.title"), Hint: u.T("board.optional"), Crew: true})
	a.title.SetText(s.nextTitle())
	a.d.Body = append(a.d.Body, a.title, part.NewText(u.T("board.starts_with"), part.NoteBold))
	row := func(word string, do func()) { a.d.Body = append(a.d.Body, part.NewChoiceRow(word, do)) }
	if n := s.lastCount(); n > 0 {
		row(u.T("camera.same_as_last")+" · "+number(n), func() { a.start(flow.SceneDraft{Start: flow.StartSame}) })
	}
	if n := len(s.view.Signed); n > 0 {
		row(u.T("camera.just_signed")+" · "+number(n), func() { a.start(flow.SceneDraft{Start: flow.StartSigned}) })
	}
	row(u.T("board.pick"), a.pick)
	row(u.T("board.nobody_yet"), func() { a.start(flow.SceneDraft{Start: flow.StartEmpty}) })
	a.d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, a.d.Hide)}
	if s.view.Open {
		a.d.Actions = append(a.d.Actions, part.NewButton(u.T("board.end"), "", part.Other, func() { a.d.Hide(); s.closeScene() }))
	}
	a.d.Show(u.stage)
}

// lastCount is how many "same as last" puts in.
func (s *boardScreen) lastCount() int {
	if s.view.Open {
		return len(s.view.On)
	}
	for _, line := range s.u.kit.Scenes() {
		return line.People
	}
	return 0
}

func (a *sceneDialog) start(d flow.SceneDraft) {
	d.Title = a.title.Text()
	a.d.Hide()
	a.s.start(d)
}

func (a *sceneDialog) pick() {
	title := a.title.Text()
	a.d.Hide()
	a.s.u.pickPeople(a.s.u.T("board.pick"), a.s.u.T("board.open_scene"), func(ids []consent.ID) {
		a.s.start(flow.SceneDraft{Title: title, Start: flow.StartPeople, People: ids})
	})
}

func (s *boardScreen) start(d flow.SceneDraft) {
	s.since = 0
	s.u.work(func(ctx context.Context) error {
		_, err := s.u.kit.NextScene(ctx, d)
		return err
	}, func(err error) {
		if s.u.try(err) {
			s.show()
		}
	})
}

// sameAsLast opens the next scene with those who were on camera last.
func (s *boardScreen) sameAsLast() {
	s.start(flow.SceneDraft{Title: s.nextTitle(), Start: flow.StartSame})
}

func (s *boardScreen) closeScene() {
	s.u.work(func(ctx context.Context) error { return s.u.kit.CloseScene(ctx) }, func(err error) {
		if s.u.try(err) {
			s.show()
		}
	})
}

var lastNumber = regexp.MustCompile(`^(.*?)(\d+)(\D*)$`)

// nextTitle counts on from the last scene's title.
func (s *boardScreen) nextTitle() string {
	title := s.view.Scene.Title
	if !s.view.Open {
		for _, line := range s.u.kit.Scenes() {
			title = line.Title
			break
		}
	}
	if title == "" {
		return s.u.T("board.scene", "n", len(s.u.kit.Scenes())+1)
	}
	m := lastNumber.FindStringSubmatch(title)
	if m == nil {
		return ""
	}
	n, err := strconv.Atoi(m[2])
	if err != nil {
		return ""
	}
	return m[1] + strconv.Itoa(n+1) + m[3]
}

// asks reports whether the crew is asked about a scene left open for hours.
func (s *boardScreen) asks() bool {
	return s.view.Long && (s.asked.IsZero() || s.u.opt.Now().Sub(s.asked) > longAgain)
}

// longCard asks about a scene that has been open for hours.
func (s *boardScreen) longCard() *part.Card {
	u := s.u
	still := part.NewButton(u.T("board.still"), "", part.Other, func() { s.asked = u.opt.Now(); s.body.Rebuild() })
	words := part.Column(0, part.NewWrap(u.T("board.long", "age", u.words.Age(s.view.OpenFor)), part.RowTitle),
		part.NewWrap(u.T("board.long.note"), part.Note))
	end := part.NewButton(u.T("board.end"), "", part.Other, s.closeScene)
	card := part.NewCard(part.Column(part.Gap12, part.Line(part.Gap16, part.NewIcon("schedule", 32, part.Limit.Word()), part.Grow(words)),
		part.Wrapping(part.Gap12, still.SetHeight(48), end.SetHeight(48))), 20)
	card.Edge, card.Width = part.Limit.Word(), 2
	return card
}
