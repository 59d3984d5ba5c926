package page

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
)

// routes are all that the server answers.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	first := s.seePage
	if s.o.Public {
		first = s.typePage
	}
	mux.HandleFunc("GET /{$}", first)
	mux.HandleFunc("GET /s/{door}", s.doorPage)
	mux.HandleFunc("POST /s/{door}/in", s.exchange)
	mux.HandleFunc("GET /k", s.typePage)
	mux.HandleFunc("GET /k/{code}", s.codePage)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.stop(w, r, ErrNoDoor) })
	return s.guarded(mux)
}

// guarded sets the headers that every answer has, refuses hosts that were
// not printed, and keeps a fault in one request from telling anything.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", s.o.Docs.CSP())
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		if s.o.Public { // over http browsers ignore these, or complain of them
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		defer s.recovered(w)
		if !s.o.Hosts(r.Host) {
			s.stop(w, r, errHost)
			return
		}
		s.o.Reached(r.Host)
		next.ServeHTTP(w, r)
	})
}

// errHost means the page was reached by a name that was not printed.
var errHost = errors.New("not an address of this page")

// recovered answers for a handler that broke off. Neither the log nor the
// phone gets the value that it broke off with.
func (s *Server) recovered(w http.ResponseWriter) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	s.o.Log.Error("broken off", "kind", fmt.Sprintf("%T", p), "at", string(debug.Stack()))
	http.Error(w, "broken", http.StatusInternalServerError)
}

// seePage is the self-test: a phone that shows it can reach this device.
func (s *Server) seePage(w http.ResponseWriter, r *http.Request) {
	s.write(w, r, http.StatusOK, func(b io.Writer) error { return s.o.Docs.See(b, s.languageOf(r)) })
}

// doorPage is the document behind a QR code.
func (s *Server) doorPage(w http.ResponseWriter, r *http.Request) {
	d, _, err := s.door(r.Context(), r.PathValue("door"))
	if err != nil {
		s.stop(w, r, err)
		return
	}
	s.show(w, r, d, "")
}

// typePage is where a take-home code is typed.
func (s *Server) typePage(w http.ResponseWriter, r *http.Request) {
	s.write(w, r, http.StatusOK, func(b io.Writer) error { return s.o.Docs.Code(b, s.languageOf(r), false) })
}

// codePage is the document behind a take-home code.
func (s *Server) codePage(w http.ResponseWriter, r *http.Request) {
	right, ok := s.guesses.try(s.o.Source(r), s.o.Now())
	if !ok {
		s.stop(w, r, errSlow)
		return
	}
	code, err := ParseCode(r.PathValue("code"))
	var d *Door
	if err == nil {
		d, err = s.o.Doors.Code(r.Context(), code)
	}
	switch {
	case err == nil:
		right()
		s.show(w, r, d, d.Key.Text())
	case errors.Is(err, ErrCode), errors.Is(err, ErrNoDoor):
		s.write(w, r, http.StatusNotFound, func(b io.Writer) error { return s.o.Docs.Code(b, s.languageOf(r), true) })
	case errors.Is(err, ErrNotYet): // anybody can write a code that has not arrived
		s.stop(w, r, err)
	default:
		right()
		s.stop(w, r, err)
	}
}

// stop answers with the document of a dead end, or to a post with its word.
func (s *Server) stop(w http.ResponseWriter, r *http.Request, err error) {
	f := faultOf(err)
	if r.Method == http.MethodPost {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(f.status)
		fmt.Fprint(w, f.word)
		return
	}
	s.write(w, r, f.status, func(b io.Writer) error { return s.o.Docs.Stop(b, s.languageOf(r), f.why) })
}

// write draws a document and sends it whole, or says only that it could not.
func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, draw func(io.Writer) error) {
	var b bytes.Buffer
	if err := draw(&b); err != nil {
		s.o.Log.Error("document not drawn", "kind", fmt.Sprintf("%T", err))
		http.Error(w, "broken", http.StatusInternalServerError)
		return
	}
	s.deliver(w, r, status, drawing{plain: b.Bytes()})
}
