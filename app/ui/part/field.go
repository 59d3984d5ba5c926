package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// FieldOptions is what a [Field] is made of; only what is set is shown.
type FieldOptions struct {
	Label       string // above the field; never replaced by the placeholder
	Hint        string // after the label, quieter: "(if you like)"
	Note        string // a sentence between label and field
	Placeholder string
	Icon        string                // at the left: "search"
	Crew        bool                  // 56 high with text 18; else 64 with text 20, for participants
	Mono        bool                  // codes
	Password    bool                  // hidden, with an eye to show it
	Keyboard    mobile.KeyboardType   // of a phone or tablet; zero is the usual one
	OnChanged   func(string)          // each key
	OnSubmitted func(string)          // Enter
	Accept      func(s string) string // mends what is typed or pasted, before OnChanged
}

// Field is one line to type into, with its label above and what is wrong below.
type Field struct {
	base

	me     fyne.Widget // set where another part is built around the field
	opt    FieldOptions
	entry  *entry
	holder *container.ThemeOverride
	wrong  string
	above  *fyne.Container
	error  *Wrap
	eye    *Button
}

// NewField returns an empty field.
func NewField(opt FieldOptions) *Field {
	f := &Field{}
	f.set(opt)
	f.ExtendBaseWidget(f)
	return f
}

func (f *Field) set(opt FieldOptions) {
	f.opt = opt
	f.entry = newEntry(f)
	f.error = NewWrap("", Body.In(Stop.Word()))
	f.above = f.labels()
	if opt.Password {
		f.eye = NewIconButton("visibility", f.toggleSecret)
	}
	f.holder = container.NewThemeOverride(f.entry, &fieldTheme{f})
}

// NewSearch returns a search field for the crew.
func NewSearch(placeholder string, onChanged func(string)) *Field {
	return NewField(FieldOptions{Placeholder: placeholder, Icon: "search", Crew: true, OnChanged: onChanged})
}

func (f *Field) labels() *fyne.Container {
	st := ReadBold
	if f.opt.Crew {
		st = RowTitle
	}
	var lines []fyne.CanvasObject
	if f.opt.Label != "" {
		line := []fyne.CanvasObject{NewCutText(f.opt.Label, st)}
		if f.opt.Hint != "" {
			line = append(line, NewCutText(f.opt.Hint, Style{Size: st.Size, Color: ColorText2}))
		}
		lines = append(lines, Line(6, line...))
	}
	if f.opt.Note != "" {
		lines = append(lines, NewWrap(f.opt.Note, Note))
	}
	return Column(0, lines...)
}

// Text returns what was typed.
func (f *Field) Text() string { return f.entry.Text }

// SetText fills the field, with the cursor at the end; it calls OnChanged like typing does.
func (f *Field) SetText(s string) {
	f.entry.SetText(s)
	f.entry.CursorColumn = len([]rune(f.entry.Text))
	f.entry.Refresh()
}

// SetError shows a sentence below the field and a red edge; "" takes both away.
func (f *Field) SetError(s string) {
	if s == f.wrong {
		return
	}
	f.wrong = s
	f.error.SetText(s)
	f.Refresh()
}

// Focusable is the inner field, for Canvas().Focus.
func (f *Field) Focusable() fyne.Focusable { return f.entry }

// Tapped puts the cursor into the field when its edge is hit.
func (f *Field) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(f.whole()); c != nil {
		c.Focus(f.entry)
	}
}

func (f *Field) toggleSecret() {
	f.entry.Password = !f.entry.Password
	f.entry.Refresh()
}

func (f *Field) textSize() float32 {
	if f.opt.Crew {
		return 18 * textScale(f)
	}
	return 20 * textScale(f)
}

func (f *Field) boxHeight() float32 {
	if f.opt.Crew {
		return 34 + 22*textScale(f)
	}
	return 36 + 28*textScale(f)
}

const fieldGap = 8

// HeightFor returns the height at a width, with label and error.
func (f *Field) HeightFor(width float32) float32 {
	h := f.boxHeight()
	if len(f.above.Objects) > 0 {
		h += HeightFor(f.above, width) + fieldGap
	}
	if f.wrong != "" {
		h += f.error.HeightFor(width) + fieldGap
	}
	return h
}

// whole is the part as Fyne knows it: the field, or the number field around it.
func (f *Field) whole() fyne.Widget {
	if f.me != nil {
		return f.me
	}
	return f
}

// CreateRenderer is called by Fyne.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	box := canvas.NewRectangle(color.Transparent)
	lead, alert := NewIcon(f.opt.Icon, 24, ColorText2), NewIcon("error-fill", 24, Stop.Word())
	d := &drawing{of: f.whole(), objects: []fyne.CanvasObject{box, f.above, f.holder, lead, alert, f.error}}
	if f.eye != nil {
		d.objects = append(d.objects, f.eye)
	}
	d.min = func() fyne.Size { return fyne.NewSize(96, f.HeightFor(max(96, f.Size().Width))) }
	d.paint = func() {
		f.paintBox(box)
		lead.Hidden, alert.Hidden, f.error.Hidden = f.opt.Icon == "", f.wrong == "" || f.eye != nil, f.wrong == ""
		f.entry.Refresh()
	}
	d.place = func(s fyne.Size) { f.place(s, box, lead, alert) }
	return ready(d)
}

