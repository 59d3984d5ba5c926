package signer

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// Why a drawing is not taken for a signature.
var (
	// ErrInkEmpty means nothing was drawn.
	ErrInkEmpty = errors.New("nothing was drawn")
	// ErrInkDot means a dot or a touch was, which a person did not mean as a signature.
	ErrInkDot = errors.New("only a dot was drawn")
	// ErrInkAbsurd means no pad draws this: not in the form we read, too large, or far outside the pad.
	ErrInkAbsurd = errors.New("not a drawing from a pad")
)

// Limits of ink.
const (
	MaxInk        = 512 << 10 // bytes of JSON
	maxInkPoints  = 20000
	maxInkPad     = 20000            // units along one side
	maxInkTime    = 24 * 3600 * 1000 // milliseconds
	inkMinExtent  = 0.04             // of the pad's diagonal
	inkMinPath    = 0.05             // of the pad's diagonal
	inkOutsidePad = 0.5              // of the pad's side: a finger slides off, but not far
)

// Ink is a drawn signature: strokes on a pad of W by H units, y downwards.
type Ink struct {
	W       float64      `json:"w"`
	H       float64      `json:"h"`
	Strokes [][]InkPoint `json:"strokes"`
}

// InkPoint is where the finger was, T milliseconds after the first touch.
type InkPoint struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
	T int     `json:"t"`
}

// ParseInk reads ink from JSON, as the page and --ink files hold it, and
// validates it. ErrInkAbsurd for anything but exactly these fields; else the
// errors of Validate.
func ParseInk(b []byte) (*Ink, error) {
	if len(b) > MaxInk || !checkJSON(b) {
		return nil, fmt.Errorf("read ink: %w", ErrInkAbsurd)
	}
	var raw map[string]json.RawMessage
	if json.Unmarshal(b, &raw) != nil || !onlyKeys(raw, "w", "h", "strokes") {
		return nil, fmt.Errorf("read ink: %w", ErrInkAbsurd)
	}
	var strokes [][]map[string]json.RawMessage
	if json.Unmarshal(raw["strokes"], &strokes) != nil || !inkKeys(strokes) {
		return nil, fmt.Errorf("read ink: %w", ErrInkAbsurd)
	}
	var ink Ink
	if json.Unmarshal(b, &ink) != nil {
		return nil, fmt.Errorf("read ink: %w", ErrInkAbsurd)
	}
	if err := ink.Validate(); err != nil {
		return nil, fmt.Errorf("read ink: %w", err)
	}
	return &ink, nil
}

func inkKeys(strokes [][]map[string]json.RawMessage) bool {
	for _, s := range strokes {
		for _, p := range s {
			if !onlyKeys(p, "x", "y", "t") {
				return false
			}
		}
	}
	return true
}

// onlyKeys is exact about case, which Go's reader is not.
func onlyKeys(m map[string]json.RawMessage, keys ...string) bool {
	found := 0
	for _, k := range keys {
		if v, ok := m[k]; ok && string(v) != "null" {
			found++
		}
	}
	return m != nil && found == len(m)
}

// Validate refuses what is no signature: ErrInkEmpty, ErrInkDot, ErrInkAbsurd.
func (k *Ink) Validate() error {
	if !inPad(k.W, maxInkPad) || !inPad(k.H, maxInkPad) || k.W == 0 || k.H == 0 {
		return ErrInkAbsurd
	}
	points, path := 0, 0.0
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range k.Strokes {
		if points += len(s); points > maxInkPoints || len(k.Strokes) > maxInkPoints {
			return ErrInkAbsurd
		}
		for i, p := range s {
			if !k.holds(p) {
				return ErrInkAbsurd
			}
			minX, maxX, minY, maxY = min(minX, p.X), max(maxX, p.X), min(minY, p.Y), max(maxY, p.Y)
			if i > 0 {
				path += math.Hypot(p.X-s[i-1].X, p.Y-s[i-1].Y)
			}
		}
	}
	diagonal := math.Hypot(k.W, k.H)
	switch {
	case points == 0:
		return ErrInkEmpty
	case math.Hypot(maxX-minX, maxY-minY) < inkMinExtent*diagonal, path < inkMinPath*diagonal:
		return ErrInkDot
	}
	return nil
}

// holds reports whether the point is on the pad or slid a little off it.
func (k *Ink) holds(p InkPoint) bool {
	return p.X >= -inkOutsidePad*k.W && p.X <= (1+inkOutsidePad)*k.W &&
		p.Y >= -inkOutsidePad*k.H && p.Y <= (1+inkOutsidePad)*k.H &&
		p.T >= 0 && p.T <= maxInkTime
}

// inPad is false for NaN too.
func inPad(x, limit float64) bool { return x >= 0 && x <= limit }

// SVGPath is the drawing as the d attribute of an SVG path in the pad's units,
// to a tenth of a unit. A stroke of one point becomes a line of no length,
// which a round line cap draws as a dot.
func (k *Ink) SVGPath() string {
	var b []byte
	num := func(x float64) {
		b = strconv.AppendFloat(b, math.Round(x*10)/10+0, 'f', -1, 64)
	}
	for _, s := range k.Strokes {
		for i, p := range s {
			b = append(b, "ML"[min(i, 1)])
			num(p.X)
			b = append(b, ' ')
			num(p.Y)
		}
		if len(s) == 1 {
			b = append(b, "h0"...)
		}
	}
	return string(b)
}
