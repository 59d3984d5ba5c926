package part

import (
	"image"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"pgregory.net/rapid"
)

func newPad(t *testing.T, w, h float32) (*InkPad, *time.Time) {
	t.Helper()
	newApp(t)
	now := time.Date(2026, 5, 12, 14, 2, 0, 0, time.UTC)
	p := NewInkPad("Karen Holm", "Clear")
	p.Now = func() time.Time { return now }
	p.Resize(fyne.NewSize(w, h))
	return p, &now
}

func drag(p *InkPad, x, y float32) {
	p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
}

func down(p *InkPad, x, y float32) {
	p.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary})
}

func touch(id int, x, y float32) *mobile.TouchEvent {
	return &mobile.TouchEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, ID: id}
}

func TestInkByMouse(t *testing.T) {
	p, now := newPad(t, 600, 320)
	changes := 0
	p.OnChange = func() { changes++ }
	down(p, 100, 100)
	*now = now.Add(20 * time.Millisecond)
	drag(p, 110, 90)
	drag(p, 110, 90)
	*now = now.Add(20 * time.Millisecond)
	drag(p, 130, 80)
	p.DragEnd()
	p.MouseUp(nil)
	if len(p.Strokes()) != 1 || changes != 1 {
		t.Fatalf("%d strokes, %d changes", len(p.Strokes()), changes)
	}
	want := []Point{{100, 100, 0}, {110, 90, 20}, {130, 80, 40}}
	for i, q := range p.Strokes()[0].Points {
		if q != want[i] {
			t.Errorf("point %d is %v, want %v", i, q, want[i])
		}
	}
	if w, h := p.PadSize(); w != 600 || h != 320 {
		t.Errorf("pad is %v × %v", w, h)
	}
}

func TestInkDotByClick(t *testing.T) {
	p, _ := newPad(t, 600, 320)
	down(p, 50, 60)
	p.MouseUp(nil)
	if p.Empty() || len(p.Strokes()[0].Points) != 1 {
		t.Errorf("strokes %v", p.Strokes())
	}
}

func TestInkByTouchCountsEachPointOnce(t *testing.T) {
	p, _ := newPad(t, 600, 320)
	p.TouchDown(touch(1, 10, 10))
	p.TouchDown(touch(2, 300, 300)) // a palm
	for i := range 5 {
		x := float32(20 + 10*i)
		p.TouchMoved(touch(1, x, 20))
		p.TouchMoved(touch(2, 300, x))
		drag(p, x, 20) // Fyne says the same again once the finger has moved far enough
	}
	p.DragEnd()
	p.TouchUp(touch(2, 300, 300))
	p.TouchMoved(touch(1, 90, 20))
	p.TouchUp(touch(1, 90, 20))
	if len(p.Strokes()) != 1 || len(p.Strokes()[0].Points) != 7 {
		t.Errorf("strokes %v", p.Strokes())
	}
}

func TestInkKeepsPadWhenResized(t *testing.T) {
	p, _ := newPad(t, 600, 300)
	down(p, 300, 150)
	p.MouseUp(nil)
	p.Resize(fyne.NewSize(300, 150))
	down(p, 150, 75)
	p.MouseUp(nil)
	if w, h := p.PadSize(); w != 600 || h != 300 {
		t.Errorf("pad became %v × %v", w, h)
	}
	a, b := p.Strokes()[0].Points[0], p.Strokes()[1].Points[0]
	if a.X != b.X || a.Y != b.Y {
		t.Errorf("the middle was %v, and after resizing it is %v", a, b)
	}
	p.Clear()
	if w, _ := p.PadSize(); !p.Empty() || w != 0 {
		t.Error("Clear left something")
	}
}

func TestInkStaysOnPad(t *testing.T) {
	p, _ := newPad(t, 600, 320)
	rapid.Check(t, func(rt *rapid.T) {
		p.Clear()
		down(p, 10, 10)
		for range rapid.IntRange(1, 30).Draw(rt, "moves") {
			drag(p, rapid.Float32Range(-2000, 2000).Draw(rt, "x"), rapid.Float32Range(-2000, 2000).Draw(rt, "y"))
		}
		p.DragEnd()
		for _, q := range p.Strokes()[0].Points {
			if q.X < 0 || q.X > 600 || q.Y < 0 || q.Y > 320 {
				rt.Fatalf("%v lies outside", q)
			}
		}
	})
}

func TestInkHasAnEnd(t *testing.T) {
	p, _ := newPad(t, 600, 320)
	down(p, 0, 0)
	for i := range maxPoints + 500 {
		drag(p, float32(i%600), float32(i/600%320))
	}
	p.DragEnd()
	if n := len(p.Strokes()[0].Points); n != maxPoints {
		t.Errorf("%d points kept, want %d", n, maxPoints)
	}
}

func TestInkWidth(t *testing.T) {
	slow := []Point{{0, 0, 0}, {1, 0, 100}, {2, 0, 200}, {3, 0, 300}, {4, 0, 400}, {5, 0, 500}, {6, 0, 600}, {7, 0, 700}}
	fast := []Point{{0, 0, 0}, {50, 0, 10}, {100, 0, 20}, {150, 0, 30}, {200, 0, 40}, {250, 0, 50}, {300, 0, 60}, {350, 0, 70}}
	s, f := radii(slow), radii(fast)
	if s[7] <= f[7] {
		t.Errorf("slow ink is %v wide, fast ink %v", 2*s[7], 2*f[7])
	}
	for _, r := range append(s, f...) {
		if 2*r < inkThin || 2*r > inkThick {
			t.Errorf("ink is %v wide", 2*r)
		}
	}
}

func TestDrawInk(t *testing.T) {
	strokes := []Stroke{{Points: []Point{{100, 100, 0}, {200, 110, 80}, {300, 100, 160}}}, {Points: []Point{{400, 50, 0}}}}
	img := DrawInk(strokes, 600, 300, 300, 150)
	for _, c := range []struct {
		at   image.Point
		dark bool
	}{{image.Pt(100, 53), true}, {image.Pt(200, 25), true}, {image.Pt(20, 20), false}} {
		if _, _, _, a := img.At(c.at.X, c.at.Y).RGBA(); (a > 0x8000) != c.dark {
			t.Errorf("at %v the ink covers %x", c.at, a)
		}
	}
	DrawInk(nil, 600, 300, 10, 10)
	DrawInk(strokes, 0, 0, 10, 10)
}
