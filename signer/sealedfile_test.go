package signer

import (
	"bytes"
	"crypto/rand"
	"errors"
	"path/filepath"
	"testing"
)

func TestSealedFile(t *testing.T) {
	k, _, err := createKeyring(filepath.Join(t.TempDir(), "keyring"), "an invented film", rand.Reader, 10)
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := createKeyring(filepath.Join(t.TempDir(), "keyring"), "an invented film", rand.Reader, 10)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := k.SealFile("people", []byte("Robin Example"))
	if err != nil || bytes.Contains(sealed, []byte("Robin")) {
		t.Fatalf("%q, %v", sealed, err)
	}
	if again, err := k.SealFile("people", []byte("Robin Example")); err != nil || bytes.Equal(sealed, again) {
		t.Fatalf("two files are the same: %v", err)
	}
	if got, err := k.OpenFile("people", sealed); err != nil || string(got) != "Robin Example" {
		t.Fatalf("%q, %v", got, err)
	}
	if _, err := k.OpenFile("log", sealed); !errors.Is(err, ErrSealedFile) {
		t.Errorf("for another purpose: %v", err)
	}
	if _, err := other.OpenFile("people", sealed); !errors.Is(err, ErrSealedFile) {
		t.Errorf("by another keyring: %v", err)
	}
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := k.OpenFile("people", bad); !errors.Is(err, ErrSealedFile) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
		if _, err := k.OpenFile("people", sealed[:i]); !errors.Is(err, ErrSealedFile) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
}
