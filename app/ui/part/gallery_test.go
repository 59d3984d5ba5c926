package part

import (
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

var out = flag.String("out", os.Getenv("OUT"), "directory the gallery's pictures are written to")

func newApp(t *testing.T) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(NewTheme(AlwaysDark, 1))
}

// page is one picture of the gallery: parts with their states, made anew for each variant.
type page struct {
	name string
	w, h float32
	make func() fyne.CanvasObject
}

func TestGallery(t *testing.T) {
	for _, p := range gallery() {
		t.Run(p.name, func(t *testing.T) {
			newApp(t)
			for suffix, v := range map[string]Variant{"dark": AlwaysDark, "light": AlwaysLight} {
				img := Render(p.make(), p.w, p.h, v)
				if got := img.Bounds().Dx(); got != int(p.w) {
					t.Errorf("picture is %d wide, want %v", got, p.w)
				}
				if flat(img) {
					t.Errorf("%s: nothing was drawn", suffix)
				}
				if *out == "" {
					continue
				}
				f, err := os.Create(filepath.Join(*out, p.name+"-"+suffix+".png"))
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(f, img); err != nil {
					t.Error(err)
				}
				if err := f.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
