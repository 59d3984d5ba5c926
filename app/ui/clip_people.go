package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// personLine is one person in the clip with all tags.
type personLine struct {
	row  flow.PersonRow
	tags []flow.TagLine
}

// lines are the people of the clip in the order they were tagged.
func (s *clipScreen) lines() []personLine {
	var out []personLine
	for _, t := range s.sheet.Tags {
		i := slices.IndexFunc(out, func(l personLine) bool { return l.row.ID == t.Person.ID })
		if i < 0 {
			out = append(out, personLine{row: t.Person})
			i = len(out) - 1
		}
		out[i].tags = append(out[i].tags, t)
	}
	return out
}

// offered are the suggestions nobody has answered.
func (s *clipScreen) offered() []flow.SuggestionLine {
	var out []flow.SuggestionLine
	for _, o := range s.offers {
		tagged := slices.ContainsFunc(s.sheet.Tags, func(t flow.TagLine) bool { return t.Person.ID == o.Person.ID })
		if !tagged && !s.refused[o.Person.ID] {
			out = append(out, o)
		}
	}
	return out
}

func (s *clipScreen) timed() bool { return s.sheet.Duration > 0 }

// peopleHead is the title with what can be done about people.
func (s *clipScreen) peopleHead(c part.Class) fyne.CanvasObject {
	title := part.NewText(s.u.T("clip.who"), part.Section)
	var actions []fyne.CanvasObject
	if s.timed() && len(s.sheet.Tags) > 0 {
		actions = append(actions, part.NewButton(s.u.T("button.in_here"), "", part.Other, func() { s.cut(true) }).SetHeight(48),
			part.NewButton(s.u.T("button.out_here"), "", part.Other, func() { s.cut(false) }).SetHeight(48))
	}
	actions = append(actions, part.NewButton(s.u.T("clip.another_basis"), "", part.Other, func() { s.u.judge([]consent.ID{s.id}, nil) }).SetHeight(48))
	if len(s.offered()) > 0 {
		actions = append(actions, part.NewButton(s.u.T("button.add_person"), "person_add", part.Other, s.addPerson).SetHeight(48))
	}
	if c == part.Wide {
		return part.Line(part.Gap8, append([]fyne.CanvasObject{part.Grow(title)}, actions...)...)
	}
	return part.Column(part.Gap8, title, part.Wrapping(part.Gap8, actions...))
}

// people are the lines of those in the clip, and of those the board offers.
func (s *clipScreen) people(c part.Class) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if !s.timed() {
		return s.photoPeople()
	}
	lines := s.lines()
	if len(lines) > 0 || len(s.offered()) > 0 {
		out = append(out, s.ruler(c))
	}
	var rows []fyne.CanvasObject
	for _, l := range lines {
		rows = append(rows, s.rangeLine(c, l))
	}
	for _, o := range s.offered() {
		rows = append(rows, s.offerLine(c, o))
	}
	if len(rows) == 0 {
		return append(out, s.nobodyYet())
	}
	return append(out, part.Column(0, rows...))
}

// photoPeople are rows: a photo has no length to be in a part of.
func (s *clipScreen) photoPeople() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, l := range s.lines() {
		status, word := s.u.statusOf(l.row.State)
		rows = append(rows, part.NewRow(s.u.avatarOf(l.row, 48), withBand(s.u.called(l.row), l.row.Band), s.u.howTagged(l.tags[0].Tag),
			part.NewPill(status, word), func() { s.tagMenu(l, 0) }))
	}
	for _, o := range s.offered() {
		rows = append(rows, part.NewRow(s.u.avatarOf(o.Person, 48), withBand(s.u.called(o.Person), o.Person.Band), s.u.boardReason(o),
			part.NewIcon("add", 24, part.ColorAccent), func() { s.confirm([]consent.ID{s.id}, o.Person) }))
	}
	if len(rows) == 0 {
		return []fyne.CanvasObject{s.nobodyYet()}
	}
	return []fyne.CanvasObject{part.Rows(rows...)}
}

func (s *clipScreen) nobodyYet() fyne.CanvasObject {
	if len(s.sheet.Judgements) > 0 {
		return part.Space()
	}
	return part.NewCard(part.NewWrap(s.u.T("clip.nobody_said"), part.Read.In(part.ColorText2)), 20)
}

