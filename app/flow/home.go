package flow

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"onset/consent"
	"onset/signer"
)

const (
	keyringName = "keyring"
	storeName   = "store.db"
)

// Options are what a home stands on. Dir, Create and Open are needed; the rest
// has the machine's own as default.
type Options struct {
	Dir       string
	MediaDir  string // where the demo writes its media; empty = Dir + "-demo"
	Now       func() time.Time
	Rand      io.Reader
	Create    OpenStore
	Open      OpenStore
	Starters  func() (map[string]consent.Terms, error) // starter texts by key
	FreeSpace func(dir string) int64                   // bytes left where dir lies, negative when unknown
	Volumes   func(context.Context) ([]Volume, error)  // mounted disks and cards; nil where the platform does not say
	Version   string                                   // of the program, for the manifests it writes
}

// Home is one folder with the keyring and one folder per production. Its
// methods may be called from many goroutines.
type Home struct {
	o     Options
	mu    sync.Mutex // guards ring, which is for one goroutine at a time
	ring  *signer.Keyring
	kits  map[consent.Ref]string // titles of the productions opened since
	owner *Owner                 // nil while another process may own the home

	open   map[consent.Ref]*Kit // productions that are open now
	joinAt netip.AddrPort       // where requests to join are answered, while they are
	taking taking               // productions that are being brought here
}

// OpenHome looks at a folder. Nothing is created before Found.
func OpenHome(o Options) (*Home, error) {
	if o.Dir == "" || o.Create == nil || o.Open == nil {
		return nil, fmt.Errorf("open home: %w", ErrEmptyField)
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("open home: %w", err)
	}
	o.Dir = dir
	if o.MediaDir == "" {
		o.MediaDir = dir + "-demo"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Starters == nil {
		o.Starters = starters
	}
	if o.FreeSpace == nil {
		o.FreeSpace = func(string) int64 { return -1 }
	}
	return &Home{o: o, kits: map[consent.Ref]string{}, open: map[consent.Ref]*Kit{}}, nil
}

// Dir is the home's folder.
func (h *Home) Dir() string { return h.o.Dir }

// Empty reports whether this is the first start: no keyring yet, and nothing
// that a keyring which got lost would open.
func (h *Home) Empty() bool {
	for _, name := range []string{keyringName, keyringName + signer.CopySuffix} {
		if _, err := os.Lstat(filepath.Join(h.o.Dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return false
		}
	}
	return !h.holdsStores()
}

func (h *Home) holdsStores() bool {
	inside, err := os.ReadDir(h.o.Dir)
	for _, d := range inside {
		if _, err := os.Lstat(filepath.Join(h.o.Dir, d.Name(), storeName)); err == nil {
			return true
		}
	}
	return err != nil && !errors.Is(err, fs.ErrNotExist)
}

// SuggestPassphrase proposes five words of a language; empty when the machine gives no random numbers.
func (h *Home) SuggestPassphrase(lang string) string {
	s, err := signer.SuggestPassphrase(h.o.Rand, lang)
	if err != nil {
		return ""
	}
	return s
}

// ProductionLine is one production of the home.
type ProductionLine struct {
	ID    consent.Ref
	Title string // empty for one that was not opened since the start
}

// Productions are those of the home, once a passphrase has opened it.
func (h *Home) Productions() []ProductionLine {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ring == nil {
		return nil
	}
	var out []ProductionLine
	for _, p := range h.ring.Productions {
		out = append(out, ProductionLine{ID: p.ID, Title: h.kits[p.ID]})
	}
	return out
}

// Unlock opens a production with the passphrase or the recovery code; zero is
// the only one. ErrPassphrase when it does not fit, ErrKeysGone, ErrUnfounded,
// ErrWhichProduction, ErrNotFound, or what the store says.
func (h *Home) Unlock(ctx context.Context, passphrase string, production consent.Ref) (*Kit, error) {
	if err := h.openRing(passphrase); err != nil {
		return nil, err
	}
	p, err := h.pick(production)
	if err != nil {
		return nil, err
	}
	return h.openHealed(ctx, p)
}

// openRing opens the keyring, or checks the secret against the open one: two
// open keyrings of one file would overwrite each other.
func (h *Home) openRing(secret string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ring != nil {
		return h.ring.CheckPassphrase(secret)
	}
	ring, err := signer.OpenKeyring(h.keyringPath(), secret)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrKeysGone, err)
	}
	if err != nil {
		return err
	}
	h.ring = ring
	return nil
}

func (h *Home) keyringPath() string { return filepath.Join(h.o.Dir, keyringName) }

func (h *Home) pick(id consent.Ref) (*signer.Production, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !id.IsZero() {
		if p := h.ring.Production(id); p != nil {
			return p, nil
		}
		return nil, fmt.Errorf("open production: %w", ErrNotFound)
	}
	switch len(h.ring.Productions) {
	case 0:
		return nil, fmt.Errorf("open production: %w", ErrUnfounded)
	case 1:
		return h.ring.Productions[0], nil
	}
	return nil, fmt.Errorf("open production: %w", ErrWhichProduction)
}

// Recover opens the home with the recovery code, sets a new passphrase, and
// gives the next recovery code: the old one has been seen.
func (h *Home) Recover(ctx context.Context, code, newPassphrase string, production consent.Ref) (*Kit, string, error) {
	if _, err := signer.ParseRecoveryCode(code); err != nil {
		return nil, "", err
	}
	if err := h.openRing(code); err != nil {
		return nil, "", err
	}
	var next string
	err := h.withRing(func(r *signer.Keyring) (err error) {
		if err = r.ChangePassphrase(newPassphrase); err == nil {
			next, err = r.NewRecovery(h.o.Rand)
		}
		return err
	})
	if err != nil {
		return nil, "", err
	}
	p, err := h.pick(production)
	if err != nil {
		return nil, next, err
	}
	k, err := h.openKit(ctx, p, nil)
	return k, next, err
}

// withRing lends the keyring to one goroutine.
func (h *Home) withRing(f func(*signer.Keyring) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ring == nil {
		return ErrClosed
	}
	return diskError(f(h.ring))
}

func (h *Home) saveKeys() error { return h.withRing((*signer.Keyring).Save) }

// Examine checks a production's store without opening the production, which a
// damaged store may not let anybody do. It gives what Kit.Check gives.
func (h *Home) Examine(ctx context.Context, passphrase string, production consent.Ref, progress func(done, total int)) (CheckReport, error) {
	if err := h.openRing(passphrase); err != nil {
		return CheckReport{}, err
	}
	p, err := h.pick(production)
	if err != nil {
		return CheckReport{}, err
	}
	s, err := h.o.Open(ctx, h.storeConfig(p))
	if err != nil {
		return CheckReport{}, fmt.Errorf("examine store: %w", err)
	}
	r, err := s.Check(ctx, progress)
	return r, errors.Join(err, s.Close())
}

func (h *Home) storeConfig(p *signer.Production) StoreConfig {
	return StoreConfig{
		Dir: filepath.Join(h.o.Dir, p.Dir), Production: p, Codec: Codec(), Now: h.o.Now, SaveKeys: h.saveKeys,
	}
}
