package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// boardScreen is who is on camera now: red bars, bright tiles, dim ones. A
// scene is open until the next; nothing is tapped per take.
type boardScreen struct {
	u      *UI
	view   flow.BoardView
	since  time.Duration // how long ago the next one came in
	asked  time.Time     // when a long scene was said to go on
	still  time.Time     // tiles keep their places until then
	last   consent.ID    // whose tile was used last, for the keyboard
	body   *part.Adaptive
	scroll *part.Scroll
	page   *fyne.Container
	tiles  map[consent.ID]*part.Tile
}

// settle is how long a tile stays where it was tapped, so that a second tap
// hits the same person.
const settle = 180 * time.Millisecond

func newBoard(u *UI) place {
	s := &boardScreen{u: u, page: part.Column(part.Gap12)}
	s.scroll = part.NewScroll(s.page)
	s.body = part.NewScreen(u.shell, s.build)
	return s
}

func (s *boardScreen) object() fyne.CanvasObject { return s.body }

func (s *boardScreen) show() {
	if s.u.opt.Now().Before(s.still) {
		return
	}
	s.view = s.u.kit.Board()
	focused := s.focused()
	s.body.Rebuild()
	if t := s.tiles[s.last]; focused && t != nil {
		s.u.win.Canvas().Focus(t)
	}
}

// focused reports whether the keyboard is on the tile that was used last.
func (s *boardScreen) focused() bool {
	t := s.tiles[s.last]
	return t != nil && s.u.win.Canvas().Focused() == fyne.Focusable(t)
}

func (s *boardScreen) build(c part.Class) fyne.CanvasObject {
	side := c.Padding()
	s.fill(c)
	top := part.Pad(s.head(c), headRoom(c), side, part.Gap16, side)
	if c == part.Wide {
		bars := part.Pad(s.bars(), 0, side, part.Gap12, side)
		page := part.FullLine(part.Gap24, part.Grow(s.scroll), part.Fixed(s.side(), 304, 0))
		return part.Column(0, top, bars, part.Grow(part.Pad(page, 0, side, part.Gap24, side)))
	}
	return part.Column(0, top, part.Grow(part.Pad(s.scroll, 0, side, 0, side)), s.foot(c))
}

// headRoom is the room over a screen's head.
func headRoom(c part.Class) float32 {
	if c == part.Phone {
		return part.Gap12
	}
	return 28
}

func (s *boardScreen) head(c part.Class) fyne.CanvasObject {
	opt := part.HeadOptions{Title: s.sceneTitle(), Narrow: c == part.Phone}
	if c != part.Phone {
		opt.Sub = s.u.kit.Shoot().Place
	}
	if s.view.Open {
		age := s.u.words.Age(s.view.OpenFor)
		if c != part.Phone {
			age = s.u.T("board.open", "age", age)
		}
		opt.Actions = []fyne.CanvasObject{part.NewIcon("schedule", 24, part.ColorText2), part.NewText(age, part.Note)}
	}
	slate := part.NewButton(s.u.T("slate.show"), "qr_code_2", part.Other, s.u.showSlate).SetHeight(48)
	if c == part.Phone {
		slate = part.NewIconButton("qr_code_2", s.u.showSlate)
	}
	opt.Actions = append(opt.Actions, slate)
	return part.NewHead(opt)
}

func (s *boardScreen) sceneTitle() string {
	switch {
	case !s.view.Open:
		return s.u.T("nav.on_camera")
	case s.view.Scene.Title == "":
		return s.u.T("board.untitled")
	}
	return s.view.Scene.Title
}

// fill puts the page together; it stays scrolled where it was.
func (s *boardScreen) fill(c part.Class) {
	s.tiles = map[consent.ID]*part.Tile{}
	var rows []fyne.CanvasObject
	if c != part.Wide {
		rows = append(rows, s.bars())
	}
	if s.asks() {
		rows = append(rows, s.longCard())
	}
	if !s.view.Open {
		rows = append(rows, part.Fixed(part.NewEmptyState("videocam", s.u.T("board.no_scene"), s.u.T("board.no_scene.note")), 0, 360))
	} else {
		rows = append(rows, s.onCamera(c)...)
		if c != part.Wide && len(s.view.Signed) > 0 {
			rows = append(rows, s.signedCard(2))
		}
	}
	rows = append(rows, s.offCamera(c)...)
	s.page.Objects = append(rows, part.Fixed(part.Space(), 0, part.Gap8))
	s.page.Refresh()
}

// bars are those who must not be filmed, what they wear first.
func (s *boardScreen) bars() fyne.CanvasObject {
	var items []part.StopItem
	var names string
	for _, p := range s.view.Avoid {
		who, place := s.u.wearing(p), p.Clothing.Place
		if place == "" {
			_, place = s.u.statusOf(p.State)
		}
		if names != "" {
			names += " · "
		}
		names += who
		items = append(items, part.StopItem{Title: s.u.T("board.avoid", "who", who), Place: place, Tapped: func() { s.u.openPerson(p.ID) }})
	}
	return part.NewStopBars(s.u.N("camera.do_not_film_here", len(items)), names, items...)
}

