package probe

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// samples holds one whole file of every format, each with all its facts.
func samples(t testing.TB) map[string][]byte {
	exif := exifFixture(binary.LittleEndian, nil)
	m := defaultMovie()
	m.extra = [][]byte{keysFixture([2]string{appleKey + "make", "Apple"}), mkbox("udta", userTextFixture("\xa9xyz", "+55-012/"))}
	return map[string][]byte{
		"JPEG":     jpegFixture(t, 32, 32, exifSegment(exif), xmpSegment(xmpFixture(">"))),
		"PNG":      pngFixture(t, 16, 16, pngChunkFixture("eXIf", exif)),
		"HEIC":     heifFixture(exif, []byte{1, 2, 3}),
		"CR3":      cr3Fixture([]byte{1, 2, 3}),
		"RAF":      rafFixture(jpegFixture(t, 8, 8, exifSegment(exif))),
		"TIFF":     tiffPicture(t, 20, 20),
		"MOV":      m.bytes(),
		"fragment": fragmentedFixture(false),
		"MXF":      mxfFixture{base: 25, length: 50, index: true}.bytes(),
		"AVI":      aviFixture{frames: 9, strd: strdFixture(), headers: [][]byte{mkpart("IDIT", []byte("Fri Nov 20 10:30:15 2026\n\x00"))}}.bytes(),
		"WAV":      waveFixture{samples: 40, before: [][]byte{bextFixture("sTAKE=1", "2026-11-20", "10:00:00"), mkpart("iXML", []byte("<A><SCENE>1</SCENE></A>"))}}.bytes(),
		"WebP":     webpFixture(mkpart("EXIF", exif), mkpart("XMP ", xmpFixture(">"))),
		"MKV":      defaultMatroska().bytes(),
		"MTS":      avchdFixture().bytes(),
		"GoPro":    goProFixture(),
		"BigTIFF":  bigTIFF(),
	}
}

// TestEveryCutIsNoticed: a copy that stopped early is never taken for whole: it
// is damaged, or fields of it are missing, which is a warning.
// Films in fragments, MXF and transport streams may end anywhere between two
// packets.
func TestEveryCutIsNoticed(t *testing.T) {
	for name, file := range samples(t) {
		for n := range len(file) {
			f, err := readBytes(file[:n])
			if err == nil && len(f.Warnings) == 0 && !slices.Contains([]string{"fragment", "MXF", "MTS"}, name) {
				t.Errorf("%s cut to %d of %d bytes was read without fault", name, n, len(file))
			}
			if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrForeign) && !errors.Is(err, ErrEmpty) {
				t.Errorf("%s cut to %d: %v", name, n, err)
			}
		}
		if _, err := readBytes(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// flaky fails from the nth read on.
type flaky struct {
	io.ReaderAt
	left int
}

func (f *flaky) ReadAt(p []byte, off int64) (int, error) {
	if f.left--; f.left < 0 {
		return 0, errCard
	}
	return f.ReaderAt.ReadAt(p, off)
}

// TestReadErrorsAnywhere: wherever the reader fails, its error comes back and
// the file is not called damaged.
func TestReadErrorsAnywhere(t *testing.T) {
	for name, file := range samples(t) {
		for n := 0; ; n++ {
			r := &flaky{ReaderAt: bytes.NewReader(file), left: n}
			_, err := Read(t.Context(), r, int64(len(file)), name)
			if r.left >= 0 {
				break
			}
			if !errors.Is(err, errCard) || errors.Is(err, ErrDamaged) {
				t.Errorf("%s, read %d: %v", name, n+1, err)
			}
		}
	}
}

// TestMutantsStayWithinBounds changes a few bytes of every format.
func TestMutantsStayWithinBounds(t *testing.T) {
	files := samples(t)
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(files))).Draw(r, "format")
		file := bytes.Clone(files[name])
		for range rapid.IntRange(1, 6).Draw(r, "changes") {
			at := rapid.IntRange(0, len(file)-1).Draw(r, "at")
			file[at] = rapid.SampledFrom([]byte{0, 1, 0x7f, 0x80, 0xfe, 0xff}).Draw(r, "to")
		}
		f, err := readBytes(file)
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrForeign) {
			r.Fatalf("undeclared error: %v", err)
		}
		checkFacts(t, f)
	})
}