// judgements are the other grounds that were noted, with who said so and why.
func (s *clipScreen) judgements() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, j := range s.sheet.Judgements {
		words := part.NewWrap(s.u.judged(j.Judgement.Basis, j.By, j.Reason), part.Read)
		out = append(out, part.NewCard(part.Line(part.Gap16, part.NewIcon("gavel", 28, part.ColorText2), part.Grow(words)), 20))
	}
	return out
}

// howTagged is in what way, and how it came about.
func (u *UI) howTagged(t media.Tag) string {
	words := u.T("as." + string(t.As))
	if t.Source != "" {
		words += " · " + lower(u.T("source."+string(t.Source)))
	}
	return words
}

const nameColumn = 246

// ruler is four times of the clip, over the lines.
func (s *clipScreen) ruler(c part.Class) fyne.CanvasObject {
	var marks []fyne.CanvasObject
	n := 4
	if c == part.Phone {
		n = 2
	}
	for i := range n {
		if i > 0 {
			marks = append(marks, part.Space())
		}
		marks = append(marks, part.NewText(s.clockAt(float64(i)/float64(n-1)), part.Code.In(part.ColorText2)))
	}
	line := part.Line(0, marks...)
	if c == part.Phone {
		return line
	}
	return part.Line(0, part.Fixed(part.Space(), nameColumn, 0), part.Grow(line))
}

// clockAt is the time of day at a share of the clip, or the time from its start.
func (s *clipScreen) clockAt(share float64) string {
	at := time.Duration(share * float64(s.sheet.Duration))
	if s.sheet.At.IsZero() {
		if at == 0 {
			return "00:00"
		}
		return length(at)
	}
	return s.sheet.At.Add(at).Format("15:04:05")
}

func (s *clipScreen) rangeLine(c part.Class, l personLine) fyne.CanvasObject {
	bar := part.NewRangeBar(s.spans(l)...)
	bar.SetHead(s.head)
	bar.OnTap = func(at float32) { s.choose(l.row.ID, at) }
	bar.OnChange = func(i int, from, to float32) { s.retag(l.tags[i], s.ends(l.tags[i].Tag, from, to)) }
	s.bars = append(s.bars, bar)
	return s.beside(c, l.row, bar, l.row.ID == s.person, nil, func() { s.tagMenu(l, 0) })
}

func (s *clipScreen) offerLine(c part.Class, o flow.SuggestionLine) fyne.CanvasObject {
	from, to := s.shares(o.Suggestion.Tag)
	bar := part.NewRangeBar(part.Span{From: from, To: to, Word: s.u.offerWords(o), Suggest: true})
	bar.SetHead(s.head)
	yes := func() { s.confirm([]consent.ID{s.id}, o.Person) }
	bar.OnTap = func(float32) { yes() }
	s.bars = append(s.bars, bar)
	return s.beside(c, o.Person, bar, false, part.NewIcon("add", 24, part.ColorAccent), yes)
}

// beside is a person's name and line, on a phone one under the other.
func (s *clipScreen) beside(c part.Class, row flow.PersonRow, bar fyne.CanvasObject, chosen bool, trail fyne.CanvasObject, tapped func()) fyne.CanvasObject {
	name := part.NewRow(s.u.avatarOf(row, 44).On(part.ColorBG), s.u.firstName(row), "", trail, tapped).SetHeight(60)
	name.SetTitleStyle(part.Strong)
	name.SetChosen(chosen)
	if c == part.Phone {
		return part.Column(0, name, bar)
	}
	return part.Line(part.Gap12, part.Fixed(name, nameColumn-part.Gap12, 60), part.Grow(bar))
}

func (s *clipScreen) spans(l personLine) []part.Span {
	status, _ := s.u.statusOf(l.row.State)
	var out []part.Span
	for _, t := range l.tags {
		from, to := s.shares(t.Tag)
		word := s.u.T("as." + string(t.Tag.As))
		if from == 0 && to == 1 {
			word = s.u.T("clip.whole", "as", word)
		}
		out = append(out, part.Span{From: from, To: to, Status: status, Word: word})
	}
	return out
}

// shares are the ends of a tag as shares of the clip.
func (s *clipScreen) shares(t media.Tag) (from, to float32) {
	all := float32(s.sheet.Duration.Milliseconds())
	if all <= 0 {
		return 0, 1
	}
	if from = float32(t.From) / all; from > 1 {
		from = 1
	}
	if to = float32(t.To) / all; t.To == 0 || to > 1 {
		to = 1
	}
	return from, to
}

