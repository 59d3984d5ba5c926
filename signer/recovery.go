package signer

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// Errors of a recovery code as people type it.
var (
	// ErrRecoveryCode means a text does not look like a recovery code.
	ErrRecoveryCode = errors.New("not a recovery code")
	// ErrTypo means it does, and one or two of its letters are wrong.
	ErrTypo = errors.New("a letter of the recovery code is wrong")
)

const (
	// codeLetters is Crockford's base 32: no I, L, O or U to misread.
	codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeSize    = 30 // six groups of five; 28 letters of 5 bits and two that check them
	codeGroup   = 5
)

// NewRecoveryCode draws a code: 140 random bits in six groups of five letters.
func NewRecoveryCode(r io.Reader) (string, error) {
	var v [codeSize]byte
	if _, err := io.ReadFull(r, v[:codeSize-2]); err != nil {
		return "", fmt.Errorf("draw a recovery code: %w", err)
	}
	for i := range v {
		v[i] &= 31
	}
	v[codeSize-2], v[codeSize-1] = codeChecks([codeSize - 2]byte(v[:codeSize-2]))
	var b strings.Builder
	for i, x := range v {
		if i > 0 && i%codeGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(codeLetters[x])
	}
	return b.String(), nil
}

// ParseRecoveryCode gives a code's 30 letters from what a person typed: any
// case, groups apart by hyphens or spaces or not at all, O as 0, I and L as 1.
// ErrRecoveryCode when it does not look like a code, ErrTypo when its check
// letters do not fit; they find every one or two wrong letters.
func ParseRecoveryCode(s string) (string, error) {
	s, ok := joinGroups(s)
	if !ok {
		return "", ErrRecoveryCode
	}
	s = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(s))
	if len(s) != codeSize { // some letters grow in upper case
		return "", ErrRecoveryCode
	}
	var v [codeSize]byte
	for i := range v {
		x := strings.IndexByte(codeLetters, s[i])
		if x < 0 {
			return "", ErrRecoveryCode
		}
		v[i] = byte(x)
	}
	if a, b := codeChecks([codeSize - 2]byte(v[:codeSize-2])); a != v[codeSize-2] || b != v[codeSize-1] {
		return "", ErrTypo
	}
	return s, nil
}

// joinGroups takes six groups of five letters apart by hyphens or white space,
// or thirty together.
func joinGroups(s string) (string, bool) {
	if len(s) > 4*codeSize {
		return "", false
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || unicode.IsSpace(r) })
	if len(parts) != 1 && len(parts) != codeSize/codeGroup {
		return "", false
	}
	for _, p := range parts {
		if len(p) != codeSize/len(parts) {
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}

// codeChecks are the check letters of a Reed-Solomon code over GF(32) with
// roots 1 and 2: the sum of all letters, and the sum weighted by powers of 2,
// are both zero. Its distance is 3.
func codeChecks(v [codeSize - 2]byte) (a, b byte) {
	var sum, weighted byte
	for _, x := range v { // Horner, the first letter has the highest power
		sum ^= x
		weighted = double32(weighted) ^ x
	}
	weighted = double32(double32(weighted))
	// a and b solve a+b = sum, 2a+b = weighted; 1/(2+1) is multiplied in as 3^30.
	a = mul32(sum^weighted, inverse3)
	return a, a ^ sum
}

// inverse3 is 1/3 in GF(32) modulo x^5+x^2+1.
const inverse3 = 28

func double32(a byte) byte {
	a <<= 1
	if a&32 != 0 {
		a ^= 0b100101
	}
	return a
}

func mul32(a, b byte) byte {
	var p byte
	for ; b != 0; b >>= 1 {
		if b&1 != 0 {
			p ^= a
		}
		a = double32(a)
	}
	return p
}
