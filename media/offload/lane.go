package offload

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// State is what became of a file at a destination.
type State string

// The states of a file at a destination.
const (
	Waiting State = "waiting" // nothing was done yet
	Copied  State = "copied"  // written and read back in this run
	Checked State = "checked" // it was there, and was read again in this run
	Earlier State = "earlier" // an interrupted run copied it and read it back
	Bad     State = "bad"     // see the error
)

// Outcome is what became of a file at a destination.
type Outcome struct {
	State State
	Err   error
	Sums  Sums // that the copy has
	At    time.Time
}

// Good says that a verified copy is there.
func (o Outcome) Good() bool { return o.State == Copied || o.State == Checked || o.State == Earlier }

// lane carries a card to one destination. One goroutine writes, one makes
// durable what is written, one reads it back, so that a disk does all at once.
type lane struct {
	*Prospect
	card    *Card
	options *Options
	report  *reporter
	shelf   *shelf
	meter   *meter
	disk    disk
	journal *journal
	orphans map[string]string // manifests that an interrupted run may have left out of the chain, with their id

	in    chan []message
	small []message  // that wait to be sent together
	full  chan batch // written
	ready chan batch // and durable
	done  sync.WaitGroup

	mu    sync.Mutex
	err   error
	files []Outcome
	dead  chan struct{} // closed with err

	manifest Manifest // of this run, once it is written
}

// message is one step of one file: its begin, a block of it, or its end. A small
// file is one message.
type message struct {
	kind  messageKind
	file  int
	block *block
	sums  Sums
	err   error // of the end: the file is not to be kept
}

type messageKind int

const (
	kindBegin messageKind = iota
	kindBlock
	kindEnd
	kindWhole  // a small file with all of its bytes and its checksums
	kindVerify // the file is there, and sums are what it should have
)

// landed is a file that is written and waits to be read back. Without a part
// it is in its place already.
type landed struct {
	file int
	part string
	sink sink
	sums Sums
	back *behind // that reads it, nil when it is still to be read
}

// drop gives a file up before it is read back.
func (f landed) drop() {
	if f.back != nil {
		f.back.end(errDropped)
		<-f.back.done
	}
	if f.sink != nil {
		f.sink.abandon()
	}
}

// batch is what is made durable, and then read back, at once.
type batch struct {
	files []landed
	done  chan struct{} // closed when all of them were read back
}

func newLane(p *Prospect, card *Card, o *Options, r *reporter, s *shelf) *lane {
	l := &lane{
		Prospect: p, card: card, options: o, report: r, shelf: s, meter: &meter{pace: Pace{Name: p.Name}},
		in: make(chan []message, 4), full: make(chan batch), ready: make(chan batch), dead: make(chan struct{}), files: make([]Outcome, len(card.Files)),
	}
	for i := range l.files {
		l.files[i].State = Waiting
		switch p.tasks[i] {
		case taskSkip:
			l.files[i] = Outcome{State: Earlier, Sums: p.want[i], At: o.Now()}
		case taskRefuse:
			l.files[i] = Outcome{State: Bad, Err: ErrTaken}
		case taskOwn:
			l.files[i] = Outcome{State: Checked, At: o.Now()}
		}
		l.meter.expect(p.tasks[i], card.Files[i].Size)
	}
	return l
}

// die ends the work on the destination with the first error.
func (l *lane) die(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.err = err
		close(l.dead)
		l.report.change(func() { l.meter.pace.Err = err })
	}
}

func (l *lane) alive() bool {
	select {
	case <-l.dead:
		return false
	default:
		return true
	}
}

// fail gives up one file, or the whole destination when its disk is the reason.
func (l *lane) fail(file int, err error) {
	if fault := diskFault(l.disk, err); fault != nil {
		l.die(fault)
		return
	}
	l.settleFile(file, Outcome{State: Bad, Err: err})
}

func (l *lane) outcome(file int) Outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.files[file]
}

func (l *lane) settleFile(file int, o Outcome) {
	l.mu.Lock()
	l.files[file] = o
	l.mu.Unlock()
	l.report.change(func() {
		if l.meter.work += fileCost; o.Good() {
			l.meter.pace.Files++
		}
	})
}

// open makes the destination ready: the folders, and a scratch folder that
// nobody else uses. Parts that an earlier run left are removed.
func (l *lane) open() (err error) {
	if l.Err != nil {
		return l.Err
	}
	if l.disk, err = l.options.openDisk(l.Dir); err != nil {
		return openFault(err)
	}
	if err := l.scratch(); err != nil {
		return err
	}
	for _, d := range l.card.Folders {
		if err == nil {
			err = l.disk.mkdir(d)
		}
		if err != nil && l.blocked(l.card.Folders) != "" {
			err = nil // the files below are refused one by one
		}
	}
	return openFault(err)
}

// scratch makes the scratch folder ready and takes hold of the journal in it.
func (l *lane) scratch() error {
	err := l.disk.mkdir(scratch)
	if err == nil {
		l.journal, l.orphans, err = openJournal(l.disk)
	}
	if err == nil {
		err = l.tidy()
	}
	return openFault(err)
}

func openFault(err error) error {
	switch {
	case err == nil || errors.Is(err, ErrBusy):
		return err
	case isAny(err, fullErrors):
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return fmt.Errorf("%w: %w", ErrDenied, err)
}

const partEnd = ".part"

// tidy removes what an interrupted run left unfinished in the scratch folder.
func (l *lane) tidy() error {
	entries, err := l.disk.names(scratch)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), partEnd) && err == nil {
			err = l.disk.remove(path.Join(scratch, e.Name()))
		}
	}
	return err
}

func partName(file int) string { return path.Join(scratch, strconv.Itoa(file)+partEnd) }

// smallAtOnce is how many small files go from the reader to a lane at once: their
// blocks together are as large as one of a large file.
const smallAtOnce = blockSize / smallBlock

// send hands a message to the lane, behind those that wait, unless it is dead.
func (l *lane) send(m message) {
	if m.block != nil {
		m.block.hold()
	}
	l.small = append(l.small, m)
	if m.kind == kindBegin || m.kind == kindBlock || len(l.small) >= smallAtOnce {
		l.push()
	}
}

// push hands over what waits to be sent.
func (l *lane) push() {
	all := l.small
	l.small = nil
	if len(all) == 0 {
		return
	}
	select {
	case l.in <- all:
	case <-l.dead:
		for _, m := range all {
			if m.block != nil {
				m.block.release()
			}
		}
	}
}

// close ends the lane when everything handed to it is done.
func (l *lane) close() error {
	var errs []error
	if l.journal != nil {
		errs = append(errs, l.journal.file.Close())
	}
	if l.disk != nil {
		errs = append(errs, l.disk.close())
	}
	return errors.Join(errs...)
}

// placed gives a file that was read back its name.
func (l *lane) placed(f landed) error {
	if f.part == "" {
		return nil
	}
	err := l.disk.rename(f.part, l.card.Files[f.file].As)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %w", ErrTaken, err)
	}
	return err
}
