package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// askSidecars says what is written beside the files before it is.
func (u *UI) askSidecars(clips []consent.ID, after func()) {
	d := &part.Dialog{Title: u.T("sidecar.title"), Sentence: u.T("sidecar.note"), Label: u.N("clips.chosen", len(clips))}
	keep := u.kit.Settings().Sidecars
	always := part.NewCheckRow(u.T("sidecar.always"), "", func(on bool) { keep = on })
	always.SetOn(keep)
	d.Body = []fyne.CanvasObject{always}
	d.Actions = []*part.Button{
		part.NewButton(u.T("button.cancel"), "", part.Outline, d.Hide),
		part.NewButton(u.T("sidecar.go"), "", part.Main, func() {
			d.Hide()
			if s := u.kit.Settings(); s.Sidecars != keep {
				s.Sidecars = keep
				if !u.try(u.kit.SetSettings(u.ctx, s)) {
					return
				}
			}
			u.writeSidecars(clips, after)
		}),
	}
	d.Show(u.stage)
}

// writeSidecars writes them and says what became of each.
func (u *UI) writeSidecars(clips []consent.ID, after func()) {
	var r flow.SidecarResult
	u.run(u.T("sidecar.running"), "", func(ctx context.Context, tell func(flow.Progress)) (err error) {
		r, err = u.kit.WriteSidecars(ctx, clips, tell)
		return err
	}, func(err error) {
		if u.stopped(err) {
			return
		}
		if after != nil {
			after()
		}
		u.sidecarsWritten(r)
	})
}

func (u *UI) sidecarsWritten(r flow.SidecarResult) {
	words := u.N("sidecar.written", r.Written)
	if r.Same > 0 {
		words += " · " + u.N("sidecar.same", r.Same)
	}
	if len(r.Skipped) == 0 {
		u.toast(words, "", nil)
		return
	}
	d := &part.Dialog{Title: u.N("sidecar.skipped", len(r.Skipped)), Sentence: words, Width: 660, Body: []fyne.CanvasObject{u.skippedList(r.Skipped)}}
	d.Actions = []*part.Button{part.NewButton(u.T("button.ok"), "", part.Main, d.Hide)}
	d.Show(u.stage)
}
