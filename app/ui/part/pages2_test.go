package part

import (
	"fmt"
	"image"
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// sampleImage is an invented picture: a sky, a sea and something standing in it.
func sampleImage(n int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 320, 180))
	sky, sea := color.NRGBA{R: uint8(120 + n*17%80), G: 150, B: 170, A: 255}, color.NRGBA{R: 70, G: uint8(80 + n*31%60), B: 100, A: 255}
	for y := range 180 {
		for x := range 320 {
			c := sky
			if y > 110 {
				c = sea
			}
			if x > 140+n*9%60 && x < 190+n*9%60 && y > 60 {
				c = color.NRGBA{R: 40, G: 45, B: 50, A: 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func morePage() fyne.CanvasObject {
	filters := NewFilterBar(nil, FilterItem{Key: "all", Word: "All", Count: 34}, StatusFilter("stop", Stop, "Do not film", 3),
		StatusFilter("wait", Wait, "Waiting", 3), StatusFilter("limit", Limit, "With limits", 5))
	bars := Column(12)
	for i, m := range []Motion{Running, Checked, Stopped, Waiting} {
		p := NewProgress()
		p.Set([]float32{.62, 1, .76, 0}[i], m)
		bars.Add(p)
	}
	ranges := Column(0, NewRangeBar(Span{0, 1, OK, "Seen, whole clip", false}), NewRangeBar(Span{.06, .36, Limit, "Seen", false}, Span{.64, .92, Limit, "Heard", false}),
		NewRangeBar(Span{0, 1, Unknown, "On camera 14:02 to 14:20", true}))
	for _, o := range ranges.Objects {
		o.(*RangeBar).SetHead(.41)
	}
	t := newToast()
	t.set("Hassan is off camera", "Undo", nil)
	avatars := Line(16, NewAvatar("KL", 88), NewAvatar("BØ", 64).SetBadge(Stop).On(ColorBG), NewAvatar("OV", 52).SetBadge(Wait).On(ColorBG),
		NewAvatar("PT", 44).SetBadge(OK).On(ColorBG), NewAvatar("FD", 40).SetBadge(Limit).On(ColorBG), NewIconDisc("undo", Stop), withFace())
	held := NewHoldButton("Hold to sign", "touch_app", nil)
	held.share = .4
	return PadAll(Column(24,
		NewHead(HeadOptions{Title: "Clips", Sub: "Auction hall", Actions: []fyne.CanvasObject{NewText("Today, 126", NoteBold), NewIconButton("search", nil), NewIconButton("filter_list", nil)}}),
		filters, Line(10, NewPersonChip("KL", "Karen", nil), NewPersonChip("JK", "Jens Peter", nil), avatars),
		TopLine(32, Grow(bars), Grow(Fixed(t, 400, 64)), Grow(held)),
		ranges,
		NewErrorCard("Shuttle 2 was unplugged", "163 of 214 clips are on it and stay there. Plug it in and the copy goes on from clip 164. Nothing is lost.",
			NewLink("Details", "", nil), NewButton("Choose another disk", "", Other, nil)),
		NewSuggestion("videocam-fill", "Amir too?", "The board had him on camera from 14:02 to 14:20", NewButton("No", "", Plain, nil),
			NewButton("Only this clip", "", Other, nil), NewButton("Yes, in all 6", "", Main, nil)),
		Line(24, NewButton("Stop copying", "close", Danger, nil), Space(), NewButton("Sound when done: on", "volume_up", Other, nil)),
	), 32)
}

func withFace() *Avatar {
	a := NewAvatar("XX", 64).SetBadge(OK).On(ColorBG)
	a.SetFace(sampleImage(3))
	return a
}

func boardPage() fyne.CanvasObject {
	tile := func(d TileData) fyne.CanvasObject { return NewTile(d, nil, nil) }
	on := Column(12,
		Equal(12, tile(TileData{Name: "Liva Brandt", Initials: "LB", Note: "B09 · 15–17", Status: Wait, Word: "Parent on the way", Since: "6 min", On: true}),
			tile(TileData{Name: "Mette", Initials: "MS", Note: "B07", Status: Limit, Word: "Place not shown", Since: "34 min", On: true}),
			tile(TileData{Name: "Karen Holm", Initials: "KL", Note: "B12", Status: OK, Word: "May be filmed", Since: "34 min", On: true})),
		Equal(12, tile(TileData{Name: "Birgit", Initials: "BØ", Note: "B04", Status: Stop, Word: "Producer decided", On: true, Against: true}),
			tile(TileData{Name: "Amir Haddad", Initials: "AH", Note: "B11", Status: OK, Word: "May be filmed", Since: "12 min", On: true}),
			NewAddTile("Someone else", "help", nil)))
	off := Equal(12, tile(TileData{Name: "Birgit Østerby", Initials: "BØ", Note: "Took it back", Status: Stop}),
		tile(TileData{Name: "Oskar Vinther", Initials: "OV", Note: "Waiting for parent", Status: Wait}),
		tile(TileData{Name: "Red oilskin", Nameless: true, Note: "B02", Status: OK}))
	bars := NewStopBars("Do not film: 2 here", "Red oilskin · Green cap", StopItem{"Do not film: Red oilskin, grey beard", "By the ice house", nil},
		StopItem{"Do not film: Green cap, blue scarf", "Row of crates, left", nil})
	stage := NewStage(Pad(Column(16, NewHead(HeadOptions{Title: "Scene 12", Sub: "Auction hall", Actions: []fyne.CanvasObject{NewButton("Slate", "qr_code_2", Other, nil).SetHeight(48)}}),
		bars, FullLine(24, Grow(Column(12, NewText("On camera", RowTitle), on, NewText("Not on camera", RowTitle), off)),
			Fixed(Column(12, NewButton("Same as last", "", Other, nil).SetHeight(64), NewButton("Next scene", "skip_next", Main, nil).SetHeight(96)), 304, 0))), 24, 32, 24, 32))
	stage.After = func(time.Duration, func()) {}
	stage.Toast("Hassan is off camera", "Undo", nil)
	return stage
}

func clipsPage() fyne.CanvasObject {
	g := NewGrid(248, ThumbHeight, func() int { return 100000 }, func() fyne.CanvasObject { return NewThumb() }, func(i int, o fyne.CanvasObject) {
		d := ThumbData{Picture: sampleImage(i), Duration: "00:42", Name: fmt.Sprintf("B002C%03d", i), Status: Status(i % 5), Word: "Some uses only", Chosen: i < 2}
		if i == 3 {
			d.Picture = nil
		}
		if i > 3 {
			d.People, d.Safe = []string{"MS", "JK"}, "done_all"
		}
		o.(*Thumb).Set(d)
	})
	return Pad(Column(20, NewHead(HeadOptions{Title: "Clips"}), Grow(g)), 24, 32, 0, 32)
}

func peoplePhonePage() fyne.CanvasObject {
	names := []string{"Red oilskin, grey beard", "Birgit Østerby", "Liva Brandt", "Mette Sandager with a name that is too long for a phone", "Karen Holm"}
	l := NewList(80, func() int { return 200 }, func() fyne.CanvasObject {
		return NewRow(NewAvatar("", 48), " ", " ", NewIcon("chevron_right", 24, ColorText2), func() {})
	}, func(i int, o fyne.CanvasObject) {
		r := o.(*Row)
		r.SetTitle(names[i%5])
		r.SetSubStatus(Status((i+4)%5), "Do not film")
	})
	return Column(12, Pad(NewHead(HeadOptions{Title: "People", Narrow: true, Actions: []fyne.CanvasObject{NewIconButton("search", nil)}}), 12, 16, 0, 16),
		Grow(Pad(NewCard(l, 0), 0, 16, 0, 16)), NewActionBar(Phone, Grow(NewButton("Get signature", "draw", Main, nil).SetHeight(64))))
}

func signPage(w float32) fyne.CanvasObject {
	ask := func(title, text string, i int) fyne.CanvasObject {
		c := NewChoice(nil, "No thanks", "Yes")
		c.SetChosen(i)
		return Pad(Beside(280, 24, Column(0, NewText(title, ReadBold), NewWrap(text, Style{Size: 18}), NewText("Until 31 Dec 2036", Note)), c), 20, 24, 20, 24)
	}
	language := NewButton("English", "language", Outline, nil).SetHeight(48).SetTail("keyboard_arrow_down")
	if ClassOf(w) == Phone {
		language = NewIconButton("language", nil)
	}
	missing := NewButton("Continue", "", Main, nil).SetHeight(72)
	missing.SetMissing("2 answers to go", nil)
	return Column(0, NewParticipantHead(ClassOf(w), "Havnen", "1 of 2", nil, NewIconButton("format_size", nil), language),
		Grow(NewScroll(Pad(Column(16, NewCard(Column(8, NewWrap("Will you be in the film Havnen?", Sheet),
			NewWrap("A documentary about a working harbour, by Nordkaj Film for Kystkanalen. We film picture and sound here today. Say yes or no to each use. It is your choice, and a no costs you nothing. You can take a yes back at any time.", Read),
			Line(24, NewLink("Read the full text", "", nil).Flush(), NewLink("Your rights", "", nil))), 24),
			Rows(ask("The film", "Show me in Havnen and its trailers, on Kystkanalen and at festivals.", 1), ask("Photos", "Use still pictures of me to tell people about the film.", 1),
				ask("Social media", "Show short clips of me on the channels of Nordkaj Film and Kystkanalen.", 0), ask("Paid advertising", "Use me in adverts for the film.", -1))), 24, 32, 24, 32))),
		NewActionBar(ClassOf(w), Grow(Pair(16, NewButton("I don’t want to take part", "", Outline, nil).SetHeight(72), missing))))
}

func phoneBoardPage() fyne.CanvasObject {
	row := func(n string, s Status, w, b string) fyne.CanvasObject {
		return NewTile(TileData{Name: n, Initials: Initials(n), Status: s, Word: w, Note: b, On: true, Compact: true}, nil, nil)
	}
	off := func(n string, s Status, note string) fyne.CanvasObject {
		return NewTile(TileData{Name: n, Initials: Initials(n), Status: s, Note: note, Compact: true}, nil, nil)
	}
	bars := NewStopBars("Do not film: 2 here", "Red oilskin · Green cap", StopItem{}, StopItem{})
	return Column(0, Grow(NewScroll(Pad(Column(8, NewHead(HeadOptions{Title: "Scene 12", Narrow: true, Actions: []fyne.CanvasObject{NewText("34 min", Note), NewIconButton("qr_code_2", nil)}}), bars,
		NewText("On camera", RowTitle), row("Liva Brandt", Wait, "Parent on the way", "B09"), row("Mette Sandager", Limit, "Place not shown", "B07"), row("Karen Holm", OK, "May be filmed", "B12"),
		NewText("Not on camera", RowTitle), Cells(160, 8, off("Birgit", Stop, "Took it back"), off("Oskar", Wait, "Waiting"), off("Poul Erik", OK, "B02")),
		Wrapping(8, NewPill(OK, "May be filmed"), NewPill(Limit, "With limits"), NewPill(Stop, "Do not film"))), 12, 16, 12, 16))),
		NewActionBar(Phone, NewButton("Person", "add", Other, nil).SetHeight(64), Grow(NewButton("Next scene", "skip_next", Main, nil).SetHeight(64))))
}

func inkPage() fyne.CanvasObject {
	pad := NewInkPad("Karen Holm Lauritsen · Tue 12 May 2026, Thyborøn · text 3, English", "Clear")
	pad.w, pad.h = 764, 386
	for k := range 3 {
		var s Stroke
		for i := range 40 {
			x := float32(90 + k*190 + i*5)
			s.Points = append(s.Points, Point{x, 230 + 70*wave(float32(i)/5+float32(k)), i * (4 + 14*(i%3))})
		}
		pad.strokes = append(pad.strokes, s)
	}
	pad.strokes = append(pad.strokes, Stroke{Points: []Point{{600, 180, 0}}})
	form := Column(24, NewField(FieldOptions{Label: "Your name", Placeholder: "Name"}), NewField(FieldOptions{Label: "E-mail or phone", Hint: "(if you like)", Note: "Only to reach you about this film.", Placeholder: "Leave empty to skip"}),
		Column(8, NewText("Are you 18 or over?", ReadBold), answered(1)),
		Equal(12, NewNumberField(FieldOptions{Label: "Month", Placeholder: "MM"}, 1, 12), NewNumberField(FieldOptions{Label: "Year", Placeholder: "YYYY"}, 1900, 2026)))
	return Column(0, NewParticipantHead(Wide, "Havnen", "2 of 2", func() {}), Grow(Pad(FullLine(32, Fixed(form, 420, 0), Grow(pad)), 24, 32, 24, 32)),
		NewActionBar(Wide, Fixed(NewButton("I don’t want to", "", Outline, nil).SetHeight(72), 420, 0), Space(), Fixed(NewButton("Sign", "draw", Main, nil).SetHeight(72), 420, 0)))
}

func wave(x float32) float32 {
	for x > 2 {
		x -= 2
	}
	return (x - 1) * (1 - abs(x-1)) * 4
}

func statesPage() fyne.CanvasObject {
	code := make([][]bool, 29)
	for y := range code {
		code[y] = make([]bool, 29)
		for x := range code[y] {
			code[y][x] = (x*7+y*13+x*y)%3 == 0
		}
	}
	return PadAll(Column(24, NewVerdict(Stop, "DO NOT WIPE", "Copying, 14 min left", "This machine stays awake. Keep the lid open.", 104),
		NewVerdict(OK, "OK TO REUSE", "Three copies, all read back", "", 48),
		Grow(FullLine(24, Center(NewQR(code, 7)), Grow(NewEmptyState("group", "Nobody has signed yet", "People appear here when they have signed. Someone who does not want to be filmed can be noted without a name."))))), 32)
}

func sampleDialog() *Dialog {
	return &Dialog{
		Title: "Birgit is not to be filmed", Sentence: "She took it back yesterday at 18:20.", Lead: NewAvatar("BØ", 64).SetBadge(Stop),
		Label: "Only put her on camera if", Width: 660,
		Body:    []fyne.CanvasObject{NewChoiceRow("An agreement exists on paper", nil), NewChoiceRow("She cannot be recognised", nil), NewChoiceRow("The producer decided", nil)},
		Actions: []*Button{NewButton("Keep her out", "", Main, nil)},
	}
}

func pinPage() fyne.CanvasObject {
	p := NewPinPad(4, nil)
	p.Type('1')
	p.Type('2')
	return FullLine(0, Grow(Pad(Column(24, Space(), Left(NewMark(56)), NewText("Havnen, unit B", Hero), NewText("Type the PIN to go on.", Read.In(ColorText2)), Left(p.Dots()), Left(NewLink("Use the passphrase", "", nil).Flush()), Space()), 0, 0, 0, 96)),
		Fixed(NewPlate(container.NewCenter(p), ColorRail), 480, 0))
}
