package signer

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"

	"onset/consent"
)

// Errors of opening a keyring.
var (
	// ErrPassphrase means the passphrase or recovery code is not this keyring's.
	ErrPassphrase = errors.New("wrong passphrase")
	// ErrPassphraseEmpty means a keyring cannot be made under an empty passphrase.
	ErrPassphraseEmpty = errors.New("the passphrase is empty")
	// ErrKeyringDamaged means neither the keyring nor its copy is whole.
	ErrKeyringDamaged = errors.New("the keyring is damaged")
	// ErrKeyringExists means there is a keyring already.
	ErrKeyringExists = errors.New("there is a keyring already")
	// ErrKeyringVersion means a newer build wrote the keyring.
	ErrKeyringVersion = errors.New("the keyring is of a newer version")
	// ErrWorkFactor means opening would cost more memory than a tablet has; nobody but an attacker writes such a file.
	ErrWorkFactor = errors.New("the keyring asks for too much work")
)

// Keyring is the one file of a home that holds its private keys. Its methods
// may be called by many goroutines. Whoever changes its fields, or those of its
// productions, while others may save does so inside Update.
type Keyring struct {
	Sync        SyncKey
	Productions []*Production

	mu sync.Mutex // over everything, so that two saves never mix

	path    string
	work    int // scrypt work factor of new wraps
	fileKey [32]byte
	wraps   wraps
	pin     *pinState
	damaged bool
}

// CopySuffix is added to a keyring's path for the copy that Save keeps beside it.
const CopySuffix = ".copy"

// CreateKeyring makes an empty keyring and gives the recovery code, which is
// shown once and opens it too. It takes about 0.2 s and 32 MiB.
// ErrKeyringExists if there is one, ErrPassphraseEmpty.
func CreateKeyring(path, passphrase string, r io.Reader) (*Keyring, string, error) {
	return createKeyring(path, passphrase, r, workFactor)
}

func createKeyring(path, passphrase string, r io.Reader, work int) (*Keyring, string, error) {
	for _, p := range []string{path, path + CopySuffix} {
		if _, err := os.Lstat(p); err == nil {
			return nil, "", fmt.Errorf("create keyring: %w", ErrKeyringExists)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, "", fmt.Errorf("create keyring: %w", err)
		}
	}
	k := &Keyring{path: path, work: work}
	if _, err := io.ReadFull(r, k.fileKey[:]); err != nil {
		return nil, "", fmt.Errorf("create keyring: %w", err)
	}
	var err error
	if k.wraps.passphrase, err = wrapKey(k.fileKey, cleanPassphrase(passphrase), k.work); err != nil {
		return nil, "", fmt.Errorf("create keyring: %w", err)
	}
	code, err := k.newRecovery(r)
	if err != nil {
		return nil, "", fmt.Errorf("create keyring: %w", err)
	}
	if err := k.Save(); err != nil {
		return nil, "", err
	}
	return k, code, nil
}

// OpenKeyring opens the keyring with its passphrase or its recovery code. It
// takes about 0.1 s and 32 MiB, which is what slows guessing. A damaged or missing
// file is replaced by its copy (see Damaged). A copy that is not the file's, from
// a save that was cut short, is written anew: it may hold a key that was to go. fs.ErrNotExist if there is none,
// ErrPassphrase, ErrTypo for a recovery code with a wrong letter,
// ErrKeyringDamaged, ErrKeyringVersion, ErrWorkFactor.
func OpenKeyring(path, secret string) (*Keyring, error) {
	f, bad, err := readKeyringFile(path)
	if err != nil {
		return nil, fmt.Errorf("open keyring: %w", err)
	}
	k := &Keyring{path: path, work: workFactor, wraps: f.wraps, damaged: bad}
	if k.fileKey, err = f.wraps.open(secret); err != nil {
		return nil, fmt.Errorf("open keyring: %w", err)
	}
	plain, err := openPayload(k.fileKey, f)
	if err != nil {
		return nil, fmt.Errorf("open keyring: %w", err)
	}
	if err := k.decode(plain); err != nil {
		return nil, fmt.Errorf("open keyring: %w", err)
	}
	if !bad && copyBehind(path) {
		_ = k.Save() // on a disk that takes nothing it stays, as everything does
	}
	return k, nil
}

// copyBehind reports whether file and copy differ.
func copyBehind(path string) bool {
	a, err := readCapped(path)
	if err != nil {
		return false
	}
	b, err := readCapped(path + CopySuffix)
	return err != nil || !bytes.Equal(a, b)
}

