package flow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// Prepare makes a home with a keyring and without a production: those are
// brought later, or founded. The recovery code is shown once. ErrNotEmpty where
// there is a keyring, or what signer says.
func (h *Home) Prepare(passphrase string) (recovery string, err error) {
	if !h.Empty() {
		return "", fmt.Errorf("prepare home: %w", ErrNotEmpty)
	}
	if err := os.MkdirAll(h.o.Dir, 0o700); err != nil {
		return "", fmt.Errorf("prepare home: %w", diskError(err))
	}
	return h.keyring(passphrase)
}

// OpenKeys opens the keyring without opening a production; Unlock then takes
// the same passphrase. ErrPassphrase, ErrKeysGone.
func (h *Home) OpenKeys(passphrase string) error { return h.openRing(passphrase) }

// SealedFile is a small file of the home that is no production's, sealed under
// a key of the keyring. Save is whole or not at all.
type SealedFile struct {
	home *Home
	name string
}

// SealedFile names one; a name is letters and "-".
func (h *Home) SealedFile(name string) *SealedFile { return &SealedFile{h, name} }

func (s *SealedFile) path() string { return filepath.Join(s.home.o.Dir, s.name+sealedEnd) }

// maxSealedFile is the most that is read of one.
const maxSealedFile = 64 << 20

// Load reads it; nil without an error where it was never saved.
// signer.ErrSealedFile where it is not what was saved.
func (s *SealedFile) Load(context.Context) (content []byte, err error) {
	f, err := os.Open(s.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", s.name, err)
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, maxSealedFile+1))
	if err == nil && len(b) > maxSealedFile {
		err = ErrTooLong
	}
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", s.name, err)
	}
	err = s.home.withRing(func(r *signer.Keyring) (err error) {
		content, err = r.OpenFile(s.name, b)
		return err
	})
	return content, err
}

// Save replaces it, and returns after it is on the disk.
func (s *SealedFile) Save(_ context.Context, content []byte) error {
	if len(content) > maxSealedFile/2 {
		return fmt.Errorf("save %s: %w", s.name, ErrTooLong)
	}
	var b []byte
	err := s.home.withRing(func(r *signer.Keyring) (err error) {
		b, err = r.SealFile(s.name, content)
		return err
	})
	if err == nil {
		err = writeWhole(s.path(), b)
	}
	if err != nil {
		return fmt.Errorf("save %s: %w", s.name, diskError(err))
	}
	return nil
}

