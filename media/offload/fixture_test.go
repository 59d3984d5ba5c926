package offload

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// day is when the cards of the tests were filled.
var day = time.Date(2026, 5, 12, 14, 2, 11, 0, time.UTC)

// clock is a clock that stands still.
func clock() time.Time { return day.Add(time.Hour) }

var testCreator = Creator{Host: "kit-a", Tool: "onset", Version: "1", Authors: []Author{{Name: "Unit A", Role: "DIT"}}}

// ticking is a clock that goes on by a step each time it is looked at.
func ticking(step time.Duration) func() time.Time {
	var looks atomic.Int64
	return func() time.Time { return clock().Add(time.Duration(looks.Add(1)) * step) }
}

// content is n bytes that differ from name to name.
func content(name string, n int) []byte {
	var seed [32]byte
	copy(seed[:], name)
	b := make([]byte, n)
	_, _ = rand.NewChaCha8(seed).Read(b)
	return b
}

// write makes files below dir, with the time of day. A name that ends in a
// slash is an empty folder.
func write(t testing.TB, dir string, files map[string]int) {
	t.Helper()
	for name, n := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			must(t, os.MkdirAll(p, 0o755))
			continue
		}
		put(t, p, content(name, n))
	}
}

func put(t testing.TB, p string, b []byte) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(p), 0o755))
	must(t, os.WriteFile(p, b, 0o644))
	must(t, os.Chtimes(p, day, day))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// mixed is a card of several cameras' kinds.
var mixed = map[string]int{
	"DCIM/100CANON/IMG_0001.CR3":         3000,
	"DCIM/100CANON/IMG_0001.JPG":         400,
	"DCIM/100CANON/IMG_0002.JPG":         0,
	"DCIM/100CANON/MVI_0003.MP4":         directFrom + 5,
	"PRIVATE/M4ROOT/CLIP/C0001.MP4":      2*blockSize + 77,
	"PRIVATE/M4ROOT/CLIP/C0001M01.XML":   90,
	"PRIVATE/M4ROOT/THMBNL/C0001T01.JPG": 70,
	"PRIVATE/M4ROOT/SUB/":                0,
	"MEDIAPRO.XML":                       12,
}

// tree reads all files below dir.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if d.IsDir() || err != nil {
			return err
		}
		b, err := os.ReadFile(p)
		files[filepath.ToSlash(rel)] = string(b)
		return err
	}))
	return files
}

func walk(t testing.TB, dir string) *Card {
	t.Helper()
	c, err := Walk(t.Context(), dir)
	must(t, err)
	return c
}

func plan(t testing.TB, dir string, to ...string) *Plan {
	t.Helper()
	var d []Destination
	for i, dir := range to {
		d = append(d, Destination{Dir: dir, Name: fmt.Sprintf("disk %d", i+1)})
	}
	p, err := NewPlan(t.Context(), walk(t, dir), d)
	must(t, err)
	return p
}

func options() Options { return Options{Now: clock, Creator: testCreator} }

// copyCard offloads a card and wants everything to go well.
func copyCard(t testing.TB, ctx context.Context, card string, to ...string) *Result {
	t.Helper()
	r, err := Run(ctx, plan(t, card, to...), options())
	must(t, err)
	for i := range r.To {
		if !r.To[i].Complete() {
			t.Fatalf("%s: %v, %+v", r.To[i].Dir, r.To[i].Err, r.To[i].Files)
		}
	}
	return r
}

// sameFiles wants every file of the card below the destination, and nothing
// else but its history.
func sameFiles(t testing.TB, card, to string) {
	t.Helper()
	want, got := tree(t, card), tree(t, to)
	for name, b := range want {
		if got[name] != b {
			t.Errorf("%s: %d bytes, want %d", name, len(got[name]), len(b))
		}
		delete(got, name)
	}
	for name := range got {
		if !inHistory(name) {
			t.Errorf("%s: left over", name)
		}
	}
}
