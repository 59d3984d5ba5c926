package sync

import (
	"context"
	"errors"
	"io/fs"
	"syscall"
	"time"

	"onset/signer"
	"onset/sync/engine"
	"onset/sync/spool"
)

// farAhead is how far ahead of our clock a statement's may be before it is said.
const farAhead = 24 * time.Hour

// ErrFull means that the disk has no room left, whoever says so; a Store wraps it.
var ErrFull = engine.ErrFull

// ErrListen means an address to listen at is taken, or not of this device.
var ErrListen = engine.ErrListen

// errAltered means a file changed after it was read.
var errAltered = errors.New("the file changed after it was read")

// reasons tell errors in the order in which they are looked for.
var reasons = []struct {
	err  error
	what Reason
}{
	{errAltered, Altered},
	{signer.ErrBlob, Altered},
	{spool.ErrForeign, Foreign},
	{signer.ErrProduction, Foreign},
	{spool.ErrNewer, Future},
	{signer.ErrNoIdentity, NoKey},
	{signer.ErrSeal, Seal},
	{signer.ErrRevoked, Revoked},
	{signer.ErrUnknownAuthor, UnknownAuthor},
	{engine.ErrFull, Full},
	{syscall.ENOSPC, Full},
	{syscall.EDQUOT, Full},
	{engine.ErrGone, Gone},
	{fs.ErrNotExist, Vanished},
}

// reasonOf says in one word what an error means for a file; of one that says
// nothing more, that it is damaged.
func reasonOf(err error) Reason {
	for _, r := range reasons {
		if errors.Is(err, r.err) {
			return r.what
		}
	}
	return Damaged
}

// shared passes over that a folder is not shared yet or no more, or that the
// engine is being closed: it looks at every folder when it is shared again.
func shared(err error) error {
	if errors.Is(err, engine.ErrNoFolder) || errors.Is(err, engine.ErrClosed) || errors.Is(err, engine.ErrGone) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
