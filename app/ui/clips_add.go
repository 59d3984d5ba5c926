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
	"onset/consent"
)

// adding is clips being read: where it stands, and how to stop it.
type adding struct {
	u    *UI
	stop context.CancelFunc
	bar  *part.Progress
	line *part.Text

	mu    sync.Mutex
	at    flow.Progress
	drawn atomic.Bool // a drawing is on its way
}

// acceptDrops takes files that are dropped on the window as clips.
func (u *UI) acceptDrops() {
	u.win.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) {
		if u.bare != nil || u.kit == nil {
			return
		}
		var paths []string
		for _, uri := range uris {
			if uri.Scheme() == "file" {
				paths = append(paths, uri.Path())
			}
		}
		u.goTo(atClips)
		u.clips().ingest(paths)
	})
}

// chooseFiles asks for a folder or for files.
func (s *clipsScreen) chooseFiles() {
	d := &part.Dialog{Title: s.u.T("clips.add"), Sentence: s.u.T("clips.add.note")}
	d.Body = []fyne.CanvasObject{
		part.NewChoiceRow(s.u.T("clips.add.folder"), func() { d.Hide(); s.pickFolder() }),
		part.NewChoiceRow(s.u.T("offload.begin"), func() { d.Hide(); s.u.copyCard() }),
		part.NewChoiceRow(s.u.T("clips.add.files"), func() { d.Hide(); s.u.pickFiles(s.u.stage, nil, true, s.ingest) }),
	}
	d.Actions = []*part.Button{part.NewButton(s.u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(s.u.stage)
}

func (s *clipsScreen) pickFolder() {
	s.u.pickFolder(s.u.T("clips.add.folder"), s.u.T("clips.add.this"), nil, func(dir string) { s.ingest([]string{dir}) })
}

// ingest reads files in the background. One reading at a time is enough: it
// uses the whole disk.
func (s *clipsScreen) ingest(paths []string) {
	if s.add != nil || len(paths) == 0 {
		return
	}
	a := &adding{u: s.u, bar: part.NewProgress(), line: part.NewCutText(s.u.T("clips.looking"), part.Note)}
	s.add = a
	s.body.Rebuild()
	var results []flow.IngestResult
	s.u.work(func(ctx context.Context) (err error) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		a.mu.Lock()
		a.stop = stop
		a.mu.Unlock()
		results, err = s.u.kit.Ingest(ctx, paths, a.tell)
		return err
	}, func(err error) {
		s.add = nil
		s.thumbs.forget()
		s.show()
		s.ingested(results, err)
	})
}

// tell is called from the reading's own goroutines; drawing is asked for once
// for many files.
func (a *adding) tell(p flow.Progress) {
	a.mu.Lock()
	a.at = p
	a.mu.Unlock()
	if a.drawn.CompareAndSwap(false, true) {
		fyne.Do(func() {
			a.drawn.Store(false)
			a.draw()
		})
	}
}

func (a *adding) draw() {
	a.mu.Lock()
	p := a.at
	a.mu.Unlock()
	a.bar.Set(share(p), part.Running)
	a.line.SetText(a.words(p))
}

// share is how far it is: by bytes where they are known.
func share(p flow.Progress) float32 {
	switch {
	case p.AllBytes > 0:
		return float32(float64(p.Bytes) / float64(p.AllBytes))
	case p.Total > 0:
		return float32(p.Done) / float32(p.Total)
	}
	return 0
}

func (a *adding) words(p flow.Progress) string {
	line := a.u.T("clips.progress", "done", p.Done, "total", p.Total, "item", p.Item)
	if p.Left > 0 {
		line += " · " + a.u.T("clips.left", "age", a.u.words.Wait(p.Left))
	}
	if p.Failed > 0 {
		line += " · " + a.u.N("clips.unread", p.Failed)
	}
	return line
}

func (a *adding) cancel() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stop != nil {
		a.stop()
	}
}

// strip is the progress over the action bar.
func (a *adding) strip(c part.Class) fyne.CanvasObject {
	stop := part.NewButton(a.u.T("button.stop"), "close", part.Other, a.cancel).SetHeight(48)
	words := part.Column(part.Gap8, a.line, a.bar)
	return part.NewCard(part.Line(part.Gap24, part.Grow(words), stop), part.Gap16)
}

// ingested says what became of the files. What is wrong with one file stands
// beside its name.
func (s *clipsScreen) ingested(results []flow.IngestResult, err error) {
	if errors.Is(err, context.Canceled) {
		s.u.toast(s.u.T("error.cancelled"), "", nil)
		return
	}
	if !s.u.try(err) {
		return
	}
	var fresh []consent.ID
	known, bad := 0, []flow.IngestResult{}
	for _, r := range results {
		switch {
		case r.Err != nil:
			bad = append(bad, r)
		case r.Known:
			known++
		default:
			fresh = append(fresh, r.Clip)
		}
	}
	words := s.u.N("clips.added", len(fresh))
	if known > 0 {
		words += " · " + s.u.N("clips.known", known)
	}
	switch {
	case len(bad) == 0 && len(fresh) > 0:
		s.u.toast(words, s.u.T("slates.find"), func() { s.u.findSlates(fresh, nil) })
		return
	case len(bad) == 0:
		s.u.toast(words, "", nil)
		return
	}
	s.showBad(words, bad)
}

// showBad lists the files that could not be read.
func (s *clipsScreen) showBad(words string, bad []flow.IngestResult) {
	d := &part.Dialog{Title: s.u.N("clips.unread", len(bad)), Sentence: words, Width: 660}
	list := part.NewList(72, func() int { return len(bad) }, func() fyne.CanvasObject {
		return part.NewRow(part.NewIconDisc("error", part.Stop), " ", " ", nil, nil)
	}, func(i int, o fyne.CanvasObject) {
		r := o.(*part.Row)
		r.SetTitle(filepath.Base(bad[i].Path))
		r.SetSub(s.u.fileFault(bad[i].Err))
	})
	d.Body = []fyne.CanvasObject{part.Fixed(list, 0, float32(min(len(bad), 5)*72))}
	d.Actions = []*part.Button{part.NewButton(s.u.T("button.ok"), "", part.Main, d.Hide)}
	d.Show(s.u.stage)
}
