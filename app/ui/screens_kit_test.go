package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
)

// testWords is the passphrase of every kit of these tests.
const testWords = "harbour lantern copper ladder seven"

// testClock is a clock that tests move; it stands still otherwise.
type testClock struct {
	mu sync.Mutex
	t  time.Time
}

func newTestClock() *testClock {
	return &testClock{t: time.Date(2026, 5, 12, 14, 0, 0, 0, time.FixedZone("", 2*3600))}
}

func (c *testClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *testClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// testKit is a kit with the home it lies in and the clock it goes by.
type testKit struct {
	*flow.Kit
	home  *flow.Home
	clock *testClock
}

// scratch is where homes that all tests share lie; TestMain removes it.
var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "onset-ui-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	scratch = dir
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

func testHome(dir string, c *testClock) (*flow.Home, error) {
	return flow.OpenHome(flow.Options{
		Dir: dir, Now: c.now, Create: keep.Create, Open: keep.Open,
		FreeSpace: func(string) int64 { return 612_000_000_000 },
	})
}

// makeHome founds a production in a folder of scratch, fills it, and closes it.
func makeHome(name string, fill func(context.Context, *flow.Kit) error) (string, error) {
	dir := filepath.Join(scratch, name)
	h, err := testHome(dir, newTestClock())
	if err != nil {
		return "", err
	}
	k, _, err := h.Found(context.Background(), flow.NewProduction{
		Title: "Havnen", Controller: "Nordlys Film ApS", Contact: "kontakt@nordlys.example", Address: "Havnegade 1, Thyborøn",
		Customer: "Kystkanalen", CrewName: "Freja Lund", Passphrase: testWords, PIN: "1234", Language: "da", Unit: "B",
		Place: "Auktionshallen, Thyborøn", Demo: true,
	})
	if err != nil {
		return "", err
	}
	err = fill(context.Background(), k)
	return dir, errors.Join(err, k.Close())
}

// The homes all tests copy: one with a production in use, one with nothing in it.
var (
	fullHome = sync.OnceValues(func() (string, error) {
		return makeHome("full", cast)
	})
	bareHome = sync.OnceValues(func() (string, error) {
		return makeHome("bare", func(context.Context, *flow.Kit) error { return nil })
	})
)

// copyOf opens a copy of a shared home, which may be written to.
func copyOf(t *testing.T, made func() (string, error)) testKit {
	t.Helper()
	from, err := made()
	noError(t, err)
	dir := filepath.Join(t.TempDir(), "home")
	noError(t, os.CopyFS(dir, os.DirFS(from)))
	if media := from + "-demo"; exists(media) {
		noError(t, os.CopyFS(dir+"-demo", os.DirFS(media)))
	}
	return openTestKit(t, dir)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func openTestKit(t *testing.T, dir string) testKit {
	t.Helper()
	c := newTestClock()
	c.add(30 * time.Second)
	h, err := testHome(dir, c)
	noError(t, err)
	k, err := h.Unlock(t.Context(), testWords, consent.Ref{})
	noError(t, err)
	t.Cleanup(func() { noError(t, k.Close()) })
	return testKit{k, h, c}
}

// fullKit is a production in use, bareKit one with nothing in it; both are the test's own.
func fullKit(t *testing.T) testKit { t.Helper(); return copyOf(t, fullHome) }
func bareKit(t *testing.T) testKit { t.Helper(); return copyOf(t, bareHome) }

// showKit shows a kit in a window of a size, in English, with all slow work done at once.
func showKit(t *testing.T, k testKit, w, h float32) *UI {
	t.Helper()
	return showUI(t, Options{Home: k.home, Kit: k.Kit, Now: k.clock.now}, w, h)
}

func showUI(t *testing.T, opt Options, w, h float32) *UI {
	t.Helper()
	app := test.NewTempApp(t)
	win := test.NewTempWindow(t, nil)
	win.Canvas().Capture() // Fyne tells the age of what it drew by its last picture: without one it throws away what is new
	opt.Version, opt.Go = "1.0.0", func(f func()) { f() }
	if opt.Language == "" {
		opt.Language = "en"
	}
	if opt.After == nil {
		opt.After = func(time.Duration, func()) {} // nothing happens by itself
	}
	win.SetPadded(false)
	win.Resize(fyne.NewSize(w, h))
	u, err := New(app, win, opt)
	noError(t, err)
	t.Cleanup(u.stop)
	win.Resize(fyne.NewSize(w, h))
	return u
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
