package office

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
	"onset/media/offload"
	"onset/signer"
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

// receiver takes the folders of clips of one production: a carry.Media. What
// has arrived is read back past the cache, hashed whole, kept under a name of
// its own, and only then stated as received.
type receiver struct {
	o    Options
	kit  *flow.Kit
	log  *slog.Logger
	dir  string // of the production
	bell chan struct{}

	mu      sync.Mutex
	queue   []arrival
	queued  map[arrival]bool
	strange map[string]kept // read back and not stated: of no clip that is known yet, say; by where it lies
}

// arrival is a file in the folder of an offload.
type arrival struct{ folder, path string }

// kept is a file that was read back and is kept under a name of its own.
type kept struct {
	waiting
	from arrival    // where it came
	clip consent.ID // that it is, if somebody registered it
	sum  consent.Ref
}

func newReceiver(o Options, k *flow.Kit, log *slog.Logger) *receiver {
	return &receiver{
		o: o, kit: k, log: log, dir: k.Carried().Dir, bell: make(chan struct{}, 1),
		queued: map[arrival]bool{}, strange: map[string]kept{},
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

// mayBring reports whether the device stands and the folder is its own: of its
// log, or of one that it kept before it was restored.
func (r *receiver) mayBring(author consent.Ref, id string) error {
	d, ok := r.kit.Enrolled(author)
	if !ok || d.Revoked != nil {
		return flow.ErrNotAllowed
	}
	if !plainName(id) || !slices.ContainsFunc(r.logsOf(d), func(log consent.Ref) bool { return strings.HasPrefix(id, folderPrefix(log)) }) {
		return ErrFolder
	}
	return nil
}

// logsOf are the logs that a device keeps and kept.
func (r *receiver) logsOf(d signer.Device) (out []consent.Ref) {
	for ok := true; ok && !slices.Contains(out, d.Author); d, ok = r.kit.Enrolled(d.Continues) {
		out = append(out, d.Author)
	}
	return out
}

// folderPrefix begins the names of the folders of clips that a log offers.
func folderPrefix(author consent.Ref) string { return "media-" + author.String()[:16] + "-" }

// plainName reports whether a name is of the letters that ids are written with.
func plainName(s string) bool {
	return len(s) < 200 && !strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune("0123456789abcdefim-", r) })
}

