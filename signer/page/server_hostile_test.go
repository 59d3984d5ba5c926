package page_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"onset/signer/page"
	"onset/signer/page/phonetest"
)

// TestSameMessageCountsOnce repeats the bytes of a post, as a phone does that
// heard no answer, and as somebody who listened may.
func TestSameMessageCountsOnce(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	m := p.Message("send", phonetest.Send(p.shown(""), phonetest.Adult("Mette Holm", "film", "social")))
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	post, err := p.Seal(b)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		wg.Go(func() {
			if a, err := p.Post(t.Context(), post); err == nil && a.Done != nil {
				ids[i] = a.Done.ID
			}
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id == "" || id != ids[0] {
			t.Fatalf("answers %q", ids)
		}
	}
	if r := p.say("back", nil); !r.OK {
		t.Fatalf("back: %+v", r)
	}
	if a, err := p.Post(t.Context(), post); err != nil || a.Done.Withdrawn || len(a.Done.Choices) != 2 {
		t.Errorf("the same once more: %+v, %v", a, err)
	}
	if r := p.say("hello", nil); !r.Done.Choices[0].Withdrawn {
		t.Error("what was taken back is given again by an old message")
	}
	if taken, _, _ := w.desk.count(); taken != 1 {
		t.Errorf("%d declarations", taken)
	}
}

func TestOldNumbersAreRefused(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	shown := p.shown("")
	first := p.Message("send", phonetest.Send(shown, phonetest.Adult("", "film", "social")))
	if r := p.repeat(first, nil); r.Error != "fields" {
		t.Fatalf("send: %+v", r)
	}
	second := p.Message("send", phonetest.Send(shown, phonetest.Adult("", "film")))
	if r := p.repeat(second, nil); r.Error != "fields" || len(r.Fields) != 2 {
		t.Fatalf("send: %+v", r)
	}
	if r := p.repeat(first, nil); r.Error != "broken" {
		t.Errorf("the first again: %+v", r)
	}
	step := p.Message("step", map[string]any{"step": "signing"})
	p.say("step", map[string]any{"step": "about"})
	if r := p.repeat(step, nil); !r.OK || r.Step != "about" {
		t.Errorf("an old step: %+v", r)
	}
	p.N = 0 // as after a reload
	if r := p.say("hello", nil); !r.OK || r.N != 4 {
		t.Errorf("hello after a reload: %+v", r)
	}
}

func TestForeignAndTamperedPosts(t *testing.T) {
	w := newWorld(t)
	d, other := w.door(page.ForSet), w.door(page.ForSet)
	p, stranger := w.phone(d), w.phone(d)
	b, err := json.Marshal(p.Message("hello", nil))
	if err != nil {
		t.Fatal(err)
	}
	post, err := p.Seal(b)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(name string, q *phone, body []byte, status int) {
		t.Helper()
		var r *phonetest.Refused
		if _, err := q.Post(t.Context(), body); !errors.As(err, &r) || r.Status != status || strings.ContainsAny(r.Word, " :/<") {
			t.Errorf("%s: %v", name, err)
		}
	}
	changed := bytes.Clone(post)
	changed[len(changed)-1] ^= 1
	refused("changed", p, changed, 400)
	asStranger := append(bytes.Clone(stranger.Public[:]), post[32:]...)
	refused("in another phone's name", p, asStranger, 400)
	refused("cut", p, post[:60], 400)
	refused("empty", p, nil, 400)
	elsewhere := w.phone(other)
	refused("at another door", elsewhere, post, 400)
	elsewhere.Door = strings.Repeat("A", 22)
	refused("at no door", elsewhere, post, 404)
	refused("10 MB", p, make([]byte, 10<<20), 413)
	refused("one byte too many", p, make([]byte, page.MaxPost+1), 413)

	secretless := w.phone(d)
	secretless.Key.Secret = other.Key.Secret
	if r := secretless.say("hello", nil); r.OK || r.Error != "broken" {
		t.Errorf("without the secret: %+v", r)
	}
	if n := len(w.server.Phones()); n != 0 {
		t.Errorf("%d visits from nothing", n)
	}
}

// TestAnswersAreForThePhoneAlone posts another phone's message from elsewhere:
// what comes back opens only with that phone's key.
func TestAnswersAreForThePhoneAlone(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForSet)
	p, thief := w.phone(d), w.phone(d)
	if r := p.adult("Mette Holm"); !r.OK {
		t.Fatalf("send: %+v", r)
	}
	b, err := json.Marshal(p.Message("hello", nil))
	if err != nil {
		t.Fatal(err)
	}
	post, err := p.Seal(b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := thief.Post(t.Context(), post); !errors.Is(err, phonetest.ErrBox) {
		t.Errorf("the thief reads it: %v", err)
	}
	if r := thief.say("back", nil); r.OK || r.Error != "broken" {
		t.Errorf("the thief takes it back: %+v", r)
	}
	if r := thief.say("hello", nil); r.Done != nil || r.Step != "reading" {
		t.Errorf("the thief's own hello: %+v", r)
	}
}

func TestHostOriginAndKindOfPost(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	b, err := json.Marshal(p.Message("hello", nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		with   func(*http.Request)
		status int
	}{
		{"as the page does", func(*http.Request) {}, 200},
		{"an origin that says nothing", func(r *http.Request) { r.Header.Set("Origin", "null") }, 200},
		{"no origin", func(r *http.Request) { r.Header.Del("Origin") }, 200},
		{"another site", func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") }, 400},
		{"a frame of another site", func(r *http.Request) {
			r.Header.Set("Origin", "null")
			r.Header.Set("Sec-Fetch-Site", "cross-site")
		}, 400},
		{"a form", func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 400},
		{"no kind", func(r *http.Request) { r.Header.Del("Content-Type") }, 400},
		{"a rebound name", func(r *http.Request) { r.Host = "evil.example" }, 421},
		{"another port", func(r *http.Request) { r.Host = "127.0.0.1" }, 421},
		{"no length", func(r *http.Request) { r.ContentLength = -1 }, 400},
	} {
		post, err := p.Seal(b)
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.base+"/s/"+p.Door+"/in", io.NopCloser(bytes.NewReader(post)))
		if err != nil {
			t.Fatal(err)
		}
		req.ContentLength = int64(len(post))
		req.Header.Set("Content-Type", "application/octet-stream")
		req.Header.Set("Origin", w.base)
		c.with(req)
		resp, err := w.client.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d", c.name, resp.StatusCode, c.status)
		}
	}
}

func TestMarkupInNamesIsData(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForSet)
	p := w.phone(d)
	const name = `<img src=x onerror="alert('qx7')">&amp;`
	if r := p.adult(name); !r.OK {
		t.Fatalf("send: %+v", r)
	}
	if a := w.desk.first(t); a.Name != name {
		t.Errorf("taken: %q", a.Name)
	}
	if strings.Contains(w.log.String(), "img") {
		t.Errorf("the log: %s", w.log)
	}
	for _, path := range []string{"/s/" + d.ID, "/", "/k"} {
		if body := w.get(path).body; strings.Contains(body, "qx7") {
			t.Errorf("%s shows a participant's data", path)
		}
	}
}

