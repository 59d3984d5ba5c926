package offload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sync"
)

// readers is how many small files are read back at once.
const readers = 8

// readBack reads what was written, gives names to what agrees, and writes it
// into the journal.
func (l *lane) readBack(ctx context.Context, batch []landed) {
	errs := make([]error, len(batch))
	sums := make([]Sums, len(batch))
	var busy sync.WaitGroup
	slots := make(chan struct{}, readers)
	for i, f := range batch {
		slots <- struct{}{}
		busy.Go(func() {
			sums[i], errs[i] = l.compare(ctx, f)
			<-slots
		})
	}
	busy.Wait()
	var good []landed
	for i, f := range batch {
		if errs[i] == nil && l.alive() && ctx.Err() == nil {
			errs[i] = l.placed(f)
		}
		switch {
		case ctx.Err() != nil || !l.alive():
			l.discard(f.part)
		case errs[i] != nil:
			l.discard(f.part)
			l.fail(f.file, errs[i])
		default:
			f.sums = sums[i]
			good = append(good, f)
		}
	}
	l.finish(good)
}

// finish makes the names durable and writes the journal. Only then are the
// files good.
func (l *lane) finish(good []landed) {
	if len(good) == 0 || !l.alive() {
		return
	}
	folders := map[string]bool{}
	lines := make([]finished, len(good))
	for i, f := range good {
		file := &l.card.Files[f.file]
		lines[i] = finished{file.As, file.Size, file.Time, f.sums}
		if f.part != "" {
			folders[path.Dir(file.As)] = true
		}
	}
	err := l.journal.write(lines)
	if err == nil { // a line whose file lost its name in a crash does no harm: the file is copied again
		err = l.disk.settleNames(slices.Sorted(maps.Keys(folders)), len(good), l.journal.file)
	}
	if err != nil {
		if fault := diskFault(l.disk, err); fault != nil {
			err = fault
		}
		l.die(err) // without a journal nothing is known to be safe
		return
	}
	for _, f := range good {
		state := Copied
		if f.part == "" {
			state = Checked
		}
		l.settleFile(f.file, Outcome{State: state, Sums: f.sums, At: l.options.Now()})
	}
}

// compare reads a file at the destination and returns its checksums when they
// are those of the original. What is written by this run, or compared with a
// file of the card, differs only where the disk or its file is bad.
func (l *lane) compare(ctx context.Context, f landed) (Sums, error) {
	if !l.alive() {
		f.drop()
		return nil, nil
	}
	file := &l.card.Files[f.file]
	name := file.As
	if f.part != "" {
		name = f.part
	}
	has, n, err := l.hashLanded(ctx, f, name, file.Size)
	if errors.Is(err, fs.ErrNotExist) && l.alive() {
		err = fmt.Errorf("%w: %w", ErrReadBack, err)
	}
	if err != nil {
		return nil, err
	}
	if n != file.Size || !agree(has, f.sums) {
		if f.part == "" && l.tasks[f.file] == taskCompare {
			return nil, ErrTaken
		}
		return nil, ErrReadBack
	}
	merged := maps.Clone(f.sums)
	maps.Copy(merged, has)
	return merged, nil
}

func (l *lane) hashLanded(ctx context.Context, f landed, name string, size int64) (Sums, int64, error) {
	if f.back != nil {
		<-f.back.done
		return f.back.sums, f.back.n, f.back.fail
	}
	return l.shelf.hashCold(ctx, l.disk, name, size, l.formatsOf(f), func(n int) {
		l.report.change(func() { l.meter.work += int64(n); l.meter.pace.Verified += int64(n) })
	})
}

// formatsOf is what to compute when a file is read back: xxh128 for what this
// run wrote, every recorded kind for what a manifest lists.
func (l *lane) formatsOf(f landed) []Format {
	formats := []Format{XXH128}
	if l.tasks[f.file] == taskVerify {
		formats = append(formats, slices.Collect(maps.Keys(f.sums))...)
	}
	return formats
}

// agree says whether two files have the same checksums of all kinds that both
// have, and share one kind at least.
func agree(a, b Sums) bool {
	shared := false
	for f, v := range a {
		if w, ok := b[f]; ok {
			if v != w {
				return false
			}
			shared = true
		}
	}
	return shared
}

// hashCold reads a file past the cache to its end.
func (s *shelf) hashCold(ctx context.Context, d disk, name string, size int64, formats []Format, progress func(int)) (Sums, int64, error) {
	digest, err := newDigest(formats)
	if err != nil {
		return nil, 0, err
	}
	f, err := d.cold(name, size)
	if err != nil {
		return nil, 0, err
	}
	n, err := s.pour(ctx, f, digest, size, progress)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, n, err
	}
	return digest.sums(), n, nil
}

// pour reads r to its end in blocks that unbuffered reading accepts.
func (s *shelf) pour(ctx context.Context, r io.Reader, to io.Writer, size int64, progress func(int)) (total int64, err error) {
	b := s.take(size)
	defer b.release()
	for {
		if err := ctx.Err(); err != nil {
			return total, err
		}
		n, err := r.Read(b.whole)
		if n > 0 {
			_, _ = to.Write(b.whole[:n]) // a digest does not fail
			total += int64(n)
			progress(n)
		}
		if errors.Is(err, io.EOF) {
			return total, nil
		}
		if err != nil {
			return total, err
		}
		if total > size+blockSize {
			return total, ErrReadBack // it grows faster than it is read
		}
	}
}
