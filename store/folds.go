package store

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/fxamacker/cbor/v2"

	"onset/consent"
	"onset/media"
)

// The buckets of views.
const (
	inConsents = "consents"
	inAvoids   = "avoids"
	inNotices  = "notices"
	inShoots   = "shoots"
	inScenes   = "scenes"
	inCameras  = "cameras"
	inClips    = "clips"
	inFacts    = "facts"
	inThings   = "things" // subjects of every kind that has no fold
)

// viewsVersion rises whenever a fold or a view changes, so that a store made
// by an earlier version rebuilds its views when it is opened.
const viewsVersion = 3

// folding is how the statements about one kind of subject become views, one
// per bucket; nil is no view. Folds are pure and give the same for any order of
// arrival.
type folding struct {
	buckets []string
	fold    func(id consent.ID, sts []consent.Statement) []any
}

// folds is the table of what is kept about which subject.
var folds = map[consent.SubjectKind]folding{
	consent.OfConsent: {[]string{inConsents}, one(consent.FoldConsent)},
	consent.OfPerson:  {[]string{inAvoids}, foldAvoid},
	consent.OfNotice:  {[]string{inNotices}, one(consent.FoldNotice)},
	consent.OfShoot:   {[]string{inShoots}, one(media.FoldShoot)},
	consent.OfScene:   {[]string{inScenes}, one(media.FoldScene)},
	consent.OfCamera:  {[]string{inCameras}, one(media.FoldCamera)},
	consent.OfClip:    {[]string{inClips, inFacts}, two(media.FoldClip)},
	consent.OfHolding: {nil, func(consent.ID, []consent.Statement) []any { return nil }},
}

func one[V any](fold func(consent.ID, []consent.Statement) V) func(consent.ID, []consent.Statement) []any {
	return func(id consent.ID, sts []consent.Statement) []any { return []any{fold(id, sts)} }
}

func two[V, W any](fold func(consent.ID, []consent.Statement) (V, W)) func(consent.ID, []consent.Statement) []any {
	return func(id consent.ID, sts []consent.Statement) []any {
		v, w := fold(id, sts)
		return []any{v, w}
	}
}

// foldAvoid leaves out people of whom nothing is known beyond their consents: most.
func foldAvoid(id consent.ID, sts []consent.Statement) []any {
	v := consent.FoldAvoid(id, sts)
	if len(v.Notes) == 0 && v.Set.IsZero() && v.Office.IsZero() {
		return []any{nil}
	}
	return []any{v}
}

// foldingOf is the table's row, or for other kinds one that only remembers the subject.
func foldingOf(kind consent.SubjectKind) folding {
	if f, ok := folds[kind]; ok {
		return f
	}
	return folding{[]string{inThings}, func(id consent.ID, _ []consent.Statement) []any {
		return []any{thing{Kind: kind, ID: id}}
	}}
}

// needsStatements reports whether the views of this kind depend on what was said.
func needsStatements(kind consent.SubjectKind) bool {
	return len(folds[kind].buckets) > 0
}

// thing remembers that a subject exists.
type thing struct {
	_    struct{} `cbor:",toarray"`
	Kind consent.SubjectKind
	ID   consent.ID
}

// viewBuckets are all buckets of views, sorted.
func viewBuckets() []string {
	out := []string{inThings}
	for _, f := range folds {
		out = append(out, f.buckets...)
	}
	slices.Sort(out)
	return out
}

// viewsMark tells views of this version from others.
func viewsMark() string { return fmt.Sprintf("%d %s", viewsVersion, strings.Join(viewBuckets(), " ")) }

// encoding writes a view in one way only: equal views are equal bytes.
var encoding = mustEncoding()

func mustEncoding() cbor.EncMode {
	o := cbor.CoreDetEncOptions()
	o.Time = cbor.TimeRFC3339Nano
	m, err := o.EncMode()
	if err != nil {
		panic(err)
	}
	return m
}

// decoding reads views of any size: they were written here and are sealed.
var decoding = mustDecoding()

func mustDecoding() cbor.DecMode {
	m, err := cbor.DecOptions{MaxArrayElements: math.MaxInt32, MaxMapPairs: math.MaxInt32}.DecMode()
	if err != nil {
		panic(err)
	}
	return m
}

// viewsOf folds the statements about a subject into encoded views, one per
// bucket, nil where there is none.
func (t *tx) viewsOf(s consent.Subject, sts []consent.Statement) (buckets []string, encoded [][]byte, err error) {
	f := foldingOf(s.Kind)
	for _, v := range f.fold(s.ID, sts) {
		if v, err = withReceipt(v, sts, t.received); err != nil {
			return nil, nil, err
		}
		if v == nil {
			encoded = append(encoded, nil)
			continue
		}
		b, err := encoding.Marshal(v)
		if err != nil {
			return nil, nil, fmt.Errorf("encode view of %s: %w", s.ID, err)
		}
		encoded = append(encoded, b)
	}
	return f.buckets, encoded, nil
}
