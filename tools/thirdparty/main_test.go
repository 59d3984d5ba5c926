package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPageIsTrue(t *testing.T) {
	if err := run("../..", false, filepath.Join(t.TempDir(), "texts")); err != nil {
		t.Error(err)
	}
}

func page(rows ...string) string {
	return "# Page\n\n" + tableStart + "\n\n" + tableHead + strings.Join(rows, "\n") + "\n\n" + tableEnd + "\n\nMore.\n"
}

func TestCompare(t *testing.T) {
	mods := []module{{Path: "example.org/a", Version: "v1.0.0", licence: "MIT"}}
	cases := []struct{ name, page, want string }{
		{"true", page("| example.org/a | v1.0.0 | MIT | counting |"), ""},
		{"absent", page(), "linked and not on the page"},
		{"other version", page("| example.org/a | v0.9.0 | MIT | counting |"), "page says v0.9.0"},
		{"other licence", page("| example.org/a | v1.0.0 | ISC | counting |"), "under ISC"},
		{"no purpose", page("| example.org/a | v1.0.0 | MIT | ? |"), "what it is for"},
		{"too many", page("| example.org/a | v1.0.0 | MIT | counting |", "| example.org/b | v1.0.0 | MIT | nothing |"), "b is on the page and not linked"},
		{"no table", "# Page\n", errNoTable.Error()},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(compare(c.page, mods), "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("problems %q, want %q", got, c.want)
			}
		})
	}
}

func TestCompareWantsKnownLicences(t *testing.T) {
	mods := []module{{Path: "example.org/a", Version: "v1.0.0", licence: "unknown"}}
	got := compare(page("| example.org/a | v1.0.0 | unknown | counting |"), mods)
	if len(got) != 1 || !strings.Contains(got[0], "read it") {
		t.Errorf("problems %q", got)
	}
}

func TestRewriteKeepsWords(t *testing.T) {
	mods := []module{{Path: "example.org/a", Version: "v2.0.0", licence: "MIT"}, {Path: "example.org/b", Version: "v1.0.0", licence: "ISC"}}
	got, err := rewrite(page("| example.org/a | v1.0.0 | MIT | counting |", "| example.org/old | v1.0.0 | MIT | gone |"), mods)
	if err != nil {
		t.Fatal(err)
	}
	if want := page("| example.org/a | v2.0.0 | MIT | counting |", "| example.org/b | v1.0.0 | ISC | ? |"); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestName(t *testing.T) {
	cases := map[string]string{
		"Permission is hereby granted,\nfree of charge, to any":                                                      "MIT",
		"Redistributions in binary form must\n reproduce. Neither the name may endorse or promote products\nderived": "BSD-3-Clause",
		"Redistributions in binary form must reproduce":                                                              "BSD-2-Clause",
		"                Apache License\n           Version 2.0, January 2004":                                       "Apache-2.0",
		"All rights reserved.": "unknown",
	}
	for text, want := range cases {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "LICENSE"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := name(licences(dir)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	if got := name(nil); got != "unknown" {
		t.Errorf("no file is %s", got)
	}
}

func TestLicencesBelow(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a/LICENSE", "LICENSE", "z/COPYING", "testdata/LICENSE", ".git/LICENSE", "license.go"} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := strings.ReplaceAll(filepath.ToSlash(strings.Join(licences(dir), " ")), filepath.ToSlash(dir)+"/", "")
	if want := "LICENSE a/LICENSE z/COPYING"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLicenceFiles(t *testing.T) {
	for name, want := range map[string]bool{
		"LICENSE": true, "LICENCE.md": true, "COPYING.txt": true, "UNLICENSE": true, "NOTICE": true, "Inter-OFL.txt": true,
		"README.md": false, "profile.go": false,
	} {
		if got := licenceFile.MatchString(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
