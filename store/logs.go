package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"onset/consent"
)

// Log is what is held of one author's log.
type Log struct {
	Author consent.Ref
	Held   int      // statements
	Last   uint64   // the highest place
	Gaps   []Gap    // places that have not arrived
	Forks  []uint64 // places at which there are two or more: a restored backup or a copied disk
}

// Gap is a stretch of a log that has not arrived.
type Gap struct{ From, To uint64 }

// Logs are the logs of all authors. A fork in this device's own log means
// that it must go on in a new one.
func (db *DB) Logs(ctx context.Context) ([]Log, error) {
	var out []Log
	known, as := db.logs.now()
	err := db.view(func(t *tx) error {
		keys, err := t.keys(inAuthors, nil)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := ctx.Err(); err != nil {
				return err
			}
			l, ok := known[string(k)]
			if !ok {
				if l, err = t.summary(k); err != nil {
					return err
				}
				db.logs.keep(as, string(k), l)
			}
			out = append(out, l)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("logs: %w", err)
	}
	slices.SortFunc(out, func(a, b Log) int { return slices.Compare(a.Author[:], b.Author[:]) })
	return out, nil
}

func (t *tx) summary(key []byte) (Log, error) {
	b, err := t.get(inAuthors, key)
	if err != nil || len(b) != 32 {
		return Log{}, errors.Join(err, ErrDamaged)
	}
	l := Log{Author: consent.Ref(b)}
	err = t.scan(inLogs, key, func(k, _ []byte) error {
		seq, _ := splitLogKey(k)
		switch {
		case l.Held > 0 && seq == l.Last:
			if len(l.Forks) == 0 || l.Forks[len(l.Forks)-1] != seq {
				l.Forks = append(l.Forks, seq)
			}
		case seq > l.Last+1:
			l.Gaps = append(l.Gaps, Gap{l.Last + 1, seq - 1})
		}
		l.Held, l.Last = l.Held+1, seq
		return nil
	})
	return l, err
}

// Last is the highest place of an author's log, 0 for an empty one.
func (db *DB) Last(ctx context.Context, author consent.Ref) (seq uint64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	err = db.view(func(t *tx) error {
		if k := t.last(inLogs, t.author(author)); k != nil {
			seq, _ = splitLogKey(k)
		}
		return nil
	})
	return seq, err
}

// logBook remembers what is held of each log, by the key of its author: a long
// one takes long to look through, and it is asked about after every change.
type logBook struct {
	mu    sync.Mutex
	as    int // rises with every change
	known map[string]Log
}

// now is what is known, and as of when.
func (b *logBook) now() (known map[string]Log, as int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.known), b.as
}

// keep remembers a log that was looked through, if nothing changed meanwhile.
func (b *logBook) keep(as int, author string, l Log) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if as != b.as {
		return
	}
	if b.known == nil {
		b.known = map[string]Log{}
	}
	b.known[author] = l
}

// follow takes over what one transaction added. Whatever does not just go on at
// the end of its log is looked through again.
func (b *logBook) follow(added []logPlace, forget bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.as++
	if forget {
		b.known = nil
	}
	for _, p := range added {
		l, ok := b.known[p.author]
		if !ok {
			continue
		}
		if p.seq != l.Last+1 {
			delete(b.known, p.author)
			continue
		}
		l.Held, l.Last = l.Held+1, p.seq
		b.known[p.author] = l
	}
}

// logPlace is a place in the log of the author with that key.
type logPlace struct {
	author string
	seq    uint64
}
