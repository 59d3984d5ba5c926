package ui

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// job is long work with a dialog of its own: how far it is, and how to stop it.
type job struct {
	u    *UI
	d    *part.Dialog
	bar  *part.Progress
	line *part.Text
	stop context.CancelFunc

	mu    sync.Mutex
	at    flow.Progress
	drawn atomic.Bool // a drawing is on its way
}

// run does long work behind a dialog that tells how far it is, and then done.
// The screen stays awake meanwhile. Stopped, done gets the context's error.
func (u *UI) run(title, sentence string, slow func(context.Context, func(flow.Progress)) error, done func(error)) {
	ctx, stop := context.WithCancel(u.ctx)
	j := &job{u: u, bar: part.NewProgress(), line: part.NewCutText(u.T("job.begins"), part.Note), stop: stop}
	j.d = &part.Dialog{Title: title, Sentence: sentence, Firm: true, Body: []fyne.CanvasObject{j.line, j.bar}, OnCancel: stop}
	j.d.Actions = []*part.Button{part.NewButton(u.T("button.stop"), "close", part.Outline, stop)}
	j.d.Show(u.stage)
	u.keepAwake("job", true)
	u.work(func(context.Context) error { return slow(ctx, j.tell) }, func(err error) {
		stop()
		u.keepAwake("job", false)
		j.d.OnCancel = nil
		j.d.Hide()
		done(err)
	})
}

// tell is called from the work's own goroutines; drawing is asked for once for
// many steps.
func (j *job) tell(p flow.Progress) {
	j.mu.Lock()
	j.at = p
	j.mu.Unlock()
	if j.u.opt.Go == nil && j.drawn.CompareAndSwap(false, true) {
		fyne.Do(func() {
			j.drawn.Store(false)
			j.draw()
		})
	}
}

// draw also counts as somebody being here: what runs is watched.
func (j *job) draw() {
	j.mu.Lock()
	p := j.at
	j.mu.Unlock()
	j.u.touched()
	j.bar.Set(share(p), part.Running)
	j.line.SetText(j.u.progressWords(p))
}

// progressWords is how far work is, in one line.
func (u *UI) progressWords(p flow.Progress) string {
	left := ""
	if p.Left > 0 {
		left = u.T("clips.left", "age", u.words.Wait(p.Left))
	}
	return dotted(u.T("job.of", "done", p.Done, "total", p.Total), p.Item, left)
}

// stopped says that work was stopped, or what went wrong; false when it went well.
func (u *UI) stopped(err error) bool {
	if errors.Is(err, context.Canceled) {
		u.toast(u.T("job.stopped"), "", nil)
		return true
	}
	return !u.try(err)
}

// skippedRows is how many clips are shown at once of those that were left out.
const skippedRows = 5

// skippedList is a list of what was left out, each with the reason.
func (u *UI) skippedList(list []flow.Skipped) fyne.CanvasObject {
	grid := part.NewList(72, func() int { return len(list) }, func() fyne.CanvasObject {
		return part.NewRow(part.NewIconDisc("error", part.Limit), " ", " ", nil, nil)
	}, func(i int, o fyne.CanvasObject) {
		r := o.(*part.Row)
		name := list[i].Name
		if name == "" {
			name = filepath.Base(list[i].Path)
		}
		r.SetTitle(name)
		r.SetSub(capital(u.T("export.skip." + string(list[i].Why))))
	})
	return part.Fixed(grid, 0, float32(min(len(list), skippedRows)*72))
}
