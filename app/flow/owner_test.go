package flow_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"onset/app/flow"
)

// served is a home whose owner carries out commands with run, and a second
// process's view of that home.
func served(t *testing.T, dir string, locked bool, run flow.Run) (remote *flow.Home, stop func()) {
	t.Helper()
	owner, err := openHome(t, dir, newClock()).Own()
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- owner.Serve(ctx, func() bool { return locked }, run) }()
	waitFor(t, filepath.Join(dir, "socket"))
	stop = func() {
		cancel()
		<-done
		must(t, owner.Close())
	}
	t.Cleanup(func() { cancel(); _ = owner.Close() })
	return openHome(t, dir, newClock()), stop
}

// waitFor waits until the owner listens.
func waitFor(t *testing.T, path string) {
	t.Helper()
	for t.Context().Err() == nil {
		at := path
		if b, err := os.ReadFile(path); err == nil {
			at = string(b) // a file that says where the socket is
		}
		if c, err := net.Dial("unix", at); err == nil {
			_ = c.Close()
			return
		}
		runtime.Gosched()
	}
}

// say runs a command that repeats its arguments and its input.
func say(_ context.Context, args []string, s flow.Streams) int {
	in, _ := io.ReadAll(s.In)
	fmt.Fprintf(s.Out, "%s in %s at %d %v: %s", strings.Join(args, " "), s.Dir, s.Width, s.TTY, in)
	fmt.Fprint(s.Err, "note")
	return len(args)
}

func TestCommandsGoToTheOwner(t *testing.T) {
	h, stop := served(t, t.TempDir(), false, say)
	var out, errs bytes.Buffer
	code, err := h.Remote(t.Context(), []string{"clips", "--json"}, flow.Streams{
		In: strings.NewReader("typed"), Out: &out, Err: &errs, Width: 80, TTY: true, Dir: "/cards",
	})
	must(t, err)
	equal(t, "exit", code, 2)
	equal(t, "out", out.String(), "clips --json in /cards at 80 true: typed")
	equal(t, "err", errs.String(), "note")
	if _, err := h.Own(); !errors.Is(err, flow.ErrOwned) {
		t.Fatalf("owned twice: %v", err)
	}
	out.Reset()
	_, err = h.Remote(t.Context(), nil, flow.Streams{Out: &out, Err: &errs})
	must(t, err)
	stop()
	owner, err := h.Own()
	must(t, err)
	again, err := h.Own()
	must(t, err)
	if owner != again {
		t.Fatal("two owners in one process")
	}
	must(t, owner.Close())
}

func TestLargeOutputAndInput(t *testing.T) {
	big := strings.Repeat("0123456789abcdef", 1<<16)
	h, _ := served(t, t.TempDir(), false, func(_ context.Context, _ []string, s flow.Streams) int {
		n, err := io.Copy(s.Out, s.In)
		if err != nil || n != int64(len(big)) {
			return 1
		}
		return 0
	})
	var out bytes.Buffer
	code, err := h.Remote(t.Context(), nil, flow.Streams{In: strings.NewReader(big), Out: &out, Err: io.Discard})
	must(t, err)
	if code != 0 || out.String() != big {
		t.Fatalf("exit %d, %d bytes", code, out.Len())
	}
}

func TestLockedOwnerRefuses(t *testing.T) {
	h, _ := served(t, t.TempDir(), true, func(context.Context, []string, flow.Streams) int {
		t.Error("ran while locked")
		return 0
	})
	code, err := h.Remote(t.Context(), []string{"people"}, flow.Streams{Out: io.Discard, Err: io.Discard})
	if !errors.Is(err, flow.ErrOwnerLocked) || code == 0 {
		t.Fatalf("exit %d, %v", code, err)
	}
}

func TestLongPathStillHasASocket(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep-", 12), strings.Repeat("deeper-", 12))
	h, stop := served(t, dir, false, say)
	code, err := h.Remote(t.Context(), []string{"x"}, flow.Streams{Out: io.Discard, Err: io.Discard})
	must(t, err)
	equal(t, "exit", code, 1)
	at, err := os.ReadFile(filepath.Join(dir, "socket"))
	must(t, err)
	stop()
	if _, err := os.Stat(string(at)); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("left behind: %v", err)
	}
}

