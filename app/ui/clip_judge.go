package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// judgeDialog is another ground than consent: one of a closed list, the uses
// it covers, and a reason in words.
type judgeDialog struct {
	u     *UI
	draft flow.JudgeDraft
	after func()
	save  *part.Button
}

// judgeBases are the grounds with a reason; that nobody is in a clip has its
// own button.
var judgeBases = []media.JudgeBasis{
	media.JudgeAgreement, media.JudgeNotice, media.JudgeJournalism, media.JudgeBlur, media.JudgeLateMinor, media.JudgeOther,
}

// judge asks for a ground. After is called when it was stated; it may be nil.
func (u *UI) judge(clips []consent.ID, after func()) {
	j := &judgeDialog{u: u, after: after, draft: flow.JudgeDraft{Clips: clips}}
	late := u.lateSignatures(clips)
	d := &part.Dialog{Title: u.T("judge.title"), Sentence: u.T("judge.note")}
	row := func(basis media.JudgeBasis, do func()) {
		d.Body = append(d.Body, part.NewChoiceRow(u.T("judge."+string(basis)), func() { d.Hide(); do() }))
	}
	row(media.JudgeNobody, func() { u.sayNobody(clips, after) })
	for _, b := range judgeBases {
		if b == media.JudgeLateMinor && len(late) == 0 {
			continue
		}
		row(b, func() {
			j.draft.Basis = b
			if b == media.JudgeLateMinor {
				j.draft.Accepts = late
			}
			j.ask()
		})
	}
	d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(u.stage)
}

// lateSignatures are the minors' signatures in these clips that came after
// filming.
func (u *UI) lateSignatures(clips []consent.ID) []consent.ID {
	var out []consent.ID
	for _, p := range u.kit.Uses() {
		for _, v := range u.kit.Clearance(media.Use{Purpose: p}, clips) {
			for _, r := range v.Reasons {
				if r.Code == media.CodeLateMinor && !r.Consent.IsZero() && !slices.Contains(out, r.Consent) {
					out = append(out, r.Consent)
				}
			}
		}
	}
	return out
}

// ask asks which uses are covered, and why.
func (j *judgeDialog) ask() {
	j.draft.Covers = j.u.kit.Uses()
	d := &part.Dialog{Title: j.u.T("judge." + string(j.draft.Basis)), Label: j.u.T("judge.covers"), Width: 600}
	rows := make([]fyne.CanvasObject, 0, len(j.draft.Covers))
	for _, p := range j.u.kit.Uses() {
		rows = append(rows, j.useRow(p))
	}
	reason := part.NewField(part.FieldOptions{Label: j.u.T("judge.reason"), Crew: true, OnChanged: func(s string) { j.draft.Reason = s; j.check() }})
	d.Body = []fyne.CanvasObject{part.Rows(rows...), reason}
	j.save = part.NewButton(j.u.T("button.save"), "", part.Main, func() { j.state(d) })
	d.Actions = []*part.Button{part.NewButton(j.u.T("button.cancel"), "", part.Outline, d.Hide), j.save}
	j.check()
	d.Show(j.u.stage)
}

func (j *judgeDialog) useRow(p consent.Purpose) fyne.CanvasObject {
	mark := part.NewIcon("check", 24, part.ColorAccent)
	row := part.NewRow(nil, j.u.T("purpose."+string(p)), "", mark, nil).SetHeight(60)
	draw := func() {
		on := slices.Contains(j.draft.Covers, p)
		row.SetChosen(on)
		name := ""
		if on {
			name = "check"
		}
		mark.Set(name, part.ColorAccent)
	}
	row.OnTapped(func() {
		if i := slices.Index(j.draft.Covers, p); i >= 0 {
			j.draft.Covers = slices.Delete(slices.Clone(j.draft.Covers), i, i+1)
		} else {
			j.draft.Covers = append(slices.Clone(j.draft.Covers), p)
		}
		draw()
		j.check()
	})
	draw()
	return row
}

// check says what the judgement still needs.
func (j *judgeDialog) check() {
	missing := ""
	switch {
	case len(j.draft.Covers) == 0:
		missing = j.u.T("judge.needs_use")
	case strings.TrimSpace(j.draft.Reason) == "":
		missing = j.u.T("judge.needs_reason")
	}
	j.save.SetMissing(missing, nil)
}

func (j *judgeDialog) state(d *part.Dialog) {
	j.u.work(func(ctx context.Context) error { return j.u.kit.Judge(ctx, j.draft) }, func(err error) {
		if !j.u.try(err) {
			return
		}
		d.Hide()
		if j.after != nil {
			j.after()
		}
		j.u.toast(j.u.N("judge.done", len(j.draft.Clips)), "", nil)
	})
}
