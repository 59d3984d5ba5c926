// Package join is the one request that joins a device to a production: the code
// that is typed or photographed, the request and its answer, and both ends of it.
package join

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"onset/signer"
)

// Errors of a code as people type it.
var (
	// ErrCode means a text is no pairing code.
	ErrCode = errors.New("not a pairing code")
	// ErrTypo means it is one, with a wrong letter.
	ErrTypo = errors.New("a letter of the pairing code is wrong")
)

// Kind is what a code is for.
type Kind byte

// The kinds of code.
const (
	Enter Kind = 1 // joins the production of whoever shows it
	Bring Kind = 2 // of an office without the production: the kit brings its own
	Spare Kind = 3 // issued in advance: whoever has it is the device that was enrolled for it
)

const (
	// PinSize is how much of the certificate's SHA-256 a code holds.
	PinSize = 10
	// TokenSize is the size of the secret of one invitation.
	TokenSize = 16
	// DefaultPort is where requests to join are answered unless somebody chose another.
	DefaultPort = 22443

	maxAddresses = 6
	maxHost      = 60
	maxCode      = 2 + PinSize + TokenSize + maxAddresses*(maxHost+3)
)

// Token is the secret of one invitation. Its first bytes only find the
// invitation; the rest is what nobody guesses.
type Token [TokenSize]byte

// Code is a pairing code: what a device needs to find the one that answers, to
// know that it is that one, and to be let in.
type Code struct {
	Kind      Kind
	Pin       [PinSize]byte // first bytes of the SHA-256 of the certificate that answers
	Token     Token
	Addresses []string // "host:port", at most six

	Seed       signer.Seed   // of a Spare code, in place of pin and token
	Production [PinSize]byte // of a Spare code: first bytes of the production's id
}

// PinOf is the part of a device's id, as signer.SyncID writes it, that a code holds.
func PinOf(id string) ([PinSize]byte, error) {
	sum, err := signer.ParseSyncID(id)
	if err != nil {
		return [PinSize]byte{}, fmt.Errorf("pin: %w", err)
	}
	return [PinSize]byte(sum[:PinSize]), nil
}

// pinned reports whether the certificate is the one of the code.
func (c Code) pinned(der []byte) bool {
	sum := sha256.Sum256(der)
	return c.Kind == Spare || bytes.Equal(sum[:PinSize], c.Pin[:])
}

// String is the code as it is shown, and the text of its QR code: capital
// letters and digits in groups of five. Empty for a code that cannot be written.
func (c Code) String() string {
	b, err := c.bytes()
	if err != nil {
		return ""
	}
	return signer.CodeText(b)
}

// bytes are the code's. ErrCode for one that Parse would refuse.
func (c Code) bytes() ([]byte, error) {
	out := []byte{byte(c.Kind)}
	switch c.Kind {
	case Enter, Bring:
		out = append(append(out, c.Pin[:]...), c.Token[:]...)
	case Spare:
		out = append(append(out, c.Production[:]...), c.Seed[:]...)
	default:
		return nil, ErrCode
	}
	if len(c.Addresses) > maxAddresses {
		return nil, ErrCode
	}
	for _, a := range c.Addresses {
		b, err := packAddress(a)
		if err != nil {
			return nil, err
		}
		out = append(out, b...)
	}
	return out, nil
}

// Parse reads a code as people type it: any case, hyphens or spaces or none.
// ErrCode, ErrTypo.
func Parse(text string) (Code, error) {
	b, err := signer.CodeBytes(text, maxCode)
	if errors.Is(err, signer.ErrTypo) {
		return Code{}, ErrTypo
	}
	if err != nil {
		return Code{}, ErrCode
	}
	const head = 1 + PinSize + TokenSize
	if len(b) < head {
		return Code{}, ErrCode
	}
	c := Code{Kind: Kind(b[0])}
	switch c.Kind {
	case Enter, Bring:
		c.Pin, c.Token = [PinSize]byte(b[1:]), Token(b[1+PinSize:head])
	case Spare:
		c.Production, c.Seed = [PinSize]byte(b[1:]), signer.Seed(b[1+PinSize:head])
	default:
		return Code{}, ErrCode
	}
	for rest := b[head:]; len(rest) > 0; {
		var a string
		if a, rest, err = unpackAddress(rest); err != nil || len(c.Addresses) == maxAddresses {
			return Code{}, ErrCode
		}
		c.Addresses = append(c.Addresses, a)
	}
	return c, nil
}

// How an address is written: the kind of host, and a bit for the port that is
// not the usual one and follows.
const (
	addressIPv4 = 4
	addressIPv6 = 6
	addressName = 0x40 // with the length of the name
	withPort    = 0x80
)

func packAddress(address string) ([]byte, error) {
	host, port, err := splitAddress(address)
	if err != nil {
		return nil, err
	}
	var out []byte
	if ip, err := netip.ParseAddr(host); err == nil {
		kind := byte(addressIPv6)
		if ip.Is4() {
			kind = addressIPv4
		}
		out = append([]byte{kind}, ip.AsSlice()...)
	} else {
		out = append([]byte{addressName | byte(len(host))}, host...)
	}
	if port != DefaultPort {
		out[0] |= withPort
		out = binary.BigEndian.AppendUint16(out, port)
	}
	return out, nil
}

// splitAddress takes "host:port" apart. ErrCode for an address that codes cannot hold.
func splitAddress(address string) (host string, port uint16, err error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, ErrCode
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 || !goodHost(host) {
		return "", 0, ErrCode
	}
	return host, uint16(n), nil
}

// goodHost takes addresses of one way to be written and plain names.
func goodHost(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Zone() == "" && !ip.Is4In6() && ip.String() == host && !ip.IsUnspecified()
	}
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-."
	if strings.Trim(host, "0123456789.") == "" {
		return false // an address that was not one
	}
	return host != "" && len(host) < maxHost && strings.Trim(host, letters) == "" && strings.Trim(host, "-.") == host
}

func unpackAddress(b []byte) (address string, rest []byte, err error) {
	kind, b := b[0], b[1:]
	size := map[byte]int{addressIPv4: 4, addressIPv6: 16}[kind&^withPort]
	name := kind&addressName != 0
	if name {
		size = int(kind &^ (withPort | addressName))
	}
	ported := kind&withPort != 0
	if ported {
		size += 2
	}
	if size == 0 || len(b) < size {
		return "", nil, ErrCode
	}
	port, host := uint16(DefaultPort), b[:size]
	if ported {
		port, host = binary.BigEndian.Uint16(host[size-2:]), host[:size-2]
	}
	text := string(host)
	if ip, ok := netip.AddrFromSlice(host); ok && !name {
		text = ip.String()
	}
	address = net.JoinHostPort(text, strconv.Itoa(int(port)))
	again, err := packAddress(address)
	if err != nil || !bytes.Equal(again, append([]byte{kind}, b[:size]...)) {
		return "", nil, ErrCode // one address, one code
	}
	return address, b[size:], nil
}
