package sync

import (
	"errors"
	"testing"

	"onset/consent"
	"onset/signer"
	"onset/sync/spool"
)

// revoke has root revoke a device and change the keys, in one commit.
func (d *device) revoke(o *device) {
	d.t.Helper()
	logs, err := d.db.Logs(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	body := &signer.DeviceRevoked{Device: o.author()}
	for _, l := range logs {
		if l.Author != o.author() {
			continue
		}
		sealed, err := d.db.Sealed(d.t.Context(), l.Author, l.Last, 1)
		if err != nil {
			d.t.Fatal(err)
		}
		body.Last = signer.Position{Seq: l.Last, ID: signer.StatementID(sealed[0].Payload)}
	}
	var readers []signer.DeviceKeys
	for _, k := range d.db.Roster().Readers(signer.AudienceSet) {
		if k.Author() != o.author() {
			readers = append(readers, k)
		}
	}
	key, err := d.keys.NewEpoch(signer.AudienceSet, readers...)
	if err != nil {
		d.t.Fatal(err)
	}
	d.say(body, key)
}

// adopts has a device take the keys that statements bring it, as the flows do.
func (d *device) adopt() {
	d.t.Helper()
	for _, s := range d.roster() {
		st, err := codec().Decode(s)
		if err != nil {
			d.t.Fatal(err)
		}
		if k, ok := st.Body.(*signer.ProductionKey); ok {
			if err := d.keys.Adopt(k); err != nil && !errors.Is(err, signer.ErrNotFor) {
				d.t.Fatal(err)
			}
		}
	}
}

func TestRevokedDeviceOpensNothingMore(t *testing.T) {
	a, b, c := trio(t)
	c.say(&consent.Withdrawn{Consent: newID(t)})
	until(t, "all are the same", func() bool { return same(a, b, c) })
	a.revoke(c)
	until(t, "the others know", func() bool {
		d, ok := b.db.Roster().Device(c.author())
		return ok && d.Revoked != nil
	})
	until(t, "nobody speaks to it", func() bool {
		return len(a.link.Status().Peers) == 1 && len(b.link.Status().Peers) == 1
	})
	from := len(b.listing(b.author()).Segments)
	a.sign("Mads Holm")
	b.adopt()
	b.sign("Liv Holm")
	until(t, "the others go on", func() bool { return same(a, b) })
	// The disk of one that stands falls into its hands.
	mine := b.listing(b.author())
	if len(mine.Segments) <= from {
		t.Fatal("nothing was written")
	}
	fresh := mine.Segments[from:]
	for _, l := range a.listing(a.author()).Segments {
		if l.First > 8 {
			fresh = append(fresh, l)
		}
	}
	read := 0
	for _, f := range []*spool.Folder{a.folderOf(a.author()), b.folderOf(b.author())} {
		for _, n := range fresh {
			if _, err := f.Size(n); err != nil {
				continue
			}
			read++
			if _, err := f.Segment(n, c.keys.Identities()...); !errors.Is(err, signer.ErrNoIdentity) {
				t.Errorf("%s opens: %v", n, err)
			}
			if _, err := f.Segment(n, a.keys.Identities()...); err != nil {
				t.Errorf("%s does not open for one that stands: %v", n, err)
			}
		}
	}
	if read < 2 {
		t.Errorf("only %d files were tried", read)
	}
}

// What was written for a key that has not come is read once it has.
func TestKeyThatComesLater(t *testing.T) {
	a, b, c := trio(t)
	b.rest()
	a.revoke(c)
	if err := a.link.Now(t.Context()); err != nil { // so that the next is a file of its own
		t.Fatal(err)
	}
	a.sign("Mads Holm")
	b.carry()
	b.meet(a)
	until(t, "it waits for the key", func() bool {
		for _, f := range b.link.Status().Faults {
			if f.What == NoKey {
				return true
			}
		}
		return false
	})
	until(t, "it is read", func() bool {
		b.adopt() // the key's own segment may be read after the one that waits for it
		if err := b.link.Now(t.Context()); err != nil {
			t.Fatal(err)
		}
		return same(a, b) && len(b.link.Status().Faults) == 0
	})
}
