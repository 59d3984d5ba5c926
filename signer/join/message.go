package join

import (
	"encoding/hex"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"onset/consent"
	"onset/signer"
)

// Limits of messages, far above any real use.
const (
	// MaxLabel is the longest name of a device, in bytes.
	MaxLabel = 120
	// MaxStatements is how many statements one message carries.
	MaxStatements = 4096

	maxRequest  = 16 << 10
	maxBringing = 8 << 20
	maxAnswer   = 8 << 20
	maxDevices  = 1024
	maxProof    = 4
)

// Nonce makes every request another one.
type Nonce [16]byte

// MarshalText writes hex.
func (n Nonce) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, n[:]), nil }

// UnmarshalText reads hex.
func (n *Nonce) UnmarshalText(b []byte) error { return readHex(n[:], b) }

// MarshalText writes hex.
func (t Token) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, t[:]), nil }

// UnmarshalText reads hex.
func (t *Token) UnmarshalText(b []byte) error { return readHex(t[:], b) }

func readHex(to, text []byte) error {
	if len(text) != 2*len(to) {
		return ErrRequest
	}
	_, err := hex.Decode(to, text)
	return err
}

// Statement is a sealed statement as messages carry it: its id follows from its payload.
type Statement struct {
	Payload   []byte `json:"payload"`
	Signature []byte `json:"signature"`
}

// Statements are sealed statements as messages carry them.
func Statements(list []signer.Sealed) []Statement {
	out := make([]Statement, len(list))
	for i, s := range list {
		out[i] = Statement{s.Payload, s.Signature}
	}
	return out
}

// Sealed are the statements as stores take them.
func Sealed(list []Statement) []signer.Sealed {
	out := make([]signer.Sealed, len(list))
	for i, s := range list {
		out[i] = signer.Sealed{ID: signer.StatementID(s.Payload), Payload: s.Payload, Signature: s.Signature}
	}
	return out
}

// Request is what a device says of itself when it asks to join. It is signed
// by the seal key in it and names whom it asks, so that nobody can hand it on.
type Request struct {
	V         int               `json:"v"`
	To        string            `json:"to"` // Syncthing id of whoever is asked
	Token     Token             `json:"token"`
	Label     string            `json:"label"`
	Keys      signer.DeviceKeys `json:"keys"`
	Continues consent.Ref       `json:"continues,omitzero"` // the log that the device kept before
	Nonce     Nonce             `json:"nonce"`
	Proof     []Statement       `json:"proof,omitempty"` // of the device's place, where the one that is asked cannot know of it
}

// Answer lets the device in: everything its roster is folded from, with the
// keys that are for it, and where the others may be met.
type Answer struct {
	V          int         `json:"v"`
	Production consent.Ref `json:"production"`
	Statements []Statement `json:"statements"`
	Peers      []Peer      `json:"peers"`
	At         time.Time   `json:"at"` // by the clock of whoever answers
}

// Peer is a device and the addresses, "tcp://host:port", it may be met at.
type Peer struct {
	Sync      string   `json:"sync"`
	Addresses []string `json:"addresses"`
}

// Offer asks an office without the production for the keys it will have there.
type Offer struct {
	V          int               `json:"v"`
	To         string            `json:"to"`
	Token      Token             `json:"token"`
	Production consent.Ref       `json:"production"`
	Keys       signer.DeviceKeys `json:"keys"` // of the kit that brings it
	Nonce      Nonce             `json:"nonce"`
}

// Taker is its answer, signed by the seal key in it.
type Taker struct {
	V          int               `json:"v"`
	Production consent.Ref       `json:"production"`
	Keys       signer.DeviceKeys `json:"keys"`
	Label      string            `json:"label"`
	Nonce      Nonce             `json:"nonce"` // the offer's
}

// Bringing hands the production over: the roster, in which the office has its
// place by now.
type Bringing struct {
	V          int               `json:"v"`
	To         string            `json:"to"`
	Token      Token             `json:"token"`
	Production consent.Ref       `json:"production"`
	Keys       signer.DeviceKeys `json:"keys"` // of the kit that brings it
	Statements []Statement       `json:"statements"`
	Peers      []Peer            `json:"peers"`
	Nonce      Nonce             `json:"nonce"`
}

