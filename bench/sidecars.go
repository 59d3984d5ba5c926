package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"sync"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media/xmp"
)

const (
	sidecarCount = 10_000
	sidecarMost  = 30 * time.Second
)

// sidecars has one person in many clips take it back: the sidecars of all of them are written again.
func sidecars(ctx context.Context, o options) ([]line, error) {
	return withdrawal(ctx, o, sidecarCount)
}

func withdrawal(ctx context.Context, o options, n int) ([]line, error) {
	dir, err := scratchFolder(o.out, "sidecars")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	w := &withdrawing{ctx: ctx, clips: filepath.Join(dir, "clips"), n: n}
	if w.clips, err = filepath.Abs(w.clips); err != nil {
		return nil, err
	}
	h, _, err := openHome(filepath.Join(dir, "home"), time.Now)
	if err != nil {
		return nil, err
	}
	if w.kit, _, err = h.Found(ctx, production()); err != nil {
		return nil, err
	}
	out, err := w.measure(filepath.Join(dir, "bare"))
	return out, errors.Join(err, w.kit.Close())
}

type withdrawing struct {
	ctx   context.Context
	kit   *flow.Kit
	clips string // folder
	n     int
}

func (w *withdrawing) measure(bare string) ([]line, error) {
	person, err := w.film()
	if err != nil {
		return nil, err
	}
	stopped, wrote, err := w.stop()
	if err != nil {
		return nil, err
	}
	var rest flow.SidecarResult
	resumed := took(func() { rest, err = w.kit.WriteSidecars(w.ctx, nil, nil) })
	if err == nil && (rest.Written != w.n-wrote || rest.Same != wrote) {
		err = fmt.Errorf("stopped after %d of %d sidecars, and then %d were written and %d not: some are lost or doubled", wrote, w.n, rest.Written, rest.Same)
	}
	if err != nil {
		return nil, err
	}
	rewritten := took(func() {
		if _, err = w.kit.Withdraw(w.ctx, flow.WithdrawDraft{Of: person}); err == nil {
			_, err = w.kit.RewriteSidecars(w.ctx, nil) // waits for what the kit does by itself, too
		}
	})
	if err == nil {
		err = w.check()
	}
	if err != nil {
		return nil, err
	}
	yardstick, err := bareSidecars(bare, w.clips, w.n)
	if err != nil {
		return nil, err
	}
	return []line{
		within(fmt.Sprintf("%d sidecars written again after a withdrawal", w.n), rewritten, sidecarMost*time.Duration(w.n)/sidecarCount),
		against("  the same", rewritten, "bare files: the same bytes, fsync, rename, eight at once", yardstick, 0),
		{what: "  stopped in the middle: written until then", got: float64(wrote), unit: fmt.Sprintf("of %d", w.n)},
		within("  from the cancel until it stood still", stopped, time.Second),
		plain(fmt.Sprintf("  the other %d, when told again", rest.Written), resumed),
	}, nil
}

// film puts one person into all of the clips.
func (w *withdrawing) film() (consent.ID, error) {
	var person consent.ID
	if err := manyPhotos(w.clips, w.n); err != nil {
		return person, err
	}
	_, r, err := w.kit.Declare(w.ctx, declaration(0))
	if err != nil {
		return person, err
	}
	added, err := w.kit.Ingest(w.ctx, []string{w.clips}, nil)
	if err != nil {
		return r.Person, err
	}
	var ids []consent.ID
	for _, a := range added {
		if a.Err != nil {
			return r.Person, a.Err
		}
		ids = append(ids, a.Clip)
	}
	_, err = w.kit.Tag(w.ctx, flow.TagDraft{Clips: ids, People: []consent.ID{r.Person}})
	return r.Person, err
}

// manyPhotos writes small pictures, each with a comment of its own.
func manyPhotos(dir string, n int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		return err
	}
	head, rest := b.Bytes()[:2], b.Bytes()[2:]
	for i := range n {
		comment := append([]byte{0xff, 0xfe, 0, 6}, binary.BigEndian.AppendUint32(nil, uint32(i))...)
		photo := append(append(bytes.Clone(head), comment...), rest...)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("A%06d.JPG", i)), photo, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// stop cancels the first writing when a quarter is told, and says how long it
// went on after that and how many sidecars it wrote.
func (w *withdrawing) stop() (time.Duration, int, error) {
	ctx, cancel := context.WithCancel(w.ctx)
	defer cancel()
	var once sync.Once
	var at time.Time
	_, err := w.kit.WriteSidecars(ctx, nil, func(p flow.Progress) {
		if p.Done >= w.n/4 {
			once.Do(func() { at = time.Now(); cancel() })
		}
	})
	took := time.Since(at)
	if !errors.Is(err, context.Canceled) {
		return 0, 0, fmt.Errorf("cancelled after a quarter of the sidecars: %w", err)
	}
	wrote, err := filepath.Glob(filepath.Join(w.clips, "*.xmp"))
	return took, len(wrote), err
}

// check holds that every sidecar says what is so now.
func (w *withdrawing) check() error {
	all, err := filepath.Glob(filepath.Join(w.clips, "*.xmp"))
	if err == nil && len(all) != w.n {
		err = fmt.Errorf("%d sidecars, want %d", len(all), w.n)
	}
	for _, path := range all {
		b, e := os.ReadFile(path)
		found, e2 := xmp.Read(b)
		if err = errors.Join(err, e, e2); err == nil && (found.Facts.Release != xmp.ReleaseNone || len(found.Facts.Releases) > 0) {
			err = fmt.Errorf("%s still says %s", path, found.Facts.Release)
		}
		if err != nil {
			return err
		}
	}
	return err
}

// bareSidecars writes the sidecars' bytes into another folder with nothing but
// calls of the system, each safe on the disk before it has its name.
func bareSidecars(dir, from string, n int) (time.Duration, error) {
	all, err := filepath.Glob(filepath.Join(from, "*.xmp"))
	if err != nil || len(all) != n {
		return 0, fmt.Errorf("%d sidecars, want %d: %w", len(all), n, err)
	}
	b, err := os.ReadFile(all[0])
	if err := errors.Join(err, os.MkdirAll(dir, 0o700)); err != nil {
		return 0, err
	}
	const writers = 8
	errs := make([]error, writers)
	d := took(func() {
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() {
				for j := i; j < n && errs[i] == nil; j += writers {
					errs[i] = bareSidecar(filepath.Join(dir, fmt.Sprint(j)), b)
				}
			})
		}
		wg.Wait()
	})
	return d, errors.Join(errs...)
}

func bareSidecar(path string, b []byte) error {
	f, err := os.Create(path + ".new")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
