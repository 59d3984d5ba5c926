package page

import (
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/crypto/nacl/box"

	"onset/consent"
)

// ErrLink means a text is not the link of a door.
var ErrLink = errors.New("not the link of a signing page")

// DoorKey is the key pair that phones encrypt to, and the secret that shows
// that a phone read the code itself.
type DoorKey struct {
	Public  [32]byte
	Private [32]byte
	Secret  [16]byte
}

const (
	doorIDSize = 16
	keySize    = len(DoorKey{}.Public) + len(DoorKey{}.Secret)
)

var b64 = base64.RawURLEncoding.Strict()

// DoorOptions say whom a new door is for.
type DoorOptions struct {
	Kind     DoorKind
	Terms    string
	Language string
	Request  consent.ID
	Consent  consent.ID
	Person   consent.ID
	For      time.Duration // how long it stays open; zero = CrowdFor of a poster, OneFor of all others
}

// NewDoor makes a door with an id and keys of its own. rand is
// crypto/rand.Reader except in tests.
func NewDoor(rand io.Reader, now time.Time, o DoorOptions) (*Door, error) {
	if o.For == 0 {
		o.For = OneFor
		if o.Kind == ForCrowd {
			o.For = CrowdFor
		}
	}
	d := &Door{
		Kind: o.Kind, Terms: o.Terms, Language: o.Language,
		Request: o.Request, Consent: o.Consent, Person: o.Person,
		Opened: now, Expires: now.Add(o.For),
	}
	var id [doorIDSize]byte
	if _, err := io.ReadFull(rand, id[:]); err != nil {
		return nil, fmt.Errorf("make a door: %w", err)
	}
	d.ID = b64.EncodeToString(id[:])
	if _, err := io.ReadFull(rand, d.Key.Secret[:]); err != nil {
		return nil, fmt.Errorf("make a door: %w", err)
	}
	public, private, err := box.GenerateKey(rand)
	if err != nil {
		return nil, fmt.Errorf("make a door: %w", err)
	}
	d.Key.Public, d.Key.Private = *public, *private
	return d, nil
}

// paired reports whether the public key is that of the private one.
func (k *DoorKey) paired() bool {
	private, err := ecdh.X25519().NewPrivateKey(k.Private[:])
	return err == nil && string(private.PublicKey().Bytes()) == string(k.Public[:])
}

// Text is the public key and the secret as they stand in a link's fragment and
// in a document's data-k: 64 characters of base64url. The private key is not in it.
func (k *DoorKey) Text() string {
	return b64.EncodeToString(append(k.Public[:], k.Secret[:]...))
}

// Fragment is what follows the # of the door's link. It must not reach a server.
func (d *Door) Fragment() string { return "k=" + d.Key.Text() }

// Path is the door's address on its host.
func (d *Door) Path() string { return "/s/" + d.ID }

// Link is the door's address on a base such as "http://192.168.1.20:8787",
// with its fragment.
func (d *Door) Link(base string) string {
	return strings.TrimSuffix(base, "/") + d.Path() + "#" + d.Fragment()
}

// ParseLink reads what Link wrote: the base, the door's id, and its key
// without the private half. ErrLink.
func ParseLink(link string) (base, id string, key DoorKey, err error) {
	address, fragment, ok := strings.Cut(link, "#")
	i := strings.LastIndex(address, "/s/")
	if !ok || i < 0 {
		return "", "", DoorKey{}, ErrLink
	}
	base, id = address[:i], address[i+len("/s/"):]
	text, ok := strings.CutPrefix(fragment, "k=")
	text, _, _ = strings.Cut(text, "&")
	if key, ok = parseKey(text, ok); !ok || !isDoorID(id) {
		return "", "", DoorKey{}, ErrLink
	}
	return base, id, key, nil
}

func parseKey(text string, ok bool) (DoorKey, bool) {
	var k DoorKey
	b, err := b64.DecodeString(text)
	if !ok || err != nil || len(b) != keySize {
		return k, false
	}
	copy(k.Public[:], b)
	copy(k.Secret[:], b[len(k.Public):])
	return k, true
}

func isDoorID(s string) bool {
	b, err := b64.DecodeString(s)
	return err == nil && len(b) == doorIDSize
}
