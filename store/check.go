package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"onset/consent"
	"onset/signer"
)

// ProblemKind says what is wrong. It is stable: texts for it live in assets.
type ProblemKind string

// What Check finds wrong.
const (
	ProblemStructure ProblemKind = "structure" // the file's pages make no sense
	ProblemValue     ProblemKind = "value"     // a value does not open or cannot be read
	ProblemSeal      ProblemKind = "seal"      // a statement's seal does not hold
	ProblemIndex     ProblemKind = "index"     // an index says something else than the statements; Reindex mends it
	ProblemView      ProblemKind = "view"      // a view is not what its statements fold to; Reindex mends it
	ProblemBlob      ProblemKind = "blob"      // a blob is not what the statement names
)

// Problem is one thing that is wrong.
type Problem struct {
	Kind   ProblemKind
	Bucket string // where, as FORMAT names it
	Item   string // id or number of what is concerned
}

// Report is what Check found.
type Report struct {
	Statements int // held
	Accepted   int
	Aside      map[Reason]int
	Opaque     int // of types or versions unknown here
	Views      int
	Blobs      int // held
	Erased     int
	Missing    int           // blobs that statements name and that have not arrived
	Closed     int           // blobs held that are for another audience
	Strays     []consent.Ref // statements that name one of another author or place as the one before
	Logs       []Log
	Conflicts  []signer.Conflict
	Problems   []Problem
}

// Clean reports whether nothing is wrong. Gaps, forks, strays and statements set
// aside are facts about what others said, not faults of the store.
func (r *Report) Clean() bool { return len(r.Problems) == 0 }

// maxProblems is how many problems are listed; a damaged disk has no end of them.
const maxProblems = 1000

func (r *Report) problem(kind ProblemKind, bucket, item string) {
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, Problem{kind, bucket, item})
	}
}

// Check reads everything: the structure of the file, that every value opens,
// every seal, every log's chain, every index, that each view is what its
// statements fold to, and every blob that can be opened. An error means that it
// could not finish; what is wrong with the store is in the Report.
func (db *DB) Check(ctx context.Context, progress Progress) (Report, error) {
	r := Report{Aside: map[Reason]int{}}
	if err := db.checkStructure(&r); err != nil || !r.Clean() {
		return r, err
	}
	err := db.view(func(t *tx) error {
		c := &checker{tx: t, db: db, Report: &r, ctx: ctx, progress: progress, places: map[consent.Ref]place{}}
		return c.run()
	})
	if errors.Is(err, ErrDamaged) {
		r.problem(ProblemValue, "", err.Error())
		err = nil
	}
	if err != nil {
		return r, fmt.Errorf("check: %w", err)
	}
	db.logs.follow(nil, true) // what is remembered proves nothing
	r.Logs, err = db.Logs(ctx)
	r.Conflicts = db.Roster().Conflicts()
	return r, err
}

// checkStructure keeps writers out meanwhile, because it reads the file itself.
func (db *DB) checkStructure(r *Report) error {
	db.write.Lock()
	defer db.write.Unlock()
	leave, err := db.enterGate()
	if err != nil {
		return err
	}
	defer leave()
	if err = inspect(db.conf.path()); errors.Is(err, ErrDamaged) {
		r.problem(ProblemStructure, "", err.Error())
		return nil
	}
	return translate(err)
}

// checker compares everything with the statements, which are what counts.
type checker struct {
	*tx
	*Report
	db       *DB
	ctx      context.Context
	progress Progress
	entries  []*entry // headers and bodies of all statements; payloads are let go
	places   map[consent.Ref]place
	subjects map[consent.Subject]int  // how many accepted statements each should have
	expected map[string]*atomic.Int64 // views that are as they should be, by bucket
}

type place struct {
	author consent.Ref
	seq    uint64
}

func (c *checker) run() error {
	steps := []func() error{
		c.readStatements, c.checkIndexes, c.checkChains, c.checkSubjects, c.checkReceipts, c.checkViews, c.checkBlobs, c.checkOthers,
	}
	for i, step := range steps {
		if err := step(); err != nil {
			return err
		}
		c.progress.tell(i+1, len(steps))
	}
	return nil
}

