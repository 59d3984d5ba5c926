package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// fixLooks are the shape and colour of each fix.
var fixLooks = map[media.Fix]struct {
	icon   string
	status part.Status
}{
	media.FixTag: {"group", part.Unknown}, media.FixSign: {"draw", part.Limit}, media.FixParent: {"hourglass_top-fill", part.Wait},
	media.FixAccept: {"history", part.Limit}, media.FixBasis: {"gavel", part.Limit}, media.FixRenew: {"schedule_send", part.Limit},
	media.FixWait: {"event", part.Limit}, media.FixClock: {"schedule", part.Unknown}, media.FixRemove: {"content_cut", part.Stop},
	media.FixUnrestrict: {"pause", part.Limit}, media.FixNone: {"block", part.Stop},
}

// groups are what would help, each with whose job it is and what to do.
func (s *reportScreen) groups(c part.Class) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, 0, len(s.view.Groups))
	for _, g := range s.view.Groups {
		rows = append(rows, s.groupRow(c, g))
	}
	return part.Rows(rows...)
}

func (s *reportScreen) groupRow(c part.Class, g flow.ReportGroup) fyne.CanvasObject {
	look := fixLooks[g.Fix]
	if g.Code == consent.CodeWithdrawn {
		look.icon = "undo"
	}
	disc := part.NewIconDisc(look.icon, look.status)
	clips, owner := s.u.N("count.clips", len(g.Clips)), s.u.T("owner."+string(g.Owner))
	key, do := s.groupAction(g)
	if c == part.Phone {
		row := part.NewRow(disc, s.groupTitle(g), clips+" · "+owner, part.NewIcon("chevron_right", 24, part.ColorText2), do)
		row.SetTitleStyle(part.Style{Size: 17, Bold: true})
		return row.SetHeight(76)
	}
	button := part.NewButton(s.u.T(key), "", part.Other, do).SetHeight(48)
	trail := []fyne.CanvasObject{part.Fixed(part.NewText(clips, part.Strong), 104, 0)}
	if c == part.Wide {
		trail = append(trail, part.Fixed(part.NewText(owner, part.Note), 104, 0))
	}
	trail = append(trail, part.Fixed(button, 184, 48))
	return part.NewRow(disc, s.groupTitle(g), s.groupNote(g), part.Line(part.Gap12, trail...), do).SetHeight(81)
}

// groupTitle is what would help; where nothing does, what is the matter.
func (s *reportScreen) groupTitle(g flow.ReportGroup) string {
	why := s.u.whyOf(g.Code, g.Condition, g.Date, "", "")
	switch {
	case g.Code == consent.CodeNotAsked:
		return s.u.T("publish.never_asked", "use", lower(s.u.T("purpose."+string(s.use.Purpose))))
	case g.Fix == media.FixTag || g.Fix == media.FixParent || g.Fix == media.FixSign:
		return s.u.T("fix." + string(g.Fix))
	default:
		return capital(why)
	}
}

// groupNote is who it is about and what else to know.
func (s *reportScreen) groupNote(g flow.ReportGroup) string {
	var out []string
	if names := s.names(g.People); names != "" {
		out = append(out, names)
	}
	switch {
	case g.Fix == media.FixTag && s.offered > 0:
		out = append(out, s.u.N("publish.board_knows", min(s.offered, len(g.Clips))))
	case g.Fix == media.FixParent && g.Date != 0:
		out = append(out, lower(s.u.T("when.by", "date", s.u.day(g.Date))))
	case g.Code == consent.CodeWithdrawn:
		out = append(out, s.u.T("publish.nothing_fixes"))
	case g.Fix != media.FixNone && s.groupTitle(g) != s.u.T("fix."+string(g.Fix)) && g.Code != consent.CodeNotAsked:
		out = append(out, lower(s.u.T("fix."+string(g.Fix))))
	}
	return strings.Join(out, " · ")
}

const fewNames = 3

func (s *reportScreen) names(people []flow.PersonRow) string {
	var out []string
	for i, p := range people {
		if i == fewNames {
			out = append(out, s.u.N("today.more", len(people)-i))
			break
		}
		out = append(out, s.u.shortName(p))
	}
	return strings.Join(out, ", ")
}

// shortName is the first name and the letter of the last.
func (u *UI) shortName(p flow.PersonRow) string {
	words := strings.Fields(p.Name)
	if len(words) < 2 {
		return u.called(p)
	}
	return words[0] + " " + string([]rune(words[len(words)-1])[0]) + "."
}

// groupAction is the word of what can be done, and what it does.
func (s *reportScreen) groupAction(g flow.ReportGroup) (word string, do func()) {
	clips := func() { s.u.openClipSet(s.groupTitle(g), g.Clips) }
	switch g.Fix {
	case media.FixTag:
		return "publish.do.tag", func() { s.u.openClipSet(s.groupTitle(g), g.Clips); s.u.clips().startPicking() }
	case media.FixSign:
		if len(g.People) == 1 {
			return "publish.do.sign", func() { s.u.beginSigning(flow.SigningStart{Person: g.People[0].ID}) }
		}
		return "publish.do.people", s.toPeople(g)
	case media.FixParent, media.FixRenew, media.FixUnrestrict:
		return "publish.do.people", s.toPeople(g)
	case media.FixAccept:
		return "publish.do.accept", func() { s.u.judge(g.Clips, nil) }
	case media.FixBasis:
		return "publish.do.basis", func() { s.u.judge(g.Clips, nil) }
	case media.FixClock:
		return "publish.do.clock", func() { s.u.setClock(g.Clips[0]) }
	case media.FixRemove, media.FixNone:
		return "publish.do.cut", clips
	}
	return "publish.do.clips", clips
}

// toPeople shows whom it is about: one sheet, else the list.
func (s *reportScreen) toPeople(g flow.ReportGroup) func() {
	switch len(g.People) {
	case 0:
		return func() { s.u.goTo(atPeople) }
	case 1:
		return func() { s.u.openPerson(g.People[0].ID) }
	}
	return func() {
		d := &part.Dialog{Title: s.groupTitle(g), Width: 600}
		var rows []fyne.CanvasObject
		for _, p := range g.People {
			_, word := s.u.statusOf(p.State)
			rows = append(rows, part.NewRow(s.u.avatarOf(p, 48), withBand(s.u.called(p), p.Band), word, part.NewIcon("chevron_right", 24, part.ColorText2),
				func() { d.Hide(); s.u.openPerson(p.ID) }))
		}
		d.Body = []fyne.CanvasObject{part.Rows(rows...)}
		d.Actions = []*part.Button{part.NewButton(s.u.T("button.close"), "", part.Outline, d.Hide)}
		d.Show(s.u.stage)
	}
}
