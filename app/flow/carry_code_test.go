package flow_test

import (
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"onset/app/flow"
)

// photographed writes modules as a photo of a screen shows them.
func photographed(t *testing.T, modules [][]bool) string {
	t.Helper()
	const size, quiet = 6, 5
	side := (len(modules) + 2*quiet) * size
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = 240
	}
	for y, row := range modules {
		for x, dark := range row {
			for i := range size * size {
				if dark {
					img.SetGray((x+quiet)*size+i%size, (y+quiet)*size+i/size, color.Gray{Y: 20})
				}
			}
		}
	}
	path := filepath.Join(t.TempDir(), "photo.jpg")
	f, err := os.Create(path)
	must(t, err)
	must(t, jpeg.Encode(f, img, nil))
	must(t, f.Close())
	return path
}

func TestPairingCodeInAPicture(t *testing.T) {
	s := founded(t)
	i, err := s.Invite(t.Context(), flow.InviteOptions{Addresses: []string{"192.0.2.7:22443"}})
	must(t, err)
	got, err := flow.PairCodeIn(t.Context(), photographed(t, i.QR))
	must(t, err)
	equal(t, "code", got, i.Code)
	for _, path := range []string{clip(t, t.TempDir(), "grey.jpg", 9), filepath.Join(t.TempDir(), "missing.jpg")} {
		if _, err := flow.PairCodeIn(t.Context(), path); !errors.Is(err, flow.ErrNoCodeSeen) {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
}
