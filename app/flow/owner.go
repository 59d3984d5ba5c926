package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
)

const (
	lockName   = "owner.lock"
	socketName = "socket"
	// socketMax is what every platform takes as a socket's path.
	socketMax = 100
	// maxClients is how many commands of other processes run at once.
	maxClients = 16
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
type Owner struct {
	home *Home
	lock *os.File

	mu       sync.Mutex
	listener net.Listener
	socket   string // where the listener lies, when it is not in the home
	closed   bool
}

// Own makes this process the home's owner, and gives the same owner when it is
// already. ErrOwned when another process is, ErrNotAFolder, ErrReadOnly, ErrFull.
func (h *Home) Own() (*Owner, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.owner != nil {
		return h.owner, nil
	}
	if err := os.MkdirAll(h.o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("own home: %w", diskError(err))
	}
	f, err := os.OpenFile(filepath.Join(h.o.Dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("own home: %w", diskError(err))
	}
	if err := lockFile(f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("own home: %w", err)
	}
	h.owner = &Owner{home: h, lock: f}
	return h.owner, nil
}

// Close gives the home free and ends Serve.
func (o *Owner) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return nil
	}
	o.closed = true
	if o.listener != nil {
		_ = o.listener.Close()
		_ = os.Remove(o.home.socketPath())
		if o.socket != "" {
			_ = os.RemoveAll(filepath.Dir(o.socket))
		}
	}
	o.home.mu.Lock()
	o.home.owner = nil
	o.home.mu.Unlock()
	if err := o.lock.Close(); err != nil {
		return fmt.Errorf("leave home: %w", err)
	}
	return nil
}

func (h *Home) socketPath() string { return filepath.Join(h.o.Dir, socketName) }

// listen opens the command socket, readable by this user only. Where the
// home's path is too long for a socket it lies in a folder of its own, and a
// file in its place says where.
func (o *Owner) listen() (net.Listener, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return nil, net.ErrClosed
	}
	path := o.home.socketPath()
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if len(path) > socketMax {
		dir, err := os.MkdirTemp("", "onset-")
		if err != nil {
			return nil, err
		}
		o.socket = filepath.Join(dir, socketName)
		if err := os.WriteFile(path, []byte(o.socket), 0o600); err != nil {
			return nil, err
		}
		path = o.socket
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	o.listener = l
	return l, os.Chmod(path, 0o600)
}

// address is where the owner listens.
func (h *Home) address() (string, error) {
	path := h.socketPath()
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return path, nil
	}
	b, err := os.ReadFile(path)
	if err != nil || len(b) > socketMax {
		return "", errors.Join(err, net.ErrClosed)
	}
	return string(b), nil
}

// Serve takes commands of other processes until ctx ends or Close, and carries
// them out with run. While locked says so they are refused.
func (o *Owner) Serve(ctx context.Context, locked func() bool, run Run) error {
	l, err := o.listen()
	if err != nil {
		return fmt.Errorf("take commands: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	var busy sync.WaitGroup
	defer busy.Wait()
	slots := make(chan struct{}, maxClients)
	for {
		conn, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("take commands: %w", err)
		}
		slots <- struct{}{}
		busy.Go(func() {
			defer func() { <-slots }()
			serve(ctx, conn, locked, run)
		})
	}
}
