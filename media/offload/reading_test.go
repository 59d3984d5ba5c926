package offload

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestReadBack(t *testing.T) {
	dir := t.TempDir()
	for _, n := range []int{0, 1, 4096, directFrom - 1, directFrom + 513, 2*blockSize + 7} {
		content := bytes.Repeat([]byte("onset, a field kit\n"), n/19+1)[:n]
		name := filepath.Join(dir, "clip")
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		size, sums, err := ReadBack(t.Context(), name, SHA256, XXH128)
		want := sha256.Sum256(content)
		if err != nil || size != int64(n) || sums[SHA256] != hex.EncodeToString(want[:]) || len(sums) != 2 {
			t.Errorf("%d bytes: %d, %v, %v", n, size, sums, err)
		}
	}
}

func TestReadBackRefuses(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "clip")
	if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(name, filepath.Join(dir, "link")); err != nil {
		t.Skip("no links here")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	for what, try := range map[string]struct {
		ctx    context.Context
		name   string
		format Format
		want   error
	}{
		"a link":           {t.Context(), filepath.Join(dir, "link"), SHA256, os.ErrInvalid},
		"a folder":         {t.Context(), dir, SHA256, os.ErrInvalid},
		"nothing":          {t.Context(), filepath.Join(dir, "gone"), SHA256, fs.ErrNotExist},
		"an unknown sum":   {t.Context(), name, "crc", ErrFormat},
		"after it was cut": {ended, name, SHA256, context.Canceled},
	} {
		if _, _, err := ReadBack(try.ctx, try.name, try.format); !errors.Is(err, try.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
