package keep

import (
	"errors"
	"fmt"

	"onset/app/flow"
	"onset/store"
)

// names are what the store says, and what the flows call it.
var names = []struct{ store, flow error }{
	{store.ErrFull, flow.ErrFull},
	{store.ErrReadOnly, flow.ErrReadOnly},
	{store.ErrDamaged, flow.ErrStoreDamaged},
	{store.ErrVersion, flow.ErrStoreVersion},
	{store.ErrKey, flow.ErrStoreKey},
	{store.ErrLocked, flow.ErrStoreInUse},
	{store.ErrClosed, flow.ErrClosed},
	{store.ErrErased, flow.ErrErased},
	{store.ErrTooLarge, flow.ErrTooLong},
	{store.ErrNotFound, flow.ErrNotFound},
}

// told gives an error of the store the name that the flows know it by.
func told(err error) error {
	for _, n := range names {
		if errors.Is(err, n.store) && !errors.Is(err, n.flow) {
			return fmt.Errorf("%w: %w", n.flow, err)
		}
	}
	return err
}

// said is told for what comes with a value.
func said[V any](v V, err error) (V, error) { return v, told(err) }
