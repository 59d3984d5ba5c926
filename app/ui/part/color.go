package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Colour names beside Fyne's own. They are answered by [Theme] in both variants.
const (
	ColorBG        = theme.ColorNameBackground
	ColorText      = theme.ColorNameForeground
	ColorAccent    = theme.ColorNamePrimary
	ColorOnAccent  = theme.ColorNameForegroundOnPrimary
	ColorDisabled  = theme.ColorNameDisabled // glyphs of what cannot be used, never words
	ColorRail      = fyne.ThemeColorName("onset-rail")
	ColorCard      = fyne.ThemeColorName("onset-card")
	ColorCardEdge  = fyne.ThemeColorName("onset-card-edge") // hairline around cards: seen in light only
	ColorRaise     = fyne.ThemeColorName("onset-raise")
	ColorAvatar    = fyne.ThemeColorName("onset-avatar")
	ColorLine      = fyne.ThemeColorName("onset-line")
	ColorEdge      = fyne.ThemeColorName("onset-edge")
	ColorText2     = fyne.ThemeColorName("onset-text2")
	ColorSoft      = fyne.ThemeColorName("onset-asoft") // ground of what is chosen
	ColorScrim     = fyne.ThemeColorName("onset-scrim")
	ColorBigOther  = fyne.ThemeColorName("onset-big-other")  // ground of the second big action
	ColorOnSolid   = fyne.ThemeColorName("onset-on-solid")   // words on a solid status ground
	ColorToast     = fyne.ThemeColorName("onset-toast")      // the same in both variants
	ColorOnToast   = fyne.ThemeColorName("onset-on-toast")   // the same in both variants
	ColorToastLink = fyne.ThemeColorName("onset-toast-link") // the same in both variants
	ColorPaper     = fyne.ThemeColorName("onset-paper")      // white in both variants: codes and ink
	ColorInk       = fyne.ThemeColorName("onset-ink")        // ink on paper in both variants
	ColorPaperNote = fyne.ThemeColorName("onset-paper-note") // quieter words on paper in both variants
	ColorNone      = fyne.ThemeColorName("onset-none")       // draws nothing
)

// pair is one colour in the dark and in the light variant.
type pair struct{ dark, light color.NRGBA }

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

func fade(v uint32, alpha uint8) color.NRGBA {
	c := rgb(v)
	c.A = alpha
	return c
}

func both(v uint32) pair { return pair{rgb(v), rgb(v)} }

// palette is the table of colours; every text pair in it is at least 4.5 : 1.
func palette() map[fyne.ThemeColorName]pair {
	p := ground()
	for name, c := range statusColors() {
		p[name] = c
	}
	for name, own := range stockNames() {
		p[name] = p[own]
	}
	p[theme.ColorNameSelection] = pair{fade(0x62B4FF, 0x59), fade(0x0A5CBF, 0x40)}
	p[theme.ColorNameFocus] = pair{fade(0x62B4FF, 0x40), fade(0x0A5CBF, 0x30)}
	p[theme.ColorNameHover] = pair{fade(0xF1F4F7, 0x0C), fade(0x12171C, 0x0A)}
	p[theme.ColorNamePressed] = pair{fade(0xF1F4F7, 0x2E), fade(0x12171C, 0x2E)}
	p[theme.ColorNameShadow] = pair{fade(0x000000, 0x80), fade(0x12171C, 0x40)}
	return p
}

