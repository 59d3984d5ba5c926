package sync

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"onset/consent"
	"onset/signer"
	"onset/store"
)

// acknowledge has an office state what it holds of others' logs whenever they
// have grown, until the test ends.
func (d *device) acknowledge() {
	grown := make(chan struct{}, 1)
	d.db.OnChange(func(store.Change) { wake(grown) })
	ctx, cancel := context.WithCancel(d.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		stated := map[consent.Ref]uint64{}
		for {
			select {
			case <-ctx.Done():
				return
			case <-grown:
				d.stateAcks(ctx, stated)
			}
		}
	}()
	d.t.Cleanup(func() { cancel(); <-done })
	wake(grown)
}

func (d *device) stateAcks(ctx context.Context, stated map[consent.Ref]uint64) {
	logs, err := d.db.Logs(ctx)
	if err != nil {
		return
	}
	body := &signer.LogAcknowledged{}
	for _, l := range logs {
		if l.Author == d.author() || l.Last == stated[l.Author] || len(l.Gaps) > 0 {
			continue
		}
		sealed, err := d.db.Sealed(ctx, l.Author, l.Last, 1)
		if err != nil || len(sealed) == 0 {
			return
		}
		stated[l.Author] = l.Last
		body.Logs = append(body.Logs, signer.LogPosition{Author: l.Author, Seq: l.Last, ID: signer.StatementID(sealed[0].Payload)})
	}
	if len(body.Logs) == 0 {
		return
	}
	slices.SortFunc(body.Logs, func(a, b signer.LogPosition) int { return bytes.Compare(a.Author[:], b.Author[:]) })
	if _, err := d.db.Record(ctx, d.by, consent.StampOf(d.now()), store.Draft{Body: body}); err != nil && ctx.Err() == nil {
		d.t.Error(err)
	}
}

func TestOfficeAndTwoKits(t *testing.T) {
	a := founder(t)
	b, office := a.enrol(signer.RankCrew), a.enrol(signer.RankOffice)
	for _, d := range []*device{a, b, office} {
		d.carry()
	}
	office.acknowledge()
	a.sign("Freja Holm")
	a.meet(office)
	until(t, "everything of the first kit is acknowledged", func() bool {
		s := a.link.Status()
		return s.Waiting == 0 && s.Blobs == 0 && a.link.out.last.Load() > 5
	})
	b.sign("Mads Holm")
	if s := b.link.Status(); s.Waiting == 0 && len(s.Peers) == 0 {
		t.Errorf("a kit alone: %+v", s)
	}
	b.meet(office, a)
	until(t, "all are the same", func() bool { return same(a, b, office) })
	until(t, "the office has all of the second kit", func() bool {
		s := b.link.Status()
		return s.Waiting == 0 && s.Blobs == 0 && len(s.Peers) == 2 && !s.Arriving
	})
}
