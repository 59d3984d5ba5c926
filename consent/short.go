package consent

import "strings"

// shortAlphabet is Crockford's base 32: no I, L, O or U to misread.
const shortAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Prefix is what a short id tells of an id: its first 40 bits.
type Prefix [5]byte

// Short is the form people read aloud, "7K3F-9Q2M-X": the first 40 bits and a
// check letter that finds any one wrong letter and any two swapped.
func (id ID) Short() string {
	v := id.Prefix().values()
	var b strings.Builder
	for i, x := range v {
		if i == 4 {
			b.WriteByte('-')
		}
		b.WriteByte(shortAlphabet[x])
	}
	b.WriteByte('-')
	b.WriteByte(shortAlphabet[shortCheck(v)])
	return b.String()
}

// Prefix is the part of id that its short form holds.
func (id ID) Prefix() Prefix { return Prefix(id[:5]) }

// asRead are the letters of a short id as people type them: O as 0, I and L
// as 1, hyphens and spaces or none.
var asRead = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1")

// ParseShort reads a short id in any case, with or without hyphens and spaces,
// O as 0 and I or L as 1. ErrID when it is no short id, ErrTypo when its check
// letter does not fit.
func ParseShort(s string) (Prefix, error) {
	s = asRead.Replace(strings.ToUpper(s))
	if len(s) != 9 {
		return Prefix{}, ErrID
	}
	var v [8]byte
	for i := range v {
		x := strings.IndexByte(shortAlphabet, s[i])
		if x < 0 {
			return Prefix{}, ErrID
		}
		v[i] = byte(x)
	}
	if s[8] != shortAlphabet[shortCheck(v)] {
		return Prefix{}, ErrTypo
	}
	return prefixOf(v), nil
}

func (p Prefix) values() [8]byte {
	var n uint64
	for _, b := range p {
		n = n<<8 | uint64(b)
	}
	var v [8]byte
	for i := 7; i >= 0; i-- {
		v[i] = byte(n & 31)
		n >>= 5
	}
	return v
}

func prefixOf(v [8]byte) Prefix {
	var n uint64
	for _, x := range v {
		n = n<<5 | uint64(x)
	}
	var p Prefix
	for i := 4; i >= 0; i-- {
		p[i] = byte(n)
		n >>= 8
	}
	return p
}

// shortCheck is a weighted sum over GF(32): the weights are different powers
// of a generator, so every substitution and every swap changes it.
func shortCheck(v [8]byte) byte {
	var sum byte
	w := byte(2)
	for _, x := range v {
		sum ^= mul32(w, x)
		w = mul32(w, 2)
	}
	return sum
}

// mul32 multiplies in GF(32) modulo x^5+x^2+1.
func mul32(a, b byte) byte {
	var p byte
	for range 5 {
		if b&1 != 0 {
			p ^= a
		}
		b >>= 1
		a <<= 1
		if a&32 != 0 {
			a ^= 0b100101
		}
	}
	return p
}
