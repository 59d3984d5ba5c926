package main

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rwcarlsen/goexif/exif"
)

var moment = time.Date(2026, 5, 4, 13, 2, 1, 0, time.FixedZone("", 2*3600))

func TestPhotoTellsItsFacts(t *testing.T) {
	data, err := photo(moment)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
		t.Error(err)
	}
	x, err := exif.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[exif.FieldName]string{exif.Make: "Onset", exif.Model: "Demo Camera", exif.DateTimeOriginal: "2026:05:04 13:02:01"} {
		f, err := x.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := f.StringVal(); err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", name, got, err, want)
		}
	}
}

// TestClipIsWellFormed walks the outer boxes: they fill the file, and the frames lie where the index says.
func TestClipIsWellFormed(t *testing.T) {
	data := clip(moment)
	at := map[string]int{}
	for i := 0; i < len(data); {
		at[string(data[i+4:i+8])] = i
		i += int(binary.BigEndian.Uint32(data[i:]))
		if i > len(data) {
			t.Fatal("a box is longer than the file")
		}
	}
	if len(at) != 3 {
		t.Fatalf("boxes %v, want ftyp, mdat and moov", at)
	}
	stco := bytes.Index(data, []byte("stco"))
	if got := int(binary.BigEndian.Uint32(data[stco+12:])); got != at["mdat"]+8 {
		t.Errorf("frames at %d, want %d", got, at["mdat"]+8)
	}
}

func TestWriteCard(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "card")
	if err := writeCard(dir, moment); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"IMG_0001.JPG", "A001C001.MP4"} {
		if s, err := os.Stat(filepath.Join(dir, name)); err != nil || s.Size() < 500 {
			t.Errorf("%s: %v %v", name, s, err)
		}
	}
}

func TestTakenIsAfterASignature(t *testing.T) {
	signed := time.Date(2026, 5, 4, 13, 2, 1, 999, time.UTC)
	if at := taken(signed); !at.After(signed) || at.Nanosecond() != 0 {
		t.Errorf("taken at %v, signed at %v", at, signed)
	}
}
