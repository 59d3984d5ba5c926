package signer

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"filippo.io/age"
	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/text/unicode/norm"
)

// Form of the file; see FORMAT.md.
const (
	keyringMagic   = "onset keyring 1"
	keyringPrefix  = "onset keyring "
	maxKeyring     = 16 << 20
	workFactor     = 15 // 2^15: 0.1 s and 32 MiB on a tablet
	maxWorkFactor  = 18 // 256 MiB; what a future build may raise workFactor to
	recoveryDomain = "onset recovery code\x00"
	newSuffix      = ".new"
)

// wraps is the file key as two age files: under the passphrase and under the
// recovery code.
type wraps struct{ passphrase, recovery []byte }

type keyringFile struct {
	wraps  wraps
	sealed []byte // nonce and XChaCha20-Poly1305 of the payload
	head   []byte // the lines before, which the seal covers too
}

// parseKeyringFile checks the file's sum before anything is opened, so that
// damage is told from a wrong passphrase.
func parseKeyringFile(b []byte) (keyringFile, error) {
	lines := strings.SplitAfter(string(b), "\n")
	if v, ok := strings.CutPrefix(lines[0], keyringPrefix); ok && v != "1\n" && isNewer(v) {
		return keyringFile{}, ErrKeyringVersion
	}
	if len(b) > maxKeyring || len(lines) != 6 || lines[5] != "" || lines[0] != keyringMagic+"\n" {
		return keyringFile{}, ErrKeyringDamaged
	}
	head := strings.Join(lines[:3], "")
	sum := sha256.Sum256([]byte(head + lines[3]))
	if lines[4] != hex.EncodeToString(sum[:])+"\n" {
		return keyringFile{}, ErrKeyringDamaged
	}
	f := keyringFile{head: []byte(head)}
	for i, into := range []*[]byte{&f.wraps.passphrase, &f.wraps.recovery, &f.sealed} {
		raw, err := base64.StdEncoding.Strict().DecodeString(strings.TrimSuffix(lines[i+1], "\n"))
		if err != nil || strings.ContainsAny(lines[i+1], "\r") {
			return keyringFile{}, ErrKeyringDamaged
		}
		*into = raw
	}
	return f, nil
}

func isNewer(line string) bool {
	v, err := strconv.Atoi(strings.TrimSuffix(line, "\n"))
	return err == nil && v > 1
}

func (w wraps) head() []byte {
	enc := base64.StdEncoding.EncodeToString
	return []byte(keyringMagic + "\n" + enc(w.passphrase) + "\n" + enc(w.recovery) + "\n")
}

// sealPayload covers both wraps as additional data: neither can be exchanged
// for one from another keyring or from an earlier passphrase.
func sealPayload(key [32]byte, w wraps, plain []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	head := w.head()
	sealed := aead.Seal(nonce, nonce, plain, head)
	b := append(head, base64.StdEncoding.EncodeToString(sealed)+"\n"...)
	if len(b) > maxKeyring-128 {
		return nil, fmt.Errorf("a keyring of %d bytes is too large", len(b))
	}
	sum := sha256.Sum256(b)
	return append(b, hex.EncodeToString(sum[:])+"\n"...), nil
}

func openPayload(key [32]byte, f keyringFile) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key[:])
	if err != nil || len(f.sealed) < aead.NonceSize() {
		return nil, ErrKeyringDamaged
	}
	n := aead.NonceSize()
	plain, err := aead.Open(nil, f.sealed[:n], f.sealed[n:], f.head)
	if err != nil {
		return nil, ErrKeyringDamaged
	}
	return plain, nil
}

func wrapKey(key [32]byte, secret string, work int) ([]byte, error) {
	if secret == "" || secret == recoveryDomain {
		return nil, ErrPassphraseEmpty
	}
	r, err := age.NewScryptRecipient(secret)
	if err != nil {
		return nil, err
	}
	r.SetWorkFactor(work)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, r)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(key[:]); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// open finds out whether secret is a recovery code or a passphrase. Six words
// of five letters look like a code, so what fails as one is tried as the other.
func (w wraps) open(secret string) ([32]byte, error) {
	letters, err := ParseRecoveryCode(secret)
	switch {
	case errors.Is(err, ErrRecoveryCode):
		return unwrapKey(w.passphrase, cleanPassphrase(secret))
	case err == nil:
		key, err := unwrapKey(w.recovery, recoveryDomain+letters)
		if !errors.Is(err, ErrPassphrase) {
			return key, err
		}
		return unwrapKey(w.passphrase, cleanPassphrase(secret))
	}
	key, passErr := unwrapKey(w.passphrase, cleanPassphrase(secret))
	if errors.Is(passErr, ErrPassphrase) {
		return key, err
	}
	return key, passErr
}

func unwrapKey(file []byte, secret string) ([32]byte, error) {
	var key [32]byte
	if secret == "" {
		return key, ErrPassphrase
	}
	id, err := age.NewScryptIdentity(secret)
	if err != nil {
		return key, ErrPassphrase
	}
	id.SetMaxWorkFactor(maxWorkFactor)
	if declaredWork(file) > maxWorkFactor {
		return key, ErrWorkFactor
	}
	r, err := age.Decrypt(bytes.NewReader(file), id)
	if none := (*age.NoIdentityMatchError)(nil); errors.As(err, &none) {
		return key, ErrPassphrase
	}
	if err != nil {
		return key, ErrKeyringDamaged
	}
	b, err := io.ReadAll(io.LimitReader(r, 33))
	if err != nil || len(b) != len(key) {
		return key, ErrKeyringDamaged
	}
	return [32]byte(b), nil
}

// declaredWork reads the work factor from an age header,
// "age-encryption.org/v1\n-> scrypt SALT FACTOR\n"; 0 if it is not there.
func declaredWork(file []byte) int {
	lines := strings.SplitN(string(file[:min(len(file), 256)]), "\n", 3)
	if len(lines) < 3 {
		return 0
	}
	words := strings.Fields(lines[1])
	if len(words) != 4 || words[0] != "->" || words[1] != "scrypt" {
		return 0
	}
	n, err := strconv.Atoi(words[3])
	if err != nil {
		return maxWorkFactor + 1
	}
	return n
}

// cleanPassphrase forgives what a keyboard does: spaces doubled or at the
// ends, and two ways to write å.
func cleanPassphrase(s string) string {
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// replaceFile writes b beside path, flushes it, and renames it into place.
func replaceFile(path string, b []byte) (err error) {
	// One fixed name, so that a crash leaves at most one such file and the next Save takes it over.
	tmp, err := os.OpenFile(path+newSuffix, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tmp.Close()
			_ = os.Remove(tmp.Name())
		}
	}()
	if _, err = tmp.Write(b); err != nil {
		return err
	}
	if err = tmp.Sync(); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	if err = os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a rename last. Windows cannot flush a folder and does not need to.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer func() { _ = d.Close() }()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !isNoDirSync(err) {
		return err
	}
	return nil
}
