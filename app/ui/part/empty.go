package part

import "fyne.io/fyne/v2"

// NewEmptyState returns what stands in place of a list that has nothing in it: what will be here and how it gets here.
func NewEmptyState(icon, title, sentence string) *fyne.Container {
	disc := NewAvatar("", 112).Colors(ColorSoft, ColorAccent)
	disc.SetIcon(icon)
	words := NewWrap(sentence, Read.In(ColorText2).At(fyne.TextAlignCenter))
	return MaxWidth(Column(0, Space(), Center(disc), Fixed(Space(), 0, Gap24), NewWrap(title, Sheet.At(fyne.TextAlignCenter)),
		Fixed(Space(), 0, Gap8), words, Space()), 600)
}

// NewErrorCard returns a card for the place where something went wrong: what happened, what is safe and what to do.
// details is quiet, wayOut another button; both may be nil.
func NewErrorCard(title, sentence string, details, wayOut *Button) *Card {
	lines := []fyne.CanvasObject{NewWrap(title, Section), NewWrap(sentence, Read.In(ColorText2))}
	var actions []fyne.CanvasObject
	if details != nil {
		actions = append(actions, details.Flush())
	}
	actions = append(actions, Space())
	if wayOut != nil {
		actions = append(actions, wayOut)
	}
	if len(actions) > 1 {
		lines = append(lines, Fixed(Space(), 0, Gap16), Line(Gap16, actions...))
	}
	c := NewCard(TopLine(20, NewIcon("error-fill", 40, Stop.Word()), Grow(Column(4, lines...))), 24)
	c.Edge, c.Width = Stop.Word(), 2
	return c
}

// NewSuggestion returns the bar at the foot that offers an answer: question and reason, and up to three buttons, the main one last.
func NewSuggestion(icon, question, reason string, actions ...fyne.CanvasObject) *Card {
	row := []fyne.CanvasObject{NewIcon(icon, 32, ColorAccent), Grow(Column(0, NewCutText(question, RowTitle), NewCutText(reason, Note)))}
	c := NewCard(Line(Gap16, append(row, actions...)...), 0)
	c.pad = padLayout{16, 16, 16, 20}
	c.Fill, c.Width = ColorSoft, 0
	return c
}

// NewVerdict returns the one huge word about a card, on a solid ground.
// big is 104, 80 beside an error card, 48 on a phone.
func NewVerdict(s Status, word, line, note string, big float32) *Card {
	words := []fyne.CanvasObject{NewWrap(word, Style{Size: big, Bold: true, Color: ColorOnSolid})}
	if line != "" {
		words = append(words, NewWrap(line, Style{Size: max(22, min(34, big*0.36)), Bold: true, Color: ColorOnSolid}))
	}
	if note != "" {
		words = append(words, NewWrap(note, Read.In(ColorOnSolid)))
	}
	glyph := NewIcon(s.Icon(), big*1.8, ColorOnSolid)
	c := NewCard(Line(big*0.36, glyph, Grow(Column(4, words...))), big*0.38)
	c.Fill, c.Width, c.Radius = s.Solid(), 0, 24
	return c
}
