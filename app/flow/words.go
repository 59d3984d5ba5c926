package flow

import (
	"sync"

	"onset/assets"
	"onset/consent"
)

// wordBook keeps what participants read: the words of their languages, and the
// texts filled in for a day. Both are made once, however many read them.
type wordBook struct {
	mu    sync.Mutex
	words map[string]*assets.Words
	texts map[shownKey]*shownText
}

// shownKey names one text as it is shown on one day in one language.
type shownKey struct {
	text *consent.Terms
	lang string
	on   consent.Date
}

// shownText is that text, filled in, with the digest of what was published.
type shownText struct {
	terms  *consent.Terms
	digest consent.Ref
}

// maxShown bounds the texts kept: those of two days in all languages.
const maxShown = 256

// of are the words in which participants are spoken to in a language. A
// language without words of its own gets English dates, and is not offered on phones.
func (b *wordBook) of(lang string) *assets.Words {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.get(lang)
}

// get is of; mu is held.
func (b *wordBook) get(lang string) *assets.Words {
	if w := b.words[lang]; w != nil {
		return w
	}
	w, err := assets.PageWords(lang)
	if err != nil {
		w, err = assets.PageWords("en")
	}
	if err != nil {
		w = &assets.Words{Tag: lang}
	}
	if b.words == nil {
		b.words = map[string]*assets.Words{}
	}
	if len(b.words) < maxShown {
		b.words[lang] = w
	}
	return w
}

// shown is a text filled in for a day; nil when it does not exist in that language.
func (b *wordBook) shown(t *consent.Terms, lang string, on consent.Date) *shownText {
	if t == nil || t.Texts[lang] == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	key := shownKey{t, lang, on}
	if s := b.texts[key]; s != nil {
		return s
	}
	if b.texts == nil || len(b.texts) >= maxShown {
		b.texts = map[shownKey]*shownText{}
	}
	s := &shownText{terms: filledIn(t, b.get(lang), lang, on), digest: t.Digest(lang)}
	b.texts[key] = s
	return s
}
