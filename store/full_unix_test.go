//go:build unix

package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"onset/signer"
)

// childFill records until the file may not grow any more, shows that what is
// there can be read, and goes on when there is room again.
func childFill(db *DB, to signer.Recipient) error {
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	info, err := os.Stat(db.conf.path())
	if err != nil {
		return err
	}
	tight := syscall.Rlimit{Cur: uint64(info.Size()) + 300<<10, Max: limit.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &tight); err != nil {
		return err
	}
	for err == nil {
		err = childRecord(db, to)
	}
	if !errors.Is(err, ErrFull) {
		return fmt.Errorf("instead of full: %w", err)
	}
	if err := db.CompactUnderNewKey(childContext, nil); !errors.Is(err, ErrFull) && err != nil {
		return fmt.Errorf("compaction without room: %w", err)
	}
	if _, err := db.Consents(childContext); err != nil {
		return err
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	if err := childRecord(db, to); err != nil {
		return fmt.Errorf("with room again: %w", err)
	}
	return db.Close()
}

func TestFullDisk(t *testing.T) {
	h := newCrashHome(t)
	cmd, out := h.startChild("fill")
	for lines := bufio.NewScanner(out); lines.Scan(); {
		h.ack(lines.Text())
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("child: %v", err)
	}
	if len(h.acked) < 2 {
		t.Fatalf("only %d recorded", len(h.acked))
	}
	h.verify()
}
