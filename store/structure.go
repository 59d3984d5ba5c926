package store

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"os"
	"slices"
	"sync/atomic"
)

// The bbolt file format, version 2, as far as its structure goes: pages with a
// header of 16 bytes, elements of 16 bytes after it, two meta pages.
const (
	pageHeader  = 16
	pageElement = 16
	pageBranch  = 0x01
	pageLeaf    = 0x02
	pageFree    = 0x10
	metaMagic   = 0xED0CDAED
	metaSize    = 64
	leafBucket  = 0x01
	noFreelist  = ^uint64(0)
)

var native = binary.NativeEndian

// inspector walks the tree of a bbolt file by its own reading, so that a
// pointer in a circle, a page outside the file or an element outside its page
// is found before bbolt follows it.
type inspector struct {
	f        *os.File
	pageSize int64
	size     int64
	high     uint64 // pages below this id are in use or free
	seen     []atomic.Bool
	buf      []byte // of one goroutine
}

// inspect reads every page of the tree at path once. ErrDamaged says what is wrong.
func inspect(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	in := &inspector{f: f, size: info.Size()}
	root, free, err := in.meta()
	if err != nil {
		return err
	}
	if err := in.tree(root); err != nil {
		return err
	}
	return in.freelist(free)
}

func damaged(form string, args ...any) error {
	return fmt.Errorf("%w: "+form, append([]any{ErrDamaged}, args...)...)
}

// meta takes the newer of the two meta pages that are whole.
func (in *inspector) meta() (root, free uint64, err error) {
	var newest uint64
	first := make([]byte, pageHeader+metaSize)
	for _, at := range in.metaOffsets(first) {
		m := make([]byte, metaSize)
		if _, err := in.f.ReadAt(m, at+pageHeader); err != nil || !wholeMeta(m) {
			continue
		}
		if tx := native.Uint64(m[48:]); in.pageSize == 0 || tx > newest {
			newest = tx
			in.pageSize = int64(native.Uint32(m[8:]))
			root, free, in.high = native.Uint64(m[16:]), native.Uint64(m[32:]), native.Uint64(m[40:])
		}
	}
	if in.pageSize < 512 || in.pageSize > 1<<20 {
		return 0, 0, damaged("no whole meta page")
	}
	if in.high < 2 || in.high > uint64(in.size/in.pageSize) {
		return 0, 0, damaged("the file is %d bytes and should hold %d pages", in.size, in.high)
	}
	in.seen = make([]atomic.Bool, in.high)
	return root, free, nil
}

// metaOffsets is where the meta pages may be: the second one is a page after
// the first, and the page size is known for sure only from a whole one.
func (in *inspector) metaOffsets(first []byte) []int64 {
	at := []int64{0}
	if _, err := in.f.ReadAt(first, 0); err == nil && wholeMeta(first[pageHeader:]) {
		return append(at, int64(native.Uint32(first[pageHeader+8:])))
	}
	for n := int64(1024); n <= 1<<16; n *= 2 {
		at = append(at, n)
	}
	return at
}

func wholeMeta(m []byte) bool {
	sum := fnv.New64a()
	_, _ = sum.Write(m[:56])
	return native.Uint32(m) == metaMagic && native.Uint32(m[4:]) == 2 && native.Uint64(m[56:]) == sum.Sum64()
}

// levelChunk is how many pages one core looks at at a time.
const levelChunk = 256

// tree visits level by level, each level in the order of the file, on all cores.
func (in *inspector) tree(root uint64) error {
	level := []uint64{root}
	for len(level) > 0 {
		slices.Sort(level)
		chunks := slices.Collect(slices.Chunk(level, levelChunk))
		below, errs := make([][]uint64, len(chunks)), make([]error, len(chunks))
		parallel(len(chunks), func(i int) {
			errs[i] = guarded(func() (err error) {
				own := *in
				own.buf = nil
				below[i], err = own.pages(chunks[i])
				return err
			})
		})
		if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
			return errs[i]
		}
		level = slices.Concat(below...)
	}
	return nil
}

func (in *inspector) pages(ids []uint64) (below []uint64, err error) {
	for _, id := range ids {
		more, err := in.page(id)
		if err != nil {
			return nil, err
		}
		below = append(below, more...)
	}
	return below, nil
}

// page checks one page and returns the pages it points to.
func (in *inspector) page(id uint64) ([]uint64, error) {
	if err := in.load(id); err != nil {
		return nil, err
	}
	flags, count, extent := native.Uint16(in.buf[8:]), int(native.Uint16(in.buf[10:])), in.extent()
	switch flags {
	case pageBranch:
		return in.branch(id, count, extent)
	case pageLeaf:
		return in.leaf(id, in.buf, count, extent)
	default:
		return nil, damaged("page %d is of no kind", id)
	}
}

