package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/signer"
)

// cheap makes a guess cost next to nothing, for tests.
var cheap = cost{Time: 1, Memory: 8, Threads: 1}

const password = "five grey herons at noon"

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

func newClock() *clock {
	return &clock{t: time.Date(2026, 6, 10, 9, 40, 0, 0, time.FixedZone("", 2*3600))}
}

// memory is a vault that forgets with the test.
type memory struct {
	mu   sync.Mutex
	b    []byte
	fail error
}

func (m *memory) Load(context.Context) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.b, m.fail
}

func (m *memory) Save(_ context.Context, b []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil {
		m.b = b
	}
	return m.fail
}

// office is a web over productions of a home of its own.
type office struct {
	*testing.T
	web   *Web
	clock *clock
	vault *memory
	kits  []*flow.Kit
	users map[Role]User
	aside consent.Ref // the last that was set aside
	lost  string      // a device that was revoked
}

// founded is an open production in a home of its own.
func founded(t *testing.T, c *clock, title string) *flow.Kit {
	t.Helper()
	h, err := flow.OpenHome(flow.Options{Dir: filepath.Join(t.TempDir(), "home"), Now: c.now, Create: keep.Create, Open: keep.Open})
	must(t, err)
	k, _, err := h.Found(t.Context(), flow.NewProduction{
		Title: title, Controller: "Nordlys Film ApS", Contact: "kontakt@nordlys.example", Address: "Havnegade 1",
		CrewName: "Freja", Passphrase: "harbour lantern copper ladder seven", Language: "en", Unit: "A", Place: "Thyborøn", Demo: true,
	})
	must(t, err)
	t.Cleanup(func() { _ = k.Close() })
	return k
}

// opened is an office with a production that has one user of each role.
func opened(t *testing.T, kits ...*flow.Kit) *office {
	t.Helper()
	o := &office{T: t, clock: newClock(), vault: &memory{}, kits: kits, users: map[Role]User{}}
	if len(kits) == 0 {
		o.kits = []*flow.Kit{founded(t, o.clock, "Havnen")}
	}
	o.reopen(false)
	for _, r := range Roles() {
		u, err := o.web.People().Add(t.Context(), "Signe "+string(r), string(r)+"@nordmole.example", password)
		must(t, err)
		must(t, o.web.People().SetRole(t.Context(), u.ID, o.kits[0].ProductionID(), r))
		o.users[r] = u
	}
	return o
}

func (o *office) reopen(secure bool) {
	o.Helper()
	w, err := newWeb(Options{
		Productions: func() (out []Production) {
			for _, k := range o.kits {
				out = append(out, Production{Kit: k})
			}
			return out
		},
		Vault: o.vault, Now: o.clock.now, Secure: secure,
	}, cheap)
	must(o.T, err)
	o.web = w
}

// base is the address of the office's first production.
func (o *office) base() string { return "/p/" + keyOf(o.kits[0].ProductionID()) + "/" }

// browser is somebody's, with cookies, that follows no redirect.
type browser struct {
	*testing.T
	at     string
	client *http.Client
}

func (o *office) browser() *browser {
	o.Helper()
	s := httptest.NewServer(o.web)
	o.Cleanup(s.Close)
	jar, err := cookiejar.New(nil)
	must(o.T, err)
	return &browser{o.T, s.URL, &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// as is a browser in which a user is logged in.
func (o *office) as(r Role) *browser {
	o.Helper()
	b := o.browser()
	a := b.post("/login", "email", o.users[r].Email, "password", password)
	if a.status != http.StatusSeeOther {
		o.Fatalf("login as %s: %d\n%s", r, a.status, a.body)
	}
	return b
}

type answered struct {
	status int
	body   string
	header http.Header
}

func (a answered) to() string { return a.header.Get("Location") }

func (b *browser) do(r *http.Request) answered {
	b.Helper()
	res, err := b.client.Do(r)
	must(b.T, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	must(b.T, err)
	return answered{res.StatusCode, string(text), res.Header}
}

func (b *browser) get(path string) answered {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, b.at+path, nil)
	must(b.T, err)
	return b.do(r)
}

func (b *browser) post(path string, fields ...string) answered {
	b.Helper()
	f := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		f.Add(fields[i], fields[i+1])
	}
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, b.at+path, strings.NewReader(f.Encode()))
	must(b.T, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// sees gets a page and holds what it must and must not show.
func (b *browser) sees(path string, want ...string) answered {
	b.Helper()
	a := b.get(path)
	if a.status != http.StatusOK {
		b.Fatalf("%s: %d to %q\n%s", path, a.status, a.to(), a.body)
	}
	for _, s := range want {
		if !strings.Contains(a.body, s) {
			b.Errorf("%s does not show %q:\n%s", path, s, a.body)
		}
	}
	return a
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// signed is a person who agreed to the uses.
func (o *office) signed(name string, grants ...consent.Purpose) (person, id consent.ID) {
	o.Helper()
	id, r, err := o.kits[0].Declare(o.Context(), flow.Declaration{
		Terms: "appearance", Name: name, Email: "person@example.com", Adult: true, Grants: grants,
		Denies: []consent.Purpose{consent.Ads}, Paper: photo(o.T, 90),
	})
	must(o.T, err)
	return r.Person, id
}

// setAside takes a statement in from a device that nobody enrolled, as a peer
// would bring it, and returns that device.
func (o *office) setAside(bodies ...consent.Body) *signer.SealKey {
	o.Helper()
	key, err := signer.NewSealKey(rand.Reader)
	must(o.T, err)
	k := o.kits[0]
	var log []signer.Sealed
	var prev consent.Ref
	for i, b := range bodies {
		id, err := consent.NewID(rand.Reader)
		must(o.T, err)
		s, err := flow.Codec().Seal(key, consent.Statement{
			Production: k.ProductionID(), By: id, Seq: uint64(i + 1), Prev: prev, At: consent.StampOf(o.clock.now()), Body: b,
		})
		must(o.T, err)
		prev, o.aside = s.ID, s.ID
		log = append(log, s)
	}
	_, err = k.Carried().Store.Take(o.Context(), log, nil)
	must(o.T, err)
	return key
}

func write(t *testing.T, dir, name string, b []byte) {
	t.Helper()
	path := filepath.Join(dir, name)
	must(t, os.WriteFile(path, b, 0o600))
	filmed := time.Date(2026, 6, 9, 14, 2, 10, 0, time.UTC)
	must(t, os.Chtimes(path, filmed, filmed))
}

// photo is a picture that is a clip of its own.
func photo(t *testing.T, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range img.Pix {
		img.Pix[i] = shade + uint8(i%17)
	}
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

func errIf(bad bool, what string) error {
	if bad {
		return errors.New(what)
	}
	return nil
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	must(t, err)
	return u
}
