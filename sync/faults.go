package sync

import (
	"cmp"
	"slices"
	"strings"
	stdsync "sync"
	"time"

	"onset/consent"
)

// maxFaults are kept at most; who fills it has said enough.
const maxFaults = 1000

// faultBook remembers what was set aside and since when.
type faultBook struct {
	now     func() time.Time
	changed func()

	mu   stdsync.Mutex
	open map[faultKey]Fault
}

type faultKey struct {
	author consent.Ref
	item   string
}

func newFaultBook(now func() time.Time, changed func()) *faultBook {
	return &faultBook{now: now, changed: changed, open: map[faultKey]Fault{}}
}

// put notes a fault. One that is known keeps the moment it was first seen.
func (b *faultBook) put(author consent.Ref, what Reason, item string) {
	b.mu.Lock()
	k := faultKey{author, item}
	was, known := b.open[k]
	fresh := !known && len(b.open) < maxFaults
	if fresh || known && was.What != what {
		since := b.now()
		if known {
			since = was.Since
		}
		b.open[k] = Fault{Author: author, What: what, Item: item, Since: since}
	}
	b.mu.Unlock()
	if fresh {
		b.changed()
	}
}

// clear forgets what was said of an item; nothing said is no error.
func (b *faultBook) clear(author consent.Ref, item string) {
	b.mu.Lock()
	k := faultKey{author, item}
	_, known := b.open[k]
	delete(b.open, k)
	b.mu.Unlock()
	if known {
		b.changed()
	}
}

// clearBelow forgets what was said of all items whose names begin alike.
func (b *faultBook) clearBelow(author consent.Ref, stem string) {
	for _, f := range b.list() {
		if f.Author == author && strings.HasPrefix(f.Item, stem) {
			b.clear(author, f.Item)
		}
	}
}

// keep makes items the only ones of an author that are at fault for a reason.
func (b *faultBook) keep(author consent.Ref, what Reason, items []string) {
	for _, f := range b.of(author, what) {
		if !slices.Contains(items, f.Item) {
			b.clear(author, f.Item)
		}
	}
	for _, item := range items {
		b.put(author, what, item)
	}
}

func (b *faultBook) of(author consent.Ref, what Reason) []Fault {
	return slices.DeleteFunc(b.list(), func(f Fault) bool { return f.Author != author || f.What != what })
}

// list gives the faults, the oldest first.
func (b *faultBook) list() []Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]Fault, 0, len(b.open))
	for _, f := range b.open {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Fault) int {
		return cmp.Or(a.Since.Compare(b.Since), slices.Compare(a.Author[:], b.Author[:]), strings.Compare(a.Item, b.Item))
	})
	return out
}
