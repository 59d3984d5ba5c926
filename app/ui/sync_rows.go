package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// units are the other devices: who is here, what each has, and how old what
// is known of it is.
func (p *syncScreen) units(c part.Class) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, d := range p.view.Units {
		rows = append(rows, p.unit(c, d))
	}
	if len(rows) == 0 {
		rows = append(rows, part.NewRow(part.NewIcon("devices", 30, part.ColorText2), p.u.T("sync.alone"), p.u.T("sync.alone.note"), nil, p.u.showDevices).SetHeight(88))
	}
	return part.Rows(rows...)
}

func (p *syncScreen) unit(c part.Class, d flow.SyncUnit) fyne.CanvasObject {
	icon := "tablet_mac"
	if d.Office {
		icon = "dns"
	}
	mark, colour, word := p.unitState(d)
	name := p.u.deviceName(d.Label, d.Author)
	if d.Office && d.Label == "" {
		name = p.u.T("devices.rank.office")
	}
	lead, open := part.NewIcon(icon, 30, part.ColorText2), func() { p.u.openDevice(d.Author) }
	if c == part.Phone {
		row := part.NewRow(lead, name, dotted(word, p.seen(d)), part.NewIcon(mark, 24, colour), open)
		return row.SetTitleStyle(part.RowTitle.Sized(17)).SetHeight(80)
	}
	state := part.Fixed(part.Line(part.Gap8, part.NewIcon(mark, 24, colour), part.NewCutText(word, part.Body), part.Space()), 250, 0)
	return part.NewRow(lead, name, dotted(p.seen(d), p.knows(d)), state, open).SetHeight(96)
}

// unitState is what a device has of this one's, as shape, colour and words.
func (p *syncScreen) unitState(d flow.SyncUnit) (icon string, colour fyne.ThemeColorName, word string) {
	waits := d.Behind
	if d.Office {
		waits = p.view.Waiting + p.view.Blobs
	}
	switch {
	case waits == 0 && d.Office:
		return "done_all", part.OK.Word(), p.u.T("sync.has_all")
	case waits == 0:
		return "check", part.OK.Word(), p.u.T("sync.has_all")
	case d.Connected:
		return "sync", part.ColorAccent, p.u.N("sync.sending", waits)
	}
	return "schedule", part.Limit.Word(), p.u.N("sync.waiting", waits)
}

func (p *syncScreen) seen(d flow.SyncUnit) string {
	return p.u.seenWord(d.Connected, d.Seen)
}

// knows says how old what is known here of a device is.
func (p *syncScreen) knows(d flow.SyncUnit) string {
	if d.Newest.IsZero() {
		return p.u.T("sync.knows.nothing")
	}
	return p.u.T("sync.knows", "age", p.u.words.Age(p.u.opt.Now().Sub(d.Newest)))
}

// cards are the cards whose clips go to the office, each with how far it is.
func (p *syncScreen) cards() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for i := range p.view.Cards {
		rows = append(rows, p.card(&p.view.Cards[i]))
	}
	return part.Column(part.Gap12, rows...)
}

func (p *syncScreen) card(card *flow.SyncCard) fyne.CanvasObject {
	icon, colour := "schedule", part.Limit.Word()
	bar, share, moves := part.NewProgress(), float32(0), part.Waiting
	if card.Total > 0 {
		share, moves = float32(card.CarryFolder.Done)/float32(card.Total), part.Running
	}
	switch {
	case card.Done():
		icon, colour, share, moves = "done_all", part.OK.Word(), 1, part.Checked
	case card.Fault != "", card.Why == flow.WhyAltered:
		icon, colour, moves = "error-fill", part.Stop.Word(), part.Stopped
	case card.Rate > 0:
		icon, colour = "sync", part.ColorAccent
	}
	bar.Set(share, moves)
	head := part.Line(part.Gap12, part.NewIcon(icon, 24, colour), part.NewCutText(card.Label, part.RowTitle), part.Space(),
		part.NewText(p.u.T("sync.card.safe", "n", card.Safe, "of", card.Clips), part.Strong))
	rows := []fyne.CanvasObject{head, bar, part.NewWrap(p.cardNote(card), part.Note)}
	if !card.Done() {
		rows = append(rows, part.NewWrap(p.cardClips(card), part.Note))
	}
	return part.NewCard(part.NewTouch(part.Column(part.Gap8, rows...), func() { p.u.showCardClips(card.ID, card.Label) }), 16)
}

// cardClips is how many clips of a card are how far, and what they wait for.
func (p *syncScreen) cardClips(card *flow.SyncCard) string {
	note := p.u.T("sync.card.note", "arrived", card.Arrived, "way", card.OnWay, "waits", card.Waits)
	if card.Waits > 0 && card.Why != card.Fault {
		note = dotted(note, p.u.whyWaits(card.Why))
	}
	return note
}

// whyWaits says what a clip waits for.
func (u *UI) whyWaits(why string) string {
	if key := "sync.why." + why; u.words.Has(key) {
		return u.T(key)
	}
	return u.T("carry.fault." + why)
}

// cardNote is how far the bytes are, how fast, how long still, or what is in the way.
func (p *syncScreen) cardNote(card *flow.SyncCard) string {
	switch {
	case card.Done():
		return p.u.T("sync.card.done")
	case card.Fault != "":
		return p.u.T("carry.fault." + card.Fault)
	case card.Total == 0:
		return p.u.T("sync.card.begins")
	}
	note := p.u.T("sync.card.bytes", "done", p.u.bytesWord(card.CarryFolder.Done), "all", p.u.bytesWord(card.Total), "n", card.Files, "of", card.Of)
	switch {
	case card.Paused:
		return dotted(note, p.u.T("sync.card.paused"))
	case card.CarryFolder.Done == card.Total:
		return dotted(note, p.u.T("sync.card.checking"))
	case card.Rate > 0:
		note = dotted(note, p.u.T("sync.card.rate", "size", p.u.size(int64(card.Rate))))
	}
	if card.Left > 0 {
		note = dotted(note, p.u.T("settings.left", "age", p.u.words.Wait(card.Left)))
	}
	return note
}

// deviceName is what people call a device, or the first letters of its name in statements.
func (u *UI) deviceName(label string, author consent.Ref) string {
	if label != "" {
		return label
	}
	return u.T("devices.unnamed", "id", author.String()[:8])
}
