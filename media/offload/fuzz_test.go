package offload

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// seeds are the golden files that match.
func seeds(f *testing.F, pattern string) {
	names, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(names) == 0 {
		f.Fatalf("no seeds %s: %v", pattern, err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		must(f, err)
		f.Add(b)
	}
}

// checkEntries wants paths that stay in their folder and checksums that are some.
func checkEntries(t *testing.T, l *Listing) {
	for _, e := range l.Entries {
		if local(e.Path) != e.Path {
			t.Errorf("path %q", e.Path)
		}
		for f, v := range e.Sums {
			if again, err := f.normal(v); err != nil || again != v {
				t.Errorf("%s %q: %v", f, v, err)
			}
		}
	}
}

func FuzzManifest(f *testing.F) {
	seeds(f, "manifests/*.mhl")
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := ReadManifest(bytes.NewReader(b))
		if err != nil {
			if !errors.Is(err, ErrManifest) {
				t.Fatalf("undeclared error: %v", err)
			}
			return
		}
		h := newHistory()
		h.add(m)
		checkEntries(t, h.Listing())
		first, err := m.encode()
		must(t, err)
		again, err := ReadManifest(bytes.NewReader(first))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, first)
		}
		if second, err := again.encode(); err != nil || !bytes.Equal(first, second) {
			t.Errorf("%v: written twice, differently:\n%s\n%s", err, first, second)
		}
	})
}

func FuzzChain(f *testing.F) {
	seeds(f, "manifests/*.xml")
	f.Fuzz(func(t *testing.T, b []byte) {
		chain, err := parseChain(b)
		if err != nil {
			return
		}
		for _, l := range chain {
			if filepath.Base(l.Name) != l.Name || l.Number < 1 {
				t.Errorf("%+v", l)
			}
		}
	})
}

func FuzzMHL1(f *testing.F) {
	f.Add([]byte(mhl1(foreignFiles, func(b []byte) string {
		return "<md5>" + sumOf(MD5, b) + "</md5><xxhash64>" + sumOf(XXH64, b) + "</xxhash64>"
	})))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := ReadMHL1(bytes.NewReader(b))
		if err != nil {
			if !errors.Is(err, ErrManifest) {
				t.Fatalf("undeclared error: %v", err)
			}
			return
		}
		checkEntries(t, l)
	})
}

func FuzzSums(f *testing.F) {
	f.Add("# comment\nd41d8cd98f00b204e9800998ecf8427e  DCIM/a b.jpg\n99aa06d3014798d86001c324468d497f *x\r\n", "x.md5")
	f.Add("XXH3 (a) = 2d06800538d394c2\nSHA256 (b)) = e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n", "sums")
	f.Add("\\d41d8cd98f00b204e9800998ecf8427e  a\\nb\n", "MD5SUMS")
	f.Add("XXH3_2d06800538d394c2  ./a\nc459dsjfscH38cYeXXYogktxf4Cd9ibshE3BHUo6a58hBXmRQdZrAkZzsWcbWtDg5oQstpDuni4Hirj75GEmTc1sFT  c\n", "a.xxh3")
	f.Fuzz(func(t *testing.T, text, name string) {
		l, err := ReadSums(bytes.NewReader([]byte(text)), name)
		if err != nil {
			if !errors.Is(err, ErrManifest) {
				t.Fatalf("undeclared error: %v", err)
			}
			return
		}
		checkEntries(t, l)
	})
}

func FuzzJournal(f *testing.F) {
	f.Add(finished{"DCIM/a.jpg", 5, day, Sums{XXH128: "99aa06d3014798d86001c324468d497f"}}.line())
	f.Add([]byte("0000000000000000 5 1 xxh128=00 \"a\"\n\n\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for p, line := range parseJournal(b) {
			if local(p) == "" || line.size < 0 {
				t.Errorf("%+v", line)
			}
			if again := parseJournal(line.line()); len(again) != 1 {
				t.Errorf("%+v cannot be read again", line)
			}
		}
	})
}

func FuzzFingerprint(f *testing.F) {
	b, err := Fingerprint{Volume{"A004", "1234-ABCD", 1 << 40}, []Mark{{1, 2}, {3, -4}}}.MarshalBinary()
	must(f, err)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		var p Fingerprint
		if err := p.UnmarshalBinary(b); err != nil {
			if !errors.Is(err, ErrFingerprint) {
				t.Fatalf("undeclared error: %v", err)
			}
			return
		}
		if again, err := p.MarshalBinary(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x became %x, %v", b, again, err)
		}
	})
}

// TestJournalSurvives cuts a journal anywhere: every whole line before the cut stands.
func TestJournalSurvives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var journal []byte
		ends := []int{0}
		n := rapid.IntRange(1, 6).Draw(t, "lines")
		for i := range n {
			f := finished{
				rapid.StringMatching(`[a-z]{1,3}`).Draw(t, "folder") + "/" + rapid.StringN(1, 20, 40).Filter(func(s string) bool { return local("x/"+s) == "x/"+s }).Draw(t, "name"),
				rapid.Int64Min(0).Draw(t, "size"), time.Unix(0, rapid.Int64().Draw(t, "time")),
				Sums{XXH128: sumOf(XXH128, []byte{byte(i)})},
			}
			journal = append(journal, f.line()...)
			ends = append(ends, len(journal))
		}
		cut := rapid.IntRange(0, len(journal)).Draw(t, "cut")
		whole := 0
		for whole < n && ends[whole+1]-1 <= cut {
			whole++
		}
		next := finished{"next/file", 1, day, Sums{XXH128: sumOf(XXH128, nil)}}
		torn := append(append(bytes.Clone(journal[:cut]), '\n'), next.line()...)
		paths := map[string]bool{}
		for line := range bytes.Lines(journal[:ends[whole]]) {
			f, ok := parseFinished(string(bytes.TrimSuffix(line, []byte("\n"))))
			if !ok {
				t.Fatalf("%q", line)
			}
			paths[f.path] = true
		}
		got := parseJournal(torn)
		if _, ok := got[next.path]; !ok || len(got) != len(paths)+1 {
			t.Fatalf("%d of %d lines, cut at %d of %d", len(got), len(paths), cut, len(journal))
		}
	})
}
