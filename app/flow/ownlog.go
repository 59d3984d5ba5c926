package flow

import (
	"context"
	"errors"
	"slices"

	"onset/consent"
	"onset/signer"
)

// What this device keeps of its own log having come back to it.
const (
	localOwnLog = "kit/own-log" // the log of which others know more than this device
	localWentOn = "kit/went-on" // it went on in a new log and nobody has been told
)

// watched is the store as a carrier has it. What others bring of this device's
// own log, and is not here, says that this folder was put back from a backup or
// is a copy: its log goes on in two ways, or is about to.
type watched struct {
	Store
	k *Kit
}

// Take is the store's, and notices.
func (w watched) Take(ctx context.Context, sealed []signer.Sealed, blobs []signer.Blob) (Taken, error) {
	own := w.k.unheard(ctx, sealed)
	t, err := w.Store.Take(ctx, sealed, blobs)
	if err == nil && len(own) > 0 && len(w.k.unheard(ctx, own)) < len(own) { // taken: the seal held
		self := w.k.prod.Seal.Author()
		err = w.PutLocal(ctx, Local{Name: localOwnLog, Value: self[:]})
		w.k.tell()
	}
	return t, err
}

// unheard are those of this device's own log that are not here.
func (k *Kit) unheard(ctx context.Context, sealed []signer.Sealed) (out []signer.Sealed) {
	const forks = 16
	self := k.prod.Seal.Author()
	for _, s := range sealed {
		st, err := signer.ReadHeader(s.Payload)
		if err != nil || st.Author != self {
			continue
		}
		at, err := k.store.Sealed(ctx, self, st.Seq, forks)
		held := slices.ContainsFunc(at, func(h signer.Sealed) bool { return signer.StatementID(h.Payload) == st.ID })
		if err == nil && !held {
			out = append(out, s)
		}
	}
	return out
}

// OwnLogElsewhere reports whether others have heard this device say what it
// does not know of: somebody uses a backup or a copy of this folder, or this is
// one. Everything counts all the same. When the production is opened next, the
// device goes on in a new log by itself.
func (k *Kit) OwnLogElsewhere(ctx context.Context) bool {
	self := k.prod.Seal.Author()
	return slices.Equal(k.local(ctx, localOwnLog), self[:])
}

// WentOn reports, once, that the device went on in a new log by itself.
func (k *Kit) WentOn(ctx context.Context) bool {
	return k.local(ctx, localWentOn) != nil && k.store.DeleteLocal(ctx, localWentOn) == nil
}

// openHealed opens a production, in a new log where this device's own came back
// to it. A device that was shut out has nothing to go on with.
func (h *Home) openHealed(ctx context.Context, p *signer.Production) (*Kit, error) {
	k, err := h.openKit(ctx, p, nil)
	if err != nil || !k.OwnLogElsewhere(ctx) || !standing(k.self()) {
		return k, err
	}
	err = k.store.PutLocal(ctx, Local{Name: localWentOn, Value: []byte{1}})
	if err = errors.Join(err, k.Close()); err != nil {
		return nil, err
	}
	return h.goOn(ctx, p)
}

// ownFork reports whether a log is this device's and came back to it.
func (k *Kit) ownFork(ctx context.Context, author consent.Ref) bool {
	return author == k.prod.Seal.Author() && k.OwnLogElsewhere(ctx)
}
