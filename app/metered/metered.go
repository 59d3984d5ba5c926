// Package metered says whether the network of this device costs by the byte.
package metered

import (
	"context"
	"sync/atomic"
)

// Meter is what the platform says of the network. Its zero value knows nothing.
type Meter struct {
	said atomic.Int32
}

// What a platform can have said.
const (
	nothing int32 = iota
	free
	costs
)

// Open asks the platform from now on until ctx ends. Where it has no answer,
// or nobody to ask, the Meter knows nothing and says so.
func Open(ctx context.Context) *Meter {
	m := &Meter{}
	go m.watch(ctx)
	return m
}

// Now reports whether the network costs by the byte, as far as that is known.
// It does not block.
func (m *Meter) Now() (costly, known bool) {
	said := m.said.Load()
	return said == costs, said != nothing
}
