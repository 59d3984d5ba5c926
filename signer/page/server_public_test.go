package page_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"onset/signer/page"
	"onset/signer/page/phonetest"
)

// publicName is a name that httptest's certificate is good for.
const publicName = "example.com"

// office is a world at https://example.com: with its own certificate, or
// behind a proxy that has it.
func office(t *testing.T, proxied bool, protocols ...string) *world {
	t.Helper()
	c := &clock{now: noon}
	w := &world{t: t, clock: c, desk: newDesk(c), log: &syncBuffer{}, base: "https://" + publicName, stop: func() {}}
	w.doors = &doors{clock: c, by: map[string]*page.Door{}, codes: map[string]*page.Door{}}
	docs, err := page.NewDocuments()
	if err != nil {
		t.Fatal(err)
	}
	w.server, err = page.NewServer(page.Options{
		Doors: w.doors, Desk: w.desk, Docs: docs, Now: c.Now, Reached: w.was, Public: true,
		Hosts: page.Named(publicName), Source: page.Forwarded(netip.MustParsePrefix("127.0.0.0/8")),
	})
	if err != nil {
		t.Fatal(err)
	}
	known := httptest.NewTLSServer(http.NotFoundHandler())
	defer known.Close()
	l := listening(t)
	at := l.Addr().String()
	if proxied {
		at = proxyTo(t, at, known.TLS.Certificates)
	} else {
		l = tls.NewListener(l, &tls.Config{Certificates: known.TLS.Certificates, NextProtos: protocols, MinVersion: tls.VersionTLS12})
	}
	answering(t, l, w.server)
	roots := x509.NewCertPool()
	roots.AddCert(known.Certificate())
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, NextProtos: protocols, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: len(protocols) > 1,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, at)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	w.client = &http.Client{Transport: transport}
	return w
}

func listening(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// answering serves until the test is over.
func answering(t *testing.T, l net.Listener, h http.Handler) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- page.Serve(ctx, l, h) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
}

// proxyTo ends https and passes on over http, as a web server before the
// office does: the name that was asked for stays, the address is added.
func proxyTo(t *testing.T, at string, certificates []tls.Certificate) string {
	t.Helper()
	proxy := httptest.NewUnstartedServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: at})
		r.Out.Host = r.In.Host
		r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
		r.SetXForwarded()
	}})
	proxy.TLS = &tls.Config{Certificates: certificates, MinVersion: tls.VersionTLS12}
	proxy.StartTLS()
	t.Cleanup(proxy.Close)
	return proxy.Listener.Addr().String()
}

// TestPublicPage serves the page as the central service does.
func TestPublicPage(t *testing.T) {
	for name, c := range map[string]struct {
		proxied   bool
		protocols []string
	}{
		"its own certificate": {false, []string{"http/1.1"}},
		"HTTP/2":              {false, []string{"h2", "http/1.1"}},
		"behind a proxy":      {true, []string{"http/1.1"}},
	} {
		t.Run(name, func(t *testing.T) { publicPage(t, office(t, c.proxied, c.protocols...)) })
	}
}

func publicPage(t *testing.T, w *world) {
	d := w.door(page.ForParent)
	code := page.TakeHomeCode([16]byte{9})
	w.doors.codes[code] = d
	for path, says := range map[string]string{"/": `id="take-home"`, "/k": `id="take-home"`, "/k/" + code: `data-k="` + d.Key.Text()} {
		g := w.get(path)
		if g.status != http.StatusOK || !strings.Contains(g.body, says) {
			t.Errorf("%s: status %d, or no %s", path, g.status, says)
		}
		if g.header.Get("Cross-Origin-Opener-Policy") != "same-origin" || !strings.HasPrefix(g.header.Get("Strict-Transport-Security"), "max-age=") {
			t.Errorf("%s: what https can do is not asked for: %v", path, g.header)
		}
		if strings.Contains(g.body, "http://") && !strings.Contains(g.body, "http://www.w3.org") {
			t.Errorf("%s leads to a page without encryption", path)
		}
	}
	p := w.phone(d)
	p.Base = w.base
	if r := p.say("send", phonetest.Send(p.shown(""), phonetest.Child("Ida Holm", "Mette Holm", 2015, "film", "social"))); !r.OK || r.Step != "signed" {
		t.Errorf("signs: %+v", r)
	}
	if base, id, _, err := page.ParseLink(d.Link(w.base)); err != nil || base != w.base || id != d.ID {
		t.Errorf("the link %s: %q, %q, %v", d.Link(w.base), base, id, err)
	}
	other, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.base+"/k", nil)
	if err != nil {
		t.Fatal(err)
	}
	other.Host = "10.0.0.7"
	resp, err := w.client.Do(other)
	if err != nil {
		t.Fatal(err)
	}
	if _ = resp.Body.Close(); resp.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("by another name: status %d", resp.StatusCode)
	}
}

