//go:build (!linux || android) && !darwin && !windows

package offload

import (
	"io"
	"os"
)

// passesCache says that what createDirect makes can be read back while it is
// being written. Nobody promises that here.
const passesCache = false

func spins(string) bool { return false }

func syncsWhole(*os.File) bool { return false }

func syncWhole(dir *os.File) error { return dir.Sync() }

func createDirect(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
}

func refused(error) bool { return false }

func buffered(*os.File) error { return nil }

func openCold(name string, _ int64) (io.ReadCloser, error) { return os.Open(name) }

func openCard(name string) (*os.File, error) { return os.Open(name) }

func renameNew(from, to string) error { return renameChecked(from, to) }
