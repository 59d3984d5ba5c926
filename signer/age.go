package signer

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// ErrNoIdentity means none of the identities at hand opens a file: it was made
// for somebody else, or under a key this device never had.
var ErrNoIdentity = errors.New("no key here opens this")

// Recipient is the public half of an Identity, "age1…".
type Recipient struct{ r *age.X25519Recipient }

// Identity is a private key that files are encrypted to: a device's own, or an
// audience's. Printing it shows its recipient only.
type Identity struct{ id *age.X25519Identity }

// NewIdentity draws an identity.
func NewIdentity() (*Identity, error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("draw an identity: %w", err)
	}
	return &Identity{id}, nil
}

// ParseRecipient reads "age1…". ErrKey for anything else.
func ParseRecipient(s string) (Recipient, error) {
	if len(s) > 80 {
		return Recipient{}, ErrKey
	}
	r, err := age.ParseX25519Recipient(s)
	if err != nil || r.String() != s {
		return Recipient{}, ErrKey
	}
	return Recipient{r}, nil
}

func parseIdentity(s string) (*Identity, error) {
	id, err := age.ParseX25519Identity(s)
	if err != nil {
		return nil, ErrKey
	}
	return &Identity{id}, nil
}

// String is the written form, empty for the zero value.
func (r Recipient) String() string {
	if r.r == nil {
		return ""
	}
	return r.r.String()
}

// Recipient is the public half.
func (i *Identity) Recipient() Recipient { return Recipient{i.id.Recipient()} }

// String names the identity without telling it.
func (i *Identity) String() string { return "identity of " + i.Recipient().String() }

// GoString is String: no verb of fmt prints the secret.
func (i *Identity) GoString() string { return i.String() }

// Encrypt gives a writer whose content only to can read. Close finishes the
// file. ErrKey without recipients.
func Encrypt(dst io.Writer, to ...Recipient) (io.WriteCloser, error) {
	rs := make([]age.Recipient, 0, len(to))
	for _, r := range to {
		if r.r != nil {
			rs = append(rs, r.r)
		}
	}
	if len(rs) == 0 || len(rs) != len(to) {
		return nil, fmt.Errorf("encrypt: %w", ErrKey)
	}
	w, err := age.Encrypt(dst, rs...)
	if err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	return w, nil
}

// Decrypt gives the content of a file made by Encrypt. A file that was changed
// or cut fails while it is read, so nothing read may be used before the end.
// ErrNoIdentity if none of ids opens it.
func Decrypt(src io.Reader, ids ...*Identity) (io.Reader, error) {
	if len(ids) == 0 {
		return nil, ErrNoIdentity
	}
	as := make([]age.Identity, 0, len(ids))
	for _, i := range ids {
		as = append(as, i.id)
	}
	r, err := age.Decrypt(src, as...)
	if none := (*age.NoIdentityMatchError)(nil); errors.As(err, &none) {
		return nil, ErrNoIdentity
	}
	if err != nil {
		return nil, fmt.Errorf("decrypt: %w", err)
	}
	return r, nil
}

func encryptBytes(plain []byte, to ...Recipient) ([]byte, error) {
	var out bytes.Buffer
	w, err := Encrypt(&out, to...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	return out.Bytes(), nil
}

// decryptBytes refuses content longer than limit.
func decryptBytes(file []byte, limit int, ids ...*Identity) ([]byte, error) {
	r, err := Decrypt(bytes.NewReader(file), ids...)
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("decrypt: %w", err)
	}
	if len(plain) > limit {
		return nil, fmt.Errorf("decrypt: more than %d bytes", limit)
	}
	return plain, nil
}
