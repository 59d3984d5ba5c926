package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"go.etcd.io/bbolt"
)

// Backup writes the store as it is at one moment to a new file, while it is
// used, and then calls then. Until then returns, one of the keys in the keyring
// as it lies on the disk opens the copy. It returns after the copy is on the
// disk; what it wrote before an error is gone. fs.ErrExist, ErrFull.
func (db *DB) Backup(ctx context.Context, to string, then func() error) error {
	leave, err := db.enterGate()
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer leave()
	err = db.file.view(func(b *bbolt.Tx) error { return copyTo(ctx, b, to) })
	if err == nil {
		err = then()
	}
	if err != nil {
		return fmt.Errorf("back up: %w", translate(err))
	}
	return nil
}

func copyTo(ctx context.Context, b *bbolt.Tx, to string) error {
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = b.WriteTo(&stoppable{ctx, f})
	if ended := ctx.Err(); ended != nil {
		err = ended // bbolt keeps only the text of an error
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

// stoppable ends a long copy with its context.
type stoppable struct {
	ctx context.Context
	to  io.Writer
}

func (s *stoppable) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.to.Write(p)
}
