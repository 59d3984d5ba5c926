package main

import (
	"net"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/security"
)

// phoneHTTPS opens the page at a name behind https, where browsers hold pages
// to more than they do over http, and a proxy stands before the server.
func phoneHTTPS(t *testing.T, s *signing, take func(screen) *phone) {
	base, door, _ := strings.Cut(s.link, "/s/")
	kit, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewTLSServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(kit) }})
	defer proxy.Close()
	_, port, err := net.SplitHostPort(proxy.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	p := take(upright)
	p.do(security.SetIgnoreCertificateErrors(true))
	p.open("https://set.localhost:" + port + "/s/" + door)
	p.until("the browser takes it for safe", `isSecureContext && location.protocol==="https:"`)
	p.tap("#langs summary")
	p.tap("#langs a[data-l=da]")
	p.until("the page is Danish", `document.documentElement.lang==="da"`)
	p.sign1("Bag En Lås")
	if g := s.one(t, "Bag En Lås"); g.Language != "da" || g.Status != "given" {
		t.Errorf("the kit holds %+v", g)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, asked := range p.asked {
		if !strings.Contains(asked, " https://set.localhost:") {
			t.Errorf("asked for %s", asked)
		}
	}
}
