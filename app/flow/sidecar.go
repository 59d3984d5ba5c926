package flow

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"onset/consent"
	"onset/media/xmp"
)

// WriteSidecars writes XMP sidecars beside the clips' files on this machine,
// merged into what others wrote there; no clips are all. They say ids only. A
// clip on a camera's card, or where nothing can be written, is skipped and
// said. From then on they are kept current. It can be cancelled and started
// again. ErrNotFound, and the context's.
func (k *Kit) WriteSidecars(ctx context.Context, clips []consent.ID, progress func(Progress)) (SidecarResult, error) {
	if err := k.known(clips, nil); err != nil {
		return SidecarResult{}, fmt.Errorf("write sidecars: %w", err)
	}
	k.meta.work.Lock()
	defer k.meta.work.Unlock()
	w := k.newWriting(ctx)
	for _, id := range k.idsOf(clips) {
		f, skip := k.original(id)
		w.add(kept{Clip: id, Path: f.path}, skip)
	}
	return w.result("write sidecars", progress)
}

// RewriteSidecars writes again all metadata of ours that does not say what it
// should: beside clips, and in copies that were delivered and lie here. The
// kit does so by itself after each change; this waits for it.
func (k *Kit) RewriteSidecars(ctx context.Context, progress func(Progress)) (SidecarResult, error) {
	k.meta.work.Lock()
	defer k.meta.work.Unlock()
	return k.rewrite(ctx, nil, true, progress)
}

func (k *Kit) idsOf(clips []consent.ID) []consent.ID {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := make([]consent.ID, 0, len(clips))
	for _, c := range k.pick(clips) {
		out = append(out, c.ID)
	}
	return out
}

// rewrite tells what is due: of some clips, or of all. The caller holds work.
func (k *Kit) rewrite(ctx context.Context, touched []consent.ID, all bool, progress func(Progress)) (SidecarResult, error) {
	if all {
		touched = k.meta.clips()
		if k.Settings().Sidecars {
			touched = k.idsOf(nil)
		}
	}
	w := k.newWriting(ctx)
	for _, id := range touched {
		if ctx.Err() != nil {
			break
		}
		for _, s := range k.due(id) {
			w.add(s, k.standsAt(ctx, s))
		}
	}
	return w.result("write sidecars again", progress)
}

// due are the places of a clip that say something else than they should, and
// where the kit keeps sidecars of every clip, the one that is missing.
func (k *Kit) due(id consent.ID) []kept {
	places := k.meta.of(id)
	if k.Settings().Sidecars && !slices.ContainsFunc(places, func(s kept) bool { return !s.Copy }) {
		if f, skip := k.original(id); skip == "" && k.saysSomething(id) {
			places = append(places, kept{Clip: id, Path: f.path})
		}
	}
	return slices.DeleteFunc(places, func(s kept) bool {
		f, known := k.factsOf(id, s.how())
		return !known || digest(f) == s.Digest
	})
}

// saysSomething reports whether anybody said who is in a clip.
func (k *Kit) saysSomething(id consent.ID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.ledger.Clip(id)
	return c != nil && (len(c.Tags) > 0 || len(c.Judgements) > 0)
}

// keepBatch places are remembered in one transaction.
const keepBatch = 256

// writing is metadata on its way to its places.
type writing struct {
	k       *Kit
	ctx     context.Context
	folders map[string]*xmp.Folder
	wrong   map[string]error // folders that cannot be read
	jobs    []xmp.Job
	places  []kept // beside jobs; their digests are set when they are told
	inside  []kept // copies with the metadata in them
	unkept  []kept
	out     SidecarResult
	step    func(name string, failed bool)
}

func (k *Kit) newWriting(ctx context.Context) *writing {
	return &writing{k: k, ctx: ctx, folders: map[string]*xmp.Folder{}, wrong: map[string]error{}}
}

func (w *writing) skip(s kept, why Skip) {
	w.out.Skipped = append(w.out.Skipped, Skipped{Clip: s.Clip, Name: w.k.clipName(s.Clip), Path: s.Path, Why: why})
}

func (k *Kit) clipName(id consent.ID) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.ledger.Clip(id); c != nil {
		return c.Name
	}
	return ""
}

// add takes a place that is to be told, or says why it is not.
func (w *writing) add(s kept, skip Skip) {
	dir := filepath.Dir(s.Path)
	switch {
	case skip != "":
		w.skip(s, skip)
		return
	case s.Inside:
		w.inside = append(w.inside, s)
		return
	case !s.Copy && onCard(dir):
		w.skip(s, SkipCard)
		return
	}
	folder, err := w.folder(dir)
	if err != nil {
		w.skip(s, skipOf(err))
		return
	}
	i := len(w.places)
	w.places = append(w.places, s)
	w.jobs = append(w.jobs, xmp.Job{Folder: folder, Name: filepath.Base(s.Path), Facts: func() xmp.Facts { return w.facts(&w.places[i]) }})
}

// facts asks what a place is to say, and remembers it in the place.
func (w *writing) facts(s *kept) xmp.Facts {
	f, _ := w.k.factsOf(s.Clip, s.how())
	s.Digest = digest(f)
	return f
}

func (w *writing) folder(dir string) (*xmp.Folder, error) {
	if w.folders[dir] == nil && w.wrong[dir] == nil {
		w.folders[dir], w.wrong[dir] = xmp.OpenFolder(dir, "")
	}
	return w.folders[dir], w.wrong[dir]
}

// result tells all places and says what became of them.
func (w *writing) result(what string, progress func(Progress)) (SidecarResult, error) {
	began, done := w.k.now(), 0
	total := len(w.jobs) + len(w.inside)
	failed := 0
	w.step = func(name string, bad bool) {
		done++
		if bad {
			failed++
		}
		if progress != nil {
			progress(Progress{Done: done, Total: total, Item: name, Failed: failed, Left: left(w.k.now().Sub(began), int64(done), int64(total))})
		}
	}
	err := firstError(w.ctx.Err(), w.beside(), w.within(), w.k.keep(w.ctx, w.unkept...))
	if err != nil {
		return w.out, fmt.Errorf("%s: %w", what, err)
	}
	return w.out, nil
}

// beside writes the sidecars.
func (w *writing) beside() error {
	if len(w.jobs) == 0 {
		return nil
	}
	var wrong error
	err := xmp.WriteAll(w.ctx, w.jobs, func(o xmp.Outcome) bool {
		s := w.places[o.Job]
		if o.Err != nil && w.ctx.Err() != nil {
			return false
		}
		for _, x := range o.Written {
			if x.Changed {
				w.out.Written++
			} else {
				w.out.Same++
			}
		}
		wrong = w.said(s, o.Err)
		return wrong == nil
	})
	return firstError(wrong, err)
}

// within changes what delivered copies say.
func (w *writing) within() error {
	for _, s := range w.inside {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		changed, err := xmp.Retag(w.ctx, s.Path, w.facts(&s))
		if err != nil && w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		if changed {
			w.out.Delivered++
		}
		if err := w.said(s, err); err != nil {
			return err
		}
	}
	return nil
}

// said counts a place that was told, or could not be.
func (w *writing) said(s kept, err error) error {
	w.step(filepath.Base(s.Path), err != nil)
	if err != nil {
		w.skip(s, skipOf(err))
		return nil
	}
	if w.unkept = append(w.unkept, s); len(w.unkept) < keepBatch {
		return nil
	}
	err = w.k.keep(w.ctx, w.unkept...)
	w.unkept = nil
	return err
}
