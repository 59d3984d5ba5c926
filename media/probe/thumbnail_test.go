package probe

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"testing"

	"golang.org/x/image/tiff"
)

func thumb(t *testing.T, file []byte, edge int) image.Image {
	t.Helper()
	b, err := Thumbnail(t.Context(), bytes.NewReader(file), int64(len(file)), edge)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, headExif) || bytes.Contains(b, []byte("Onset")) {
		t.Error("the thumbnail carries metadata")
	}
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// tiffPicture encodes a packed TIFF.
func tiffPicture(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := tiff.Encode(&b, pictureFixture(w, h), &tiff.Options{Compression: tiff.Deflate}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestThumbnailOfEveryFormat(t *testing.T) {
	exif := exifFixture(binary.LittleEndian, nil)
	small := jpegFixture(t, 160, 120)
	for _, tt := range []struct {
		name string
		file []byte
		edge int
		want image.Point
	}{
		{"JPEG decoded and turned", jpegFixture(t, 300, 200, exifSegment(exif)), 90, image.Pt(60, 90)},
		{"JPEG never enlarged", jpegFixture(t, 30, 20), 90, image.Pt(30, 20)},
		{"PNG", pngFixture(t, 300, 200), 90, image.Pt(90, 60)},
		{"PNG turned", pngFixture(t, 300, 200, pngChunkFixture("eXIf", exif)), 90, image.Pt(60, 90)},
		{"TIFF", tiffPicture(t, 300, 200), 90, image.Pt(90, 60)},
		{"EXIF thumbnail of a broken picture", jpegFixture(t, 400, 300, exifSegment(exifFixture(binary.LittleEndian, small)))[:4000], 90, image.Pt(67, 90)},
		{"EXIF thumbnail without its bars", jpegFixture(t, 600, 400, exifSegment(exifFixture(binary.BigEndian, small))), 160, image.Pt(107, 160)},
		{"HEIC", heifFixture(exif, small), 80, image.Pt(60, 80)},
		{"HEIC with an EXIF thumbnail", heifFixture(exifFixture(binary.LittleEndian, small), nil), 80, image.Pt(60, 80)},
		{"CR3", cr3Fixture(small), 60, image.Pt(40, 60)},
		{"RAF", rafFixture(jpegFixture(t, 300, 200, exifSegment(exif))), 90, image.Pt(60, 90)},
		{"raw", tiffFixture{main: []ifdField{{tagDNGVersion, []byte{1, 4, 0, 0}}}, thumbnail: small}.bytes(), 80, image.Pt(80, 60)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := thumb(t, tt.file, tt.edge).Bounds().Size(); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

func TestNoThumbnail(t *testing.T) {
	for name, file := range map[string][]byte{
		"film":                defaultMovie().bytes(),
		"MXF":                 mxfFixture{base: 25, length: 10}.bytes(),
		"HEVC-coded":          heifFixture(exifFixture(binary.LittleEndian, nil), nil),
		"stored outside":      tiffFixture{main: []ifdField{{tagJPEGOffset, []uint32{90}}, {tagJPEGCount, []uint32{1 << 31}}}}.bytes(),
		"stored is no JPEG":   cr3Fixture([]byte("nothing of the kind")),
		"JPEG without tables": []byte("\xff\xd8\xff\xda\x00\x02\xff\xd9"),
	} {
		if _, err := Thumbnail(t.Context(), bytes.NewReader(file), int64(len(file)), 100); !errors.Is(err, ErrNoThumbnail) {
			t.Errorf("%s: %v, want ErrNoThumbnail", name, err)
		}
	}
	text := []byte("Call sheet, day 4")
	if _, err := Thumbnail(t.Context(), bytes.NewReader(text), int64(len(text)), 100); !errors.Is(err, ErrForeign) {
		t.Errorf("text: %v, want ErrForeign", err)
	}
}

// TestUpright stores a picture in every orientation and checks that its dark
// corner comes back to the upper left and its red edge to the right.
func TestUpright(t *testing.T) {
	shown := image.NewRGBA(image.Rect(0, 0, 3, 2))
	for i := range shown.Pix {
		shown.Pix[i] = uint8(i * 7)
	}
	for orientation := 1; orientation <= 8; orientation++ {
		w, h := 3, 2
		if orientation >= 5 {
			w, h = 2, 3
		}
		stored := image.NewRGBA(image.Rect(0, 0, w, h))
		for y := range 2 {
			for x := range 3 {
				sx, sy := storedAt(orientation, x, y, w, h)
				stored.SetRGBA(sx, sy, shown.RGBAAt(x, y))
			}
		}
		if got := turn(stored, orientation); !bytes.Equal(got.Pix, shown.Pix) || got.Rect != shown.Rect {
			t.Errorf("orientation %d: %v", orientation, got.Rect)
		}
	}
}

// storedAt follows the words of the EXIF specification: which side of the
// scene row 0 and column 0 of the stored picture are.
func storedAt(orientation, x, y, w, h int) (int, int) {
	sides := [...][2]string{
		1: {"top", "left"}, 2: {"top", "right"}, 3: {"bottom", "right"}, 4: {"bottom", "left"},
		5: {"left", "top"}, 6: {"right", "top"}, 7: {"right", "bottom"}, 8: {"left", "bottom"},
	}[orientation]
	along := func(side string, n int) int {
		return map[string]int{"top": y, "bottom": n - 1 - y, "left": x, "right": n - 1 - x}[side]
	}
	return along(sides[1], w), along(sides[0], h)
}

func TestChoose(t *testing.T) {
	of := func(sizes ...int) (out []picture) {
		for _, s := range sizes {
			out = append(out, picture{w: s, h: 1})
		}
		return out
	}
	for _, tt := range []struct {
		from []picture
		edge int
		want int
	}{
		{of(160, 1620, 6000), 400, 1620},
		{of(6000, 1620, 160), 400, 1620},
		{of(160, 320), 400, 320},
		{of(320, 160), 400, 320},
	} {
		if got, ok := choose(tt.from, tt.edge); got.w != tt.want || !ok {
			t.Errorf("%v at %d: %d, want %d", tt.from, tt.edge, got.w, tt.want)
		}
	}
	if _, ok := choose(nil, 100); ok {
		t.Error("something was chosen from nothing")
	}
}
