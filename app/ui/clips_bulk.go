package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

const (
	maxChips      = 6
	maxChipsPhone = 3
)

// bulkBar offers what can be done with the chosen clips: who is in the clip
// before, person by person, and the two answers that take one tap.
func (s *clipsScreen) bulkBar(c part.Class) fyne.CanvasObject {
	t := s.u.T
	clips := s.pick.ordered(s.list.IDs)
	people, same := s.bulkPeople(clips)
	nobody := part.NewButton(t("clips.nobody"), "", part.Other, func() { s.nobody(clips) })
	main := part.NewButton(s.bulkWord(people, same), "group-fill", part.Main, func() { s.tagAll(clips, people) })
	close := part.NewIconButton("close", s.stopPicking)
	more := part.NewIconButton("more_vert", func() { s.bulkMore(clips) })
	count := part.NewCutText(s.u.N("clips.chosen", len(clips)), part.RowTitle)
	switch {
	case len(clips) == 0:
		main.SetMissing(t("clips.choose_some"), nil)
		nobody.SetMissing(t("clips.nobody"), nil)
	case len(people) == 0:
		main.SetMissing(t("clips.nobody_before"), func() { s.someoneElse(clips) })
	}
	var lines []fyne.CanvasObject
	if c == part.Phone {
		lines = append(lines, part.Line(part.Gap12, close.Flush(), part.Grow(count), more))
	}
	if len(clips) > 0 {
		lines = append(lines, s.chips(c, clips, people, same))
	}
	if c == part.Phone {
		lines = append(lines, part.Pair(part.Gap12, nobody, main))
	} else {
		lines = append(lines, part.Line(part.Gap12, close, part.Grow(count), more, nobody, part.Fixed(main, 340, 0)))
	}
	room := float32(20)
	if c == part.Phone {
		room = 12
	}
	return part.Column(0, part.NewRule(), part.NewPlate(part.Pad(part.Column(part.Gap16, lines...), room, c.Padding(), room, c.Padding()), part.ColorRail))
}

// bulkPeople are those the main action puts into the clips, and how many of
// them come from the clip before.
func (s *clipsScreen) bulkPeople(clips []consent.ID) (people []flow.PersonRow, same int) {
	if len(clips) == 0 {
		return nil, 0
	}
	for _, p := range s.u.kit.SameAsBefore(clips) {
		if !s.pick.out[p.ID] {
			people = append(people, p)
		}
	}
	same = len(people)
	for _, p := range s.pick.extra {
		if !inRows(people, p.ID) {
			people = append(people, p)
		}
	}
	return people, same
}

func inRows(rows []flow.PersonRow, id consent.ID) bool {
	for _, r := range rows {
		if r.ID == id {
			return true
		}
	}
	return false
}

// bulkWord is the main action: it says "same as before" only while that is true.
func (s *clipsScreen) bulkWord(people []flow.PersonRow, same int) string {
	if len(s.pick.out) == 0 && same == len(people) {
		return s.u.T("clips.same_people")
	}
	return s.u.N("clips.these_people", len(people))
}

func (s *clipsScreen) chips(c part.Class, clips []consent.ID, people []flow.PersonRow, same int) fyne.CanvasObject {
	label := s.u.T("clips.before")
	if same == 0 {
		label = s.u.T("clips.who")
	}
	objects := []fyne.CanvasObject{}
	if c != part.Phone {
		objects = append(objects, part.Fixed(part.NewText(label, part.Strong), 0, 56))
	}
	most := maxChips
	if c == part.Phone {
		most = maxChipsPhone
	}
	for i, p := range people {
		if i == most {
			objects = append(objects, part.Fixed(part.NewText(s.u.N("today.more", len(people)-i), part.Note), 0, 56))
			break
		}
		objects = append(objects, part.NewPersonChip(part.Initials(s.u.called(p)), s.u.firstName(p), func() { s.takeOut(p, i < same) }))
	}
	more := part.NewButton(s.u.T("clips.someone_else"), "add", part.Quiet, func() { s.someoneElse(clips) })
	if c == part.Phone {
		return part.Column(part.Gap4, part.Line(part.Gap8, part.Grow(part.NewCutText(label, part.Strong)), more.SetHeight(48)), part.Wrapping(part.Gap8, objects...))
	}
	return part.Line(part.Gap12, part.Grow(part.Wrapping(10, objects...)), more)
}

