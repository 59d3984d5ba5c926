package office

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
	"onset/media/offload"
)

// Why a folder of clips is refused.
var (
	// ErrFolder means the folder's name is not that of a folder of its author.
	ErrFolder = errors.New("not a folder of clips of this device")
	// ErrQuota means the device has more lying here than it may.
	ErrQuota = errors.New("the device has too much lying here")
)

const (
	incomingDir = "media" // below the production's folder: what the carrier writes
	keptDir     = "clips" // what was read back; only this program writes there
	// spareRoom is what incoming clips never take of the disk.
	spareRoom = 2 << 30
)

// receiver takes the folders of clips of one production: a carry.Media. What has arrived is
// read back past the cache, hashed whole, kept under a name of its own, and
// only then stated as received.
type receiver struct {
	o    Options
	kit  *flow.Kit
	log  *slog.Logger
	dir  string // of the production
	bell chan struct{}

	mu      sync.Mutex
	queue   []arrival
	queued  map[arrival]bool
	strange map[arrival]consent.ID // read back, and of no clip that is known: the id such a clip would have
}

// arrival is a file in the folder of an offload.
type arrival struct{ folder, path string }

func newReceiver(o Options, k *flow.Kit, log *slog.Logger) *receiver {
	return &receiver{
		o: o, kit: k, log: log, dir: k.Carried().Dir, bell: make(chan struct{}, 1),
		queued: map[arrival]bool{}, strange: map[arrival]consent.ID{},
	}
}

func (r *receiver) ring() {
	select {
	case r.bell <- struct{}{}:
	default:
	}
}

// Accept gives a folder of an enrolled device its place. ErrFolder, ErrQuota,
// flow.ErrNotAllowed, flow.ErrFull.
func (r *receiver) Accept(_ context.Context, author consent.Ref, id string) (string, int64, error) {
	if err := r.mayBring(author, id); err != nil {
		return "", 0, fmt.Errorf("accept %s: %w", id, err)
	}
	left := r.o.Quota - r.lying(author, id)
	if free := r.o.FreeSpace(r.dir); free >= 0 {
		if free < spareRoom {
			return "", 0, fmt.Errorf("accept %s: %w", id, flow.ErrFull)
		}
		left = min(left, free-spareRoom)
	}
	if left <= 0 {
		return "", 0, fmt.Errorf("accept %s: %w", id, ErrQuota)
	}
	path := filepath.Join(r.dir, incomingDir, id)
	if err := os.MkdirAll(path, 0o700); err != nil {
		return "", 0, fmt.Errorf("accept %s: %w", id, err)
	}
	return path, left, nil
}

// mayBring reports whether the device stands and the folder is its own.
func (r *receiver) mayBring(author consent.Ref, id string) error {
	if !strings.HasPrefix(id, r.folderPrefix(author)) || !plainName(id) {
		return ErrFolder
	}
	d, ok := r.kit.Enrolled(author)
	if !ok || d.Revoked != nil {
		return flow.ErrNotAllowed
	}
	return nil
}

// folderPrefix begins the names of an author's folders of clips.
func (r *receiver) folderPrefix(author consent.Ref) string {
	return r.kit.ProductionID().String()[:32] + "-media-" + author.String()[:16] + "-"
}

// plainName reports whether a name is of the letters that ids are written with.
func plainName(s string) bool {
	return len(s) < 200 && strings.Trim(s, "0123456789abcdef-medi") == ""
}

// lying is how much a device has in its other folders that is not kept yet.
func (r *receiver) lying(author consent.Ref, but string) (n int64) {
	folders, _ := os.ReadDir(filepath.Join(r.dir, incomingDir))
	for _, f := range folders {
		if f.Name() == but || !strings.HasPrefix(f.Name(), r.folderPrefix(author)) {
			continue
		}
		_ = filepath.WalkDir(filepath.Join(r.dir, incomingDir, f.Name()), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil
			}
			if info, err := d.Info(); err == nil && !r.isKept(f.Name(), path, info) {
				n += info.Size()
			}
			return nil
		})
	}
	return n
}

