// Package keep fits a store to the flows: it is the one place that knows both.
package keep

import (
	"context"
	"errors"
	"fmt"
	"time"

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

// fitted is a store that was opened, or why it was not: one that is not there
// is gone, for the keyring names it.
func fitted(db *store.DB, err error) (flow.Store, error) {
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%w: %w", flow.ErrStoreGone, err)
	}
	if err != nil {
		return nil, told(err)
	}
	return &kept{db}, nil
}

// kept is a store as the flows want it: the same methods, with the flows' own
// plain structs and names of errors. It embeds nothing, so that no method of
// the store gets past those.
type kept struct{ db *store.DB }

// Close gives the store free.
func (k *kept) Close() error { return told(k.db.Close()) }

// Record seals drafts.
func (k *kept) Record(ctx context.Context, by consent.ID, at consent.Stamp, drafts ...flow.Draft) ([]consent.Statement, error) {
	out := make([]store.Draft, len(drafts))
	for i, d := range drafts {
		out[i] = store.Draft{Body: d.Body, Blobs: d.Blobs, Locals: locals(d.Locals)}
	}
	return said(k.db.Record(ctx, by, at, out...))
}

// Append takes sealed statements; the first that is refused is an error.
func (k *kept) Append(ctx context.Context, sealed []signer.Sealed, blobs []signer.Blob) error {
	r, err := k.db.Append(ctx, sealed, blobs)
	if err == nil && len(r.Refused) > 0 {
		err = r.Refused[0].Err
	}
	return told(err)
}

// Erase deletes blobs and says so.
func (k *kept) Erase(ctx context.Context, by consent.ID, at consent.Stamp, blobs ...consent.ID) (consent.Statement, error) {
	return said(k.db.Erase(ctx, by, at, blobs...))
}

// Local is a local fact.
func (k *kept) Local(ctx context.Context, name string) ([]byte, error) {
	return said(k.db.Local(ctx, name))
}

// Locals are those of a group.
func (k *kept) Locals(ctx context.Context, group string) (map[string][]byte, error) {
	return said(k.db.Locals(ctx, group))
}

// DeleteLocal forgets local facts.
func (k *kept) DeleteLocal(ctx context.Context, names ...string) error {
	return told(k.db.DeleteLocal(ctx, names...))
}

// PutLocal keeps local facts.
func (k *kept) PutLocal(ctx context.Context, values ...flow.Local) error {
	return told(k.db.PutLocal(ctx, locals(values)...))
}

func locals(values []flow.Local) []store.Local {
	out := make([]store.Local, len(values))
	for i, v := range values {
		out[i] = store.Local(v)
	}
	return out
}

// OnChange calls f after each commit.
func (k *kept) OnChange(f func(flow.Change)) {
	k.db.OnChange(func(c store.Change) { f(flow.Change(c)) })
}

// Check proves the store's consistency.
func (k *kept) Check(ctx context.Context, progress func(done, total int)) (flow.CheckReport, error) {
	r, err := k.db.Check(ctx, progress)
	if err != nil {
		return flow.CheckReport{}, told(err)
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
	return told(k.db.Reindex(ctx, progress))
}

// CompactUnderNewKey rewrites the store under a new key.
func (k *kept) CompactUnderNewKey(ctx context.Context, progress func(done, total int)) error {
	return told(k.db.CompactUnderNewKey(ctx, progress))
}

// CompactDue is since when erased bytes wait for compaction.
func (k *kept) CompactDue(ctx context.Context) (time.Time, error) { return said(k.db.CompactDue(ctx)) }

// Backup copies the store while it is used.
func (k *kept) Backup(ctx context.Context, to string, then func() error) error {
	return told(k.db.Backup(ctx, to, then))
}

// State is the hash of what is shared.
func (k *kept) State(ctx context.Context) (consent.Ref, error) {
	s, err := k.db.State(ctx)
	return consent.Ref(s), told(err)
}

// SetAside counts the statements that do not count.
func (k *kept) SetAside(ctx context.Context) (int, error) {
	a, err := k.db.Asides(ctx)
	return len(a), told(err)
}

var _ flow.Store = (*kept)(nil)
