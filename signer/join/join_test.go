package join

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"onset/consent"
	"onset/signer"
)

var day = time.Date(2026, 5, 12, 14, 0, 0, 0, time.UTC)

// device is one end of a conversation in tests.
type device struct {
	sync signer.SyncKey
	prod *signer.Production
}

func newDevice(t testing.TB) device {
	t.Helper()
	k, err := signer.NewSyncKey(rand.Reader, day)
	if err != nil {
		t.Fatal(err)
	}
	p, err := signer.NewProduction(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return device{k, p}
}

func (d device) keys() signer.DeviceKeys { return d.prod.Keys(d.sync.ID()) }

func (d device) asking() Asking { return Asking{Key: d.sync, Seal: d.prod.Seal} }

// desk lets in whoever has the one invitation.
type desk struct {
	mu     sync.Mutex
	invite Invite
	now    time.Time
	asked  []Request
	offers []Offer
	office device
	took   []Bringing
}

func (d *desk) Join(_ context.Context, r Request) (Answer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.invite.Meant(r.Token) {
		return Answer{}, ErrToken
	}
	if err := d.invite.Use(r.Token, r.Keys.Author(), d.now); err != nil {
		return Answer{}, err
	}
	d.asked = append(d.asked, r)
	return Answer{Production: consent.Ref{1}, Statements: []Statement{{[]byte("p"), []byte("s")}}, Peers: []Peer{}, At: day}, nil
}

func (d *desk) Offer(_ context.Context, o Offer) (Taker, *signer.SealKey, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.offers = append(d.offers, o)
	return Taker{Keys: d.office.keys(), Label: "Office"}, d.office.prod.Seal, nil
}

func (d *desk) Bring(_ context.Context, b Bringing) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.took = append(d.took, b)
	return nil
}

// serve answers on this machine until the test ends.
func serve(t *testing.T) (*desk, Code) {
	t.Helper()
	office := newDevice(t)
	invite, err := NewInvite(rand.Reader, signer.RankCrew, "", day, 0)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{invite: invite, now: day, office: office}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	pin, err := PinOf(office.sync.ID())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- (&Server{Key: office.sync, Desk: d, Taking: d, Now: time.Now}).Serve(ctx, l)
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return d, Code{Kind: Enter, Pin: pin, Token: invite.Token, Addresses: []string{l.Addr().String()}}
}

func askJoin(t *testing.T, c Code, d device) (Answer, error) {
	t.Helper()
	a, err := Dial(t.Context(), c, d.asking())
	if err != nil {
		return Answer{}, err
	}
	defer a.Close()
	return a.Join(t.Context(), Request{Token: c.Token, Label: "Camera B", Keys: d.keys()})
}

func TestJoinOverRealHTTPS(t *testing.T) {
	d, code := serve(t)
	read, err := Parse(code.String())
	if err != nil {
		t.Fatal(err)
	}
	kit := newDevice(t)
	a, err := askJoin(t, read, kit)
	if err != nil || a.Production != (consent.Ref{1}) || len(a.Statements) != 1 {
		t.Fatalf("%+v, %v", a, err)
	}
	if got := d.asked[0]; got.Label != "Camera B" || got.Keys.Author() != kit.prod.Seal.Author() || got.To != d.office.sync.ID() {
		t.Errorf("%+v", got)
	}
	if _, err := askJoin(t, read, kit); err != nil {
		t.Errorf("the same device asks again for its lost answer: %v", err)
	}
	if _, err := askJoin(t, read, newDevice(t)); !errors.Is(err, ErrUsed) {
		t.Errorf("another device with the same code: %v", err)
	}
}

func TestOneOfManyGetsIn(t *testing.T) {
	_, code := serve(t)
	errs := make(chan error, 6)
	for range cap(errs) {
		kit := newDevice(t)
		go func() {
			_, err := askJoin(t, code, kit)
			errs <- err
		}()
	}
	in := 0
	for range cap(errs) {
		switch err := <-errs; {
		case err == nil:
			in++
		case !errors.Is(err, ErrUsed):
			t.Error(err)
		}
	}
	if in != 1 {
		t.Errorf("%d devices came in with one code", in)
	}
}

func TestWrongPinLetsNothingOut(t *testing.T) {
	d, code := serve(t)
	code.Pin[9] ^= 1
	if _, err := askJoin(t, code, newDevice(t)); !errors.Is(err, ErrPin) {
		t.Errorf("got %v", err)
	}
	if len(d.asked) != 0 {
		t.Error("the token went to somebody else")
	}
}

