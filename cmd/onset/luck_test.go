package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"onset/app/cli"
	"onset/app/flow"
	"onset/app/keep"
)

// TestNoRoom lets the disk run out at sizes from nothing to more than enough.
func TestNoRoom(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a limit on the size of files is set by a Unix shell")
	}
	b := newBox(t)
	b.ok("init", "--demo")
	b.record("Karen Holm")
	size, err := os.Stat(b.storeFile(b.home))
	b.must(err)
	full, enough := 0, false
	for _, blocks := range []int64{0, 1, 8, 64, size.Size()/512 - 1, size.Size() / 512, 4 * size.Size() / 512} {
		// "ulimit -f" counts blocks of 512 bytes, of 1024 in some shells.
		limited := append([]string{"-c", fmt.Sprintf("ulimit -f %d; exec onset \"$@\"", blocks), "sh"}, recording(fmt.Sprint("Person ", blocks))...)
		c, ended := b.program("sh", limited...)
		e := ended(c.Run())
		if enough = e.code == 0; !enough {
			full++
			b.refused(e, fmt.Sprint(blocks, " blocks"), "error.disk_full")
		}
		b.ok("check")
		if there := strings.Contains(b.run("people").out, fmt.Sprint("Person ", blocks)); there != enough {
			b.Errorf("%d blocks: said %v, is there %v", blocks, enough, there)
		}
	}
	if full == 0 || !enough {
		b.Errorf("the disk was full %d times, and at last it had room: %v", full, enough)
	}

	// A first start without room can be made again.
	b.home = b.at("second")
	c, ended := b.program("sh", "-c", "ulimit -f 8; exec onset init --demo")
	b.refused(ended(c.Run()), "founding without room", "error.disk_full")
	b.refused(b.run("people"), "a home that was not finished", "error.unfounded", "cli.no_home")
	b.ok("init", "--demo")
	b.record("Karen Holm")
}

// TestHomesThatCannotBe names homes that are no folders, or not to be written.
func TestHomesThatCannotBe(t *testing.T) {
	b := newBox(t)
	b.write("file", "a letter\n")
	for _, args := range [][]string{{"people"}, {"init", "--demo"}, {"check"}} {
		b.home = b.at("file")
		b.refused(b.run(args...), "a file", "error.not_folder", "error.exists")
		b.home = b.at("file/home")
		b.refused(b.run(args...), "a home below a file", "error.not_folder", "error.exists")
	}
	b.must(os.Mkdir(b.at("empty"), 0o700))
	b.home = b.at("empty")
	b.refused(b.run("people"), "an empty home", "cli.no_home")
	if text, err := os.ReadFile(b.at("file")); err != nil || string(text) != "a letter\n" {
		t.Errorf("the file is now %q, %v", text, err)
	}
}

// in runs a command in this process at a time of its own.
func (b *box) in(now time.Time, args ...string) end {
	var out, errs strings.Builder
	clock := func() time.Time { return now }
	code := cli.Run(b.Context(), cli.Env{
		Streams: flow.Streams{In: strings.NewReader(""), Out: &out, Err: &errs, Dir: b.dir},
		Args:    args, Now: clock, DataDir: func() (string, error) { return b.home, nil },
		Getenv: func(name string) string {
			return map[string]string{"ONSET_HOME": b.home, "ONSET_PASS_FILE": b.at("pass"), "ONSET_LANG": "en"}[name]
		},
		Open: func(dir string) (*flow.Home, error) {
			return flow.OpenHome(flow.Options{Dir: dir, Now: clock, Create: keep.Create, Open: keep.Open})
		},
	})
	return end{out.String(), errs.String(), code}
}

// TestClockThatJumps sets the machine's clock years back and forward between
// commands. A wrong clock asks, and never makes a no into a yes.
func TestClockThatJumps(t *testing.T) {
	b := newBox(t)
	day := time.Date(2026, 5, 15, 12, 0, 0, 0, time.UTC)
	years := func(n int) time.Time { return day.AddDate(n, 0, 0) }
	said := func(now time.Time, args ...string) string {
		t.Helper()
		e := b.in(now, args...)
		if e.code != 0 {
			t.Fatalf("%v at %v: %s", args, now, e.err)
		}
		return e.result()
	}
	said(day, "init", "--demo")
	karen := said(day, recording("Karen Holm")...)
	b.must(os.WriteFile(b.at("A.JPG"), photo("A.JPG", "2026:05:15 13:00:00"), 0o600))
	said(day, "ingest", "A.JPG")
	said(day, "tag", "A.JPG", karen)
	clearance := func(now time.Time) string { return b.in(now, "clearance", "--purpose", "film", "--json").out }
	if out := clearance(day); !strings.Contains(out, `"cleared"`) {
		t.Fatalf("at first: %s", out)
	}
	if out := clearance(years(30)); strings.Contains(out, `"cleared"`) {
		t.Errorf("30 years later: %s", out)
	}
	if out := clearance(day); !strings.Contains(out, `"cleared"`) {
		t.Errorf("back from a clock 30 years ahead: %s", out)
	}
	b.refused(b.in(years(-5), recording("Jens Peter")...), "a signature five years ago", "error.clock")
	said(years(-5), append(recording("Jens Peter"), "--clock-is-right")...)

	// Taking it back is heard at any time, and stays.
	said(years(-8), "withdraw", karen)
	for _, at := range []int{-20, -8, 0, 1, 15} {
		if out := clearance(years(at)); !strings.Contains(out, `"blocked"`) {
			t.Errorf("withdrawn by a clock 8 years behind, asked %d years off: %s", at, out)
		}
		said(years(at), "check")
	}
}

