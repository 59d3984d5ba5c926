package part

import (
	"image"
	"image/color"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/test"
)

func TestFieldErrorAndKeys(t *testing.T) {
	newApp(t)
	var typed, sent string
	f := NewField(FieldOptions{Label: "Your name", OnChanged: func(s string) { typed = s }, OnSubmitted: func(s string) { sent = s }})
	w := window(t, f, 400, 200)
	low := f.HeightFor(400)
	w.Canvas().Focus(f.Focusable())
	test.Type(f.Focusable(), "Åse")
	f.entry.TypedKey(key(fyne.KeyReturn))
	if typed != "Åse" || sent != "Åse" || f.Text() != "Åse" || !f.entry.focused {
		t.Errorf("typed %q, sent %q, text %q", typed, sent, f.Text())
	}
	f.SetError("One letter is wrong.")
	if f.HeightFor(400) <= low {
		t.Error("no room for the error")
	}
	f.SetError("")
	if f.HeightFor(400) != low {
		t.Error("the error leaves room behind")
	}
	w.Canvas().Unfocus()
	f.Tapped(nil)
	if w.Canvas().Focused() != f.Focusable() {
		t.Error("a tap on the edge does not put the cursor in")
	}
}

func TestFieldHeights(t *testing.T) {
	newApp(t)
	if h := NewField(FieldOptions{}).HeightFor(300); h != 64 {
		t.Errorf("a participant's field is %v high", h)
	}
	if h := NewSearch("", nil).HeightFor(300); h != 56 {
		t.Errorf("a field of the crew is %v high", h)
	}
}

func TestNumberField(t *testing.T) {
	newApp(t)
	for _, c := range []struct {
		typed, text string
		value       int
		ok          bool
	}{{"2009", "2009", 2009, true}, {"20x09", "2009", 2009, true}, {"20091", "2009", 2009, true}, {"1850", "1850", 1850, false}, {"", "", 0, false}, {"æ", "", 0, false}} {
		n := NewNumberField(FieldOptions{}, 1900, 2026)
		n.SetText(c.typed)
		v, ok := n.Value()
		if n.Text() != c.text || v != c.value || ok != c.ok {
			t.Errorf("%q: text %q, value %d %v", c.typed, n.Text(), v, ok)
		}
		if n.entry.Keyboard() != mobile.NumberKeyboard {
			t.Error("the keyboard has letters")
		}
	}
}

func TestHoldButton(t *testing.T) {
	newApp(t)
	held, stopped := 0, 0
	var tick func(float32)
	h := NewHoldButton("Hold", "touch_app", func() { held++ })
	h.Run = func(f func(float32)) func() { tick = f; return func() { stopped++ } }
	window(t, h, 300, 72)
	h.MouseDown(nil)
	tick(0.9)
	h.MouseUp(nil)
	tick(1)
	if held != 0 || stopped != 1 || h.share != 0 {
		t.Errorf("let go early: held %d, stopped %d, share %v", held, stopped, h.share)
	}
	h.KeyDown(key(fyne.KeySpace))
	h.KeyDown(key(fyne.KeySpace)) // keys repeat while held
	tick(0.5)
	tick(1)
	h.KeyUp(key(fyne.KeySpace))
	if held != 1 || stopped != 2 {
		t.Errorf("held %d, stopped %d", held, stopped)
	}
	test.Tap(h)
	if held != 1 {
		t.Error("a tap counts as holding")
	}
}

func TestDialog(t *testing.T) {
	newApp(t)
	base := NewButton("x", "", Main, func() {})
	w := window(t, base, 1000, 700)
	cancelled, kept := 0, 0
	d := &Dialog{Title: "Birgit is not to be filmed", Sentence: "She took it back.", OnCancel: func() { cancelled++ }}
	d.Actions = []*Button{NewButton("Keep her out", "", Main, func() { kept++; d.Hide() })}
	open := func() {
		d.Show(base)
		if w.Canvas().Overlays().Top() == nil || !d.Shown() {
			t.Fatal("the dialog is not there")
		}
	}
	open()
	pos, size := d.layer.spot(fyne.NewSize(1000, 700))
	test.TapAt(d.layer, pos.AddXY(20, size.Height/2))
	if !d.Shown() {
		t.Error("a tap inside closed the dialog")
	}
	test.TapAt(d.layer, fyne.NewPos(5, 5))
	if d.Shown() || cancelled != 1 {
		t.Error("a tap outside did not cancel")
	}
	open()
	d.layer.TypedKey(key(fyne.KeyEscape))
	if d.Shown() || cancelled != 2 {
		t.Error("Escape did not cancel")
	}
	open()
	test.Tap(d.Actions[0])
	if d.Shown() || kept != 1 || cancelled != 2 {
		t.Error("the action did not close the dialog")
	}
	d.Firm = true
	open()
	test.TapAt(d.layer, fyne.NewPos(5, 5))
	if !d.Shown() {
		t.Error("a firm dialog was cancelled")
	}
}

