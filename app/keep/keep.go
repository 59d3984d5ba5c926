// Package keep fits a store to the flows: it is the one place that knows both.
package keep

import (
	"context"
	"fmt"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
	"onset/store"
)

// Create makes a production's store.
func Create(ctx context.Context, c flow.StoreConfig) (flow.Store, error) {
	return fitted(store.Create(ctx, config(c)))
}

// Open opens a production's store.
func Open(ctx context.Context, c flow.StoreConfig) (flow.Store, error) {
	return fitted(store.Open(ctx, config(c)))
}

func config(c flow.StoreConfig) store.Config {
	return store.Config{Dir: c.Dir, Production: c.Production, Codec: c.Codec, Now: c.Now, SaveKeys: c.SaveKeys}
}

func fitted(db *store.DB, err error) (flow.Store, error) {
	if err != nil {
		return nil, err
	}
	return &kept{DB: db}, nil
}

// kept is a store as the flows want it: the same methods, the flows' own plain structs.
type kept struct{ *store.DB }

// Record seals drafts.
func (k *kept) Record(ctx context.Context, by consent.ID, at consent.Stamp, drafts ...flow.Draft) ([]consent.Statement, error) {
	out := make([]store.Draft, len(drafts))
	for i, d := range drafts {
		out[i] = store.Draft(d)
	}
	return k.DB.Record(ctx, by, at, out...)
}

// Append takes sealed statements; the first that is refused is an error.
func (k *kept) Append(ctx context.Context, sealed []signer.Sealed, blobs []signer.Blob) error {
	r, err := k.DB.Append(ctx, sealed, blobs)
	if err == nil && len(r.Refused) > 0 {
		err = r.Refused[0].Err
	}
	return err
}

// PutLocal keeps local facts.
func (k *kept) PutLocal(ctx context.Context, values ...flow.Local) error {
	out := make([]store.Local, len(values))
	for i, v := range values {
		out[i] = store.Local(v)
	}
	return k.DB.PutLocal(ctx, out...)
}

// OnChange calls f after each commit.
func (k *kept) OnChange(f func(flow.Change)) {
	k.DB.OnChange(func(c store.Change) { f(flow.Change(c)) })
}

// Check proves the store's consistency.
func (k *kept) Check(ctx context.Context, progress func(done, total int)) (flow.CheckReport, error) {
	r, err := k.DB.Check(ctx, progress)
	if err != nil {
		return flow.CheckReport{}, err
	}
	out := flow.CheckReport{Statements: r.Statements, Blobs: r.Blobs, Views: r.Views}
	for _, n := range r.Aside {
		out.Aside += n
	}
	for _, p := range r.Problems {
		out.Faults = append(out.Faults, fmt.Sprintf("%v: %s %s", p.Kind, p.Bucket, p.Item))
	}
	return out, nil
}

// Reindex rebuilds the views.
func (k *kept) Reindex(ctx context.Context, progress func(done, total int)) error {
	return k.DB.Reindex(ctx, progress)
}

// CompactUnderNewKey rewrites the store under a new key.
func (k *kept) CompactUnderNewKey(ctx context.Context, progress func(done, total int)) error {
	return k.DB.CompactUnderNewKey(ctx, progress)
}

// State is the hash of what is shared.
func (k *kept) State(ctx context.Context) (consent.Ref, error) {
	s, err := k.DB.State(ctx)
	return consent.Ref(s), err
}

// SetAside counts the statements that do not count.
func (k *kept) SetAside(ctx context.Context) (int, error) {
	a, err := k.DB.Asides(ctx)
	return len(a), err
}

var (
	_ flow.Store = (*kept)(nil)
)
