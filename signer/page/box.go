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

// openPost opens what a phone posted to the door of the key. False when it is
// not from the phone that it names, not to this door, or was changed on its way.
func openPost(key *DoorKey, post []byte) (phone [phoneKeySize]byte, plain []byte, ok bool) {
	if len(post) < minPost {
		return phone, nil, false
	}
	var nonce [nonceSize]byte
	copy(phone[:], post)
	copy(nonce[:], post[phoneKeySize:])
	plain, ok = box.Open(nil, post[phoneKeySize+nonceSize:], &nonce, &phone, &key.Private)
	return phone, plain, ok
}

// sealAnswer boxes an answer to a phone.
func sealAnswer(rand io.Reader, key *DoorKey, phone *[phoneKeySize]byte, plain []byte) ([]byte, error) {
	var nonce [nonceSize]byte
	if _, err := io.ReadFull(rand, nonce[:]); err != nil {
		return nil, err
	}
	out := make([]byte, nonceSize, nonceSize+len(plain)+box.Overhead)
	copy(out, nonce[:])
	return box.Seal(out, plain, &nonce, phone, &key.Private), nil
}

// splitPicture takes the words of a message from the picture that follows
// them; picture is nil when none does.
func splitPicture(plain []byte) (words, picture []byte) {
	words, picture, _ = bytes.Cut(plain, []byte{0})
	return words, picture
}
