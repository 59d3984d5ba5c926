package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/ui/part"
	"onset/assets"
)

// codesScreen shows the codes and nothing else, for a tablet that stands on a
// table: no names, and whoever turns to something else needs the PIN.
type codesScreen struct {
	u     *UI
	drawn string
	cover fyne.CanvasObject
	body  *part.Adaptive
}

// showCodes leaves the kit to those who come.
func (u *UI) showCodes() {
	p := &codesScreen{u: u}
	p.body = part.NewAdaptive(p.build)
	p.cover = part.Light(p.body, 1)
	u.showBare(p)
}

func (p *codesScreen) object() fyne.CanvasObject { return p.cover }

// show draws the codes again only when they say something else.
func (p *codesScreen) show() {
	if p.u.phones == nil {
		p.u.handBack(func() {})
		return
	}
	if now := p.u.codesSay(p.u.phones.desk.Board()); now != p.drawn {
		p.drawn = now
		p.body.Rebuild()
	}
}

func (p *codesScreen) build(c part.Class) fyne.CanvasObject {
	if p.u.phones == nil {
		return part.Space()
	}
	b := p.u.phones.desk.Board()
	words := p.words(b.Language)
	plates := &codePlates{u: p.u, t: words.T, board: b}
	var body fyne.CanvasObject
	switch c {
	case part.Wide:
		body = part.Center(part.TopLine(part.Gap32, part.Fixed(plates.wifi(340), 340, 0), part.Fixed(plates.page(500), 560, 0)))
	case part.Tablet:
		body = part.Column(part.Gap24, part.Center(part.Fixed(plates.wifi(320), 400, 0)), part.Center(part.Fixed(plates.page(500), 560, 0)))
	default:
		body = part.Column(part.Gap16, plates.wifi(300), plates.page(352))
	}
	head := part.NewParticipantHead(c, p.u.kit.Production().Title, "", nil,
		part.NewButton(words.T("phone.crew"), "lock", part.Outline, func() { p.u.handBack(func() {}) }).SetHeight(48))
	return part.Column(0, head, part.Grow(part.NewScroll(part.Pad(body, part.Gap24, c.Padding(), part.Gap24, c.Padding()))))
}

// words are those of the language the page opens in, where the window has them.
func (p *codesScreen) words(lang string) *assets.Words {
	if speaks(lang) {
		if w, err := assets.NewWords(lang); err == nil {
			return w
		}
	}
	return p.u.words
}
