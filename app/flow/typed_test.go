package flow

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestTrim(t *testing.T) {
	for in, want := range map[string]string{
		"  Karen  Holm ":        "Karen  Holm",
		"Karen\nHolm":           "Karen Holm",
		"a\x1b[31mb":            "a [31mb",
		"bad\xff":               "bad\ufffd",
		"abc\u202egpj":          "abcgpj",
		"\u200b\ufeff":          "",
		"\u200d":                "",
		" \t\n":                 "",
		"سارا\u200cجان":         "سارا\u200cجان",
		"=cmd()":                "=cmd()",
		"<script>":              "<script>",
		"\u0085x\u2028y\u2066z": "x yz",
	} {
		if got := trim(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func FuzzTyped(f *testing.F) {
	f.Add("Karen\x1b]0;x\a")
	f.Add("\xff\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		for _, got := range []string{trim(s), fileName(s)} {
			if !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl) || strings.ContainsRune(got, '\u202e') {
				t.Errorf("%q becomes %q", s, got)
			}
		}
		if got := trim(s); trim(got) != got {
			t.Errorf("%q becomes %q and then %q", s, got, trim(got))
		}
	})
}
