package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
	"onset/media/offload"
)

// ErrNoCopy means no folder of a disk holds a manifest or checksum list.
var ErrNoCopy = errors.New("there is no copy with a manifest on this disk")

// Courier is what a courier's disk brought.
type Courier struct {
	Folders  int      // with a manifest
	Received int      // clips that are kept and stated now
	Known    int      // clips that were received before
	Waiting  int      // files that are kept and of no clip that is known yet
	Wrong    []string // files that are missing, or not what their manifest says
}

// courierDepth is how far below a disk's root copies are looked for.
const courierDepth = 3

// ReceiveDisk takes the clips of a courier's disk: it verifies each folder that
// has a manifest by it, keeps a copy of every file that agrees, reads that one
// back, and states the receipts. The same disk again changes nothing.
// ErrNoCopy, flow.ErrFull, or what the disk says; files that do not agree are
// in the result.
func (s *Service) ReceiveDisk(ctx context.Context, k *flow.Kit, dir string, progress func(flow.Progress)) (Courier, error) {
	var out Courier
	r, err := s.receiverOf(k)
	if err != nil {
		return out, err
	}
	folders, err := copiesOn(ctx, dir)
	if err != nil {
		return out, fmt.Errorf("receive disk: %w", err)
	}
	for _, f := range folders {
		if err := r.courier(ctx, f, progress, &out); err != nil {
			return out, fmt.Errorf("receive disk: %w", err)
		}
	}
	slices.Sort(out.Wrong)
	return out, nil
}

func (s *Service) receiverOf(k *flow.Kit) (*receiver, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rooms {
		if r.kit == k {
			return r.clips, nil
		}
	}
	return nil, flow.ErrNotFound
}

// copyOn is one folder with a list of its files.
type copyOn struct {
	dir string
	by  *offload.Listing
}

// copiesOn finds the folders that have a list. What lies in one is its own.
func copiesOn(ctx context.Context, root string) ([]copyOn, error) {
	var out []copyOn
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		lists, err := offload.FindListings(ctx, path)
		if by := widest(lists); by != nil {
			out = append(out, copyOn{path, by})
			return fs.SkipDir
		}
		if err != nil && !errors.Is(err, offload.ErrNoManifest) {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err == nil && strings.Count(rel, string(filepath.Separator)) >= courierDepth {
			return fs.SkipDir
		}
		return errors.Join(err, ctx.Err())
	})
	if err == nil && len(out) == 0 {
		err = ErrNoCopy
	}
	return out, err
}

// widest is the list with most files.
func widest(lists []*offload.Listing) (best *offload.Listing) {
	for _, l := range lists {
		if best == nil || len(l.Entries) > len(best.Entries) {
			best = l
		}
	}
	return best
}

// courier takes one folder.
func (r *receiver) courier(ctx context.Context, c copyOn, progress func(flow.Progress), out *Courier) error {
	check, err := offload.Verify(ctx, c.dir, c.by, offload.Options{Hashes: []offload.Format{offload.SHA256}, Now: r.o.Now})
	if err != nil {
		return err
	}
	out.Folders++
	folder, all := folderOf(check), int64(0)
	for i := range check.Files {
		all += max(check.Files[i].Size, 0)
	}
	if free := r.o.FreeSpace(r.dir); free >= 0 && free-spareRoom < all {
		return flow.ErrFull
	}
	done := flow.Progress{Total: len(check.Files), AllBytes: all}
	for i := range check.Files {
		f := &check.Files[i]
		if err := r.fromDisk(ctx, c.dir, folder, f, out); err != nil {
			return err
		}
		done.Done, done.Bytes, done.Item = done.Done+1, done.Bytes+max(f.Size, 0), filepath.Base(f.Path)
		if progress != nil {
			progress(done)
		}
	}
	return nil
}

// folderOf names the place of a folder's files here by what is in it, so that
// the same copy has the same place.
func folderOf(check *offload.Check) string {
	h := sha256.New()
	for i := range check.Files {
		f := &check.Files[i]
		if f.Found == offload.Agrees {
			_, _ = fmt.Fprintf(h, "%q %d %s\n", f.Path, f.Size, f.Sums[offload.SHA256])
		}
	}
	return "disk-" + hex.EncodeToString(h.Sum(nil)[:16])
}

// fromDisk keeps one file that agrees with its manifest.
func (r *receiver) fromDisk(ctx context.Context, dir, folder string, f *offload.CheckedFile, out *Courier) error {
	if f.Found == offload.New {
		return nil // nobody vouches for it
	}
	if f.Found != offload.Agrees {
		out.Wrong = append(out.Wrong, f.Path)
		return nil
	}
	b, err := hex.DecodeString(f.Sums[offload.SHA256])
	if err != nil || len(b) != len(consent.Ref{}) || !filepath.IsLocal(filepath.FromSlash(f.Path)) {
		out.Wrong = append(out.Wrong, f.Path)
		return nil
	}
	sum := consent.Ref(b)
	if r.kit.HasClip(ctx, media.ClipID(f.Size, sum)) {
		out.Known++
		return nil
	}
	return r.copyIn(ctx, filepath.Join(dir, filepath.FromSlash(f.Path)), folder, f.Path, sum, out)
}

func (r *receiver) copyIn(ctx context.Context, from, folder, path string, sum consent.Ref, out *Courier) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	to := filepath.Join(r.dir, keptDir, folder)
	if keptAs(filepath.Join(to, filepath.FromSlash(path)), info) {
		out.Waiting++
		return nil
	}
	w, err := keepCopy(from, to, filepath.FromSlash(path), sum)
	if err != nil {
		return err
	}
	clip, back, err := readBack(ctx, w.at)
	if err != nil {
		return err
	}
	if back != sum {
		out.Wrong = append(out.Wrong, path)
		return os.Remove(w.at)
	}
	unknown, err := r.settle(ctx, kept{w, arrival{folder, path}, clip, sum})
	if err != nil {
		return err
	}
	out.Waiting += len(unknown)
	out.Received += 1 - len(unknown)
	return nil
}