func TestOwnerWithoutASocket(t *testing.T) {
	dir := t.TempDir()
	owner, err := openHome(t, dir, newClock()).Own()
	must(t, err)
	defer func() { must(t, owner.Close()) }()
	h := openHome(t, dir, newClock())
	if _, err := h.Remote(t.Context(), nil, flow.Streams{Out: io.Discard, Err: io.Discard}); !errors.Is(err, flow.ErrOwned) {
		t.Fatalf("no socket: %v", err)
	}
	must(t, os.WriteFile(filepath.Join(dir, "socket"), bytes.Repeat([]byte("x"), 5000), 0o600))
	if _, err := h.Remote(t.Context(), nil, flow.Streams{Out: io.Discard, Err: io.Discard}); !errors.Is(err, flow.ErrOwned) {
		t.Fatalf("nonsense: %v", err)
	}
}

// Two programs that begin at the same moment do not send each other away: the
// one that comes second waits until the first takes commands, or is done.
func TestAnOwnerThatIsStartingIsWaitedFor(t *testing.T) {
	h, owning := openHome(t, t.TempDir(), newClock()), make(chan struct{})
	other := flow.Streams{Out: io.Discard, Err: io.Discard}
	owner, err := h.Own()
	must(t, err)
	second := openHome(t, h.Dir(), newClock())
	go func() {
		defer close(owning)
		code, handed, err := second.OwnOrRemote(t.Context(), []string{"a", "b"}, other)
		if err != nil || !handed || code != 2 {
			t.Errorf("handed %v: %d, %v", handed, code, err)
		}
	}()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- owner.Serve(ctx, func() bool { return false }, say) }()
	<-owning
	stop()
	<-ended
	must(t, owner.Close())
	code, handed, err := second.OwnOrRemote(t.Context(), nil, other)
	must(t, err)
	equal(t, "handed", handed, false)
	equal(t, "exit", code, 0)
	again, err := second.Own()
	must(t, err)
	must(t, again.Close())
}

func TestOnlyThisUserReachesTheSocket(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes mean little there; the folder's rights guard the socket")
	}
	dir := t.TempDir()
	served(t, dir, false, say)
	info, err := os.Lstat(filepath.Join(dir, "socket"))
	must(t, err)
	equal(t, "rights", info.Mode().Perm(), 0o600)
}

func TestCommandEndsWithItsCaller(t *testing.T) {
	started, ended := make(chan bool, 1), make(chan bool, 1)
	h, _ := served(t, t.TempDir(), false, func(ctx context.Context, _ []string, s flow.Streams) int {
		started <- true
		<-ctx.Done()
		fmt.Fprint(s.Out, "summed up")
		ended <- true
		return 7
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-started; cancel() }()
	var out bytes.Buffer
	code, err := h.Remote(ctx, nil, flow.Streams{In: strings.NewReader(""), Out: &out, Err: io.Discard})
	must(t, err)
	equal(t, "exit", code, 7)
	equal(t, "last words", out.String(), "summed up")
	<-ended
}

// TestOwnerOutlivesNonsense sends lines that are no request; the next command
// is still carried out.
func TestOwnerOutlivesNonsense(t *testing.T) {
	dir := t.TempDir()
	h, _ := served(t, dir, false, say)
	many, err := json.Marshal(map[string]any{"args": make([]string, 30000)})
	must(t, err)
	for _, line := range []string{"", "\n", "null\n", "[]\n", "{\"args\":7}\n", "{\"args\":[\"a\"]", strings.Repeat("x", 3<<20), string(many) + "\n"} {
		c, err := net.Dial("unix", filepath.Join(dir, "socket"))
		must(t, err)
		_, _ = io.WriteString(c, line)
		if u, ok := c.(*net.UnixConn); ok {
			_ = u.CloseWrite()
		}
		_, _ = bufio.NewReader(c).ReadString('\n')
		_ = c.Close()
	}
	code, err := h.Remote(t.Context(), []string{"a", "b", "c"}, flow.Streams{Out: io.Discard, Err: io.Discard})
	must(t, err)
	equal(t, "exit", code, 3)
}
