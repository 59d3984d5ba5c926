package page

import (
	"bytes"
	"io"

	"golang.org/x/crypto/nacl/box"
)

const (
	phoneKeySize = 32
	nonceSize    = 24
	minPost      = phoneKeySize + nonceSize + box.Overhead
)

// channel is what a door and a phone share: one key for both ways.
type channel struct {
	phone  [phoneKeySize]byte
	shared [32]byte
}

// openPost opens what a phone posted to the door of the key. False when it is
// not from the phone that it names, not to this door, or was changed on its way.
func openPost(key *DoorKey, post []byte) (c channel, plain []byte, ok bool) {
	if len(post) < minPost {
		return c, nil, false
	}
	var nonce [nonceSize]byte
	copy(c.phone[:], post)
	copy(nonce[:], post[phoneKeySize:])
	box.Precompute(&c.shared, &c.phone, &key.Private)
	plain, ok = box.OpenAfterPrecomputation(nil, post[phoneKeySize+nonceSize:], &nonce, &c.shared)
	return c, plain, ok
}

// seal boxes an answer to the phone.
func (c *channel) seal(rand io.Reader, plain []byte) ([]byte, error) {
	var nonce [nonceSize]byte
	if _, err := io.ReadFull(rand, nonce[:]); err != nil {
		return nil, err
	}
	out := make([]byte, nonceSize, nonceSize+len(plain)+box.Overhead)
	copy(out, nonce[:])
	return box.SealAfterPrecomputation(out, plain, &nonce, &c.shared), nil
}

// splitPicture takes the words of a message from the picture that follows
// them; picture is nil when none does.
func splitPicture(plain []byte) (words, picture []byte) {
	words, picture, _ = bytes.Cut(plain, []byte{0})
	return words, picture
}
