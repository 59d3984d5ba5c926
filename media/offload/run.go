package offload

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Options are what a run may be told. The zero value copies with xxh128 and
// says nothing.
type Options struct {
	// Hashes are computed besides XXH128. Those of ASC MHL go into the
	// manifests; SHA256 saves a later reading when clips are registered.
	Hashes []Format
	// Now is the clock; time.Now by default.
	Now func() time.Time
	// Progress is called from many goroutines, one at a time, a few times a
	// second, and once at the end. It must return soon.
	Progress func(Progress)
	// Creator is written into the manifests.
	Creator Creator

	openDisk func(dir string) (disk, error) // for tests
}

func (o Options) filled() (Options, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.openDisk == nil {
		o.openDisk = openDisk
	}
	for _, f := range o.Hashes {
		if newHashes[f] == nil {
			return o, fmt.Errorf("%w: %q", ErrFormat, f)
		}
	}
	o.Hashes = append(slices.Clone(o.Hashes), XXH128)
	return o, nil
}

// Arrival is what became of the card at one destination.
type Arrival struct {
	Destination
	Files    []Outcome // as Card.Files
	Err      error     // why the destination was given up
	Manifest string    // file name of the generation written in this run
	C4       string    // id of that file: who keeps it can prove the manifest
}

// Good is the number of files with a verified copy.
func (a *Arrival) Good() (n int) {
	for i := range a.Files {
		if a.Files[i].Good() {
			n++
		}
	}
	return n
}

// Complete says that every file of the card was verified here and that the
// manifest says so.
func (a *Arrival) Complete() bool {
	return a.Err == nil && a.Manifest != "" && a.Good() == len(a.Files)
}

// Result is what a run did.
type Result struct {
	Card           *Card
	Started, Ended time.Time
	To             []Arrival
	Sums           []Sums   // of the files that were read from the card, or earlier; as Card.Files
	Moved          []string // files that appeared, vanished or changed on the card meanwhile
}

// Run carries out a plan. Each file is read once. A file is good when its copy
// was read back and agrees; until then it has no name at the destination.
// What is wrong with a file or a destination is in the result, and the rest
// goes on. The result of an ended run is whole also with an error: ErrNoRoom
// (nothing was written), ErrCardGone, or the context's. Running a new plan
// goes on where this one ended.
func Run(ctx context.Context, p *Plan, o Options) (*Result, error) {
	o, err := o.filled()
	if err == nil && !p.Fits() && !p.usable() {
		err = ErrNoRoom
	}
	if err != nil {
		return nil, fmt.Errorf("offload %s: %w", p.Card.Dir, err)
	}
	r := newRun(p, &o)
	r.open()
	err = r.read(ctx)
	if err == nil {
		err = r.lookAgain(ctx) // while the lanes are still busy
	}
	r.wait()
	if err == nil {
		err = r.conclude(ctx)
	}
	if closing := r.close(); err == nil && closing != nil {
		err = closing
	}
	if err != nil {
		return &r.result, fmt.Errorf("offload %s: %w", p.Card.Dir, err)
	}
	return &r.result, nil
}

// usable says whether what does not fit is only what cannot be used anyway.
func (p *Plan) usable() bool {
	for i := range p.To {
		if t := &p.To[i]; t.Err == nil && !t.Fits {
			return false
		}
	}
	return true
}

// run is one offload under way.
type run struct {
	plan    *Plan
	options *Options
	report  *reporter
	shelf   *shelf
	lanes   []*lane
	formats []Format
	result  Result
}

func newRun(p *Plan, o *Options) *run {
	r := &run{plan: p, options: o, shelf: newShelf(), report: &reporter{now: o.Now, tell: o.Progress}}
	r.result = Result{Card: p.Card, Started: o.Now(), Sums: make([]Sums, len(p.Card.Files))}
	r.formats = o.Hashes
	if p.past != nil {
		for _, known := range p.past.first {
			for f := range known {
				r.formats = append(r.formats, f)
			}
		}
	}
	slices.Sort(r.formats)
	r.formats = slices.Compact(r.formats)
	for i := range p.To {
		l := newLane(&p.To[i], p.Card, o, r.report, r.shelf)
		r.lanes, r.report.meters = append(r.lanes, l), append(r.report.meters, l.meter)
	}
	return r
}

// open opens the destinations. One that cannot be used is dead from the start.
func (r *run) open() {
	var busy sync.WaitGroup
	for _, l := range r.lanes {
		busy.Go(func() {
			if err := l.open(); err != nil {
				l.die(err)
			}
		})
	}
	busy.Wait()
}

func (r *run) alive() bool { return slices.ContainsFunc(r.lanes, (*lane).alive) }

// read sends the files of the card, one after the other, to the lanes that
// want them.
func (r *run) read(ctx context.Context) error {
	for _, l := range r.lanes {
		l.start(ctx)
	}
	defer func() {
		for _, l := range r.lanes {
			l.push()
			close(l.in)
		}
	}()
	for i := range r.plan.Card.Files {
		if err := ctx.Err(); err != nil || !r.alive() {
			return err
		}
		if err := r.file(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) file(ctx context.Context, i int) error {
	var wants, copies []*lane
	for _, l := range r.lanes {
		switch l.tasks[i] {
		case taskVerify:
			l.send(message{kind: kindVerify, file: i, sums: l.want[i]})
		case taskCompare:
			wants = append(wants, l)
		case taskCopy:
			wants, copies = append(wants, l), append(copies, l)
		}
	}
	if len(wants) == 0 {
		return nil
	}
	sums, all, err := r.readFile(ctx, i, copies)
	if all != nil {
		defer all.release()
	}
	if ctx.Err() != nil || errors.Is(err, ErrCardGone) {
		return err
	}
	r.result.Sums[i] = sums
	for _, l := range wants {
		m := message{kind: kindEnd, file: i, sums: sums, err: err}
		if all != nil && err == nil && l.tasks[i] == taskCopy {
			m.kind, m.block = kindWhole, all
		}
		l.send(m)
	}
	return nil
}

func (r *run) wait() {
	for _, l := range r.lanes {
		l.done.Wait()
	}
}

func (r *run) close() (err error) {
	for _, l := range r.lanes {
		if l.err == nil {
			err = errors.Join(err, l.close())
		} else {
			_ = l.close() // the lane's own error says more
		}
		r.report.change(func() { l.meter.whole = l.meter.work })
		r.result.To = append(r.result.To, Arrival{l.Destination, l.files, l.err, l.manifest.Name, l.manifest.C4})
	}
	r.report.flush()
	r.result.Ended = r.options.Now()
	return err
}
