package part

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"onset/assets"
)

// Variant says how a [Theme] chooses between dark and light.
type Variant int

// The variants of the theme.
const (
	Follow      Variant = iota // what the system says
	AlwaysDark                 // on set
	AlwaysLight                // daylight, and always for participants
)

// SizeTextScale names the factor for text sizes: 1, or 1.3 where a participant asked for larger text.
const SizeTextScale = fyne.ThemeSizeName("onset-text-scale")

// LargeText is the larger of the two text sizes a participant can pick.
const LargeText = 1.3

// Theme is the look of the kit. It is safe to share; switching means setting another one.
type Theme struct {
	variant Variant
	scale   float32
	colors  map[fyne.ThemeColorName]pair
	fonts   [3]fyne.Resource
}

// NewTheme returns the theme in a variant, with text at scale (1 is usual, see [LargeText]; 0 counts as 1).
func NewTheme(v Variant, scale float32) *Theme {
	if scale == 0 {
		scale = 1
	}
	return &Theme{variant: v, scale: scale, colors: palette(), fonts: [3]fyne.Resource{
		font("Inter-Regular.otf"), font("Inter-SemiBold.otf"), font("JetBrainsMono-Medium.ttf"),
	}}
}

func font(name string) fyne.Resource { return fyne.NewStaticResource(name, assets.Font(name)) }

// Light shows obj on the light ground and in the light theme, whatever was picked, with text at scale.
// Objects put into obj later need a Refresh of what Light returns, or [Adopt].
func Light(obj fyne.CanvasObject, scale float32) *container.ThemeOverride {
	return container.NewThemeOverride(NewPlate(obj, ColorBG), NewTheme(AlwaysLight, scale))
}

// Adopt gives child, and all it holds, the theme of the place where parent stands.
// Fyne hands a theme down once only, so whatever a part makes later has to be adopted.
func Adopt(parent interface{ Theme() fyne.Theme }, child fyne.CanvasObject) {
	th := parent.Theme()
	if th == nil || th == fyne.CurrentApp().Settings().Theme() {
		return
	}
	container.NewThemeOverride(child, th)
}

// Color answers Fyne's names and ours.
func (t *Theme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	c, ok := t.colors[name]
	if !ok {
		return theme.DefaultTheme().Color(name, t.fyneVariant(v))
	}
	if t.fyneVariant(v) == theme.VariantLight {
		return c.light
	}
	return c.dark
}

func (t *Theme) fyneVariant(v fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.variant {
	case AlwaysDark:
		return theme.VariantDark
	case AlwaysLight:
		return theme.VariantLight
	default:
		return v
	}
}

// Font answers Inter Regular, Inter SemiBold for bold, and JetBrains Mono for monospace. There are no italics.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Symbol:
		return theme.DefaultTheme().Font(s)
	case s.Monospace:
		return t.fonts[2]
	case s.Bold:
		return t.fonts[1]
	default:
		return t.fonts[0]
	}
}

// Icon answers Fyne's stock icons; parts use [Icon] with names of their own.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size answers Fyne's names and ours.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case SizeTextScale:
		return t.scale
	case theme.SizeNameText, theme.SizeNameCaptionText:
		return 16 * t.scale
	case theme.SizeNameSubHeadingText:
		return 22 * t.scale
	case theme.SizeNameHeadingText:
		return 30 * t.scale
	case theme.SizeNameInnerPadding:
		return 13
	case theme.SizeNamePadding, theme.SizeNameLineSpacing:
		return 4
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return 12
	case theme.SizeNameInputBorder:
		return 2
	case theme.SizeNameInlineIcon:
		return 24
	default:
		return theme.DefaultTheme().Size(name)
	}
}