// readStatements opens, decodes and verifies all statements on all cores.
func (c *checker) readStatements() error {
	sealed, err := c.sealedValues(inStatements)
	if err != nil {
		return err
	}
	c.Statements = len(sealed)
	entries, kinds := make([]*entry, len(sealed)), make([]ProblemKind, len(sealed))
	roster := c.db.Roster()
	parallel(len(sealed), func(i int) {
		if c.ctx.Err() == nil {
			entries[i], kinds[i] = c.readStatement(roster, sealed[i])
		}
	})
	for i, e := range entries {
		if kinds[i] != "" {
			c.problem(kinds[i], inStatements, fmt.Sprint(binary.BigEndian.Uint64(sealed[i].key)))
			continue
		}
		c.entries = append(c.entries, e)
	}
	return c.ctx.Err()
}

func (c *checker) readStatement(roster *signer.Roster, s sealedView) (e *entry, kind ProblemKind) {
	err := guarded(func() error {
		plain, err := c.v.open(nil, inStatements, s.key, s.value)
		if err != nil {
			return err
		}
		if e, err = decodeEntry(binary.BigEndian.Uint64(s.key), plain); err != nil {
			return err
		}
		e.st, err = c.db.conf.Codec.Decode(e.sealed)
		return err
	})
	if err != nil {
		return nil, ProblemValue
	}
	if key, ok := roster.Key(e.st.Author); e.verified && (!ok || signer.Verify(e.sealed, key) != nil) {
		return nil, ProblemSeal
	}
	e.sealed = signer.Sealed{ID: e.sealed.ID}
	return e, ""
}

