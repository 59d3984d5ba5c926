package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// kept is a home with one consent in it, and a copy to spoil again and again.
type kept struct {
	*box
	good, store string // store within a home
	consent     string
}

func newKept(t *testing.T) *kept {
	b := newBox(t)
	b.ok("init", "--demo")
	k := &kept{box: b, good: b.home, consent: b.record("Karen Holm")}
	rel, err := filepath.Rel(b.home, b.storeFile(b.home))
	b.must(err)
	k.store, b.home = rel, b.at("spoilt")
	return k
}

// spoil puts back the good home and changes one of its files, or removes it.
func (k *kept) spoil(file string, how func([]byte) []byte) {
	k.Helper()
	k.copyTree(k.good, k.home)
	k.change(file, how)
}

func (k *kept) change(file string, how func([]byte) []byte) {
	k.Helper()
	path := filepath.Join(k.home, file)
	b, err := os.ReadFile(path)
	k.must(err)
	if b = how(b); b == nil {
		k.must(os.Remove(path))
		return
	}
	k.must(os.WriteFile(path, b, 0o600))
}

// works fails unless the consent is there as it was given.
func (k *kept) works(what string) {
	k.Helper()
	if e := k.run("consents"); e.code != 0 || !strings.Contains(e.out, "Karen Holm") {
		k.Errorf("%s: exit %d\n%s%s", what, e.code, e.out, e.err)
	}
}

func gone([]byte) []byte { return nil }

func cutAt(n int) func([]byte) []byte { return func(b []byte) []byte { return b[:n] } }

func half(b []byte) []byte { return b[:len(b)/2] }

func flip(r *rand.Rand) func([]byte) []byte {
	return func(b []byte) []byte {
		b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		return b
	}
}

func swap(old, by string) func([]byte) []byte {
	return func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(old), []byte(by)) }
}

// TestDamagedFiles cuts, empties and removes files. A spoilt copy mends itself;
// anything else is said in one sentence.
func TestDamagedFiles(t *testing.T) {
	k := newKept(t)
	for name, c := range map[string]struct {
		file string
		how  func([]byte) []byte
		says string // empty: it works as before
	}{
		"an empty store":           {k.store, cutAt(0), "error.damaged_store"},
		"a store's first bytes":    {k.store, cutAt(100), "error.damaged_store"},
		"a store's first page":     {k.store, cutAt(4096), "error.damaged_store"},
		"half a store":             {k.store, half, "error.damaged_store"},
		"no store":                 {k.store, gone, "error.store_gone"},
		"not a store":              {k.store, func([]byte) []byte { return bytes.Repeat([]byte("text\n"), 20000) }, "error.damaged_store"},
		"a newer store":            {k.store, swap("format\x00\x01", "format\x00\x02"), "error.newer_version"},
		"an older store":           {k.store, swap("format\x00\x01", "format\x00\x00"), "error.damaged_store"},
		"half a keyring":           {"keyring", half, ""},
		"an empty keyring":         {"keyring", cutAt(0), ""},
		"no keyring but a copy":    {"keyring", gone, ""},
		"no copy":                  {"keyring.copy", gone, ""},
		"half a copy":              {"keyring.copy", half, ""},
		"a newer keyring":          {"keyring", swap("onset keyring 1\n", "onset keyring 2\n"), "error.newer_version"},
		"a lock of somebody's":     {"owner.lock", func([]byte) []byte { return []byte("123") }, ""},
		"no lock":                  {"owner.lock", gone, ""},
		"a keyring that is a text": {"keyring", func([]byte) []byte { return []byte("hello\n") }, ""},
	} {
		k.spoil(c.file, c.how)
		if c.says == "" {
			k.works(name)
			continue
		}
		before, _ := os.ReadFile(filepath.Join(k.home, c.file))
		k.refused(k.run("people"), name, c.says)
		if after, _ := os.ReadFile(filepath.Join(k.home, c.file)); !bytes.Equal(before, after) {
			k.Errorf("%s: the file was changed", name)
		}
	}
	k.spoil("keyring", half)
	k.change("keyring.copy", half)
	k.refused(k.run("people"), "both keyrings cut", "error.keyring_damaged")
	k.spoil("keyring", gone)
	k.change("keyring.copy", gone)
	k.refused(k.run("people"), "both keyrings gone", "error.keys_gone")
	k.refused(k.run("init", "--demo"), "founding over a production without keys", "error.exists")
}

// TestFlippedBits turns single bits of every file. The consent is there as it
// was, or one sentence says that something is damaged; nothing is made up.
func TestFlippedBits(t *testing.T) {
	k, r := newKept(t), luck(t)
	for _, file := range []string{k.store, "keyring", "keyring.copy"} {
		for range rounds(map[bool]int{true: 10, false: 2}[file == k.store]) {
			k.spoil(file, flip(r))
			e := k.run("consents")
			switch {
			case e.code != 0:
				k.refused(e, file, "error.damaged_store", "error.newer_version", "error.store_key")
			case file != k.store && !strings.Contains(e.out, "Karen Holm"):
				k.Errorf("%s: %s", file, e.out)
			}
			if e := k.run("check"); e.code != 0 && !strings.HasPrefix(e.err[strings.LastIndex(strings.TrimSpace(e.err), "\n")+1:], "onset: ") {
				k.Errorf("check of %s: %q", file, e.err)
			}
		}
	}
}

// TestOldCopiesPutBack puts files of another day in the place of today's.
func TestOldCopiesPutBack(t *testing.T) {
	k := newKept(t)
	k.copyTree(k.good, k.home)
	k.record("Jens Peter")
	k.ok("erase", k.consent, "--yes") // the store has another key now
	today := k.at("today")
	k.copyTree(k.home, today)
	old := func(file string) {
		b, err := os.ReadFile(filepath.Join(k.good, file))
		k.must(err)
		k.change(file, func([]byte) []byte { return b })
	}
	old(k.store)
	k.refused(k.run("people"), "an old store", "error.store_key")
	k.copyTree(today, k.home)
	old("keyring")
	old("keyring.copy")
	k.refused(k.run("people"), "old keys", "error.store_key")
	k.copyTree(today, k.home)
	if out := k.run("consents").out; !strings.Contains(out, "Jens Peter") || strings.Contains(out, "Karen") {
		t.Errorf("today's files: %s", out)
	}

	// A whole folder of another day is taken as it is, and goes on from there.
	k.copyTree(k.good, k.home)
	k.works("the whole folder of another day")
	k.record("Ida Holm")
	k.ok("check")
}
