package assets

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// Translation errors, returned by Lang.
var (
	// ErrNoLanguage means the texts do not exist in that language.
	ErrNoLanguage = errors.New("no texts in this language")
	// ErrBadTexts means a translation file is not a flat JSON object of
	// strings, or a key stands in it twice.
	ErrBadTexts = errors.New("translation file is not usable")
)

// Lang returns the texts of a language by key: all files of lang/<tag>
// together. The tag is BCP 47 and found by Match. Keys are dotted by screen,
// plurals end in ".one" and ".other", and "{name}" marks what is filled in.
// The map is the caller's own.
func Lang(tag string) (map[string]string, error) {
	texts := make(map[string]string)
	known := Match(tag, Languages())
	if known == "" {
		return nil, fmt.Errorf("%w: %q", ErrNoLanguage, tag)
	}
	dir := "lang/" + known
	for _, name := range baseNames(dir, ".json") {
		path := dir + "/" + name + ".json"
		b, err := FS.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		if err := mergeTexts(texts, b); err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
	}
	return texts, nil
}

// Languages returns the tags of the languages that Lang knows, sorted.
func Languages() []string {
	entries, err := fs.ReadDir(FS, "lang")
	if err != nil {
		return nil
	}
	var tags []string
	for _, e := range entries {
		if e.IsDir() {
			tags = append(tags, e.Name())
		}
	}
	return tags
}

// mergeTexts adds a flat JSON object of strings to texts and refuses a key
// that is already there, which encoding/json would silently overwrite.
func mergeTexts(texts map[string]string, b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("%w: no object", ErrBadTexts)
	}
	for d.More() {
		key, value, err := nextText(d)
		if err != nil {
			return err
		}
		if _, twice := texts[key]; twice {
			return fmt.Errorf("%w: key %q stands twice", ErrBadTexts, key)
		}
		texts[key] = value
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("%w: object does not end", ErrBadTexts)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("%w: more than one object", ErrBadTexts)
	}
	return nil
}

// nextText reads one key and its string.
func nextText(d *json.Decoder) (key, value string, err error) {
	t, err := d.Token()
	if err != nil {
		return "", "", fmt.Errorf("%w: %w", ErrBadTexts, err)
	}
	key, _ = t.(string)
	if t, err = d.Token(); err != nil {
		return "", "", fmt.Errorf("%w: key %q: %w", ErrBadTexts, key, err)
	}
	value, ok := t.(string)
	if !ok {
		return "", "", fmt.Errorf("%w: key %q is not a string", ErrBadTexts, key)
	}
	return key, value, nil
}
