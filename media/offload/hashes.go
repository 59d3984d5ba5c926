package offload

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"slices"
	"strings"
	"sync"

	"github.com/cespare/xxhash/v2"
	"github.com/zeebo/xxh3"
)

// ErrFormat means a checksum of a kind that this package does not compute, or
// a text that is not a checksum of its kind.
var ErrFormat = errors.New("not a checksum of a known kind")

// Format names a kind of checksum as ASC MHL spells it.
type Format string

// The kinds of checksum. ASC MHL knows all but SHA256 and SHA512; SHA256 is
// what a clip's id is made of, SHA512 occurs in plain lists.
const (
	C4     Format = "c4"
	MD5    Format = "md5"
	SHA1   Format = "sha1"
	XXH128 Format = "xxh128"
	XXH3   Format = "xxh3"
	XXH64  Format = "xxh64"
	SHA256 Format = "sha256"
	SHA512 Format = "sha512"
)

// manifestFormats are those of ASC MHL, in the order of its schema.
var manifestFormats = []Format{C4, MD5, SHA1, XXH128, XXH3, XXH64}

var newHashes = map[Format]func() hash.Hash{
	C4:     sha512.New,
	MD5:    md5.New,
	SHA1:   sha1.New,
	XXH128: func() hash.Hash { return wide{xxh3.New()} },
	XXH3:   func() hash.Hash { return xxh3.New() },
	XXH64:  func() hash.Hash { return xxhash.New() },
	SHA256: sha256.New,
	SHA512: sha512.New,
}

// wide is the 128 bits of an xxh3, in the canonical big-endian order.
type wide struct{ *xxh3.Hasher }

func (w wide) Size() int { return 16 }

func (w wide) Sum(b []byte) []byte {
	sum := w.Sum128().Bytes()
	return append(b, sum[:]...)
}

// Sums are checksums of one content, in the spelling of manifests: C4 as an
// id of 90 characters, all others as lower-case hexadecimal digits.
type Sums map[Format]string

// spell writes the raw bytes of a checksum as manifests do.
func (f Format) spell(sum []byte) string {
	if f == C4 {
		return c4(sum)
	}
	return hex.EncodeToString(sum)
}

// parse returns the raw bytes of a checksum, ErrFormat when it is none.
func (f Format) parse(s string) ([]byte, error) {
	made := newHashes[f]
	if made == nil {
		return nil, ErrFormat
	}
	if f == C4 {
		return parseC4(s)
	}
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != made().Size() {
		return nil, ErrFormat
	}
	return b, nil
}

// normal returns the one spelling of a checksum, ErrFormat when it is none.
func (f Format) normal(s string) (string, error) {
	b, err := f.parse(strings.TrimSpace(s))
	if err != nil {
		return "", err
	}
	return f.spell(b), nil
}

// digest computes checksums of several kinds of the same bytes.
type digest struct {
	formats []Format
	hashes  []hash.Hash
}

// newDigest computes each of the formats once. ErrFormat when one is unknown.
func newDigest(formats []Format) (*digest, error) {
	d := &digest{formats: slices.Compact(slices.Sorted(slices.Values(formats)))}
	for _, f := range d.formats {
		made := newHashes[f]
		if made == nil {
			return nil, ErrFormat
		}
		d.hashes = append(d.hashes, made())
	}
	return d, nil
}

// parallelFrom is the length from which a block is worth a goroutine for each checksum.
const parallelFrom = 64 << 10

// Write never fails.
func (d *digest) Write(p []byte) (int, error) {
	if len(d.hashes) == 1 || len(p) < parallelFrom {
		for _, h := range d.hashes {
			h.Write(p)
		}
		return len(p), nil
	}
	var busy sync.WaitGroup
	for _, h := range d.hashes {
		busy.Go(func() { h.Write(p) })
	}
	busy.Wait()
	return len(p), nil
}

func (d *digest) sums() Sums {
	s := make(Sums, len(d.formats))
	for i, f := range d.formats {
		s[f] = f.spell(d.hashes[i].Sum(nil))
	}
	return s
}
