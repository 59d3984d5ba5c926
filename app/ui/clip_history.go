package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// shortHistory is how much of the history stands on the sheet at first.
const shortHistory = 4

// tellHistory asks for what was stated of the clip, in the background.
func (s *clipScreen) tellHistory() {
	id := s.id
	var events []flow.ClipEvent
	var to []flow.DeliveryLine
	s.u.work(func(ctx context.Context) (err error) {
		to = s.u.kit.Deliveries(ctx, id)
		events, err = s.u.kit.History(ctx, id)
		return err
	}, func(error) {
		if s.id != id {
			return
		}
		changed := len(events) != len(s.events) || len(to) != len(s.to)
		s.events, s.to = events, to
		if changed {
			s.body.Rebuild()
		}
	})
}

// history is who stated what when, the newest first.
func (s *clipScreen) history(c part.Class) []fyne.CanvasObject {
	if len(s.events) == 0 {
		return nil
	}
	shown := s.events
	if !s.allEvents && len(shown) > shortHistory {
		shown = shown[:shortHistory]
	}
	var rows []fyne.CanvasObject
	for _, e := range shown {
		rows = append(rows, s.event(c, e))
	}
	if more := len(s.events) - len(shown); more > 0 {
		rows = append(rows, part.NewRow(nil, s.u.N("history.more", more), "", part.NewIcon("keyboard_arrow_down", 24, part.ColorText2), func() {
			s.allEvents = true
			s.body.Rebuild()
		}).SetHeight(60))
	}
	return []fyne.CanvasObject{part.Pad(part.NewText(s.u.T("history.title"), part.Section), part.Gap8, 0, 0, 0), part.Rows(rows...)}
}

// event is one statement: what, and under it who, when and on which device.
func (s *clipScreen) event(c part.Class, e flow.ClipEvent) fyne.CanvasObject {
	by, device := e.By, e.Device
	if by == "" && device == "" {
		by = s.u.T("history.somebody")
	}
	words := part.Column(part.Gap4, part.NewWrap(s.u.deed(e), part.Strong),
		part.NewWrap(dotted(s.u.moment(e.At.Time()), by, device), part.Note))
	side := float32(24)
	if c == part.Phone {
		side = part.Gap16
	}
	icon := part.NewIcon(deedIcons[e.Deed], 28, part.ColorText2)
	return part.Pad(part.TopLine(part.Gap16, icon, part.Grow(words)), part.Gap16, side, part.Gap16, side)
}

var deedIcons = map[flow.ClipDeed]string{
	flow.DeedAdded: "video_file", flow.DeedTagged: "person_add", flow.DeedUntagged: "person_remove", flow.DeedJudged: "gavel",
	flow.DeedUnjudged: "undo", flow.DeedCopied: "hard_drive", flow.DeedReceived: "done_all", flow.DeedDelivered: "send", flow.DeedClock: "schedule",
}

// deed says what was stated.
func (u *UI) deed(e flow.ClipEvent) string {
	key := "history." + string(e.Deed)
	switch e.Deed {
	case flow.DeedTagged:
		return u.T(key, "people", u.namesOf(e.People)) + u.tagWords(e.Tags)
	case flow.DeedUntagged:
		return u.T(key, "people", u.namesOf(e.People))
	case flow.DeedJudged:
		return u.judged(e.Basis, "", e.Why)
	case flow.DeedCopied:
		if e.Disk == "" {
			return u.T("history.copied_somewhere")
		}
		return u.T(key, "disk", e.Disk)
	case flow.DeedDelivered:
		return u.delivered(e)
	case flow.DeedClock:
		return u.T(key, "off", lower(u.off(e.Ahead)))
	}
	return u.T(key)
}

// namesOf are first names in one phrase.
func (u *UI) namesOf(rows []flow.PersonRow) string {
	var names []string
	for _, r := range rows {
		names = append(names, u.firstName(r))
	}
	return u.words.And(names)
}

// tagWords is in what way, where it is one way for all, and how it came about.
func (u *UI) tagWords(tags []media.Tag) string {
	if len(tags) == 0 {
		return ""
	}
	first := tags[0]
	for _, t := range tags[1:] {
		if t.As != first.As || t.Source != first.Source {
			return ""
		}
	}
	return ": " + lower(u.howTagged(first))
}

func (u *UI) delivered(e flow.ClipEvent) string {
	var uses []string
	for _, p := range e.Uses {
		uses = append(uses, u.T("purpose."+string(p)))
	}
	words := u.T("history.delivered", "name", u.recipient(e.To), "uses", u.words.And(uses))
	if key := "export.reason." + e.Override; u.words.Has(key) {
		words += ". " + u.T(key)
	}
	return words
}

// recipients are who has copies of the clip: what no withdrawal can fetch back.
func (s *clipScreen) recipients() []fyne.CanvasObject {
	if len(s.to) == 0 {
		return nil
	}
	rows := []fyne.CanvasObject{part.Pad(part.NewText(s.u.T("clip.delivered"), part.Section), part.Gap8, 0, 0, 0)}
	var lines []fyne.CanvasObject
	for _, d := range s.to {
		lines = append(lines, s.u.recipientRow(d))
	}
	return append(rows, part.Rows(lines...))
}

// recipientRow is one recipient, what for, and since when.
func (u *UI) recipientRow(d flow.DeliveryLine) fyne.CanvasObject {
	return u.deliveryRow(d, capital(u.recipient(d.Recipient)))
}

// recipient is a name, or that this device may not read it.
func (u *UI) recipient(name string) string {
	if name == "" {
		return u.T("history.recipient")
	}
	return name
}

func (u *UI) deliveryRow(d flow.DeliveryLine, title string) fyne.CanvasObject {
	var uses []string
	for _, p := range d.Purposes {
		uses = append(uses, u.T("purpose."+string(p)))
	}
	count := ""
	if len(d.Clips) > 1 {
		count = u.N("count.clips", len(d.Clips))
	}
	return part.NewRow(part.NewIcon("send", 28, part.ColorText2), title, dotted(count, u.words.And(uses), u.moment(d.Last.Time())), nil, nil).SetHeight(80)
}

// pictureWords says why a clip has no picture.
func (s *clipScreen) pictureWords() string {
	if s.lack == "" || s.lack == flow.LackSound {
		return ""
	}
	return s.u.T("picture.lack." + string(s.lack))
}

// showPicture loads the small picture, and why there is none.
func (s *clipScreen) showPicture(id consent.ID) {
	s.picture.Set(nil)
	s.lack = ""
	var b []byte
	var lack flow.PictureLack
	s.u.work(func(ctx context.Context) error {
		b, lack = s.u.kit.Picture(ctx, id)
		return nil
	}, func(error) {
		if s.id != id {
			return
		}
		s.picture.Set(picture(b))
		if s.lack != lack {
			s.lack = lack
			s.body.Rebuild()
		}
	})
}
