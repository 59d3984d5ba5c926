package store

import (
	"bytes"
	"errors"
	"slices"

	"go.etcd.io/bbolt"

	"onset/consent"
	"onset/signer"
)

// ingest is what enters in one transaction: it collects which subjects the new
// statements touch, decides with the roster what counts, and folds once at the end.
type ingest struct {
	*tx
	codec   *signer.Codec
	strict  bool           // nothing new may be set aside: it is this device's own
	roster  *signer.Roster // as of what has entered so far
	highest int64
	fresh   []*entry
	refold  bool // the roster must be folded again
	touched map[consent.Subject][]*entry
	erased  []consent.ID
	arrived []consent.ID
	refused map[consent.Ref]error     // statements of this transaction whose seal turned out not to hold
	why     map[consent.Ref]error     // why statements of this transaction were set aside
	words   map[consent.Ref][]receipt // what offices said of logs, by author
	unsaid  map[consent.Ref]bool      // logs of which a word does not count any more
	now     int64
}

// Change is what a transaction changed, told after it is on the disk.
type Change struct {
	Subjects []consent.Subject // whose views are new
	Roster   bool              // the roster is another
	Erased   []consent.ID      // blobs that are gone for ever
	Blobs    []consent.ID      // blobs that were not held before
}

// OnChange calls fn after every change, in the goroutine that made it. fn may
// ask the store but must not wait for another change.
func (db *DB) OnChange(fn func(Change)) {
	db.watch.Lock()
	defer db.watch.Unlock()
	db.watches = append(db.watches, fn)
}

func (db *DB) tell(c Change) {
	db.watch.Lock()
	fns := slices.Clone(db.watches)
	db.watch.Unlock()
	for _, fn := range fns {
		fn(c)
	}
}

// change runs fn and what follows from it in one transaction, and tells the
// watchers after its fsync, if there was anything to write.
func (db *DB) change(fn func(*ingest) error) error {
	var in *ingest
	err := db.changeQuietly(func(started *ingest) error {
		in = started
		return fn(in)
	})
	if err != nil {
		return err
	}
	if in.wrote {
		db.tell(in.change())
	}
	return nil
}

// errNothing rolls back a transaction that wrote nothing, which saves its flush:
// most of what a sync brings is known.
var errNothing = errors.New("nothing new")