// TestSecondProgram runs commands while another program has the home open.
func TestSecondProgram(t *testing.T) {
	for name, home := range map[string]string{
		"home": "home",
		"a home whose path is too long for a socket": strings.Repeat("d", 120) + "/home",
	} {
		b := newBox(t)
		b.home = b.at(home)
		b.must(os.MkdirAll(filepath.Dir(b.home), 0o700))
		b.ok("init", "--demo")
		b.second(name)
		if e := b.run("people"); e.code != 0 || !strings.Contains(e.out, "Karen Holm") {
			t.Errorf("%s: after the window: %s%s", name, e.out, e.err)
		}
	}
}

// second opens the home as the window does and runs the binary beside it.
func (b *box) second(name string) {
	b.Setenv("TMPDIR", b.at("tmp"))
	locked := make(chan bool, 1)
	locked <- false
	b.window(func(ctx context.Context, w cli.Window) error {
		if e := b.run("people"); e.code != 1 {
			b.Errorf("%s: a window that takes no commands yet: %+v", name, e)
		} else {
			b.refused(e, name, "error.in_use")
		}
		serve, stop := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() {
			done <- w.Owner.Serve(serve, func() bool { is := <-locked; locked <- is; return is }, w.Serve(w.Kit))
		}()
		b.beside(name, w.Home.Dir())
		<-locked
		locked <- true
		b.refused(b.run("people"), name+": a locked window", "error.locked")
		stop()
		<-done
		return nil
	})
}

// beside runs commands that the window carries out.
func (b *box) beside(name, home string) {
	for range 500 { // until the window listens
		if _, err := os.Lstat(filepath.Join(home, "socket")); err == nil && b.run("status").code == 0 {
			break
		}
	}
	id := b.record("Karen Holm")
	b.must(os.WriteFile(b.at("A.JPG"), photo("A.JPG", "2026:05:15 13:00:00"), 0o600))
	if got := b.ok("ingest", "A.JPG"); !strings.HasPrefix(got, "1 new") {
		b.Errorf("%s: a file by its path from here: %s", name, got)
	}
	b.ok("tag", "A.JPG", id)
	if e := b.run("tag", "A.JPG"); e.code != 2 || e.err == "" {
		b.Errorf("%s: wrong usage: %+v", name, e)
	}
	b.refused(b.run("init", "--demo"), name+": founding beside it", "error.exists")
	b.ok("check")
}

// stayOpen opens the home in this process until the test ends, as the window
// does, so that many commands cost the opening once.
func (b *box) stayOpen() {
	b.Helper()
	ready, over, closed := make(chan flow.Run), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(closed)
		b.window(func(_ context.Context, w cli.Window) error {
			ready <- w.Serve(w.Kit)
			<-over
			return nil
		})
	}()
	select {
	case b.open = <-ready:
	case <-closed:
		b.FailNow()
	}
	b.Cleanup(func() { close(over); <-closed })
}

// window runs this process as the window would be run.
func (b *box) window(open func(context.Context, cli.Window) error) {
	var errs strings.Builder
	code := cli.Run(b.Context(), cli.Env{
		Streams: flow.Streams{In: strings.NewReader(""), Out: &errs, Err: &errs, Dir: b.dir},
		Getenv: func(name string) string {
			return map[string]string{"ONSET_HOME": b.home, "ONSET_PASS_FILE": b.at("pass"), "ONSET_LANG": "en"}[name]
		},
		Open: func(dir string) (*flow.Home, error) {
			return flow.OpenHome(flow.Options{Dir: dir, Create: keep.Create, Open: keep.Open})
		},
		Now: time.Now, Window: open,
	})
	if code != 0 {
		b.Errorf("the window: exit %d, %s", code, errs.String())
	}
}
