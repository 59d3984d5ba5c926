package signer

import (
	"os"
	"os/exec"
	"testing"
)

// opensslPath is openssl, which no one here wrote. The test skips without it,
// unless ONSET_ORACLES says that all such programs are there.
func opensslPath(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("openssl")
	if err == nil {
		return path
	}
	if os.Getenv("ONSET_ORACLES") != "" {
		t.Fatal("openssl is not installed, and ONSET_ORACLES says that it is")
	}
	t.Skip("openssl is not installed")
	return ""
}
