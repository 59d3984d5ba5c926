package sync

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
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
	kept map[faultKey]Fault // of before the start, not met again yet
	last []byte             // as it was written down
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
		if kept, ok := b.kept[k]; ok && kept.What == what {
			since = kept.Since
		}
		if known {
			since = was.Since
		}
		delete(b.kept, k)
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
	delete(b.kept, k)
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
	slices.SortFunc(out, byAge)
	return out
}

// factFaults is since when things are set aside, so that a start makes nothing
// look new.
const factFaults = "carry/faults"

// faultsFor is how long what was not met again is remembered.
const faultsFor = 30 * 24 * time.Hour

func (b *faultBook) load(ctx context.Context, s Store) error {
	var list []Fault
	if err := load(ctx, s, factFaults, &list); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept = map[faultKey]Fault{}
	for _, f := range list[:min(len(list), maxFaults)] {
		if since := b.now().Sub(f.Since); since >= 0 && since < faultsFor {
			b.kept[faultKey{f.Author, f.Item}] = f
		}
	}
	return nil
}

// save writes down what is open, and what has not been met again; nothing when
// that is what was written before.
func (b *faultBook) save(ctx context.Context, s Store) error {
	list := b.list()
	b.mu.Lock()
	for _, f := range b.kept {
		list = append(list, f)
	}
	b.mu.Unlock()
	slices.SortFunc(list, byAge)
	v, err := json.Marshal(list[:min(len(list), maxFaults)])
	if err != nil || bytes.Equal(v, b.last) || len(list) == 0 && b.last == nil {
		return err
	}
	if err := s.PutLocal(ctx, factFaults, v); err != nil {
		return err
	}
	b.last = v
	return nil
}

func byAge(a, b Fault) int {
	return cmp.Or(a.Since.Compare(b.Since), slices.Compare(a.Author[:], b.Author[:]), strings.Compare(a.Item, b.Item))
}
