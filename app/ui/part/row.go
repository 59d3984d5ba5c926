package part

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Row is one line of a list: something at the left, a title, a second line, something at the right. The whole row is the target.
// Rows are reused in lists: set everything a row shows each time.
type Row struct {
	surface

	chosen  bool
	ends    [2]bool // first, last of a card: rounded there
	rounded bool    // stands alone on a raised ground, in dialogs
	title   *Text
	sub     *Text
	mark    *Icon // status before the second line
	lower   *fyne.Container
}

// NewRow returns a row 72 high. lead is an avatar or an [IconDisc], trail a pill, a button or words; both may be nil.
func NewRow(lead fyne.CanvasObject, title, sub string, trail fyne.CanvasObject, tapped func()) *Row {
	r := &Row{title: NewCutText(title, RowTitle), sub: NewCutText(sub, Note)}
	r.mark = NewIcon("", 20, ColorText2)
	r.mark.Hide()
	r.lower = Line(Gap8, r.mark, Grow(r.sub))
	r.lower.Hidden = sub == ""
	var parts []fyne.CanvasObject
	if lead != nil {
		parts = append(parts, lead)
	}
	parts = append(parts, Grow(Column(0, r.title, r.lower)))
	if trail != nil {
		parts = append(parts, trail)
	}
	r.content = Line(Gap16, parts...)
	r.pad = padLayout{8, 16, 8, 16}
	r.least = fyne.NewSize(120, 72)
	r.act, r.look = tapped, r.drawn
	r.extend(r)
	return r
}

// NewChoiceRow returns a row 64 high on a ground of its own with a chevron: one of the ways out of a dialog.
func NewChoiceRow(title string, tapped func()) *Row {
	r := NewRow(nil, title, "", NewIcon("chevron_right", 24, ColorText2), tapped)
	r.title.SetStyle(Style{Size: 18})
	r.rounded = true
	r.pad = padLayout{8, 12, 8, 20}
	r.least.Height = 64
	return r
}

// SetHeight sets the height: 72 with one state, up to 100 where a second line and an action stand.
func (r *Row) SetHeight(h float32) *Row { r.least.Height = h; r.Refresh(); return r }

// SetTitle changes the title.
func (r *Row) SetTitle(s string) { r.title.SetText(s); r.Refresh() }

// SetTitleStyle changes the title's style: 17 bold in rows on a phone.
func (r *Row) SetTitleStyle(st Style) *Row { r.title.SetStyle(st); r.Refresh(); return r }

// SetSub changes the second line; "" takes it away.
func (r *Row) SetSub(s string) {
	r.mark.Hide()
	r.sub.SetStyle(Note)
	r.sub.SetText(s)
	r.lower.Hidden = s == ""
	r.Refresh()
}

// SetSubStatus makes the second line a state: shape and word. Narrow rows have it there instead of a pill.
func (r *Row) SetSubStatus(s Status, word string) {
	r.SetSub(word)
	r.mark.Show()
	r.mark.SetStatus(s)
	r.sub.SetStyle(Strong.In(s.Word()))
	r.Refresh()
}

// SetChosen marks the row that the sheet beside the list shows.
func (r *Row) SetChosen(on bool) {
	if r.chosen != on {
		r.chosen = on
		r.Refresh()
	}
}

// OnTapped changes what a tap does.
func (r *Row) OnTapped(f func()) { r.act = f }

// OnLongPress sets what a long press does, or the second mouse button.
func (r *Row) OnLongPress(f func()) { r.long = f }

func (r *Row) setEnds(first, last bool) {
	if r.ends != [2]bool{first, last} {
		r.ends = [2]bool{first, last}
		r.Refresh()
	}
}

func (r *Row) passKeys(f func(*fyne.KeyEvent)) { r.keys = f }

func (r *Row) drawn() look {
	if r.rounded {
		return look{fill: ColorRaise, radius: 12, ringInside: true}
	}
	l := look{radius: 16, ringInside: true, pressed: ColorRaise, square: [2]bool{!r.ends[0], !r.ends[1]}}
	if r.chosen {
		l.fill = ColorSoft
	}
	return l
}

// Rows is a card of rows with hairlines between them.
func Rows(rows ...fyne.CanvasObject) *Card {
	for i, r := range rows {
		if e, ok := r.(interface{ setEnds(first, last bool) }); ok {
			e.setEnds(i == 0, i == len(rows)-1)
		}
	}
	objects := append([]fyne.CanvasObject{}, rows...)
	for range max(0, len(rows)-1) {
		objects = append(objects, NewRule())
	}
	return NewCard(container.New(&rowsLayout{rows: len(rows)}, objects...), 0)
}

// rowsLayout is a column of rows; the hairlines come after them and take no height.
type rowsLayout struct {
	columnLayout

	rows int
}

func (l *rowsLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	l.columnLayout.Layout(objects[:l.rows], s)
	for i, rule := range objects[l.rows:] {
		put(rule, 0, objects[i+1].Position().Y, s.Width, 1)
		rule.(*Rule).Hidden = !objects[i+1].Visible()
	}
}

func (l *rowsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return l.columnLayout.MinSize(objects[:l.rows])
}

func (l *rowsLayout) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return l.columnLayout.heightFor(objects[:l.rows], width)
}
