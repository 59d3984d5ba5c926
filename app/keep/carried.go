package keep

import (
	"context"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
)

// Take takes what others sent.
func (k *kept) Take(ctx context.Context, sealed []signer.Sealed, blobs []signer.Blob) (flow.Taken, error) {
	r, err := k.db.Append(ctx, sealed, blobs)
	out := flow.Taken{Accepted: r.Accepted, Known: r.Known, Aside: r.Aside, Opaque: r.Opaque}
	for _, refused := range r.Refused {
		out.Refused = append(out.Refused, told(refused.Err))
	}
	return out, told(err)
}

// Logs are the logs of all authors.
func (k *kept) Logs(ctx context.Context) ([]flow.LogHeld, error) {
	logs, err := k.db.Logs(ctx)
	out := make([]flow.LogHeld, len(logs))
	for i, l := range logs {
		out[i] = flow.LogHeld{Author: l.Author, Held: l.Held, Last: l.Last, Forks: l.Forks}
		for _, g := range l.Gaps {
			out[i].Gaps = append(out[i].Gaps, [2]uint64{g.From, g.To})
		}
	}
	return out, told(err)
}

// Last is the highest place of a log.
func (k *kept) Last(ctx context.Context, author consent.Ref) (uint64, error) {
	return said(k.db.Last(ctx, author))
}

// Sealed reads an author's log.
func (k *kept) Sealed(ctx context.Context, author consent.Ref, seq uint64, limit int) ([]signer.Sealed, error) {
	return said(k.db.Sealed(ctx, author, seq, limit))
}

// Received is since when an office holds a statement.
func (k *kept) Received(ctx context.Context, author consent.Ref, seq uint64) (consent.Stamp, error) {
	at, err := k.db.Received(ctx, author, seq)
	return at, told(err)
}

// Acknowledged is how far an office holds an author's log.
func (k *kept) Acknowledged(ctx context.Context, author consent.Ref) (uint64, consent.Stamp, error) {
	seq, at, err := k.db.Acknowledged(ctx, author)
	return seq, at, told(err)
}

// BlobFiles are the sealed bytes of a blob.
func (k *kept) BlobFiles(ctx context.Context, id consent.ID) ([][]byte, error) {
	return said(k.db.BlobFiles(ctx, id))
}

// Asides are the statements that do not count.
func (k *kept) Asides(ctx context.Context) ([]flow.SetAside, error) {
	asides, err := k.db.Asides(ctx)
	out := make([]flow.SetAside, len(asides))
	for i, a := range asides {
		out[i] = flow.SetAside{Statement: a.Statement, Reason: string(a.Reason)}
	}
	return out, told(err)
}
