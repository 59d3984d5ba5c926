package offload

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Destination is a folder that will hold a copy of the card, and the manifest
// of it. It need not exist.
type Destination struct {
	Dir  string
	Name string // of the disk, as people call it
}

// task is what is to be done for one file at one destination.
type task int

const (
	taskCopy    task = iota // it is not there
	taskSkip                // an interrupted offload finished it
	taskVerify              // a manifest there lists it: read it again
	taskCompare             // something of its name and size is there
	taskRefuse              // something else is there
	taskOwn                 // the destination's own chain file, which only grows
)

// Prospect is what copying a card to one destination will mean.
type Prospect struct {
	Destination
	Copy      int      // files to be copied
	CopyBytes int64    // bytes of them
	Check     int      // files that are there already and will be read again
	Done      int      // files that an interrupted offload finished
	Taken     []string // files in whose place there is another one
	TooLarge  []string // files that this file system cannot hold
	Need      int64    // bytes of room that the copies and the manifest take
	Free      int64    // bytes; -1 when the platform does not say
	Same      int      // how many of the destinations lie on the same file system, this one included
	Fits      bool     // there is room, for all destinations on the same file system together
	Err       error    // ErrTampered, ErrManifest, ErrDenied …: this destination cannot be used

	tasks []task
	want  []Sums // what to expect of a file that is not copied
	room  room
}

// Plan is what is to be copied where.
type Plan struct {
	Card *Card
	To   []Prospect
	past *History // that the card brings with it
}

// Fits says whether every destination has room.
func (p *Plan) Fits() bool {
	for i := range p.To {
		if !p.To[i].Fits {
			return false
		}
	}
	return true
}

// timeSlack is how far apart two readings of the same file's time may be: FAT
// counts in steps of two seconds.
const timeSlack = 2 * time.Second

func sameTime(a, b time.Time) bool { return a.Sub(b).Abs() <= timeSlack }

// NewPlan looks at the destinations and writes nothing. Errors are
// ErrNoDestination, ErrInside, or the context's; what is wrong with one
// destination is in its prospect.
func NewPlan(ctx context.Context, card *Card, to []Destination) (*Plan, error) {
	if err := apart(card.Dir, to); err != nil {
		return nil, fmt.Errorf("plan offload of %s: %w", card.Dir, err)
	}
	p := &Plan{Card: card}
	past, err := ReadHistory(ctx, card.Dir)
	if err == nil {
		p.past = past
	} else if ctx.Err() != nil {
		return nil, err
	}
	for _, d := range to {
		prospect := Prospect{Destination: d}
		if prospect.Err = prospect.look(ctx, card); ctx.Err() != nil {
			return nil, fmt.Errorf("plan offload of %s: %w", card.Dir, ctx.Err())
		}
		p.To = append(p.To, prospect)
	}
	p.share()
	return p, nil
}

// apart refuses folders that contain each other, links resolved.
func apart(card string, to []Destination) error {
	if len(to) == 0 {
		return ErrNoDestination
	}
	folders := []string{resolved(card)}
	for _, d := range to {
		dir := resolved(d.Dir)
		for _, other := range folders {
			if within(dir, other) || within(other, dir) {
				return fmt.Errorf("%w: %s, %s", ErrInside, dir, other)
			}
		}
		folders = append(folders, dir)
	}
	return nil
}

// resolved follows the links of as much of a path as exists.
func resolved(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	for at, rest := dir, ""; ; at, rest = filepath.Dir(at), filepath.Join(filepath.Base(at), rest) {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(real, rest)
		}
		if filepath.Dir(at) == at {
			return dir
		}
	}
}

func within(dir, other string) bool {
	rel, err := filepath.Rel(other, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// look finds out what is at a destination already.
func (p *Prospect) look(ctx context.Context, card *Card) error {
	p.tasks, p.want = make([]task, len(card.Files)), make([]Sums, len(card.Files))
	there, err := roomAt(p.Dir)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDenied, err)
	}
	p.room, p.Free = there, there.free
	journal := map[string]finished{}
	b, open := readSmall(filepath.Join(p.Dir, filepath.FromSlash(journalName)))
	if open == nil {
		journal = parseJournal(b)
	}
	past, err := ReadHistory(ctx, p.Dir)
	if err != nil && !errors.Is(err, ErrNoManifest) && open != nil {
		return err // half a history is normal only while an offload is not finished
	}
	blocked := p.blocked(card.Folders)
	for i := range card.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.tasks[i], p.want[i] = p.task(&card.Files[i], past, journal)
		if blocked != "" && strings.HasPrefix(card.Files[i].As, blocked+"/") {
			p.tasks[i] = taskRefuse
		}
		p.count(&card.Files[i], p.tasks[i])
	}
	p.Need += manifestRoom(len(card.Files))
	return nil
}

// manifestRoom is room for the journal, the manifest and the folders.
func manifestRoom(files int) int64 { return 1<<20 + int64(files)*1024 }

// blocked is the first folder in whose place there is something else, a link
// that leads elsewhere included.
func (p *Prospect) blocked(folders []string) string {
	for _, d := range folders {
		info, err := os.Lstat(filepath.Join(p.Dir, filepath.FromSlash(d)))
		if err == nil && !info.IsDir() {
			return d
		}
	}
	return ""
}

func (p *Prospect) task(f *File, past *History, journal map[string]finished) (task, Sums) {
	info, err := os.Lstat(filepath.Join(p.Dir, filepath.FromSlash(f.As)))
	switch known := journal[f.As]; {
	case errors.Is(err, fs.ErrNotExist):
		return taskCopy, nil
	case past != nil && f.As == history+"/"+chainFile:
		return taskOwn, nil
	case err != nil || !info.Mode().IsRegular() || info.Size() != f.Size:
		return taskRefuse, nil
	case known.sums[XXH128] != "" && known.size == f.Size && known.time.Equal(f.Time) && sameTime(info.ModTime(), f.Time):
		return taskSkip, known.sums
	case past.listed(f):
		return taskVerify, past.Sums(f.As)
	}
	return taskCompare, nil
}

// listed says whether the last mention of a file is of this size and time.
func (h *History) listed(f *File) bool {
	if h == nil || len(h.first[f.As]) == 0 {
		return false
	}
	t, ok := h.seen[f.As]
	return ok && t.Size == f.Size && sameTime(t.Time, f.Time)
}

func (p *Prospect) count(f *File, t task) {
	switch t {
	case taskSkip:
		p.Done++
	case taskVerify, taskCompare:
		p.Check++
	case taskRefuse:
		p.Taken = append(p.Taken, f.As)
	case taskCopy:
		if f.Size > p.room.largest {
			p.TooLarge = append(p.TooLarge, f.As)
		}
		p.Copy, p.CopyBytes = p.Copy+1, p.CopyBytes+f.Size
		p.Need += (f.Size + p.room.block - 1) / p.room.block * p.room.block
	}
}

// share adds up what destinations on the same file system need together.
func (p *Plan) share() {
	need, same := map[string]int64{}, map[string]int{}
	for i := range p.To {
		need[p.To[i].room.device] += p.To[i].Need
		same[p.To[i].room.device]++
	}
	for i := range p.To {
		t := &p.To[i]
		t.Same = same[t.room.device]
		t.Fits = t.Err == nil && len(t.TooLarge) == 0 && (t.Free < 0 || need[t.room.device] <= t.Free)
	}
}
