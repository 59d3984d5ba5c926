package offload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// lookAgain finds out what changed on the card since it was walked.
func (r *run) lookAgain(ctx context.Context) error {
	again, err := list(ctx, r.plan.Card.Dir)
	if errors.Is(err, ErrNoFolder) {
		return errors.Join(ErrCardGone, err)
	}
	if err != nil {
		return err
	}
	r.result.Moved = moved(r.plan.Card, again)
	return nil
}

// conclude writes the manifests.
func (r *run) conclude(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var busy sync.WaitGroup
	for _, l := range r.lanes {
		if !l.alive() {
			continue
		}
		l.cross(r.result.Sums)
		busy.Go(func() {
			if err := l.seal(ctx); err != nil && ctx.Err() == nil {
				l.die(err)
			}
		})
	}
	busy.Wait()
	r.fill()
	return ctx.Err()
}

// moved lists what is not on the card as it was walked first.
func moved(then, now *Card) (paths []string) {
	files := make(map[string]*File, len(then.Files))
	for i := range then.Files {
		files[then.Files[i].Path] = &then.Files[i]
	}
	for i := range now.Files {
		f := &now.Files[i]
		if old := files[f.Path]; old == nil || old.Size != f.Size || !old.Time.Equal(f.Time) {
			paths = append(paths, f.Path)
		}
		delete(files, f.Path)
	}
	return append(paths, slices.Sorted(maps.Keys(files))...)
}

// cross compares what an earlier run or manifest knew with what was now read
// from the card for another destination.
func (l *lane) cross(read []Sums) {
	for i := range l.files {
		o := l.outcome(i)
		if !o.Good() || read[i] == nil || o.Sums == nil {
			continue
		}
		if !agree(read[i], o.Sums) {
			l.settleFile(i, Outcome{State: Bad, Err: ErrChanged})
			continue
		}
		o.Sums = maps.Clone(o.Sums)
		maps.Copy(o.Sums, read[i])
		l.mu.Lock()
		l.files[i] = o
		l.mu.Unlock()
	}
}

// fill completes the checksums of files that were not read in this run.
func (r *run) fill() {
	for i := range r.result.Sums {
		for _, l := range r.lanes {
			if o := l.outcome(i); r.result.Sums[i] == nil && o.Good() {
				r.result.Sums[i] = o.Sums
			}
		}
	}
}

// seal writes the generation that lists every good file of the lane, and
// removes the scratch folder. A generation without any file is not written.
func (l *lane) seal(ctx context.Context) error {
	if l.alive() && slices.ContainsFunc(l.files, Outcome.Good) {
		past, err := l.past(ctx)
		if err != nil {
			return err
		}
		m := l.generation(past)
		if err := putGeneration(l.disk, l.journal, past, m); err != nil {
			return err
		}
		l.manifest = *m
	}
	return l.sweep()
}

// past reads the generations that are there. What an interrupted run wrote
// and did not get into the chain is taken away first.
func (l *lane) past(ctx context.Context) (*History, error) {
	dir := filepath.Join(l.Dir, history)
	chain, _ := readSmall(filepath.Join(dir, chainFile)) // none is none
	for name, id := range l.orphans {
		if b, err := readSmall(filepath.Join(dir, name)); err == nil && ID(b) == id && !bytes.Contains(chain, []byte(id)) {
			if err := l.disk.remove(path.Join(history, name)); err != nil {
				return nil, err
			}
		}
	}
	past, err := ReadHistory(ctx, l.Dir)
	if errors.Is(err, ErrNoManifest) {
		return newHistory(), nil
	}
	return past, err
}

// sweep removes the scratch folder of an offload that ended well.
func (l *lane) sweep() error {
	err := errors.Join(l.journal.file.Close(), l.tidy())
	l.journal = nil
	return errors.Join(err, l.disk.remove(journalName), l.disk.remove(scratch))
}

// generation lists the good files, and the folders when all files are good.
func (l *lane) generation(past *History) *Manifest {
	var files []Record
	for i := range l.files {
		o, f := l.outcome(i), &l.card.Files[i]
		if !o.Good() || inHistory(f.As) {
			continue
		}
		r, altered := past.record(f.As, f.Size, f.Time, o)
		if altered {
			l.settleFile(i, Outcome{State: Bad, Err: ErrAltered, Sums: o.Sums, At: o.At})
		}
		files = append(files, r)
	}
	m := newManifest(past, l.Dir, Transfer, l.options)
	whole := len(files) == len(l.files)-l.unlisted()
	m.fill(files, l.card.Folders, whole)
	return m
}

