package signer

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"onset/consent"
)

// ErrBlob means a blob is not what its reference promised: changed, cut,
// padded in another way, or the content of another blob.
var ErrBlob = errors.New("the blob is not what the statement names")

// MaxBlob is the most content one blob can hold, in bytes.
const MaxBlob = 4 << 20

const (
	blobMagic = "onset blob 1\n"
	blobHead  = len(blobMagic) + 1 + 16 + 32 + 4 // magic, audience, id, k, length
	blobStep  = 64 << 10
	maxSealed = MaxBlob + 2*blobStep
)

// Blob is particulars, encrypted and apart from any statement.
type Blob struct {
	ID     consent.ID
	Digest consent.Ref // HMAC-SHA256(k, content), k inside
	Bytes  []byte      // an age file
}

// Ref is what a statement holds of the blob.
func (b Blob) Ref() consent.BlobRef { return consent.BlobRef{ID: b.ID, Digest: b.Digest} }

// OpenedBlob is a blob that has its id and digest and is not encrypted yet.
type OpenedBlob struct {
	ref   consent.BlobRef
	plain []byte
}

// PackBlob gives content its place in a blob of an audience. The length is
// padded so that it tells little. ErrBlob for too much content.
func PackBlob(r io.Reader, audience Audience, content []byte) (OpenedBlob, error) {
	if len(content) > MaxBlob || audienceByte(audience) == 0 {
		return OpenedBlob{}, fmt.Errorf("seal blob: %w", ErrBlob)
	}
	id, err := consent.NewID(r)
	if err != nil {
		return OpenedBlob{}, fmt.Errorf("seal blob: %w", err)
	}
	var k [32]byte
	if _, err := io.ReadFull(r, k[:]); err != nil {
		return OpenedBlob{}, fmt.Errorf("seal blob: %w", err)
	}
	ref := consent.BlobRef{ID: id, Digest: blobDigest(k, id, audience, content)}
	return OpenedBlob{ref, packBlob(id, k, audience, content)}, nil
}

// Ref is what a statement holds of the blob.
func (b OpenedBlob) Ref() consent.BlobRef { return b.ref }

// Seal encrypts it to an audience's recipients: the newest epoch, see
// Roster.Recipients; an office blob on set also to the key of a Round.
func (b OpenedBlob) Seal(to ...Recipient) (Blob, error) {
	bytes, err := encryptBytes(b.plain, to...)
	if err != nil {
		return Blob{}, fmt.Errorf("seal blob %s: %w", b.ref.ID, err)
	}
	return Blob{ID: b.ref.ID, Digest: b.ref.Digest, Bytes: bytes}, nil
}

// SealBlob packs content and encrypts it at once.
func SealBlob(r io.Reader, audience Audience, content []byte, to ...Recipient) (Blob, error) {
	b, err := PackBlob(r, audience, content)
	if err != nil {
		return Blob{}, err
	}
	return b.Seal(to...)
}

// OpenBlob decrypts the blob that ref names and proves that it is that one.
// ErrNoIdentity if it is for another audience or epoch, ErrBlob if it is not
// what ref promised.
func OpenBlob(ref consent.BlobRef, file []byte, ids ...*Identity) ([]byte, Audience, error) {
	if len(file) > maxSealed {
		return nil, "", fmt.Errorf("open blob %s: %w", ref.ID, ErrBlob)
	}
	plain, err := decryptBytes(file, maxSealed, ids...)
	if errors.Is(err, ErrNoIdentity) {
		return nil, "", fmt.Errorf("open blob %s: %w", ref.ID, err)
	}
	if err != nil {
		return nil, "", fmt.Errorf("open blob %s: %w: %w", ref.ID, ErrBlob, err)
	}
	id, k, audience, content, ok := unpackBlob(plain)
	sum := blobDigest(k, id, audience, content)
	if !ok || id != ref.ID || !hmac.Equal(sum[:], ref.Digest[:]) {
		return nil, "", fmt.Errorf("open blob %s: %w", ref.ID, ErrBlob)
	}
	return content, audience, nil
}

func packBlob(id consent.ID, k [32]byte, audience Audience, content []byte) []byte {
	p := make([]byte, 0, paddedSize(len(content)))
	p = append(append(p, blobMagic...), audienceByte(audience))
	p = append(append(p, id[:]...), k[:]...)
	p = binary.BigEndian.AppendUint32(p, uint32(len(content)))
	p = append(p, content...)
	return p[:cap(p)]
}

func unpackBlob(p []byte) (id consent.ID, k [32]byte, audience Audience, content []byte, ok bool) {
	if len(p) < blobHead || string(p[:len(blobMagic)]) != blobMagic {
		return id, k, "", nil, false
	}
	p0, size := p, len(p)
	p = p[len(blobMagic):]
	audience = audienceOf(p[0])
	copy(id[:], p[1:17])
	copy(k[:], p[17:49])
	n := int(binary.BigEndian.Uint32(p[49:53]))
	if audience == "" || n > MaxBlob || n > len(p)-53 || paddedSize(n) != size {
		return id, k, "", nil, false
	}
	for _, b := range p0[blobHead+n:] {
		if b != 0 {
			return id, k, "", nil, false
		}
	}
	return id, k, audience, p0[blobHead : blobHead+n : blobHead+n], true
}

// paddedSize is the plaintext's size for n bytes of content: a power of two
// from 512 up to 64 KiB, then whole steps of 64 KiB.
func paddedSize(n int) int {
	n += blobHead
	size := 512
	for size < n && size < blobStep {
		size *= 2
	}
	if n > size {
		size = (n + blobStep - 1) / blobStep * blobStep
	}
	return size
}

func blobDigest(k [32]byte, id consent.ID, audience Audience, content []byte) consent.Ref {
	h := hmac.New(sha256.New, k[:])
	h.Write([]byte(blobMagic))
	h.Write([]byte{audienceByte(audience)})
	h.Write(id[:])
	h.Write(content)
	return consent.Ref(h.Sum(nil))
}

func audienceByte(a Audience) byte {
	switch a {
	case AudienceSet:
		return 1
	case AudienceOffice:
		return 2
	}
	return 0
}

func audienceOf(b byte) Audience {
	switch b {
	case 1:
		return AudienceSet
	case 2:
		return AudienceOffice
	}
	return ""
}
