package join

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"onset/signer"
)

// Desk decides who is let in. It hears requests whose signature and
// certificate have been checked; what it may answer are the errors of this package.
type Desk interface {
	// Join lets a device in that has an invitation, and answers one that is in already again.
	Join(ctx context.Context, r Request) (Answer, error)
}

// Taking is what an office does that has no production yet.
type Taking interface {
	// Offer gives the keys that this office will have in the production: the
	// same for the same production every time.
	Offer(ctx context.Context, o Offer) (Taker, *signer.SealKey, error)
	// Bring takes a production over. Doing it again is a no-op.
	Bring(ctx context.Context, b Bringing) error
}

// Server answers requests to join. Its address is in the codes that are shown.
type Server struct {
	Key    signer.SyncKey
	Desk   Desk   // nil answers none
	Taking Taking // nil takes no production
	Now    func() time.Time
	Log    *log.Logger // of connections that failed, without anything personal; nil = none

	once   sync.Once
	gate   *gate
	mu     sync.Mutex
	brings map[string]bool // ids whose offer was taken since this server began
}

// mostBrings is how many of them are remembered; a code lets one of them in.
const mostBrings = 256

// The paths of the requests.
const (
	pathJoin  = "/onset/join/1"
	pathOffer = "/onset/offer/1"
	pathBring = "/onset/bring/1"
)

// Serve answers on l until ctx ends, which is no error.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	cert, err := s.Key.TLS()
	if err != nil {
		return errors.Join(err, l.Close())
	}
	quiet := s.Log
	if quiet == nil {
		quiet = log.New(io.Discard, "", 0)
	}
	h := &http.Server{
		Handler: s.Handler(), ErrorLog: quiet, MaxHeaderBytes: 8 << 10,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 30 * time.Second,
	}
	stop := context.AfterFunc(ctx, func() { _ = h.Close() })
	defer stop()
	err = h.Serve(tls.NewListener(l, serverTLS(cert)))
	if ctx.Err() != nil && errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// serverTLS takes any certificate: whose it is decides the request's signature,
// which names it.
func serverTLS(cert tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13, ClientAuth: tls.RequireAnyClientCert,
		NextProtos: []string{"http/1.1"}, SessionTicketsDisabled: true,
	}
}

// Handler answers requests that came over TLS with both sides' certificates.
func (s *Server) Handler() http.Handler {
	s.once.Do(func() { s.gate = newGate(s.Now) })
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+pathJoin, s.handle(maxRequest, s.join))
	mux.HandleFunc("POST "+pathOffer, s.handle(maxRequest, s.offer))
	mux.HandleFunc("POST "+pathBring, s.handle(maxBringing, s.bring))
	return mux
}

// handle bounds a request and writes the answer, or why there is none.
func (s *Server) handle(limit int64, f func(r *http.Request, body []byte) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		leave, ok := s.gate.enter(r.RemoteAddr)
		if !ok {
			refuse(w, ErrBusy)
			return
		}
		defer leave()
		if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
			refuse(w, ErrRequest)
			return
		}
		if limit > maxRequest && !s.offered(r) {
			refuse(w, ErrToken)
			return
		}
		body, err := readAll(http.MaxBytesReader(w, r.Body, limit), limit)
		if err != nil {
			refuse(w, ErrRequest)
			return
		}
		done, err := s.gate.answer(r.Context())
		if err != nil {
			refuse(w, ErrBusy)
			return
		}
		defer done()
		answer, err := f(r, body)
		if err != nil {
			refuse(w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(answer)
	}
}

// meant reports whether a message is for this device and from the one that sent it.
func (s *Server) meant(r *http.Request, to string, keys signer.DeviceKeys) bool {
	return to == s.Key.ID() && signer.SyncID(r.TLS.PeerCertificates[0].Raw) == keys.Sync
}

func (s *Server) join(r *http.Request, body []byte) ([]byte, error) {
	var m Request
	if err := open(body, requestType, &m); err != nil {
		return nil, err
	}
	if !s.meant(r, m.To, m.Keys) {
		return nil, ErrRequest
	}
	if s.Desk == nil {
		return nil, ErrToken
	}
	a, err := s.Desk.Join(r.Context(), m)
	if err != nil {
		return nil, err
	}
	a.V = 1
	if !a.valid() {
		return nil, ErrUnable
	}
	b, err := signer.EncodeJSON(a)
	if err == nil && len(b) > maxAnswer {
		err = ErrUnable
	}
	return b, err
}

func (s *Server) offer(r *http.Request, body []byte) ([]byte, error) {
	var m Offer
	if err := open(body, offerType, &m); err != nil {
		return nil, err
	}
	if !s.meant(r, m.To, m.Keys) {
		return nil, ErrRequest
	}
	if s.Taking == nil {
		return nil, ErrToken
	}
	t, key, err := s.Taking.Offer(r.Context(), m)
	if err != nil {
		return nil, err
	}
	s.mayBring(r)
	t.V, t.Production, t.Nonce = 1, m.Production, m.Nonce
	return seal(key, takerType, &t)
}

// mayBring remembers whose offer was taken: of nobody else a message as large
// as a production is read.
func (s *Server) mayBring(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.brings == nil || len(s.brings) >= mostBrings {
		s.brings = map[string]bool{}
	}
	s.brings[signer.SyncID(r.TLS.PeerCertificates[0].Raw)] = true
}

func (s *Server) offered(r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.brings[signer.SyncID(r.TLS.PeerCertificates[0].Raw)]
}

func (s *Server) bring(r *http.Request, body []byte) ([]byte, error) {
	var m Bringing
	if err := open(body, bringingType, &m); err != nil {
		return nil, err
	}
	if !s.meant(r, m.To, m.Keys) {
		return nil, ErrRequest
	}
	if s.Taking == nil {
		return nil, ErrToken
	}
	if err := s.Taking.Bring(r.Context(), m); err != nil {
		return nil, err
	}
	return signer.EncodeJSON(Brought{V: 1, Production: m.Production})
}

// answers are the errors that travel, with the status and the word they travel by.
var answers = []struct {
	err    error
	status int
	word   string
}{
	{ErrToken, http.StatusForbidden, "token"},
	{ErrExpired, http.StatusForbidden, "expired"},
	{ErrUsed, http.StatusForbidden, "used"},
	{ErrTries, http.StatusForbidden, "tries"},
	{ErrNotEnrolled, http.StatusForbidden, "not-enrolled"},
	{ErrBusy, http.StatusTooManyRequests, "busy"},
	{ErrRequest, http.StatusBadRequest, "request"},
	{ErrUnable, http.StatusInternalServerError, "unable"},
}

type refusal struct {
	Error string `json:"error"`
}

// refuse tells by one word; what is behind another error stays here.
func refuse(w http.ResponseWriter, err error) {
	status, word := http.StatusInternalServerError, "unable"
	for _, a := range answers {
		if errors.Is(err, a.err) {
			status, word = a.status, a.word
			break
		}
	}
	b, _ := signer.EncodeJSON(refusal{word})
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

// refused reads what refuse wrote.
func refused(body []byte) error {
	var r refusal
	if signer.DecodeJSON(body, &r) {
		for _, a := range answers {
			if a.word == r.Error {
				return a.err
			}
		}
	}
	return ErrUnable
}
