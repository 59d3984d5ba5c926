package ui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

func number(n int) string { return strconv.Itoa(n) }

// tile is a person on the board: a tap puts in or out, a long press shows the
// person.
func (s *boardScreen) tile(c part.Class, t flow.BoardTile, on bool) fyne.CanvasObject {
	tile := part.NewTile(s.tileData(c, t, on), func() { s.tapped(t, on) }, func() { s.u.openPerson(t.ID) })
	s.tiles[t.ID] = tile
	return tile
}

func (s *boardScreen) tileData(c part.Class, t flow.BoardTile, on bool) part.TileData {
	status, word := s.u.statusOf(t.State)
	name := s.u.called(t.PersonRow)
	d := part.TileData{
		Name: name, Initials: part.Initials(name), Note: t.Band, Status: status, On: on, Compact: c == part.Phone, Nameless: t.Name == "",
	}
	if t.HasFace {
		d.Face = s.u.faceOf(t.PersonRow)
	}
	if !on {
		if status == part.Stop || status == part.Wait || t.Band == "" {
			d.Note = word
		}
		return d
	}
	if minor(t.Age) {
		d.Note = withBand(s.u.T("band.short."+string(t.Age)), t.Band)
	}
	d.Word, d.Against = s.tileWord(t, word), status == part.Stop
	if !t.Since.IsZero() {
		d.Since = s.u.words.Age(max(0, s.u.opt.Now().Sub(t.Since.Time())))
	}
	return d
}

// tileWord is the picked reason, or the condition a person made, or the state.
func (s *boardScreen) tileWord(t flow.BoardTile, word string) string {
	if t.Override != "" {
		return s.u.T("board.reason_" + t.Override)
	}
	if t.State != consent.WithLimits {
		return word
	}
	sheet, err := s.u.kit.Person(t.ID, s.u.words.Tag)
	if err != nil || len(sheet.Conditions) == 0 {
		return word
	}
	return s.u.T("condition." + string(sheet.Conditions[0]))
}

// minor reports whether an age band is under 18.
func minor(b consent.AgeBand) bool {
	return b == consent.BandUnder7 || b == consent.Band7to14 || b == consent.Band15to17
}

// side is what stands beside the tiles: who has just signed, and the scene.
func (s *boardScreen) side() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	if s.view.Open && len(s.view.Signed) > 0 {
		rows = append(rows, s.signedCard(4))
	}
	rows = append(rows, part.Space())
	if s.view.Open || !s.view.Scene.From.IsZero() || len(s.view.Off) > 0 {
		rows = append(rows, part.NewButton(s.u.T("camera.same_as_last"), "", part.Other, s.sameAsLast).SetHeight(64))
	}
	next := part.NewButton(s.sceneWord(), "skip_next", part.Main, s.askScene).SetHeight(96)
	return part.Column(part.Gap12, append(rows, next)...)
}

func (s *boardScreen) sceneWord() string {
	if s.view.Open {
		return s.u.T("camera.next_scene")
	}
	return s.u.T("board.first_scene")
}

func (s *boardScreen) foot(c part.Class) fyne.CanvasObject {
	next := part.NewButton(s.sceneWord(), "skip_next", part.Main, s.askScene).SetHeight(64)
	if !s.view.Open {
		return part.NewActionBar(c, part.Grow(next))
	}
	person := part.NewButton(s.u.T("board.person"), "add", part.Other, s.someoneElse).SetHeight(64)
	if c == part.Phone {
		return part.NewActionBar(c, person, part.Grow(next))
	}
	same := part.NewButton(s.u.T("camera.same_as_last"), "", part.Other, s.sameAsLast).SetHeight(64)
	return part.NewActionBar(c, person, same, part.Grow(next))
}

// signedAgo is how far back somebody who has just signed is put in.
const signedAgo = 5 * time.Minute

// signedCard offers those who have just signed, the last few by name.
func (s *boardScreen) signedCard(few int) fyne.CanvasObject {
	rows := []fyne.CanvasObject{part.NewText(s.u.T("camera.just_signed"), part.RowTitle)}
	for i, p := range s.view.Signed {
		if i == few {
			break
		}
		ago := s.u.opt.Now().Sub(p.Signed.Time())
		words := part.Column(0, part.NewCutText(s.u.called(p), part.Strong), part.NewCutText(s.u.agoWord(ago), part.Note))
		in := part.NewButton("", "add", part.Other, func() { s.putOn(p, min(signedAgo, max(0, ago))) }).SetHeight(48)
		rows = append(rows, part.Line(part.Gap12, s.u.avatarOf(p, 44), part.Grow(words), part.Fixed(in, 56, 48)))
	}
	if n := len(s.signedFree()); n > 1 {
		word := s.u.N("board.all_since", n, "age", s.u.words.Age(signedAgo))
		if n == 2 {
			word = s.u.T("board.both_since", "age", s.u.words.Age(signedAgo))
		}
		rows = append(rows, part.NewButton(word, "", part.Other, s.putSigned).SetHeight(48))
	}
	return part.NewCard(part.Column(part.Gap16, rows...), 17)
}

// agoWord is how long ago, or now.
func (u *UI) agoWord(d time.Duration) string {
	if d < time.Minute {
		return u.words.Age(d)
	}
	return u.words.Ago(d)
}

// signedFree are those who have just signed and need no reason to be filmed.
func (s *boardScreen) signedFree() []flow.PersonRow {
	var people []flow.PersonRow
	for _, p := range s.view.Signed {
		if !needsReason(p.State) {
			people = append(people, p)
		}
	}
	return people
}

// putSigned puts all of them in.
func (s *boardScreen) putSigned() { s.put(s.signedFree(), signedAgo, "") }

// cameWord says when the next one came in.
func (s *boardScreen) cameWord(ago time.Duration) string {
	if ago == 0 {
		return s.u.T("board.came_now")
	}
	return s.u.T("board.came", "ago", s.u.words.Ago(ago))
}

// askSince asks when the next one came in.
func (s *boardScreen) askSince() {
	d := &part.Dialog{Title: s.u.T("board.came_title"), Sentence: s.u.T("board.came_note")}
	for _, ago := range []time.Duration{0, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, s.view.OpenFor} {
		if ago > s.view.OpenFor || ago == s.view.OpenFor && ago == 0 && len(d.Body) > 0 {
			continue
		}
		word := s.cameWord(ago)
		if ago == s.view.OpenFor && ago > 0 {
			word = s.u.T("board.came_start")
		}
		d.Body = append(d.Body, part.NewChoiceRow(word, func() {
			d.Hide()
			s.since = ago
			s.body.Rebuild()
		}))
	}
	d.Actions = []*part.Button{part.NewButton(s.u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(s.u.stage)
}
