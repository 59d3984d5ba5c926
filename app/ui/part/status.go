package part

import "fyne.io/fyne/v2"

// Status is the one state of a person or a clip. Each has a shape of its own, so it is known in grey as well.
// The zero value is [Unknown]: nobody said.
type Status int

// The five states. Their words come from the caller.
const (
	Unknown Status = iota // filled disc with question mark
	OK                    // filled disc with check
	Limit                 // ring, one half filled
	Wait                  // hourglass
	Stop                  // open ring with a slash
)

func (s Status) key() string {
	switch s {
	case OK:
		return "ok"
	case Limit:
		return "limit"
	case Wait:
		return "wait"
	case Stop:
		return "stop"
	default:
		return "unk"
	}
}

// Word names the colour of the glyph and the word.
func (s Status) Word() fyne.ThemeColorName { return fyne.ThemeColorName("onset-" + s.key()) }

// Soft names the quiet ground under glyph and word.
func (s Status) Soft() fyne.ThemeColorName { return fyne.ThemeColorName("onset-" + s.key() + "-soft") }

// Solid names the loud ground; what stands on it is [ColorOnSolid].
func (s Status) Solid() fyne.ThemeColorName {
	return fyne.ThemeColorName("onset-" + s.key() + "-solid")
}

// Icon names the shape.
func (s Status) Icon() string {
	switch s {
	case OK:
		return "check_circle-fill"
	case Limit:
		return "contrast"
	case Wait:
		return "hourglass_top-fill"
	case Stop:
		return "block"
	default:
		return "help-fill"
	}
}