// TestGuessersBehindAProxy are counted one by one, and none of them makes
// itself many by a header of its own.
func TestGuessersBehindAProxy(t *testing.T) {
	w := office(t, true, "http/1.1")
	guesses := func(n int, from func(i int) string) map[int]int {
		statuses := map[int]int{}
		for i := range n {
			statuses[w.get("/k/"+page.TakeHomeCode([16]byte{10, byte(i)}), "X-Forwarded-For", from(i)).status]++
		}
		return statuses
	}
	// What a client says of itself stands before what the proxies add: the outer
	// one's 203.0.113.9, and this one's address, which is a proxy's.
	if got := guesses(20, func(i int) string { return "198.51.100." + string(rune('0'+i%10)) + ", 203.0.113.9" }); got[404] != 10 || got[429] != 10 {
		t.Errorf("one that names ten others: %v", got)
	}
	if got := guesses(1, func(int) string { return "203.0.113.10" }); got[404] != 1 {
		t.Errorf("its neighbour: %v", got)
	}
}

func TestForwarded(t *testing.T) {
	source := page.Forwarded(netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00::/8"))
	for _, c := range []struct {
		remote string
		header []string
		want   string
	}{
		{"203.0.113.5:999", nil, "203.0.113.5"},
		{"203.0.113.5:999", []string{"198.51.100.1"}, "203.0.113.5"}, // no proxy of ours: not believed
		{"127.0.0.1:999", nil, "127.0.0.1"},
		{"127.0.0.1:999", []string{"198.51.100.1"}, "198.51.100.1"},
		{"127.0.0.1:999", []string{"1.1.1.1, 198.51.100.1"}, "198.51.100.1"},
		{"127.0.0.1:999", []string{"1.1.1.1", "198.51.100.1, 10.1.2.3"}, "198.51.100.1"}, // two headers, two proxies
		{"127.0.0.1:999", []string{"10.1.2.4, 10.1.2.3"}, "10.1.2.4"},
		{"127.0.0.1:999", []string{"198.51.100.1:4711"}, "198.51.100.1"},
		{"127.0.0.1:999", []string{"unknown"}, "127.0.0.1"},
		{"127.0.0.1:999", []string{"198.51.100.1, unknown, 10.1.2.3"}, "10.1.2.3"},
		{"127.0.0.1:999", []string{""}, "127.0.0.1"},
		{"[fd00::1]:999", []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::/64"},
		{"[2001:db8:1:2::7]:999", nil, "2001:db8:1:2::/64"},
		{"[::ffff:127.0.0.1]:999", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"@", []string{"198.51.100.1"}, "@"}, // a socket without an address
	} {
		r := httptest.NewRequest(http.MethodGet, "/k/x", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = c.remote, c.header
		if got := source(r); got != c.want {
			t.Errorf("%s, %q: %q, want %q", c.remote, c.header, got, c.want)
		}
	}
}

func FuzzForwarded(f *testing.F) {
	f.Add("127.0.0.1:80", "198.51.100.1, 10.1.2.3")
	f.Add("[fe80::1%eth0]:80", "fe80::1%eth0,,:,[::1]:x")
	source := page.Forwarded(netip.MustParsePrefix("127.0.0.0/8"))
	f.Fuzz(func(t *testing.T, remote, header string) {
		r := httptest.NewRequest(http.MethodGet, "/k/x", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = remote, []string{header}
		got := source(r)
		if _, err := netip.ParseAddr(got); err == nil {
			return
		}
		if p, err := netip.ParsePrefix(got); err == nil && p.Bits() == 64 {
			return
		}
		if !strings.Contains(remote, got) {
			t.Errorf("%q, %q is counted as %q", remote, header, got)
		}
	})
}

func TestNamed(t *testing.T) {
	named := page.Named("set.example", "www.set.example")
	for host, want := range map[string]bool{
		"set.example": true, "Set.Example": true, "www.set.example": true, "set.example:443": true,
		"": false, "set.example:80": false, "set.example.evil.example": false, "evil.example": false, "192.168.1.20:8787": false, ":443": false,
	} {
		if named(host) != want {
			t.Errorf("%q: %v", host, !want)
		}
	}
	if page.Named()("") {
		t.Error("no name at all is a name")
	}
}
