package signer

import (
	"crypto/rand"
	"errors"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// ErrSealedFile means a sealed file is not whole, or not of this keyring and purpose.
var ErrSealedFile = errors.New("the sealed file does not open")

// sealedFileMark names the form; it is part of what is sealed against change.
const sealedFileMark = "onset sealed 1\n"

// SealFile seals a file of the home that is no production's, under the subkey
// of its purpose: mark, nonce (24), XChaCha20-Poly1305 with mark and purpose as
// additional data.
func (k *Keyring) SealFile(purpose string, content []byte) ([]byte, error) {
	key := k.Subkey(purpose)
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", purpose, err)
	}
	out := make([]byte, len(sealedFileMark)+aead.NonceSize(), len(sealedFileMark)+aead.NonceSize()+len(content)+aead.Overhead())
	nonce := out[copy(out, sealedFileMark):]
	_, _ = rand.Read(nonce) // never fails
	return aead.Seal(out, nonce, content, []byte(sealedFileMark+purpose)), nil
}

// OpenFile opens what SealFile sealed for the same purpose. ErrSealedFile.
func (k *Keyring) OpenFile(purpose string, sealed []byte) ([]byte, error) {
	key := k.Subkey(purpose)
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", purpose, err)
	}
	head := len(sealedFileMark) + aead.NonceSize()
	if len(sealed) < head || string(sealed[:len(sealedFileMark)]) != sealedFileMark {
		return nil, fmt.Errorf("open %s: %w", purpose, ErrSealedFile)
	}
	content, err := aead.Open(nil, sealed[len(sealedFileMark):head], sealed[head:], []byte(sealedFileMark+purpose))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", purpose, ErrSealedFile)
	}
	return content, nil
}