func ground() map[fyne.ThemeColorName]pair {
	return map[fyne.ThemeColorName]pair{
		ColorBG:        {rgb(0x0E1216), rgb(0xF2F4F6)},
		ColorRail:      {rgb(0x13181D), rgb(0xFFFFFF)},
		ColorCard:      {rgb(0x1A2027), rgb(0xFFFFFF)},
		ColorCardEdge:  {color.NRGBA{}, rgb(0xD3DAE1)},
		ColorRaise:     {rgb(0x262E37), rgb(0xE8ECF0)},
		ColorAvatar:    {rgb(0x262E37), rgb(0xDDE3E9)},
		ColorLine:      {rgb(0x323C47), rgb(0xD3DAE1)},
		ColorEdge:      {rgb(0x75828F), rgb(0x77838F)},
		ColorText:      {rgb(0xF1F4F7), rgb(0x12171C)},
		ColorText2:     {rgb(0xB6C0CB), rgb(0x46525E)},
		ColorDisabled:  both(0x7C8894),
		ColorAccent:    {rgb(0x62B4FF), rgb(0x0A5CBF)},
		ColorOnAccent:  {rgb(0x03182B), rgb(0xFFFFFF)},
		ColorSoft:      {rgb(0x16324D), rgb(0xDFECFB)},
		ColorScrim:     {fade(0x06090C, 0xB8), fade(0x12171C, 0x7A)},
		ColorBigOther:  {rgb(0x262E37), rgb(0xFFFFFF)},
		ColorOnSolid:   both(0xFFFFFF),
		ColorToast:     both(0xF1F4F7),
		ColorOnToast:   both(0x12171C),
		ColorToastLink: both(0x0A5CBF),
		ColorPaper:     both(0xFFFFFF),
		ColorInk:       both(0x12171C),
		ColorPaperNote: both(0x46525E),
		ColorNone:      {},
	}
}

func statusColors() map[fyne.ThemeColorName]pair {
	return map[fyne.ThemeColorName]pair{
		OK.Word():       {rgb(0x5AD391), rgb(0x0B6B3C)},
		OK.Soft():       {rgb(0x14331F), rgb(0xDCF2E5)},
		OK.Solid():      both(0x12804A),
		Limit.Word():    {rgb(0xF2C14B), rgb(0x7A4F00)},
		Limit.Soft():    {rgb(0x382C0E), rgb(0xFCEBC2)},
		Limit.Solid():   both(0x8A5A00),
		Wait.Word():     {rgb(0xC3A9FF), rgb(0x5A33AE)},
		Wait.Soft():     {rgb(0x2C2249), rgb(0xECE4FC)},
		Wait.Solid():    both(0x6A42C2),
		Stop.Word():     {rgb(0xFF8A80), rgb(0xAD1F1B)},
		Stop.Soft():     {rgb(0x451B1B), rgb(0xFCE1DF)},
		Stop.Solid():    both(0xC8302B),
		Unknown.Word():  {rgb(0xB6C0CB), rgb(0x46525E)},
		Unknown.Soft():  {rgb(0x2A323B), rgb(0xE4E9EE)},
		Unknown.Solid(): both(0x4D5966),
	}
}

// stockNames gives Fyne's own names the nearest colour of ours, for the few stock widgets inside parts.
func stockNames() map[fyne.ThemeColorName]fyne.ThemeColorName {
	return map[fyne.ThemeColorName]fyne.ThemeColorName{
		theme.ColorNameButton:              ColorRaise,
		theme.ColorNameDisabledButton:      ColorRaise,
		theme.ColorNameError:               Stop.Word(),
		theme.ColorNameSuccess:             OK.Word(),
		theme.ColorNameWarning:             Limit.Word(),
		theme.ColorNameForegroundOnError:   ColorOnAccent,
		theme.ColorNameForegroundOnSuccess: ColorOnAccent,
		theme.ColorNameForegroundOnWarning: ColorOnAccent,
		theme.ColorNameHeaderBackground:    ColorRail,
		theme.ColorNameHyperlink:           ColorAccent,
		theme.ColorNameInputBackground:     ColorNone,
		theme.ColorNameInputBorder:         ColorNone,
		theme.ColorNameMenuBackground:      ColorCard,
		theme.ColorNameOverlayBackground:   ColorCard,
		theme.ColorNamePlaceHolder:         ColorText2,
		theme.ColorNameScrollBar:           ColorEdge,
		theme.ColorNameScrollBarBackground: ColorNone,
		theme.ColorNameSeparator:           ColorLine,
	}
}

// mix puts the share of top over base; both count as opaque.
func mix(base, top color.Color, share float64) color.Color {
	b, t := color.NRGBAModel.Convert(base).(color.NRGBA), color.NRGBAModel.Convert(top).(color.NRGBA)
	if b.A == 0 {
		t.A = uint8(share * 255)
		return t
	}
	part := func(x, y uint8) uint8 { return uint8(float64(x)*(1-share) + float64(y)*share + 0.5) }
	return color.NRGBA{R: part(b.R, t.R), G: part(b.G, t.G), B: part(b.B, t.B), A: b.A}
}
