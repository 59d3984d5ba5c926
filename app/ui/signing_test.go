package ui

import (
	"testing"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

func signingShots() []shot {
	return []shot{
		{name: "signing-questions", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "appearance", flow.StepQuestions) }},
		{name: "signing-sign", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "appearance", flow.StepSign) }},
		{name: "signing-guardian", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "minor", flow.StepGuardian) }},
		{name: "signing-child", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "minor", flow.StepChild) }},
		{name: "signing-thanks", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "appearance", flow.StepQuestions).refuse() }},
		{name: "signing-absent", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "minor", flow.StepGuardian).setAbsent(true) }},
		{name: "signing-other", writes: true, prepare: func(t *testing.T, u *UI) {
			g := signingAt(t, u, "minor", flow.StepGuardian)
			g.other, g.asked, g.secret = true, true, true
			g.turn()
		}},
		{name: "signing-more", writes: true, prepare: func(t *testing.T, u *UI) {
			g := signingAt(t, u, "appearance", flow.StepSign)
			g.more = true
			g.turn()
		}},
		{name: "signing-held", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "appearance", flow.StepSign).way(consent.Held) }},
		{name: "signing-spoken", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "appearance", flow.StepSign).way(consent.Spoken) }},
		{name: "signing-paper", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "appearance", flow.StepSign).way(consent.Paper) }},
		{name: "signing-large", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "appearance", flow.StepQuestions).resize() }},
		{name: "signing-text", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "appearance", flow.StepQuestions).read(1) }},
		{name: "signing-clock", writes: true, prepare: clockDoubt},
		{name: "signing-draft", writes: true, prepare: func(t *testing.T, u *UI) {
			signingAt(t, u, "appearance", flow.StepSign)
			u.endBare()
			u.beginSigning(flow.SigningStart{})
		}},
		{name: "signing-parent", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "minor", flow.StepSign) }},
	}
}

// signingAt leads a hand-over to a step, with everything before it filled in.
func signingAt(t *testing.T, u *UI, terms string, step flow.Step) *signing {
	t.Helper()
	u.beginSigning(flow.SigningStart{Terms: terms, Language: u.words.Tag})
	g, ok := u.bare.(*signing)
	if !ok {
		t.Fatal("no hand-over")
	}
	for i, q := range g.s.Questions() {
		if step == flow.StepQuestions && i > 2 {
			break
		}
		noError(t, g.s.Answer(t.Context(), q.Purpose, i < 2))
	}
	noError(t, g.s.SetName(t.Context(), "Karen Holm Lauritsen"))
	if terms == "minor" {
		noError(t, g.s.SetName(t.Context(), "Oskar Vinther"))
		noError(t, g.s.SetBorn(t.Context(), 2014, 6))
		noError(t, g.s.SetGuardian(t.Context(), 0, flow.GuardianDraft{Name: "Camilla Vinther", Relation: consent.Mother, Contact: "camilla.v@post.example", Authority: true}))
		noError(t, g.s.SetOtherHolder(t.Context(), consent.HolderAgrees))
	}
	for g.s.Step() != step {
		if g.s.Step() == flow.StepChild {
			noError(t, g.s.SetChildSays(t.Context(), consent.ChildYes))
		}
		noError(t, g.s.Next(t.Context()))
	}
	if step == flow.StepSign {
		if terms != "minor" {
			noError(t, g.s.SetAdult(t.Context(), true))
		}
		noError(t, g.s.SetInk(t.Context(), someInk()))
	}
	g.turn()
	return g
}

// clockDoubt shows a kit whose clock is behind what was saved last.
func clockDoubt(t *testing.T, u *UI) {
	t.Helper()
	u.beginSigning(flow.SigningStart{Terms: "appearance", Language: u.words.Tag})
	g := u.bare.(*signing)
	if doubt, _ := g.s.ClockDoubt(); !doubt {
		u.stage.SetContent(part.Light(g.clock(part.ClassOf(u.win.Canvas().Size().Width)), 1))
	}
}