func writeWhole(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// Device is what the roster knows of this device; false while nobody has enrolled it.
func (k *Kit) Device() (signer.Device, bool) { return k.store.Roster().Device(k.prod.Seal.Author()) }

// IsOffice reports whether this device states what only an office can.
func (k *Kit) IsOffice() bool {
	d, ok := k.Device()
	return ok && d.Office && d.Revoked == nil
}

// BecomeOffice enrols this device as an office of the production whose root it
// is. It is a no-op where it is one. ErrNotAllowed.
func (k *Kit) BecomeOffice(ctx context.Context) error {
	if k.IsOffice() {
		return nil
	}
	d, ok := k.Device()
	if !ok || !d.Root {
		return fmt.Errorf("become an office: %w", ErrNotAllowed)
	}
	_, err := k.record(ctx, Draft{Body: &signer.DeviceEnrolled{
		Device: d.Author, Keys: d.Keys, Rank: signer.RankOffice, Continues: d.Continues,
	}})
	if err != nil {
		return fmt.Errorf("become an office: %w", err)
	}
	return nil
}

const (
	// ackReach is how far one acknowledgement goes: what it reaches is folded
	// again in one transaction.
	ackReach = 5000
	ackLogs  = 4096 // that one statement names
)

// Acknowledge states how far this office holds the logs of all others, as far
// as no office has said so yet, and which blobs for the office it has and
// opened. more reports that there is more to state than it did.
func (k *Kit) Acknowledge(ctx context.Context) (said int, more bool, err error) {
	logs, moreLogs, err := k.acknowledgeLogs(ctx)
	if err != nil {
		return 0, false, err
	}
	blobs, moreBlobs, err := k.stateHeld(ctx)
	if err != nil {
		return logs, true, fmt.Errorf("acknowledge: %w", err)
	}
	return logs + blobs, moreLogs || moreBlobs, nil
}

func (k *Kit) acknowledgeLogs(ctx context.Context) (said int, more bool, err error) {
	body := &signer.LogAcknowledged{}
	draft := Draft{Body: body}
	var named []consent.BlobRef
	roster, self := k.store.Roster(), k.prod.Seal.Author()
	for _, d := range roster.Devices() {
		if d.Author == self {
			continue
		}
		at, refs, cut, err := k.heldOf(ctx, d)
		if err != nil {
			return 0, false, fmt.Errorf("acknowledge: %w", err)
		}
		if at.Seq > 0 && len(body.Logs) < ackLogs {
			body.Logs, named = append(body.Logs, at), append(named, refs...)
		}
		more = more || cut
	}
	if len(body.Logs) == 0 {
		return 0, false, nil
	}
	slices.SortFunc(body.Logs, func(a, b signer.LogPosition) int { return bytes.Compare(a.Author[:], b.Author[:]) })
	for _, ref := range named {
		draft.Locals = append(draft.Locals, awaited(ref))
	}
	if _, err := k.record(ctx, draft); err != nil {
		return 0, false, fmt.Errorf("acknowledge: %w", err)
	}
	k.awaiting.add(named)
	return len(body.Logs), more, nil
}

// heldOf is the last place up to which a log is held without a gap, 0 when
// there is nothing new in it. What other offices acknowledged is not
// acknowledged in turn, which would never end; nor is what a revoked device
// said after the place that stands. refs are the blobs for the office that are
// named on the way there.
func (k *Kit) heldOf(ctx context.Context, d signer.Device) (at signer.LogPosition, refs []consent.BlobRef, more bool, err error) {
	from, _, err := k.store.Acknowledged(ctx, d.Author)
	if err != nil {
		return at, nil, false, err
	}
	sealed, err := k.store.Sealed(ctx, d.Author, from+1, ackReach)
	if err != nil {
		return at, nil, false, err
	}
	worth, next, n := false, from+1, 0
	for _, s := range sealed {
		st, err := signer.ReadHeader(s.Payload)
		if err != nil {
			return at, nil, false, err
		}
		if st.Seq > next || d.Revoked != nil && st.Seq > d.Revoked.Seq {
			break
		}
		worth, n = worth || st.Type != "log.acknowledged", n+1
		at, next = signer.LogPosition{Author: d.Author, Seq: st.Seq, ID: s.ID}, st.Seq+1
	}
	if !worth {
		return signer.LogPosition{}, nil, false, nil
	}
	return at, namedForOffice(sealed[:n], Codec()), len(sealed) == ackReach, nil
}

// Received states that this office holds clips and read them back, in one
// commit. A clip that was received already, by whichever office, is a no-op.
// Those that nobody registered are passed over: KnowsClip.
func (k *Kit) Received(ctx context.Context, read ...media.ClipReceived) error {
	var drafts []Draft
	once := map[consent.ID]bool{} // the same content may lie on a card twice
	for i := range read {
		if once[read[i].Clip] {
			continue
		}
		once[read[i].Clip] = true
		c, err := k.store.Clip(ctx, read[i].Clip)
		switch {
		case errors.Is(err, ErrNotFound), err == nil && c.Received:
			continue
		case err != nil:
			return fmt.Errorf("receive clips: %w", err)
		}
		drafts = append(drafts, Draft{Body: &read[i]})
	}
	if len(drafts) == 0 {
		return nil
	}
	if _, err := k.record(ctx, drafts...); err != nil {
		return fmt.Errorf("receive clips: %w", err)
	}
	return nil
}

// Enrolled is what the roster knows of a device; false while nobody has enrolled it.
func (k *Kit) Enrolled(author consent.Ref) (signer.Device, bool) {
	return k.store.Roster().Device(author)
}

// KnowsClip reports whether a clip was registered.
func (k *Kit) KnowsClip(ctx context.Context, clip consent.ID) bool {
	_, err := k.store.Clip(ctx, clip)
	return err == nil
}

// HasClip reports whether a clip was registered and is at the office.
func (k *Kit) HasClip(ctx context.Context, clip consent.ID) bool {
	c, err := k.store.Clip(ctx, clip)
	return err == nil && c.Received
}

// SupposedClip reports whether a clip of that file name was registered and is
// not at the office: a file of that name ought to be it.
func (k *Kit) SupposedClip(name string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, c := range k.ledger.Clips() {
		if c.Name == name && !c.Received {
			return true
		}
	}
	return false
}

// TrustClock has this kit go by its machine's clock without asking anybody: an
// office's is set by the network, and nobody stands before it.
func (k *Kit) TrustClock() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.clockKept = true
}
