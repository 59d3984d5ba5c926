package offload

import (
	"context"
	"errors"
	"fmt"
	"syscall"
)

// A batch of files is made durable at once: a file system asked for each of
// thousands of small files would do little else.
const (
	batchFiles = 1000
	batchBytes = 64 << 20
)

// writer writes the files of one lane to the scratch folder.
type writer struct {
	*lane
	ctx   context.Context
	file  int
	open  sink
	size  int64
	back  *behind
	batch []landed
	bytes int64
}

// start begins to write and to read back what is sent to the lane.
func (l *lane) start(ctx context.Context) {
	l.done.Add(3)
	go func() {
		defer l.done.Done()
		defer close(l.full)
		w := writer{lane: l, ctx: ctx}
		for all := range l.in {
			for _, m := range all {
				w.take(m)
			}
		}
		w.flush()
		w.drop()
	}()
	go func() {
		defer l.done.Done()
		defer close(l.ready)
		for b := range l.full {
			b.files = l.settle(b.files)
			l.ready <- b
		}
	}()
	go func() {
		defer l.done.Done()
		for b := range l.ready {
			l.readBack(ctx, b.files)
			close(b.done)
		}
	}()
}

func (w *writer) take(m message) {
	if m.block != nil {
		defer m.block.release()
	}
	if !w.alive() {
		return
	}
	switch m.kind {
	case kindBegin:
		w.begin(m.file)
	case kindBlock:
		w.write(m.block.data)
	case kindWhole:
		w.begin(m.file)
		w.write(m.block.data)
		w.end(m)
	case kindEnd:
		w.end(m)
	case kindVerify:
		w.add(landed{file: m.file, sums: m.sums}, 0)
	}
}

func (w *writer) begin(file int) {
	w.file, w.size = file, 0
	s, err := w.disk.create(partName(file), w.card.Files[file].Size)
	if err != nil {
		w.fail(file, nameFault(err))
		return
	}
	w.open = s
}

// nameFault tells that a file system cannot hold a file of this name or size.
func nameFault(err error) error {
	if isAny(err, []error{syscall.ENAMETOOLONG, syscall.EINVAL, syscall.EILSEQ, syscall.EFBIG}) {
		return fmt.Errorf("%w: %w", ErrName, err)
	}
	return err
}

func (w *writer) write(b []byte) {
	if w.open == nil {
		return
	}
	n, err := w.open.Write(b)
	w.size += int64(n)
	w.lead()
	w.report.change(func() { w.meter.work += int64(n); w.meter.pace.Written += int64(n) })
	if err != nil {
		w.drop()
		w.fail(w.file, nameFault(err))
	}
}

// lead lets a large file be read back while it is written.
func (w *writer) lead() {
	if w.back == nil && w.card.Files[w.file].Size >= behindFrom && w.open.direct() && w.disk.overlaps() {
		w.back = w.follow(w.ctx, partName(w.file), w.card.Files[w.file].Size)
	}
	if w.back != nil && w.open.direct() {
		w.back.advance(w.size)
	}
}

// drop forgets the file that is being written.
func (w *writer) drop() {
	if w.open != nil {
		w.landed().drop()
		w.discard(partName(w.file))
	}
}

// landed hands over the file that is being written.
func (w *writer) landed() landed {
	f := landed{file: w.file, part: partName(w.file), sink: w.open, back: w.back}
	w.open, w.back = nil, nil
	return f
}

// discard removes a part. What cannot be removed now is at the next start.
func (l *lane) discard(part string) {
	if part != "" {
		_ = l.disk.remove(part)
	}
}

func (w *writer) end(m message) {
	switch {
	case m.err != nil:
		w.drop()
		if w.outcome(m.file).State != Bad {
			w.settleFile(m.file, Outcome{State: Bad, Err: m.err})
		}
	case w.tasks[m.file] == taskCompare:
		w.add(landed{file: m.file, sums: m.sums}, 0)
	case w.open != nil:
		if err := w.open.finish(w.card.Files[m.file].Time); err != nil {
			w.drop()
			w.fail(m.file, err)
			return
		}
		f := w.landed()
		f.sums = m.sums
		w.add(f, w.size)
	}
}

func (w *writer) add(f landed, size int64) {
	w.batch = append(w.batch, f)
	if w.bytes += size; w.bytes >= batchBytes || len(w.batch) >= batchFiles {
		w.flush()
	}
}

// flush hands the batch on to be made durable and read back.
func (w *writer) flush() {
	files := w.batch
	w.batch, w.bytes = nil, 0
	if w.ctx.Err() != nil || !w.alive() {
		for _, f := range files {
			f.drop()
			w.discard(f.part)
		}
		return
	}
	b := batch{files, make(chan struct{})}
	w.full <- b
	if !w.disk.overlaps() {
		<-b.done
	}
}

// settle makes written files durable.
func (l *lane) settle(files []landed) (good []landed) {
	var sinks []sink
	for _, f := range files {
		if f.sink != nil {
			sinks = append(sinks, f.sink)
		}
	}
	errs := l.disk.settle(sinks)
	for _, f := range files {
		if f.sink != nil {
			err := errs[0]
			f.sink, errs = nil, errs[1:]
			if f.back != nil {
				f.back.end(err)
			}
			if err != nil {
				f.drop()
				l.discard(f.part)
				l.fail(f.file, errors.Join(ErrReadBack, err))
				continue
			}
		}
		good = append(good, f)
	}
	return good
}
