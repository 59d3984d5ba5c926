//go:build unix

package xmp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

// childFull writes where files may not grow: the disk is full. What was there
// stays, and is written when there is room again.
func childFull(ctx context.Context, dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	before := map[string][]byte{}
	names := []string{"A1.xmp", "A1.MOV", "A1.MP4", "A1.TIF", "A1.JPG"}
	for _, n := range names {
		before[n] = must(os.ReadFile(filepath.Join(dir, n)))
	}
	steps := []string{"sidecar", "retag", "deliver"}
	tight := syscall.Rlimit{Cur: 1000, Max: limit.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &tight); err != nil {
		return err
	}
	for _, what := range steps {
		if err := childStep(ctx, what, dir, allFacts()); !errors.Is(err, ErrFull) {
			return fmt.Errorf("%s: %w instead of full", what, err)
		}
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	for _, n := range names {
		if b := must(os.ReadFile(filepath.Join(dir, n))); !bytes.Equal(b, before[n]) {
			return fmt.Errorf("%s was changed", n)
		}
	}
	for _, what := range steps {
		if err := childStep(ctx, what, dir, allFacts()); err != nil {
			return fmt.Errorf("%s with room again: %w", what, err)
		}
	}
	return nil
}

func TestFullDisk(t *testing.T) {
	dir := folderOf(t, "A1.xmp="+string(rdf("", "")), "A1.MOV="+string(movFixture()), "A1.MP4="+string(mp4Fixture()),
		"A1.TIF="+string(tiffFixture(le, false)), "A1.JPG="+string(jpegFixture(t)))
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), envChild+"=full", envDir+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "delivered.mp4")); err != nil {
		t.Error(err)
	}
	assertNoLeftovers(t, dir)
}

// TestReadOnly: who may not write is told, and nothing changes. The
// administrator may, so the test needs another user.
func TestReadOnly(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("the administrator may write everywhere")
	}
	dir := folderOf(t, "A1.MOV="+string(movFixture()), "A1.xmp="+string(rdf("", "")))
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	if _, err := opened(t, dir).Write(t.Context(), "A1.MOV", allFacts()); !errors.Is(err, ErrReadOnly) {
		t.Errorf("sidecar: %v", err)
	}
	if err := Deliver(t.Context(), bytes.NewReader(movFixture()), int64(len(movFixture())), filepath.Join(dir, "B.mov"), allFacts()); !errors.Is(err, ErrReadOnly) {
		t.Errorf("deliver: %v", err)
	}
	if err := os.Chmod(filepath.Join(dir, "A1.MOV"), 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := Retag(t.Context(), filepath.Join(dir, "A1.MOV"), allFacts()); !errors.Is(err, ErrReadOnly) {
		t.Errorf("retag: %v", err)
	}
}
