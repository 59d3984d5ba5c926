package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// codeEntry is where a pairing code is pasted, typed, or read off a picture.
type codeEntry struct {
	u     *UI
	field *part.Field
	near  fyne.CanvasObject
}

// newCodeEntry returns a field for a code; changed hears of each letter.
func newCodeEntry(u *UI, near fyne.CanvasObject, changed func(string)) *codeEntry {
	e := &codeEntry{u: u, near: near}
	e.field = part.NewField(part.FieldOptions{Label: u.T("pair.code"), Note: u.T("pair.code.note"), Crew: true, Mono: true, OnChanged: changed})
	return e
}

// object is the field with the two other ways below it.
func (e *codeEntry) object() fyne.CanvasObject {
	paste := part.NewButton(e.u.T("pair.paste"), "content_copy", part.Other, e.paste).SetHeight(48)
	picture := part.NewButton(e.u.T("pair.picture"), "photo_camera", part.Other, e.picture).SetHeight(48)
	return part.Column(part.Gap12, e.field, part.Wrapping(part.Gap12, paste, picture))
}

func (e *codeEntry) paste() { e.field.SetText(strings.TrimSpace(e.u.app.Clipboard().Content())) }

// picture reads the code off a photo or a picture of a screen.
func (e *codeEntry) picture() {
	e.u.pickFiles(e.near, []string{".jpg", ".jpeg", ".png", ".heic", ".webp"}, false, func(paths []string) {
		if len(paths) == 0 {
			return
		}
		var code string
		e.u.work(func(ctx context.Context) (err error) {
			code, err = flow.PairCodeIn(ctx, paths[0])
			return err
		}, func(err error) {
			e.field.SetError("")
			if err != nil {
				e.field.SetError(e.u.T("pair.picture.none"))
				return
			}
			e.field.SetText(code)
		})
	})
}

// bringPage brings this production to an office that showed a code for it.
type bringPage struct {
	u     *UI
	code  string
	busy  bool
	err   error
	main  *part.Button
	entry *codeEntry
	body  *part.Adaptive
}

func (u *UI) bring() {
	p := &bringPage{u: u}
	p.entry = newCodeEntry(u, u.stage, func(s string) { p.code = strings.TrimSpace(s); p.check() })
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}

func (p *bringPage) object() fyne.CanvasObject { return p.body }

// show draws once: a change elsewhere must not take the keyboard away.
func (p *bringPage) show() {
	if p.main == nil {
		p.body.Rebuild()
	}
}

func (p *bringPage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("devices.bring"), Back: p.u.back, Narrow: c == part.Phone})
	rows := []fyne.CanvasObject{part.NewWrap(t("bring.note"), part.Body.In(part.ColorText2)), p.entry.object()}
	if p.err != nil {
		rows = append(rows, part.NewErrorCard(t("error.title"), p.u.sentence(p.err), nil, nil))
	}
	p.main = part.NewButton(t("devices.bring"), "dns", part.Main, p.send).SetHeight(72)
	p.check()
	return screenOf(c, head, part.Pad(part.NewScroll(part.MaxWidth(part.Column(part.Gap16, append(rows, part.Space())...), 760)), 0, side, part.Gap16, side), oneAction(c, p.main))
}

func (p *bringPage) check() {
	if p.main == nil {
		return
	}
	missing := ""
	switch {
	case p.busy:
		missing = p.u.T("bring.busy")
	case p.code == "":
		missing = p.u.T("pair.lacks")
	}
	p.main.SetMissing(missing, nil)
}

func (p *bringPage) send() {
	if p.busy {
		return
	}
	p.busy = true
	p.check()
	code := p.code
	p.u.work(func(ctx context.Context) error { return p.u.kit.BringToOffice(ctx, code) }, func(err error) {
		p.busy, p.err = false, err
		if err != nil {
			p.body.Rebuild()
			return
		}
		p.u.back()
		p.u.tell(p.u.T("bring.done"), p.u.T("bring.done.note"))
	})
}