// checkIndexes compares what finds a statement, and whether it counts, with the statement.
func (c *checker) checkIndexes() error {
	var want [5]int // ids, logs, roster, opaque, aside
	c.subjects = map[consent.Subject]int{}
	for _, e := range c.entries {
		n := number(e.n)
		found, err := c.find(e.st.ID)
		ok := err == nil && found == e.n
		ok = ok && c.has(inLogs, logKey(c.author(e.st.Author), e.st.Seq, e.n))
		ok = ok && c.has(inRoster, n) == ofRoster(e.st.Body) && c.has(inOpaque, n) == (e.st.Body == nil)
		want[0]++
		want[1]++
		want[2] += count(ofRoster(e.st.Body))
		want[3] += count(e.st.Body == nil)
		aside, err := c.checkAside(e)
		if !ok || err != nil {
			c.problem(ProblemIndex, inIDs, e.st.ID.String())
		}
		want[4] += count(aside)
		if !aside {
			c.Accepted++
			for _, s := range subjectsOf(e.st) {
				c.subjects[s]++
			}
		}
	}
	c.Opaque = want[3]
	for i, name := range []string{inIDs, inLogs, inRoster, inOpaque, inAside} {
		if got := c.bucket(name).Stats().KeyN; got != want[i] && len(c.entries) == c.Statements {
			c.problem(ProblemIndex, name, "")
		}
	}
	return nil
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// checkAside compares whether a statement is set aside with what the roster says.
func (c *checker) checkAside(e *entry) (bool, error) {
	reason := signer.ErrUnknownAuthor
	if e.verified {
		reason = c.db.Roster().Allows(e.st)
	}
	if !c.has(inAside, number(e.n)) {
		return false, reason
	}
	a, err := c.asideOf(e.n)
	c.Aside[a.Reason]++
	if err == nil && (reason == nil || reasonOf(reason) != a.Reason) {
		err = ErrDamaged
	}
	return true, err
}

// checkChains looks whether each statement follows the one it names. One that
// has not arrived is a gap, which Logs shows.
func (c *checker) checkChains() error {
	for _, e := range c.entries {
		c.places[e.st.ID] = place{e.st.Author, e.st.Seq}
	}
	for _, e := range c.entries {
		before, ok := c.places[e.st.Prev]
		if ok && before != (place{e.st.Author, e.st.Seq - 1}) {
			c.Strays = append(c.Strays, e.st.ID)
		}
	}
	return nil
}

func (c *checker) checkSubjects() error {
	total := 0
	for s, want := range c.subjects {
		ns, err := c.numbers(inSubjects, c.subject(s))
		if err != nil || len(ns) != want {
			c.problem(ProblemIndex, inSubjects, s.ID.String())
		}
		total += want
	}
	if c.bucket(inSubjects).Stats().KeyN != total {
		c.problem(ProblemIndex, inSubjects, "")
	}
	return nil
}

// checkViews folds every subject anew, on all cores.
func (c *checker) checkViews() error {
	c.expected = map[string]*atomic.Int64{}
	for _, b := range viewBuckets() {
		c.expected[b] = new(atomic.Int64)
	}
	bySubject := c.bySubject()
	subjects := make([]consent.Subject, 0, len(bySubject))
	for s := range bySubject {
		subjects = append(subjects, s)
	}
	var mu sync.Mutex
	parallel(len(subjects), func(i int) {
		s := subjects[i]
		if c.ctx.Err() != nil || c.sameViews(s, bySubject[s]) {
			return
		}
		mu.Lock()
		c.problem(ProblemView, foldingOf(s.Kind).buckets[0], s.ID.String())
		mu.Unlock()
	})
	if c.ctx.Err() == nil {
		c.countViews()
	}
	return c.ctx.Err()
}

func (c *checker) bySubject() map[consent.Subject][]consent.Statement {
	out := make(map[consent.Subject][]consent.Statement, len(c.subjects))
	for _, e := range c.entries {
		if c.has(inAside, number(e.n)) {
			continue
		}
		for _, s := range subjectsOf(e.st) {
			out[s] = append(out[s], e.st)
		}
	}
	return out
}

func (c *checker) sameViews(s consent.Subject, sts []consent.Statement) bool {
	err := guarded(func() error {
		buckets, views, err := c.viewsOf(s, sts)
		if err != nil {
			return err
		}
		key := c.subject(s)
		for i, b := range buckets {
			if views[i] == nil && !c.has(b, key) {
				continue
			}
			if got, err := c.get(b, key); err != nil || views[i] == nil || !bytes.Equal(got, views[i]) {
				return ErrDamaged
			}
			c.expected[b].Add(1)
		}
		return nil
	})
	return err == nil
}

// countViews finds views of nothing.
func (c *checker) countViews() {
	for _, b := range viewBuckets() {
		got := c.bucket(b).Stats().KeyN
		c.Views += got
		if int64(got) != c.expected[b].Load() {
			c.problem(ProblemView, b, "")
		}
	}
}

// checkBlobs opens every blob that an accepted statement names.
func (c *checker) checkBlobs() error {
	var refs []consent.BlobRef
	for _, e := range c.entries {
		if e.st.Body != nil && !c.has(inAside, number(e.n)) {
			refs = append(refs, consent.BlobRefs(e.st.Body)...)
		}
	}
	ids, errs := c.db.conf.Production.BlobKeys(), make([]error, len(refs))
	parallel(len(refs), func(i int) {
		if c.ctx.Err() == nil {
			errs[i] = guarded(func() error { return c.openBlob(refs[i], ids) })
		}
	})
	for i, ref := range refs {
		c.countBlob(ref, errs[i])
	}
	c.Blobs, c.Erased = len(c.blobIDs()), c.bucket(inErased).Stats().KeyN
	return c.ctx.Err()
}

func (c *checker) openBlob(ref consent.BlobRef, ids []*signer.Identity) error {
	files, err := c.blobFiles(ref.ID)
	if err == nil {
		_, err = openAny(ref, files, ids)
	}
	return err
}

func (c *checker) countBlob(ref consent.BlobRef, err error) {
	switch {
	case err == nil, errors.Is(err, ErrErased):
	case errors.Is(err, ErrNotFound):
		c.Missing++
	case errors.Is(err, signer.ErrNoIdentity):
		c.Closed++
	default:
		c.problem(ProblemBlob, inBlobs, ref.ID.String())
	}
}

// checkOthers opens the values that no step before has opened.
func (c *checker) checkOthers() error {
	for _, name := range slices.Concat([]string{inErased, inLocal, inDerived}, index) {
		sealed, err := c.sealedValues(name)
		if err != nil {
			return err
		}
		if err := openAll(c.ctx, c.v, name, sealed, func(int, []byte) error { return nil }); err != nil {
			c.problem(ProblemValue, name, "")
		}
	}
	return c.ctx.Err()
}
