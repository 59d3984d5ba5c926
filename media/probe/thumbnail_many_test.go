package probe

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"testing"
)

func TestThumbnailsOfOneDecoding(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewYCbCr(image.Rect(0, 0, 640, 480), image.YCbCrSubsampleRatio420), nil); err != nil {
		t.Fatal(err)
	}
	comment := append([]byte{0xff, 0xd8, 0xff, 0xfe, 0, 14}, "by Somebody\x00"...)
	file := append(comment, b.Bytes()[2:]...)
	out, err := Thumbnails(t.Context(), bytes.NewReader(file), int64(len(file)), 800, 160)
	if err != nil || len(out) != 2 {
		t.Fatalf("%d pictures, %v", len(out), err)
	}
	for i, want := range []image.Point{{640, 480}, {160, 120}} {
		img, err := jpeg.Decode(bytes.NewReader(out[i]))
		if err != nil || img.Bounds().Size() != want {
			t.Errorf("picture %d: %v, %v; want %v", i, img.Bounds(), err, want)
		}
		if bytes.Contains(out[i], []byte("Somebody")) {
			t.Errorf("picture %d keeps what stood beside it", i)
		}
	}
}

func TestThumbnailsRefuseWhatIsNoPicture(t *testing.T) {
	for name, file := range map[string][]byte{
		"text": []byte("a shopping list that is no picture at all"),
		"cut":  {0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2},
		"none": nil,
	} {
		out, err := Thumbnails(t.Context(), bytes.NewReader(file), int64(len(file)), 800, 160)
		if err == nil || out != nil {
			t.Errorf("%s: %d pictures, %v", name, len(out), err)
		}
	}
	text := []byte("a shopping list that is no picture at all")
	if _, err := Thumbnails(t.Context(), bytes.NewReader(text), int64(len(text)), 8); !errors.Is(err, ErrForeign) {
		t.Errorf("text: %v", err)
	}
}

// TestThumbnailsStandUpright compares with the one-picture way for every
// orientation that a camera may write.
func TestThumbnailsStandUpright(t *testing.T) {
	for orientation := 1; orientation <= 8; orientation++ {
		if got := sized(image.NewYCbCr(image.Rect(0, 0, 40, 20), image.YCbCrSubsampleRatio444), orientation, 40).Bounds().Dx(); (got == 20) != (orientation >= 5) {
			t.Errorf("orientation %d is %d wide", orientation, got)
		}
	}
}
