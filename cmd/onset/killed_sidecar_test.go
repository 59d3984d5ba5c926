package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilledWhileSidecarsAreRewritten kills a withdrawal at random points.
// Every sidecar is whole at any time, and the next run brings all to the end.
func TestKilledWhileSidecarsAreRewritten(t *testing.T) {
	b := newBox(t)
	r := luck(t)
	b.ok("init", "--demo")
	const many = 80
	b.must(os.Mkdir(b.at("clips"), 0o700))
	args := []string{"tag"}
	for i := range many {
		name := fmt.Sprintf("C%03d.JPG", i)
		b.must(os.WriteFile(b.at("clips/"+name), photo(name, fmt.Sprintf("2026:05:01 10:%02d:%02d", i/60, i%60)), 0o600))
		args = append(args, name)
	}
	b.ok("ingest", "clips")
	who := b.record("Karen Holm")
	b.ok(append(args, who)...)
	b.ok("sidecar")
	before := time.Now()
	b.ok("people")
	opening := time.Since(before) // the rewriting begins about here
	for range rounds(3) {
		b.killed(opening/2+time.Duration(r.Int64N(int64(opening))), "withdraw", who)
		b.wholeSidecars(many)
	}
	if e := b.run("withdraw", who); e.code != 0 {
		b.refused(e, "taken back before", "error.nothing_held")
	}
	b.ok("sidecar")
	if told := b.wholeSidecars(many); told != many {
		t.Errorf("%d of %d sidecars say that it was taken back", told, many)
	}
	left, err := filepath.Glob(b.at("clips/.*.tmp"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	b.ok("check")
}

// wholeSidecars fails for a sidecar that is cut short, and counts those that
// say that nobody's release is left.
func (b *box) wholeSidecars(want int) (told int) {
	b.Helper()
	found, err := filepath.Glob(b.at("clips/*.xmp"))
	if err != nil || len(found) != want {
		b.Fatalf("%d sidecars, %v", len(found), err)
	}
	for _, path := range found {
		content, err := os.ReadFile(path)
		b.must(err)
		none := bytes.Contains(content, []byte("MR-NON"))
		if !strings.Contains(string(content), "</x:xmpmeta>") || !none && !bytes.Contains(content, []byte("MR-LMR")) {
			b.Errorf("%s is not whole", path)
		}
		if none {
			told++
		}
	}
	return told
}
