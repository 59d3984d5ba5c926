package flow

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"onset/consent"
	"onset/signer"
)

// label is what lists show of a person, made from one set blob and kept in
// memory, so that a search asks nobody.
type label struct {
	Name    string `json:"n,omitempty"` // or the label
	Label   string `json:"l,omitempty"` // that somebody is expected by
	Band    string `json:"b,omitempty"`
	Garment string `json:"g,omitempty"`
	Colour  string `json:"c,omitempty"`
	Place   string `json:"p,omitempty"`
	Face    bool   `json:"f,omitempty"`
	Secret  []byte `json:"s,omitempty"` // that its take-home code comes from

	blob   consent.BlobRef
	search string // folded name, band and short id
}

func (l *label) clothing() Clothing {
	return Clothing{Garment: l.Garment, Colour: l.Colour, Place: l.Place, Band: l.Band}
}

// labelBook holds the labels by person.
type labelBook struct {
	people map[consent.ID]*label
	blobs  map[consent.ID]label
	unkept map[consent.ID]bool // not written down yet
	// awaited are the people whose blob is not here, or not readable yet.
	awaited map[consent.ID]consent.ID
	// erased are the people whose name was erased: what stays is a stub.
	erased map[consent.ID]bool
}

func newLabelBook() *labelBook {
	return &labelBook{people: map[consent.ID]*label{}, blobs: map[consent.ID]label{}, unkept: map[consent.ID]bool{}, awaited: map[consent.ID]consent.ID{}, erased: map[consent.ID]bool{}}
}

var noLabel = &label{}

func (b *labelBook) of(person consent.ID) *label {
	if l := b.people[person]; l != nil {
		return l
	}
	return noLabel
}

// keptLabels are the labels this device has made before, by blob.
func (k *Kit) keptLabels(ctx context.Context) (map[consent.ID]label, error) {
	kept, err := k.store.Locals(ctx, groupLabel)
	out := make(map[consent.ID]label, len(kept))
	for name, value := range kept {
		var l label
		id, err := consent.ParseID(strings.TrimPrefix(name, groupLabel+"/"))
		if err == nil && json.Unmarshal(value, &l) == nil {
			out[id] = l
		}
	}
	return out, err
}

// loadLabels gives everybody their label, and makes those that are missing.
func (k *Kit) loadLabels(ctx context.Context) {
	k.mu.Lock()
	people := map[consent.ID]bool{}
	for _, p := range k.ledger.People() {
		people[p.ID] = true
	}
	k.mu.Unlock()
	k.relabel(ctx, people, nil)
	k.keepLabels(ctx)
}

// labelWork is one person whose label may have to be made.
type labelWork struct {
	person consent.ID
	ref    consent.BlobRef
	label  label
	made   bool
}

// relabel makes the labels of these people anew and forgets erased blobs.
func (k *Kit) relabel(ctx context.Context, people map[consent.ID]bool, erased []consent.ID) {
	for _, w := range k.labelWork(people, erased) {
		if !w.made {
			p, err := k.particulars(ctx, w.ref)
			if err != nil {
				k.await(w, errors.Is(err, ErrErased))
				continue
			}
			w.label = labelOf(p)
		}
		k.putLabel(w)
	}
	k.mu.Lock()
	many := len(k.labels.unkept) >= labelBatch
	k.mu.Unlock()
	if many {
		k.keepLabels(ctx)
	}
}

// await remembers whose name comes with a blob that is not here yet, or that no
// key here opens yet; for one that was erased nobody waits.
func (k *Kit) await(w labelWork, erased bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if erased {
		k.labels.erased[w.person] = true
		return
	}
	k.labels.awaited[w.ref.ID] = w.person
}

// newlyNamed adds the people whose names may have come with a change.
func (k *Kit) newlyNamed(c Change, people map[consent.ID]bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, id := range c.Blobs {
		if person, ok := k.labels.awaited[id]; ok {
			people[person] = true
			delete(k.labels.awaited, id)
		}
	}
	if c.Roster { // perhaps with a key
		for _, person := range k.labels.awaited {
			people[person] = true
		}
		clear(k.labels.awaited)
	}
}