func (f *Field) paintBox(box *canvas.Rectangle) {
	box.FillColor, box.CornerRadius = colour(f, ColorCard), 12
	switch {
	case f.wrong != "":
		box.StrokeColor, box.StrokeWidth = colour(f, Stop.Word()), 3
	case f.entry.focused:
		box.StrokeColor, box.StrokeWidth = colour(f, ColorAccent), 3
	default:
		box.StrokeColor, box.StrokeWidth = colour(f, ColorEdge), 2
	}
	box.Refresh()
}

func (f *Field) place(s fyne.Size, box, lead, alert fyne.CanvasObject) {
	y, h := float32(0), f.boxHeight()
	if len(f.above.Objects) > 0 {
		y = HeightFor(f.above, s.Width)
		put(f.above, 0, 0, s.Width, y)
		y += fieldGap
	}
	put(box, 0, y, s.Width, h)
	left, right := float32(20), float32(12)
	if f.opt.Icon != "" {
		put(lead, 20, y, 24, h)
		left = 58
	}
	if f.wrong != "" {
		put(alert, s.Width-46, y, 24, h)
		right = 54
	}
	if f.eye != nil {
		put(f.eye, s.Width-56, y+(h-48)/2, 48, 48)
		right = 60
	}
	in := f.inset()
	put(f.holder, left-in, y, max(0, s.Width-left-right+in), h)
	put(f.error, 0, y+h+fieldGap, s.Width, f.error.HeightFor(s.Width))
}

// inset is the room Fyne's entry keeps around its text, chosen so that the text stands in the middle of the box.
func (f *Field) inset() float32 {
	text := measure("X", f.textSize(), fyne.TextStyle{Monospace: f.opt.Mono}).Height
	return (f.boxHeight() - text) / 2
}

// fieldTheme is the theme of the field's place with the field's own text size.
type fieldTheme struct{ f *Field }

func (t *fieldTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	return t.f.Theme().Color(n, v)
}
func (t *fieldTheme) Font(s fyne.TextStyle) fyne.Resource     { return t.f.Theme().Font(s) }
func (t *fieldTheme) Icon(n fyne.ThemeIconName) fyne.Resource { return t.f.Theme().Icon(n) }
func (t *fieldTheme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNameText:
		return t.f.textSize()
	case theme.SizeNameInnerPadding:
		return t.f.inset()
	}
	return t.f.Theme().Size(n)
}

// entry is Fyne's entry without its own ground, with a keyboard of our choice.
type entry struct {
	widget.Entry

	field   *Field
	focused bool
	mending bool
}

func newEntry(f *Field) *entry {
	e := &entry{field: f}
	e.PlaceHolder = f.opt.Placeholder
	e.TextStyle = fyne.TextStyle{Monospace: f.opt.Mono}
	e.Wrapping = fyne.TextWrapOff
	e.OnChanged, e.OnSubmitted = e.changed, f.opt.OnSubmitted
	if f.opt.Password {
		e.Password = true
		e.ActionItem = Fixed(Space(), 1, 1) // keeps Fyne's own eye away
	}
	e.ExtendBaseWidget(e)
	return e
}

// CreateRenderer is called by Fyne. The entry's own ground and edge are not shown: the field has its own.
func (e *entry) CreateRenderer() fyne.WidgetRenderer { return bareEntry{e.Entry.CreateRenderer()} }

// bareEntry draws an entry's words and cursor only.
type bareEntry struct{ fyne.WidgetRenderer }

// Objects is called by Fyne.
func (r bareEntry) Objects() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, o := range r.WidgetRenderer.Objects() {
		if _, ground := o.(*canvas.Rectangle); !ground {
			out = append(out, o)
		}
	}
	return out
}

func (e *entry) changed(s string) {
	heard(e)
	if e.mending {
		return
	}
	if fix := e.field.opt.Accept; fix != nil {
		if good := fix(s); good != s {
			e.mending = true
			e.SetText(good)
			e.mending = false
			s = good
		}
	}
	if f := e.field.opt.OnChanged; f != nil {
		f(s)
	}
}

// FocusGained is called by Fyne.
func (e *entry) FocusGained() { e.setFocused(true); e.Entry.FocusGained() }

// FocusLost is called by Fyne.
func (e *entry) FocusLost() { e.setFocused(false); e.Entry.FocusLost() }

// TypedKey is called by Fyne.
func (e *entry) TypedKey(k *fyne.KeyEvent) {
	heard(e)
	if leaves(k) {
		passOn(e, k)
		return
	}
	e.Entry.TypedKey(k)
}

func (e *entry) setFocused(on bool) {
	e.focused = on
	e.field.Refresh()
}

// Keyboard is called by Fyne on phones and tablets.
func (e *entry) Keyboard() mobile.KeyboardType {
	if e.field.opt.Keyboard == mobile.DefaultKeyboard {
		return mobile.SingleLineKeyboard
	}
	return e.field.opt.Keyboard
}
