package part

import "fyne.io/fyne/v2"

// HeadOptions is what stands at the top of a screen.
type HeadOptions struct {
	Title   string
	Sub     string // after the title, quieter
	Mono    bool   // the title is a clip name
	Back    func() // shows an arrow before the title
	Narrow  bool   // on a phone: smaller title
	After   fyne.CanvasObject
	Actions []fyne.CanvasObject // at the right: at most two icon buttons or quiet buttons
}

// NewHead returns the line of a screen's title, 48 high.
func NewHead(opt HeadOptions) *fyne.Container {
	st := Title
	if opt.Narrow {
		st = Sheet
	}
	st.Mono = opt.Mono
	st.Bold = !opt.Mono
	var row []fyne.CanvasObject
	if opt.Back != nil {
		row = append(row, NewIconButton("arrow_back", opt.Back).Flush())
	}
	row = append(row, NewCutText(opt.Title, st))
	if opt.Sub != "" {
		row = append(row, NewCutText(opt.Sub, Style{Size: 18, Color: ColorText2}))
	}
	if opt.After != nil {
		row = append(row, opt.After)
	}
	row = append(row, Space())
	if len(opt.Actions) > 0 {
		row = append(row, Line(Gap8, opt.Actions...))
	}
	return Fixed(Line(Gap16, row...), 0, 48)
}

// NewActionBar returns the bar at the foot of a screen: a ground with a hairline above, and a line of actions in it. It does not scroll.
// Put the main action last; [Grow] shares the width, [Space] keeps actions apart.
func NewActionBar(c Class, actions ...fyne.CanvasObject) *fyne.Container {
	side, room := c.Padding(), float32(20)
	if c == Phone {
		room = 12
	}
	return Column(0, NewRule(), NewPlate(Pad(FullLine(Gap16, actions...), room, side, room, side), ColorRail))
}

// NewParticipantHead returns the head of a hand-over: mark or back arrow, production, step, and at the right text size and language. On a
// phone give the language as an icon alone.
func NewParticipantHead(c Class, production, step string, back func(), right ...fyne.CanvasObject) *fyne.Container {
	var lead fyne.CanvasObject = NewMark(40)
	if back != nil {
		lead = NewIconButton("arrow_back", back).Flush()
	}
	row := []fyne.CanvasObject{lead, NewCutText(production, ReadBold), NewText(step, Note), Space()}
	row = append(row, right...)
	return Column(0, NewPlate(Pad(Line(Gap12, row...), 20, c.Padding(), 19, c.Padding()), ColorRail), NewRule())
}
