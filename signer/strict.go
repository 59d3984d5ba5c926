package signer

import (
	"bytes"
	"encoding/json"
	"io"
	"unicode"
	"unicode/utf8"
)

// StrictJSON reports whether b is one JSON value that every reader understands
// alike: valid UTF-8, no key twice in an object and none that differs from
// another only in case, not nested absurdly deep.
func StrictJSON(b []byte) bool { return checkJSON(b) }

// checkJSON reports whether b is one JSON value without white space around it
// that every reader understands alike: valid UTF-8, no key twice in an object,
// none that differs from another only in case, not nested deeper than maxDepth.
// Go's own reader would take the last of {"grant":"no","Grant":"yes"}.
func checkJSON(b []byte) bool {
	if !utf8.Valid(b) || !shallow(b) || !json.Valid(b) {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var open []map[string]bool // one per level; nil for an array
	key := false
	for {
		t, err := d.Token()
		if err != nil {
			return err == io.EOF
		}
		switch t := t.(type) {
		case json.Delim:
			switch t {
			case '{':
				open, key = append(open, map[string]bool{}), true
				continue
			case '[':
				open, key = append(open, nil), false
				continue
			}
			open = open[:len(open)-1]
		case string:
			if key {
				seen, k := open[len(open)-1], foldKey(t)
				if seen[k] {
					return false
				}
				seen[k], key = true, false
				continue
			}
		}
		key = len(open) > 0 && open[len(open)-1] != nil
	}
}

// foldKey maps keys that some reader may take for one another to one text.
func foldKey(s string) string {
	return string(bytes.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, []byte(s)))
}

// shallow reports whether b nests no deeper than maxDepth.
func shallow(b []byte) bool {
	depth, inText := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return false
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return true
}

// encodeJSON is the canonical encoding: no white space, <, > and & as they are.
func encodeJSON(v any) ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// decodeExact reads b into v, which must be all that b says: v encodes to b again.
func decodeExact(b []byte, v any) bool {
	if !shallow(b) || json.Unmarshal(b, v) != nil {
		return false
	}
	again, err := encodeJSON(v)
	return err == nil && bytes.Equal(again, b)
}

// EncodeJSON is the one form in which messages between devices are written.
func EncodeJSON(v any) ([]byte, error) { return encodeJSON(v) }

// DecodeJSON reads a message into v and reports whether it is one that every
// reader understands alike and in exactly the form EncodeJSON gives v again.
func DecodeJSON(b []byte, v any) bool { return checkJSON(b) && decodeExact(b, v) }
