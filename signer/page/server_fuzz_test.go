package page_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"onset/signer/page"
	"onset/signer/page/phonetest"
)

// handler is a signing page without a network, with a door for a crowd, on
// which a second passes each time somebody looks at the clock.
func handler(t testing.TB) (*page.Server, *page.Door, *desk) {
	t.Helper()
	c := &clock{now: noon, ticks: time.Second}
	d := newDesk(c)
	server, door := served(t, c, d)
	return server, door, d
}

func served(t testing.TB, c *clock, d page.Desk) (*page.Server, *page.Door) {
	t.Helper()
	docs, err := page.NewDocuments()
	if err != nil {
		t.Fatal(err)
	}
	door, err := page.NewDoor(rand.Reader, noon, page.DoorOptions{Kind: page.ForCrowd, Terms: "crowd", Language: "da", For: 1000 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	server, err := page.NewServer(page.Options{
		Doors: &doors{clock: c, by: map[string]*page.Door{door.ID: door}}, Desk: d, Docs: docs, Hosts: func(string) bool { return true }, Now: c.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, door
}

// inProcess is a network without one.
type inProcess struct{ h http.Handler }

func (n inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	n.h.ServeHTTP(w, r)
	return w.Result(), nil
}

func post(s http.Handler, door string, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/s/"+door+"/in", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/octet-stream")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// FuzzPost posts anything: as it is, and as the words of a box that opens.
func FuzzPost(f *testing.F) {
	server, door, d := handler(f)
	p, err := phonetest.New(nil, door.Link("http://x"))
	if err != nil {
		f.Fatal(err)
	}
	shown := page.Shown{Terms: "appearance", Version: 1, Language: "en", Digest: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}
	for _, m := range []map[string]any{
		p.Message("hello", nil), p.Message("step", map[string]any{"step": "about", "help": true}), p.Message("back", nil),
		p.Message("send", phonetest.Send(shown, phonetest.Adult("Mette", "film", "social"))),
		p.Message("refuse", map[string]any{"shown": shown}),
		p.Message("away", map[string]any{"shown": shown, "away": map[string]any{"name": "Ida"}}),
	} {
		b, err := json.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, true)
		f.Add(b, false)
	}
	f.Fuzz(func(t *testing.T, b []byte, boxed bool) {
		body, words := b, b
		if boxed {
			var err error
			if body, err = p.Seal(words); err != nil {
				t.Fatal(err)
			}
		}
		w := post(server, door.ID, body)
		switch {
		case w.Code >= 500:
			t.Errorf("status %d: %s", w.Code, w.Body)
		case boxed && len(body) <= page.MaxPost && w.Code != http.StatusOK:
			t.Errorf("no answer in a box: %d %s", w.Code, w.Body)
		case !boxed && w.Code == http.StatusOK:
			t.Errorf("%q opens", b)
		}
		if n := len(server.Phones()); n > 1 {
			t.Errorf("%d visits of one phone", n)
		}
		if taken, aways, refused := d.count(); taken > 1 || aways > 1 || refused > 1 {
			t.Errorf("one phone has said %d, %d and %d things", taken, aways, refused)
		}
	})
}

// FuzzPath asks for anything.
func FuzzPath(f *testing.F) {
	server, door, _ := handler(f)
	for _, p := range []string{"/", "/s/" + door.ID, "/k/K7M4%202QXD", "/s/../k", "//", "/s/" + door.ID + "/in"} {
		f.Add(p, "l=da&m=1&part=1", "da, en;q=0.3", "gzip")
	}
	f.Fuzz(func(t *testing.T, path, query, languages, encodings string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL = &url.URL{Path: path, RawQuery: query}
		r.Header.Set("Accept-Language", languages)
		r.Header.Set("Accept-Encoding", encodings)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if w.Code >= 500 && w.Code != http.StatusInsufficientStorage {
			t.Errorf("status %d", w.Code)
		}
		if w.Header().Get("Content-Security-Policy") == "" {
			t.Error("without a policy")
		}
	})
}
