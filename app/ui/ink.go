package ui

import (
	"encoding/json"

	"onset/app/flow"
	"onset/app/ui/part"
)

// encodeInk is what a pad holds, as the flows keep it: nil for an empty pad.
// flow.ErrInk when it is no signature.
func encodeInk(p *part.InkPad) ([]byte, error) {
	if p.Empty() {
		return nil, nil
	}
	w, h := p.PadSize()
	ink := flow.Ink{W: float64(w), H: float64(h)}
	for _, s := range p.Strokes() {
		line := make([]flow.InkPoint, 0, len(s.Points))
		for _, pt := range s.Points {
			line = append(line, flow.InkPoint{X: float64(pt.X), Y: float64(pt.Y), T: pt.T})
		}
		ink.Strokes = append(ink.Strokes, line)
	}
	return flow.EncodeInk(ink)
}

// inkStrokes is kept ink as a pad shows it.
func inkStrokes(b []byte) (strokes []part.Stroke, w, h float32, ok bool) {
	var ink flow.Ink
	if len(b) == 0 || json.Unmarshal(b, &ink) != nil {
		return nil, 0, 0, false
	}
	for _, line := range ink.Strokes {
		var s part.Stroke
		for _, p := range line {
			s.Points = append(s.Points, part.Point{X: float32(p.X), Y: float32(p.Y), T: p.T})
		}
		strokes = append(strokes, s)
	}
	return strokes, float32(ink.W), float32(ink.H), true
}
