package flow_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
)

const (
	passphrase = "harbour lantern copper ladder seven"
	zone       = 2 * 3600
)

// clock is a clock that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// set is a home with one open production.
type set struct {
	*flow.Kit
	t     *testing.T
	clock *clock
	home  *flow.Home
	dir   string
}

func newClock() *clock {
	return &clock{t: time.Date(2026, 5, 12, 14, 0, 0, 0, time.FixedZone("", zone))}
}

func openHome(t *testing.T, dir string, c *clock) *flow.Home {
	t.Helper()
	h, err := flow.OpenHome(flow.Options{Dir: dir, Now: c.now, Create: keep.Create, Open: keep.Open})
	must(t, err)
	return h
}

func founded(t *testing.T, change ...func(*flow.NewProduction)) *set {
	t.Helper()
	s := &set{t: t, clock: newClock(), dir: filepath.Join(t.TempDir(), "home")}
	s.home = openHome(t, s.dir, s.clock)
	n := flow.NewProduction{
		Title: "Havnen", Controller: "Nordlys Film ApS", Contact: "kontakt@nordlys.example", Address: "Havnegade 1",
		CrewName: "Freja", Passphrase: passphrase, Language: "en", Unit: "A", Place: "Thyborøn", Demo: true,
	}
	for _, f := range change {
		f(&n)
	}
	k, recovery, err := s.home.Found(t.Context(), n)
	must(t, err)
	if recovery == "" {
		t.Fatal("no recovery code")
	}
	s.Kit = k
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// reopen closes the kit and opens the home again, as a new process would.
func (s *set) reopen() {
	s.t.Helper()
	must(s.t, s.Close())
	s.home = openHome(s.t, s.dir, s.clock)
	k, err := s.home.Unlock(s.t.Context(), passphrase, consent.Ref{})
	must(s.t, err)
	s.Kit = k
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func drawn(t *testing.T) []byte {
	t.Helper()
	b, err := json.Marshal(map[string]any{"w": 400, "h": 200, "strokes": [][]map[string]any{{
		{"x": 20.5, "y": 100, "t": 0}, {"x": 150, "y": 40.25, "t": 120}, {"x": 300, "y": 140, "t": 300},
	}}})
	must(t, err)
	return b
}

func photo(t *testing.T, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range img.Pix {
		img.Pix[i] = shade + uint8(i%17)
	}
	img.SetGray(3, 3, color.Gray{Y: 255})
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

// clip writes a photo that is a clip of its own, and returns its path.
func clip(t *testing.T, dir, name string, shade uint8) string {
	t.Helper()
	path := filepath.Join(dir, name)
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, photo(t, shade), 0o600))
	return path
}

// adult records an adult who grants everything that is named and denies nothing.
func (s *set) adult(name string, grants ...consent.Purpose) (consent.ID, consent.ID) {
	s.t.Helper()
	id, r, err := s.Declare(s.t.Context(), flow.Declaration{Terms: "appearance", Name: name, Adult: true, Grants: grants, Ink: drawn(s.t)})
	must(s.t, err)
	return id, r.Person
}

// ingested registers fresh clips and returns their ids.
func (s *set) ingested(names ...string) []consent.ID {
	s.t.Helper()
	dir := s.t.TempDir()
	for i, n := range names {
		clip(s.t, dir, n, uint8(len(s.Clips(flow.ClipQuery{}).IDs)*7+i*3))
	}
	rs, err := s.Ingest(s.t.Context(), []string{dir}, nil)
	must(s.t, err)
	var ids []consent.ID
	for _, r := range rs {
		must(s.t, r.Err)
		ids = append(ids, r.Clip)
	}
	return ids
}

func createNever(context.Context, flow.StoreConfig) (flow.Store, error) { return nil, flow.ErrNotEmpty }

func openKept(ctx context.Context, c flow.StoreConfig) (flow.Store, error) { return keep.Open(ctx, c) }
