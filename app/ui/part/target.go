package part

import "fyne.io/fyne/v2"

// Target is any content that can be tapped: a line of facts that opens where they are changed. It has no ground of its own.
type Target struct {
	surface
}

// NewTarget returns content as a target at least 48 high.
func NewTarget(content fyne.CanvasObject, tapped func()) *Target {
	t := &Target{}
	t.content, t.act = content, tapped
	t.least = fyne.NewSize(48, 48)
	t.look = func() look { return look{radius: 12, mixed: ColorText} }
	t.extend(t)
	return t
}

// SetHeight sets the height: at least 48.
func (t *Target) SetHeight(h float32) *Target { t.least.Height = h; t.Refresh(); return t }

// Inset gives room at both sides of the content, within the target.
func (t *Target) Inset(side float32) *Target {
	t.pad = padLayout{0, side, 0, side}
	t.Refresh()
	return t
}
