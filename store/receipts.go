package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"onset/consent"
	"onset/signer"
)

// Receipts say since when an office holds a statement: the earliest word of any
// office that its author's log is held up to there, or further. Of all such
// words only those are kept that are earlier than every word about a later
// place; so the first one at or after a place is its receipt, and the order in
// which they came does not matter.

// receipt is the place up to which a log was held, and when that was said.
type receipt struct {
	seq uint64
	at  consent.Stamp
}

// earlier orders moments so that no two differ and are equal.
func earlier(a, b consent.Stamp) bool {
	return a.Milli < b.Milli || a.Milli == b.Milli && a.Offset < b.Offset
}

const receiptSize = 10

func (r receipt) encode() []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(r.at.Milli))
	return binary.BigEndian.AppendUint16(b, uint16(r.at.Offset))
}

func (t *tx) receiptAt(key []byte) (receipt, error) {
	b, err := t.get(inReceipts, key)
	if err != nil {
		return receipt{}, whole(err)
	}
	if len(b) != receiptSize || len(key) != hashSize+8 {
		return receipt{}, fmt.Errorf("%w: receipt", ErrDamaged)
	}
	at := consent.Stamp{Milli: int64(binary.BigEndian.Uint64(b)), Offset: int16(binary.BigEndian.Uint16(b[8:]))}
	return receipt{binary.BigEndian.Uint64(key[hashSize:]), at}, nil
}

func receiptKey(author []byte, seq uint64) []byte {
	return append(slices.Clip(author), number(seq)...)
}

// receiptFrom is the receipt of a place; false when there is none.
func (t *tx) receiptFrom(author []byte, seq uint64) (receipt, bool, error) {
	k, _ := t.bucket(inReceipts).Cursor().Seek(receiptKey(author, seq))
	if k == nil || !bytes.HasPrefix(k, author) {
		return receipt{}, false, nil
	}
	r, err := t.receiptAt(k)
	return r, err == nil, err
}

// received is when an office first held the statement at a place, zero while none does.
func (t *tx) received(author consent.Ref, seq uint64) (consent.Stamp, error) {
	r, _, err := t.receiptFrom(t.author(author), seq)
	return r.at, err
}

// keepReceipt keeps what an office said of a log, and tells after which place
// statements have a new receipt; changed is false when none has.
func (t *tx) keepReceipt(author []byte, r receipt) (after uint64, changed bool, err error) {
	if held, ok, err := t.receiptFrom(author, r.seq); err != nil || ok && !earlier(r.at, held.at) {
		return 0, false, err
	}
	for {
		before, ok, err := t.receiptBefore(author, r.seq+1)
		if err != nil {
			return 0, false, err
		}
		if !ok || earlier(before.at, r.at) {
			return before.seq, true, t.put(inReceipts, receiptKey(author, r.seq), r.encode())
		}
		if err := t.drop(inReceipts, receiptKey(author, before.seq)); err != nil {
			return 0, false, err
		}
	}
}

// receiptBefore is the last one about a place before seq.
func (t *tx) receiptBefore(author []byte, seq uint64) (receipt, bool, error) {
	c := t.bucket(inReceipts).Cursor()
	k, _ := c.Seek(receiptKey(author, seq))
	if k == nil {
		k, _ = c.Last()
	} else {
		k, _ = c.Prev()
	}
	if k == nil || !bytes.HasPrefix(k, author) {
		return receipt{}, false, nil
	}
	r, err := t.receiptAt(bytes.Clone(k))
	return r, err == nil, err
}

// stairs is what is kept of many words about one log.
func stairs(words []receipt) []receipt {
	slices.SortFunc(words, func(a, b receipt) int {
		return cmp.Or(cmp.Compare(b.seq, a.seq), cmp.Compare(a.at.Milli, b.at.Milli), cmp.Compare(a.at.Offset, b.at.Offset))
	})
	var out []receipt
	for _, w := range words {
		if len(out) == 0 || earlier(w.at, out[len(out)-1].at) {
			out = append(out, w)
		}
	}
	slices.Reverse(out)
	return out
}

// word notes what an office said, to be kept once it is known what else counts.
func (in *ingest) word(st consent.Statement, counts bool) {
	b, ok := st.Body.(*signer.LogAcknowledged)
	if !ok {
		return
	}
	for _, l := range b.Logs {
		if counts {
			in.words[l.Author] = append(in.words[l.Author], receipt{l.Seq, st.At})
		} else {
			in.unsaid[l.Author] = true
		}
	}
}

