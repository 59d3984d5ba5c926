package signer

import "strings"

// CodeText writes bytes as a code for people: Crockford's base 32, two check
// letters, groups of five. Every letter is one that QR codes hold cheaply.
func CodeText(b []byte) string {
	v := fiveBits(b)
	var sum, weighted byte
	for _, x := range v {
		sum ^= x
		weighted = double32(weighted) ^ x
	}
	weighted = double32(double32(weighted))
	a := mul32(sum^weighted, inverse3)
	v = append(v, a, a^sum)
	out := make([]byte, len(v))
	for i, x := range v {
		out[i] = codeLetters[x]
	}
	return groupOf(string(out), codeGroup)
}

// CodeBytes reads what CodeText wrote, as people type it: any case, with or
// without hyphens and spaces, O as 0, I and L as 1. ErrRecoveryCode when it
// cannot be a code, ErrTypo when its check letters do not fit; they find every
// wrong letter and every two that changed places.
func CodeBytes(s string, limit int) ([]byte, error) {
	if len(s) > 4*limit {
		return nil, ErrRecoveryCode
	}
	s = strings.NewReplacer("O", "0", "I", "1", "L", "1", "-", "").Replace(strings.ToUpper(strings.Join(strings.Fields(s), "")))
	n := len(s) - 2
	size := n * 5 / 8
	if n < 1 || size > limit || (size*8+4)/5 != n {
		return nil, ErrRecoveryCode
	}
	var sum, weighted byte
	out := make([]byte, 0, size)
	var acc, bits uint
	for i := range len(s) {
		at := strings.IndexByte(codeLetters, s[i])
		if at < 0 {
			return nil, ErrRecoveryCode
		}
		x := byte(at)
		sum, weighted = sum^x, double32(weighted)^x
		if i >= n {
			continue
		}
		if acc, bits = acc<<5|uint(x), bits+5; bits >= 8 {
			bits -= 8
			out = append(out, byte(acc>>bits))
		}
	}
	if sum != 0 || weighted != 0 {
		return nil, ErrTypo
	}
	if acc&(1<<bits-1) != 0 {
		return nil, ErrRecoveryCode // another way to write the same bytes
	}
	return out, nil
}
