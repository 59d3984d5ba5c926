package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// personSlate is the code of one receipt over the whole screen, with what
// stands on the person's band and no name: it is in the picture.
type personSlate struct {
	u     *UI
	r     flow.Receipt
	cover fyne.CanvasObject
	body  *part.Adaptive
}

func (s *personSlate) object() fyne.CanvasObject { return s.cover }
func (s *personSlate) show()                     { s.body.Rebuild() }

func (s *personSlate) leave() {
	s.u.keepAwake("slate", false)
	s.u.endBare()
}

func (s *personSlate) build(c part.Class) fyne.CanvasObject {
	size := s.u.win.Canvas().Size()
	edge := slateEdge(c, size)
	code := part.Fixed(part.NewQR(s.r.QR, 1), edge, edge)
	words := []fyne.CanvasObject{part.NewCutText(s.r.Production, part.Style{Size: slateTitle(c), Bold: true, Color: slateWhite})}
	if s.r.Band != "" {
		room := size.Width - 2*slateSide(c)
		if c == part.Wide {
			room -= edge + slateSide(c)
		}
		words = append(words, part.Column(0, part.NewText(s.u.T("receipt.band"), slateNote(c)), part.Left(slateText(s.r.Band, fitted(s.r.Band, slateNumber(c), room)))))
	}
	words = append(words, part.Column(0, part.NewText(s.u.T("receipt.number"), slateNote(c)), part.NewText(s.r.Short, slateMono(34))),
		part.NewWrap(s.u.T("slate.film"), slateRead(c)))
	leave := part.Pad(part.Line(0, part.NewButton(s.u.T("slate.close"), "close", part.Other, s.leave).SetHeight(72), part.Space()), part.Gap16, slateSide(c), slateSide(c), slateSide(c))
	if c == part.Wide {
		body := part.FullLine(slateSide(c), part.Column(0, code, part.Space()), part.Grow(part.Column(part.Gap24, words...)))
		return part.Column(0, part.Grow(part.Pad(body, 40, slateSide(c), 0, slateSide(c))), leave)
	}
	rows := part.Column(part.Gap24, append([]fyne.CanvasObject{part.Center(code)}, words...)...)
	return part.Column(0, part.Grow(part.NewScroll(part.Pad(rows, slateSide(c), slateSide(c), 0, slateSide(c)))), leave)
}
