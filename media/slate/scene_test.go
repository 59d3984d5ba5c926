package slate

import (
	"image"
	"testing"

	"onset/media/slate/slatetest"
)

type shot = slatetest.Shot

func frame(t testing.TB, s shot) *image.Gray {
	t.Helper()
	img, err := s.Frame()
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func paint(t testing.TB, s shot, img *image.Gray) {
	t.Helper()
	if err := s.Paint(img); err != nil {
		t.Fatal(err)
	}
}

func seen(t testing.TB, s shot, img *image.Gray) *image.Gray {
	t.Helper()
	img, err := s.Seen(img)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func modulesOf(t testing.TB, text string) [][]bool {
	t.Helper()
	code, err := slatetest.Modules(text)
	if err != nil {
		t.Fatal(err)
	}
	return code
}