// lying is how much a device has in its other folders that is not kept yet.
func (r *receiver) lying(author consent.Ref, but string) (n int64) {
	folders, _ := os.ReadDir(filepath.Join(r.dir, incomingDir))
	for _, f := range folders {
		if f.Name() == but || !strings.HasPrefix(f.Name(), folderPrefix(author)) {
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

// isKept reports whether a file has a name among the kept ones already.
func (r *receiver) isKept(folder, path string, info fs.FileInfo) bool {
	rel, err := filepath.Rel(filepath.Join(r.dir, incomingDir, folder), path)
	return err == nil && keptAs(filepath.Join(r.dir, keptDir, folder, rel), info)
}

// keptAs reports whether a file is kept under a name, stated or not.
func keptAs(name string, info fs.FileInfo) bool {
	for _, suffix := range []string{"", waitingSuffix} {
		if k, err := os.Lstat(name + suffix); err == nil && sameFile(k, info) {
			return true
		}
	}
	return false
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
const lookEvery = 5 * time.Second

// run reads back what has arrived until ctx ends.
func (r *receiver) run(ctx context.Context) {
	r.resume(ctx)
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
		for r.takeSome(ctx) && ctx.Err() == nil {
			continue
		}
	}
}

// How much is read back before its receipts are stated, together: a commit for
// each of thousands of photos would cost more than reading them.
const (
	mostTogether  = 64
	bytesTogether = 64 << 20
)

// takeSome reads back files that have arrived and states their receipts. It
// reports whether there were any.
func (r *receiver) takeSome(ctx context.Context) bool {
	var some []kept
	var bytes int64
	tried := 0
	for ; tried < mostTogether && bytes < bytesTogether && ctx.Err() == nil; tried++ {
		a, ok := r.next()
		if !ok {
			break
		}
		if r.isLarge(a) { // what was read does not wait for it
			r.state(ctx, some)
			some = nil
		}
		k, size, err := r.take(ctx, a)
		if err != nil && ctx.Err() == nil {
			r.log.Error("clip not received", "folder", a.folder, "error", plainError(err))
		}
		if bytes += size; k.at != "" {
			some = append(some, k)
		}
	}
	r.state(ctx, some)
	return tried > 0
}

func (r *receiver) isLarge(a arrival) bool {
	info, err := os.Lstat(r.cameTo(a))
	return err == nil && info.Size() >= bytesTogether
}

// cameTo is where a file that arrived lies.
func (r *receiver) cameTo(a arrival) string {
	return filepath.Join(r.dir, incomingDir, a.folder, filepath.FromSlash(a.path))
}

// state states the receipts of files that were read back now.
func (r *receiver) state(ctx context.Context, some []kept) {
	unknown, err := r.settle(ctx, some...)
	if err != nil && ctx.Err() == nil {
		r.log.Error("clips not received", "clips", len(some), "error", plainError(err))
	}
	for _, k := range unknown {
		if r.kit.SupposedClip(filepath.Base(k.from.path)) {
			r.log.Warn("a file is not the clip of its name", "folder", k.from.folder, "would_be", k.clip)
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

// take reads a file back and keeps it; nothing is kept when it was before.
func (r *receiver) take(ctx context.Context, a arrival) (k kept, size int64, err error) {
	from := r.cameTo(a)
	info, err := os.Lstat(from)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return k, 0, nil // it went again, and nothing was said of it
	}
	if err != nil || r.isKept(a.folder, from, info) {
		return k, 0, err
	}
	clip, sum, err := readBack(ctx, from)
	if err != nil {
		return k, 0, err
	}
	w, err := keepLink(from, filepath.Join(r.dir, keptDir, a.folder), filepath.FromSlash(a.path), sum)
	return kept{w, a, clip, sum}, info.Size(), err
}

// readBack reads a file past the cache and says which clip it is.
func readBack(ctx context.Context, name string) (clip consent.ID, sum consent.Ref, err error) {
	size, sums, err := offload.ReadBack(ctx, name, offload.SHA256)
	if err != nil {
		return clip, sum, err
	}
	b, err := hex.DecodeString(sums[offload.SHA256])
	if err != nil || len(b) != len(sum) {
		return clip, sum, errors.Join(err, offload.ErrFormat)
	}
	sum = consent.Ref(b)
	return media.ClipID(size, sum), sum, nil
}

// settle states the receipts of kept files, and gives them their names. One that
// is no known clip waits: the statement that registers it may come later, or it
// is a file beside the clips. All wait where nothing can be stated just now.
func (r *receiver) settle(ctx context.Context, some ...kept) (unknown []kept, err error) {
	read := make([]media.ClipReceived, len(some))
	for i, k := range some {
		read[i] = media.ClipReceived{Clip: k.clip, SHA256: k.sum}
	}
	stated := r.kit.Received(ctx, read...)
	err = stated
	for _, k := range some {
		known := stated == nil && r.kit.HasClip(ctx, k.clip)
		r.mu.Lock()
		if known {
			delete(r.strange, k.at)
		} else {
			r.strange[k.at] = k
		}
		r.mu.Unlock()
		switch {
		case known:
			err = errors.Join(err, k.done())
		case stated == nil:
			unknown = append(unknown, k)
		}
	}
	return unknown, err
}

// known looks whether files that were of no known clip are now.
func (r *receiver) known(ctx context.Context) {
	r.mu.Lock()
	again := slices.Collect(maps.Values(r.strange))
	r.mu.Unlock()
	again = slices.DeleteFunc(again, func(k kept) bool { return !r.kit.KnowsClip(ctx, k.clip) })
	for some := range slices.Chunk(again, mostTogether) {
		if _, err := r.settle(ctx, some...); err != nil {
			if ctx.Err() == nil {
				r.log.Error("clips not received", "clips", len(again), "error", plainError(err))
			}
			return // the rest would fare no better, and all are tried again
		}
	}
}

// resume reads back the kept files of which nothing was stated when the
// service ended.
func (r *receiver) resume(ctx context.Context) {
	_ = filepath.WalkDir(filepath.Join(r.dir, keptDir), func(at string, d fs.DirEntry, err error) error {
		name, unstated := strings.CutSuffix(at, waitingSuffix)
		if err != nil || !d.Type().IsRegular() || !unstated {
			return ctx.Err()
		}
		clip, sum, err := readBack(ctx, at)
		if err == nil {
			_, err = r.settle(ctx, kept{waiting{at: at, name: name}, r.arrivedAs(name), clip, sum})
		}
		if err != nil && ctx.Err() == nil {
			r.log.Error("kept clip not read", "error", plainError(err))
		}
		return ctx.Err()
	})
}

// arrivedAs is where a kept file came, by where it lies.
func (r *receiver) arrivedAs(name string) arrival {
	rel, err := filepath.Rel(filepath.Join(r.dir, keptDir), name)
	if err != nil {
		return arrival{}
	}
	folder, below, _ := strings.Cut(filepath.ToSlash(rel), "/")
	return arrival{folder, below}
}

// waiting is how many files have arrived and are not read back yet.
func (r *receiver) waiting() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.queue)
}
