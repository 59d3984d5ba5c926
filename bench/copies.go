package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"onset/media/offload"
)

// The cards that are copied: one large film, and many small photos.
const (
	filmBytes  = 4 << 30
	photoCount = 5000
	photoBytes = 20_000
)

// copies races an offload to two folders against cp and xxhsum.
func copies(ctx context.Context, o options) ([]line, error) {
	for _, tool := range []string{"cp", "find", "sync", "xxhsum"} {
		if _, err := exec.LookPath(tool); err != nil {
			return []line{{what: tool + " is not installed, not measured", unit: "copies"}}, nil
		}
	}
	dir, err := scratchFolder(o.out, "copies")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	// What was copied of the small files stays until the end: ext4 is slow to make files where many were just removed.
	small := race{ctx: ctx, dir: filepath.Join(dir, "small"), rounds: 3, keep: true}
	large := race{ctx: ctx, dir: filepath.Join(dir, "large"), rounds: 2}
	if err := errors.Join(smallCard(small.card()), largeCard(ctx, large.card())); err != nil {
		return nil, err
	}
	out, err := small.lines(fmt.Sprintf("%d files of %d kB to two folders, read back, with manifests", photoCount, photoBytes/1000))
	if err != nil {
		return nil, err
	}
	if free, err := roomFor(ctx, dir); err != nil || free >= 0 && free < 2*filmBytes+1<<30 {
		return append(out, line{what: fmt.Sprintf("the disk has %.0f GB left, too few to copy a film of 4 GB twice", float64(free)/1e9), unit: "copies"}), err
	}
	more, err := large.lines("one film of 4 GB to two folders, read back, with manifests")
	return append(out, more...), err
}

// scratchFolder makes an empty folder for what is measured and then removed.
func scratchFolder(out, name string) (string, error) {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(out, name)
}

// roomFor is how many bytes a folder's disk has left; -1 where nobody tells.
func roomFor(ctx context.Context, dir string) (int64, error) {
	empty, err := os.MkdirTemp("", "onset-bench")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(empty) }()
	p, err := offload.NewPlan(ctx, &offload.Card{Dir: empty}, []offload.Destination{{Dir: dir}})
	if err != nil {
		return 0, err
	}
	return p.To[0].Free, p.To[0].Err
}

func smallCard(dir string) error {
	fill := rand.NewChaCha8([32]byte{1})
	b := make([]byte, photoBytes)
	for i := range photoCount {
		folder := filepath.Join(dir, "DCIM", fmt.Sprintf("%03dCANON", 100+i/1000))
		_, _ = fill.Read(b) // it never fails
		if err := errors.Join(os.MkdirAll(folder, 0o755), os.WriteFile(filepath.Join(folder, fmt.Sprintf("IMG_%04d.JPG", i)), b, 0o644)); err != nil {
			return err
		}
	}
	return nil
}

func largeCard(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, "A001C001.MOV"))
	if err != nil {
		return err
	}
	return errors.Join(fillUp(ctx, f, filmBytes), f.Close())
}

// fillUp writes n bytes that are no hole, quickly.
func fillUp(ctx context.Context, f *os.File, n int64) error {
	b := make([]byte, 8<<20)
	_, _ = rand.NewChaCha8([32]byte{2}).Read(b) // it never fails
	for ; n > 0 && ctx.Err() == nil; n -= int64(len(b)) {
		if _, err := f.Write(b[:min(n, int64(len(b)))]); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// race copies one card again and again, in turns with the yardsticks. The disk
// may be shared with other programs, so the least time of each says most.
type race struct {
	ctx    context.Context
	dir    string
	rounds int
	keep   bool // what was copied until the end
	turn   int
}

func (r *race) card() string { return filepath.Join(r.dir, "card") }

func (r *race) lines(what string) ([]line, error) {
	var ours, plain, settled time.Duration
	for range r.rounds {
		for _, runner := range []struct {
			least *time.Duration
			do    func(one, two string) (time.Duration, error)
		}{{&ours, r.offload}, {&plain, r.plain}, {&settled, r.settled}} {
			d, err := r.once(runner.do)
			if err != nil {
				return nil, err
			}
			if *runner.least == 0 || d < *runner.least {
				*runner.least = d
			}
		}
	}
	return []line{
		against(what, ours, "cp to both, xxhsum over each copy (in memory: nothing is on the disk yet)", plain, 1),
		against("  the same", ours, "the same with sync, and xxhsum reading from the disk, as an offload does", settled, 1),
	}, nil
}

// once has one runner copy into empty folders on a disk at rest.
func (r *race) once(do func(one, two string) (time.Duration, error)) (time.Duration, error) {
	r.turn++
	to := filepath.Join(r.dir, fmt.Sprint(r.turn))
	one, two := filepath.Join(to, "1"), filepath.Join(to, "2")
	if err := errors.Join(os.MkdirAll(one, 0o755), os.MkdirAll(two, 0o755), r.shell(`sync -f "$1"`, to)); err != nil {
		return 0, err
	}
	d, err := do(one, two)
	if err == nil && !r.keep {
		err = os.RemoveAll(to)
	}
	return d, err
}

func (r *race) offload(one, two string) (time.Duration, error) {
	began := time.Now()
	card, err := offload.Walk(r.ctx, r.card())
	if err != nil {
		return 0, err
	}
	p, err := offload.NewPlan(r.ctx, card, []offload.Destination{{Dir: filepath.Join(one, "A001"), Name: "1"}, {Dir: filepath.Join(two, "A001"), Name: "2"}})
	if err != nil {
		return 0, err
	}
	result, err := offload.Run(r.ctx, p, offload.Options{Creator: offload.Creator{Tool: "bench", Version: "1"}})
	if err != nil {
		return 0, err
	}
	for i := range result.To {
		if !result.To[i].Complete() {
			return 0, fmt.Errorf("the copy in %s is not complete: %w", result.To[i].Dir, result.To[i].Err)
		}
	}
	return time.Since(began), nil
}

const (
	cpBoth = `cp -r "$1" "$2/A001" && cp -r "$1" "$3/A001"`
	sums   = `find "$1" "$2" -type f -print0 | xargs -0 xxhsum -H2 >/dev/null 2>&1`
)

func (r *race) plain(one, two string) (d time.Duration, err error) {
	d = took(func() { err = errors.Join(r.shell(cpBoth, r.card(), one, two), r.shell(sums, one, two)) })
	return d, err
}

// settled does what an offload does before it calls a copy good. Emptying the cache costs no time here.
func (r *race) settled(one, two string) (d time.Duration, err error) {
	d = took(func() { err = errors.Join(r.shell(cpBoth, r.card(), one, two), r.shell(`sync -f "$1"`, one)) })
	if err = errors.Join(err, evict(one), evict(two)); err != nil {
		return 0, err
	}
	return d + took(func() { err = r.shell(sums, one, two) }), err
}

func (r *race) shell(text string, args ...string) error {
	out, err := exec.CommandContext(r.ctx, "sh", append([]string{"-c", text, "bench"}, args...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", text, err, out)
	}
	return nil
}
