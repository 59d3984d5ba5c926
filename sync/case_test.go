package sync

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTellsCase(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "media-ab")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "MEDIA-AB")
	err := os.Mkdir(other, 0o700)
	if want := err == nil; tellsCase(folder) != want {
		t.Errorf("%v, though making another of its name gives %v", !want, err)
	}
	if err == nil && os.Remove(other) == nil && !tellsCase(folder) {
		t.Error("no other is there")
	}
	if err := os.Symlink(folder, other); err == nil && tellsCase(folder) {
		t.Error("the other name is the same folder")
	}
	for _, path := range []string{filepath.Join(dir, "gone"), filepath.Join(dir, "123")} {
		if tellsCase(path) {
			t.Errorf("%s tells nothing", path)
		}
	}
}
