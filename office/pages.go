package office

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"onset/app/flow"
	"onset/signer/page"
)

// pages answers everything that people open: the signing page under /s and /k,
// whether the service is well, and all else the producers' pages.
func (s *Service) pages() (http.Handler, error) {
	sign, err := s.signing()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.healthz)
	for _, at := range []string{"/s/", "/k", "/k/"} {
		mux.Handle(at, heardOut(sign))
	}
	producers, err := s.producers()
	if err != nil {
		return nil, err
	}
	mux.Handle("/", producers)
	return mux, nil
}

// What of a request is still read after its answer, and for how long.
const (
	restMost = 4 << 20
	restTime = 10 * time.Second
)

// heardOut reads what is left of a request that was answered: a proxy that still
// sends it would take the end of the connection for a failure and say so itself.
func heardOut(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r)
		if http.NewResponseController(w).SetReadDeadline(time.Now().Add(restTime)) == nil {
			_, _ = io.CopyN(io.Discard, r.Body, restMost)
		}
	})
}

// signing is the page that take-home codes open.
func (s *Service) signing() (http.Handler, error) {
	return flow.NewPublicPage(flow.PublicPage{
		Kits: s.Kits, Hosts: s.hosts(), Secure: s.secure(), Source: s.source(),
		Now: s.o.Now, Rand: s.o.Rand, Log: s.o.Log,
	})
}

// secure reports whether people reach the pages over https.
func (s *Service) secure() bool {
	return s.o.Cert != "" || strings.HasPrefix(s.o.Public, "https://")
}

// hosts are the names that the pages are opened under: the public one, or
// where there is none, any address of this machine.
func (s *Service) hosts() func(string) bool {
	if u, err := url.Parse(s.o.Public); err == nil && u.Host != "" {
		return page.Named(u.Host)
	}
	return func(host string) bool {
		name, _, err := net.SplitHostPort(host)
		if err != nil {
			name = host
		}
		_, err = netip.ParseAddr(strings.Trim(name, "[]"))
		return err == nil || name == "localhost"
	}
}

// source is who is asking: behind a proxy on this machine, whom the proxy names.
func (s *Service) source() func(*http.Request) string {
	return page.Forwarded(netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"))
}

// healthz says whether every production is open. It names none.
func (s *Service) healthz(w http.ResponseWriter, _ *http.Request) {
	h := struct {
		OK          bool `json:"ok"`
		Productions int  `json:"productions"`
		Faults      int  `json:"faults"`
	}{Productions: len(s.Kits()), Faults: len(s.Faults())}
	h.OK = h.Faults == 0
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !h.OK {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(h)
}
