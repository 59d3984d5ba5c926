package page_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"onset/signer/page"
	"onset/signer/page/phonetest"
)

func TestEveryAnswerIsGuarded(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForSet)
	for path, status := range map[string]int{
		"/": 200, "/s/" + d.ID: 200, "/k": 200, "/favicon.ico": 404, "/s/" + strings.Repeat("A", 22): 404, "/s/x": 404,
		"/s/": 404, "/s/" + d.ID + "/": 404, "/s/" + d.ID + "/in": 404, "/k/": 404, "/k/ABCDEFGH": 404, "/robots.txt": 404,
		"/s/..%2f..%2fetc%2fpasswd": 404, "/debug/pprof/": 404, "/<script>": 404,
	} {
		g := w.get(path)
		if g.status != status {
			t.Errorf("%s: status %d, want %d", path, g.status, status)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
			"Cross-Origin-Opener-Policy": "", "Strict-Transport-Security": "", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if g.header.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, g.header.Get(name))
			}
		}
		if csp := g.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if strings.Contains(g.body, "/<script>") || g.header.Get("Set-Cookie") != "" || g.header.Get("Server") != "" {
			t.Errorf("%s: says more than it may", path)
		}
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodOptions, "BREW"} {
		req, err := http.NewRequestWithContext(t.Context(), method, w.base+"/s/"+d.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := w.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if _ = resp.Body.Close(); resp.StatusCode != 404 {
			t.Errorf("%s: status %d", method, resp.StatusCode)
		}
	}
}

func TestLanguageOfTheDocument(t *testing.T) {
	w := newWorld(t)
	path := "/s/" + w.door(page.ForSet).ID
	for _, c := range []struct {
		query, accept, lang string
		chooses             bool
		status              int
	}{
		{"", "", "da", false, 200},
		{"", "en-GB,en;q=0.9,da;q=0.8", "en", false, 200},
		{"", "da;q=0.4, en;q=0.9", "en", false, 200},
		{"", "fr, da;q=0.1", "da", false, 200},
		{"", "ar-EG", "ar", false, 200},
		{"", "de", "de", true, 200},
		{"", "xx", "en", true, 200},
		{"", "en;q=0, da", "da", false, 200},
		{"", "en;q=x, da;q=0.1", "da", false, 200},
		{"", strings.Repeat("xx,", 5000) + "da", "en", true, 200},
		{"?l=en", "da", "en", false, 200},
		{"?l=en-US", "da", "en", false, 200},
		{"?l=de", "da", "de", true, 200},
		{"?l=" + strings.Repeat("z", 500), "da", "en", true, 200},
		{"?l=%3Cscript%3E", "da", "en", true, 200},
		{"?l=ar&m=1", "da", "ar", true, 200},
		{"?l=ar&m=1&part=1", "da", "ar", true, 406},
		{"?l=en&m=1", "da", "en", false, 200},
	} {
		headers := []string{}
		if c.accept != "" && len(c.accept) < 4000 {
			headers = append(headers, "Accept-Language", c.accept)
		} else if c.accept != "" {
			headers = append(headers, "Accept-Language", c.accept[:3990])
		}
		g := w.get(path+c.query, headers...)
		chooses := !strings.Contains(g.body, `id="facts"`) && !strings.Contains(g.body, `id=facts`)
		if g.status != c.status || chooses != c.chooses || !strings.Contains(g.body, `lang="`+c.lang+`"`) {
			t.Errorf("%.30s %.30s: status %d, chooses %v, want %q: %.120s", c.query, c.accept, g.status, chooses, c.lang, g.body)
		}
	}
}

func TestPartOfTheDocument(t *testing.T) {
	w := newWorld(t)
	path := "/s/" + w.door(page.ForSet).ID
	whole, part := w.get(path+"?l=da"), w.get(path+"?l=da&part=1")
	if strings.Contains(part.body, "<style") || strings.Contains(part.body, "nacl") || len(part.body) >= len(whole.body)/2 {
		t.Errorf("a part of %d bytes of %d", len(part.body), len(whole.body))
	}
}

func TestDocumentIsPacked(t *testing.T) {
	w := newWorld(t)
	path := "/s/" + w.door(page.ForSet).ID
	for accept, packed := range map[string]bool{
		"gzip": true, "br, gzip;q=0.5": true, "identity": false, "gzip;q=0": false, "gzip; q=0.0": false, "x-gzip": false,
	} {
		g := w.get(path, "Accept-Encoding", accept)
		if got := g.header.Get("Content-Encoding") == "gzip"; got != packed {
			t.Errorf("%s: packed %v", accept, got)
			continue
		}
		body := g.body
		if packed {
			z, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			body = string(b)
		}
		if !strings.HasPrefix(body, "<!doctype html>") || !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
			t.Errorf("%s: %.40s", accept, body)
		}
	}
}