func (s *clipsScreen) takeOut(p flow.PersonRow, before bool) {
	if before {
		if s.pick.out == nil {
			s.pick.out = map[consent.ID]bool{}
		}
		s.pick.out[p.ID] = true
	}
	for i, e := range s.pick.extra {
		if e.ID == p.ID {
			s.pick.extra = append(s.pick.extra[:i:i], s.pick.extra[i+1:]...)
			break
		}
	}
	s.body.Rebuild()
}

func (s *clipsScreen) someoneElse(clips []consent.ID) {
	people, _ := s.bulkPeople(clips)
	s.u.pickPerson(s.u.T("clips.who_title"), idsOf(people), func(p flow.PersonRow) {
		delete(s.pick.out, p.ID)
		if again, _ := s.bulkPeople(clips); !inRows(again, p.ID) {
			s.pick.extra = append(s.pick.extra, p)
		}
		s.body.Rebuild()
	})
}

func idsOf(rows []flow.PersonRow) []consent.ID {
	out := make([]consent.ID, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out
}

// tagAll puts the people into the clips, each with how they came to be named.
func (s *clipsScreen) tagAll(clips []consent.ID, people []flow.PersonRow) {
	_, same := s.bulkPeople(clips)
	ids := idsOf(people)
	words := s.u.T("clips.tagged", "people", s.u.N("count.people", len(ids)), "clips", s.u.N("count.clips", len(clips)))
	s.u.change(words, func(ctx context.Context) ([]flow.Token, error) {
		first, err := s.u.kit.Tag(ctx, flow.TagDraft{Clips: clips, People: ids[:same], Source: media.SameAs})
		if err != nil || same == len(ids) {
			return []flow.Token{first}, err
		}
		second, err := s.u.kit.Tag(ctx, flow.TagDraft{Clips: clips, People: ids[same:]})
		return []flow.Token{first, second}, err
	}, s.stopPicking)
}

// nobody says that nobody can be recognised in the clips. Where somebody was
// named before, that is asked about first.
func (s *clipsScreen) nobody(clips []consent.ID) {
	s.u.sayNobody(clips, s.stopPicking)
}

// bulkMore is what is needed less often.
func (s *clipsScreen) bulkMore(clips []consent.ID) {
	if len(clips) == 0 {
		return
	}
	d := &part.Dialog{Title: s.u.N("clips.chosen", len(clips))}
	row := func(key string, do func()) {
		d.Body = append(d.Body, part.NewChoiceRow(s.u.T(key), func() { d.Hide(); do() }))
	}
	row("slates.find", func() { s.u.findSlates(clips, s.stopPicking) })
	row("sidecar.write", func() { s.u.askSidecars(clips, s.stopPicking) })
	row("deliver.title", func() { s.stopPicking(); s.u.deliver(clips) })
	row("clip.another_basis", func() { s.u.judge(clips, s.stopPicking) })
	row("clip.set_clock", func() { s.u.setClock(clips[0]) })
	row("clip.take_everybody_out", func() {
		s.u.change(s.u.N("clips.emptied", len(clips)), func(ctx context.Context) ([]flow.Token, error) {
			t, err := s.u.kit.Untag(ctx, clips, nil)
			return []flow.Token{t}, err
		}, s.stopPicking)
	})
	d.Actions = []*part.Button{part.NewButton(s.u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(s.u.stage)
}
