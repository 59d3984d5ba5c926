//go:build smoke && cgo

package main

import (
	"context"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"onset/app"
	"onset/app/flow"
	"onset/app/keep"
	"onset/app/ui"
)

// The real window runs on the main goroutine, as on a user's machine; the
// tests run beside it and touch it only through the X server.
var (
	opened  = make(chan *flow.Kit, 1)
	smokeAt string
)

func init() { runSmoke = smokeMain }

func smokeMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "onset-smoke-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	smokeAt = dir
	home, err := app.OpenHome(filepath.Join(dir, "home"), keep.Create, keep.Open)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	ctx, stop := context.WithCancel(context.Background())
	code := 1
	go func() {
		defer stop()
		code = m.Run()
	}()
	if err := ui.Run(ctx, fyneapp.NewWithID("org.onset.kit.smoke"), ui.Options{
		Home: home, Language: "en", Version: "smoke", Opened: func(k *flow.Kit) { opened <- k },
	}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// hand is a person's hand and eyes at the real window.
type hand struct {
	t      *testing.T
	window string
	taps   int
	fields int
	shots  string
}

func newHand(t *testing.T) *hand {
	h := &hand{t: t, shots: os.Getenv("OUT")}
	h.until("a window", func() bool {
		out, err := exec.Command("xdotool", "search", "--onlyvisible", "--name", "^Onset$").Output()
		h.window = strings.TrimSpace(string(out))
		return err == nil && h.window != "" && !strings.Contains(h.window, "\n")
	})
	h.xdo("windowactivate", "--sync", h.window)
	return h
}

func (h *hand) xdo(args ...string) {
	h.t.Helper()
	if out, err := exec.Command("xdotool", args...).CombinedOutput(); err != nil {
		h.t.Fatalf("xdotool %v: %v\n%s", args, err, out)
	}
}

// until waits for a condition of the window; it fails with a picture of what is there instead.
func (h *hand) until(what string, ok func() bool) {
	h.t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			h.shot("failed")
			h.t.Fatalf("no %s. There is: %q", what, h.words())
		}
		<-time.After(50 * time.Millisecond)
	}
}

// shot keeps a picture of the real window where OUT says.
func (h *hand) shot(name string) {
	if h.shots == "" {
		return
	}
	file := filepath.Join(h.shots, "window-"+name+".png")
	if out, err := exec.Command("import", "-window", h.window, file).CombinedOutput(); err != nil {
		h.t.Logf("no picture: %v %s", err, out)
	}
}

// word is one text on the screen with its middle.
type word struct {
	text string
	x, y float32
}

// see lists what can be read in the window, overlays on top.
func (h *hand) see() []word {
	var out []word
	fyne.DoAndWait(func() {
		for _, w := range fyne.CurrentApp().Driver().AllWindows() {
			c := w.Canvas()
			if top := c.Overlays().Top(); top != nil {
				walk2(top, &out)
				return
			}
			walk2(c.Content(), &out)
		}
	})
	return out
}

func walk2(o fyne.CanvasObject, out *[]word) {
	if o == nil || !o.Visible() {
		return
	}
	switch x := o.(type) {
	case *canvas.Text:
		p := fyne.CurrentApp().Driver().AbsolutePositionForObject(x)
		s := x.Size()
		if x.Text != "" {
			*out = append(*out, word{x.Text, p.X + s.Width/2, p.Y + s.Height/2})
		}
	case *fyne.Container:
		for _, c := range x.Objects {
			walk2(c, out)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(x).Objects() {
			walk2(c, out)
		}
	}
}

func (h *hand) words() []string {
	var out []string
	for _, w := range h.see() {
		out = append(out, w.text)
	}
	return out
}

// find waits for a text and gives its place; with several, the n-th from above.
func (h *hand) find(text string, n int) word {
	h.t.Helper()
	var found word
	h.until(fmt.Sprintf("%q (%d)", text, n), func() bool {
		var all []word
		for _, w := range h.see() {
			if w.text == text {
				all = append(all, w)
			}
		}
		slices.SortStableFunc(all, func(a, b word) int { return int(a.y - b.y) })
		if len(all) <= n {
			return false
		}
		found = all[n]
		return true
	})
	return found
}

// tap touches a text once.
func (h *hand) tap(text string) { h.t.Helper(); h.tapNth(text, 0) }

func (h *hand) tapNth(text string, n int) {
	h.t.Helper()
	w := h.find(text, n)
	h.taps++
	h.click(w.x, w.y)
}

func (h *hand) click(x, y float32) {
	h.t.Helper()
	h.xdo("mousemove", "--window", h.window, fmt.Sprint(int(x)), fmt.Sprint(int(y)), "click", "1")
}

// fill types into the field below a label.
func (h *hand) fill(label, text string) {
	h.t.Helper()
	w := h.find(label, 0)
	h.fields++
	h.click(w.x, w.y+40)
	h.xdo("type", "--delay", "15", text)
}

// sign draws a signature near a place of the window.
func (h *hand) sign(x, y float32) {
	h.t.Helper()
	at := func(dx, dy float32) []string {
		return []string{"mousemove", "--window", h.window, fmt.Sprint(int(x + dx)), fmt.Sprint(int(y + dy))}
	}
	h.xdo(append(at(0, 0), "mousedown", "1")...)
	for i := 1; i <= 24; i++ {
		dy := float32(40)
		if i%2 == 0 {
			dy = -40
		}
		h.xdo(append(at(float32(i)*10, dy), "sleep", "0.02")...)
	}
	h.xdo("mouseup", "1")
}

// keepPicture writes what the toolkit itself drew, for comparison with shot.
func (h *hand) keepPicture(name string) {
	if h.shots == "" {
		return
	}
	fyne.DoAndWait(func() {
		f, err := os.Create(filepath.Join(h.shots, "canvas-"+name+".png"))
		if err != nil {
			return
		}
		defer f.Close()
		_ = png.Encode(f, fyne.CurrentApp().Driver().AllWindows()[0].Canvas().Capture())
	})
}