func (r *receiver) isKept(folder, path string, info fs.FileInfo) bool {
	rel, err := filepath.Rel(filepath.Join(r.dir, incomingDir, folder), path)
	if err != nil {
		return false
	}
	kept, err := os.Lstat(filepath.Join(r.dir, keptDir, folder, rel))
	return err == nil && sameFile(kept, info)
}

// sameFile reports whether two names are of one file, or one is a copy that
// was made of the other.
func sameFile(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) || a.Mode().IsRegular() && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// Arrived notes files that have come whole. It never waits.
func (r *receiver) Arrived(_ context.Context, author consent.Ref, id string, paths []string) {
	if r.mayBring(author, id) != nil {
		return
	}
	r.mu.Lock()
	for _, p := range paths {
		a := arrival{id, p}
		if filepath.IsLocal(filepath.FromSlash(p)) && !r.queued[a] {
			r.queued[a] = true
			r.queue = append(r.queue, a)
		}
	}
	r.mu.Unlock()
	r.ring()
}

// lookEvery is how often files of no known clip are looked at again: what
// registers a clip comes before it, so that hardly any are.
const lookEvery = 30 * time.Second

// run reads back what has arrived until ctx ends.
func (r *receiver) run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			r.known(ctx)
		case <-r.bell:
		}
		for a, ok := r.next(); ok && ctx.Err() == nil; a, ok = r.next() {
			if err := r.take(ctx, a); err != nil && ctx.Err() == nil {
				r.log.Error("clip not received", "folder", a.folder, "error", plainError(err))
			}
		}
	}
}

func (r *receiver) next() (arrival, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.queue) == 0 {
		return arrival{}, false
	}
	a := r.queue[0]
	r.queue = r.queue[1:]
	delete(r.queued, a)
	return a, true
}

// plainError is an error without the path of the file: paths on a card may
// name people.
func plainError(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Op + ": " + path.Err.Error()
	}
	return err.Error()
}

// take reads a file back and states the receipt, unless it was kept before.
func (r *receiver) take(ctx context.Context, a arrival) error {
	from := filepath.Join(r.dir, incomingDir, a.folder, filepath.FromSlash(a.path))
	info, err := os.Lstat(from)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil // it went again, and nothing was said of it
	}
	if err != nil {
		return err
	}
	if r.isKept(a.folder, from, info) {
		return nil
	}
	size, sums, err := offload.ReadBack(ctx, from, offload.SHA256)
	if err != nil {
		return err
	}
	sum, err := hex.DecodeString(sums[offload.SHA256])
	if err != nil {
		return err
	}
	return r.settle(ctx, a, from, media.ClipID(size, consent.Ref(sum)), consent.Ref(sum))
}

// settle keeps a file that was read back, and states a clip's receipt. What is
// no clip that is known is kept beside the clips, under a name that says so.
func (r *receiver) settle(ctx context.Context, a arrival, from string, clip consent.ID, sum consent.Ref) error {
	waits, err := keep(from, filepath.Join(r.dir, keptDir, a.folder), filepath.FromSlash(a.path), sum)
	if err != nil {
		return err
	}
	err = r.kit.Received(ctx, clip, sum)
	switch {
	case errors.Is(err, flow.ErrNotFound):
		r.mu.Lock()
		r.strange[a] = clip
		r.mu.Unlock()
		if r.kit.SupposedClip(filepath.Base(from)) {
			r.log.Warn("a file is not the clip of its name", "folder", a.folder, "would_be", clip)
		}
		return nil
	case err != nil:
		return err
	}
	r.mu.Lock()
	delete(r.strange, a)
	r.mu.Unlock()
	return waits.done()
}

// known looks whether files that were of no known clip are now.
func (r *receiver) known(ctx context.Context) {
	r.mu.Lock()
	var again []arrival
	for a, clip := range r.strange {
		if r.kit.KnowsClip(ctx, clip) {
			again = append(again, a)
		}
	}
	for _, a := range again {
		delete(r.strange, a)
		if !r.queued[a] {
			r.queued[a] = true
			r.queue = append(r.queue, a)
		}
	}
	r.mu.Unlock()
}

// waiting is how many files have arrived and are not read back yet.
func (r *receiver) waiting() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.queue)
}
