package consent

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// ErrTermsFile means bytes are not a terms file: too large, not JSON, an
// unknown, doubled or differently cased key, or an empty language.
var ErrTermsFile = errors.New("not a terms file")

// MaxTermsFile is the largest terms file that is read, in bytes.
const MaxTermsFile = 1 << 20

// maxTermsDepth is deeper than any terms file; it keeps a hostile one short.
const maxTermsDepth = 16

// ParseTerms reads a terms file strictly. It does not judge the text: see
// Publishable. ErrTermsFile otherwise.
func ParseTerms(b []byte) (Terms, error) {
	if len(b) > MaxTermsFile {
		return Terms{}, fmt.Errorf("%w: larger than %d bytes", ErrTermsFile, MaxTermsFile)
	}
	if !utf8.Valid(b) {
		return Terms{}, fmt.Errorf("%w: not UTF-8", ErrTermsFile)
	}
	if err := checkTermsKeys(b); err != nil {
		return Terms{}, fmt.Errorf("%w: %w", ErrTermsFile, err)
	}
	var t Terms
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&t); err != nil {
		return Terms{}, fmt.Errorf("%w: %w", ErrTermsFile, err)
	}
	for lang, text := range t.Texts {
		if text == nil {
			return Terms{}, fmt.Errorf("%w: language %q is empty", ErrTermsFile, lang)
		}
	}
	return t, nil
}

// level is one open object or array of a terms file.
type level struct {
	object bool
	want   bool            // a key comes next
	key    string          // the key whose value is being read
	seen   map[string]bool // keys, folded
}

// checkTermsKeys refuses what encoding/json lets through: doubled keys, keys
// in another case, more than one value.
func checkTermsKeys(b []byte) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	var open []level
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) && len(open) == 0 && dec.InputOffset() > 0 {
			return nil
		}
		if err != nil {
			return err
		}
		if open, err = stepTermsKeys(open, tok); err != nil {
			return err
		}
		if len(open) == 0 && dec.More() {
			return errors.New("more than one value")
		}
	}
}

func stepTermsKeys(open []level, tok json.Token) ([]level, error) {
	var top *level
	if len(open) > 0 {
		top = &open[len(open)-1]
	}
	if name, ok := tok.(string); ok && top != nil && top.object && top.want {
		top.want, top.key = false, name
		return open, top.take(name, languageKeys(open))
	}
	if d, ok := tok.(json.Delim); ok && (d == '}' || d == ']') {
		open = open[:len(open)-1]
		return open, nil
	}
	if top != nil {
		top.want = true
	}
	d, ok := tok.(json.Delim)
	if top == nil && d != '{' {
		return open, errors.New("not an object")
	}
	if !ok {
		return open, nil
	}
	if len(open) == maxTermsDepth {
		return open, errors.New("nested too deeply")
	}
	return append(open, level{object: d == '{', want: d == '{', seen: map[string]bool{}}), nil
}

// languageKeys reports whether the innermost object holds the texts by language.
func languageKeys(open []level) bool {
	return len(open) == 2 && open[0].key == "texts"
}

// take notes a key. Our keys are lower-case ASCII, so that nothing is left for
// encoding/json to fold; a language may have capitals, but not twice.
func (l *level) take(name string, language bool) error {
	for _, r := range name {
		plain := r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-'
		if !plain && (!language || r < 'A' || r > 'Z') {
			return fmt.Errorf("key %q", name)
		}
	}
	folded := strings.ToLower(name)
	if name == "" || l.seen[folded] {
		return fmt.Errorf("key %q twice or empty", name)
	}
	l.seen[folded] = true
	return nil
}
