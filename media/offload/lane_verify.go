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

// Small files are read back in groups, some of them at once. A group is asked
// of the disk before the first of it is read, so that one does not wait for each.
const (
	readers   = 4
	together  = 16
	groupFrom = directFrom // larger files are read alone
)

// readBack reads what was written, gives names to what agrees, and writes it
// into the journal.
func (l *lane) readBack(ctx context.Context, batch []landed) {
	errs := make([]error, len(batch))
	sums := make([]Sums, len(batch))
	var busy sync.WaitGroup
	slots := make(chan struct{}, readers)
	for at := 0; at < len(batch); {
		from, to := at, at+l.group(batch[at:])
		at = to
		slots <- struct{}{}
		busy.Go(func() {
			l.compareGroup(ctx, batch[from:to], sums[from:to], errs[from:to])
			<-slots
		})
	}
	busy.Wait()
	l.keep(ctx, batch, sums, errs)
}

// group is how many files of a batch, from its first on, are read together.
func (l *lane) group(batch []landed) int {
	for i, f := range batch {
		if i == together || l.card.Files[f.file].Size >= groupFrom {
			return max(i, 1)
		}
	}
	return len(batch)
}

// compareGroup opens all files, which asks the disk for them, and then reads one after the other.
func (l *lane) compareGroup(ctx context.Context, group []landed, sums []Sums, errs []error) {
	open := make([]io.ReadCloser, len(group))
	for i, f := range group {
		if f.back == nil && l.alive() {
			open[i], errs[i] = l.disk.cold(l.name(f), l.card.Files[f.file].Size)
		}
	}
	for i, f := range group {
		if errs[i] == nil {
			sums[i], errs[i] = l.compare(ctx, f, open[i])
		}
		if errors.Is(errs[i], fs.ErrNotExist) && l.alive() {
			errs[i] = fmt.Errorf("%w: %w", ErrReadBack, errs[i])
		}
	}
}

// name is where a file is while it is read back.
func (l *lane) name(f landed) string {
	if f.part != "" {
		return f.part
	}
	return l.card.Files[f.file].As
}

// keep gives names to the files that agree, and gives the others up.
func (l *lane) keep(ctx context.Context, batch []landed, sums []Sums, errs []error) {
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

// compare reads a file at the destination, which may be open already, and
// returns its checksums when they are those of the original. What is written by
// this run, or compared with a file of the card, differs only where the disk or
// its file is bad.
func (l *lane) compare(ctx context.Context, f landed, in io.ReadCloser) (Sums, error) {
	file := &l.card.Files[f.file]
	has, n, err := l.hashLanded(ctx, f, in, file.Size)
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

func (l *lane) hashLanded(ctx context.Context, f landed, in io.ReadCloser, size int64) (Sums, int64, error) {
	switch {
	case in == nil && f.back == nil: // the lane died before it was opened
		return nil, 0, errDropped
	case in == nil && !l.alive():
		f.drop()
		return nil, 0, errDropped
	case in == nil:
		<-f.back.done
		return f.back.sums, f.back.n, f.back.fail
	}
	return l.shelf.hashOpen(ctx, in, size, l.formatsOf(f), func(n int) {
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
	in, err := d.cold(name, size)
	if err != nil {
		return nil, 0, err
	}
	return s.hashOpen(ctx, in, size, formats, progress)
}

// hashOpen reads a file to its end and closes it.
func (s *shelf) hashOpen(ctx context.Context, in io.ReadCloser, size int64, formats []Format, progress func(int)) (Sums, int64, error) {
	digest, err := newDigest(formats)
	if err != nil {
		return nil, 0, errors.Join(err, in.Close())
	}
	n, err := s.pour(ctx, in, digest, size, progress)
	if err = errors.Join(err, in.Close()); err != nil {
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
