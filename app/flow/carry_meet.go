package flow

import (
	"context"
	"time"

	"onset/signer/join"
)

// How often an office that has just taken a production over is asked where it
// carries it: it opens the production first. One that is open and carries
// nothing is asked a few times only, and in all it is asked less often than
// its gate lets anybody ask.
const (
	meetTries  = 10
	meetSilent = 3
	meetEvery  = time.Second
)

// meet asks an office where its devices are met and keeps that: neither side
// finds the other otherwise where nobody looks about on the network. What is
// not learnt here comes with a later pairing, or from another device.
func (k *Kit) meet(ctx context.Context, a *join.Asker) {
	key, err := k.home.SyncKey()
	if err != nil {
		return
	}
	tick := time.NewTicker(meetEvery)
	defer tick.Stop()
	for try, silent := 0, 0; try < meetTries && silent < meetSilent; try++ {
		answer, err := a.Join(ctx, join.Request{Keys: k.prod.Keys(key.ID())})
		if err == nil && len(answer.Peers) > 0 {
			k.rememberPeers(k.life, answer.Peers)
			if c := k.Carrier(); c != nil {
				k.dialPeers(k.life, c)
			}
			return
		}
		if err == nil {
			silent++
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
