package part

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// ThumbData is what the card of a clip shows.
type ThumbData struct {
	Picture  image.Image // nil: a placeholder
	Duration string
	Name     string
	Status   Status
	Word     string
	People   []string // initials, of which three are shown
	Chosen   bool
	Safe     string // icon of where the clip is, or ""
}

// Thumb is a clip in the grid: picture with duration, name, who is in it, state. Chosen ones have an accent edge of 3 and a check.
// Cards are reused while scrolling: [Thumb.Set] shows everything anew.
type Thumb struct {
	surface

	data    ThumbData
	picture *Picture
	length  *lengthBadge
	check   *checkBadge
	name    *Text
	pill    *Pill
	safe    *Icon
	people  [3]*Avatar
}

// ThumbHeight is the height of a [Thumb] as wide as width: the picture is twice as wide as high.
func ThumbHeight(width float32) float32 { return width/2 + 102 }

// NewThumb returns an empty card.
func NewThumb() *Thumb {
	t := &Thumb{picture: NewPicture(nil, "movie", 0), length: &lengthBadge{}, check: &checkBadge{}}
	t.picture.top = 15
	t.length.ExtendBaseWidget(t.length)
	t.check.ExtendBaseWidget(t.check)
	t.name, t.pill = NewCutText("", Code), NewPill(Unknown, "")
	t.safe = NewIcon("", 20, ColorText2)
	faces := []fyne.CanvasObject{}
	for i := range t.people {
		t.people[i] = NewAvatar("", 32)
		faces = append(faces, t.people[i])
	}
	below := Column(8, Fixed(Line(Gap8, Grow(t.name), Line(Gap4, faces...)), 0, 32), Line(Gap8, Left(t.pill), Space(), t.safe))
	t.content = container.NewWithoutLayout(t.picture, t.length, t.check, below)
	t.content.(*fyne.Container).Layout = thumbLayout{}
	t.least = fyne.NewSize(140, 160)
	t.look, t.before = t.drawn, t.update
	t.extend(t)
	return t
}

// Set shows a clip.
func (t *Thumb) Set(data ThumbData) { t.data = data; t.Refresh() }

// OnTapped sets what a tap does.
func (t *Thumb) OnTapped(f func()) { t.act = f }

// OnLongPress sets what a long press does, or the second mouse button.
func (t *Thumb) OnLongPress(f func()) { t.long = f }

func (t *Thumb) passKeys(f func(*fyne.KeyEvent)) { t.keys = f }

func (t *Thumb) update() {
	t.picture.Set(t.data.Picture)
	t.length.set(t.data.Duration)
	t.check.Hidden = !t.data.Chosen
	t.name.SetText(t.data.Name)
	t.pill.Set(t.data.Status, t.data.Word)
	t.safe.Set(t.data.Safe, ColorText2)
	for i, a := range t.people {
		a.Hidden = i >= len(t.data.People)
		if !a.Hidden && a.initials != t.data.People[i] {
			a.SetInitials(t.data.People[i])
		}
	}
}

func (t *Thumb) drawn() look {
	if t.data.Chosen {
		return look{fill: ColorCard, edge: ColorAccent, width: 3, radius: 16}
	}
	return look{fill: ColorCard, edge: ColorCardEdge, width: 1, radius: 16}
}

// thumbLayout: picture on top, badges on it, the rest below.
type thumbLayout struct{}

func (thumbLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(140, 160) }

func (thumbLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	h := s.Height - 102
	put(o[0], 1, 1, s.Width-2, h-1)
	w := o[1].MinSize().Width
	put(o[1], s.Width-w-8, h-36, w, 28)
	put(o[2], 10, 10, 34, 34)
	side := float32(14)
	if s.Width < 200 { // two in a row on a phone
		side = 8
	}
	put(o[3], side, h+12, s.Width-2*side, 76)
}

// lengthBadge is the duration on a dark ground.
type lengthBadge struct {
	base

	text string
}

func (l *lengthBadge) set(s string) {
	l.text, l.Hidden = s, s == ""
	l.Refresh()
}

// CreateRenderer is called by Fyne.
func (l *lengthBadge) CreateRenderer() fyne.WidgetRenderer {
	ground, word := canvas.NewRectangle(color.NRGBA{R: 0x0E, G: 0x12, B: 0x16, A: 0xD8}), NewText("", Code.In(ColorOnSolid))
	ground.CornerRadius = 6
	d := &drawing{of: l, objects: []fyne.CanvasObject{ground, word}}
	d.min = func() fyne.Size { return fyne.NewSize(measure(l.text, 16, Code.fyne()).Width+16, 28) }
	d.paint = func() { word.SetText(l.text) }
	d.place = func(s fyne.Size) {
		put(ground, 0, 0, s.Width, s.Height)
		put(word, 8, 0, s.Width-16, s.Height)
	}
	return ready(d)
}

// checkBadge is the round check of a chosen clip.
type checkBadge struct{ base }

// CreateRenderer is called by Fyne.
func (c *checkBadge) CreateRenderer() fyne.WidgetRenderer {
	disc, icon := canvas.NewCircle(color.Transparent), NewIcon("check", 22, ColorOnAccent)
	d := &drawing{of: c, objects: []fyne.CanvasObject{disc, icon}}
	d.min = func() fyne.Size { return fyne.NewSquareSize(34) }
	d.paint = func() {
		disc.FillColor, disc.StrokeColor, disc.StrokeWidth = colour(c, ColorAccent), colour(c, ColorCard), 3
		disc.Refresh()
	}
	d.place = func(s fyne.Size) {
		put(disc, 0, 0, s.Width, s.Height)
		put(icon, 0, 0, s.Width, s.Height)
	}
	return ready(d)
}