func TestWrongTokensCloseTheInvitation(t *testing.T) {
	_, code := serve(t)
	wrong := code
	wrong.Token[TokenSize-1] ^= 1
	for range InviteTries {
		if _, err := askJoin(t, wrong, newDevice(t)); !errors.Is(err, ErrToken) {
			t.Fatalf("got %v", err)
		}
	}
	if _, err := askJoin(t, code, newDevice(t)); !errors.Is(err, ErrTries) {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
}

func TestATokenOfNoInvitationCountsAgainstNone(t *testing.T) {
	d, code := serve(t)
	other := code
	other.Token[0] ^= 1
	for range InviteTries + 1 {
		if _, err := askJoin(t, other, newDevice(t)); !errors.Is(err, ErrToken) {
			t.Fatalf("got %v", err)
		}
	}
	if _, err := askJoin(t, code, newDevice(t)); err != nil || d.invite.Tries != InviteTries {
		t.Errorf("%v, %d tries left", err, d.invite.Tries)
	}
}

func TestStolenRequestIsNobodyElses(t *testing.T) {
	d, code := serve(t)
	kit, thief := newDevice(t), newDevice(t)
	a, err := Dial(t.Context(), code, thief.asking())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	// The thief has seen the kit's signed request and sends it as it is, over its own connection.
	m := Request{V: 1, To: a.To, Token: code.Token, Keys: kit.keys()}
	a.seal = kit.prod.Seal
	if _, err := a.Join(t.Context(), m); !errors.Is(err, ErrRequest) {
		t.Errorf("a request over another's connection: %v", err)
	}
	// Nor can it put its own connection into a request that it cannot sign.
	m.Keys.Sync = thief.sync.ID()
	a.seal = thief.prod.Seal
	if _, err := a.Join(t.Context(), m); !errors.Is(err, ErrRequest) {
		t.Errorf("a request under another's name: %v", err)
	}
	// Nor hand on what was meant for somebody else.
	a.To, a.seal = newDevice(t).sync.ID(), thief.prod.Seal
	if _, err := a.Join(t.Context(), Request{Token: code.Token, Keys: thief.keys()}); !errors.Is(err, ErrRequest) {
		t.Errorf("a request for somebody else: %v", err)
	}
	if len(d.asked) != 0 {
		t.Error("the desk heard of it")
	}
}

func TestBringAProduction(t *testing.T) {
	d, code := serve(t)
	kit := newDevice(t)
	a, err := Dial(t.Context(), code, kit.asking())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	taker, err := a.Offer(t.Context(), Offer{Token: code.Token, Production: consent.Ref{7}, Keys: kit.keys()})
	if err != nil || taker.Keys.Author() != d.office.prod.Seal.Author() || taker.Label != "Office" {
		t.Fatalf("%+v, %v", taker, err)
	}
	err = a.Bring(t.Context(), Bringing{Token: code.Token, Production: consent.Ref{7}, Keys: kit.keys(), Statements: []Statement{{[]byte("p"), []byte("s")}}, Peers: []Peer{}})
	if err != nil || len(d.took) != 1 || d.took[0].Production != (consent.Ref{7}) {
		t.Errorf("%v", err)
	}
}

func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := l.Addr().String()
	_ = l.Close()
	for name, c := range map[string]Code{"nothing listens": {Kind: Enter, Addresses: []string{gone}}, "no address": {Kind: Enter}} {
		if _, err := Dial(t.Context(), c, newDevice(t).asking()); !errors.Is(err, ErrUnreachable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheRightOneOfManyAddressesIsFound(t *testing.T) {
	_, code := serve(t)
	_, other := serve(t)
	code.Addresses = append([]string{other.Addresses[0]}, code.Addresses...)
	if _, err := askJoin(t, code, newDevice(t)); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestStrangeRequestsAreRefused(t *testing.T) {
	d, code := serve(t)
	kit := newDevice(t)
	cert, err := kit.sync.TLS()
	if err != nil {
		t.Fatal(err)
	}
	conf := &tls.Config{Certificates: []tls.Certificate{cert}, InsecureSkipVerify: true, MinVersion: tls.VersionTLS13}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: conf}}
	defer client.CloseIdleConnections()
	for name, c := range map[string]struct {
		method, path, body string
		status             int
	}{
		"a look":                             {"GET", pathJoin, "", http.StatusMethodNotAllowed},
		"elsewhere":                          {"POST", "/", "", http.StatusNotFound},
		"nothing":                            {"POST", pathJoin, "", http.StatusBadRequest},
		"no JSON":                            {"POST", pathJoin, "x", http.StatusBadRequest},
		"an array":                           {"POST", pathOffer, "[]", http.StatusBadRequest},
		"too much":                           {"POST", pathJoin, strings.Repeat("x", maxRequest+1), http.StatusBadRequest},
		"a twin key":                         {"POST", pathJoin, `{"payload":"","Payload":"","signature":""}`, http.StatusBadRequest},
		"no one there":                       {"POST", pathOffer, `{"payload":"e30=","signature":""}`, http.StatusBadRequest},
		"a production without a word before": {"POST", pathBring, "{}", http.StatusForbidden},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, "https://"+code.Addresses[0]+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != c.status {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	if len(d.asked) != 0 {
		t.Error("the desk heard of it")
	}
	conf.Certificates = nil
	client.CloseIdleConnections()
	if _, err := client.Post("https://"+code.Addresses[0]+pathJoin, "", nil); err == nil {
		t.Error("somebody without a certificate was heard")
	}
}
