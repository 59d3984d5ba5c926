package flow

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"onset/consent"
	"onset/signer"
)

// localNews is what was heard of others, and how far their logs were listened to.
const localNews = "kit/news"

// How much of a log is read at a time, how far a place may be read on before
// that is written down, and how many holes of a log are remembered.
const (
	newsPage  = 500
	newsStep  = 5000
	newsHoles = 64
)

// newsLine is one piece of news as it is kept: ids only.
type newsLine struct {
	ID       consent.Ref       `json:"id"`
	Author   consent.Ref       `json:"author"`
	Kind     NewsKind          `json:"kind"`
	Person   consent.ID        `json:"person"`
	Consent  consent.ID        `json:"consent,omitzero"`
	Purposes []consent.Purpose `json:"purposes,omitempty"`
	Until    consent.Date      `json:"until,omitzero"`
	At       time.Time         `json:"at"`
	Heard    time.Time         `json:"heard"`
	Seen     bool              `json:"seen,omitempty"`
}

// heardLog is how far a log was listened to, and the holes that were in it.
type heardLog struct {
	Last  uint64      `json:"last"`
	Holes [][2]uint64 `json:"holes,omitempty"`
}

// newsBook is what was heard; it has a lock of its own.
type newsBook struct {
	listen sync.Mutex // one goroutine listens at a time

	mu    sync.Mutex
	kept  keptNews
	ahead uint64 // places read since it was written down
}

// keptNews is what is written down. What was said before a device began to
// listen is no news: it came with it.
type keptNews struct {
	Since time.Time                `json:"since"`
	Lines []newsLine               `json:"lines,omitempty"`
	Logs  map[consent.Ref]heardLog `json:"logs"`
}

// recent gives the lines that came after a moment.
func (b *newsBook) recent(after time.Time) []newsLine {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(b.kept.Lines), func(n newsLine) bool { return n.Heard.Before(after) })
}

func (b *newsBook) see(ids []consent.Ref) (changed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.kept.Lines {
		if n := &b.kept.Lines[i]; !n.Seen && slices.Contains(ids, n.ID) {
			n.Seen, changed = true, true
		}
	}
	return changed
}

// add keeps a line once. The oldest go.
func (b *newsBook) add(n newsLine) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if slices.ContainsFunc(b.kept.Lines, func(o newsLine) bool { return o.ID == n.ID }) {
		return
	}
	b.kept.Lines = append(b.kept.Lines, n)
	b.kept.Lines = b.kept.Lines[max(0, len(b.kept.Lines)-newsShown):]
}

// beginNews reads what was heard before; a device that never listened begins
// with what is held now.
func (k *Kit) beginNews(ctx context.Context) error {
	b := &k.news
	if kept := k.local(ctx, localNews); kept != nil && json.Unmarshal(kept, &b.kept) == nil && b.kept.Logs != nil {
		return nil
	}
	logs, err := k.store.Logs(ctx)
	if err != nil {
		return err
	}
	b.kept = keptNews{Since: k.now(), Logs: map[consent.Ref]heardLog{}}
	for _, l := range logs {
		b.kept.Logs[l.Author] = heardLog{l.Last, holes(l)}
	}
	return k.keepNews(ctx)
}

// listen reads on in the logs of others. It runs in the background; what
// cannot be read now is read after the next change.
func (k *Kit) listen(ctx context.Context) {
	b := &k.news
	b.listen.Lock()
	defer b.listen.Unlock()
	logs, err := k.store.Logs(ctx)
	if err != nil {
		return
	}
	last := b.last()
	for _, l := range logs {
		if l.Author != k.prod.Seal.Author() {
			k.listenTo(ctx, l)
		}
	}
	fresh := b.last() != last
	b.mu.Lock()
	due := fresh || b.ahead > newsStep
	b.mu.Unlock()
	if due {
		_ = k.keepNews(ctx) // read once more after the next start
	}
	if fresh {
		k.tell()
	}
}

// last is the newest line's statement, zero when there is none.
func (b *newsBook) last() (id consent.Ref) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(b.kept.Lines); n > 0 {
		id = b.kept.Lines[n-1].ID
	}
	return id
}

