package offload

import (
	"os"
	"testing"
)

// obstacle puts something in the place of a file that would stop a reader.
func obstacle(t *testing.T, p string) { must(t, os.Mkdir(p, 0o700)) }