func TestMuchInk(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	shown := p.shown("")
	answer := phonetest.Adult("Mette Holm", "film", "social")
	points := make([]map[string]any, 20_001)
	for i := range points {
		points[i] = map[string]any{"x": i % 300, "y": i % 160, "t": i}
	}
	answer["ink"] = map[string]any{"w": 320, "h": 168, "strokes": []any{points}}
	if r := p.say("send", phonetest.Send(shown, answer)); r.OK || r.Error != "broken" {
		t.Errorf("20,001 points: %+v", r)
	}
	answer["ink"] = map[string]any{"w": 320, "h": 168, "strokes": []any{[]any{}}, "x": strings.Repeat("a", page.MaxWords)}
	if r := p.say("send", phonetest.Send(shown, answer)); r.OK || r.Error != "broken" {
		t.Errorf("more than words may be: %+v", r)
	}
	if r := p.adult("Mette Holm"); !r.OK {
		t.Errorf("afterwards: %+v", r)
	}
}

// TestOnePhoneCannotTalkAllDay refuses who talks without end, and only them.
func TestOnePhoneCannotTalkAllDay(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForSet)
	p, other := w.phone(d), w.phone(d)
	slow := 0
	for range 60 {
		if r := p.say("hello", nil); r.Error == "slow" {
			slow++
		}
	}
	if slow < 30 {
		t.Errorf("60 hellos at once: %d refused", slow)
	}
	if r := other.say("hello", nil); !r.OK {
		t.Errorf("another phone: %+v", r)
	}
	w.clock.Add(10_000_000_000)
	if r := p.say("hello", nil); !r.OK {
		t.Errorf("ten seconds later: %+v", r)
	}
}

// brokenDesk breaks off.
type brokenDesk struct{ *desk }

func (brokenDesk) Take(context.Context, *page.Door, *page.Answer) (*page.Receipt, error) {
	panic("Mette Holm")
}

func TestHandlerThatBreaksOffTellsNothing(t *testing.T) {
	w := newWorld(t)
	w.stop()
	w.startWith(brokenDesk{w.desk})
	p := w.phone(w.door(page.ForSet))
	_, err := p.Say(t.Context(), p.Message("send", phonetest.Send(p.shown(""), phonetest.Adult("Mette Holm", "film", "social"))), nil)
	var r *phonetest.Refused
	if !errors.As(err, &r) || r.Status != 500 || strings.TrimSpace(r.Word) != "broken" {
		t.Errorf("told: %v", err)
	}
	if log := w.log.String(); !strings.Contains(log, "broken off") || strings.Contains(log, "Mette") {
		t.Errorf("the log: %s", log)
	}
	if r := w.phone(w.door(page.ForSet)).say("hello", nil); !r.OK {
		t.Errorf("afterwards: %+v", r)
	}
}

// TestLanguageOfAMessage: what a phone calls its language reaches neither the
// crew nor the desk when it is none of the page's.
func TestLanguageOfAMessage(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	for _, c := range []struct{ says, seen string }{
		{"\x1b[2J\u202egpj", ""}, {"xx", ""}, {"ar-EG", "ar"}, {"no", "nb"}, {"<script>", "nb"}, {"en", "en"},
	} {
		m := p.Message("hello", nil)
		m["l"] = c.says
		if r := p.repeat(m, nil); !r.OK {
			t.Fatalf("hello in %q: %+v", c.says, r)
		}
		if got := w.server.Phones()[0].Language; got != c.seen {
			t.Errorf("says %q, the crew sees %q, want %q", c.says, got, c.seen)
		}
	}
}
