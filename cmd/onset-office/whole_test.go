package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long anything may take on a busy machine.
const patience = 90 * time.Second

// world is three devices of one production, each a process of its own.
type world struct {
	t    *testing.T
	dir  string
	bins string
	logs map[string]*bytes.Buffer
	runs map[string]started // what runs in a home
}

// started is a program that runs until it is stopped.
type started struct {
	args []string
	stop func()
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), bins: programs(t), logs: map[string]*bytes.Buffer{}, runs: map[string]started{}}
	must(t, os.WriteFile(filepath.Join(w.dir, "pass"), []byte("an invented film on set\n"), 0o600))
	t.Cleanup(func() {
		if t.Failed() {
			for name, log := range w.logs {
				t.Logf("%s said:\n%s", name, log)
			}
		}
	})
	return w
}

// programs builds both, without a window.
func programs(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds both programs and runs them as processes")
	}
	dir := t.TempDir()
	for _, name := range []string{"onset", "onset-office"} {
		build := exec.Command("go", "build", "-tags", "migrated_fynedo,noquic", "-o", filepath.Join(dir, name), "onset/cmd/"+name)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build %s: %v\n%s", name, err, out)
		}
	}
	return dir
}

// command is a program's command in a home: kits are called "a" and "b", the office "o".
func (w *world) command(home string, args ...string) *exec.Cmd {
	bin := "onset"
	if home == "o" {
		bin = "onset-office"
	}
	c := exec.Command(filepath.Join(w.bins, bin), args...)
	c.Dir = w.dir
	c.Env = append(os.Environ(), "ONSET_HOME="+filepath.Join(w.dir, home), "ONSET_PASS_FILE="+filepath.Join(w.dir, "pass"), "ONSET_LANG=en")
	return c
}

// try runs a command and gives what it printed.
func (w *world) try(home string, args ...string) (string, error) {
	c := w.command(home, args...)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	if err := c.Run(); err != nil {
		return out.String(), fmt.Errorf("%s: %v: %w\n%s", home, args, err, &said)
	}
	return strings.TrimSpace(out.String()), nil
}

// does runs a command that must work, and gives the last line it printed.
func (w *world) does(home string, args ...string) string {
	w.t.Helper()
	out, err := w.try(home, args...)
	must(w.t, err)
	return out[strings.LastIndexByte(out, '\n')+1:]
}

// starts has a program run until the test ends.
func (w *world) starts(home string, args ...string) {
	w.t.Helper()
	c := w.command(home, args...)
	log := &bytes.Buffer{}
	w.logs[home+" "+args[0]] = log
	c.Stdout, c.Stderr = log, log
	must(w.t, c.Start())
	once := sync.OnceFunc(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait() // its exit code says only that it was stopped
	})
	w.t.Cleanup(once)
	w.runs[home] = started{args, once}
	w.until(home+" takes commands", func() bool {
		_, err := os.Lstat(filepath.Join(w.dir, home, "socket"))
		return err == nil
	})
}

// restarts stops the program of every home, then starts all of them again.
func (w *world) restarts() {
	for _, r := range w.runs {
		r.stop()
	}
	for home, r := range maps.Clone(w.runs) {
		must(w.t, ignoring(os.Remove(filepath.Join(w.dir, home, "socket")), fs.ErrNotExist))
		w.starts(home, r.args...)
	}
}

func ignoring(err, this error) error {
	if errors.Is(err, this) {
		return nil
	}
	return err
}

// until waits for something to become true.
func (w *world) until(what string, is func() bool) {
	w.t.Helper()
	end := time.Now().Add(patience)
	for tick := time.NewTicker(200 * time.Millisecond); !is(); <-tick.C {
		if time.Now().After(end) {
			w.t.Fatalf("still not: %s", what)
		}
	}
}

// list is a command's --json.
func (w *world) list(home string, args ...string) (rows []map[string]any) {
	out, err := w.try(home, append(args, "--json")...)
	if err != nil || json.Unmarshal([]byte(out), &rows) != nil {
		return nil
	}
	return rows
}

func (w *world) sameState(homes ...string) func() bool {
	return func() bool {
		states := map[string]bool{}
		for _, home := range homes {
			out, err := w.try(home, "check", "--state")
			if err != nil {
				return false
			}
			states[out[strings.LastIndexByte(out, '\n')+1:]] = true
		}
		return len(states) == 1
	}
}

