package part

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// ToastTime is how long a toast stays.
const ToastTime = 10 * time.Second

// Stage shows a screen with toasts over its lower left corner. A toast says what was done and offers to undo it; it must not lie over the
// main action, so a screen whose main action is at the bottom sets [Stage.SetFoot].
type Stage struct {
	base

	// After calls f on Fyne's goroutine after d; nil means the clock of the machine.
	After func(d time.Duration, f func())
	// OnTouch is told when a person taps a part or types, also in a dialog over the stage; it must be quick.
	OnTouch func()
	// Still keeps what opens over the stage from moving, for who asked for less motion.
	Still bool

	content fyne.CanvasObject
	toast   *toast
	foot    float32
	shows   int
}

// NewStage returns a stage with a screen on it.
func NewStage(content fyne.CanvasObject) *Stage {
	s := &Stage{content: content, toast: newToast()}
	s.toast.Hide()
	s.ExtendBaseWidget(s)
	return s
}

// SetContent shows another screen.
func (s *Stage) SetContent(o fyne.CanvasObject) {
	s.content = o
	Adopt(s, o)
	s.Refresh()
}

// SetFoot keeps toasts so far above the lower edge.
func (s *Stage) SetFoot(height float32) { s.foot = height; s.Refresh() }

// Toast says what was done, with one action, for [ToastTime]. A new toast takes the place of the old one.
func (s *Stage) Toast(words, action string, tapped func()) {
	s.shows++
	n := s.shows
	s.toast.set(words, action, func() {
		s.HideToast()
		if tapped != nil {
			tapped()
		}
	})
	s.toast.Show()
	s.Refresh()
	s.after(ToastTime, func() {
		if s.shows == n {
			s.HideToast()
		}
	})
}

// HideToast takes the toast away.
func (s *Stage) HideToast() { s.toast.Hide(); s.Refresh() }

func (s *Stage) after(d time.Duration, f func()) {
	if s.After != nil {
		s.After(d, f)
		return
	}
	time.AfterFunc(d, func() { fyne.Do(f) })
}

// HeightFor returns the height of the screen at a width.
func (s *Stage) HeightFor(width float32) float32 { return HeightFor(s.content, width) }

// CreateRenderer is called by Fyne.
func (s *Stage) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{of: s, objects: []fyne.CanvasObject{s.content, s.toast}}
	d.min = func() fyne.Size { return s.content.MinSize() }
	d.place = func(size fyne.Size) {
		d.objects[0] = s.content
		put(s.content, 0, 0, size.Width, size.Height)
		side := ClassOf(size.Width).Padding()
		w := min(size.Width-2*side, max(340, min(420, s.toast.MinSize().Width)))
		put(s.toast, side, size.Height-s.foot-24-64, w, 64)
	}
	return ready(d)
}

// toast is the white bar, the same in both themes.
type toast struct {
	base

	words  *Text
	action *surface
	link   *Text
}

func newToast() *toast {
	t := &toast{words: NewCutText("", Body.In(ColorOnToast)), link: NewText("", Strong.In(ColorToastLink))}
	t.action = &surface{content: Center(t.link), least: fyne.NewSize(48, 48), pad: padLayout{0, 12, 0, 12}}
	t.action.look = func() look { return look{radius: 12, mixed: ColorToastLink, ringInside: true} }
	t.action.extend(t.action)
	t.ExtendBaseWidget(t)
	return t
}

func (t *toast) set(words, action string, tapped func()) {
	t.words.SetText(words)
	t.link.SetText(action)
	t.action.Hidden = action == ""
	t.action.act = tapped
	t.Refresh()
}

// Tapped swallows taps, so that nothing below the toast is hit by mistake.
func (t *toast) Tapped(*fyne.PointEvent) {}

// CreateRenderer is called by Fyne.
func (t *toast) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.Transparent)
	d := &drawing{of: t, objects: []fyne.CanvasObject{ground, t.words, t.action}}
	d.min = func() fyne.Size {
		return fyne.NewSize(20+t.words.fullWidth()+Gap16+t.action.fullWidth()+Gap12, 64)
	}
	d.paint = func() {
		ground.FillColor, ground.CornerRadius, ground.Shadow = colour(t, ColorToast), 14, shadow()
		ground.Refresh()
	}
	d.place = func(s fyne.Size) {
		w := t.action.fullWidth()
		put(ground, 0, 0, s.Width, s.Height)
		put(t.words, 20, 0, max(0, s.Width-w-20-Gap12-Gap8), s.Height)
		put(t.action, s.Width-w-Gap12, 8, w, s.Height-16)
		relayout(t.action.content)
	}
	return ready(d)
}