func (k *Kit) keepNews(ctx context.Context) error {
	b := &k.news
	b.mu.Lock()
	v, err := json.Marshal(b.kept)
	b.ahead = 0
	b.mu.Unlock()
	if err != nil {
		return err
	}
	return k.store.PutLocal(ctx, Local{Name: localNews, Value: v})
}

func holes(l LogHeld) [][2]uint64 { return l.Gaps[:min(len(l.Gaps), newsHoles)] }

// listenTo reads what is new of one log: its end, and what filled a hole.
func (k *Kit) listenTo(ctx context.Context, l LogHeld) {
	b := &k.news
	b.mu.Lock()
	was := b.kept.Logs[l.Author]
	b.mu.Unlock()
	var runs [][2]uint64
	if !slices.Equal(was.Holes, holes(l)) {
		runs = was.Holes
	}
	if l.Last > was.Last {
		runs = append(slices.Clone(runs), [2]uint64{was.Last + 1, l.Last})
	}
	for _, run := range runs {
		if !k.listenFrom(ctx, l.Author, run) {
			return
		}
	}
	if len(runs) == 0 {
		return
	}
	b.mu.Lock()
	b.kept.Logs[l.Author] = heardLog{l.Last, holes(l)}
	b.ahead += l.Last - was.Last
	b.mu.Unlock()
}

// listenFrom reads places of a log, from first to last; false where it could not.
func (k *Kit) listenFrom(ctx context.Context, author consent.Ref, run [2]uint64) bool {
	roster := k.store.Roster()
	for from := run[0]; from <= run[1]; {
		sealed, err := k.store.Sealed(ctx, author, from, newsPage)
		if err != nil || ctx.Err() != nil {
			return false
		}
		next := from
		for _, s := range sealed {
			st, err := Codec().Decode(s)
			if err != nil {
				continue // kept for a newer version
			}
			if next = max(next, st.Seq+1); st.Seq <= run[1] {
				k.hear(roster, st)
			}
		}
		if next == from {
			return true
		}
		from = next
	}
	return true
}

// hear keeps a statement that is news and that counts.
func (k *Kit) hear(r *signer.Roster, st consent.Statement) {
	n := newsLine{ID: st.ID, Author: st.Author, At: st.At.Time(), Heard: k.now()}
	if n.At.Before(k.news.kept.Since.Add(-clockSlack)) || !k.newsIn(&n, st.Body) || r.Allows(st) != nil {
		return
	}
	if n.Person.IsZero() {
		k.mu.Lock()
		if c := k.ledger.Consent(n.Consent); c != nil {
			n.Person = c.Person
		}
		k.mu.Unlock()
	}
	k.news.add(n)
}

// newsIn says what of a body is news, false when nothing is.
func (k *Kit) newsIn(n *newsLine, body consent.Body) bool {
	switch b := body.(type) {
	case *consent.Withdrawn:
		n.Kind, n.Consent, n.Purposes = NewsTookBack, b.Consent, b.Purposes
	case *consent.Restricted:
		n.Kind, n.Consent, n.Until = NewsRestricted, b.Consent, b.Until
	case *consent.Invalidated:
		n.Kind, n.Consent = NewsInvalidated, b.Consent
	case *consent.Signed:
		n.Kind, n.Consent = NewsRefused, b.Consent
		return b.Answer == consent.Denied
	case *consent.Avoid:
		n.Kind, n.Person = NewsAvoid, b.Person
		if b.Kind == consent.AvoidBlur {
			n.Kind = NewsBlur
		}
		return b.Kind != consent.AvoidLift
	case *consent.Erased:
		n.Kind = NewsErased
		n.Person = k.ownerOf(b.Blobs)
		return !n.Person.IsZero()
	default:
		return false
	}
	return true
}

// ownerOf is the person that particulars are of; zero for those of a scene, say.
func (k *Kit) ownerOf(blobs []consent.ID) consent.ID {
	k.mu.Lock()
	defer k.mu.Unlock()
	is := func(ref consent.BlobRef) bool { return !ref.IsZero() && slices.Contains(blobs, ref.ID) }
	for _, p := range k.ledger.People() {
		for _, c := range p.Consents {
			if is(c.Set) || slices.ContainsFunc(c.Office, is) {
				return p.ID
			}
		}
		if a := p.Avoid; a != nil && (is(a.Set) || is(a.Office)) {
			return p.ID
		}
	}
	return consent.ID{}
}
