package page_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"onset/consent"
	"onset/signer/page"
	"onset/signer/page/phonetest"
)

// noon is a day in May, at the place.
var noon = time.Date(2026, 5, 12, 12, 0, 0, 0, time.FixedZone("", 2*3600))

// clock is moved by hand.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	ticks time.Duration // each time somebody looks
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(c.ticks)
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// desk keeps what it takes in memory, by the rules of page.Desk.
type desk struct {
	mu       sync.Mutex
	clock    *clock
	version  int           // of the text
	fails    error         // of everything that records
	late     bool          // see lateDesk
	answered bool          // guardians have answered with their codes
	holds    chan struct{} // Take waits for it to close; nil = not
	taken    map[consent.ID]*page.Answer
	order    []consent.ID
	back     map[consent.ID]map[consent.Purpose]bool
	aways    map[consent.ID]*page.Away
	refused  map[consent.ID]page.Shown
}

func newDesk(c *clock) *desk {
	return &desk{
		clock: c, version: 1, taken: map[consent.ID]*page.Answer{},
		back: map[consent.ID]map[consent.Purpose]bool{}, aways: map[consent.ID]*page.Away{}, refused: map[consent.ID]page.Shown{},
	}
}

func (d *desk) Sheet(_ context.Context, door *page.Door, q page.SheetQuery) (*page.Sheet, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	minor := q.Minor || door.Kind == page.ForParent || door.Kind == page.ForSecond
	s := &page.Sheet{
		Shown:      page.Shown{Terms: "appearance", Version: d.version, Language: q.Language, Digest: strings.Repeat("a", 64)},
		Production: "Havnen", Controller: "Nordmole Film", Contact: "post@nordmole.example",
		Languages: []string{"da", "en", "ar"}, Title: "May we film you?", Card: "Who: Nordmole Film", NotAsked: "Nothing else.",
		Questions: []page.Question{
			{Purpose: consent.Film, Title: "The film", Sentence: "May we?", Details: "Where: everywhere", Until: "31 December 2031"},
			{Purpose: consent.Social, Title: "Social media", Sentence: "May we?", Details: "Where: everywhere", Until: "31 December 2028"},
		},
		HasMinor: !minor, Minor: minor, AsksChild: 7, AloneFrom: 18, Guardians: 1, AsksBand: door.Kind == page.ForCrowd, Local: true,
	}
	if minor {
		s.Terms, s.Title = "minor", "May we film your child?"
	}
	if q.Language != "da" && q.Language != "en" && (q.Language != "ar" || minor) {
		return s, page.ErrNoText
	}
	return s, nil
}

func (d *desk) Take(ctx context.Context, door *page.Door, a *page.Answer) (*page.Receipt, error) {
	if d.holds != nil {
		select {
		case <-d.holds:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	sheet, err := d.Sheet(ctx, door, page.SheetQuery{Language: a.Shown.Language, Minor: a.Shown.Terms == "minor"})
	if err != nil || sheet.Shown != a.Shown {
		return nil, page.ErrChanged
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fails != nil {
		return nil, d.fails
	}
	if d.taken[a.Consent] == nil {
		d.taken[a.Consent] = a
		d.order = append(d.order, a.Consent)
	}
	return d.receipt(a.Consent), nil
}

func (d *desk) receipt(id consent.ID) *page.Receipt {
	a := d.taken[id]
	r := &page.Receipt{Consent: id, Short: id.Short(), At: d.clock.Now(), Band: a.Band, QR: [][]bool{{true, false}, {false, true}}}
	for _, p := range []consent.Purpose{consent.Film, consent.Social} {
		r.Choices = append(r.Choices, page.ReceiptChoice{
			Purpose: p, Title: "The " + string(p), Answer: a.Answers[p], Until: consent.NewDate(2031, 12, 31), Withdrawn: d.back[id][p],
		})
	}
	if a.Guardian != nil && a.Guardian.Other == consent.HolderMustSign {
		r.Waiting, r.TakeHome = "second", d.home()
	}
	return r
}

func (d *desk) home() *page.TakeHome {
	return &page.TakeHome{Code: page.TakeHomeCode([16]byte{1}), By: consent.NewDate(2026, 5, 19), Base: "https://set.example/k"}
}

func (d *desk) Refuse(_ context.Context, _ *page.Door, id consent.ID, shown page.Shown) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fails == nil {
		d.refused[id] = shown
	}
	return d.fails
}

func (d *desk) Away(_ context.Context, _ *page.Door, a *page.Away) (*page.TakeHome, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fails != nil {
		return nil, d.fails
	}
	d.aways[a.Consent] = a
	return d.home(), nil
}

func (d *desk) Receipt(_ context.Context, _ *page.Door, id consent.ID, _ string) (*page.Receipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a := d.aways[id]; a != nil && d.answered {
		return &page.Receipt{Consent: id, Choices: []page.ReceiptChoice{{Purpose: consent.Film, Answer: consent.Granted}}}, nil
	} else if a != nil {
		return &page.Receipt{Consent: id, TakeHome: d.home()}, nil
	}
	if d.taken[id] == nil {
		return nil, page.ErrNoConsent
	}
	return d.receipt(id), nil
}

func (d *desk) TakeBack(_ context.Context, id consent.ID, uses []consent.Purpose, _ string) (*page.Receipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.taken[id] == nil {
		return nil, page.ErrNoConsent
	}
	if d.fails != nil {
		return nil, d.fails
	}
	if len(uses) == 0 {
		uses = []consent.Purpose{consent.Film, consent.Social}
	}
	if d.back[id] == nil {
		d.back[id] = map[consent.Purpose]bool{}
	}
	for _, u := range uses {
		d.back[id][u] = true
	}
	return d.receipt(id), nil
}

func (d *desk) count() (taken, aways, refused int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.taken), len(d.aways), len(d.refused)
}

// first is the first declaration that was taken.
func (d *desk) first(t *testing.T) *page.Answer {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.order) == 0 {
		t.Fatal("nothing was taken")
	}
	return d.taken[d.order[0]]
}

