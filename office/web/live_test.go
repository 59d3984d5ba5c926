package web

import (
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"onset/consent"
)

var liveAt = regexp.MustCompile(`data-at="([^"]+)"`)

// asksLive is what a page is told that was made before.
func (b *browser) asksLive(page answered) string {
	b.Helper()
	at := liveAt.FindStringSubmatch(page.body)
	if at == nil {
		b.Fatalf("the page has no line:\n%s", page.body)
	}
	a := b.get(html.UnescapeString(at[1]))
	var said liveAnswer
	if a.status != http.StatusOK || json.Unmarshal([]byte(a.body), &said) != nil {
		b.Fatalf("%d %q", a.status, a.body)
	}
	return said.Text
}

func TestAPageHearsWhatCameInSince(t *testing.T) {
	o := opened(t)
	person, declared := o.signed("Jonna Brix", consent.Film)
	b := o.as(Viewer)
	page := b.sees(o.base(), `id="live"`, `src="/office.js`)
	if said := b.asksLive(page); said != "" {
		t.Errorf("nothing came in, and the page says %q", said)
	}
	o.signed("Karl Ege", consent.Film)
	o.tagged(person, o.clips("A001.jpg", "A002.jpg")...)
	o.setAside(&consent.Withdrawn{Consent: declared, Role: consent.RoleSelf})
	o.clock.add(countedFor)
	said := b.asksLive(page)
	for _, want := range []string{"1 statement set aside", "1 answer", "2 clips", "2 clips are still on their way"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q does not say %q", said, want)
		}
	}
	if strings.Contains(said, "Jonna") || strings.Contains(said, "Karl") || strings.Contains(said, "A001") {
		t.Errorf("%q says more than counts", said)
	}
	if said := b.asksLive(b.get(o.base())); said != "" {
		t.Errorf("a new page knows it all, and is told %q", said)
	}
	for _, query := range []string{"", "?answers=-1", "?answers=x&clips=99999999999999999999", "?aside=" + strings.Repeat("9", 400)} {
		if a := b.get(o.base() + "live" + query); a.status != http.StatusOK || a.body != "{\"text\":\"\"}\n" {
			t.Errorf("%q: %d %q", query, a.status, a.body)
		}
	}
}

func TestManyOpenPagesAreCountedOnce(t *testing.T) {
	o := opened(t)
	b := o.as(Viewer)
	page := b.get(o.base())
	o.signed("Karl Ege", consent.Film)
	if said := b.asksLive(page); said != "" {
		t.Errorf("counted anew at once: %q", said)
	}
	o.clock.add(countedFor)
	if said := b.asksLive(page); said == "" {
		t.Error("never counted again")
	}
}

func TestAnOpenPageKeepsNoSessionAlive(t *testing.T) {
	o := opened(t)
	b := o.as(Viewer)
	page := b.get(o.base())
	for range 4 {
		o.clock.add(idleEnd / 4)
		if a := b.get(html.UnescapeString(liveAt.FindStringSubmatch(page.body)[1])); a.status == http.StatusSeeOther {
			break
		}
	}
	if a := b.get(o.base()); a.status != http.StatusSeeOther || !strings.Contains(a.to(), "over=page") {
		t.Errorf("after two hours without a person: %d to %q", a.status, a.to())
	}
}

func TestOnlyPagesWithTheLineRunAScript(t *testing.T) {
	o := opened(t)
	b := o.as(Administrator)
	for path, has := range map[string]bool{
		o.base(): true, o.base() + "people": true, o.base() + "asides": true, o.base() + "audit": false, o.base() + "users": false,
		"/me": false, "/login": false, o.base() + "no/such": false,
	} {
		a := b.get(path)
		csp := a.header.Get("Content-Security-Policy")
		if got := strings.Contains(csp, "script-src 'self'"); got != has || strings.Contains(a.body, "<script") != has {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
	script := b.get("/office.js")
	if script.header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("%v", script.header)
	}
	for _, bad := range []string{"innerHTML", "eval(", "document.write", "http:", "https:", "localStorage"} {
		if strings.Contains(script.body, bad) {
			t.Errorf("the script has %q", bad)
		}
	}
}
