package flow

import (
	"context"
	"errors"
	"slices"

	"onset/consent"
	"onset/signer"
	"onset/signer/join"
)

// self is this device as the roster knows it; zero when it does not.
func (k *Kit) self() signer.Device {
	d, _ := k.store.Roster().Device(k.prod.Seal.Author())
	return d
}

// standing reports whether the device is in the production now.
func standing(d signer.Device) bool { return d.Revoked == nil || d.Root }

// rosterStatements are what a roster is folded from: of the production, of its
// devices, and, while there is room, the logs of which only a part stands.
func (k *Kit) rosterStatements(ctx context.Context) ([]signer.Sealed, error) {
	sts, err := k.rosterBodies(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]signer.Sealed, 0, len(sts))
	for _, st := range sts {
		s, err := k.sealedOf(ctx, st)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	for _, author := range k.store.Roster().Wants() {
		log, err := k.store.Sealed(ctx, author, 1, join.MaxStatements)
		if err != nil {
			return nil, err
		}
		for _, s := range log {
			held := slices.ContainsFunc(out, func(o signer.Sealed) bool { return o.ID == s.ID })
			if !held && len(out) < mostWanted {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// mostWanted bounds what is sent of revoked devices' logs; the rest comes when
// statements are exchanged.
const mostWanted = join.MaxStatements / 2

// rosterBodies are the statements about the production and its devices that count.
func (k *Kit) rosterBodies(ctx context.Context) ([]consent.Statement, error) {
	out, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfProduction})
	if err != nil {
		return nil, err
	}
	for _, d := range k.store.Roster().Devices() {
		more, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfDevice, ID: signer.DeviceID(d.Author)})
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	out = slices.DeleteFunc(out, func(st consent.Statement) bool { return !ofRoster(st.Body) })
	slices.SortFunc(out, func(a, b consent.Statement) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return slices.CompactFunc(out, func(a, b consent.Statement) bool { return a.ID == b.ID }), nil
}

func ofRoster(b consent.Body) bool {
	switch b.(type) {
	case *signer.ProductionSet, *signer.ProductionRoot, *signer.ProductionKey, *signer.ProductionCertificate, *signer.DeviceEnrolled, *signer.DeviceRevoked:
		return true
	}
	return false
}

// sealedOf is a statement as it is carried. A place may hold more than one.
func (k *Kit) sealedOf(ctx context.Context, st consent.Statement) (signer.Sealed, error) {
	const forks = 8
	at, err := k.store.Sealed(ctx, st.Author, st.Seq, forks)
	if err != nil {
		return signer.Sealed{}, err
	}
	for _, s := range at {
		if signer.StatementID(s.Payload) == st.ID {
			return s, nil
		}
	}
	return signer.Sealed{}, ErrNotFound
}

// adoptKeys takes keys that were stated for this device since, and reads what
// can be read with them.
func (k *Kit) adoptKeys(ctx context.Context) error {
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfProduction})
	if err != nil {
		return err
	}
	before := len(k.prod.Identities())
	if roster := k.store.Roster(); !roster.ReadsOffice(k.self()) {
		sts = withoutOffice(sts) // a key that was for the time without an office is not taken back
	}
	if err := adopt(k.prod, k.store.Roster(), sts); err != nil && !errors.Is(err, signer.ErrKey) {
		return err
	}
	if len(k.prod.Identities()) == before {
		return nil
	}
	if err := k.home.saveKeys(); err != nil {
		return err
	}
	k.mu.Lock()
	people := map[consent.ID]bool{}
	for _, p := range k.ledger.People() {
		people[p.ID] = true
	}
	k.mu.Unlock()
	k.relabel(ctx, people, nil)
	return nil
}

// shareKeys are the statements that give devices every key of an audience.
func (k *Kit) shareKeys(a signer.Audience, to ...signer.DeviceKeys) ([]Draft, error) {
	keys, err := k.prod.ShareEpochs(a, to...)
	if err != nil {
		return nil, err
	}
	var out []Draft
	for _, b := range keys {
		out = append(out, Draft{Body: b})
	}
	return out, nil
}

// mayEnrol reports whether this device may enrol others of that rank.
func (k *Kit) mayEnrol(rank signer.Rank) bool {
	d := k.self()
	if !standing(d) {
		return false
	}
	return d.Root || d.Admin && rank == signer.RankCrew
}

// enrolment states a device's place in the production, with the keys its rank
// reads with, and where this device is root with a certificate.
func (k *Kit) enrolment(keys signer.DeviceKeys, rank signer.Rank, label string, continues consent.Ref) ([]Draft, error) {
	body := &signer.DeviceEnrolled{Device: keys.Author(), Keys: keys, Rank: rank, Continues: continues}
	d := Draft{Body: body}
	if label = cut(trim(label), maxName); label != "" {
		ref, err := k.about(&d, signer.AudienceSet, signer.Particulars{Label: label})
		if err != nil {
			return nil, err
		}
		body.Label = ref
	}
	out := []Draft{d}
	if k.self().Root {
		certificate, err := k.certify(keys.Seal)
		if err != nil {
			return nil, err
		}
		out = append(out, certificate)
	}
	audiences := []signer.Audience{signer.AudienceSet}
	if rank != signer.RankCrew {
		audiences = append(audiences, signer.AudienceOffice)
	}
	for _, a := range audiences {
		more, err := k.shareKeys(a, keys)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// nameOnNetwork has the founder of a production say its id on the network,
// where it founded before it had one, and root give the certificates it owes.
func (k *Kit) nameOnNetwork(ctx context.Context) error {
	key, err := k.home.SyncKey()
	if err != nil {
		return err
	}
	if d := k.self(); d.Root && d.Keys.Sync == "" {
		keys := k.prod.Keys(key.ID())
		if _, err = k.record(ctx, Draft{Body: &signer.DeviceEnrolled{Device: keys.Author(), Keys: keys, Rank: signer.RankAdmin}}); err != nil {
			return err
		}
	}
	return k.certifyAll(ctx)
}
