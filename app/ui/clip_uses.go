package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// uses is one row for each use: the answer, why, and what would help.
func (s *clipScreen) uses(c part.Class) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, v := range s.sheet.Verdicts {
		rows = append(rows, s.useRow(c, v))
	}
	if len(rows) == 0 {
		return part.NewWrap(s.u.T("clip.no_uses"), part.Read.In(part.ColorText2))
	}
	return part.Rows(rows...)
}

func (s *clipScreen) useRow(c part.Class, v flow.PurposeVerdict) fyne.CanvasObject {
	status, word := s.u.clipStatus(v.Verdict.Result)
	why, fix := "", media.FixNone
	var reason media.Reason
	if len(v.Verdict.Reasons) > 0 {
		reason = v.Verdict.Reasons[0]
		why, fix = s.u.whyWho(reason), reason.Fix
	}
	var do func()
	if v.Verdict.Result != media.Cleared {
		do = s.fixer(fix, reason)
	}
	pill := part.NewPill(status, word).Reserve(s.u.clipWords()...)
	title := s.u.T("purpose." + string(v.Purpose))
	pill.Trailing = c == part.Tablet
	if c == part.Phone {
		row := part.NewRow(nil, title+" · "+word, why, part.NewGlyph(status, 24), do)
		return row.SetHeight(76)
	}
	trail := []fyne.CanvasObject{part.Fixed(pill, pill.MinSize().Width, 0)}
	if c == part.Wide {
		button := fyne.CanvasObject(part.Space())
		if do != nil {
			button = part.NewButton(s.u.T("fix."+string(fix)), "", part.Other, do).SetHeight(48)
		}
		trail = append(trail, part.Fixed(button, 260, 48))
	}
	return part.NewRow(nil, title, why, part.Line(part.Gap16, trail...), do).SetHeight(76)
}

func (u *UI) clipWords() []string {
	var out []string
	for _, r := range clipResults {
		_, word := u.clipStatus(r)
		out = append(out, word)
	}
	return out
}

// fixer is what would help, nil where nobody here can do it.
func (s *clipScreen) fixer(fix media.Fix, r media.Reason) func() {
	switch fix {
	case media.FixTag:
		return s.addPerson
	case media.FixClock:
		return func() { s.u.setClock(s.id) }
	case media.FixBasis, media.FixAccept:
		return func() { s.u.judge([]consent.ID{s.id}, nil) }
	case media.FixSign:
		return func() { s.u.beginSigning(flow.SigningStart{Person: r.Person}) }
	case media.FixParent, media.FixRenew, media.FixUnrestrict:
		if !r.Person.IsZero() {
			return func() { s.u.openPerson(r.Person) }
		}
	}
	return nil
}

// boardTime is when the board had somebody on camera.
func (u *UI) boardTime(o flow.SuggestionLine) string {
	from := u.words.Clock(o.Suggestion.From.Time())
	if o.Suggestion.To.IsZero() {
		return u.T("clip.on_camera_since", "from", from)
	}
	return u.T("clip.on_camera", "from", from, "until", u.words.Clock(o.Suggestion.To.Time()))
}

// boardReason says why somebody is offered, and what is not sure about it.
func (u *UI) boardReason(o flow.SuggestionLine) string {
	words := u.offerWords(o)
	if o.Slate == nil && o.Scene != "" {
		words = o.Scene + ": " + lower(words)
	}
	if o.Suggestion.Unchecked && (o.Slate == nil || o.Slate.Shown.IsZero()) && !o.Suggestion.From.IsZero() {
		words += " · " + lower(u.T("clock.unknown"))
	}
	return words
}

// offerWords is the reason in few words: the receipt that was filmed, the
// slate, or when the board had somebody on camera.
func (u *UI) offerWords(o flow.SuggestionLine) string {
	switch {
	case o.Slate == nil:
		return u.boardTime(o)
	case o.Slate.Receipt:
		return u.T("slates.by_receipt")
	}
	return dotted(u.slateWords(flow.SlateLine{Scene: o.Slate.Scene, Take: o.Slate.Take, Shown: o.Slate.Shown}), u.boardTime(o))
}

// foot is the board's offer while there is one; else the main action.
func (s *clipScreen) foot(c part.Class) []fyne.CanvasObject {
	offers := s.offered()
	if len(offers) == 0 {
		add := part.NewButton(s.u.T("button.add_person"), "person_add", part.Main, s.addPerson)
		if c == part.Phone {
			return []fyne.CanvasObject{part.NewActionBar(c, part.Grow(add.SetHeight(64)))}
		}
		return []fyne.CanvasObject{part.NewActionBar(c, part.Space(), part.Fixed(add.SetHeight(56), 300, 0))}
	}
	o := offers[0]
	key := "clip.is_it"
	if len(s.sheet.Tags) > 0 {
		key = "clip.too"
	}
	question := s.u.T(key, "name", s.u.firstName(o.Person))
	all := append([]consent.ID{s.id}, o.Same...)
	no := part.NewButton(s.u.T("button.no"), "", part.Plain, func() { s.refused[o.Person.ID] = true; s.body.Rebuild() })
	yes := part.NewButton(s.u.N("clip.yes_all", len(all)), "", part.Main, func() { s.confirm(all, o.Person) })
	actions := []fyne.CanvasObject{no}
	if len(all) > 1 {
		actions = append(actions, part.NewButton(s.u.T("clip.only_this"), "", part.Other, func() { s.confirm(all[:1], o.Person) }))
	}
	bar := fyne.CanvasObject(part.NewSuggestion("videocam-fill", question, s.u.boardReason(o), append(actions, yes)...))
	if c == part.Phone {
		words := part.Line(part.Gap12, part.NewIcon("videocam-fill", 28, part.ColorAccent),
			part.Grow(part.Column(0, part.NewCutText(question, part.RowTitle), part.NewWrap(s.u.boardReason(o), part.Note))))
		rows := []fyne.CanvasObject{words, part.Equal(part.Gap8, append(actions, yes)...)}
		if len(actions) > 1 {
			rows = []fyne.CanvasObject{words, part.Line(part.Gap8, actions[0], part.Grow(actions[1])), yes}
		}
		card := part.NewCard(part.Column(part.Gap12, rows...), part.Gap16)
		card.Fill, card.Width = part.ColorSoft, 0
		bar = card
	}
	return []fyne.CanvasObject{part.Pad(bar, part.Gap8, c.Padding(), part.Gap24, c.Padding())}
}

// confirm tags somebody as the board says.
func (s *clipScreen) confirm(clips []consent.ID, p flow.PersonRow) {
	words := s.u.T("clips.tagged", "people", s.u.firstName(p), "clips", s.u.N("count.clips", len(clips)))
	s.u.change(words, func(ctx context.Context) ([]flow.Token, error) {
		t, err := s.u.kit.Confirm(ctx, clips, []consent.ID{p.ID})
		return []flow.Token{t}, err
	}, nil)
}
