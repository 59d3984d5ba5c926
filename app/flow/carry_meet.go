package flow

import (
	"context"
	"time"

	"onset/signer/join"
)

// How long an office that has just taken a production over is asked where it
// carries it, and how often: it opens the production first.
const (
	meetFor   = 15 * time.Second
	meetEvery = 300 * time.Millisecond
)

// meet asks an office where its devices are met and keeps that: neither side
// finds the other otherwise where nobody looks about on the network. What is
// not learnt here comes with a later pairing, or from another device.
func (k *Kit) meet(ctx context.Context, a *join.Asker) {
	key, err := k.home.SyncKey()
	if err != nil {
		return
	}
	ctx, stop := context.WithTimeout(ctx, meetFor)
	defer stop()
	tick := time.NewTicker(meetEvery)
	defer tick.Stop()
	for {
		answer, err := a.Join(ctx, join.Request{Keys: k.prod.Keys(key.ID())})
		if err == nil && len(answer.Peers) > 0 {
			k.rememberPeers(k.life, answer.Peers)
			if c := k.Carrier(); c != nil {
				k.dialPeers(k.life, c)
			}
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
