package probe

import (
	"os"
	"os/exec"
	"testing"
)

// oracle finds a program that no one here wrote and that this project is held
// against. The test skips without it, unless ONSET_ORACLES says that all are there.
func oracle(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("ONSET_ORACLES") != "" {
		t.Fatalf("%s is not installed, and ONSET_ORACLES says that it is", name)
	}
	if err != nil {
		t.Skip(name + " is not installed")
	}
	return path
}
