package xmp

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"onset/consent"
)

// maxFuzzed keeps inputs small: limits have tests of their own.
const maxFuzzed = 1 << 16

// known are all errors that what comes from outside may give.
var known = []error{ErrNotXMP, ErrDTD, ErrTooLarge, ErrSidecarOnly, ErrDamaged, ErrNotInPlace}

func assertKnown(t *testing.T, err error) {
	t.Helper()
	if err != nil && !slices.ContainsFunc(known, func(k error) bool { return errors.Is(err, k) }) {
		t.Fatalf("an error nobody knows: %v", err)
	}
}

// FuzzMerge: any packet is refused, or merged so that it can be read and
// merged again without change, and the facts are in it.
func FuzzMerge(f *testing.F) {
	paths, err := filepath.Glob("testdata/merge/*.*")
	if err != nil || len(paths) == 0 {
		f.Fatal(paths, err)
	}
	for _, p := range paths {
		f.Add(must(os.ReadFile(p)))
	}
	f.Add([]byte("\xff\xfe<\x00/\x00"))
	f.Add(bulky(1000))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > maxFuzzed {
			t.Skip("limits have tests of their own")
		}
		_, err := Read(b)
		assertKnown(t, err)
		want := allFacts()
		now, changed, err := Merge(b, want)
		assertKnown(t, err)
		if err != nil || !changed {
			return
		}
		again, changed, err := Merge(now, want)
		if err != nil || changed {
			t.Fatalf("merged again: %t %v\n%s\n%s", changed, err, now, again)
		}
		found, err := Read(now)
		if err != nil || found.Facts.Clip != want.Clip || !slices.Equal(found.Facts.Consents, want.Consents) {
			t.Fatalf("%+v %v\n%s", found, err, now)
		}
		for _, r := range want.Releases {
			if !slices.Contains(found.Facts.Releases, r) {
				t.Fatalf("release %s is not in\n%s", r, now)
			}
		}
		want.Ours = func(consent.ID) bool { return true }
		_, _, err = Merge(now, Facts{})
		assertKnown(t, err)
	})
}

// fuzzFile holds a format's reader and writer against any bytes: what can be
// written can be read, says the facts, and can be taken back.
func fuzzFile(f *testing.F, seeds ...[]byte) {
	f.Helper()
	for _, s := range seeds {
		f.Add(s)
		var w memory
		if _, err := Copy(context.Background(), &w, bytes.NewReader(s), int64(len(s)), allFacts()); err == nil {
			f.Add(w.b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > maxFuzzed {
			t.Skip("limits have tests of their own")
		}
		ctx := context.Background()
		_, err := Packet(ctx, bytes.NewReader(b), int64(len(b)))
		assertKnown(t, err)
		var w memory
		_, err = Copy(ctx, &w, bytes.NewReader(b), int64(len(b)), allFacts())
		assertKnown(t, err)
		if err != nil {
			return
		}
		if now, err := readFacts(w.b); err != nil || now.Clip != id(1) {
			t.Fatalf("%+v %v", now, err)
		}
		in := memory{b: bytes.Clone(b)}
		if changed, err := Embed(ctx, &in, int64(len(b)), allFacts()); err == nil && changed {
			if now, err := readFacts(in.b); err != nil || now.Clip != id(1) {
				t.Fatalf("in place: %+v %v", now, err)
			}
		} else {
			assertKnown(t, err)
		}
	})
}

func FuzzJPEG(f *testing.F) {
	b := bytes.Clone(jpegFixture(f))
	fuzzFile(f, b, jpegFixture(f, app1(headMain, rdf("", "")), app1(headMPF, make([]byte, 40))), jpegFixture(f, app1(headExif, []byte{0})))
}

func FuzzPNG(f *testing.F) { fuzzFile(f, pngFixture(f)) }

func FuzzWebP(f *testing.F) {
	lossy := riffChunk("VP8 ", []byte{0, 0, 0, 0x9d, 1, 0x2a, 16, 0, 16, 0, 0, 0})
	file := func(chunks ...[]byte) []byte {
		body := slices.Concat(chunks...)
		return slices.Concat(le.AppendUint32([]byte("RIFF"), uint32(4+len(body))), []byte("WEBP"), body)
	}
	fuzzFile(f, file(lossy), file(riffChunk("VP8L", []byte{0x2f, 1, 2, 3, 4, 5, 6, 7, 8, 9})),
		file(riffChunk("VP8X", make([]byte, 10)), lossy, riffChunk("XMP ", rdf("", ""))))
}

func FuzzTIFF(f *testing.F) {
	fuzzFile(f, tiffFixture(le, false), tiffFixture(be, false), tiffFixture(le, true), tiffFixture(be, true))
}

func FuzzHEIF(f *testing.F) {
	packet := []byte(packetBegin + string(rdf("", "")) + packetEnd)
	fuzzFile(f, still{offsetSize: 4}.bytes(), still{version: 2, offsetSize: 8, wide: true, packet: packet, about: 1}.bytes(),
		still{version: 1, base: true, packet: packet, openEnd: true}.bytes(), still{version: 1, offsetSize: 4, packet: packet, inData: true}.bytes())
}

func FuzzMovie(f *testing.F) {
	var seeds [][]byte
	for _, shape := range films() {
		seeds = append(seeds, shape.bytes())
	}
	fuzzFile(f, seeds...)
}

// FuzzNames: whatever a folder holds, each clip has a sidecar that is no other's.
func FuzzNames(f *testing.F) {
	f.Add("A1.CR3", "A1.JPG", "A1.xmp")
	f.Add("a.jpg", "A.JPG", "a.jpg.xmp")
	f.Add("a.xmp", "a", "a.jpg")
	f.Fuzz(func(t *testing.T, a, b, sidecar string) {
		folder := &Folder{dir: t.TempDir(), stems: map[string][]string{}, sidecars: map[string][]string{}, left: map[string][]string{}}
		for _, n := range []string{a, b} {
			folder.sawClip(n)
		}
		folder.sawSidecar(sidecar)
		if kindOf(a) == notMedia || kindOf(b) == notMedia || a == b {
			return
		}
		first, second := folder.Sidecars(a, id(1)), folder.Sidecars(b, id(2))
		for _, s := range first {
			if slices.Contains(second, s) {
				t.Fatalf("%q and %q share %q", a, b, s)
			}
		}
		if len(first) == 0 || len(second) == 0 {
			t.Fatalf("%q has %q, %q has %q", a, first, b, second)
		}
	})
}
