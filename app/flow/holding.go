package flow

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"onset/consent"
	"onset/signer"
)

// An office says of every blob that is for it that it has it and opened it:
// only then may the device that took it forget how to. Blobs come after the
// statements that name them; those not here yet are written down together with
// the acknowledgement, so that no restart loses sight of one.

// groupAwaited holds awaited/<blob>: the digest it must have. It dies with the blob.
const groupAwaited = "awaited"

const (
	holdingEach = 100 // blobs that one statement names
	holdingMost = 5   // such statements at a time
)

// awaiting are the blobs of which this office has not said that it holds them.
type awaiting struct {
	mu     sync.Mutex
	loaded bool
	refs   map[consent.ID]consent.Ref // digest by blob
	ready  map[consent.ID]bool        // to be looked at: perhaps here and readable
}

func awaited(ref consent.BlobRef) Local {
	return Local{Name: groupAwaited + "/" + ref.ID.String(), Value: ref.Digest[:], From: []consent.ID{ref.ID}}
}

// add notes blobs that were named.
func (a *awaiting) add(refs []consent.BlobRef) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, ref := range refs {
		a.put(ref)
	}
}

func (a *awaiting) put(ref consent.BlobRef) {
	if a.refs == nil {
		a.refs, a.ready = map[consent.ID]consent.Ref{}, map[consent.ID]bool{}
	}
	a.refs[ref.ID], a.ready[ref.ID] = ref.Digest, true
}

// hear notes what a change may have made readable.
func (a *awaiting) hear(c Change) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range c.Blobs {
		if _, ok := a.refs[id]; ok {
			a.ready[id] = true
		}
	}
	if c.Roster { // perhaps with a key
		for id := range a.refs {
			a.ready[id] = true
		}
	}
	for _, id := range c.Erased {
		delete(a.refs, id)
		delete(a.ready, id)
	}
}

// next takes one to look at.
func (a *awaiting) next() (ref consent.BlobRef, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for id := range a.ready {
		delete(a.ready, id)
		return consent.BlobRef{ID: id, Digest: a.refs[id]}, true
	}
	return ref, false
}

func (a *awaiting) drop(ids []consent.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range ids {
		delete(a.refs, id)
	}
}

// namedForOffice are the blobs for the office that statements of a log name.
func namedForOffice(sealed []signer.Sealed, codec *signer.Codec) (out []consent.BlobRef) {
	for _, s := range sealed {
		if !bytes.Contains(s.Payload, []byte(`"office":{`)) && !bytes.Contains(s.Payload, []byte(`"reason":{`)) {
			continue
		}
		if st, err := codec.Decode(s); err == nil && st.Body != nil {
			out = append(out, consent.OfficeRefs(st.Body)...)
		}
	}
	return out
}

// loadAwaited reads what was written down before this start.
func (k *Kit) loadAwaited(ctx context.Context) error {
	a := &k.awaiting
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.loaded {
		return nil
	}
	kept, err := k.store.Locals(ctx, groupAwaited)
	if err != nil {
		return err
	}
	for name, digest := range kept {
		id, err := consent.ParseID(strings.TrimPrefix(name, groupAwaited+"/"))
		if err == nil && len(digest) == len(consent.Ref{}) {
			a.put(consent.BlobRef{ID: id, Digest: consent.Ref(digest)})
		}
	}
	a.loaded = true
	return nil
}

// stateHeld says which of the blobs that were awaited are here and open. more
// reports that there may be others.
func (k *Kit) stateHeld(ctx context.Context) (said int, more bool, err error) {
	if err := k.loadAwaited(ctx); err != nil {
		return 0, false, err
	}
	var held, done []consent.ID
	for len(held) < holdingEach*holdingMost {
		ref, ok := k.awaiting.next()
		if !ok {
			break
		}
		is, settled, err := k.holdsForOffice(ctx, ref)
		if err != nil {
			k.lookAgain(append(held, ref.ID))
			return 0, false, err
		}
		if is {
			held = append(held, ref.ID)
		}
		if is || settled {
			done = append(done, ref.ID)
		}
	}
	var drafts []Draft
	for ids := range slices.Chunk(held, holdingEach) {
		drafts = append(drafts, Draft{Body: &consent.OfficeHolds{Blobs: ids}})
	}
	if _, err := k.record(ctx, drafts...); err != nil {
		k.lookAgain(held)
		return 0, false, err
	}
	var names []string
	for _, id := range done {
		names = append(names, groupAwaited+"/"+id.String())
	}
	k.awaiting.drop(done)
	if len(names) > 0 {
		err = k.store.DeleteLocal(ctx, names...)
	}
	return len(drafts), len(held) == holdingEach*holdingMost, err
}

// lookAgain has blobs looked at once more, after something failed.
func (k *Kit) lookAgain(ids []consent.ID) {
	a := &k.awaiting
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range ids {
		if _, ok := a.refs[id]; ok {
			a.ready[id] = true
		}
	}
}

// holdsForOffice reports whether a blob is here, is what its statement names,
// and is for the office; settled, that there is nothing to say of it.
func (k *Kit) holdsForOffice(ctx context.Context, ref consent.BlobRef) (holds, settled bool, err error) {
	if said, err := k.officeHolds(ctx, ref.ID); err != nil || said {
		return false, said, err
	}
	files, err := k.store.BlobFiles(ctx, ref.ID)
	switch {
	case errors.Is(err, ErrErased):
		return false, true, nil
	case errors.Is(err, ErrNotFound):
		return false, false, nil
	case err != nil:
		return false, false, err
	}
	for _, f := range files {
		if _, audience, err := signer.OpenBlob(ref, f, k.prod.Identities()...); err == nil {
			return audience == signer.AudienceOffice, true, nil
		}
	}
	return false, false, nil
}