// unlisted is the number of files that manifests leave out.
func (l *lane) unlisted() (n int) {
	for i := range l.card.Files {
		if inHistory(l.card.Files[i].As) {
			n++
		}
	}
	return n
}

func newManifest(past *History, dir string, by Process, o *Options) *Manifest {
	now := o.Now()
	return &Manifest{
		Name: manifestName(past.next(), filepath.Base(dir), now), Created: now.Truncate(time.Second),
		Creator: o.Creator, Process: by, Ignore: ignored,
	}
}

// record is the line of a file in the next generation. It is altered when an
// earlier generation knows another checksum.
func (h *History) record(p string, size int64, t time.Time, o Outcome) (r Record, altered bool) {
	known := h.Sums(p)
	r = Record{Path: p, Size: size, Time: t}
	for _, f := range manifestFormats {
		v := o.Sums[f]
		if v == "" {
			continue
		}
		action := Original
		if len(known) > 0 {
			action = Verified
		}
		if known[f] != "" && known[f] != v {
			action, altered = Failed, true
		}
		r.Sums = append(r.Sums, Recorded{f, v, action, o.At.Truncate(time.Second)})
	}
	return r, altered
}

// fill puts files and, where the tree is whole, the checksums of the folders
// into a manifest, in the order of the reference implementation.
func (m *Manifest) fill(files []Record, folders []string, whole bool) {
	tree, by := newTree(), make(map[string]Record, len(files))
	for _, f := range files {
		by[f.Path] = f
		sums := Sums{}
		for _, s := range f.Sums {
			sums[s.Format] = s.Value
		}
		tree.add(f.Path, sums)
	}
	var formats []Format
	if whole {
		formats = shared(files)
		for _, d := range folders {
			if path.Base(d) != history && !inHistory(d+"/") {
				tree.add(d, nil)
			}
		}
	}
	root := tree.walk(formats, func(folder *node, children []*node, h TreeHash) {
		for _, c := range children {
			if !c.folder() {
				m.Records = append(m.Records, by[c.path])
			}
		}
		if folder.path != "." && len(formats) > 0 {
			m.Records = append(m.Records, Record{Path: folder.path, Folder: true, Tree: h})
		}
	})
	if len(formats) > 0 {
		m.Root = root
	}
}

// putGeneration writes the manifest and then the chain, each under a name of
// its own first. The journal knows of the manifest before it has its name.
func putGeneration(d disk, j *journal, past *History, m *Manifest) error {
	b, err := m.encode()
	if err != nil {
		return err
	}
	name := path.Join(history, m.Name)
	if j != nil {
		if err := j.add([]finished{{name, int64(len(b)), m.Created, Sums{C4: m.C4}}}); err != nil {
			return err
		}
	}
	var chain bytes.Buffer
	if err := writeChain(&chain, append(slices.Clone(past.Chain), Link{past.next(), m.Name, m.C4})); err != nil {
		return err
	}
	if err := d.mkdir(history); err != nil {
		return err
	}
	if err := putFile(d, name, b, d.rename); err != nil {
		return err
	}
	return putFile(d, path.Join(history, chainFile), chain.Bytes(), d.replace)
}

// putFile writes a file to the scratch folder and then gives it its name.
func putFile(d disk, name string, b []byte, place func(from, to string) error) error {
	part := path.Join(scratch, path.Base(name)+partEnd)
	if err := d.remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	s, err := d.create(part, int64(len(b)))
	if err != nil {
		return err
	}
	if _, err := s.Write(b); err != nil {
		s.abandon()
		return err
	}
	if err := errors.Join(d.settle([]sink{s})...); err != nil {
		return err
	}
	if err := place(part, name); err != nil {
		return fmt.Errorf("place %s: %w", name, err)
	}
	return d.syncDir(path.Dir(name))
}

// orphaned are the manifests that the journal knows.
func orphaned(journal map[string]finished) map[string]string {
	all := map[string]string{}
	for p, f := range journal {
		if name, ok := strings.CutPrefix(p, history+"/"); ok && len(f.sums) == 1 && f.sums[C4] != "" {
			all[name] = f.sums[C4]
		}
	}
	return all
}
