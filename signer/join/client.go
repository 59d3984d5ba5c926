package join

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"onset/signer"
)

// Errors of asking.
var (
	// ErrUnreachable means nobody answered at any address.
	ErrUnreachable = errors.New("nobody answers at that address")
	// ErrPin means somebody else than the code names answered.
	ErrPin = errors.New("another device answers than the code names")
	// ErrAnswer means the answer is not one.
	ErrAnswer = errors.New("the answer cannot be used")
)

const (
	dialTime = 10 * time.Second
	askTime  = time.Minute
)

// Asker asks the device that a code names. It is made by Dial, for one
// conversation at a time, and closed afterwards.
type Asker struct {
	// To is the Syncthing id of whoever is asked.
	To   string
	at   string // where it answered
	seal *signer.SealKey
	http *http.Client
	rand io.Reader
}

// Asking is who asks: the key shown on the network and the key that signs.
type Asking struct {
	Key  signer.SyncKey
	Seal *signer.SealKey
	Rand io.Reader // nil = crypto/rand
}

// Dial meets the device that the code names at one of its addresses or at
// those given besides, whichever answers first. ErrUnreachable, ErrPin.
func Dial(ctx context.Context, c Code, a Asking, besides ...string) (*Asker, error) {
	cert, err := a.Key.TLS()
	if err != nil {
		return nil, fmt.Errorf("join: %w", err)
	}
	conf := &tls.Config{
		Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13, NextProtos: []string{"http/1.1"}, ServerName: "onset",
		// Certificates are signed by nobody: the code names the one that is right.
		InsecureSkipVerify: true,
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 || !c.pinned(s.PeerCertificates[0].Raw) {
				return ErrPin
			}
			return nil
		},
	}
	first, address, err := meet(ctx, conf, slices.Concat(c.Addresses, besides))
	if err != nil {
		return nil, err
	}
	out := &Asker{To: signer.SyncID(first.ConnectionState().PeerCertificates[0].Raw), at: address, seal: a.Seal, rand: a.Rand}
	if out.rand == nil {
		out.rand = rand.Reader
	}
	out.http = &http.Client{
		Transport: out.transport(conf, first, address), Timeout: askTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return out, nil
}

// transport uses the connection that was met first, and where it is gone meets
// the same device again at the same address.
func (a *Asker) transport(conf *tls.Config, first *tls.Conn, address string) http.RoundTripper {
	var mu sync.Mutex
	return &http.Transport{MaxIdleConns: 1, DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		mu.Lock()
		defer mu.Unlock()
		if c := first; c != nil {
			first = nil
			return c, nil
		}
		c, err := handshake(ctx, conf, address)
		if err != nil {
			return nil, err
		}
		if signer.SyncID(c.ConnectionState().PeerCertificates[0].Raw) != a.To {
			return nil, errors.Join(ErrPin, c.Close())
		}
		return c, nil
	}}
}

// meet connects to all addresses at once and keeps the first that is right.
func meet(ctx context.Context, conf *tls.Config, addresses []string) (*tls.Conn, string, error) {
	type met struct {
		conn    *tls.Conn
		address string
		err     error
	}
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	all := make(chan met)
	for _, a := range addresses {
		go func() {
			c, err := handshake(ctx, conf, a)
			all <- met{c, a, err}
		}()
	}
	var first met
	err := ErrUnreachable
	for range addresses {
		m := <-all
		switch {
		case m.err == nil && first.conn == nil:
			first = m
			cancel()
		case m.err == nil:
			_ = m.conn.Close()
		case errors.Is(m.err, ErrPin):
			err = ErrPin
		}
	}
	if first.conn == nil {
		return nil, "", err
	}
	return first.conn, first.address, nil
}

func handshake(ctx context.Context, conf *tls.Config, address string) (*tls.Conn, error) {
	c, err := (&tls.Dialer{Config: conf}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return c.(*tls.Conn), nil
}

// Close ends the conversation.
func (a *Asker) Close() { a.http.CloseIdleConnections() }

// Join asks to be let in. The errors of an invitation, or ErrAnswer.
func (a *Asker) Join(ctx context.Context, r Request) (Answer, error) {
	var out Answer
	err := a.prepare(&r.V, &r.To, &r.Nonce)
	if err == nil {
		err = a.ask(ctx, pathJoin, requestType, &r, maxAnswer, func(b []byte) error { return exact(b, &out, out.valid) })
	}
	out.Peers = a.alsoHere(out.Peers)
	return out, err
}

// alsoHere adds the host that answered to where whoever answered says it is
// met, first: behind a router or a proxy it knows only addresses of its own side.
func (a *Asker) alsoHere(peers []Peer) []Peer {
	host, _, err := net.SplitHostPort(a.at)
	if err != nil {
		return peers
	}
	for i := range peers {
		if peers[i].Sync != a.To || len(peers[i].Addresses) == 0 {
			continue
		}
		u, err := url.Parse(peers[i].Addresses[0])
		if err != nil || u.Port() == "" {
			continue
		}
		here := u.Scheme + "://" + net.JoinHostPort(host, u.Port())
		peers[i].Addresses = append([]string{here}, slices.DeleteFunc(peers[i].Addresses, func(s string) bool { return s == here })...)
	}
	return peers
}

// Offer asks an office for its keys in a production that it does not have.
func (a *Asker) Offer(ctx context.Context, o Offer) (Taker, error) {
	var out Taker
	err := a.prepare(&o.V, &o.To, &o.Nonce)
	if err == nil {
		err = a.ask(ctx, pathOffer, offerType, &o, maxRequest, func(b []byte) error {
			if open(b, takerType, &out) != nil || out.Nonce != o.Nonce || out.Production != o.Production || out.Keys.Sync != a.To {
				return ErrAnswer
			}
			return nil
		})
	}
	return out, err
}

// Bring hands a production over.
func (a *Asker) Bring(ctx context.Context, m Bringing) error {
	var out Brought
	err := a.prepare(&m.V, &m.To, &m.Nonce)
	if err != nil {
		return err
	}
	return a.ask(ctx, pathBring, bringingType, &m, maxRequest, func(b []byte) error {
		if err := exact(b, &out, out.valid); err != nil || out.Production != m.Production {
			return ErrAnswer
		}
		return nil
	})
}

func (a *Asker) prepare(v *int, to *string, n *Nonce) (err error) {
	*v, *to = 1, a.To
	*n, err = NewNonce(a.rand)
	return err
}

// exact reads an answer into v and has it judged.
func exact(b []byte, v any, valid func() bool) error {
	if !signer.DecodeJSON(b, v) || !valid() {
		return ErrAnswer
	}
	return nil
}

func (a *Asker) ask(ctx context.Context, path, payloadType string, m signed, limit int64, read func([]byte) error) error {
	body, err := seal(a.seal, payloadType, m)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://onset"+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("join: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.http.Do(req)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := readAll(resp.Body, limit)
	if errors.Is(err, ErrRequest) {
		return ErrAnswer
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if resp.StatusCode != http.StatusOK {
		return refused(b)
	}
	return read(b)
}
