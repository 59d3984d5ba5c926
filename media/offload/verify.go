package offload

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Found is what a file turned out to be when it was verified.
type Found string

// What a file can turn out to be.
const (
	Agrees     Found = "agrees"     // every listed checksum is right
	Differs    Found = "differs"    // one is wrong, or the size is
	Missing    Found = "missing"    // listed and not there
	New        Found = "new"        // there and not listed
	Unproven   Found = "unproven"   // listed without a checksum that can be computed here
	Unreadable Found = "unreadable" // the disk does not give its bytes
)

// CheckedFile is one verified file.
type CheckedFile struct {
	Path  string
	Size  int64     // bytes that it has; -1 when it is missing
	Time  time.Time // of its last change
	Found Found
	Sums  Sums  // that it has
	Err   error // for Unreadable
}

// Check is what verifying a folder found.
type Check struct {
	Dir            string
	By             *Listing
	Started, Ended time.Time
	Files          []CheckedFile // by path
	Folders        []string      // whose recorded checksums are wrong although all files are right: something was renamed
	Manifest, C4   string        // of the generation that was written, if any

	tree       []string // all folders
	unfinished bool     // an interrupted offload left its journal
}

// Count is the number of files that turned out so.
func (c *Check) Count(f Found) (n int) {
	for i := range c.Files {
		if c.Files[i].Found == f {
			n++
		}
	}
	return n
}

// OK says that every listed file is there and right. New files do no harm.
func (c *Check) OK() bool {
	agree := c.Count(Agrees)
	return agree > 0 && agree+c.Count(New) == len(c.Files) && len(c.Folders) == 0
}