func (db *DB) changeQuietly(fn func(*ingest) error) error {
	db.write.Lock()
	defer db.write.Unlock()
	leave, err := db.enterGate()
	if err != nil {
		return err
	}
	defer leave()
	var in *ingest
	err = db.file.update(func(b *bbolt.Tx) error {
		in = db.newIngest(db.tx(b))
		if err := fn(in); err != nil {
			return err
		}
		if err := in.settle(); err != nil || in.wrote {
			return err
		}
		return errNothing
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	if err != nil {
		return err
	}
	db.roster.Store(in.roster)
	db.highest.Store(in.highest)
	db.logs.follow(in.added, in.removed)
	return nil
}

func (db *DB) newIngest(t *tx) *ingest {
	return &ingest{
		tx: t, codec: db.conf.Codec, roster: db.roster.Load(),
		highest: db.highest.Load(), now: db.conf.Now().UnixMilli(),
		touched: map[consent.Subject][]*entry{}, refused: map[consent.Ref]error{}, why: map[consent.Ref]error{},
		words: map[consent.Ref][]receipt{}, unsaid: map[consent.Ref]bool{},
	}
}

func (in *ingest) change() Change {
	c := Change{Roster: in.refold, Erased: in.erased, Blobs: in.arrived}
	for s := range in.touched {
		c.Subjects = append(c.Subjects, s)
	}
	return c
}

// take keeps a statement that is not held yet.
func (in *ingest) take(e *entry) error {
	if err := in.add(e); err != nil {
		return err
	}
	in.fresh = append(in.fresh, e)
	in.refold = in.refold || touchesRoster(in.roster, e.st)
	return nil
}

// settle decides what counts, folds the subjects that changed, and keeps the
// highest time.
func (in *ingest) settle() error {
	before := in.highest
	pending := in.fresh
	if in.refold {
		old, err := in.refoldRoster()
		if err != nil {
			return err
		}
		if pending, err = in.unsettled(old); err != nil {
			return err
		}
	}
	for _, e := range pending {
		if err := in.examine(e); err != nil {
			return err
		}
	}
	if err := in.settleReceipts(true); err != nil {
		return err
	}
	if err := in.foldTouched(); err != nil {
		return err
	}
	if in.highest > before {
		return in.putInt(metaTime, in.highest)
	}
	return nil
}

// examine accepts a statement, sets it aside, or forgets it when its author is
// known at last and did not seal it.
func (in *ingest) examine(e *entry) error {
	reason := in.verify(e, in.roster.Key)
	if errors.Is(reason, signer.ErrSeal) {
		in.refused[e.st.ID] = reason
		return in.remove(e)
	}
	if reason == nil {
		reason = in.roster.Allows(e.st)
	}
	if reason == nil {
		return in.accept(e)
	}
	if in.strict && slices.Contains(in.fresh, e) {
		return reason
	}
	in.why[e.st.ID] = reason
	return in.setAside(e, reason)
}

// verify checks the seal of a statement whose author was unknown when it came.
func (in *ingest) verify(e *entry, keyOf func(consent.Ref) (signer.PublicKey, bool)) error {
	if e.verified {
		return nil
	}
	key, ok := keyOf(e.st.Author)
	if !ok {
		return signer.ErrUnknownAuthor
	}
	more, err := in.asideOf(e.n)
	if err != nil {
		return err
	}
	for _, sig := range append([][]byte{e.sealed.Signature}, more.Signatures...) {
		s := e.sealed
		s.Signature = sig
		if signer.Verify(s, key) == nil {
			e.sealed, e.verified = s, true
			return in.put(inStatements, number(e.n), e.encode())
		}
	}
	return signer.ErrSeal
}

// accept lets a statement count: it enters the index of its subjects, whose
// views are folded anew.
func (in *ingest) accept(e *entry) error {
	if in.has(inAside, number(e.n)) {
		if err := in.drop(inAside, number(e.n)); err != nil {
			return err
		}
	}
	for _, s := range subjectsOf(e.st) {
		key := append(in.subject(s), number(e.n)...)
		if !in.has(inSubjects, key) {
			if err := in.put(inSubjects, key, nil); err != nil {
				return err
			}
			in.touched[s] = append(in.touched[s], e)
		}
	}
	in.word(e.st, true)
	in.highest = max(in.highest, e.st.At.Milli)
	if b, ok := e.st.Body.(*consent.Erased); ok {
		return in.erase(b.Blobs)
	}
	return nil
}

// setAside keeps a statement without letting it count.
func (in *ingest) setAside(e *entry, reason error) error {
	for _, s := range subjectsOf(e.st) {
		key := append(in.subject(s), number(e.n)...)
		if in.has(inSubjects, key) {
			if err := in.drop(inSubjects, key); err != nil {
				return err
			}
			in.touched[s] = append(in.touched[s], e)
		}
	}
	in.word(e.st, false)
	a, err := in.asideOf(e.n)
	if err != nil {
		return err
	}
	a.Reason = reasonOf(reason)
	return in.putAside(e.n, a)
}

// subjectsOf are the distinct subjects of a statement, none for an opaque one.
func subjectsOf(st consent.Statement) []consent.Subject {
	if st.Body == nil {
		return nil
	}
	var out []consent.Subject
	for _, s := range st.Body.Subjects() {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (in *ingest) foldTouched() error {
	for s, entries := range in.touched {
		if err := in.foldSubject(s, entries); err != nil {
			return err
		}
	}
	return nil
}

// foldSubject writes the views of one subject. The statements of this
// transaction need not be read back when they are all there is.
func (in *ingest) foldSubject(s consent.Subject, entries []*entry) error {
	held, err := in.heldAbout(s, entries)
	if err != nil {
		return err
	}
	key := in.subject(s)
	if held == nil {
		return in.dropViews(foldingOf(s.Kind).buckets, key)
	}
	buckets, views, err := in.viewsOf(s, held)
	if err != nil {
		return err
	}
	for i, b := range buckets {
		if err := in.putView(b, key, views[i]); err != nil {
			return err
		}
	}
	return nil
}

func (in *ingest) putView(bucket string, key, view []byte) error {
	if view != nil {
		return in.put(bucket, key, view)
	}
	if !in.has(bucket, key) {
		return nil
	}
	return in.drop(bucket, key)
}

// heldAbout are the accepted statements about s, nil when there are none.
func (in *ingest) heldAbout(s consent.Subject, entries []*entry) ([]consent.Statement, error) {
	if !needsStatements(s.Kind) {
		if in.last(inSubjects, in.subject(s)) == nil {
			return nil, nil
		}
		return []consent.Statement{}, nil
	}
	ns, err := in.numbers(inSubjects, in.subject(s))
	if err != nil {
		return nil, err
	}
	var out []consent.Statement
	for _, n := range ns {
		e, err := in.known(n, entries)
		if err != nil {
			return nil, err
		}
		out = append(out, e.st)
	}
	return out, nil
}

func (in *ingest) known(n uint64, entries []*entry) (*entry, error) {
	for _, e := range entries {
		if e.n == n {
			return e, nil
		}
	}
	return in.decoded(in.codec, n)
}

func (in *ingest) dropViews(buckets []string, key []byte) error {
	for _, b := range buckets {
		if err := in.putView(b, key, nil); err != nil {
			return err
		}
	}
	return nil
}

// again remembers a further signature of a statement whose author is not
// known yet: somebody may have sent a wrong one first.
func (in *ingest) again(n uint64, sig []byte) error {
	e, err := in.entry(n)
	if err != nil || e.verified || bytes.Equal(e.sealed.Signature, sig) {
		return err
	}
	a, err := in.asideOf(n)
	if err != nil || len(a.Signatures) >= maxSignatures {
		return err
	}
	for _, s := range a.Signatures {
		if bytes.Equal(s, sig) {
			return nil
		}
	}
	a.Signatures = append(a.Signatures, sig)
	return in.putAside(n, a)
}
