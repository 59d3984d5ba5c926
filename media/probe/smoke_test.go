package probe

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestSmoke(t *testing.T) {
	filepath.Walk("/work/shared/corpus", func(p string, fi os.FileInfo, err error) error {
		if fi.IsDir() { return nil }
		f, _ := os.Open(p)
		defer f.Close()
		fc, err := Read(context.Background(), f, fi.Size(), filepath.Base(p))
		b, _ := json.Marshal(fc)
		t.Log(string(b), err, p[20:])
		return nil
	})
}
