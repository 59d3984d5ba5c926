package part

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// window puts obj into a test window of a size, so that it can be tapped and focused.
func window(t *testing.T, obj fyne.CanvasObject, w, h float32) fyne.Window {
	t.Helper()
	win := test.NewTempWindow(t, obj)
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	return win
}

func key(name fyne.KeyName) *fyne.KeyEvent { return &fyne.KeyEvent{Name: name} }

func TestButtonStartsByTapAndKey(t *testing.T) {
	newApp(t)
	n := 0
	b := NewButton("Main", "", Main, func() { n++ })
	window(t, b, 200, 56)
	test.Tap(b)
	b.TypedKey(key(fyne.KeySpace))
	b.TypedKey(key(fyne.KeyReturn))
	b.TypedKey(key(fyne.KeyA))
	if n != 3 {
		t.Errorf("started %d times, want 3", n)
	}
}

func TestButtonSaysWhatIsMissing(t *testing.T) {
	newApp(t)
	done, led := 0, 0
	b := NewButton("Sign", "draw", Main, func() { done++ })
	b.SetMissing("2 answers to go", func() { led++ })
	window(t, b, 300, 72)
	test.Tap(b)
	if b.Word() != "2 answers to go" || b.Usable() || done != 0 || led != 1 {
		t.Errorf("word %q usable %v done %d led %d", b.Word(), b.Usable(), done, led)
	}
	b.SetMissing("", nil)
	test.Tap(b)
	if b.Word() != "Sign" || !b.Usable() || done != 1 {
		t.Errorf("word %q usable %v done %d", b.Word(), b.Usable(), done)
	}
}

func TestTargetsAreLargeEnough(t *testing.T) {
	newApp(t)
	for name, o := range map[string]fyne.CanvasObject{
		"button": NewButton("A", "", Main, nil), "low button": NewButton("A", "", Other, nil).SetHeight(48),
		"icon": NewIconButton("search", nil), "link": NewLink("A", "", nil), "row": NewRow(nil, "A", "", nil, nil),
		"chip": NewPersonChip("A", "A", nil), "filter": newFilterChip(FilterItem{Word: "A", Count: -1}, nil),
		"tile": NewTile(TileData{}, nil, nil), "option": newOption("A", nil), "nav": newNavButton(NavItem{Word: "A"}, 5, nil),
		"choice row": NewChoiceRow("A", nil), "stop bar": NewStopBar("A", "B", "", nil), "hold": NewHoldButton("A", "mic", nil),
	} {
		if s := o.MinSize(); s.Width < 48 || s.Height < 48 {
			t.Errorf("%s is %v, want at least 48 × 48", name, s)
		}
	}
}

func TestTabReachesOnlyWhatDoesSomething(t *testing.T) {
	newApp(t)
	first, second := NewButton("1", "", Main, func() {}), NewButton("2", "", Other, func() {})
	dead := NewRow(nil, "no action", "", nil, nil)
	w := window(t, Column(8, first, dead, second), 300, 300)
	w.Canvas().FocusNext()
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != second {
		t.Errorf("focus is on %T, want the second button", w.Canvas().Focused())
	}
	if !second.focused || first.focused {
		t.Error("the ring is not where the focus is")
	}
}

func TestChoiceIsNeverPreselected(t *testing.T) {
	newApp(t)
	var picked []int
	c := NewChoice(func(i int) { picked = append(picked, i) }, "No thanks", "Yes")
	window(t, c, 340, 64)
	if c.Chosen() != -1 {
		t.Fatalf("chosen %d before anybody chose", c.Chosen())
	}
	before := c.MinSize()
	test.Tap(c.options[0])
	if c.Chosen() != 0 || !c.options[0].on || c.options[1].on {
		t.Error("the no was not chosen")
	}
	c.options[1].TypedKey(key(fyne.KeySpace))
	if c.Chosen() != 1 || len(picked) != 2 || picked[1] != 1 {
		t.Errorf("chosen %d, told %v", c.Chosen(), picked)
	}
	if c.MinSize() != before {
		t.Errorf("size went from %v to %v by choosing", before, c.MinSize())
	}
	c.SetChosen(7)
	if c.Chosen() != 1 {
		t.Error("an option that is not there was chosen")
	}
}

