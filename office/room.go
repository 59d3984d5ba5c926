package office

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"onset/app/carry"
	"onset/app/flow"
)

// room is one production in the service.
type room struct {
	o     Options
	kit   *flow.Kit
	acks  *acker
	clips *receiver
}

func newRoom(o Options, k *flow.Kit) *room {
	r := &room{o: o, kit: k}
	log := o.Log.With("production", short(k.ProductionID()))
	r.acks = newAcker(r.acknowledge, func(err error) { log.Error("acknowledgement not stated", "error", err) })
	r.clips = newReceiver(o, k, log)
	k.TrustClock()
	k.OnChange(r.acks.ring)
	return r
}

// acknowledge says nothing while this device is no office of the production:
// nobody would take its word.
func (r *room) acknowledge(ctx context.Context) (int, bool, error) {
	if !r.kit.IsOffice() {
		return 0, false, nil
	}
	return r.kit.Acknowledge(ctx)
}

// carried has the carrier carry the production.
func (r *room) carried(ctx context.Context, c *carry.Carrier) error {
	if err := c.Attach(ctx, r.kit, r.clips); err != nil {
		return fmt.Errorf("carry %s: %w", short(r.kit.ProductionID()), err)
	}
	return nil
}

// run works until ctx ends.
func (r *room) run(ctx context.Context) {
	if err := r.kit.BecomeOffice(ctx); err != nil && !errors.Is(err, flow.ErrNotAllowed) {
		r.o.Log.Error("not an office", "production", short(r.kit.ProductionID()), "error", err)
	}
	r.acks.ring()
	var work sync.WaitGroup
	work.Go(func() { r.acks.run(ctx) })
	work.Go(func() { r.clips.run(ctx) })
	work.Wait()
}
