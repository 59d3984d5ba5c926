package sync

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"time"

	"onset/consent"
	"onset/signer"
	"onset/sync/spool"
)

// box is what is known of one other author's folder.
type box struct {
	author consent.Ref
	id     string // the engine's name of the folder
	folder *spool.Folder

	seen    map[mark]bool                // files that were read and need not be read again
	taken   map[consent.ID]bool          // blobs that are held, and are what a statement names
	wanted  map[consent.ID][]consent.Ref // blobs that statements name, by digest
	ignored map[consent.ID]bool          // blobs that were erased and whose files are kept away

	queue   map[spool.Name]bool  // to be read
	unnamed map[spool.Name]bool  // blobs that no statement names yet
	locked  map[spool.Name]int   // written for a key that is not here; how many were here when it was tried
	gone    map[spool.Name]bool  // vanished
	future  map[string]time.Time // items whose statements are from then
	whole   bool                 // the folder is to be listed
	again   bool                 // what no statement names was looked for once more
	dirty   bool                 // since it was saved
	repass  bool                 // the engine is to be told what to pass over
}

// mark stands for a file's name.
type mark [16]byte

func markOf(n spool.Name) mark {
	sum := sha256.Sum256([]byte(n.String()))
	return mark(sum[:len(mark{})])
}

func newBox(author, production consent.Ref, path string) *box {
	return &box{
		author: author, id: recordsID(production, author), folder: spool.At(path, production, author),
		seen: map[mark]bool{}, taken: map[consent.ID]bool{}, wanted: map[consent.ID][]consent.Ref{}, ignored: map[consent.ID]bool{},
		queue: map[spool.Name]bool{}, unnamed: map[spool.Name]bool{}, locked: map[spool.Name]int{}, gone: map[spool.Name]bool{},
		future: map[string]time.Time{}, whole: true,
	}
}

// names takes over what the engine said of paths: files that came, changed or went.
func (b *box) names(paths []string) {
	if len(paths) == 0 {
		b.whole = true
	}
	for _, p := range paths {
		n, err := spool.ParseName(p)
		if err != nil {
			continue
		}
		if _, err := b.folder.Size(n); err != nil && b.seen[markOf(n)] {
			b.gone[n] = true
			continue
		}
		b.queue[n] = true
	}
}

// relist compares the folder with what is known of it.
func (b *box) relist(ctx context.Context) error {
	list, err := b.folder.List(ctx)
	if err != nil {
		return err
	}
	seen := map[mark]bool{}
	for _, n := range slices.Concat(list.Segments, list.Blobs) {
		if m := markOf(n); b.seen[m] {
			seen[m] = true
		} else if _, tried := b.locked[n]; !tried && !b.unnamed[n] {
			b.queue[n] = true
		}
	}
	b.dirty = b.dirty || len(seen) != len(b.seen)
	b.seen, b.whole = seen, false
	return nil
}

// segments are the segments to be read, by place.
func (b *box) segments() []spool.Name {
	return slices.SortedFunc(maps.Keys(b.queue), func(x, y spool.Name) int {
		return cmp.Compare(x.First, y.First)
	})
}

// want notes the blobs that a statement of the author names.
func (b *box) want(st consent.Statement) {
	for _, ref := range consent.BlobRefs(st.Body) {
		if b.taken[ref.ID] || b.ignored[ref.ID] || slices.Contains(b.wanted[ref.ID], ref.Digest) {
			continue
		}
		b.wanted[ref.ID] = append(b.wanted[ref.ID], ref.Digest)
		b.dirty = true
	}
}

// judge holds a blob's bytes to what a statement named: verified when they
// open, not when they are for others. signer.ErrBlob when they are something else.
func (b *box) judge(blob signer.Blob, ids []*signer.Identity) (verified bool, err error) {
	for _, digest := range b.wanted[blob.ID] {
		_, _, err = signer.OpenBlob(consent.BlobRef{ID: blob.ID, Digest: digest}, blob.Bytes, ids...)
		if err == nil {
			return true, nil
		}
		if errors.Is(err, signer.ErrNoIdentity) {
			return false, nil
		}
	}
	return false, err
}

// boxForm is the first byte of a box as it is kept.
const boxForm = 1

// encode is the box as it is kept: four lists, each after its length.
func (b *box) encode() []byte {
	out := []byte{boxForm}
	out = binary.BigEndian.AppendUint32(out, uint32(len(b.seen)))
	for m := range b.seen {
		out = append(out, m[:]...)
	}
	for _, ids := range []map[consent.ID]bool{b.taken, b.ignored} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(ids)))
		for id := range ids {
			out = append(out, id[:]...)
		}
	}
	for id, digests := range b.wanted {
		for _, d := range digests {
			out = append(append(out, id[:]...), d[:]...)
		}
	}
	return out
}

// decode takes over a box as it was kept; of one that another version wrote,
// nothing, and everything is read again.
func (b *box) decode(in []byte) {
	r := reader{in}
	if len(in) == 0 || in[0] != boxForm {
		return
	}
	r.b = in[1:]
	for range r.count(16) {
		b.seen[mark(r.cut(16))] = true
	}
	for _, ids := range []map[consent.ID]bool{b.taken, b.ignored} {
		for range r.count(16) {
			ids[consent.ID(r.cut(16))] = true
		}
	}
	for len(r.b) >= 48 {
		id := consent.ID(r.cut(16))
		b.wanted[id] = append(b.wanted[id], consent.Ref(r.cut(32)))
	}
}

type reader struct{ b []byte }

func (r *reader) cut(n int) []byte {
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

// count reads how many items of a size follow, none when they do not.
func (r *reader) count(size int) int {
	if len(r.b) < 4 {
		r.b = nil
		return 0
	}
	n := int(binary.BigEndian.Uint32(r.cut(4)))
	if n > len(r.b)/size {
		r.b = nil
		return 0
	}
	return n
}
