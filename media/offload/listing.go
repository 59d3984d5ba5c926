package offload

import (
	"fmt"
	"maps"
	"time"
)

// Entry is what a list records of one file.
type Entry struct {
	Path  string // below the listed folder, with slashes
	Size  int64  // bytes; -1 when the list does not say
	Time  time.Time
	Sums  Sums
	Any   bool // the list does not say of which kind its checksum is: one of Sums
	Other bool // the list has a checksum of a kind that is not computed here
}

// ListKind says in which form a list is.
type ListKind string

// The forms of lists that are read.
const (
	ListASC   ListKind = "ascmhl" // ASC MHL 2, chain and all generations
	ListMHL   ListKind = "mhl"    // MHL 1
	ListPlain ListKind = "sums"   // as xxhsum, md5sum and others print
)

// Listing is what is recorded of the files of a folder, by any tool.
type Listing struct {
	Kind    ListKind
	Name    string // file name of the list; of the last generation for ListASC
	Tool    string // that wrote it, when it says so
	Entries []Entry
	Skipped int // lines of a plain list that are neither a checksum nor a comment

	folders map[string]TreeHash
}

// Listing is the sum of all generations: of each file the first checksums,
// and the last size and time.
func (h *History) Listing() *Listing {
	l := &Listing{Kind: ListASC, folders: h.folders}
	if n := len(h.Generations); n > 0 {
		last := h.Generations[n-1]
		l.Name, l.Tool = last.Name, last.Creator.Tool
	}
	for p, sums := range h.first {
		seen := h.seen[p]
		l.Entries = append(l.Entries, Entry{Path: p, Size: seen.Size, Time: seen.Time, Sums: sums})
	}
	l.sort()
	return l
}

// maxEntries bounds a list.
const maxEntries = maxFiles

// collector puts the lines of a list together. A path that occurs twice has
// the checksums of both; ErrManifest when they contradict each other.
type collector struct {
	listing *Listing
	by      map[string]int
}

func newCollector(kind ListKind) *collector {
	return &collector{&Listing{Kind: kind}, map[string]int{}}
}

func (c *collector) add(e Entry) error {
	i, known := c.by[e.Path]
	if !known {
		if len(c.listing.Entries) >= maxEntries {
			return ErrGreedy
		}
		c.by[e.Path] = len(c.listing.Entries)
		c.listing.Entries = append(c.listing.Entries, e)
		return nil
	}
	old := &c.listing.Entries[i]
	for f, v := range e.Sums {
		if old.Sums[f] != "" && old.Sums[f] != v || old.Any != e.Any {
			return fmt.Errorf("%w: %.100q is listed twice, differently", ErrManifest, e.Path)
		}
	}
	maps.Copy(old.Sums, e.Sums)
	return nil
}

// formats are the kinds of checksum that tell whether a file is the listed one.
func (e *Entry) formats() []Format {
	var formats []Format
	for f := range e.Sums {
		formats = append(formats, f)
	}
	return formats
}

// agrees says whether checksums of these formats are those of the list.
func (e *Entry) agrees(has Sums) bool {
	right := 0
	for f, v := range e.Sums {
		if has[f] == v {
			right++
		}
	}
	return right > 0 && (e.Any || right == len(e.Sums))
}