// doors keeps doors in memory, by the rules of page.Doors.
type doors struct {
	mu    sync.Mutex
	clock *clock
	off   bool
	by    map[string]*page.Door
	codes map[string]*page.Door

	unknown error // of a code that is not here; nil = page.ErrNoDoor
}

func (d *doors) Door(_ context.Context, id string) (*page.Door, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.open(d.by[id])
}

func (d *doors) Code(_ context.Context, code string) (*page.Door, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.open(d.codes[code])
}

func (d *doors) open(door *page.Door) (*page.Door, error) {
	switch {
	case d.off:
		return nil, page.ErrOff
	case door == nil && d.unknown != nil:
		return nil, d.unknown
	case door == nil:
		return nil, page.ErrNoDoor
	case d.clock.Now().After(door.Expires):
		return nil, page.ErrOld
	}
	return door, nil
}

// world is a signing page on a socket of this machine.
type world struct {
	t       *testing.T
	clock   *clock
	desk    *desk
	doors   *doors
	server  *page.Server
	base    string
	client  *http.Client
	log     *syncBuffer
	room    int
	seen    []page.Phone
	reached []string
	mu      sync.Mutex
	stop    func()
}

type syncBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func newWorld(t *testing.T) *world {
	t.Helper()
	c := &clock{now: noon}
	w := &world{t: t, clock: c, desk: newDesk(c), log: &syncBuffer{}}
	w.doors = &doors{clock: c, by: map[string]*page.Door{}, codes: map[string]*page.Door{}}
	w.start()
	t.Cleanup(func() { w.stop() })
	return w
}

// start serves with a new server, as after a restart of the kit; doors and desk stay.
func (w *world) start() {
	w.t.Helper()
	w.startWith(w.desk)
}

func (w *world) startWith(d page.Desk) {
	w.t.Helper()
	docs, err := page.NewDocuments()
	if err != nil {
		w.t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	host := l.Addr().String()
	w.server, err = page.NewServer(page.Options{
		Doors: w.doors, Desk: d, Docs: docs, Hosts: func(h string) bool { return h == host },
		Seen: w.saw, Reached: w.was, Room: func() int { return w.room }, Now: w.clock.Now, Log: slog.New(slog.NewTextHandler(w.log, nil)),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- page.Serve(ctx, l, w.server) }()
	w.base, w.client = "http://"+host, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	w.stop = func() {
		w.client.CloseIdleConnections()
		cancel()
		if err := <-done; err != nil {
			w.t.Errorf("serve: %v", err)
		}
	}
}

func (w *world) restart() {
	w.t.Helper()
	w.stop()
	w.start()
}

func (w *world) saw(p page.Phone) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, p)
}

func (w *world) was(host string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reached = append(w.reached, host)
}

// door opens a door of a kind.
func (w *world) door(kind page.DoorKind) *page.Door {
	w.t.Helper()
	d, err := page.NewDoor(rand.Reader, w.clock.Now(), page.DoorOptions{Kind: kind, Terms: "appearance", Language: "da"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.doors.mu.Lock()
	defer w.doors.mu.Unlock()
	w.doors.by[d.ID] = d
	return d
}

// phone is a test's phone.
type phone struct {
	*phonetest.Phone
	w *world
}

func (w *world) phone(d *page.Door) *phone {
	w.t.Helper()
	p, err := phonetest.New(w.client, d.Link(w.base))
	if err != nil {
		w.t.Fatal(err)
	}
	return &phone{p, w}
}

// say posts a message that must get an answer in a box.
func (p *phone) say(kind string, more map[string]any) phonetest.Answer {
	p.w.t.Helper()
	return p.repeat(p.Message(kind, more), nil)
}

func (p *phone) repeat(message map[string]any, picture []byte) phonetest.Answer {
	p.w.t.Helper()
	a, err := p.Say(context.Background(), message, picture)
	if err != nil {
		p.w.t.Fatalf("%v: %v", message["t"], err)
	}
	return a
}

// shown is the text that the document shows.
func (p *phone) shown(query string) page.Shown {
	p.w.t.Helper()
	f, err := p.Load(context.Background(), query)
	if err != nil {
		p.w.t.Fatal(err)
	}
	return f.Shown
}

// adult signs with a yes to everything.
func (p *phone) adult(name string) phonetest.Answer {
	p.w.t.Helper()
	return p.say("send", phonetest.Send(p.shown(""), phonetest.Adult(name, "film", "social")))
}

// got is what a browser gets.
type got struct {
	status int
	header http.Header
	body   string
}

func (w *world) get(path string, headers ...string) got {
	w.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, w.base+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := w.client.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return got{resp.StatusCode, resp.Header, string(b)}
}

// wait polls until something holds.
func wait(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); {
		if time.Now().After(end) {
			t.Fatal("waited ten seconds for nothing")
		}
		runtime.Gosched()
	}
}

// told is what a phone was told outside of a box.
func told(err error) string {
	var r *phonetest.Refused
	if !errors.As(err, &r) {
		return fmt.Sprint(err)
	}
	return fmt.Sprint(r.Status, " ", r.Word)
}
