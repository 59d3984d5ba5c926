package say

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"Karen Holm":       "Karen Holm",
		"Søren سارا 😀":     "Søren سارا 😀",
		"a\nb\tc":          "a b c",
		"\x1b[31m":         "\ufffd[31m",
		"\x00\x7f\u009b":   "\ufffd\ufffd\ufffd",
		"abc\u202egpj":     "abc\ufffdgpj",
		"bad\xff":          "bad\ufffd",
		"\u200eleft\u2066": "\ufffdleft\ufffd",
	} {
		if got := OneLine(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestPlainWriterKeepsLinesAndColumns(t *testing.T) {
	var out bytes.Buffer
	n, err := PlainWriter{To: &out}.Write([]byte("a\tb\n\x1b[1mc\r\n"))
	if err != nil || n != 11 || out.String() != "a\tb\n\ufffd[1mc\ufffd\n" {
		t.Errorf("%d, %v: %q", n, err, out.String())
	}
}

func FuzzPlainJSON(f *testing.F) {
	f.Add("a\u202eb\x7f\u009b")
	f.Fuzz(func(t *testing.T, s string) {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(map[string]string{"name": s}); err != nil {
			t.Fatal(err)
		}
		out := PlainJSON(b.Bytes())
		if strings.ContainsFunc(out, func(r rune) bool { return r != '\n' && unicode.IsControl(r) || r == '\u202e' }) {
			t.Errorf("%q prints %q", s, out)
		}
		var plain, again map[string]string
		if json.Unmarshal(b.Bytes(), &plain) != nil || json.Unmarshal([]byte(out), &again) != nil || plain["name"] != again["name"] {
			t.Errorf("%q is read as %q, was %q", s, again["name"], plain["name"])
		}
	})
}
