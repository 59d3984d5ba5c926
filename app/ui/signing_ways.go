package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// signingWays are the ways to sign, with their shapes. Each declaration says which.
var signingWays = []struct {
	method consent.Method
	icon   string
}{{consent.Drawn, "draw"}, {consent.Held, "touch_app"}, {consent.Spoken, "mic"}, {consent.Paper, "photo_camera"}}

// ways offers the other ways to sign, for wet glass and for those who cannot
// write, and the quiet part with what few need.
func (g *signing) ways(f flow.SigningFields) fyne.CanvasObject {
	rows := []fyne.CanvasObject{}
	if !g.absent() {
		now := f.Method
		if now == "" {
			now = consent.Drawn
		}
		var others []fyne.CanvasObject
		for _, w := range signingWays {
			if w.method != now {
				others = append(others, part.NewButton(g.t("method.pick."+string(w.method)), w.icon, part.Other, func() { g.way(w.method) }).SetHeight(48))
			}
		}
		line := part.Equal(part.Gap8, others...)
		if g.body.Class() == part.Phone {
			line = part.Cells(150, part.Gap8, others...)
		}
		rows = append(rows, part.Column(part.Gap8, part.NewText(g.t("signing.hard"), part.NoteBold), line))
	}
	icon := "keyboard_arrow_down"
	if g.more {
		icon = "keyboard_arrow_up"
	}
	rows = append(rows, part.Left(part.NewLink(g.t("signing.more"), icon, func() { g.more = !g.more; g.body.Rebuild() }).Flush()))
	if g.more {
		rows = append(rows, g.quiet(f))
	}
	return part.Column(part.Gap8, rows...)
}

func (g *signing) way(m consent.Method) {
	if m == consent.Drawn {
		m = ""
	}
	if g.try(g.s.SetMethod(g.u.ctx, m, nil)) {
		g.body.Rebuild()
	}
}

func (g *signing) holdCard() fyne.CanvasObject {
	return part.NewCard(part.Column(part.Gap12, part.NewWrap(g.t("signing.hold.title"), part.Section), part.NewWrap(g.t("signing.hold.sentence"), part.Read)), part.Gap24)
}

// spokenCard shows what is read aloud in front of a running camera.
func (g *signing) spokenCard() fyne.CanvasObject {
	rows := []fyne.CanvasObject{part.NewWrap(g.t("signing.spoken.title"), part.Section), part.NewWrap(g.t("signing.spoken.sentence"), part.Note)}
	for _, s := range g.s.Text().Spoken {
		rows = append(rows, part.NewWrap(s, part.Style{Size: 22}))
	}
	return part.NewCard(part.Column(part.Gap12, rows...), part.Gap24)
}

func (g *signing) paperCard(f flow.SigningFields) fyne.CanvasObject {
	rows := []fyne.CanvasObject{part.NewWrap(g.t("signing.paper.title"), part.Section), part.NewWrap(g.t("signing.paper.sentence"), part.Read)}
	word := g.t("signing.paper.pick")
	if len(f.Paper) > 0 {
		rows = append(rows, part.Left(part.Fixed(part.NewPicture(picture(f.Paper), "image", 10), 240, 160)))
		word = g.t("signing.paper.another")
	}
	rows = append(rows, part.Left(part.NewButton(word, "photo_camera", part.Other, func() {
		g.u.pickPhoto(g.body, func(b []byte) {
			if g.try(g.s.SetMethod(g.u.ctx, consent.Paper, b)) {
				g.body.Rebuild()
			}
		})
	})))
	return part.NewCard(part.Column(part.Gap12, rows...), part.Gap24)
}

// adultConditions are what an adult can ask for besides; a parent is asked
// about secrecy on the page before.
var (
	adultConditions = []consent.Condition{consent.NoName, consent.NoPlace, consent.NotRecognisable, consent.VoiceChanged, consent.ShowFirst}
	childConditions = []consent.Condition{consent.NotRecognisable, consent.VoiceChanged, consent.ShowFirst}
)

// quiet is the part that few need: a wrist band, a face, conditions.
func (g *signing) quiet(f flow.SigningFields) fyne.CanvasObject {
	label, list := g.t("signing.band"), adultConditions
	if g.s.Text().Minor {
		label, list = g.t("signing.band.child"), childConditions
	}
	band := part.NewField(part.FieldOptions{Label: label, Hint: g.t("signing.if_any"), Mono: true, OnChanged: func(v string) {
		g.set(g.s.Set(g.u.ctx, func(x *flow.SigningFields) { x.Band = v }))
	}})
	band.SetText(f.Band)
	rows := []fyne.CanvasObject{band, part.NewWrap(g.t("signing.conditions"), part.ReadBold)}
	for _, cond := range list {
		row := part.NewCheckRow(g.t("condition."+string(cond)), "", func(on bool) { g.condition(cond, on) })
		row.SetOn(slices.Contains(f.Conditions, cond))
		rows = append(rows, row)
	}
	return part.Column(part.Gap12, append(rows, g.face(f))...)
}

func (g *signing) condition(c consent.Condition, on bool) {
	list := slices.DeleteFunc(slices.Clone(g.s.Fields().Conditions), func(o consent.Condition) bool { return o == c })
	if on {
		list = append(list, c)
	}
	g.set(g.s.SetConditions(g.u.ctx, list))
}

// face is a small picture with which the crew finds the person again.
func (g *signing) face(f flow.SigningFields) fyne.CanvasObject {
	pick := part.NewButton(g.t("signing.face.pick"), "photo_camera", part.Other, func() { g.u.pickPhoto(g.body, g.setFace) }).SetHeight(48)
	line := []fyne.CanvasObject{pick}
	if len(f.Face) > 0 {
		a := part.NewAvatar("", 64)
		a.SetFace(picture(f.Face))
		line = []fyne.CanvasObject{a, part.NewButton(g.t("button.remove"), "close", part.Other, func() { g.setFace(nil) }).SetHeight(48)}
	}
	title := g.t("signing.face")
	if g.s.Text().Minor {
		title = g.t("signing.face.child")
	}
	return part.Column(part.Gap8, part.NewWrap(title, part.ReadBold), part.NewWrap(g.t("signing.face.note"), part.Note), part.Line(part.Gap12, line...))
}

func (g *signing) setFace(b []byte) {
	if g.try(g.s.SetFace(g.u.ctx, b)) {
		g.body.Rebuild()
	}
}
