package part

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestTouchIsOneTarget(t *testing.T) {
	newApp(t)
	n := 0
	o := NewTouch(NewWrap("A text", Body), func() { n++ })
	window(t, o, 300, 60)
	test.Tap(o)
	if n != 1 {
		t.Errorf("tapped %d times, want once", n)
	}
	if m := o.MinSize(); m.Height < 48 || m.Width < 48 {
		t.Errorf("target is %v", m)
	}
}

func TestCheckRowTellsEachTurn(t *testing.T) {
	newApp(t)
	var told []bool
	c := NewCheckRow("Photos", "until 31 Dec 2036", func(on bool) { told = append(told, on) })
	window(t, c, 400, 64)
	c.SetOn(true)
	test.Tap(c)
	test.Tap(c)
	if len(told) != 2 || told[0] || !told[1] || !c.On() {
		t.Errorf("told %v, on %v", told, c.On())
	}
}

func TestPicksTakesBack(t *testing.T) {
	newApp(t)
	var told []string
	p := NewPicks(func(key string) { told = append(told, key) }, FilterItem{Key: "red", Word: "red", Count: -1}, FilterItem{Key: "blue", Word: "blue", Count: -1})
	window(t, p, 120, 200)
	test.Tap(p.chips[0])
	test.Tap(p.chips[1])
	if p.Picked() != "blue" || p.chips[0].on {
		t.Errorf("picked %q, first on %v", p.Picked(), p.chips[0].on)
	}
	test.Tap(p.chips[1])
	if p.Picked() != "" || len(told) != 3 || told[2] != "" {
		t.Errorf("picked %q, told %v", p.Picked(), told)
	}
	if one, two := HeightFor(p, 400), HeightFor(p, 120); two <= one {
		t.Errorf("two lines are %v high, one is %v", two, one)
	}
}

func TestInkIsShownAgain(t *testing.T) {
	newApp(t)
	p := NewInkPad("", "Clear")
	told := 0
	p.OnChange = func() { told++ }
	p.SetStrokes([]Stroke{{Points: []Point{{10, 20, 0}, {60, 40, 250}}}}, 400, 200)
	if w, h := p.PadSize(); p.Empty() || w != 400 || h != 200 || told != 0 {
		t.Errorf("empty %v, pad %v by %v, told %d", p.Empty(), w, h, told)
	}
	p.Clear()
	if !p.Empty() || told != 1 {
		t.Errorf("empty %v, told %d", p.Empty(), told)
	}
}

func TestThreeOptionsStandInALineWhereTheyFit(t *testing.T) {
	newApp(t)
	c := NewChoice(nil, "No", "Yes, and agrees", "Yes, must sign as well")
	window(t, c, 700, 64)
	even, sum := c.fullWidth(), float32(2*choiceGap)
	for _, o := range c.options {
		sum += o.natural().Width
	}
	if one := HeightFor(c, sum); one != HeightFor(c, even) {
		t.Errorf("at %v, which all need together, it is %v high", sum, one)
	}
	if HeightFor(c, sum-8) <= HeightFor(c, even) {
		t.Error("options without room do not stand one under the other")
	}
	c.Resize(fyne.NewSize(sum, 64))
	for i, o := range c.options {
		if o.Size().Width+1 < o.natural().Width {
			t.Errorf("option %d is cut: %v", i, o.Size().Width)
		}
	}
}