// wearing is what one looks for: clothing where it is known, else the name.
func (u *UI) wearing(p flow.PersonRow) string {
	if p.Clothing.Garment != "" || p.Clothing.Colour != "" {
		return capital(u.words.Clothing(p.Clothing.Colour, p.Clothing.Garment))
	}
	return u.called(p)
}

func (s *boardScreen) heading(word string, n int, right ...fyne.CanvasObject) fyne.CanvasObject {
	row := []fyne.CanvasObject{part.NewText(word, part.RowTitle), part.NewText(number(n), part.Style{Size: 18, Color: part.ColorText2}), part.Space()}
	return part.Fixed(part.Line(part.Gap8, append(row, right...)...), 0, 40)
}

func (s *boardScreen) onCamera(c part.Class) []fyne.CanvasObject {
	tiles := make([]fyne.CanvasObject, 0, len(s.view.On)+1)
	for _, t := range s.view.On {
		tiles = append(tiles, s.tile(c, t, true))
	}
	head := s.heading(s.u.T("camera.on"), len(s.view.On))
	if c == part.Phone {
		return append([]fyne.CanvasObject{head}, tiles...)
	}
	tiles = append(tiles, part.NewAddTile(s.u.T("clips.someone_else"), "help", s.someoneElse))
	return []fyne.CanvasObject{head, part.Cells(220, part.Gap12, tiles...)}
}

func (s *boardScreen) offCamera(c part.Class) []fyne.CanvasObject {
	if len(s.view.Off) == 0 {
		return nil
	}
	var came []fyne.CanvasObject
	if s.view.Open {
		came = append(came, part.NewButton(s.cameWord(s.since), "schedule", part.Quiet, s.askSince).SetHeight(48))
	}
	tiles := make([]fyne.CanvasObject, 0, len(s.view.Off))
	for _, t := range s.view.Off {
		tiles = append(tiles, s.tile(c, t, false))
	}
	least := float32(220)
	if c == part.Phone {
		least = 160
	}
	return []fyne.CanvasObject{s.heading(s.u.T("camera.off"), len(s.view.Off), came...), part.Cells(least, part.Gap12, tiles...)}
}

// someoneElse finds a person who has no tile yet.
func (s *boardScreen) someoneElse() {
	var skip []consent.ID
	for _, t := range s.view.On {
		skip = append(skip, t.ID)
	}
	s.u.pickPerson(s.u.T("board.who_came"), skip, func(p flow.PersonRow) { s.putOn(p, s.since) })
}

// tapped puts a person in, or out.
func (s *boardScreen) tapped(t flow.BoardTile, on bool) {
	s.last = t.ID
	switch {
	case !s.view.Open:
		s.askScene()
	case on:
		s.takeOff(t.PersonRow)
	default:
		s.putOn(t.PersonRow, s.since)
	}
}

// putOn puts a person on camera; who may not be filmed needs a reason first.
func (s *boardScreen) putOn(p flow.PersonRow, ago time.Duration) {
	if needsReason(p.State) {
		s.u.buzz()
		s.askReason(p, ago)
		return
	}
	s.put([]flow.PersonRow{p}, ago, "")
}

func needsReason(s consent.PersonState) bool {
	return slices.Contains([]consent.PersonState{consent.DoNotFilm, consent.TookItBack, consent.WaitingForParent}, s)
}

func (s *boardScreen) put(people []flow.PersonRow, ago time.Duration, reason string) {
	s.since = 0
	ids := idsOf(people)
	for _, p := range people {
		s.turn(flow.BoardTile{PersonRow: p, Since: consent.StampOf(s.u.opt.Now().Add(-ago)), Override: reason}, true)
	}
	s.u.change(s.putWords(people, ago), func(ctx context.Context) ([]flow.Token, error) {
		t, err := s.u.kit.PutOn(ctx, ids, ago, reason)
		return []flow.Token{t}, err
	}, nil)
}

func (s *boardScreen) putWords(people []flow.PersonRow, ago time.Duration) string {
	name := s.u.N("count.people", len(people))
	if len(people) == 1 {
		name = s.u.firstName(people[0])
	}
	if ago > 0 {
		return s.u.T("board.is_on_since", "name", name, "age", s.u.words.Age(ago))
	}
	return s.u.T("board.is_on", "name", name)
}

func (s *boardScreen) takeOff(p flow.PersonRow) {
	s.turn(flow.BoardTile{PersonRow: p}, false)
	s.u.change(s.u.T("board.is_off", "name", s.u.firstName(p)), func(ctx context.Context) ([]flow.Token, error) {
		t, err := s.u.kit.TakeOff(ctx, []consent.ID{p.ID})
		return []flow.Token{t}, err
	}, nil)
}

// turn shows a tile as it will be at once; its place changes a moment later.
func (s *boardScreen) turn(t flow.BoardTile, on bool) {
	tile := s.tiles[t.ID]
	if tile == nil || s.u.opt.Go != nil {
		return
	}
	tile.Set(s.tileData(s.body.Class(), t, on))
	s.still = s.u.opt.Now().Add(settle)
	s.u.after(settle+20*time.Millisecond, func() { s.still = time.Time{}; s.u.refresh() })
}
