package flow

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"onset/consent"
	"onset/signer"
	"onset/signer/join"
)

// InviteProduction makes a code by which a kit brings a production that this
// home does not have, and passes root on to it. It works once, also after a
// restart. The home must have been opened.
func (h *Home) InviteProduction(ctx context.Context, o InviteOptions) (Invitation, error) {
	if err := ctx.Err(); err != nil {
		return Invitation{}, err
	}
	if o.For > longestInvite {
		return Invitation{}, fmt.Errorf("invite: %w", ErrNotAllowed)
	}
	at, err := h.joinAddresses(o.Addresses)
	if err != nil {
		return Invitation{}, err
	}
	made, err := join.NewInvite(h.o.Rand, signer.RankOffice, "", h.o.Now(), o.For)
	if err != nil {
		return Invitation{}, err
	}
	i := invited{Invite: made, Addresses: at, Label: cut(trim(o.Label), join.MaxLabel)}
	shown, err := h.shown(i, join.Bring)
	if err != nil {
		return Invitation{}, err
	}
	return shown, h.taking.add(ctx, h, i)
}

func (t *taking) remember(production consent.Ref, peers []join.Peer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.met == nil {
		t.met = map[consent.Ref][]join.Peer{}
	}
	t.met[production] = peers
}

func (t *taking) remembered(production consent.Ref) []join.Peer {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.met[production]
}

// taker takes productions over.
type taker struct {
	h     *Home
	mu    sync.Mutex // one at a time
	taken func(consent.Ref)
}

// keysFor are this home's keys in a production that is brought here: the same
// every time, so that a kit that was cut off goes on.
func (h *Home) keysFor(production consent.Ref) (*signer.Production, error) {
	var held *signer.Production
	err := h.withRing(func(r *signer.Keyring) error { held = r.Production(production); return nil })
	if err != nil || held != nil {
		return held, err
	}
	seed, err := h.joinSeed("taken\x00" + string(production[:]))
	if err != nil {
		return nil, err
	}
	return signer.NewSeededProduction(seed, h.o.Rand)
}

// Offer gives the keys this home will have in the production.
func (t *taker) Offer(ctx context.Context, o join.Offer) (join.Taker, *signer.SealKey, error) {
	label, err := t.h.taking.use(ctx, t.h, o.Token, o.Keys.Author())
	if err != nil {
		return join.Taker{}, nil, err
	}
	key, err := t.h.SyncKey()
	if err != nil {
		return join.Taker{}, nil, err
	}
	p, err := t.h.keysFor(o.Production)
	if err != nil {
		return join.Taker{}, nil, err
	}
	return join.Taker{Keys: p.Keys(key.ID()), Label: label}, p.Seal, nil
}

// Bring takes a production over, or what is new of one that was taken over.
func (t *taker) Bring(ctx context.Context, b join.Bringing) error {
	if _, err := t.h.taking.use(ctx, t.h, b.Token, b.Keys.Author()); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.h
	if h.holds(b.Production) {
		return h.takeMore(ctx, b)
	}
	key, err := h.SyncKey()
	if err != nil {
		return err
	}
	p, err := h.keysFor(b.Production)
	if err != nil {
		return err
	}
	who, err := newCrew(h.o.Rand, "")
	if err != nil {
		return err
	}
	p.ID, p.Crew = b.Production, []signer.Person{who}
	err = h.enter(ctx, p, join.Sealed(b.Statements), p.Keys(key.ID()), signer.AudienceSet, signer.AudienceOffice)
	if errors.Is(err, ErrPairAnswer) || errors.Is(err, ErrPairNotIn) {
		return join.ErrRequest
	}
	if err != nil {
		return err
	}
	if err := h.enlist(p, ""); err != nil {
		return err
	}
	h.taking.remember(b.Production, b.Peers)
	t.taken(b.Production)
	return nil
}

// takeMore adds statements to a production that was taken over, where it is
// open; otherwise they come when statements are exchanged.
func (h *Home) takeMore(ctx context.Context, b join.Bringing) error {
	for _, k := range h.openKits() {
		if k.prod.ID == b.Production {
			_, err := k.store.Take(ctx, join.Sealed(b.Statements), nil)
			return err
		}
	}
	return nil
}

// OpenProduction opens a production of a home whose keyring is open, without
// asking for the passphrase again: one that was just taken over. ErrNotFound,
// ErrClosed, or what the store says.
func (h *Home) OpenProduction(ctx context.Context, production consent.Ref) (*Kit, error) {
	if !h.holds(production) {
		return nil, fmt.Errorf("open production: %w", ErrNotFound)
	}
	p, err := h.pick(production)
	if err != nil {
		return nil, err
	}
	k, err := h.openKit(ctx, p, nil)
	if err != nil {
		return nil, err
	}
	k.rememberPeers(ctx, h.taking.remembered(production))
	return k, nil
}

// BringToOffice brings this production to an office that does not have it:
// enrols it, gives it the keys of both audiences, and passes root on to it once
// it has everything. Doing it again goes on where it was cut off. ErrNotAllowed
// where this device is not root and the office is not either, ErrPairKind, or
// the errors of pairing.
func (k *Kit) BringToOffice(ctx context.Context, text string) error {
	code, err := join.Parse(text)
	if err != nil {
		return err
	}
	if code.Kind != join.Bring {
		return ErrPairKind
	}
	key, err := k.home.SyncKey()
	if err != nil {
		return err
	}
	asker, err := join.Dial(ctx, code, join.Asking{Key: key, Seal: k.prod.Seal, Rand: k.home.o.Rand})
	if err != nil {
		return fmt.Errorf("bring to the office: %w", err)
	}
	defer asker.Close()
	keys := k.prod.Keys(key.ID())
	office, err := asker.Offer(ctx, join.Offer{Token: code.Token, Production: k.prod.ID, Keys: keys})
	if err != nil {
		return fmt.Errorf("bring to the office: %w", err)
	}
	if err := k.enrolOffice(ctx, office); err != nil {
		return err
	}
	hand := func() error { return k.handOver(ctx, asker, code, keys) }
	if err := hand(); err != nil {
		return fmt.Errorf("bring to the office: %w", err)
	}
	if k.self().Root {
		if _, err := k.record(ctx, Draft{Body: &signer.ProductionRoot{Device: office.Keys.Author()}}); err != nil {
			return err
		}
		_ = hand() // it hears of it now, or when statements are exchanged
	}
	k.meet(ctx, asker)
	return nil
}

// enrolOffice states the office's place and gives it the keys, once.
func (k *Kit) enrolOffice(ctx context.Context, office join.Taker) error {
	if d, ok := k.store.Roster().Device(office.Keys.Author()); ok && d.Office && standing(d) {
		return nil
	}
	if !k.mayEnrol(signer.RankOffice) {
		return fmt.Errorf("bring to the office: %w", ErrNotAllowed)
	}
	drafts, err := k.enrolment(office.Keys, signer.RankOffice, office.Label, consent.Ref{})
	if err != nil {
		return err
	}
	_, err = k.record(ctx, drafts...)
	return err
}

func (k *Kit) handOver(ctx context.Context, a *join.Asker, code join.Code, keys signer.DeviceKeys) error {
	sealed, err := k.rosterStatements(ctx)
	if err != nil {
		return err
	}
	return a.Bring(ctx, join.Bringing{
		Token: code.Token, Production: k.prod.ID, Keys: keys, Statements: join.Statements(sealed), Peers: k.peers(ctx),
	})
}
