//go:build !windows

package offload

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// renameChecked looks before it renames: the best that some file systems
// offer. Only this program writes into the folder.
func renameChecked(from, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("rename to %s: %w", to, fs.ErrExist)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(from, to)
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
