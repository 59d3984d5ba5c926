package ui

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// cardWord is the shape and the one word of a verdict. There is no third.
func (u *UI) cardWord(w flow.CardWord) (part.Status, string) {
	if w == flow.Reuse {
		return part.OK, u.T("card.word." + string(w))
	}
	return part.Stop, u.T("card.word." + string(flow.DoNotWipe))
}

// cardWhy is the sentence under the word.
func (u *UI) cardWhy(v flow.CardVerdict) string {
	why := "card.why." + string(v.Why)
	switch {
	case v.Why == flow.CardRule:
		return u.N(why, v.Have, "label", v.Label)
	case v.Why == flow.CardCopying && v.Minutes >= 0:
		return u.T(why+"_left", "minutes", v.Minutes)
	case v.Why == flow.CardOverride:
		return u.T(why, "label", v.Label, "reason", u.T("card.reuse."+v.Override))
	}
	return u.T(why, "label", v.Label, "have", v.Have, "need", v.Need)
}

// Letters of the word: beside its glyph, and on narrow windows below it.
const (
	verdictLarge  = 104
	verdictLong   = 80 // for words of more than longWord letters
	verdictTablet = 72
	verdictPhone  = 48
	longWord      = 12
)

// verdict is the one huge word about a card with why, and a quieter note.
func (u *UI) verdict(c part.Class, v flow.CardVerdict, note string) fyne.CanvasObject {
	status, word := u.cardWord(v.Word)
	if c != part.Wide {
		return tallVerdict(c, status, word, u.cardWhy(v), note)
	}
	big := float32(verdictLarge)
	if utf8.RuneCountInString(word) > longWord {
		big = verdictLong
	}
	return part.NewVerdict(status, word, u.cardWhy(v), note, big)
}

// tallVerdict has the glyph above the word.
func tallVerdict(c part.Class, s part.Status, word, why, note string) fyne.CanvasObject {
	big, sub, room := float32(verdictTablet), float32(30), float32(part.Gap32)
	if c == part.Phone {
		big, sub, room = verdictPhone, 22, 20
	}
	solid := func(size float32, bold bool) part.Style {
		return part.Style{Size: size, Bold: bold, Color: part.ColorOnSolid, Align: fyne.TextAlignCenter}
	}
	lines := []fyne.CanvasObject{
		part.Center(part.NewIcon(s.Icon(), big*1.5, part.ColorOnSolid)), part.NewWrap(word, solid(big, true)), part.NewWrap(why, solid(sub, true)),
	}
	if note != "" {
		lines = append(lines, part.NewWrap(note, solid(20, false)))
	}
	card := part.NewCard(part.Column(part.Gap8, lines...), room)
	card.Fill, card.Width, card.Radius = s.Solid(), 0, 24
	return card
}
