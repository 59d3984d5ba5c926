// Package carry fits the carrier to the flows: one engine for a home, and each
// production's statements and clips over it.
package carry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
	"onset/sync"
)

// ErrListen means an address to listen at is taken, or not of this device.
var ErrListen = errors.New("cannot listen at this address")

// Options are what a Carrier stands on.
type Options struct {
	Dir      string         // of the home
	Key      signer.SyncKey // the device's
	Listen   []string       // "tcp://:22000"; none = it only dials
	Discover bool           // look for peers on the local network, and let them find us
	// Metered says whether the network costs by the byte, and whether that can
	// be known just now; nil where the platform never says. It must not block.
	Metered func() (costs, known bool)
	Now     func() time.Time
}

// Media says what becomes of folders of clips that others offer. Nil refuses all.
type Media interface {
	// Accept gives the path where an enrolled device's folder is to lie and how
	// many bytes it may have, or an error why it is refused.
	Accept(ctx context.Context, author consent.Ref, id string) (path string, quota int64, err error)
	// Arrived hears of files that have come whole, and of all again after a
	// restart. It must not take long.
	Arrived(ctx context.Context, author consent.Ref, id string, paths []string)
}

// Carrier carries all productions of one home.
type Carrier struct{ node *sync.Node }

// Open starts the home's engine. ErrListen when it cannot listen.
func Open(ctx context.Context, o Options) (*Carrier, error) {
	n, err := sync.Open(ctx, sync.Options{
		Dir: o.Dir, Key: o.Key, Listen: o.Listen, Discover: o.Discover, Metered: o.Metered, Now: o.Now,
	})
	if err != nil {
		return nil, told(err)
	}
	return &Carrier{n}, nil
}

// Listening are the addresses this device is met at, "tcp://host:port".
func (c *Carrier) Listening() []string { return c.node.Listening() }

// Attach carries a production from now on until its kit or the Carrier is
// closed. media is nil on a kit, which takes nobody's clips.
func (c *Carrier) Attach(ctx context.Context, k *flow.Kit, media Media) error {
	carried := k.Carried()
	l, err := c.node.Add(ctx, sync.Production{
		Keys: carried.Production, Dir: carried.Dir, Store: fitted{carried.Store}, Codec: flow.Codec(), Former: carried.Former,
	}, media)
	if err != nil {
		return told(err)
	}
	k.SetCarrier(link{l})
	return nil
}

// Close ends all that is carried. Kits that are still open work on without.
func (c *Carrier) Close() error { return told(c.node.Close()) }

// told gives an error the name by which the flows know it.
func told(err error) error {
	var named error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sync.ErrListen):
		named = ErrListen
	case errors.Is(err, sync.ErrClosed):
		named = flow.ErrClosed
	case errors.Is(err, sync.ErrNoParcel):
		named = flow.ErrNotFound
	default:
		return err
	}
	return fmt.Errorf("%w: %w", named, err)
}