// free is an address nobody listens at.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) photo(name string) {
	w.t.Helper()
	img := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7)
	}
	var b bytes.Buffer
	must(w.t, jpeg.Encode(&b, img, nil))
	must(w.t, os.MkdirAll(filepath.Dir(filepath.Join(w.dir, name)), 0o700))
	must(w.t, os.WriteFile(filepath.Join(w.dir, name), b.Bytes(), 0o600))
}

// A production is founded on set without an office; a second kit joins over the
// set's network alone and tags a clip; the office comes, takes the production
// over and has everything; a producer takes a consent back in the browser, and
// both kits block the clip; a person is erased from all three; a kit is revoked.
func TestWholeDay(t *testing.T) {
	w := newWorld(t)
	adult, clip := onSet(w)
	pages := comesOnline(w)
	takenBack(w, pages, adult, clip)
	erased(w)
	revoked(w)
}

func onSet(w *world) (adult, clip string) {
	w.does("a", "init", "--name", "Harbour", "--controller", "Nordlys", "--contact", "crew@example.org")
	adult = w.does("a", "record", "--terms", "appearance", "--lang", "en", "--name", "Anna Grownwell", "--adult", "--grant", "film,stills")
	w.does("a", "record", "--terms", "minor", "--lang", "en", "--name", "Mads Childhood", "--born", "2016-03",
		"--guardian", "Gerda Childhood;mother;gerda@example.org", "--grant", "film", "--child-says", "yes")
	desk := free(w.t)
	w.starts("a", "sync", "--no-discover", "--listen", free(w.t), "--join", desk)
	var code string
	w.until("kit a invites", func() bool {
		out, err := w.try("a", "invite", "--label", "Camera B", "--address", desk)
		code = out[strings.LastIndexByte(out, '\n')+1:]
		return err == nil
	})
	w.does("b", "pair", code, "--label", "Camera B", "--crew", "Bo")
	w.starts("b", "sync", "--no-discover", "--listen", free(w.t))
	w.until("both kits hold the same", w.sameState("a", "b"))

	w.photo("card/one.jpg")
	w.does("b", "ingest", "card/one.jpg")
	clip, _ = w.list("b", "clips")[0]["id"].(string)
	w.does("b", "tag", clip, adult)
	w.does("b", "sidecar", clip)
	w.until("kit a knows who is in the clip", func() bool { return w.result("a", clip) == "cleared" })
	return adult, clip
}

// result is what clearance says of a clip for film.
func (w *world) result(home, clip string) string {
	for _, row := range w.list(home, "clearance", "--purpose", "film", clip) {
		s, _ := row["result"].(string)
		return s
	}
	return ""
}

func comesOnline(w *world) (pages string) {
	pages, desk := free(w.t), free(w.t)
	w.does("o", "init")
	w.starts("o", "serve", "--web", pages, "--join", desk, "--sync", "tcp://"+free(w.t))
	var code string
	w.until("the office invites", func() bool {
		out, err := w.try("o", "invite", "--bring", "--address", desk)
		code = out[strings.LastIndexByte(out, '\n')+1:]
		return err == nil
	})
	w.does("a", "bring", code)
	w.until("the office holds everything", w.sameState("a", "b", "o"))
	w.until("every consent is acknowledged", func() bool {
		rows := w.list("b", "consents")
		for _, row := range rows {
			if at, _ := row["received_at"].(string); at == "" {
				return false
			}
		}
		return len(rows) == 2
	})
	must(w.t, os.WriteFile(filepath.Join(w.dir, "password"), []byte("a long enough password\n"), 0o600))
	w.does("o", "user", "add", "producer@example.org", "--name", "P", "--role", "administrator", "--password-file", filepath.Join(w.dir, "password"))
	return pages
}

func takenBack(w *world, pages, adult, clip string) {
	sidecar := filepath.Join(w.dir, "card", "one.xmp")
	if _, err := os.Stat(sidecar); errors.Is(err, fs.ErrNotExist) {
		sidecar = filepath.Join(w.dir, "card", "one.jpg.xmp")
	}
	before, err := os.ReadFile(sidecar)
	must(w.t, err)
	if !bytes.Contains(before, []byte(adult)) {
		w.t.Fatalf("the sidecar does not name the consent: %s", before)
	}
	w.inBrowser(pages, "Anna Grownwell")
	for _, home := range []string{"o", "a", "b"} {
		w.until(home+" blocks the clip", func() bool { return w.result(home, clip) == "blocked" })
	}
	w.until("the sidecar says so", func() bool {
		now, err := os.ReadFile(sidecar)
		return err == nil && bytes.Contains(now, []byte("blocked")) && bytes.Contains(now, []byte("/MR-NON"))
	})
}

