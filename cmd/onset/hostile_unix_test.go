//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestHostileFolder ingests a folder of what cameras do not make.
func TestHostileFolder(t *testing.T) {
	b := newBox(t)
	b.ok("init", "--demo")
	dir := b.at("card")
	b.must(os.MkdirAll(filepath.Join(dir, ".hidden"), 0o700))
	put := func(name string, data []byte) {
		b.Helper()
		b.must(os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	good := 0
	for what, name := range names {
		name = strings.ReplaceAll(name, "/", "_") + ".JPG"
		put(name, photo(what, "2026:05:15 13:00:00"))
		good++
	}
	pic := photo("z", "2026:05:15 13:00:00")
	put("empty.JPG", nil)
	put("cut.JPG", pic[:len(pic)/4])
	put("noise.MOV", bytes.Repeat([]byte("\x00\x00\x00\x08moov"), 5000))
	put("bomb.JPG", bomb(60000))
	put(".hidden/z.JPG", pic)
	b.must(os.WriteFile(filepath.Join(dir, "vast.MOV"), []byte("\x00\x00\x00\x14ftypqt  "), 0o600))
	b.must(os.Truncate(filepath.Join(dir, "vast.MOV"), 1<<40))
	for link, to := range map[string]string{"loop": ".", "up": "../card", "self": "self", "nowhere.JPG": "gone", "zero.JPG": "/dev/zero"} {
		b.must(os.Symlink(to, filepath.Join(dir, link)))
	}
	b.must(syscall.Mkfifo(filepath.Join(dir, "pipe.JPG"), 0o600))
	e := b.killed(2*time.Minute, "ingest", "card", "card", "card/empty.JPG", "/dev/zero", "card/pipe.JPG", "card/self", "gone.JPG")
	b.fits("ingest", e.out+e.err)
	if e.code != 0 || !strings.HasPrefix(e.result(), "14 new, 0 known before, ") {
		t.Errorf("exit %d\n%s%s", e.code, e.out, e.err)
	}
	for _, bad := range []string{"empty.JPG", "cut.JPG", "noise.MOV", "vast.MOV", "/dev/zero", "pipe.JPG", "self", "gone.JPG"} {
		if strings.Count(e.out, bad+": ") != 1 {
			t.Errorf("%s is named %d times in\n%s", bad, strings.Count(e.out, bad+": "), e.out)
		}
	}
	if again := b.ok("ingest", "card"); !strings.HasPrefix(again, "0 new, 14 known before") {
		t.Errorf("again: %s", again)
	}
	b.fits("clips", b.run("clips").out)
	b.ok("check")
}