// settleReceipts keeps what the offices said, and with touch has the consents
// folded again whose receipt is another now.
func (in *ingest) settleReceipts(touch bool) error {
	for author := range in.unsaid {
		if err := in.recount(author); err != nil {
			return err
		}
		if err := in.touchFrom(author, 0, maxPlace, touch); err != nil {
			return err
		}
		delete(in.words, author)
	}
	for author, words := range in.words {
		key := in.author(author)
		for _, w := range stairs(words) {
			after, changed, err := in.keepReceipt(key, w)
			if err == nil && changed {
				err = in.touchFrom(author, after, w.seq, touch)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// maxPlace is behind every place in a log.
const maxPlace = 1 << 62

// recount makes the receipts of a log anew from all words that count.
func (in *ingest) recount(author consent.Ref) error {
	key := in.author(author)
	old, err := in.keys(inReceipts, key)
	if err != nil {
		return err
	}
	for _, k := range old {
		if err := in.drop(inReceipts, k); err != nil {
			return err
		}
	}
	said, err := in.about(in.codec, consent.Subject{Kind: consent.OfDevice, ID: signer.DeviceID(author)})
	if err != nil {
		return err
	}
	for _, r := range stairs(wordsAbout(author, said)) {
		if err := in.put(inReceipts, receiptKey(key, r.seq), r.encode()); err != nil {
			return err
		}
	}
	return nil
}

func wordsAbout(author consent.Ref, sts []consent.Statement) []receipt {
	var out []receipt
	consent.Bodies(sts, func(st consent.Statement, b *signer.LogAcknowledged) {
		for _, l := range b.Logs {
			if l.Author == author {
				out = append(out, receipt{l.Seq, st.At})
			}
		}
	})
	return out
}

// touchFrom has the consents folded again that were given after one place of a
// log and not after another.
func (in *ingest) touchFrom(author consent.Ref, after, last uint64, touch bool) error {
	if !touch {
		return nil
	}
	ns, err := in.givenIn(in.author(author), after, last)
	if err != nil {
		return err
	}
	entries, err := in.decodedAll(in.codec, ns)
	if err != nil {
		return err
	}
	for _, e := range entries {
		for _, s := range subjectsOf(e.st) {
			if s.Kind == consent.OfConsent && !slices.ContainsFunc(in.touched[s], func(o *entry) bool { return o.n == e.n }) {
				in.touched[s] = append(in.touched[s], e)
			}
		}
	}
	return nil
}

// givenIn are the numbers of the declarations in a stretch of a log that count.
func (in *ingest) givenIn(author []byte, after, last uint64) ([]uint64, error) {
	var out []uint64
	c := in.bucket(inLogs).Cursor()
	for k, _ := c.Seek(logKey(slices.Clip(author), after+1, 0)); bytes.HasPrefix(k, author); k, _ = c.Next() {
		seq, n := splitLogKey(k)
		if seq > last {
			break
		}
		e, err := in.entry(n)
		if err != nil {
			return nil, err
		}
		if isGiven(e.sealed.Payload) && !in.has(inAside, number(n)) {
			out = append(out, n)
		}
	}
	return out, nil
}

// isGiven looks only at the header, which has one form.
func isGiven(payload []byte) bool {
	_, rest, ok := bytes.Cut(payload[:min(len(payload), 64)], []byte(`,"type":"`))
	return ok && bytes.HasPrefix(rest, []byte(`consent.given"`))
}

// withReceipt adds to a consent's view when the office received it.
func withReceipt(v any, sts []consent.Statement, received func(consent.Ref, uint64) (consent.Stamp, error)) (any, error) {
	c, ok := v.(consent.Consent)
	if !ok || !c.Declared {
		return v, nil
	}
	for _, st := range sts {
		if st.ID != c.Statement {
			continue
		}
		at, err := received(st.Author, st.Seq)
		if err != nil {
			return nil, err
		}
		c.Receive(at)
	}
	return c, nil
}

// Acknowledged is the last place of an author's log that an office said it
// holds, 0 while none has said so, and since when.
func (db *DB) Acknowledged(ctx context.Context, author consent.Ref) (seq uint64, at consent.Stamp, err error) {
	if err := ctx.Err(); err != nil {
		return 0, at, err
	}
	err = db.view(func(t *tx) error {
		r, _, err := t.receiptBefore(t.author(author), maxPlace)
		seq, at = r.seq, r.at
		return err
	})
	if err != nil {
		return 0, at, fmt.Errorf("receipts of %s: %w", author, err)
	}
	return seq, at, nil
}

// Received is since when an office holds the statement at a place of a log, zero
// while none has said so.
func (db *DB) Received(ctx context.Context, author consent.Ref, seq uint64) (at consent.Stamp, err error) {
	if err := ctx.Err(); err != nil {
		return at, err
	}
	err = db.view(func(t *tx) error {
		at, err = t.received(author, seq)
		return err
	})
	if err != nil {
		return at, fmt.Errorf("receipt of %s: %w", author, err)
	}
	return at, nil
}

// checkReceipts compares the receipts with what the offices said.
func (c *checker) checkReceipts() error {
	words := map[consent.Ref][]receipt{}
	for _, e := range c.entries {
		b, ok := e.st.Body.(*signer.LogAcknowledged)
		if !ok || c.has(inAside, number(e.n)) {
			continue
		}
		for _, l := range b.Logs {
			words[l.Author] = append(words[l.Author], receipt{l.Seq, e.st.At})
		}
	}
	total := 0
	for author, said := range words {
		key := c.author(author)
		for _, want := range stairs(said) {
			total++
			got, err := c.receiptAt(receiptKey(key, want.seq))
			if err != nil && !errors.Is(err, ErrDamaged) {
				return err
			}
			if err != nil || got != want {
				c.problem(ProblemIndex, inReceipts, author.String())
			}
		}
	}
	if c.bucket(inReceipts).Stats().KeyN != total {
		c.problem(ProblemIndex, inReceipts, "")
	}
	return nil
}
