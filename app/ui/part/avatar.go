package part

import (
	"image"
	"image/color"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Avatar is a round sign for a person: the small face, or initials, or an icon (clothing) for somebody without a name.
type Avatar struct {
	base

	size     float32
	initials string
	face     image.Image
	icon     string
	badge    *Status
	fill     fyne.ThemeColorName
	words    fyne.ThemeColorName
	under    fyne.ThemeColorName // what the avatar stands on: the ring around the badge
}

// NewAvatar returns an avatar of 40, 44, 48, 52, 64 or 88 with initials.
func NewAvatar(initials string, size float32) *Avatar {
	a := &Avatar{initials: initials, size: size, fill: ColorAvatar, words: ColorText, under: ColorCard}
	a.ExtendBaseWidget(a)
	return a
}

// NewIconDisc returns an icon on a round ground of 44: the left of a row on Today.
func NewIconDisc(icon string, s Status) *Avatar {
	a := NewAvatar("", 44)
	a.icon, a.fill, a.words = icon, s.Soft(), s.Word()
	return a
}

// Initials returns the first letters of the first and the last word of a name, in capitals.
func Initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	first := func(w string) string { return string(unicode.ToUpper([]rune(w)[0])) }
	if len(words) == 1 {
		return first(words[0])
	}
	return first(words[0]) + first(words[len(words)-1])
}

// SetInitials shows initials.
func (a *Avatar) SetInitials(s string) { a.initials, a.icon = s, ""; a.Refresh() }

// SetIcon shows an icon in place of initials and face; "" takes it away.
func (a *Avatar) SetIcon(name string) { a.icon = name; a.Refresh() }

// SetIconDisc changes icon and status colours of an icon disc.
func (a *Avatar) SetIconDisc(icon string, s Status) {
	a.icon, a.fill, a.words = icon, s.Soft(), s.Word()
	a.Refresh()
}

// SetFace shows a small picture; nil goes back to initials.
func (a *Avatar) SetFace(img image.Image) { a.face = img; a.Refresh() }

// SetBadge shows the shape of a status at the lower right.
func (a *Avatar) SetBadge(s Status) *Avatar { a.badge = &s; a.Refresh(); return a }

// ClearBadge takes the badge away.
func (a *Avatar) ClearBadge() { a.badge = nil; a.Refresh() }

// On tells what the avatar stands on, for the ring around its badge.
func (a *Avatar) On(c fyne.ThemeColorName) *Avatar { a.under = c; a.Refresh(); return a }

// Colors gives the disc and its initials other colours, such as white on red.
func (a *Avatar) Colors(fill, words fyne.ThemeColorName) *Avatar {
	a.fill, a.words = fill, words
	a.Refresh()
	return a
}

// CreateRenderer is called by Fyne.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	disc, face, back := canvas.NewCircle(color.Transparent), &canvas.Image{FillMode: canvas.ImageFillCover}, canvas.NewCircle(color.Transparent)
	label, icon, badge := canvas.NewText("", nil), NewIcon("", a.size*0.55, a.words), NewIcon("", max(20, 0.42*a.size), a.words)
	label.TextStyle, label.Alignment = Strong.fyne(), fyne.TextAlignCenter
	d := &drawing{of: a, objects: []fyne.CanvasObject{disc, label, icon, face, back, badge}}
	d.min = func() fyne.Size { return fyne.NewSquareSize(a.size) }
	d.paint = func() {
		disc.FillColor, back.FillColor = colour(a, a.fill), colour(a, a.under)
		face.Image, face.CornerRadius = a.face, a.size/2
		face.Hidden = a.face == nil || a.icon != ""
		icon.Set(a.icon, a.words)
		icon.Hidden = a.icon == ""
		label.Text, label.TextSize, label.Color = a.initials, a.size*0.36, colour(a, a.words)
		label.Hidden = a.icon != ""
		a.paintBadge(badge, back)
		for _, o := range []fyne.CanvasObject{disc, label, face, back} {
			o.Refresh()
		}
	}
	d.place = func(s fyne.Size) {
		x, y := (s.Width-a.size)/2, (s.Height-a.size)/2
		put(disc, x, y, a.size, a.size)
		put(face, x, y, a.size, a.size)
		put(icon, x, y, a.size, a.size)
		h := label.MinSize().Height
		put(label, x, y+(a.size-h)/2-rise(label.TextSize), a.size, h)
		b := badge.size
		put(back, x+a.size-b+2, y+a.size-b+2, b+4, b+4)
		put(badge, x+a.size-b+4, y+a.size-b+4, b, b)
	}
	return ready(d)
}

func (a *Avatar) paintBadge(badge *Icon, back *canvas.Circle) {
	badge.Hidden, back.Hidden = a.badge == nil, a.badge == nil
	if a.badge != nil {
		badge.SetStatus(*a.badge)
	}
}