// TestRebuiltBlockReadsTheSame: what the guard writes for the library is read
// back field by field.
func TestRebuiltBlockReadsTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		order := rapid.SampledFrom([]byteOrder{binary.LittleEndian, binary.BigEndian}).Draw(r, "order")
		values := rapid.MapOfN(rapid.Uint16Range(1, 0xff00), rapid.SliceOfN(rapid.Byte(), 1, 40), 0, 20).Draw(r, "fields")
		var fields []field
		for tag, b := range values {
			fields = append(fields, field{tag: tag, kind: 7, count: uint32(len(b)), value: b})
		}
		w := newTIFFWriter(order)
		w.first(w.dir(fields))
		block, err := openTIFF(newSource(t.Context(), bytes.NewReader(w.b), int64(len(w.b))).view())
		if err != nil {
			r.Fatal(err)
		}
		d, err := block.dir(block.first)
		if err != nil || len(d.entries) != len(values) || block.faults {
			r.Fatalf("%d of %d fields, %v", len(d.entries), len(values), err)
		}
		for tag, want := range values {
			if got, ok := block.bytes(d, tag); !ok || !bytes.Equal(got, want) {
				r.Fatalf("tag %x: %x, want %x", tag, got, want)
			}
		}
	})
}

func TestViews(t *testing.T) {
	v := newSource(t.Context(), bytes.NewReader([]byte("0123456789")), 10).view()
	inner := v.sub(2, 5)
	for _, tt := range []struct {
		v      view
		off, n int64
		want   string
		ok     bool
	}{
		{v, 0, 10, "0123456789", true},
		{v, 10, 0, "", true},
		{v, 9, 2, "", false},
		{v, -1, 1, "", false},
		{v, 1, -1, "", false},
		{v, 1 << 62, 1 << 62, "", false},
		{inner, 0, 5, "23456", true},
		{inner, 4, 2, "", false},
		{inner.from(3), 0, 2, "56", true},
		{inner.from(99), 0, 1, "", false},
		{inner.sub(3, 99), 0, 3, "", false},
		{inner.sub(-3, -1), 0, 0, "", true},
	} {
		b, err := tt.v.at(tt.off, tt.n)
		if string(b) != tt.want || (err == nil) != tt.ok {
			t.Errorf("at(%d, %d): %q, %v", tt.off, tt.n, b, err)
		}
		if !tt.ok && !errors.Is(err, ErrDamaged) {
			t.Errorf("at(%d, %d): %v is not ErrDamaged", tt.off, tt.n, err)
		}
	}
}

func TestReadBudget(t *testing.T) {
	s := newSource(t.Context(), zeroFile{}, 1<<40)
	for off := int64(0); ; off += maxChunk {
		if _, err := s.view().at(off, maxChunk); err != nil {
			if !errors.Is(err, errGreedy) || off != readBudget {
				t.Errorf("%v after %d bytes", err, off)
			}
			return
		}
	}
}

// zeroFile is endless.
type zeroFile struct{}

func (zeroFile) ReadAt(p []byte, _ int64) (int, error) { return len(p), nil }

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"Canon\x00garbage":        "Canon",
		"  PENTAX K10D     ":      "PENTAX K10D",
		"Caf\xe9":                 "Café",
		"Rødovre":                 "Rødovre",
		"a\nb\x1b[31mc":           "ab[31mc",
		"\x00":                    "",
		string(make([]byte, 999)): "",
	} {
		if got := text([]byte(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := text(bytes.Repeat([]byte("ø"), 200)); len(got) > maxText {
		t.Errorf("%d bytes", len(got))
	}
}