// readCapped reads no more than a keyring can be.
func readCapped(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(io.LimitReader(file, maxKeyring+1))
}

// readKeyringFile takes the file, or its copy where the file is missing or not
// whole; bad reports the latter.
func readKeyringFile(path string) (f keyringFile, bad bool, err error) {
	f, err = readOneKeyring(path)
	if err == nil || errors.Is(err, ErrKeyringVersion) {
		return f, false, err
	}
	if c, err2 := readOneKeyring(path + CopySuffix); err2 == nil {
		return c, true, nil
	} else if errors.Is(err, fs.ErrNotExist) && !errors.Is(err2, fs.ErrNotExist) {
		err = err2
	}
	return f, false, err
}

func readOneKeyring(path string) (keyringFile, error) {
	b, err := readCapped(path)
	if err != nil {
		return keyringFile{}, err
	}
	return parseKeyringFile(b)
}

// Damaged reports that the file was not whole when it was opened and that its
// copy was used; the next Save repairs it.
func (k *Keyring) Damaged() bool { return k.damaged }

// Path is where the keyring lies.
func (k *Keyring) Path() string { return k.path }

// Production finds a production by id. Nil if the keyring holds no keys of it.
func (k *Keyring) Production(id consent.Ref) *Production {
	i := slices.IndexFunc(k.Productions, func(p *Production) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return k.Productions[i]
}

// Save writes the keyring so that a crash at any moment leaves a whole one:
// a new file, flushed and renamed into place, then the copy in the same way.
// After it neither holds anything of the state before, so that a store key
// that was replaced is gone.
func (k *Keyring) Save() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.save()
}

// Update changes the keyring and saves it, with nobody else saving meanwhile.
// Where saving fails, the change stays in memory only and the caller takes it
// back or tries again.
func (k *Keyring) Update(change func()) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	change()
	return k.save()
}

func (k *Keyring) save() error {
	plain, err := k.encode()
	if err != nil {
		return fmt.Errorf("save keyring: %w", err)
	}
	b, err := sealPayload(k.fileKey, k.wraps, plain)
	if err != nil {
		return fmt.Errorf("save keyring: %w", err)
	}
	for _, p := range []string{k.path, k.path + CopySuffix} {
		if err := replaceFile(p, b); err != nil {
			return fmt.Errorf("save keyring: %w", err)
		}
	}
	k.damaged = false
	return nil
}

// CheckPassphrase tells whether secret opens this keyring, for confirming
// before something grave. ErrPassphrase or ErrTypo if not.
func (k *Keyring) CheckPassphrase(secret string) error {
	k.mu.Lock()
	w := k.wraps
	k.mu.Unlock()
	key, err := w.open(secret)
	if err == nil && key != k.fileKey {
		err = ErrPassphrase
	}
	return err
}

// ChangePassphrase puts the keyring under a new passphrase and saves it. The
// recovery code stays. ErrPassphraseEmpty.
func (k *Keyring) ChangePassphrase(passphrase string) error {
	wrap, err := wrapKey(k.fileKey, cleanPassphrase(passphrase), k.work)
	if err != nil {
		return fmt.Errorf("change passphrase: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	before := k.wraps
	k.wraps.passphrase = wrap
	if err := k.save(); err != nil {
		k.wraps = before
		return err
	}
	return nil
}

// NewRecovery replaces the recovery code, saves, and gives the new one. The
// old one opens nothing any more.
func (k *Keyring) NewRecovery(r io.Reader) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before := k.wraps
	code, err := k.newRecovery(r)
	if err != nil {
		return "", fmt.Errorf("new recovery code: %w", err)
	}
	if err := k.save(); err != nil {
		k.wraps = before
		return "", err
	}
	return code, nil
}

func (k *Keyring) newRecovery(r io.Reader) (string, error) {
	code, err := NewRecoveryCode(r)
	if err != nil {
		return "", err
	}
	letters, err := ParseRecoveryCode(code)
	if err != nil {
		return "", err
	}
	k.wraps.recovery, err = wrapKey(k.fileKey, recoveryDomain+letters, k.work)
	return code, err
}

// Subkey derives a 32-byte key for a purpose outside any production, such as
// sealing files of the home that are no production's. The same purpose always
// gives the same key.
func (k *Keyring) Subkey(purpose string) [32]byte {
	return sha256.Sum256(append([]byte("onset subkey\x00"+purpose+"\x00"), k.fileKey[:]...))
}

// String names the file without telling what it holds.
func (k *Keyring) String() string { return "keyring " + k.path }

// GoString is String: no verb of fmt prints the secrets.
func (k *Keyring) GoString() string { return k.String() }
