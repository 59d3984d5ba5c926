package part

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestStageHearsPeople(t *testing.T) {
	newApp(t)
	b, f := NewButton("Sign", "", Main, func() {}), NewField(FieldOptions{Label: "Name"})
	s := NewStage(Column(Gap8, b, f))
	w := test.NewTempWindow(t, s)
	w.Resize(fyne.NewSize(400, 300))
	touches, left := 0, 0
	s.OnTouch = func() { touches++ }
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			left++
		}
	})
	for i, touch := range []func(){
		func() { test.Tap(b) },
		func() { test.Type(f.Focusable(), "K") },
		func() { b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) },
		func() { f.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) },
	} {
		before := touches
		if touch(); touches == before {
			t.Errorf("touch %d was not heard", i)
		}
	}
	if left != 2 {
		t.Errorf("Escape reached the window %d times, want 2", left)
	}
	if f.Text() != "K" {
		t.Errorf("the field holds %q", f.Text())
	}
}