// Brought says that the office has it.
type Brought struct {
	V          int         `json:"v"`
	Production consent.Ref `json:"production"`
}

// The payload types that signatures cover, one per message, so that none is
// ever taken for another.
const (
	requestType  = "application/vnd.onset.join-request+json"
	offerType    = "application/vnd.onset.join-offer+json"
	takerType    = "application/vnd.onset.join-taker+json"
	bringingType = "application/vnd.onset.join-bringing+json"
)

// envelope is a signed message; its key is the one inside.
type envelope struct {
	Payload   []byte `json:"payload"`
	Signature []byte `json:"signature"`
}

// signed is a message that names the keys of whoever signed it.
type signed interface {
	valid() bool
	keys() signer.DeviceKeys
}

func (m *Request) keys() signer.DeviceKeys  { return m.Keys }
func (m *Offer) keys() signer.DeviceKeys    { return m.Keys }
func (m *Taker) keys() signer.DeviceKeys    { return m.Keys }
func (m *Bringing) keys() signer.DeviceKeys { return m.Keys }

func (m *Request) valid() bool {
	return m.V == 1 && goodLabel(m.Label) && goodKeys(m.Keys) && m.Continues != m.Keys.Author() && len(m.Proof) <= maxProof
}

func (m *Offer) valid() bool { return m.V == 1 && !m.Production.IsZero() && goodKeys(m.Keys) }

func (m *Taker) valid() bool {
	return m.V == 1 && !m.Production.IsZero() && goodKeys(m.Keys) && goodLabel(m.Label)
}

func (m *Bringing) valid() bool {
	return m.V == 1 && !m.Production.IsZero() && goodKeys(m.Keys) && goodStatements(m.Statements) && goodPeers(m.Peers)
}

func (m *Answer) valid() bool {
	return m.V == 1 && !m.Production.IsZero() && goodStatements(m.Statements) && goodPeers(m.Peers)
}

func (m *Brought) valid() bool { return m.V == 1 && !m.Production.IsZero() }

func goodLabel(s string) bool { return len(s) <= MaxLabel && utf8.ValidString(s) }

func goodKeys(k signer.DeviceKeys) bool {
	_, errSeal := signer.ParsePublicKey(k.Seal)
	_, errAge := signer.ParseRecipient(k.Age)
	_, errSync := signer.ParseSyncID(k.Sync)
	return errSeal == nil && errAge == nil && errSync == nil
}

func goodStatements(list []Statement) bool { return len(list) > 0 && len(list) <= MaxStatements }

func goodPeers(list []Peer) bool {
	for _, p := range list {
		if _, err := signer.ParseSyncID(p.Sync); err != nil || len(p.Addresses) > maxAddresses {
			return false
		}
		for _, a := range p.Addresses {
			if len(a) > maxHost+16 {
				return false
			}
		}
	}
	return len(list) <= maxDevices
}

// seal writes a message under its author's key.
func seal(key *signer.SealKey, payloadType string, m signed) ([]byte, error) {
	payload, err := signer.EncodeJSON(m)
	if err != nil {
		return nil, fmt.Errorf("seal a message: %w", err)
	}
	sig, err := key.SignMessage(payloadType, payload)
	if err != nil {
		return nil, fmt.Errorf("seal a message: %w", err)
	}
	return signer.EncodeJSON(envelope{payload, sig})
}

// open reads a signed message. ErrRequest for anything but one in our own form
// whose signature is that of the key inside.
func open(b []byte, payloadType string, m signed) error {
	var e envelope
	if !signer.DecodeJSON(b, &e) || !signer.DecodeJSON(e.Payload, m) || !m.valid() {
		return ErrRequest
	}
	key, err := signer.ParsePublicKey(m.keys().Seal)
	if err != nil || key.VerifyMessage(payloadType, e.Payload, e.Signature) != nil {
		return ErrRequest
	}
	return nil
}

// NewNonce draws a nonce.
func NewNonce(r io.Reader) (n Nonce, err error) {
	_, err = io.ReadFull(r, n[:])
	return n, err
}

// readAll reads at most limit bytes; more is an error.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, ErrRequest
	}
	return b, nil
}
