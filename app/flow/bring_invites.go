package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"onset/consent"
	"onset/signer"
	"onset/signer/join"
)

// bringingFile holds the invitations to bring a production here, sealed: a
// production that is not here yet has no store. What was tried and used counts
// after a restart as well.
const bringingFile = "bringing"

// taking are the invitations to bring a production here.
type taking struct {
	mu   sync.Mutex
	open []*invited // nil until they were read
	read bool
	met  map[consent.Ref][]join.Peer // where the kit that brought a production may be met, until it is opened
}

// add keeps an invitation and forgets old ones.
func (t *taking) add(ctx context.Context, h *Home, i invited) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.load(ctx, h); err != nil {
		return err
	}
	now := h.o.Now()
	kept := make([]*invited, 0, len(t.open)+1)
	for _, old := range t.open {
		if !old.Over(now.Add(-inviteKept)) || !old.Over(now) {
			kept = append(kept, old)
		}
	}
	if len(kept) >= mostInvites {
		return fmt.Errorf("invite: %w", ErrPairBusy)
	}
	before := t.open
	t.open = append(kept, &i)
	err := t.save(ctx, h)
	if err != nil {
		t.open = before
	}
	return err
}

// use has a kit use its invitation; the label it was made with comes back.
// What becomes of the invitation is on the disk before anybody hears of it.
func (t *taking) use(ctx context.Context, h *Home, token join.Token, kit consent.Ref) (label string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.load(ctx, h); err != nil {
		return "", err
	}
	for _, i := range t.open {
		if !i.Meant(token) {
			continue
		}
		before := i.Invite
		refused := i.Use(token, kit, h.o.Now())
		if i.Invite != before {
			if err := t.save(ctx, h); err != nil {
				i.Invite = before
				return "", err
			}
		}
		return i.Label, refused
	}
	return "", join.ErrToken
}

// load reads them once; mu is held. A file that does not open holds none that
// could be used: whoever waits with a code asks for another.
func (t *taking) load(ctx context.Context, h *Home) error {
	if t.read {
		return nil
	}
	b, err := h.SealedFile(bringingFile).Load(ctx)
	if err != nil && !errors.Is(err, signer.ErrSealedFile) {
		return fmt.Errorf("invitations: %w", err)
	}
	if json.Unmarshal(b, &t.open) != nil {
		t.open = nil
	}
	t.read = true
	return nil
}

func (t *taking) save(ctx context.Context, h *Home) error {
	b, err := json.Marshal(t.open)
	if err != nil {
		return err
	}
	return h.SealedFile(bringingFile).Save(ctx, b)
}