func TestNoLooksLikeYes(t *testing.T) {
	newApp(t)
	c := NewChoice(nil, "No thanks", "Yes")
	window(t, c, 340, 64)
	no, yes := c.options[0], c.options[1]
	if no.Size() != yes.Size() || no.look() != yes.look() {
		t.Errorf("at rest: %v %v and %v %v", no.Size(), no.look(), yes.Size(), yes.look())
	}
	c.SetChosen(0)
	chosenNo := no.look()
	c.SetChosen(1)
	if chosenNo != yes.look() {
		t.Errorf("chosen: no %v, yes %v", chosenNo, yes.look())
	}
}

func TestChoiceBreaksWhereItDoesNotFit(t *testing.T) {
	newApp(t)
	c := NewChoice(nil, "Mother", "Father", "Somebody else")
	if wide, narrow := c.HeightFor(900), c.HeightFor(200); narrow != 3*wide+2*choiceGap {
		t.Errorf("heights %v and %v", wide, narrow)
	}
}

func TestRowLongPressAndState(t *testing.T) {
	newApp(t)
	taps, longs := 0, 0
	r := NewRow(nil, "Karen", "Band B12", nil, func() { taps++ })
	r.OnLongPress(func() { longs++ })
	w := window(t, r, 400, 72)
	test.Tap(r)
	test.TapSecondary(r)
	if taps != 1 || longs != 1 {
		t.Errorf("taps %d, long presses %d", taps, longs)
	}
	r.SetSubStatus(Stop, "Do not film")
	if r.mark.Hidden || r.sub.Style().Color != Stop.Word() {
		t.Error("the state stands without its shape or its colour")
	}
	r.SetSub("Band B12")
	if !r.mark.Hidden || r.sub.Style().Color != ColorText2 {
		t.Error("a reused row keeps the state of the row before")
	}
	w.Canvas().Focus(r)
	if !r.focused {
		t.Error("the row does not know that it has the focus")
	}
}

func TestFilterBar(t *testing.T) {
	newApp(t)
	var told string
	f := NewFilterBar(func(k string) { told = k }, FilterItem{Key: "all", Word: "All", Count: 34}, StatusFilter("stop", Stop, "Do not film", 3))
	window(t, f, 300, 48)
	if f.Picked() != "all" {
		t.Errorf("picked %q at first", f.Picked())
	}
	test.Tap(f.chips[1])
	if told != "stop" || f.Picked() != "stop" || f.chips[0].on || !f.chips[1].on {
		t.Errorf("told %q, picked %q", told, f.Picked())
	}
	f.SetItems(FilterItem{Key: "all", Count: 35}, StatusFilter("stop", Stop, "Do not film", 4))
	if !f.chips[1].on {
		t.Error("new counts changed the chosen filter")
	}
}

func TestPinPad(t *testing.T) {
	newApp(t)
	var pins []string
	p := NewPinPad(4, func(s string) { pins = append(pins, s) })
	window(t, Column(8, p.Dots(), p), 400, 500)
	for _, r := range "12x3" {
		p.Type(r)
	}
	p.Erase()
	p.keys.Objects[10].(*surface).TypedRune('7')
	test.Tap(p.keys.Objects[8].(*surface))
	if len(pins) != 1 || pins[0] != "1279" {
		t.Errorf("pins %v, want 1279", pins)
	}
	if p.typed != "" {
		t.Error("the pad keeps a PIN after handing it over")
	}
	p.SetBlocked(true)
	p.Type('1')
	if p.typed != "" {
		t.Error("a blocked pad takes digits")
	}
}

func TestStopBarsFold(t *testing.T) {
	newApp(t)
	items := []StopItem{{Title: "1"}, {Title: "2"}, {Title: "3"}}
	two, three := NewStopBars("2 here", "", items[:2]...), NewStopBars("3 here", "", items...)
	if two.folds(900) || !two.folds(390) || !three.folds(900) {
		t.Error("wrong bars fold")
	}
	window(t, three, 800, 400)
	low := three.HeightFor(800)
	test.Tap(three.fold)
	if three.HeightFor(800) <= low || three.bars[2].Hidden {
		t.Error("the bar did not unfold")
	}
	if NewStopBars("", "").HeightFor(800) != 0 {
		t.Error("nobody to avoid takes room")
	}
}

func TestAButtonCanBeGivenAnotherMeaning(t *testing.T) {
	test.NewTempApp(t)
	did := ""
	b := NewButton("Same code", "", Outline, nil)
	test.Tap(b)
	b.OnTapped(func() { did = "second" })
	test.Tap(b)
	if did != "second" {
		t.Errorf("it did %q", did)
	}
}
