package web

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"testing"

	"onset/consent"
)

func photo(t *testing.T, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range img.Pix {
		img.Pix[i] = shade + uint8(i%17)
	}
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

func TestThin(t *testing.T) {
	o := opened(t)
	o.signed("Jonna Brix", consent.Film)
	if a := o.browser().get(o.base()); a.status != http.StatusSeeOther {
		t.Fatal(a.status)
	}
	b := o.as(Viewer)
	b.sees(o.base(), "Havnen", "Can we publish?")
	b.sees(o.base()+"people", "Jonna Brix", "With limits")
	b.sees(o.base() + "arrived")
	b.sees("/me")
}
