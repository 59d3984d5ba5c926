package app

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"onset/app/flow"
)

// DataDir is the platform's folder for the kit's home.
func DataDir() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "onset"), nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the data folder: %w", err)
	}
	return filepath.Join(dir, "onset"), nil
}

// OpenHome looks at a home with the machine's clock, randomness and disk, and
// a store that create and open make.
func OpenHome(dir, version string, create, open flow.OpenStore) (*flow.Home, error) {
	return flow.OpenHome(flow.Options{
		Dir: dir, Now: time.Now, Rand: rand.Reader, Create: create, Open: open, FreeSpace: FreeSpace, Volumes: Volumes,
		Version: version,
	})
}
