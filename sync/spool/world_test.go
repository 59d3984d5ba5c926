package spool

import (
	"crypto/rand"
	"encoding/binary"
	"testing"

	"onset/consent"
	"onset/signer"
)

// world is an author of a production who has something to say.
type world struct {
	t     testing.TB
	keys  *signer.Production
	codec *signer.Codec
	log   []signer.Sealed
}

func newWorld(t testing.TB) *world {
	t.Helper()
	p, err := signer.NewProduction(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, keys: p, codec: signer.NewCodec(consent.Kinds(), signer.Kinds())}
	set := signer.ProductionSet{Nonce: make([]byte, 16), Title: "T", Controller: "C", Contact: "c@example.org", Rules: consent.DefaultRules()}
	if w.log, err = p.Found(w.codec, set, consent.ID{1}, consent.Stamp{}, ""); err != nil {
		t.Fatal(err)
	}
	return w
}

// say grows the log by n statements.
func (w *world) say(n int) []signer.Sealed {
	w.t.Helper()
	for range n {
		w.log = append(w.log, w.sealAt(uint64(len(w.log)+1), w.log[len(w.log)-1].ID, 0))
	}
	return w.log[len(w.log)-n:]
}

// sealAt makes a statement for a place; different marks are different statements.
func (w *world) sealAt(seq uint64, prev consent.Ref, mark byte) signer.Sealed {
	w.t.Helper()
	var id consent.ID
	binary.BigEndian.PutUint64(id[:], seq)
	id[15] = mark + 1
	s, err := w.codec.Seal(w.keys.Seal, consent.Statement{
		Production: w.keys.ID, By: consent.ID{1}, Seq: seq, Prev: prev, Body: &consent.Erased{Blobs: []consent.ID{id}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) folder() *Folder {
	w.t.Helper()
	f, err := Open(w.t.TempDir(), w.keys.ID, w.keys.Seal.Author())
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

func (w *world) to() []signer.Recipient {
	return []signer.Recipient{w.keys.Set[0].Identity.Recipient()}
}

func (w *world) write(f *Folder, sealed ...signer.Sealed) Name {
	w.t.Helper()
	n, err := f.WriteSegment(sealed, w.to()...)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) list(f *Folder) Listing {
	w.t.Helper()
	l, err := f.List(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

// ids are the ids of statements, which their payloads give.
func ids(sealed []signer.Sealed) []consent.Ref {
	out := make([]consent.Ref, len(sealed))
	for i, s := range sealed {
		out[i] = signer.StatementID(s.Payload)
	}
	return out
}
