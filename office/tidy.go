package office

import (
	"context"
	"time"
)

// tidyEvery is how often it is looked whether erased bytes wait: a quarter of
// the day within which they must be gone.
const tidyEvery = 6 * time.Hour

// tidy rewrites the store under a new key after an erasure, so that no file
// holds what was erased.
func (r *room) tidy(ctx context.Context) {
	for ctx.Err() == nil {
		due, err := r.kit.CompactDue(ctx)
		if err == nil && !due.IsZero() && r.o.Now().Sub(due) >= 0 {
			err = r.kit.Compact(ctx, nil)
		}
		if err != nil && ctx.Err() == nil {
			r.o.Log.Error("not compacted", "production", short(r.kit.ProductionID()), "error", err)
		}
		pause(ctx, tidyEvery)
	}
}
