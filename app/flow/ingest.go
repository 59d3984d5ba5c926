package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"onset/consent"
	"onset/media"
	"onset/media/probe"
)

const (
	ingestBatch   = 64 // clips in one transaction
	ingestWorkers = 2
)

// Ingest registers clips where they lie: files, or folders with everything in
// them. Results come in the order of the paths; progress may be nil. It can be
// cancelled and started again: files that did not change are not read twice.
// The error is the context's or the store's; what is wrong with a file is in
// its result.
func (k *Kit) Ingest(ctx context.Context, paths []string, progress func(Progress)) ([]IngestResult, error) {
	return k.register(ctx, walk(ctx, paths), progress)
}

// register is Ingest of files that were found.
func (k *Kit) register(ctx context.Context, found []foundFile, progress func(Progress)) ([]IngestResult, error) {
	p := &ingesting{k: k, began: k.now(), tell: progress}
	for _, f := range found {
		p.all += f.size
	}
	p.total = len(found)
	results := make([]IngestResult, 0, len(found))
	for start := 0; start < len(found); start += ingestBatch {
		batch := found[start:min(start+ingestBatch, len(found))]
		done, err := k.ingestBatch(ctx, batch, p)
		if err != nil {
			return results, fmt.Errorf("ingest: %w", err)
		}
		results = append(results, done...)
	}
	return results, nil
}

// foundFile is one file to look at, or what was wrong with a path.
type foundFile struct {
	path string
	size int64
	mod  time.Time
	sums *probe.Sums // where they are known already: the file is not read for them
	err  error
}

// ingestBatch reads files on two workers and enters what is new in one transaction.
func (k *Kit) ingestBatch(ctx context.Context, batch []foundFile, p *ingesting) ([]IngestResult, error) {
	read := make([]readClip, len(batch))
	var wg sync.WaitGroup
	next := make(chan int)
	for range ingestWorkers {
		wg.Go(func() {
			for i := range next {
				read[i] = k.readClip(ctx, batch[i], p)
				p.finished(batch[i], read[i].err)
			}
		})
	}
	for i := range batch {
		next <- i
	}
	close(next)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return k.enter(ctx, batch, read)
}

// readClip is what was read of one file.
type readClip struct {
	id    consent.ID
	known bool // by its path, unchanged
	body  *media.ClipAdded
	thumb []byte
	err   error
}

func (k *Kit) readClip(ctx context.Context, f foundFile, p *ingesting) readClip {
	if f.err != nil {
		return readClip{err: f.err}
	}
	if id, ok := k.unchanged(ctx, f); ok {
		p.add(f.size)
		return readClip{id: id, known: true}
	}
	file, err := os.Open(f.path)
	if err != nil {
		return readClip{err: err}
	}
	defer func() { _ = file.Close() }()
	facts, err := probe.Read(ctx, file, f.size, filepath.Base(f.path))
	if err != nil {
		p.add(f.size)
		return readClip{err: err}
	}
	sums, err := f.hash(ctx, file, p)
	if err != nil {
		return readClip{err: err}
	}
	if info, err := file.Stat(); err != nil || info.Size() != sums.Size || sums.Size != f.size {
		return readClip{err: ErrChanging}
	}
	measure(ctx, f.path, &facts)
	body := &media.ClipAdded{
		Clip: media.ClipID(sums.Size, sums.SHA256), Name: fileName(filepath.Base(f.path)), Size: sums.Size,
		XXH128: hex.EncodeToString(sums.XXH128[:]), SHA256: sums.SHA256, Facts: facts, Read: consent.StampOf(f.mod),
	}
	out := readClip{id: body.Clip, body: body}
	if facts.Kind == media.KindPhoto {
		out.thumb, _ = probe.Thumbnail(ctx, file, f.size, thumbEdge)
	}
	return out
}

// hash reads a file for its checksums, if they are not known.
func (f foundFile) hash(ctx context.Context, r io.Reader, p *ingesting) (probe.Sums, error) {
	if f.sums != nil {
		p.add(f.size)
		return *f.sums, nil
	}
	var last int64
	return probe.Hash(ctx, r, func(n int64) { p.add(n - last); last = n })
}

// enter states the new clips of a batch and remembers where they lie.
func (k *Kit) enter(ctx context.Context, batch []foundFile, read []readClip) ([]IngestResult, error) {
	shoot := k.Shoot().ID
	out := make([]IngestResult, len(batch))
	var drafts []Draft
	var local []Local
	fresh := map[consent.ID]bool{}
	for i, r := range read {
		out[i] = IngestResult{Path: batch[i].path, Clip: r.id, Known: r.known, Err: r.err}
		if r.err != nil || r.known {
			continue
		}
		local = append(local, locals(batch[i], r)...)
		if out[i].Known = k.knows(r.id) || fresh[r.id]; !out[i].Known {
			fresh[r.id] = true
			r.body.Shoot = shoot
			drafts = append(drafts, Draft{Body: r.body})
		}
	}
	if _, err := k.record(ctx, drafts...); err != nil {
		return nil, err
	}
	if len(local) == 0 {
		return out, nil
	}
	return out, k.store.PutLocal(ctx, local...)
}

func (k *Kit) knows(clip consent.ID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ledger.Clip(clip) != nil
}

// locals are what this device alone remembers of a file: where it lies, and
// that it looked like this when it was read.
func locals(f foundFile, r readClip) []Local {
	id := r.id.String()
	out := []Local{
		{Name: groupPath + "/" + id, Value: []byte(f.path)},
		{Name: atName(f.path), Value: []byte(id + " " + f.mark())},
	}
	if r.thumb != nil {
		out = append(out, Local{Name: groupThumb + "/" + id, Value: r.thumb})
	}
	return out
}

// mark changes when the file does.
func (f foundFile) mark() string { return fmt.Sprintf("%d %d", f.size, f.mod.UnixNano()) }

func atName(path string) string {
	sum := sha256.Sum256([]byte(path))
	return groupAt + "/" + hex.EncodeToString(sum[:])
}

// unchanged finds a file that was read before and has the same size and time.
func (k *Kit) unchanged(ctx context.Context, f foundFile) (consent.ID, bool) {
	b := k.local(ctx, atName(f.path))
	if b == nil {
		return consent.ID{}, false
	}
	id, mark, _ := strings.Cut(string(b), " ")
	clip, err := consent.ParseID(id)
	return clip, err == nil && mark == f.mark() && k.knows(clip)
}

// ingesting counts for the progress.
type ingesting struct {
	k     *Kit
	tell  func(Progress)
	began time.Time
	all   int64
	total int

	mu     sync.Mutex
	bytes  int64
	done   int
	failed int
}

func (p *ingesting) add(n int64) {
	p.mu.Lock()
	p.bytes += n
	p.mu.Unlock()
}

func (p *ingesting) finished(f foundFile, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if err != nil {
		p.failed++
	}
	if p.tell != nil {
		p.tell(Progress{
			Done: p.done, Total: p.total, Bytes: p.bytes, AllBytes: p.all, Item: filepath.Base(f.path), Failed: p.failed,
			Left: left(p.k.now().Sub(p.began), p.bytes, p.all),
		})
	}
}
