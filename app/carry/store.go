package carry

import (
	"context"
	"errors"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
	"onset/sync"
)

// fitted is a production's store as carrying wants it.
type fitted struct{ s flow.Store }

var _ sync.Store = fitted{}

func (f fitted) Roster() *signer.Roster { return f.s.Roster() }

func (f fitted) Logs(ctx context.Context) ([]sync.Log, error) {
	logs, err := f.s.Logs(ctx)
	if err != nil {
		return nil, full(err)
	}
	out := make([]sync.Log, len(logs))
	for i, l := range logs {
		out[i] = sync.Log(l)
	}
	return out, nil
}

func (f fitted) Sealed(ctx context.Context, author consent.Ref, seq uint64, limit int) ([]signer.Sealed, error) {
	return f.s.Sealed(ctx, author, seq, limit)
}

// BlobFiles takes a blob that is not here, or no more, for none.
func (f fitted) BlobFiles(ctx context.Context, id consent.ID) ([][]byte, error) {
	files, err := f.s.BlobFiles(ctx, id)
	if errors.Is(err, flow.ErrNotFound) || errors.Is(err, flow.ErrErased) {
		return nil, nil
	}
	return files, err
}

func (f fitted) Erased(ctx context.Context, id consent.ID) (bool, error) {
	_, err := f.s.BlobFiles(ctx, id)
	switch {
	case errors.Is(err, flow.ErrErased):
		return true, nil
	case errors.Is(err, flow.ErrNotFound):
		return false, nil
	}
	return false, err
}

func (f fitted) Take(ctx context.Context, sealed []signer.Sealed, blobs []signer.Blob) (sync.Taken, error) {
	t, err := f.s.Take(ctx, sealed, blobs)
	return sync.Taken(t), full(err)
}

func (f fitted) Local(ctx context.Context, name string) ([]byte, error) {
	b, err := f.s.Local(ctx, name)
	if errors.Is(err, flow.ErrNotFound) {
		return nil, nil
	}
	return b, err
}

func (f fitted) PutLocal(ctx context.Context, name string, value []byte) error {
	return full(f.s.PutLocal(ctx, flow.Local{Name: name, Value: value}))
}

func (f fitted) OnChange(call func(sync.Change)) {
	f.s.OnChange(func(c flow.Change) { call(sync.Change{Roster: c.Roster, Erased: c.Erased}) })
}

// full gives a full disk the name that carrying knows it by.
func full(err error) error {
	if errors.Is(err, flow.ErrFull) {
		return errors.Join(err, sync.ErrFull)
	}
	return err
}
