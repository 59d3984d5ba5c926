package xmp

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// TestAnotherProgramInBetween: exiftool writes a title into a copy of ours and
// rewrites the packet in its own way; then a consent is taken back. Both stand.
func TestAnotherProgramInBetween(t *testing.T) {
	if testing.Short() {
		t.Skip("runs other programs")
	}
	dir := t.TempDir()
	files := map[string][]byte{
		"a.jpg": copied(t, jpegFixture(t), allFacts()), "a.png": copied(t, pngFixture(t), allFacts()),
		"a.tiff": copied(t, ffmpeg(t, "tiff", "-frames:v", "1"), allFacts()), "a.webp": copied(t, ffmpeg(t, "webp", "-frames:v", "1"), allFacts()),
		"a.mp4": copied(t, ffmpeg(t, "mp4"), allFacts()), "a.mov": copied(t, ffmpeg(t, "mov"), allFacts()),
		"a.heic": copied(t, magick(t, "heic", ""), allFacts()), "S1.xmp": merged(t, nil, allFacts()), "S1.MXF": nil,
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var paths []string
	for name := range files {
		if name != "S1.MXF" {
			paths = append(paths, filepath.Join(dir, name))
		}
	}
	run(t, "exiftool", append([]string{"-q", "-overwrite_original", "-XMP-dc:Title=Ferry Ø"}, paths...)...)
	if _, err := opened(t, dir).Write(t.Context(), "S1.MXF", withdrawn()); err != nil {
		t.Error(err)
	}
	for _, path := range paths {
		if filepath.Ext(path) == ".xmp" {
			continue
		}
		if changed, err := Retag(t.Context(), path, withdrawn()); err != nil || !changed {
			t.Errorf("%s: %t %v", path, changed, err)
		}
	}
	for name, said := range exiftool(t, paths...) {
		if said["XMP-dc:Title"] != "Ferry Ø" || said["ExifTool:Validate"] != "0 0 0" {
			t.Errorf("%s: the title is %v, valid %v", name, said["XMP-dc:Title"], said["ExifTool:Validate"])
		}
		checkExiftool(t, name, said, withdrawn())
		b := must(os.ReadFile(filepath.Join(dir, name)))
		if filepath.Ext(name) == ".xmp" {
			continue
		}
		got := factsIn(t, b)
		if !reflect.DeepEqual(got.Consents, withdrawn().Consents) || !reflect.DeepEqual(got.Uses, withdrawn().Uses) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
