package ui

import (
	"cmp"
	"strings"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// needLooks are the shapes of the needs.
var needLooks = map[flow.NeedKind]struct {
	icon   string
	status part.Status
}{
	flow.NeedAvoid:       {"block", part.Stop},
	flow.NeedTookBack:    {"undo", part.Stop},
	flow.NeedCard:        {"sd_card", part.Stop},
	flow.NeedParent:      {"hourglass_top-fill", part.Wait},
	flow.NeedRenewal:     {"event_busy", part.Limit},
	flow.NeedClips:       {"help-fill", part.Unknown},
	flow.NeedSuggestions: {"person_search", part.Unknown},
	flow.NeedCameraClock: {"schedule", part.Limit},
	flow.NeedSceneOpen:   {"videocam", part.Limit},
	flow.NeedDraft:       {"draw", part.Limit},
	flow.NeedKitClock:    {"schedule", part.Stop},
	flow.NeedAdult:       {"person_search", part.Wait},
	flow.NeedDisk:        {"hard_drive", part.Limit},
	flow.NeedSetAside:    {"shield", part.Stop},
	flow.NeedAsideBack:   {"undo", part.Stop},
	flow.NeedFork:        {"devices", part.Limit},
	flow.NeedNotice:      {"description", part.Limit},
}

// needRow is one need as a row that leads to its fix; on a wide screen a word
// says what the fix is.
func (u *UI) needRow(n flow.Need, c part.Class, withWord bool) *part.Row {
	look := needLooks[n.Kind]
	fix := func() { u.fix(n) }
	if withWord && c != part.Phone {
		link := part.NewLink(u.T("need."+string(n.Kind)+".action"), "chevron_right", fix)
		return part.NewRow(part.NewIconDisc(look.icon, look.status), u.needTitle(n), u.needNote(n), link, fix)
	}
	row := part.NewRow(part.NewIconDisc(look.icon, look.status), u.needTitle(n), u.needNote(n), part.NewIcon("chevron_right", 24, part.ColorText2), fix)
	if c == part.Phone {
		row.SetTitleStyle(part.RowTitle.Sized(17))
	}
	return row
}

func (u *UI) needTitle(n flow.Need) string {
	if n.Kind == flow.NeedTookBack && n.Count == 1 && len(n.People) == 1 && n.People[0].Name != "" {
		return u.T("today.took_back", "name", n.People[0].Name)
	}
	return u.N("need."+string(n.Kind), n.Count)
}

// needNote is the second line: who, where, until when.
func (u *UI) needNote(n flow.Need) string {
	switch n.Kind {
	case flow.NeedAvoid:
		return u.peopleNote(n)
	case flow.NeedTookBack:
		return u.tookBackNote(n)
	case flow.NeedParent:
		if len(n.People) == 0 {
			return u.needDay(n)
		}
		return dotted(u.T("today.oldest", "name", u.called(n.People[0])), u.needDay(n))
	case flow.NeedRenewal, flow.NeedAdult:
		return dotted(u.peopleNote(n), u.needDay(n))
	case flow.NeedClips:
		return u.T("today.note.clips")
	case flow.NeedSuggestions:
		return u.T("source.board")
	case flow.NeedCameraClock:
		return u.clipNote(n)
	case flow.NeedSceneOpen:
		return u.sceneNote()
	case flow.NeedDraft:
		return u.draftNote()
	case flow.NeedKitClock:
		return u.T("today.note.kit_clock", "clock", u.words.Date(u.opt.Now())+" "+u.words.Clock(u.opt.Now()))
	case flow.NeedDisk:
		return u.T("today.room_left", "size", u.bytesWord(n.Bytes))
	case flow.NeedSetAside, flow.NeedAsideBack, flow.NeedFork:
		return u.T("today.note." + string(n.Kind))
	case flow.NeedNotice:
		return u.noticeNote()
	}
	return ""
}

func (u *UI) needDay(n flow.Need) string {
	switch {
	case n.Date == 0:
		return ""
	case n.Kind == flow.NeedParent:
		return u.T("today.answer_by", "date", u.nearDay(n.Date))
	default:
		return u.T("when.until", "date", u.nearDay(n.Date))
	}
}

// peopleNote names those it is about; who has no name is known by clothing.
func (u *UI) peopleNote(n flow.Need) string {
	var out []string
	for _, r := range n.People {
		words := u.called(r)
		if r.Name == "" && r.Clothing.Place != "" {
			words += u.T("list.comma") + lowered(r.Clothing.Place)
		}
		out = append(out, words)
	}
	return strings.Join(out, " · ")
}

func (u *UI) tookBackNote(n flow.Need) string {
	clips := 0
	for _, r := range n.People {
		clips += r.Clips
	}
	note := u.T("today.in_no_clip")
	if clips > 0 {
		note = u.T("today.in_clips", "clips", u.N("count.clips", clips))
	}
	if n.Count == 1 {
		return note
	}
	return dotted(u.peopleNote(n), note)
}

func (u *UI) clipNote(n flow.Need) string {
	if len(n.Clips) == 0 {
		return ""
	}
	return u.T("today.note.found_in", "clip", u.kit.ClipRow(n.Clips[0]).Name)
}

func (u *UI) sceneNote() string {
	s := u.kit.Board().Scene
	return dotted(s.Title, u.T("when.since", "date", u.words.Clock(s.From.Time())))
}

func (u *UI) draftNote() string {
	d, ok := u.kit.Draft()
	if !ok {
		return ""
	}
	return dotted(u.T("today.note.begun", "clock", u.words.Clock(d.Began.In(u.opt.Now().Location()))), d.By, u.termsWord(d.Terms))
}

func (u *UI) noticeNote() string {
	var places []string
	for _, n := range u.kit.Notices() {
		if !n.View.Down && n.Place != "" {
			places = append(places, n.Place)
		}
	}
	return strings.Join(places, " · ")
}

// fix leads to where a need is met, in one tap.
func (u *UI) fix(n flow.Need) {
	switch n.Kind {
	case flow.NeedAvoid, flow.NeedTookBack, flow.NeedParent, flow.NeedRenewal, flow.NeedAdult:
		u.fixPeople(n)
	case flow.NeedClips, flow.NeedSuggestions:
		u.openClipSet(u.N("need."+string(n.Kind), n.Count), n.Clips)
	case flow.NeedCameraClock:
		if len(n.Clips) > 0 {
			u.setClock(n.Clips[0])
		}
	case flow.NeedSceneOpen:
		u.goTo(atBoard)
	case flow.NeedCard:
		u.goTo(atCards)
	case flow.NeedDraft:
		u.beginSigning(flow.SigningStart{})
	case flow.NeedNotice:
		u.push(newNotices(u))
	case flow.NeedSetAside, flow.NeedAsideBack:
		u.showAsides()
	case flow.NeedFork:
		u.showDevices()
	case flow.NeedKitClock, flow.NeedDisk:
		u.tell(u.N("need."+string(n.Kind), n.Count), u.T("today.tell."+string(n.Kind), "size", u.bytesWord(n.Bytes)))
	}
}

// fixPeople shows the one person, or all of that state.
func (u *UI) fixPeople(n flow.Need) {
	if n.Count == 1 && len(n.People) == 1 {
		u.openPerson(n.People[0].ID)
		return
	}
	filters := map[flow.NeedKind]string{flow.NeedAvoid: filterStop, flow.NeedTookBack: filterStop, flow.NeedParent: filterWait}
	u.openPeople(cmp.Or(filters[n.Kind], filterAll))
}

// openPeople shows the people of one filter.
func (u *UI) openPeople(filter string) {
	if p, ok := u.at(atPeople).(*peopleScreen); ok {
		p.filter, p.text, p.picked = filter, "", consent.ID{}
		p.search.SetText("")
		p.filters.Pick(filter)
	}
	u.goTo(atPeople)
}

// tell says something that needs no more than to be known.
func (u *UI) tell(title, sentence string) {
	d := &part.Dialog{Title: title, Sentence: sentence}
	d.Actions = []*part.Button{part.NewButton(u.T("button.ok"), "", part.Main, d.Hide)}
	d.Show(u.stage)
}