func TestDialogRisesFromTheEdgeOfAPhone(t *testing.T) {
	newApp(t)
	l := newDialogLayer(sampleDialog())
	l.Resize(fyne.NewSize(390, 844))
	pos, size := l.spot(fyne.NewSize(390, 844))
	if size.Width != 390 || pos.Y+size.Height != 844 {
		t.Errorf("at %v, %v large", pos, size)
	}
	if _, size = l.spot(fyne.NewSize(1280, 800)); size.Width != 660 {
		t.Errorf("%v wide on a tablet", size.Width)
	}
}

func TestToast(t *testing.T) {
	newApp(t)
	var later []func()
	s := NewStage(Space())
	s.After = func(d time.Duration, f func()) {
		if d != ToastTime {
			t.Errorf("stays %v", d)
		}
		later = append(later, f)
	}
	window(t, s, 800, 600)
	undone := 0
	s.Toast("Hassan is off camera", "Undo", func() { undone++ })
	s.Toast("Mette is off camera", "Undo", func() { undone++ })
	later[0]()
	if s.toast.Hidden {
		t.Error("the time of the first toast took the second away")
	}
	if w := s.toast.Size(); w.Height != 64 || w.Width < 340 || w.Width > 420 {
		t.Errorf("a toast is %v", w)
	}
	test.Tap(s.toast.action)
	if !s.toast.Hidden || undone != 1 {
		t.Errorf("hidden %v, undone %d", s.toast.Hidden, undone)
	}
	s.Toast("again", "", nil)
	later[2]()
	if !s.toast.Hidden {
		t.Error("the toast stays for ever")
	}
}

func TestGridMakesOnlyWhatIsSeen(t *testing.T) {
	newApp(t)
	made, n := 0, 100000
	seen := map[int]bool{}
	g := NewGrid(248, ThumbHeight, func() int { return n }, func() fyne.CanvasObject { made++; return NewThumb() },
		func(i int, o fyne.CanvasObject) { seen[i] = true; o.(*Thumb).Set(ThumbData{Name: "x"}) })
	window(t, g, 1112, 600)
	if _, _, cols := g.measure(); cols != 4 {
		t.Errorf("%d columns, want 4", cols)
	}
	g.ScrollTo(50000)
	g.ScrollTo(n - 1)
	g.ScrollTo(n)
	if !seen[n-1] || !seen[50000] || made > 40 {
		t.Errorf("%d cells made for a view of twelve", made)
	}
	n = 3
	g.Reload()
	if len(g.cells) > 3 {
		t.Errorf("%d cells for three clips", len(g.cells))
	}
}

func TestListKeysMoveFocus(t *testing.T) {
	newApp(t)
	picked := -1
	l := NewList(72, func() int { return 500 }, func() fyne.CanvasObject { return NewRow(nil, "", "", nil, func() {}) },
		func(i int, o fyne.CanvasObject) { o.(*Row).OnTapped(func() { picked = i }) })
	w := window(t, l, 400, 400)
	w.Canvas().Focus(l.cells[0].(*Row))
	press := func(k fyne.KeyName) { w.Canvas().Focused().TypedKey(key(k)) }
	press(fyne.KeyUp)
	for range 9 {
		press(fyne.KeyDown)
	}
	press(fyne.KeyReturn)
	if picked != 9 {
		t.Errorf("picked %d, want 9", picked)
	}
	press(fyne.KeyEnd)
	press(fyne.KeyReturn)
	if picked != 499 {
		t.Errorf("picked %d, want the last", picked)
	}
}

