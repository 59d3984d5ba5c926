package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"onset/consent"
)

// The buckets. "hash" is the first 16 bytes of HMAC-SHA256 under the store's
// index key of a bucket's name, 0, and what is named ("logs" for authors,
// "subjects" for subjects and their views, "local group" for groups); n is the number of a
// statement in the order of arrival, 8 bytes big-endian. Every value but
// meta/format is sealed, also those whose key says everything.
const (
	inMeta       = "meta"       // see the meta keys below
	inStatements = "statements" // n → flags, id, signature, payload
	inIDs        = "ids"        // hash(id) → n
	inLogs       = "logs"       // hash(author), seq, n → nothing; a fork has two n at one seq
	inAuthors    = "authors"    // hash(author) → author
	inSubjects   = "subjects"   // hash(kind, id), n → nothing; accepted statements only
	inRoster     = "roster"     // n → nothing; the statements the roster is folded from
	inAside      = "aside"      // n → reason, further signatures
	inOpaque     = "opaque"     // n → nothing; types or versions unknown here
	inReceipts   = "receipts"   // hash(author), seq → moment since when an office holds the log up to there; see receipt
	inBlobs      = "blobs"      // blob id, first 8 bytes of SHA-256 → blob
	inErased     = "erased"     // blob id → nothing
	inLocal      = "local"      // hash(group), hash(name) → name, value
	inDerived    = "derived"    // blob id, hash(group), hash(name) → nothing; local values that die with the blob
)

// The keys of meta.
var (
	metaFormat  = []byte("format")  // 2 bytes big-endian, not sealed: it must be readable first
	metaCheck   = []byte("check")   // the production's id: opens only with the right key
	metaIndex   = []byte("index")   // the index key, 32 random bytes
	metaViews   = []byte("views")   // what made the views: viewsVersion and the fold table
	metaTime    = []byte("time")    // highest trusted time, Unix milliseconds
	metaCompact = []byte("compact") // since when erased bytes wait for compaction, Unix milliseconds
)

// base are the buckets that cannot be rebuilt from others; index are those that can.
var (
	base  = []string{inMeta, inStatements, inBlobs, inErased, inLocal, inDerived}
	index = []string{inIDs, inLogs, inAuthors, inSubjects, inRoster, inAside, inOpaque, inReceipts}
)

const hashSize = 16

// hasher makes keys that tell nothing to whoever has the file but not the
// store key: ids of clips and cameras are hashes of content that others hold too.
type hasher struct{ key []byte }

func (h *hasher) hash(bucket string, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, h.key)
	mac.Write([]byte(bucket))
	mac.Write([]byte{0})
	for _, p := range parts {
		mac.Write(p)
	}
	return mac.Sum(nil)[:hashSize:hashSize]
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func (h *hasher) statement(id consent.Ref) []byte { return h.hash(inIDs, id[:]) }

func (h *hasher) author(a consent.Ref) []byte { return h.hash(inLogs, a[:]) }

func (h *hasher) subject(s consent.Subject) []byte {
	return h.hash(inSubjects, []byte{byte(s.Kind)}, s.ID[:])
}

func (h *hasher) local(name string) []byte { return h.hash(inLocal, []byte(name)) }

func logKey(author []byte, seq, n uint64) []byte {
	return append(append(author, number(seq)...), number(n)...)
}

func splitLogKey(k []byte) (seq, n uint64) {
	return binary.BigEndian.Uint64(k[hashSize:]), binary.BigEndian.Uint64(k[hashSize+8:])
}