func TestNewTextShowsWithinSeconds(t *testing.T) {
	w := newWorld(t)
	p := w.phone(w.door(page.ForSet))
	if v := p.shown("").Version; v != 1 {
		t.Fatalf("version %d", v)
	}
	w.desk.version = 2
	w.clock.Add(5 * time.Second)
	if v := p.shown("").Version; v != 2 {
		t.Errorf("version %d", v)
	}
}

func TestServerTellsWhichAddressWasReached(t *testing.T) {
	w := newWorld(t)
	g := w.get("/", "Accept-Language", "da")
	if g.status != 200 || !strings.Contains(g.body, `lang="da"`) {
		t.Errorf("the self-test: %d %.80s", g.status, g.body)
	}
	w.phone(w.door(page.ForSet)).say("hello", nil)
	w.mu.Lock()
	defer w.mu.Unlock()
	if host := strings.TrimPrefix(w.base, "http://"); !slices.Equal(w.reached, []string{host, host}) {
		t.Errorf("reached %q", w.reached)
	}
}

func TestTakeHomeCode(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForParent)
	code := page.TakeHomeCode([16]byte{9})
	w.doors.codes[code] = d
	for _, typed := range []string{code, strings.ToLower(code), page.FormatCode(code), code[:4] + "-" + code[4:]} {
		g := w.get("/k/" + strings.ReplaceAll(typed, " ", "%20"))
		if g.status != 200 || !strings.Contains(g.body, d.Key.Text()) {
			t.Errorf("%s: status %d", typed, g.status)
		}
	}
	if g := w.get("/s/" + d.ID); strings.Contains(g.body, d.Key.Text()) {
		t.Error("the key is given to whoever knows only the door")
	}
	p := w.phone(d)
	if r := p.say("send", phonetest.Send(p.shown(""), phonetest.Child("Ida", "Mette Holm", 2015, "film", "social"))); !r.OK {
		t.Errorf("send: %+v", r)
	}
	w.clock.Add(page.OneFor)
	w.clock.Add(time.Hour)
	if g := w.get("/k/" + code); g.status != 410 {
		t.Errorf("when its time is over: status %d", g.status)
	}
}

// TestAnAnsweredCodeSaysSo holds what whoever reloads after a restart is told:
// not that nothing was sent, and in the language of the phone.
func TestAnAnsweredCodeSaysSo(t *testing.T) {
	w := newWorld(t)
	w.doors.unknown = page.ErrAnswered
	g := w.get("/k/" + page.TakeHomeCode([16]byte{11}))
	if g.status != http.StatusGone || !strings.Contains(g.body, "The answer has been received.") || strings.Contains(g.body, "Nothing was sent") {
		t.Errorf("status %d\n%s", g.status, g.body)
	}
}

// TestGuessingCodesThatMayComeIsSlow: where a code that is unknown may still arrive, it is a guess all the same.
func TestGuessingCodesThatMayComeIsSlow(t *testing.T) {
	w := newWorld(t)
	w.doors.unknown = page.ErrNotYet
	statuses := map[int]int{}
	for i := range 40 {
		statuses[w.get("/k/"+page.TakeHomeCode([16]byte{10, byte(i)})).status]++
	}
	if statuses[503] != 10 || statuses[429] != 30 {
		t.Errorf("forty guesses: %v", statuses)
	}
}

// TestGuessingCodesIsSlow: a code that exists is found again after a while, a guesser never gets far.
func TestGuessingCodesIsSlow(t *testing.T) {
	w := newWorld(t)
	d := w.door(page.ForParent)
	code := page.TakeHomeCode([16]byte{9})
	w.doors.codes[code] = d
	for range 50 {
		if g := w.get("/k/" + code); g.status != 200 {
			t.Fatalf("a right code is counted: status %d", g.status)
		}
	}
	statuses := map[int]int{}
	for i := range 40 {
		statuses[w.get("/k/"+page.TakeHomeCode([16]byte{10, byte(i)})).status]++
	}
	if statuses[404] != 10 || statuses[429] != 30 {
		t.Errorf("forty guesses: %v", statuses)
	}
	w.clock.Add(time.Minute)
	if g := w.get("/k/" + code); g.status != 200 {
		t.Errorf("a minute later: status %d", g.status)
	}
}
