package part

import (
	"image"

	"fyne.io/fyne/v2"
)

func flat(img image.Image) bool {
	b := img.Bounds()
	first := img.At(b.Min.X, b.Min.Y)
	for y := b.Min.Y; y < b.Max.Y; y += 3 {
		for x := b.Min.X; x < b.Max.X; x += 3 {
			if img.At(x, y) != first {
				return false
			}
		}
	}
	return true
}

func gallery() []page {
	return []page{
		{"parts", 1280, 900, partsPage},
		{"more", 1280, 1000, morePage},
		{"board", 1280, 800, boardPage},
		{"clips", 1280, 800, clipsPage},
		{"people-phone", 390, 844, peoplePhonePage},
		{"sign", 800, 1280, func() fyne.CanvasObject { return signPage(800) }},
		{"board-phone", 390, 844, phoneBoardPage},
		{"sign-phone", 390, 844, func() fyne.CanvasObject { return signPage(390) }},
		{"sign-large", 800, 1280, func() fyne.CanvasObject { return Light(signPage(800), LargeText) }},
		{"ink-large", 1280, 900, func() fyne.CanvasObject { return Light(inkPage(), LargeText) }},
		{"ink", 1280, 800, inkPage},
		{"states", 1280, 1100, statesPage},
		{"dialog", 1280, 800, func() fyne.CanvasObject { return newDialogLayer(sampleDialog()) }},
		{"dialog-phone", 390, 844, func() fyne.CanvasObject { return newDialogLayer(sampleDialog()) }},
		{"pin", 1280, 800, pinPage},
		{"shell-wide", 1280, 800, func() fyne.CanvasObject { return sampleShell() }},
		{"shell-tablet", 800, 1280, func() fyne.CanvasObject { return sampleShell() }},
		{"shell-phone", 390, 844, func() fyne.CanvasObject { return sampleShell() }},
	}
}

func label(s string, o fyne.CanvasObject) fyne.CanvasObject {
	return Column(8, NewText(s, NoteBold), o)
}

func partsPage() fyne.CanvasObject {
	pills := Line(8, NewPill(OK, "May be filmed"), NewPill(Limit, "With limits"), NewPill(Wait, "Waiting for parent"),
		NewPill(Stop, "Do not film"), NewPill(Unknown, "Who is this?"))
	return PadAll(Column(24,
		NewText("Parts and states", Title),
		label("One state for each person", pills),
		label("Buttons", buttons()),
		TopLine(32,
			Fixed(label("Yes or no", Column(12, answered(-1), answered(0))), 340, 0),
			Grow(label("Fields", fields()))),
		TopLine(32, Grow(label("Rows", sampleRows())), Fixed(label("Type", types()), 400, 0)),
	), 40)
}

func buttons() fyne.CanvasObject {
	pressed, focus := NewButton("Pressed", "", Main, nil), NewButton("Focus", "", Main, nil)
	pressed.pressed, focus.focused = true, true
	missing := NewButton("Continue", "", Main, nil)
	missing.SetMissing("3 answers to go", nil)
	return Column(16,
		Line(16, NewButton("Get signature", "draw", Main, nil).SetHeight(72), NewButton("Main", "", Main, nil), pressed, focus, missing,
			NewButton("Other", "", Other, nil), NewButton("As large as yes", "", Outline, nil)),
		Line(16, NewButton("Withdraw", "", Danger, nil), NewLink("See all", "chevron_right", nil), NewIconButton("person_add", nil),
			NewButton("Slate", "qr_code_2", Other, nil).SetHeight(48), NewButton("English", "language", Outline, nil).SetHeight(48).SetTail("keyboard_arrow_down")))
}

func answered(i int) *Choice {
	c := NewChoice(nil, "No thanks", "Yes")
	c.SetChosen(i)
	return c
}

func fields() fyne.CanvasObject {
	focus := NewField(FieldOptions{Placeholder: "Name"})
	focus.SetText("Karen")
	focus.entry.focused = true
	wrong := NewField(FieldOptions{})
	wrong.SetText("7K3F-9Q2M-Y")
	wrong.SetError("One letter is wrong. Look at the last one.")
	return Column(16, Equal(16, NewField(FieldOptions{Placeholder: "Name"}), focus),
		Equal(16, wrong, NewSearch("Name, band or number", nil)))
}

func sampleRows() fyne.CanvasObject {
	a := NewRow(NewAvatar("KL", 48), "Karen Holm Lauritsen", "Band B12", NewPill(OK, "May be filmed"), nil)
	b := NewRow(NewAvatar("MS", 48), "Mette Sandager", "chosen", NewPill(Limit, "With limits"), nil)
	b.SetChosen(true)
	c := NewRow(NewAvatar("LB", 48).SetBadge(Wait), "Liva Brandt", "pressed", NewPill(Wait, "Waiting for parent"), nil)
	c.pressed = true
	return Rows(a, b, c)
}

func types() fyne.CanvasObject {
	return Column(0, NewText("40 Thank you", Hero), NewText("30 Screen title", Title), NewText("22 Section", Section),
		NewText("20 What participants read", Read), NewText("18 Row title, button", RowTitle), NewText("16 Everything else", Body),
		NewText("7K3F-9Q2M-X 14:03:22:08 B002C008", Code))
}

func sampleShell() *Shell {
	s := NewShell(ShellOptions{
		Items: []NavItem{
			{"today", "Today", "today"},
			{"people", "People", "group"},
			{"camera", "On camera", "videocam"},
			{"clips", "Clips", "movie"},
			{"cards", "Cards", "sd_card"},
			{"report", "Report", "fact_check"},
			{"sync", "Sync", "sync"},
		},
		More: NavItem{"more", "More", "more_horiz"}, Lock: NavItem{"lock", "Lock", "lock"},
	})
	s.SetCount("cards", 2)
	main := NewBigAction("draw", "Get signature", "Appearance, in Danish", true, nil)
	second := NewBigAction("videocam", "On camera", "5 people now, 1 waiting", false, nil)
	rows := Rows(
		NewRow(NewIconDisc("block", Stop), "Do not film: 2 people here", "Red oilskin, grey beard · Green cap, by the ice house", NewLink("Show", "chevron_right", nil), nil).SetHeight(98),
		NewRow(NewIconDisc("undo", Stop), "Birgit Østerby took it back", "Yesterday 18:20 · in 4 clips, 2 cards, 1 disk", NewLink("See clips", "chevron_right", nil), nil).SetHeight(98),
		NewRow(NewIconDisc("hourglass_top-fill", Wait), "Waiting for parent: 3", "Oldest Liva B. · answer by Fri 15 May", NewLink("Send again", "chevron_right", nil), nil).SetHeight(98))
	s.SetContent(NewScreen(s, func(c Class) fyne.CanvasObject {
		p := c.Padding()
		if c == Wide {
			return PadAll(FullLine(32, Grow(Column(24, NewText("Today", Title), rows, Space())), Fixed(Column(16, Space(), second, main), 368, 0)), p)
		}
		return PadAll(Column(16, NewText("Today", Title), rows, Space(), second, main), p)
	}))
	return s
}
