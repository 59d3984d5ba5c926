package sync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"onset/consent"
	"onset/signer"
	"onset/sync/engine"
	"onset/sync/spool"
)

const (
	recallTime = 20 * time.Second // for one file
	recallMax  = 64 << 20         // bytes of one file; longer ones are no spool files
	recallTry  = 6                // times a file that nobody gives is asked for
	recallTurn = 200              // files looked at before what else there is to do
	recallKeep = 10000            // files whose tries are remembered
	recallDir  = "recall"
)

var errRefused = errors.New("the store refused it")

// recall takes back from others what this device said and no longer knows: its
// home was put back from an old copy, index and all. To others it seems as if
// somebody had added files to our folder, and Override would take these from
// them. A file counts when our own seal holds.
type recall struct {
	l     *Link
	out   *outbox
	tries map[spool.Name]int
	news  bool // the store learned something
}

// turn looks at files that others have in our folder and we do not. It reports
// whether to look again before others are told to let go of them.
func (r *recall) turn(ctx context.Context, altered []string) (again bool) {
	names := r.candidates(altered)
	if len(names) == 0 {
		return false
	}
	dir := filepath.Join(r.l.prod.Dir, recallDir)
	defer func() { _ = os.RemoveAll(dir) }() // what stays is removed the next time
	temp, err := spool.Open(dir, r.l.prod.Keys.ID, r.out.author)
	if err != nil {
		return true
	}
	for i, n := range names {
		if i == recallTurn || ctx.Err() != nil {
			return true
		}
		err := r.one(ctx, temp, n, altered)
		switch {
		case err == nil:
			delete(r.tries, n)
		case errors.Is(err, engine.ErrPull), errors.Is(err, signer.ErrNoIdentity):
			r.tries[n]++
			again = again || r.tries[n] < recallTry
		case isForged(err):
			r.tries[n] = recallTry
		default:
			again = true // our own disk or store is in the way
		}
	}
	return again
}

// isForged reports whether a file is none that this device ever wrote.
func isForged(err error) bool {
	for _, bad := range []error{spool.ErrDamaged, spool.ErrForeign, spool.ErrNewer, errRefused} {
		if errors.Is(err, bad) {
			return true
		}
	}
	return false
}

// candidates are segments that are not here, by place. Blobs come with the
// segments that name them.
func (r *recall) candidates(altered []string) (out []spool.Name) {
	for _, path := range altered {
		n, err := spool.ParseName(path)
		if err != nil || n.IsBlob() || r.tries[n] >= recallTry || len(r.tries) >= recallKeep {
			continue
		}
		if _, err := r.out.folder.Size(n); errors.Is(err, fs.ErrNotExist) {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b spool.Name) int { return cmp.Compare(a.First, b.First) })
	return out
}

// one fetches a segment with the blobs that it names, gives them to the store
// and puts them where they were. The segment comes last: without it all is
// looked for again.
func (r *recall) one(ctx context.Context, temp *spool.Folder, n spool.Name, altered []string) error {
	if err := r.fetch(ctx, n, temp); err != nil {
		return err
	}
	sealed, err := temp.Segment(n, r.l.prod.Keys.Identities()...)
	if err != nil {
		return err
	}
	if err := r.fetchBlobs(ctx, sealed, altered); err != nil {
		return err
	}
	blobs, err := r.out.namedBy(sealed)
	if err != nil {
		return err
	}
	got, err := r.l.prod.Store.Take(ctx, sealed, blobs)
	if err != nil {
		return err
	}
	if len(got.Refused) > 0 {
		return fmt.Errorf("%w: %w", errRefused, got.Refused[0])
	}
	r.news = r.news || got.Known < len(sealed)
	file, err := temp.Bytes(n)
	if err == nil {
		err = errors.Join(r.out.folder.Put(n, file), r.out.folder.Flush(n))
	}
	if err != nil {
		return err
	}
	return r.out.recalled(n)
}

// fetchBlobs puts the blobs that statements name, and that were not erased, into our folder.
func (r *recall) fetchBlobs(ctx context.Context, sealed []signer.Sealed, altered []string) error {
	for _, path := range altered {
		b, err := spool.ParseName(path)
		if err != nil || !b.IsBlob() || !r.named(sealed, b.Blob) {
			continue
		}
		if erased, err := r.l.prod.Store.Erased(ctx, b.Blob); err != nil || erased {
			continue
		}
		if err := r.fetch(ctx, b, r.out.folder); errors.Is(err, engine.ErrPull) {
			return err
		}
	}
	return nil
}

// fetch asks others for a file and puts it into a folder, if it is what its name says.
func (r *recall) fetch(ctx context.Context, n spool.Name, to *spool.Folder) error {
	ctx, cancel := context.WithTimeout(ctx, recallTime)
	defer cancel()
	file, err := r.l.node.eng.Fetch(ctx, recordsID(r.l.prod.Keys.ID, r.out.author), n.String(), recallMax)
	if err != nil {
		return err
	}
	return to.Put(n, file)
}

func (r *recall) named(sealed []signer.Sealed, id consent.ID) bool {
	for _, s := range sealed {
		st, err := r.l.prod.Codec.Decode(s)
		if err == nil && slices.ContainsFunc(consent.BlobRefs(st.Body), func(ref consent.BlobRef) bool { return ref.ID == id }) {
			return true
		}
	}
	return false
}

// recalled notes a segment that came back, and the blobs that came with it.
func (o *outbox) recalled(n spool.Name) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	list, err := o.folder.List(o.l.life)
	if err != nil {
		return err
	}
	for _, b := range list.Blobs {
		if _, ours := o.blobs[b]; !ours {
			o.blobs[b], o.held[b.Blob] = false, true
			o.waiting.Add(1)
		}
	}
	o.segs = append(o.segs, n)
	slices.SortFunc(o.segs, byLast)
	return nil
}
