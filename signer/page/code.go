package page

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"onset/consent"
)

// ErrCode means a text is not a take-home code: not eight of its letters.
var ErrCode = errors.New("not a take-home code")

// codeLetters are the letters of take-home codes. 0 and O, 1 and I are read as one another, so none is used.
const codeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// codeSize is how many letters a take-home code has: 40 bits.
const codeSize = 8

var codeText = base32.NewEncoding(codeLetters).WithPadding(base32.NoPadding)

// TakeHomeCode is the code of a secret of 16 random bytes, in the form
// ParseCode gives. It tells nothing of the secret beyond itself.
func TakeHomeCode(secret [16]byte) string {
	return codeText.EncodeToString(mac(secret[:], "onset take-home code")[:5])
}

// ParseCode reads a take-home code as people type it: letters large or small,
// with spaces and dashes anywhere. ErrCode.
func ParseCode(s string) (string, error) {
	if len(s) > 4*codeSize {
		return "", ErrCode
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
	if len(s) != codeSize || strings.Trim(s, codeLetters) != "" {
		return "", ErrCode
	}
	return s, nil
}

// FormatCode writes a take-home code as people read it: "K7M4 2QXD".
func FormatCode(code string) string {
	if len(code) != codeSize {
		return code
	}
	return code[:4] + " " + code[4:]
}

// shortCode is the try-th choice of the code that stands on both screens: four
// digits. A phone that knew the try could reckon it too.
func shortCode(d *Door, phone *[phoneKeySize]byte, try int) string {
	sum := mac(d.Key.Secret[:], "onset code", d.Key.Public[:], phone[:], binary.BigEndian.AppendUint32(nil, uint32(try)))
	return fmt.Sprintf("%04d", binary.BigEndian.Uint64(sum)%10000)
}

// pairs writes a short code as the crew reads it: "47 21".
func pairs(code string) string {
	if len(code) != 4 {
		return ""
	}
	return code[:2] + " " + code[2:]
}

// consentID is the id of what a phone does at a door: the same after a
// restart, so that the same sending cannot make two. It is random to whoever
// does not know the door's secret.
func consentID(d *Door, phone *[phoneKeySize]byte, what string) consent.ID {
	id := consent.ID(mac(d.Key.Secret[:], "onset id of "+what, phone[:])[:16])
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id
}

// mac is HMAC-SHA256 over a use and parts of fixed size.
func mac(key []byte, use string, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(append([]byte(use), 0))
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