// ends is a tag with other ends.
func (s *clipScreen) ends(t media.Tag, from, to float32) flow.TagDraft {
	all := float64(s.sheet.Duration)
	d := flow.TagDraft{Clips: []consent.ID{s.id}, People: []consent.ID{t.Person}, As: t.As, Source: t.Source, From: time.Duration(float64(from) * all)}
	if to < 0.995 {
		d.To = max(d.From+time.Millisecond, time.Duration(float64(to)*all))
	}
	return d
}

// choose picks a person's line and puts the play head there.
func (s *clipScreen) choose(person consent.ID, at float32) {
	s.head = at
	for _, b := range s.bars {
		b.SetHead(at)
	}
	if s.person != person {
		s.person = person
		s.body.Rebuild()
	}
}

// cut sets where the chosen person comes in, or goes out, to the play head.
func (s *clipScreen) cut(in bool) {
	lines := s.lines()
	i := slices.IndexFunc(lines, func(l personLine) bool { return l.row.ID == s.person })
	if i < 0 && len(lines) == 1 {
		i = 0
	}
	if i < 0 {
		s.u.toast(s.u.T("clip.choose_line"), "", nil)
		return
	}
	t := s.nearest(lines[i].tags)
	from, to := s.shares(t.Tag)
	if in {
		from = s.head
	} else {
		to = s.head
	}
	if to <= from {
		s.u.toast(s.u.T("clip.nothing_left"), "", nil)
		return
	}
	s.retag(t, s.ends(t.Tag, from, to))
}

// nearest is the tag under the play head, else the last one.
func (s *clipScreen) nearest(tags []flow.TagLine) flow.TagLine {
	for _, t := range tags {
		if from, to := s.shares(t.Tag); s.head >= from && s.head <= to {
			return t
		}
	}
	return tags[len(tags)-1]
}

// retag puts a changed tag in the place of one.
func (s *clipScreen) retag(old flow.TagLine, d flow.TagDraft) {
	clips, people := []consent.ID{s.id}, []consent.ID{old.Person.ID}
	s.u.change(s.u.T("clip.changed", "name", s.u.firstName(old.Person)), func(ctx context.Context) ([]flow.Token, error) {
		first, err := s.u.kit.Untag(ctx, clips, people, old.Ref)
		if err != nil {
			return nil, err
		}
		second, err := s.u.kit.Tag(ctx, d)
		return []flow.Token{first, second}, err
	}, nil)
}

// tagMenu is what can be done about a person in the clip.
func (s *clipScreen) tagMenu(l personLine, i int) {
	d := &part.Dialog{Title: s.u.called(l.row), Sentence: s.u.howTagged(l.tags[i].Tag), Lead: s.u.avatarOf(l.row, 64)}
	row := func(word string, do func()) {
		d.Body = append(d.Body, part.NewChoiceRow(word, func() { d.Hide(); do() }))
	}
	for _, as := range []media.As{media.Seen, media.Heard, media.Named} {
		if l.tags[i].Tag.As != as {
			row(s.u.T("clip.as", "as", lower(s.u.T("as."+string(as)))), func() {
				from, to := s.shares(l.tags[i].Tag)
				draft := s.ends(l.tags[i].Tag, from, to)
				draft.As = as
				s.retag(l.tags[i], draft)
			})
		}
	}
	row(s.u.T("clip.show_person"), func() { s.u.openPerson(l.row.ID) })
	row(s.u.T("clip.take_out"), func() {
		s.u.change(s.u.T("clip.taken_out", "name", s.u.firstName(l.row)), func(ctx context.Context) ([]flow.Token, error) {
			t, err := s.u.kit.Untag(ctx, []consent.ID{s.id}, []consent.ID{l.row.ID})
			return []flow.Token{t}, err
		}, nil)
	})
	d.Actions = []*part.Button{part.NewButton(s.u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(s.u.stage)
}

// addPerson puts somebody into the clip.
func (s *clipScreen) addPerson() {
	var skip []consent.ID
	for _, l := range s.lines() {
		skip = append(skip, l.row.ID)
	}
	s.u.pickPerson(s.u.T("clips.who_title"), skip, func(p flow.PersonRow) {
		s.u.change(s.u.T("clip.put_in", "name", s.u.firstName(p)), func(ctx context.Context) ([]flow.Token, error) {
			t, err := s.u.kit.Tag(ctx, flow.TagDraft{Clips: []consent.ID{s.id}, People: []consent.ID{p.ID}})
			return []flow.Token{t}, err
		}, func() { s.person = p.ID })
	})
}