// Missing lists what keeps the folder from being a copy of the card: files of
// the card that are not there with their size, or did not agree with the list.
func (c *Check) Missing(card *Card) (paths []string) {
	good := make(map[string]int64, len(c.Files))
	for i := range c.Files {
		if f := &c.Files[i]; f.Found == Agrees {
			good[f.Path] = f.Size
		}
	}
	for i := range card.Files {
		f := &card.Files[i]
		if size, ok := good[f.As]; !inHistory(f.As) && (!ok || size != f.Size) {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

// Verify reads every file below dir past the cache and compares it with a
// list of any tool. Links are not followed. What is wrong with the files is
// in the check; errors are ErrNoFolder, ErrGreedy, ErrFormat or the context's.
func Verify(ctx context.Context, dir string, by *Listing, o Options) (*Check, error) {
	o, err := o.filled()
	if err != nil {
		return nil, fmt.Errorf("verify %s: %w", dir, err)
	}
	card, err := Walk(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("verify %s: %w", dir, err)
	}
	v := newVerifier(card, by, &o)
	if v.disk, err = o.openDisk(dir); err != nil {
		return nil, fmt.Errorf("verify %s: %w", dir, err)
	}
	err = errors.Join(v.all(ctx), v.disk.close())
	if err != nil {
		return nil, fmt.Errorf("verify %s: %w", dir, err)
	}
	v.check.Ended = o.Now()
	return v.check, nil
}

// Extend verifies a folder by its ASC MHL history, and by those of folders
// below, and writes what it found as the next generation of the folder; new
// files are listed as originals. Without a history
// it writes the first generation. Errors are those of Verify and ReadHistory,
// and, with the check, ErrUnfinished, or ErrDenied and ErrFull when the
// generation could not be written.
func Extend(ctx context.Context, dir string, o Options) (*Check, error) {
	past, err := readHistories(ctx, dir)
	if errors.Is(err, ErrNoManifest) {
		past, err = newHistory(), nil
	}
	if err != nil {
		return nil, err
	}
	check, err := Verify(ctx, dir, past.Listing(), o)
	if err != nil {
		return nil, err
	}
	return check, check.record(past, o)
}

// Adopt verifies a folder by a list of another tool and, when everything
// agrees, writes the first generation of ASC MHL beside it. A folder that has
// a history already gets the next generation.
func Adopt(ctx context.Context, dir string, by *Listing, o Options) (*Check, error) {
	past, err := readHistories(ctx, dir)
	if errors.Is(err, ErrNoManifest) {
		past, err = newHistory(), nil
	}
	if err != nil {
		return nil, err
	}
	check, err := Verify(ctx, dir, by, o)
	if err != nil || !check.OK() {
		return check, err
	}
	return check, check.record(past, o)
}

// verifier is a verification under way.
type verifier struct {
	card   *Card
	check  *Check
	by     map[string]*Entry
	o      *Options
	disk   disk
	shelf  *shelf
	report *reporter
	meter  *meter
	large  sync.Mutex // one large file at a time: a spinning disk reads it in one go
}

func newVerifier(card *Card, by *Listing, o *Options) *verifier {
	v := &verifier{
		card: card, o: o, by: make(map[string]*Entry, len(by.Entries)), shelf: newShelf(),
		check: &Check{Dir: card.Dir, By: by, Started: o.Now(), tree: card.Folders}, meter: &meter{pace: Pace{Name: filepath.Base(card.Dir)}},
	}
	v.check.unfinished = slices.ContainsFunc(card.Notes, func(n Note) bool { return n.Code == NoteUnfinished })
	v.report = &reporter{now: o.Now, tell: o.Progress, meters: []*meter{v.meter}}
	for i := range by.Entries {
		v.by[by.Entries[i].Path] = &by.Entries[i]
	}
	for i := range card.Files {
		v.meter.expect(taskVerify, card.Files[i].Size)
	}
	return v
}

func (v *verifier) all(ctx context.Context) error {
	found := make([]CheckedFile, len(v.card.Files))
	var busy sync.WaitGroup
	slots := make(chan struct{}, readers)
	for i := range v.card.Files {
		if ctx.Err() != nil {
			break
		}
		slots <- struct{}{}
		busy.Go(func() {
			found[i] = v.one(ctx, &v.card.Files[i])
			<-slots
		})
	}
	busy.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, f := range found {
		delete(v.by, f.Path)
		if !inHistory(f.Path) {
			v.check.Files = append(v.check.Files, f)
		}
	}
	for p := range v.by {
		v.check.Files = append(v.check.Files, CheckedFile{Path: p, Size: -1, Found: Missing})
	}
	slices.SortFunc(v.check.Files, func(a, b CheckedFile) int { return strings.Compare(a.Path, b.Path) })
	v.folders()
	v.report.flush()
	return nil
}

// one verifies a file. One that is not listed is hashed too, for the next
// generation.
func (v *verifier) one(ctx context.Context, f *File) CheckedFile {
	c := CheckedFile{Path: f.As, Size: f.Size, Time: f.Time, Found: New}
	formats := slices.Clone(v.o.Hashes)
	e := v.by[f.As]
	if e != nil {
		formats = append(formats, e.formats()...)
	}
	if f.Size >= directFrom {
		v.large.Lock()
		defer v.large.Unlock()
	}
	sums, n, err := v.shelf.hashCold(ctx, v.disk, f.Path, f.Size, formats, func(n int) {
		v.report.change(func() { v.meter.work += int64(n); v.meter.pace.Verified += int64(n); v.report.file = f.Path })
	})
	c.Sums, c.Size = sums, n
	switch {
	case err != nil:
		c.Found, c.Err, c.Size = Unreadable, err, f.Size
	case e == nil:
	case len(e.Sums) == 0:
		c.Found = Unproven
	case e.agrees(sums) && (e.Size < 0 || e.Size == n):
		c.Found = Agrees
	default:
		c.Found = Differs
	}
	v.report.change(func() {
		if v.meter.work += fileCost; c.Found == Agrees {
			v.meter.pace.Files++
		}
	})
	return c
}

// folders compares the checksums of the folders, which show a file or an
// empty folder that was moved, once all files are right.
func (v *verifier) folders() {
	recorded := v.check.By.folders
	if len(recorded) == 0 || v.check.Count(Agrees) != len(v.check.Files) {
		return
	}
	m := Manifest{}
	m.fill(v.check.records(newHistory()), v.card.Folders, true)
	now := map[string]TreeHash{".": m.Root}
	for _, r := range m.Records {
		if r.Folder {
			now[r.Path] = r.Tree
		}
	}
	for p, was := range recorded {
		if differ(was.Content, now[p].Content) || differ(was.Structure, now[p].Structure) {
			v.check.Folders = append(v.check.Folders, p)
		}
	}
	slices.Sort(v.check.Folders)
}

// differ says whether both have a checksum of some kind that is not the same.
func differ(a, b Sums) bool {
	for f, v := range a {
		if b[f] != "" && b[f] != v {
			return true
		}
	}
	return false
}

// records are the lines of the next generation: what is there and could be read.
func (c *Check) records(past *History) (files []Record) {
	for i := range c.Files {
		f := &c.Files[i]
		if f.Found == Missing || f.Found == Unreadable {
			continue
		}
		r, _ := past.record(f.Path, f.Size, f.Time, Outcome{Sums: f.Sums, At: c.Ended})
		files = append(files, r)
	}
	return files
}

// record writes a check as the next generation.
func (c *Check) record(past *History, o Options) error {
	o, err := o.filled()
	if err == nil && c.unfinished {
		err = ErrUnfinished
	}
	if err != nil {
		return fmt.Errorf("record check of %s: %w", c.Dir, err)
	}
	m := newManifest(past, c.Dir, InPlace, &o)
	files := c.records(past)
	m.fill(files, c.tree, len(files) == len(c.Files))
	if err := writeGeneration(c.Dir, past, m, &o); err != nil {
		return fmt.Errorf("record check of %s: %w", c.Dir, err)
	}
	c.Manifest, c.C4 = m.Name, m.C4
	return nil
}

func writeGeneration(dir string, past *History, m *Manifest, o *Options) (err error) {
	d, err := o.openDisk(dir)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDenied, err)
	}
	defer func() { err = errors.Join(err, d.close()) }()
	l := lane{Prospect: &Prospect{Destination: Destination{Dir: dir}}, card: &Card{}, options: o, disk: d}
	if err := l.scratch(); err != nil {
		return err
	}
	return errors.Join(putGeneration(d, l.journal, past, m), l.sweep())
}
