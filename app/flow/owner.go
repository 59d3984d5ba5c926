package flow

import (
	"context"
	"io"
)

// Streams are what a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Width    int    // columns of the terminal, 0 when there is none
	TTY      bool   // Out is a terminal
	Dir      string // the folder that relative paths are meant in
}

// Run carries out one command and returns its exit code.
type Run func(ctx context.Context, args []string, io Streams) int

// Owner is the one process that has a home open.
type Owner struct{}

// Own makes this process the home's owner. ErrOwned when another one is.
func (h *Home) Own() (*Owner, error) { return nil, errPending }

// Serve takes commands of other processes until ctx ends or Close. Locked says
// whether to refuse them.
func (o *Owner) Serve(ctx context.Context, locked func() bool, run Run) error { return errPending }

// Close gives the home free.
func (o *Owner) Close() error { return nil }

// Remote has the owner carry out a command. ErrOwnerLocked when its screen is locked.
func (h *Home) Remote(ctx context.Context, args []string, io Streams) (int, error) {
	return 1, errPending
}
