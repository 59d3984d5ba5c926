package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// What the office must hold and stay quick with.
const (
	officeClips   = 500_000
	officePeople  = 50_000
	officeDevices = 20
	makerProgram  = "flow.test" // the flows' test, which can make a big production
	pageMost      = 200 * time.Millisecond
	reportMost    = 3 * time.Second
	startMost     = 5 * time.Second
	officeMemory  = 2000 // MB
	pageCalls     = 5
)

// office has the central service start with a big production, and asks it over
// HTTP for its pages.
func office(ctx context.Context, o options) ([]line, error) {
	dir, err := officeHome(ctx, o)
	if err != nil {
		return nil, err
	}
	c, err := newCrew(ctx, o, dir)
	if err != nil {
		return nil, err
	}
	d, err := c.device(officeProgram, "home")
	if err != nil {
		return nil, err
	}
	out, err := d.pages()
	return out, errors.Join(err, c.stop())
}

// officeHome finds or makes a home with a big production.
func officeHome(ctx context.Context, o options) (string, error) {
	format, err := storeFormat(ctx)
	if err != nil {
		return "", err
	}
	dir, err := filepath.Abs(filepath.Join(o.out, fmt.Sprintf("office-f%d-%d-%d", format, officeClips, officePeople)))
	if err != nil {
		return "", err
	}
	whole := filepath.Join(dir, "made")
	if _, err := os.Stat(whole); err == nil {
		return dir, nil
	}
	if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o700)); err != nil {
		return "", err
	}
	fmt.Fprintf(os.Stderr, "bench: making an office of %d clips in %s, once\n", officeClips, dir)
	bins, err := filepath.Abs(o.bins)
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bins, makerProgram), "-test.run", "^$", "-test.bench", "^BenchmarkBig$/^none$", "-test.benchtime", "1x", "-test.timeout", "0")
	cmd.Env = append(os.Environ(), "ONSET_BIG="+dir, fmt.Sprintf("ONSET_BIG_SIZE=%d,%d,%d", officeClips, officePeople, officeDevices))
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("make the office: %w: %s", err, out)
	}
	return dir, os.WriteFile(whole, nil, 0o600)
}

// pages starts the service and asks for each page, not counting the first time.
func (d *device) pages() ([]line, error) {
	began := time.Now()
	if err := d.serve("0"); err != nil {
		return nil, err
	}
	started := time.Since(began)
	own := watchMemoryOf(d.pid())
	b, err := d.login()
	if err != nil {
		return nil, err
	}
	report, err := b.get("publish?use=film")
	if err != nil {
		return nil, err
	}
	table, err := b.get("publish.csv?use=film")
	if err != nil {
		return nil, err
	}
	slowest, which, all := time.Duration(0), "", ""
	paths, err := b.paths()
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		var ds []time.Duration
		for range pageCalls + 1 {
			t, err := b.get(path)
			if err != nil {
				return nil, err
			}
			ds = append(ds, t)
		}
		m := median(ds[1:])
		all += fmt.Sprintf(" %s %.0f ms;", nameOf(path), ms(m))
		if m > slowest {
			slowest, which = m, path
		}
	}
	fmt.Fprintln(os.Stderr, "bench: pages:"+all)
	return []line{
		within(fmt.Sprintf("the office with %d clips, %d consents and %d devices: from its start until it answers", officeClips, officePeople, officeDevices), started, startMost),
		within("  the report of everything, the first one", report, reportMost),
		within("  the same as a table with a line for each clip", table, reportMost),
		within(fmt.Sprintf("  the slowest of %d pages (%s), median of %d", len(paths), nameOf(which), pageCalls), slowest, pageMost),
		memoryLine("  memory, peak", own(), officeMemory),
	}, nil
}

// nameOf is a page's path without ids.
func nameOf(path string) string { return idOf.ReplaceAllString(path, "…") }

var idOf = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// browser is somebody who logged in to the office's pages.
type browser struct {
	*http.Client
	ctx  context.Context
	base string // of the production
}

const officeUser, officePassword = "signe@nordmole.example", "a long enough password"

func (d *device) login() (*browser, error) {
	file := filepath.Join(d.c.dir, "password")
	if err := os.WriteFile(file, []byte(officePassword+"\n"), 0o600); err != nil {
		return nil, err
	}
	if list, err := d.ask("user", "list"); err != nil || !strings.Contains(list, officeUser) {
		if _, err := d.ask("user", "add", officeUser, "--name", "Signe", "--role", "administrator", "--password-file", file); err != nil {
			return nil, err
		}
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &browser{Client: &http.Client{Jar: jar}, ctx: d.c.ctx}
	r, err := b.PostForm("http://"+d.at["web"]+"/login", url.Values{"email": {officeUser}, "password": {officePassword}, "next": {"/"}})
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Body.Close() }()
	b.base = r.Request.URL.String() // the one production's
	if !strings.Contains(b.base, "/p/") {
		return nil, fmt.Errorf("not logged in: %s, at %s", r.Status, b.base)
	}
	return b, nil
}

// get is how long a page takes, with all of it read.
func (b *browser) get(path string) (time.Duration, error) {
	_, t, err := b.read(path)
	return t, err
}

func (b *browser) read(path string) (string, time.Duration, error) {
	began := time.Now()
	r, err := http.NewRequestWithContext(b.ctx, http.MethodGet, b.base+path, nil)
	if err != nil {
		return "", 0, err
	}
	a, err := b.Do(r)
	if err != nil {
		return "", 0, err
	}
	text, err := io.ReadAll(a.Body)
	if err = errors.Join(err, a.Body.Close()); err == nil && a.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, a.Status)
	}
	return string(text), time.Since(began), err
}

// paths are the pages, with a clip and a person of the lists.
func (b *browser) paths() ([]string, error) {
	out := []string{"", "arrived", "people", "people?q=49", "consents", "consents?q=49&from=200", "clips", "clips?q=C0049", "clips?result=unknown&from=500", "publish?use=film", "publish?use=stills&where=DK", "search?q=agard+49", "devices", "users", "audit"}
	for _, list := range []string{"people", "clips"} {
		text, _, err := b.read(list)
		if err != nil {
			return nil, err
		}
		one := regexp.MustCompile(list + "/" + idOf.String()).FindString(text)
		if one == "" {
			return nil, fmt.Errorf("%s lists nothing", list)
		}
		out = append(out, one)
	}
	return out, nil
}