// inBrowser takes a person's consent back as a producer does.
func (w *world) inBrowser(pages, name string) {
	w.t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("ONSET_BROWSER") != "must" {
		w.t.Skip("chromium is not installed: a producer works in a browser")
	}
	must(w.t, err)
	ctx, stop := context.WithTimeout(w.t.Context(), patience)
	defer stop()
	ctx, stop = chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.WindowSize(1280, 900), chromedp.WSURLReadTimeout(patience), chromedp.Flag("disable-component-update", true))...)
	defer stop()
	ctx, stop = chromedp.NewContext(ctx)
	defer stop()
	must(w.t, chromedp.Run(ctx,
		chromedp.Navigate("http://"+pages+"/login?lang=en"),
		chromedp.SendKeys("#email", "producer@example.org"), chromedp.SendKeys("#password", "a long enough password"),
	))
	for _, press := range []string{
		`//main//form//button`,
		`//nav//a[contains(@href,"/people")]`,
		`//main//a[contains(.,"` + name + `")]`,
		`//main//a[contains(@href,"/withdraw")]`,
		`//main//form//button[contains(@class,"final")]`,
	} {
		_, err := chromedp.RunResponse(ctx, chromedp.Click(press, chromedp.BySearch, chromedp.NodeVisible))
		if err != nil {
			var text string
			_ = chromedp.Run(ctx, chromedp.Evaluate(`document.body.innerText`, &text))
			w.t.Fatalf("press %s: %v\n%s", press, err, text)
		}
	}
}

func erased(w *world) {
	var person string
	for _, p := range w.list("o", "people") {
		if name, _ := p["name"].(string); strings.Contains(name, "Childhood") {
			person, _ = p["id"].(string)
		}
	}
	w.does("o", "erase", person, "--yes")
	names := []string{"Childhood", "Gerda"}
	w.forgotten(names)
	w.restarts()
	w.forgotten(names)
}

// forgotten waits until no device knows the names, and looks for them in every file.
func (w *world) forgotten(names []string) {
	w.t.Helper()
	for _, home := range []string{"o", "a", "b"} {
		w.until("nobody at "+home+" knows the name", func() bool {
			out, err := w.try(home, "people")
			return err == nil && !strings.Contains(out, names[0])
		})
	}
	w.until("all hold the same again", w.sameState("a", "b", "o"))
	for _, home := range []string{"o", "a", "b"} {
		must(w.t, filepath.WalkDir(filepath.Join(w.dir, home), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			for _, name := range names {
				if bytes.Contains(b, []byte(name)) || strings.Contains(path, name) {
					w.t.Errorf("%s holds %q", path, name)
				}
			}
			return err
		}))
	}
}

func revoked(w *world) {
	w.does("o", "revoke", deviceOf(w, "Camera B"), "--reason", "lost on the ferry")
	w.until("kit a knows", func() bool {
		out, err := w.try("a", "devices")
		return err == nil && strings.Contains(out, "revoked")
	})
	w.does("a", "record", "--terms", "appearance", "--lang", "en", "--name", "Later Nobody", "--adult", "--grant", "film")
	w.until("the office has who signed later", func() bool {
		out, err := w.try("o", "people")
		return err == nil && strings.Contains(out, "Later Nobody")
	})
	out, err := w.try("b", "people")
	must(w.t, err)
	if strings.Contains(out, "Later Nobody") {
		w.t.Error("a revoked kit reads what was written after it was revoked")
	}
}

// deviceOf is the device with a label.
func deviceOf(w *world, label string) string {
	for _, row := range w.list("o", "devices") {
		if row["label"] == label || row["name"] == label {
			for _, key := range []string{"id", "device", "author"} {
				if id, ok := row[key].(string); ok {
					return id
				}
			}
		}
	}
	w.t.Fatalf("no device %q in %v", label, w.list("o", "devices"))
	return ""
}
