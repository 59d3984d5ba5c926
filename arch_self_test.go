package onset_test

import (
	"strings"
	"testing"
)

// TestRulesCatch breaks each rule once, so that a rule that stopped looking is noticed.
func TestRulesCatch(t *testing.T) {
	body := func(lines int) string {
		return "package store\n\nfunc long() {\n" + strings.Repeat("\t_ = 0\n", lines-2) + "}\n"
	}
	cases := []struct {
		name, file, text, want string
	}{
		{"unknown room", "media/extra/a.go", "// Package extra is.\npackage extra\n", "no row in the table"},
		{"known room", "media/probe/a.go", "// Package probe is.\npackage probe\n", ""},
		{"every tool has a room", "tools/x/a.go", "// Command x is.\npackage main\n", ""},

		{"upwards", "consent/a.go", "// Package consent is.\npackage consent\nimport _ \"onset/media\"\n", "its row does not allow"},
		{"sideways", "store/a.go", "// Package store is.\npackage store\nimport _ \"onset/media/probe\"\n", "its row does not allow"},
		{"a test leans lower", "app/cli/a_test.go", "package cli\nimport _ \"onset/store\"\n", ""},
		{"a test leans higher", "store/a_test.go", "package store\nimport _ \"onset/app/flow\"\n", "its row does not allow"},
		{"a tool is imported", "bench/a.go", "// Command bench is.\npackage main\nimport _ \"onset/tools/typecheck\"\n", "its row does not allow"},
		{"all below a pattern", "app/flow/a.go", "// Package flow is.\npackage flow\nimport _ \"onset/media/probe\"\n", ""},

		{"bbolt elsewhere", "app/flow/a.go", "// Package flow is.\npackage flow\nimport _ \"go.etcd.io/bbolt\"\n", "the store's secret"},
		{"bbolt in a test", "signer/a_test.go", "package signer\nimport _ \"go.etcd.io/bbolt\"\n", "the store's secret"},
		{"bbolt at home", "store/a.go", "// Package store is.\npackage store\nimport _ \"go.etcd.io/bbolt\"\n", ""},
		{"syncthing elsewhere", "sync/a.go", "// Package sync is.\npackage sync\nimport _ \"github.com/syncthing/syncthing/lib/config\"\n", "one place holds the engine"},
		{"fyne in a flow", "app/flow/a.go", "// Package flow is.\npackage flow\nimport _ \"fyne.io/fyne/v2/widget\"\n", "without a window"},
		{"fyne in a part", "app/ui/part/a.go", "// Package part is.\npackage part\nimport _ \"fyne.io/fyne/v2\"\n", ""},
		{"fyne's app in a view", "app/ui/a.go", "// Package ui is.\npackage ui\nimport _ \"fyne.io/fyne/v2/app\"\n", "needs cgo"},
		{"goexif elsewhere", "media/xmp/a.go", "// Package xmp is.\npackage xmp\nimport _ \"github.com/rwcarlsen/goexif/exif\"\n", "50-byte file"},
		{"keys in the store", "store/a.go", "// Package store is.\npackage store\nimport _ \"filippo.io/age\"\n", "private keys live in one place"},
		{"keys in a box", "app/flow/a.go", "// Package flow is.\npackage flow\nimport _ \"golang.org/x/crypto/nacl/box\"\n", "private keys live in one place"},
		{"sealed values in the store", "store/a.go", "// Package store is.\npackage store\nimport _ \"golang.org/x/crypto/chacha20poly1305\"\n", ""},
		{"consent opens files", "consent/a.go", "// Package consent is.\npackage consent\nimport _ \"os\"\n", "without files"},
		{"consent's tests may", "consent/a_test.go", "package consent\nimport _ \"os\"\n", ""},
		{"consent dials", "consent/a.go", "// Package consent is.\npackage consent\nimport _ \"net/http\"\n", "without files"},
		{"consent reads a link", "consent/a.go", "// Package consent is.\npackage consent\nimport _ \"net/url\"\n", ""},
		{"a program with tests in it", "store/a.go", "// Package store is.\npackage store\nimport _ \"testing\"\n", "no test code"},

		{"silent package", "store/a.go", "package store\n", "package comment"},
		{"silent command", "cmd/onset/a.go", "package main\n", "package comment"},
		{"silent function", "store/a.go", "// Package store is.\npackage store\nfunc F() {}\n", "F has no doc"},
		{"silent method", "store/a.go", "// Package store is.\npackage store\nfunc (d *DB[T]) F() {}\n", "F has no doc"},
		{"method nobody sees", "store/a.go", "// Package store is.\npackage store\nfunc (d *db) F() {}\n", ""},
		{"silent type", "signer/evidence/a.go", "// Package evidence is.\npackage evidence\ntype T int\n", "T has no doc"},
		{"silent constant", "media/a.go", "// Package media is.\npackage media\nconst C = 1\n", "C has no doc"},
		{"words behind the name", "media/a.go", "// Package media is.\npackage media\nconst C = 1 // one\n", ""},

		{"long file", "store/a.go", "// Package store is.\npackage store\n" + strings.Repeat("\n", 498), "one idea per file"},
		{"long function", "store/a.go", "// Package store is.\n" + body(81), "long has 81 lines"},
		{"just short enough", "store/a.go", "// Package store is.\n" + body(80), ""},
		{"attic", "store/a.go", "// Package util is.\npackage util\n", "promises nothing"},
		{"open end", "store/a.go", "// Package store is.\npackage store\n\n// TO" + "DO: later\n", "number of its issue"},
		{"open end with a number", "store/a.go", "// Package store is.\npackage store\n\n// TO" + "DO(#12): later\n", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, err := readSource(c.file, c.text)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, rule := range rules {
				all = append(all, rule.check(folder{c.file[:strings.LastIndex(c.file, "/")], []source{s}})...)
			}
			got := strings.Join(all, "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("complaints %q, want %q", got, c.want)
			}
		})
	}
}
