package flow

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// The command socket speaks lines of JSON, each at most maxLine bytes. The
// client says once what to run, then what it reads from its input; the owner
// says what the command writes, and at the end its exit code.
const (
	maxLine  = 1 << 20
	maxArgs  = 20000
	chunk    = 32 << 10
	exitLost = 1
)

// request is the client's first line.
type request struct {
	Args  []string `json:"args"`
	Dir   string   `json:"dir"`
	Width int      `json:"width"`
	TTY   bool     `json:"tty"`
	Stdin bool     `json:"stdin"` // input follows
}

// input is a further line of the client.
type input struct {
	In  []byte `json:"in,omitempty"`
	End bool   `json:"end,omitempty"`
}

// output is a line of the owner.
type output struct {
	Out    []byte `json:"out,omitempty"`
	Err    []byte `json:"err,omitempty"`
	Locked bool   `json:"locked,omitempty"`
	Exit   *int   `json:"exit,omitempty"`
}

// wire writes and reads lines. Writing is for many goroutines.
type wire struct {
	conn net.Conn
	in   *bufio.Scanner
	mu   sync.Mutex
}

func newWire(c net.Conn) *wire {
	s := bufio.NewScanner(c)
	s.Buffer(make([]byte, 0, 4096), maxLine)
	return &wire{conn: c, in: s}
}

func (w *wire) send(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err = w.conn.Write(append(b, '\n'))
	return err
}

func (w *wire) receive(v any) error {
	if !w.in.Scan() {
		if err := w.in.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	return json.Unmarshal(w.in.Bytes(), v)
}

// serve carries out one command of another process. When that process goes
// away the command's context ends.
func serve(ctx context.Context, conn net.Conn, locked func() bool, run Run) {
	defer func() { _ = conn.Close() }()
	w := newWire(conn)
	var r request
	if w.receive(&r) != nil || len(r.Args) > maxArgs {
		return
	}
	if locked() {
		_ = w.send(output{Locked: true})
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in, feed := io.Pipe()
	go func() {
		defer cancel()
		err := w.feed(feed, r.Stdin)
		_ = feed.CloseWithError(err)
	}()
	code := run(ctx, r.Args, Streams{
		In: in, Out: stream{w, false}, Err: stream{w, true}, Width: r.Width, TTY: r.TTY, Dir: r.Dir,
	})
	_ = in.Close()
	_ = w.send(output{Exit: &code})
}

// feed passes the client's input on, and returns when the client goes away.
func (w *wire) feed(to *io.PipeWriter, more bool) error {
	if !more {
		_ = to.Close()
	}
	for {
		var line input
		if err := w.receive(&line); err != nil {
			return err
		}
		if len(line.In) > 0 {
			_, _ = to.Write(line.In) // the command may not want it
		}
		if line.End {
			_ = to.Close()
		}
	}
}

// stream is what a command writes, on its way to the client.
type stream struct {
	w   *wire
	err bool
}

// Write sends p in chunks.
func (s stream) Write(p []byte) (int, error) {
	done := 0
	for len(p) > 0 {
		part := p[:min(chunk, len(p))]
		line := output{Out: part}
		if s.err {
			line = output{Err: part}
		}
		if err := s.w.send(line); err != nil {
			return done, err
		}
		done, p = done+len(part), p[len(part):]
	}
	return done, nil
}

// Remote has the owner carry out a command and copies what it writes.
// ErrOwnerLocked when its screen is locked; ErrOwned when it takes no commands,
// as one that is carrying out a command itself.
func (h *Home) Remote(ctx context.Context, args []string, io Streams) (int, error) {
	path, err := h.address()
	if err != nil {
		return exitLost, fmt.Errorf("%w: %w", ErrOwned, err)
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return exitLost, fmt.Errorf("%w: %w", ErrOwned, err)
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { hangUp(conn) })
	defer stop()
	w := newWire(conn)
	if err := w.send(request{Args: args, Dir: io.Dir, Width: io.Width, TTY: io.TTY, Stdin: io.In != nil}); err != nil {
		return exitLost, fmt.Errorf("hand over command: %w", err)
	}
	if io.In != nil {
		go w.pass(io.In)
	}
	code, err := w.follow(io)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return code, err
}

// ownPatience is how long a process waits for one that has the home and takes no
// commands: it may only be starting, or be at the end of a short command itself.
const ownPatience = 3 * time.Second

// OwnOrRemote makes this process the home's owner, or has the owner carry out a
// command; handed tells which. Errors are those of Own and Remote.
func (h *Home) OwnOrRemote(ctx context.Context, args []string, io Streams) (code int, handed bool, err error) {
	const again = 50 * time.Millisecond
	for end := time.Now().Add(ownPatience); ; {
		if _, err = h.Own(); !errors.Is(err, ErrOwned) {
			return 0, false, err
		}
		if code, err = h.Remote(ctx, args, io); !errors.Is(err, ErrOwned) || time.Now().After(end) {
			return code, true, err
		}
		select {
		case <-ctx.Done():
			return exitLost, true, ctx.Err()
		case <-time.After(again):
		}
	}
}

// lastWords is how long a command has to come to its end after nobody wants it
// to go on.
const lastWords = 10 * time.Second

// hangUp says that nothing more comes, which ends the command in the owner, and
// still hears what it says of its end.
func hangUp(conn net.Conn) {
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil || conn.SetReadDeadline(time.Now().Add(lastWords)) != nil {
		_ = conn.Close()
	}
}

// pass sends the input until it ends.
func (w *wire) pass(in io.Reader) {
	buf := make([]byte, chunk)
	for {
		n, err := in.Read(buf)
		if n > 0 && w.send(input{In: buf[:n]}) != nil {
			return
		}
		if err != nil {
			_ = w.send(input{End: true})
			return
		}
	}
}

// follow copies what the owner says until the exit code.
func (w *wire) follow(to Streams) (int, error) {
	for {
		var line output
		if err := w.receive(&line); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return exitLost, fmt.Errorf("%w: %w", ErrOwnerLost, err)
		}
		if line.Locked {
			return exitLost, ErrOwnerLocked
		}
		if err := copyOut(to, line); err != nil {
			return exitLost, err
		}
		if line.Exit != nil {
			return *line.Exit, nil
		}
	}
}

func copyOut(to Streams, line output) error {
	if _, err := to.Out.Write(line.Out); err != nil {
		return err
	}
	_, err := to.Err.Write(line.Err)
	return err
}
