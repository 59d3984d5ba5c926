package office

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/signer"
)

const passphrase = "harbour lantern copper ladder seven"

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// until waits for something that another goroutine brings about.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	end := time.Now().Add(time.Minute)
	for !ok() {
		if time.Now().After(end) {
			t.Fatalf("waited for %s in vain", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func openHome(t testing.TB, dir string) *flow.Home {
	t.Helper()
	h, err := flow.OpenHome(flow.Options{Dir: dir, Create: keep.Create, Open: keep.Open})
	must(t, err)
	return h
}

// founded is a kit that founded a production on an island.
func founded(t testing.TB) *flow.Kit {
	t.Helper()
	h := openHome(t, filepath.Join(t.TempDir(), "kit"))
	k, _, err := h.Found(t.Context(), flow.NewProduction{
		Title: "Havnen", Controller: "Nordlys Film ApS", Contact: "kontakt@nordlys.example", CrewName: "Freja",
		Passphrase: passphrase, Language: "en", Unit: "A", Place: "Thyborøn", Demo: true,
	})
	must(t, err)
	t.Cleanup(func() { _ = k.Close() })
	return k
}

// declare has an adult sign for film.
func declare(t testing.TB, k *flow.Kit, name string) consent.ID {
	t.Helper()
	id, _, err := k.Declare(t.Context(), flow.Declaration{
		Terms: "appearance", Language: "en", Name: name, Adult: true, Method: consent.Paper, EnteredBy: "crew",
		Grants: []consent.Purpose{consent.Film}, Denies: []consent.Purpose{consent.Stills, consent.Social, consent.Ads, consent.AI},
	})
	must(t, err)
	return id
}

// lines keeps what was logged.
type lines struct {
	mu   sync.Mutex
	text []byte
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	return len(p), nil
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

// running is a service that answers on this machine until the test ends.
type running struct {
	*Service
	home *flow.Home
	dir  string
	at   map[string]string
	log  *lines
	stop func() error
}

func options(h *flow.Home) Options {
	return Options{Home: h, Passphrase: passphrase, Addresses: Addresses{
		Web: "127.0.0.1:0", Join: "127.0.0.1:0", Metrics: "127.0.0.1:0",
	}}
}

// prepared is a running service without a production.
func prepared(t testing.TB, change ...func(*Options)) *running {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "office")
	_, err := openHome(t, dir).Prepare(passphrase)
	must(t, err)
	return serving(t, dir, change...)
}

// carrying has a service carry what it holds.
func carrying(o *Options) { o.Sync = "tcp://127.0.0.1:0" }

// serving opens the service of a home and has it answer.
func serving(t testing.TB, dir string, change ...func(*Options)) *running {
	t.Helper()
	r := &running{home: openHome(t, dir), dir: dir, log: &lines{}, at: map[string]string{}}
	o := options(r.home)
	o.Log = slog.New(slog.NewTextHandler(r.log, nil))
	ready := make(chan []Listener, 1)
	o.Ready = func(l []Listener) { ready <- l }
	for _, c := range change {
		c(&o)
	}
	var err error
	r.Service, err = Open(t.Context(), o)
	must(t, err)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Serve(ctx) }()
	select {
	case open := <-ready:
		for _, l := range open {
			r.at[l.What] = l.Address
		}
	case err := <-ended:
		t.Fatalf("it does not serve: %v", err)
	}
	r.stop = sync.OnceValue(func() error {
		end()
		if err := <-ended; err != nil {
			return err
		}
		return r.Close()
	})
	t.Cleanup(func() {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// brings has a kit bring its production to the service.
func (r *running) brings(t testing.TB, k *flow.Kit) *flow.Kit {
	t.Helper()
	i, err := r.InviteProduction(t.Context(), flow.InviteOptions{})
	must(t, err)
	must(t, k.BringToOffice(t.Context(), i.Code))
	until(t, "the production to be open", func() bool { _, err := r.Kit(k.ProductionID()); return err == nil })
	office, err := r.Kit(k.ProductionID())
	must(t, err)
	return office
}

// carried takes everything one kit holds to the other, as a disk would.
func carried(t testing.TB, a, b *flow.Kit) {
	t.Helper()
	from, to := a.Carried().Store, b.Carried().Store
	logs, err := from.Logs(t.Context())
	must(t, err)
	var sealed []signer.Sealed
	for _, l := range logs {
		more, err := from.Sealed(t.Context(), l.Author, 1, 100_000)
		must(t, err)
		sealed = append(sealed, more...)
	}
	_, err = to.Take(t.Context(), sealed, blobsOf(t, from, sealed))
	must(t, err)
}

// blobsOf are the particulars that statements name, as far as they are held.
func blobsOf(t testing.TB, from flow.Store, sealed []signer.Sealed) (out []signer.Blob) {
	t.Helper()
	codec := flow.Codec()
	for _, s := range sealed {
		st, err := codec.Decode(s)
		must(t, err)
		for _, ref := range consent.BlobRefs(st.Body) {
			files, err := from.BlobFiles(t.Context(), ref.ID)
			if err != nil && !errors.Is(err, flow.ErrNotFound) && !errors.Is(err, flow.ErrErased) {
				t.Fatal(err)
			}
			for _, f := range files {
				out = append(out, signer.Blob{ID: ref.ID, Digest: ref.Digest, Bytes: f})
			}
		}
	}
	return out
}

func get(t testing.TB, address string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	must(t, err)
	a, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	must(t, err)
	t.Cleanup(func() { _ = a.Body.Close() })
	return a
}
