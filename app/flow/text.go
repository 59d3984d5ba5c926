package flow

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"onset/assets"
	"onset/consent"
)

// publishedText is a text with the statement that published it.
type publishedText struct {
	ref   consent.Ref
	terms *consent.Terms
}

// textBook holds the published texts.
type textBook struct {
	newest map[string]publishedText
	byRef  map[consent.Ref]*consent.Terms
}

// loadTexts reads all published texts.
func (k *Kit) loadTexts(ctx context.Context) (*textBook, error) {
	ids, err := k.store.Subjects(ctx, consent.OfTerms)
	if err != nil {
		return nil, err
	}
	b := &textBook{newest: map[string]publishedText{}, byRef: map[consent.Ref]*consent.Terms{}}
	for _, id := range ids {
		sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfTerms, ID: id})
		if err != nil {
			return nil, err
		}
		for _, st := range sts {
			if t, ok := st.Body.(*consent.TermsPublished); ok {
				b.add(st.ID, &t.Terms)
			}
		}
	}
	return b, nil
}

// add takes a text; between two of one version the same one wins everywhere.
func (b *textBook) add(ref consent.Ref, t *consent.Terms) {
	b.byRef[ref] = t
	old, ok := b.newest[t.Key]
	if !ok || t.Version > old.terms.Version || t.Version == old.terms.Version && bytes.Compare(ref[:], old.ref[:]) < 0 {
		b.newest[t.Key] = publishedText{ref, t}
	}
}

// terms finds the newest version of a text. ErrTerms, ErrLanguage.
func (k *Kit) text(key, lang string) (publishedText, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	t, ok := k.texts.newest[key]
	if !ok {
		return t, fmt.Errorf("%w: %q", ErrTerms, key)
	}
	if t.terms.Texts[lang] == nil {
		return t, fmt.Errorf("%w: %q in %q", ErrLanguage, key, lang)
	}
	return t, nil
}

// questionTitle is the title of a question in a language, in the text's first
// language where it has none, else the purpose's key.
func questionTitle(t *consent.Terms, p consent.Purpose, lang string) string {
	if t == nil {
		return string(p)
	}
	for _, l := range append([]string{lang, "en"}, textLanguages(t)...) {
		if x := t.Texts[l]; x != nil && x.Questions[p].Title != "" {
			return x.Questions[p].Title
		}
	}
	return string(p)
}

func textLanguages(t *consent.Terms) []string {
	var out []string
	for l := range t.Texts {
		out = append(out, l)
	}
	slices.Sort(out)
	return out
}

// TermsLine is one published text.
type TermsLine struct {
	Key       string
	Version   int
	Title     string
	Languages []string
	Minor     bool
	Signed    bool
	Release   bool
	Place     bool // a release for a place; clears nobody
	Starter   bool
	Purposes  []consent.Purpose // those it asks
}

// Terms are the newest versions of the published texts, titled in a language, by key.
func (k *Kit) Terms(lang string) []TermsLine {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []TermsLine
	for _, p := range k.texts.newest {
		out = append(out, termsLine(p.terms, lang))
	}
	slices.SortFunc(out, func(a, b TermsLine) int { return strings.Compare(a.Key, b.Key) })
	return out
}

func termsLine(t *consent.Terms, lang string) TermsLine {
	l := TermsLine{
		Key: t.Key, Version: t.Version, Languages: textLanguages(t), Minor: t.Minor,
		Signed: t.Signed, Release: t.Release, Place: t.Place, Starter: t.Starter,
	}
	for _, tag := range append([]string{lang, "en"}, l.Languages...) {
		if x := t.Texts[tag]; x != nil {
			l.Title = x.Title
			break
		}
	}
	for _, p := range t.Purposes {
		if p.Asked {
			l.Purposes = append(l.Purposes, p.Key)
		}
	}
	return l
}

// PublishTerms makes a text available from now on: filled in for the
// production, as the next version of its key. consent.ErrTermsIncomplete and
// its like when it cannot be shown to anyone.
func (k *Kit) PublishTerms(ctx context.Context, t consent.Terms) error {
	d, err := k.publishing(t)
	if err != nil {
		return err
	}
	_, err = k.record(ctx, d)
	return err
}

// publishing prepares a text: only the languages that are whole are kept.
func (k *Kit) publishing(t consent.Terms) (Draft, error) {
	t = k.named(t)
	k.mu.Lock()
	if old, ok := k.texts.newest[t.Key]; ok && t.Version <= old.terms.Version {
		t.Version = old.terms.Version + 1
	}
	k.mu.Unlock()
	var wrong error
	whole := map[string]*consent.Text{}
	for _, lang := range textLanguages(&t) {
		if err := t.Publishable(lang); err != nil {
			wrong = err
			continue
		}
		whole[lang] = t.Texts[lang]
	}
	if len(whole) == 0 {
		if wrong == nil {
			wrong = consent.ErrTermsIncomplete
		}
		return Draft{}, fmt.Errorf("publish %q: %w", t.Key, wrong)
	}
	t.Texts = whole
	return Draft{Body: &consent.TermsPublished{Terms: t}}, nil
}

// named fills in what the production says of itself. Where it says nothing,
// words of each text's own language stand in.
func (k *Kit) named(t consent.Terms) consent.Terms {
	f := k.Production()
	texts := map[string]*consent.Text{}
	for _, lang := range textLanguages(&t) {
		w := k.words.of(lang)
		customer := orElse(f.Customer, w.T("fill.customer"))
		one := t
		one.Texts = map[string]*consent.Text{lang: t.Texts[lang]}
		texts[lang] = one.Fill(map[string]string{
			"title": f.Title, "controller": f.Controller, "contact": f.Contact, "customer": customer,
			"address":    orElse(f.Address, w.T("fill.address")),
			"recipients": orElse(recipients(t), orElse(f.Customer, w.T("fill.recipients"))),
		}).Texts[lang]
	}
	t.Texts = texts
	return t
}

// recipients are those whom the text names, with their own policies.
func recipients(t consent.Terms) string {
	var names []string
	for _, p := range t.Purposes {
		for _, r := range p.Recipients {
			name := r.Name
			if r.Policy != "" {
				name += " (" + r.Policy + ")"
			}
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, ", ")
}

const termsFolder = "terms"

// starters are the starter texts of this build, by key.
func starters() (map[string]consent.Terms, error) {
	out := map[string]consent.Terms{}
	entries, err := assets.FS.ReadDir(termsFolder)
	if err != nil {
		return nil, fmt.Errorf("starter texts: %w", err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") {
			continue
		}
		b, err := assets.FS.ReadFile(termsFolder + "/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("starter text %s: %w", e.Name(), err)
		}
		t, err := consent.ParseTerms(b)
		if err != nil {
			return nil, fmt.Errorf("starter text %s: %w", e.Name(), err)
		}
		out[t.Key] = t
	}
	return out, nil
}

// demoAsks is what the demo production asks, by the text's key.
var demoAsks = map[string][]consent.Purpose{
	"appearance": {consent.Film, consent.Stills, consent.Social, consent.Ads, consent.AI},
	"minor":      {consent.Film, consent.Stills, consent.Social},
}

// asking returns the text asking exactly these uses.
func asking(t consent.Terms, uses []consent.Purpose) consent.Terms {
	t.Purposes = slices.Clone(t.Purposes)
	for i, p := range t.Purposes {
		t.Purposes[i].Asked = slices.Contains(uses, p.Key)
	}
	return t
}
