package flow

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"onset/signer"
)

// begunName marks a home whose first production is being founded or joined:
// its recovery code was drawn and nobody has seen it.
const begunName = "begun"

// begin makes the home's keyring, or opens the one that is there, for a
// production to come. Where the last try was cut short the recovery code is a
// new one; where somebody has seen it, it stays and comes back empty.
func (h *Home) begin(passphrase string) (recovery string, err error) {
	mark := filepath.Join(h.o.Dir, begunName)
	if h.Empty() {
		if err := os.WriteFile(mark, nil, 0o600); err != nil {
			return "", diskError(err)
		}
		return h.keyring(passphrase)
	}
	if err := h.openRing(passphrase); err != nil {
		return "", err
	}
	if _, err := os.Lstat(mark); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return "", nil
		}
		return "", diskError(err)
	}
	err = h.withRing(func(r *signer.Keyring) error {
		if len(r.Productions) == 0 {
			recovery, err = r.NewRecovery(h.o.Rand)
		}
		return err
	})
	return recovery, err
}

// begun takes the mark away: the production is there, and the code is shown next.
func (h *Home) begun() { _ = os.Remove(filepath.Join(h.o.Dir, begunName)) }
