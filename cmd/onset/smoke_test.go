//go:build smoke && cgo

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"onset/app/cli"
)

func init() { runSmoke = smokeMain }

// smokeMain runs the whole program with its real window on the main goroutine,
// as on a user's machine; the test runs beside it and touches it only through
// the X server and through commands.
func smokeMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "onset-smoke-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	for _, v := range [][2]string{{"ONSET_HOME", filepath.Join(dir, "home")}, {"ONSET_PASS_FILE", ""}, {"ONSET_LANG", "en"}} {
		os.Setenv(v[0], v[1])
	}
	ctx, stop := context.WithCancel(context.Background())
	code := 1
	go func() {
		defer stop()
		code = m.Run()
	}()
	env := env(&carrying{})
	env.Args, env.Secret = nil, nil
	if got := cli.Run(ctx, env); got != 0 {
		return got
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
				look(top, fyne.Position{}, &out)
				return
			}
			look(c.Content(), fyne.Position{}, &out)
		}
	})
	return out
}

// look walks what is drawn; at is where o's parent stands.
func look(o fyne.CanvasObject, at fyne.Position, out *[]word) {
	if o == nil || !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	switch x := o.(type) {
	case *canvas.Text:
		if x.Text != "" {
			*out = append(*out, word{x.Text, at.X + x.MinSize().Width/2, at.Y + x.Size().Height/2})
		}
	case *fyne.Container:
		for _, c := range x.Objects {
			look(c, at, out)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(x).Objects() {
			look(c, at, out)
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

// find waits for a text that stands still and gives its place; with several,
// the n-th from above.
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
		still := found == all[n]
		found = all[n]
		return still
	})
	return found
}

// tap touches a text once.
func (h *hand) tap(text string) { h.t.Helper(); h.tapNth(text, 0) }

func (h *hand) tapNth(text string, n int) {
	h.t.Helper()
	w := h.find(text, n)
	for range 10 {
		if w.y < lowest || text != "Yes" {
			break
		}
		h.xdo("mousemove", "--window", h.window, "500", "400", "click", "5") // scroll, as with a finger
		w = h.find(text, n)
	}
	h.taps++
	h.click(w.x, w.y)
}

// lowest is where the action bar of a hand-over begins.
const lowest = 670

func (h *hand) click(x, y float32) {
	h.t.Helper()
	h.xdo("mousemove", "--window", h.window, fmt.Sprint(int(x)), fmt.Sprint(int(y)), "click", "1")
}

// fill types into the field below a label.
func (h *hand) fill(label, text string) {
	h.t.Helper()
	w := h.find(label, 0)
	h.fields++
	before := h.focused()
	h.click(w.x, w.y+40)
	h.until("cursor in "+label, func() bool { f := h.focused(); return f != nil && f != before })
	h.xdo("type", "--delay", "15", text)
}

// focused is what the keyboard writes into.
func (h *hand) focused() (f fyne.Focusable) {
	fyne.DoAndWait(func() { f = fyne.CurrentApp().Driver().AllWindows()[0].Canvas().Focused() })
	return f
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

// recoveryCode reads the groups of the recovery code off the screen.
func (h *hand) recoveryCode() (groups []string) {
	h.t.Helper()
	h.until("recovery code", func() bool {
		groups = nil
		for _, w := range h.see() {
			if group.MatchString(w.text) {
				groups = append(groups, w.text)
			}
		}
		return len(groups) >= 4
	})
	return groups
}

var group = regexp.MustCompile(`^[0-9A-Z]{4,6}$`)

// command asks the running window through its socket, as a script would.
func (h *hand) command(args ...string) []byte {
	h.t.Helper()
	cmd := exec.Command(filepath.Join("..", "..", "bin", "onset"), args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		h.t.Fatalf("onset %v: %v", args, err)
	}
	return out
}

// TestSmoke starts the kit for the first time and signs an adult in it.
func TestSmoke(t *testing.T) {
	h := newHand(t)
	h.find("New production", 0)
	h.shot("first-start")
	h.tap("New production")
	h.fill("Title of the production", "Havnen")
	h.fill("Your name", "Anna")
	h.fill("Company and number", "Nordlys Film ApS")
	h.fill("E-mail for questions", "samtykke@nordlys.example")
	h.tap("Continue")
	h.tap("Write my own")
	h.fill("Your own passphrase", "an invented film on set")
	h.tap("Continue")
	code := h.recoveryCode()
	h.fill("Type the last group, to be sure", code[len(code)-1])
	h.shot("recovery")
	h.tap("I have written it down")
	h.tap("No PIN")
	h.find("Get signature", 0)
	h.shot("today")

	h.taps, h.fields = 0, 0
	h.tap("Get signature")
	h.find("Yes", 4)
	for i, next := range []string{"4 answers to go", "3 answers to go", "2 answers to go", "1 answer to go", "Continue"} {
		h.tapNth("Yes", i)
		h.find(next, 0)
	}
	h.shot("answers")
	h.tap("Continue")
	h.fill("Your name", "Søren Kjær")
	h.taps++ // into the field
	h.tapNth("Yes", 0)
	pad := h.find("Clear", 0)
	h.sign(pad.x-420, pad.y+150)
	h.shot("signed")
	h.tap("Sign")
	h.find("Done", 0)
	h.shot("receipt")
	if h.taps > 10 || h.fields > 1 {
		t.Errorf("an adult took %d taps and %d typed fields; at most 10 and 1", h.taps, h.fields)
	}

	var list []struct{ Name, Status, Method string }
	if err := json.Unmarshal(h.command("consents", "--json"), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].Name != "Søren Kjær" || list[0].Status != "Given" || list[0].Method != "drawn" {
		t.Errorf("the kit holds %+v", list)
	}
	h.command("check")
}
