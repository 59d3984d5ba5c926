package flow

import (
	"context"

	"onset/consent"
)

// codeFor is the secret that a take-home code comes from: the one that the
// answered request has already, so that a code which was handed out stays good,
// else a new one.
func (k *Kit) codeFor(ctx context.Context, request consent.ID) ([]byte, error) {
	k.mu.Lock()
	c := k.ledger.Consent(request)
	k.mu.Unlock()
	if c != nil {
		if p, err := k.particulars(ctx, c.Set); err == nil && len(p.Secret) > 0 {
			return p.Secret, nil
		}
	}
	return k.newSecret()
}
