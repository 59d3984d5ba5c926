package offload

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRecognise(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, mixed)
	volume := Volume{Label: "UNTITLED", Serial: "1234-ABCD", Size: 1 << 37}
	print := walk(t, dir).Fingerprint(volume)
	other := t.TempDir()
	write(t, other, map[string]int{"DCIM/100CANON/IMG_0001.JPG": 401, "DCIM/100CANON/IMG_0002.CR3": 3000})
	stranger := walk(t, other).Fingerprint(Volume{Label: "UNTITLED", Serial: "9999-0000", Size: 1 << 37})
	past := []Fingerprint{stranger, print}

	if r := Recognise(print, past); r.Seen != SeenAll || r.Best != 1 || r.New != 0 || !r.SameCard {
		t.Errorf("the same card: %+v", r)
	}
	if r := Recognise(print, []Fingerprint{stranger}); r.Seen != SeenNone || r.Best != -1 || r.SameCard || r.New != len(mixed)-1 {
		t.Errorf("another card: %+v", r)
	}
	if r := Recognise(Fingerprint{Volume: volume}, past); r.Seen != SeenEmpty || !r.SameCard {
		t.Errorf("formatted: %+v", r)
	}
	write(t, dir, map[string]int{"DCIM/100CANON/MVI_0099.MP4": 8})
	if r := Recognise(walk(t, dir).Fingerprint(volume), past); r.Seen != SeenPart || r.New != 1 {
		t.Errorf("one more clip: %+v", r)
	}
	// FAT keeps the wall clock: elsewhere all times are hours off, and of the new clip none is known.
	for name := range mixed {
		later := day.Add(2*time.Hour + time.Second)
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && !info.IsDir() {
			must(t, os.Chtimes(filepath.Join(dir, name), later, later))
		}
	}
	if r := Recognise(walk(t, dir).Fingerprint(volume), past); r.Seen != SeenPart || r.New != 1 {
		t.Errorf("in another zone: %+v", r)
	}
	// The same names and sizes shot an odd time later are other files.
	for name := range mixed {
		later := day.Add(20*time.Minute + 7*time.Second)
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && !info.IsDir() {
			must(t, os.Chtimes(filepath.Join(dir, name), later, later))
		}
	}
	if r := Recognise(walk(t, dir).Fingerprint(volume), past); r.Seen != SeenNone || !r.SameCard {
		t.Errorf("shot again: %+v", r)
	}
}

func TestRecogniseCounts(t *testing.T) {
	mark := rapid.Custom(func(t *rapid.T) Mark {
		return Mark{rapid.Uint64Range(0, 9).Draw(t, "key"), rapid.Int64Range(0, 100_000).Draw(t, "time")}
	})
	prints := rapid.Custom(func(t *rapid.T) Fingerprint {
		p := Fingerprint{Marks: rapid.SliceOfNDistinct(mark, 0, 8, func(m Mark) uint64 { return m.Key }).Draw(t, "marks")}
		sortMarks(p.Marks)
		return p
	})
	rapid.Check(t, func(t *rapid.T) {
		now, past := prints.Draw(t, "now"), rapid.SliceOfN(prints, 0, 3).Draw(t, "past")
		r := Recognise(now, past)
		if r.Known+r.New != len(now.Marks) || r.Known < 0 || (r.Best >= 0) != (r.Known > 0) {
			t.Fatalf("%+v", r)
		}
		if again := Recognise(now, append(past, now)); len(now.Marks) > 0 && again.Seen != SeenAll {
			t.Fatalf("with itself: %+v", again)
		}
	})
}
