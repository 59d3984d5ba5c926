package part

import (
	"image"

	"fyne.io/fyne/v2"
)

// TileData is what the tile of a person on the board shows.
type TileData struct {
	Name, Initials string
	Face           image.Image
	Note           string // band, age range; the state word where the person is not on camera and that matters
	Status         Status
	Word           string // the state, or the picked reason of somebody against a no
	Since          string // time on camera
	On             bool   // on camera
	Against        bool   // on camera against a no: solid red
	Compact        bool   // on a phone: one row of 68, not on camera two in a row
	Nameless       bool   // clothing instead of initials
}

// Tile is a person on the board: 124 high on camera, 80 else. A tap puts the person in or out, a long press opens the sheet.
type Tile struct {
	surface

	data TileData
}

// NewTile returns the tile of a person.
func NewTile(data TileData, tapped, longPressed func()) *Tile {
	t := &Tile{}
	t.act, t.long, t.look = tapped, longPressed, t.drawn
	t.content = Column(0)
	t.fill(data)
	t.extend(t)
	return t
}

// Set shows another state or person at once.
func (t *Tile) Set(data TileData) {
	t.fill(data)
	Adopt(t, t.content)
	t.Refresh()
}

func (t *Tile) fill(data TileData) {
	t.data = data
	box := t.content.(*fyne.Container)
	t.pad = padLayout{14, 16, 14, 16}
	switch {
	case data.On && data.Compact:
		t.least = fyne.NewSize(160, 68)
		t.pad = padLayout{8, 16, 8, 12}
		box.Objects = []fyne.CanvasObject{t.compact()}
	case data.On:
		t.least = fyne.NewSize(160, 124)
		box.Objects = []fyne.CanvasObject{t.large()}
	default:
		t.least = fyne.NewSize(140, 80)
		t.pad = padLayout{8, 14, 8, 14}
		if data.Compact {
			t.least.Height = 68
			t.pad = padLayout{8, 12, 8, 12}
		}
		box.Objects = []fyne.CanvasObject{t.small()}
	}
	box.Layout = &spanLayout{}
}

// spanLayout gives its one object all the width and puts it in the middle of the height.
type spanLayout struct{ growLayout }

func (spanLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		h := min(s.Height, HeightFor(o, s.Width))
		put(o, 0, (s.Height-h)/2, s.Width, h)
	}
}

func (t *Tile) avatar(size float32) *Avatar {
	a := NewAvatar(t.data.Initials, size)
	a.face = t.data.Face
	if t.data.Nameless {
		a.icon = "checkroom"
	}
	if t.data.Against {
		a.fill, a.words = ColorOnSolid, Stop.Solid()
	} else if t.data.On {
		a.fill = ColorRaise
	}
	return a
}

func (t *Tile) colors() (name, note, word fyne.ThemeColorName) {
	if t.data.Against {
		return ColorOnSolid, ColorOnSolid, ColorOnSolid
	}
	return ColorText, ColorText2, t.data.Status.Word()
}

func (t *Tile) state() *fyne.Container {
	_, note, word := t.colors()
	status := t.data.Status
	if t.data.Against {
		status = Stop
	}
	return Line(Gap8, NewIcon(status.Icon(), 24, word), Grow(NewCutText(t.data.Word, Strong.In(word))), NewText(t.data.Since, Body.In(note)))
}

func (t *Tile) large() fyne.CanvasObject {
	name, note, _ := t.colors()
	who := Line(Gap12, t.avatar(52), Grow(Column(0, NewCutText(t.data.Name, RowTitle.In(name)), NewCutText(t.data.Note, Body.In(note)))))
	return Column(Gap12, who, t.state())
}

func (t *Tile) compact() fyne.CanvasObject {
	name, note, word := t.colors()
	status := t.data.Status
	if t.data.Against {
		status = Stop
	}
	state := Line(Gap8, NewIcon(status.Icon(), 20, word), Grow(NewCutText(t.data.Word, Strong.In(word))))
	return Line(Gap12, t.avatar(48), Grow(Column(0, NewCutText(t.data.Name, RowTitle.In(name)), state)), NewText(t.data.Note, Body.In(note)))
}

func (t *Tile) small() fyne.CanvasObject {
	a := t.avatar(44)
	status := t.data.Status
	a.badge = &status
	return Line(Gap12, a, Grow(Column(0, NewCutText(t.data.Name, RowTitle), NewCutText(t.data.Note, Note))))
}

func (t *Tile) drawn() look {
	switch {
	case t.data.Against:
		return look{fill: Stop.Solid(), radius: 16, mixed: ColorOnSolid}
	case t.data.On:
		return look{fill: t.data.Status.Soft(), edge: t.data.Status.Word(), width: 2, radius: 16}
	default:
		return look{fill: ColorCard, edge: ColorCardEdge, width: 1, radius: 16}
	}
}

// NewAddTile is the empty place after the last person: "Someone else".
func NewAddTile(word, icon string, tapped func()) *Tile {
	t := &Tile{}
	t.content = Center(Line(Gap12, NewIcon(icon, 24, ColorText2), NewText(word, RowTitle.In(ColorText2))))
	t.least = fyne.NewSize(160, 124)
	t.act = tapped
	t.look = func() look { return look{edge: ColorLine, width: 2, radius: 16} }
	t.extend(t)
	return t
}