// labelBatch labels are written down together: a signature should not cost a
// second write to the disk for the sake of a quicker start.
const labelBatch = 256

// keepLabels writes down the labels made since. It is a cache: what fails only
// makes the next start slower.
func (k *Kit) keepLabels(ctx context.Context) {
	k.mu.Lock()
	var out []Local
	for id := range k.labels.unkept {
		if l, ok := k.labels.blobs[id]; ok {
			out = append(out, l.local(id))
		}
	}
	clear(k.labels.unkept)
	k.mu.Unlock()
	if len(out) > 0 {
		_ = k.store.PutLocal(ctx, out...)
	}
}

func (k *Kit) labelWork(people map[consent.ID]bool, erased []consent.ID) []labelWork {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, id := range erased {
		delete(k.labels.blobs, id)
		delete(k.labels.unkept, id)
		for person, l := range k.labels.people {
			if l.blob.ID == id {
				delete(k.labels.people, person)
				k.rename(person)
				people[person] = true
			}
		}
	}
	var work []labelWork
	for id := range people {
		ref := labelRef(k.ledger.Person(id))
		if old := k.labels.people[id]; ref.IsZero() || old != nil && old.blob == ref {
			continue
		}
		l, made := k.labels.blobs[ref.ID]
		work = append(work, labelWork{id, ref, l, made})
	}
	return work
}

func (k *Kit) putLabel(w labelWork) {
	w.label.blob = w.ref
	w.label.search = foldText(w.label.Name+"\n"+w.label.Label) + "\n" + foldText(w.label.Band)
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.labels.erased, w.person)
	k.labels.blobs[w.ref.ID] = w.label
	if !w.made {
		k.labels.unkept[w.ref.ID] = true
	}
	k.labels.people[w.person] = &w.label
	k.rename(w.person)
}

func (l label) local(blob consent.ID) Local {
	b, _ := json.Marshal(l)
	return Local{Name: groupLabel + "/" + blob.String(), Value: b, From: []consent.ID{blob}}
}

func labelOf(p signer.Particulars) label {
	name := p.Name
	if name == "" {
		name = p.Label
	}
	return label{Name: name, Label: p.Label, Band: p.Band, Garment: p.Garment, Colour: p.Colour, Place: p.Place, Face: len(p.Face) > 0, Secret: p.Secret}
}

// labelRef is the blob that names a person: a correction, else the newest
// declaration, else the newest note.
func labelRef(p *consent.Person) (ref consent.BlobRef) {
	if p == nil {
		return ref
	}
	if p.Avoid != nil && !p.Avoid.Set.IsZero() {
		return p.Avoid.Set
	}
	var best *consent.Consent
	for _, c := range p.Consents {
		if !c.Set.IsZero() && (best == nil || newer(c, best)) {
			best = c
		}
	}
	if best != nil {
		return best.Set
	}
	if p.Avoid != nil {
		for _, n := range p.Avoid.Notes {
			if !n.Set.IsZero() {
				ref = n.Set
			}
		}
	}
	return ref
}

func newer(a, b *consent.Consent) bool {
	if a.Declared != b.Declared {
		return a.Declared
	}
	return b.GivenAt.Before(a.GivenAt)
}

// particulars opens a blob.
func (k *Kit) particulars(ctx context.Context, ref consent.BlobRef) (signer.Particulars, error) {
	if ref.IsZero() {
		return signer.Particulars{}, ErrNotFound
	}
	b, err := k.store.Blob(ctx, ref)
	if err != nil {
		return signer.Particulars{}, err
	}
	return signer.DecodeParticulars(b)
}

// letters that Unicode does not take apart but that people search without.
var letters = strings.NewReplacer("ø", "o", "æ", "ae", "œ", "oe", "ß", "ss", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ı", "i")

// foldText is how text is compared in searches: lower case, without accents.
func foldText(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
	return letters.Replace(s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