func (in *inspector) extent() int64 {
	return (1 + int64(native.Uint32(in.buf[12:]))) * in.pageSize
}

// pageStart is what is read of a page at first: the elements of nearly all are in it.
const pageStart = 1024

// load reads a page's header and elements and marks what it covers as seen.
func (in *inspector) load(id uint64) error {
	if err := in.read(id, int(min(in.pageSize, pageStart))); err != nil {
		return err
	}
	if native.Uint64(in.buf) != id {
		return damaged("page %d says it is another", id)
	}
	over := uint64(native.Uint32(in.buf[12:]))
	if id+over >= in.high {
		return damaged("page %d reaches beyond the file", id)
	}
	for i := id; i <= id+over; i++ {
		if in.seen[i].Swap(true) {
			return damaged("page %d is used twice", i)
		}
	}
	if native.Uint16(in.buf[8:]) == pageFree {
		return nil // ids, not elements
	}
	need := pageHeader + pageElement*int(native.Uint16(in.buf[10:]))
	if int64(need) > in.extent() {
		return damaged("page %d holds more elements than fit", id)
	}
	if need > len(in.buf) {
		return in.read(id, need)
	}
	return nil
}

func (in *inspector) read(id uint64, n int) error {
	if id < 2 || id >= in.high {
		return damaged("page %d is outside the file", id)
	}
	in.buf = slices.Grow(in.buf[:0], n)[:n]
	if _, err := in.f.ReadAt(in.buf, int64(id)*in.pageSize); err != nil {
		return damaged("page %d cannot be read", id)
	}
	return nil
}

func (in *inspector) branch(id uint64, count int, extent int64) ([]uint64, error) {
	if count == 0 {
		return nil, damaged("branch page %d is empty", id)
	}
	below := make([]uint64, 0, count)
	for i := range count {
		e := in.buf[pageHeader+i*pageElement:]
		end := int64(pageHeader+i*pageElement) + int64(native.Uint32(e)) + int64(native.Uint32(e[4:]))
		if end > extent {
			return nil, damaged("page %d has a key beyond its end", id)
		}
		below = append(below, native.Uint64(e[8:]))
	}
	return below, nil
}

// leaf checks the elements of a leaf, and returns the roots of the buckets in it.
func (in *inspector) leaf(id uint64, page []byte, count int, extent int64) ([]uint64, error) {
	var below []uint64
	for i := range count {
		at := int64(pageHeader + i*pageElement)
		e := page[at:]
		key := at + int64(native.Uint32(e[4:]))
		value := key + int64(native.Uint32(e[8:]))
		end := value + int64(native.Uint32(e[12:]))
		if end > extent {
			return nil, damaged("page %d has a value beyond its end", id)
		}
		if native.Uint32(e)&leafBucket == 0 {
			continue
		}
		roots, err := in.bucket(id, page, value, end)
		if err != nil {
			return nil, err
		}
		below = append(below, roots...)
	}
	return below, nil
}

// bucket reads a bucket's header, and a small bucket's page that follows it in place.
func (in *inspector) bucket(id uint64, page []byte, value, end int64) ([]uint64, error) {
	if end-value < 16 {
		return nil, damaged("page %d has a broken bucket", id)
	}
	if end > int64(len(page)) {
		if err := in.read(id, int(end)); err != nil {
			return nil, err
		}
		page = in.buf
	}
	if root := native.Uint64(page[value:]); root != 0 {
		return []uint64{root}, nil
	}
	inline := page[value+16 : end]
	if len(inline) < pageHeader || native.Uint16(inline[8:]) != pageLeaf {
		return nil, damaged("page %d has a broken bucket", id)
	}
	count := int(native.Uint16(inline[10:]))
	if pageHeader+count*pageElement > len(inline) {
		return nil, damaged("page %d has a broken bucket", id)
	}
	return in.leaf(id, inline, count, int64(len(inline)))
}

// freelist checks that nothing in use is called free.
func (in *inspector) freelist(id uint64) error {
	if id == noFreelist {
		return nil
	}
	if err := in.load(id); err != nil {
		return err
	}
	if native.Uint16(in.buf[8:]) != pageFree {
		return damaged("page %d is not the list of free pages", id)
	}
	extent, at, count := in.extent(), int64(pageHeader), uint64(native.Uint16(in.buf[10:]))
	if count == 0xFFFF {
		count, at = native.Uint64(in.buf[pageHeader:]), pageHeader+8
	}
	if count > in.high || at+int64(count)*8 > extent {
		return damaged("the list of free pages is longer than its page")
	}
	if err := in.read(id, int(at)+int(count)*8); err != nil {
		return err
	}
	for i := range int(count) {
		free := native.Uint64(in.buf[int(at)+i*8:])
		if free < 2 || free >= in.high || in.seen[free].Swap(true) {
			return damaged("page %d is called free", free)
		}
	}
	return nil
}
