package offload

import (
	"bytes"
	"crypto/sha512"
	"math/big"
	"strings"
)

// A C4 id (SMPTE ST 2114) is "c4" and the SHA-512 as 88 digits to the base 58.
const (
	c4Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	c4Length = 90
)

// ID returns the C4 id of a file's content.
func ID(content []byte) string {
	sum := sha512.Sum512(content)
	return c4(sum[:])
}

func c4(sum []byte) string {
	id := bytes.Repeat([]byte{c4Digits[0]}, c4Length)
	copy(id, "c4")
	n, base, digit := new(big.Int).SetBytes(sum), big.NewInt(int64(len(c4Digits))), new(big.Int)
	for i := c4Length - 1; n.Sign() > 0; i-- {
		n.DivMod(n, base, digit)
		id[i] = c4Digits[digit.Int64()]
	}
	return string(id)
}

// parseC4 returns the 64 bytes of the SHA-512, ErrFormat when s is no id.
func parseC4(s string) ([]byte, error) {
	if len(s) != c4Length || !strings.HasPrefix(s, "c4") {
		return nil, ErrFormat
	}
	n, base := new(big.Int), big.NewInt(int64(len(c4Digits)))
	for _, r := range s[2:] {
		digit := strings.IndexRune(c4Digits, r)
		if digit < 0 {
			return nil, ErrFormat
		}
		n.Add(n.Mul(n, base), big.NewInt(int64(digit)))
	}
	if n.BitLen() > 8*sha512.Size {
		return nil, ErrFormat
	}
	return n.FillBytes(make([]byte, sha512.Size)), nil
}
