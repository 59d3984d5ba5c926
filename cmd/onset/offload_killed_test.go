package main

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestKilledWhileCopying kills the program in the middle of an offload, again
// and again. The card stays as it was, nothing half copied has a file's name,
// and in the end the rest is there.
func TestKilledWhileCopying(t *testing.T) {
	b := newBox(t)
	b.ok("init", "--demo")
	card, disk := b.at("card"), b.at("disk")
	want := b.fill(card)
	r := luck(t)
	args := []string{"offload", card, "--to", disk, "--card", "A004"}
	for i := range rounds(6) {
		e := b.killed(time.Duration(r.Int64N(int64(900*time.Millisecond))), args...)
		if e.code > 0 {
			t.Fatalf("round %d: exit %d, %s", i, e.code, e.err)
		}
		b.sameAs(card, want, true)
		b.sameAs(disk, want, false)
	}
	if last := b.ok(args...); last != "do_not_wipe" {
		t.Errorf("the result is %q", last)
	}
	b.sameAs(card, want, true)
	b.sameAs(disk, want, true)
	b.ok("verify-copy", disk)
	if cards := b.run("cards", "--json").out; strings.Count(cards, `"first_seen"`) != 1 {
		t.Errorf("one card was copied:\n%s", cards)
	}
	b.ok("check")
}

// fill makes a card of photos and larger files, and returns what is on it.
func (b *box) fill(card string) map[string][]byte {
	b.Helper()
	want := map[string][]byte{}
	noise := rand.NewChaCha8([32]byte{4})
	for i := range 24 {
		name := "DCIM/100CANON/IMG_" + strconv.Itoa(1000+i) + ".JPG"
		data := photo(name, "2026:05:12 10:00:0"+strconv.Itoa(i%10))
		data = append(data, make([]byte, i<<18)...)
		_, _ = noise.Read(data[len(data)-i<<18:])
		want[name] = data
		b.must(os.MkdirAll(filepath.Dir(filepath.Join(card, name)), 0o700))
		b.must(os.WriteFile(filepath.Join(card, name), data, 0o600))
	}
	return want
}

// sameAs fails for a file that is not as on the card, or when all is wanted for one
// that is not there.
func (b *box) sameAs(dir string, want map[string][]byte, all bool) {
	b.Helper()
	found := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && (strings.HasPrefix(d.Name(), ".") || d.Name() == "ascmhl") {
				return fs.SkipDir
			}
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		has, err := os.ReadFile(path)
		if err == nil && !bytes.Equal(has, want[filepath.ToSlash(rel)]) {
			b.Errorf("%s is not what is on the card", path)
		}
		found++
		return err
	})
	if err != nil && (all || !os.IsNotExist(err)) {
		b.Fatal(err)
	}
	if all && found != len(want) {
		b.Errorf("%s holds %d files, want %d", dir, found, len(want))
	}
}