func TestQRModulesAreWholePixels(t *testing.T) {
	code := [][]bool{{true, false, true}, {false, true, false}, {true, true, true}}
	img := drawModules(code, 100, 90)
	step := 90 / (3 + 2*quiet)
	left, top := (100-3*step)/2, (90-3*step)/2
	for y := range 90 {
		for x := range 100 {
			mx, my := (x-left)/step, (y-top)/step
			black := x >= left && y >= top && mx < 3 && my < 3 && code[my][mx]
			if got := img.At(x, y) == (color.Gray{}); got != black {
				t.Fatalf("pixel %d,%d black %v, want %v", x, y, got, black)
			}
		}
	}
	drawModules(code, 2, 2)
	drawModules(nil, 10, 10)
}

func TestRangeBar(t *testing.T) {
	newApp(t)
	var span int
	var from, to float32 = -1, -1
	r := NewRangeBar(Span{0.2, 0.6, OK, "Seen", false}, Span{0, 1, Unknown, "On camera", true})
	r.OnChange = func(i int, a, b float32) { span, from, to = i, a, b }
	tapped := float32(-1)
	r.OnTap = func(s float32) { tapped = s }
	window(t, r, 1000, 60)
	move := func(x, dx float32) {
		r.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 30)}, Dragged: fyne.NewDelta(dx, 0)})
	}
	move(610, 5)
	move(700, 90)
	r.DragEnd()
	if span != 0 || from != 0.2 || to != 0.7 {
		t.Errorf("span %d from %v to %v", span, from, to)
	}
	move(705, 5)
	move(-500, -1200)
	r.DragEnd()
	if s := r.Spans()[0]; s.To < s.From {
		t.Errorf("the ends crossed: %v", s)
	}
	test.TapAt(r, fyne.NewPos(250, 30))
	if tapped != 0.25 {
		t.Errorf("tapped at %v", tapped)
	}
}

func TestRangeBarByKeys(t *testing.T) {
	newApp(t)
	r := NewRangeBar(Span{0.2, 0.6, OK, "Seen", false})
	window(t, r, 1000, 60)
	r.TypedKey(key(fyne.KeyRight))
	r.TypedKey(key(fyne.KeyDown))
	r.TypedKey(key(fyne.KeyLeft))
	if s := r.Spans()[0]; s.From < 0.205 || s.To > 0.595 {
		t.Errorf("keys moved the ends to %v and %v", s.From, s.To)
	}
}

func TestTile(t *testing.T) {
	newApp(t)
	taps, longs := 0, 0
	tile := NewTile(TileData{Name: "Karen", On: true, Status: OK}, func() { taps++ }, func() { longs++ })
	window(t, tile, 260, 124)
	test.Tap(tile)
	test.TapSecondary(tile)
	if taps != 1 || longs != 1 || tile.MinSize().Height != 124 {
		t.Errorf("taps %d, long presses %d, height %v", taps, longs, tile.MinSize().Height)
	}
	tile.Set(TileData{Name: "Karen", Status: OK})
	if tile.MinSize().Height != 80 {
		t.Errorf("not on camera it is %v high", tile.MinSize().Height)
	}
	tile.Set(TileData{Name: "Birgit", On: true, Against: true})
	if tile.look().fill != Stop.Solid() {
		t.Error("on camera against a no is not solid red")
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Karen Holm Lauritsen": "KL", "østen": "Ø", "": "", "  ": "", "åse ærø": "ÅÆ"} {
		if got := Initials(name); got != want {
			t.Errorf("%q has initials %q, want %q", name, got, want)
		}
	}
}

func TestPictureCoversAndIsRound(t *testing.T) {
	newApp(t)
	src := image.NewNRGBA(image.Rect(0, 0, 40, 20))
	for i := range src.Pix {
		src.Pix[i] = 0xFF
	}
	p := NewPicture(src, "movie", 10)
	p.Resize(fyne.NewSize(100, 60))
	img := p.render(100, 60)
	alpha := func(x, y int) uint32 { _, _, _, a := img.At(x, y).RGBA(); return a }
	for _, c := range []image.Point{{0, 0}, {99, 0}, {0, 59}, {99, 59}} {
		if alpha(c.X, c.Y) != 0 {
			t.Errorf("corner %v is not round", c)
		}
	}
	if alpha(50, 30) != 0xFFFF || alpha(50, 0) != 0xFFFF || alpha(0, 30) != 0xFFFF {
		t.Error("the picture does not cover its room")
	}
	if got := cover(image.Rect(0, 0, 40, 20), 10, 10); got != image.Rect(10, 0, 30, 20) {
		t.Errorf("cover takes %v", got)
	}
}
