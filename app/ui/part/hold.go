package part

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
)

// HoldTime is how long a [HoldButton] is held.
const HoldTime = 2 * time.Second

// HoldButton is pressed and held for two seconds, with finger, mouse, Space or Enter: a way to sign for those who cannot draw.
// Letting go early does nothing.
type HoldButton struct {
	surface

	// OnHeld is told when the button was held long enough.
	OnHeld func()
	// Run calls tick with the share of [HoldTime] that has passed, on Fyne's goroutine, until it is 1 or stop is called. Nil means the
	// clock of the machine.
	Run func(tick func(share float32)) (stop func())

	label *Text
	bar   *canvas.Rectangle
	share float32
	stop  func()
}

var _ desktop.Keyable = (*HoldButton)(nil)

// NewHoldButton returns a button 72 high.
func NewHoldButton(word, icon string, onHeld func()) *HoldButton {
	h := &HoldButton{OnHeld: onHeld, label: NewText(word, ReadBold), bar: canvas.NewRectangle(color.Transparent)}
	words := Center(Line(Gap12, NewIcon(icon, 28, ColorText), h.label))
	h.content = container.NewWithoutLayout(h.bar, words)
	h.content.(*fyne.Container).Layout = &holdLayout{h}
	h.least = fyne.NewSize(160, 72)
	h.act = func() {} // reached by Tab; a tap alone does nothing
	h.look = func() look { return look{edge: ColorEdge, width: 2, radius: 12, pressed: ColorNone} }
	h.before = func() { h.bar.FillColor, h.bar.CornerRadius = colour(h, ColorSoft), 10 }
	h.extend(h)
	return h
}

// MouseDown is called by Fyne.
func (h *HoldButton) MouseDown(*desktop.MouseEvent) { h.begin() }

// MouseUp is called by Fyne.
func (h *HoldButton) MouseUp(*desktop.MouseEvent) { h.letGo() }

// MouseIn is called by Fyne.
func (h *HoldButton) MouseIn(*desktop.MouseEvent) {}

// MouseMoved is called by Fyne.
func (h *HoldButton) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne: sliding off is letting go.
func (h *HoldButton) MouseOut() { h.letGo() }

// TouchDown is called by Fyne.
func (h *HoldButton) TouchDown(*mobile.TouchEvent) { h.begin() }

// TouchUp is called by Fyne.
func (h *HoldButton) TouchUp(*mobile.TouchEvent) { h.letGo() }

// TouchCancel is called by Fyne.
func (h *HoldButton) TouchCancel(*mobile.TouchEvent) { h.letGo() }

// KeyDown is called by Fyne.
func (h *HoldButton) KeyDown(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace || e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		h.begin()
	}
}

// KeyUp is called by Fyne.
func (h *HoldButton) KeyUp(*fyne.KeyEvent) { h.letGo() }

// FocusLost is called by Fyne.
func (h *HoldButton) FocusLost() {
	h.letGo()
	h.surface.FocusLost()
}

func (h *HoldButton) begin() {
	if h.stop != nil {
		return
	}
	h.stop = func() {} // until the clock runs: it may tick at once
	run := h.Run
	if run == nil {
		run = runClock
	}
	stop := run(h.tick)
	if h.stop != nil {
		h.stop = stop
	}
}

func (h *HoldButton) tick(share float32) {
	if h.stop == nil {
		return
	}
	h.share = share
	h.Refresh()
	if share >= 1 {
		h.letGo()
		if h.OnHeld != nil {
			h.OnHeld()
		}
	}
}

func (h *HoldButton) letGo() {
	if h.stop == nil {
		return
	}
	h.stop()
	h.stop, h.share = nil, 0
	h.Refresh()
}

// runClock ticks about thirty times a second.
func runClock(tick func(share float32)) (stop func()) {
	done, began := make(chan struct{}), time.Now()
	go func() {
		t := time.NewTicker(33 * time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-done:
				return
			case now := <-t.C:
				share := float32(now.Sub(began)) / float32(HoldTime)
				fyne.Do(func() { tick(min(1, share)) })
				if share >= 1 {
					return
				}
			}
		}
	}()
	return func() { close(done) }
}

type holdLayout struct{ h *HoldButton }

func (l *holdLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[1].MinSize().AddWidthHeight(2*Gap24, 0)
}

func (l *holdLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	put(o[0], 2, 2, max(0, (s.Width-4)*l.h.share), s.Height-4)
	put(o[1], Gap24, 0, max(0, s.Width-2*Gap24), s.Height)
}
