package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// cardClipsPage is each clip of a card that goes to the office, with how far it
// has come. Arrived and safe are never mixed.
type cardClipsPage struct {
	u     *UI
	card  consent.ID
	label string
	clips []flow.SyncClip
	err   error
	busy  bool
	body  *part.Adaptive
}

// mostClipRows are drawn at once; a card holds some hundred clips.
const mostClipRows = 300

func (u *UI) showCardClips(card consent.ID, label string) {
	p := &cardClipsPage{u: u, card: card, label: label}
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}

func (p *cardClipsPage) object() fyne.CanvasObject { return p.body }

func (p *cardClipsPage) show() {
	if p.busy {
		return
	}
	p.busy = true
	var clips []flow.SyncClip
	p.u.work(func(ctx context.Context) (err error) {
		clips, err = p.u.kit.CardClips(ctx, p.card)
		return err
	}, func(err error) {
		p.busy, p.clips, p.err = false, clips, err
		p.body.Rebuild()
	})
}

func (p *cardClipsPage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("sync.clips.title", "label", p.label), Back: p.u.back, Narrow: c == part.Phone})
	rows := []fyne.CanvasObject{part.NewWrap(t("sync.clips.note"), part.Body.In(part.ColorText2))}
	if p.err != nil {
		rows = append(rows, part.NewErrorCard(t("error.title"), p.u.sentence(p.err), nil, nil))
	}
	var lines []fyne.CanvasObject
	for _, clip := range p.clips[:min(len(p.clips), mostClipRows)] {
		lines = append(lines, p.row(c, clip))
	}
	if len(lines) > 0 {
		rows = append(rows, part.Rows(lines...))
	}
	if n := len(p.clips) - mostClipRows; n > 0 {
		rows = append(rows, part.NewText(p.u.N("news.more", n), part.Note))
	}
	return screenOf(c, head, part.Pad(part.NewScroll(part.MaxWidth(part.Column(part.Gap12, append(rows, part.Space())...), 860)), 0, side, part.Gap16, side), nil)
}

// wayLooks are the shapes of how far a clip is.
var wayLooks = map[flow.ClipWay]struct {
	icon   string
	colour fyne.ThemeColorName
}{
	flow.ClipSafe:    {"done_all", part.OK.Word()},
	flow.ClipArrived: {"check", part.OK.Word()},
	flow.ClipOnWay:   {"sync", part.ColorAccent},
	flow.ClipWaits:   {"schedule", part.Limit.Word()},
}

func (p *cardClipsPage) row(c part.Class, clip flow.SyncClip) fyne.CanvasObject {
	look := wayLooks[clip.Way]
	if clip.Why == flow.WhyAltered {
		look.icon, look.colour = "error-fill", part.Stop.Word()
	}
	word := p.u.T("sync.way." + string(clip.Way))
	size := p.u.size(clip.Size)
	switch {
	case clip.Way == flow.ClipWaits:
		word = p.u.T("sync.card.waits", "why", p.u.whyWaits(clip.Why))
	case clip.Way == flow.ClipOnWay && clip.Size > 0:
		size = p.u.T("sync.total", "done", p.u.size(clip.Done), "all", size)
	}
	open := func() { p.u.openClip(clip.ID) }
	if c == part.Phone {
		return part.NewRow(part.NewIcon(look.icon, 24, look.colour), clip.Name, word, nil, open).SetTitleStyle(part.RowTitle.Sized(17))
	}
	return part.NewRow(part.NewIcon(look.icon, 24, look.colour), clip.Name, size, part.NewText(word, part.Strong), open)
}
