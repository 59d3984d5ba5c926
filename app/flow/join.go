package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"onset/consent"
	"onset/signer"
	"onset/signer/join"
)

// Errors of pairing, by the names screens know.
var (
	// ErrPairCode means a text is no pairing code.
	ErrPairCode = join.ErrCode
	// ErrPairTypo means a letter of the pairing code is wrong.
	ErrPairTypo = join.ErrTypo
	// ErrPairUnreachable means nobody answers at the code's addresses.
	ErrPairUnreachable = join.ErrUnreachable
	// ErrPairOther means another device answered than the code names.
	ErrPairOther = join.ErrPin
	// ErrPairToken means no invitation has that code.
	ErrPairToken = join.ErrToken
	// ErrPairExpired means the invitation is too old.
	ErrPairExpired = join.ErrExpired
	// ErrPairUsed means another device used the invitation.
	ErrPairUsed = join.ErrUsed
	// ErrPairTries means too many wrong codes were tried.
	ErrPairTries = join.ErrTries
	// ErrPairBusy means too many asked at once.
	ErrPairBusy = join.ErrBusy
	// ErrPairNotIn means the production does not know this device, or no longer.
	ErrPairNotIn = join.ErrNotEnrolled
	// ErrPairAnswer means the answer does not prove what it says.
	ErrPairAnswer = join.ErrAnswer
	// ErrPairUnable means the device that was asked could not do it.
	ErrPairUnable = join.ErrUnable
	// ErrPairKind means the code is for something else than was asked.
	ErrPairKind = errors.New("the code is for something else")
	// ErrJoined means this home is in that production already.
	ErrJoined = errors.New("this device is in the production already")
)

// Join lets this device into the production whose code is typed: keyring where
// there is none, one request, store. The recovery code is as of Found. After a
// crash or a lost answer the same call goes on: the device asks again as
// itself. ErrPairCode, ErrPairTypo, ErrPairKind, the other errors of pairing,
// ErrJoined, or what signer and store say.
func (h *Home) Join(ctx context.Context, j Join) (*Kit, string, error) {
	code, err := join.Parse(j.Code)
	if err != nil {
		return nil, "", err
	}
	if code.Kind == join.Bring {
		return nil, "", ErrPairKind
	}
	if err := os.MkdirAll(h.o.Dir, 0o700); err != nil {
		return nil, "", fmt.Errorf("join: %w", diskError(err))
	}
	recovery, err := h.begin(j.Passphrase)
	if err != nil {
		return nil, "", err
	}
	p, peers, err := h.askToJoin(ctx, code, j)
	if err != nil {
		return nil, recovery, fmt.Errorf("join: %w", err)
	}
	if err := h.enlist(p, j.PIN); err != nil {
		return nil, recovery, fmt.Errorf("join: %w", err)
	}
	h.begun()
	k, err := h.openKit(ctx, p, nil)
	if err != nil {
		return nil, recovery, err
	}
	k.rememberPeers(ctx, peers)
	return k, recovery, nil
}

// askToJoin gives the production with everything this device needs to open it.
func (h *Home) askToJoin(ctx context.Context, code join.Code, j Join) (*signer.Production, []join.Peer, error) {
	if code.Kind == join.Spare {
		return h.redeem(ctx, code, j)
	}
	key, err := h.SyncKey()
	if err != nil {
		return nil, nil, err
	}
	seed, err := h.joinSeed(string(code.Token[:]) + string(code.Pin[:]))
	if err != nil {
		return nil, nil, err
	}
	p, err := signer.NewSeededProduction(seed, h.o.Rand)
	if err != nil {
		return nil, nil, err
	}
	who, err := newCrew(h.o.Rand, j.CrewName)
	if err != nil {
		return nil, nil, err
	}
	p.Crew = []signer.Person{who}
	asker, err := join.Dial(ctx, code, join.Asking{Key: key, Seal: p.Seal, Rand: h.o.Rand}, j.Addresses...)
	if err != nil {
		return nil, nil, err
	}
	defer asker.Close()
	keys := p.Keys(key.ID())
	a, err := asker.Join(ctx, join.Request{Token: code.Token, Label: cut(trim(j.Label), join.MaxLabel), Keys: keys})
	if err != nil {
		return nil, nil, err
	}
	if h.holds(a.Production) {
		return nil, nil, ErrJoined
	}
	p.ID = a.Production
	return p, a.Peers, h.enter(ctx, p, join.Sealed(a.Statements), keys, signer.AudienceSet)
}

func (h *Home) holds(production consent.Ref) bool {
	found := false
	_ = h.withRing(func(r *signer.Keyring) error { found = r.Production(production) != nil; return nil })
	return found
}

// enter makes the store of a production that others brought here. What they
// sent must prove itself: from the first statement, whose id is the
// production's, to this device's own enrolment and the keys that are for it.
func (h *Home) enter(ctx context.Context, p *signer.Production, sealed []signer.Sealed, keys signer.DeviceKeys, needs ...signer.Audience) error {
	roster, sts, err := provenRoster(p.ID, sealed)
	if err != nil {
		return err
	}
	d, ok := roster.Device(p.Seal.Author())
	if !ok || d.Revoked != nil {
		return ErrPairNotIn
	}
	if d.Keys.Age != keys.Age || d.Keys.Sync != keys.Sync {
		return ErrPairAnswer
	}
	if err := firstError(provenCertificate(roster, sts, p.Seal.Author()), adopt(p, roster, sts)); err != nil {
		return err
	}
	for _, a := range needs {
		if p.Newest(a) == 0 {
			return ErrPairAnswer
		}
	}
	s, err := h.o.Create(ctx, h.storeConfig(p))
	if err != nil {
		return err
	}
	return errors.Join(s.Append(ctx, sealed, nil), s.Close())
}

// provenRoster folds statements that came from outside. ErrPairAnswer when one
// of them is not what its seal covers or the first is missing.
func provenRoster(production consent.Ref, sealed []signer.Sealed) (*signer.Roster, []consent.Statement, error) {
	codec := Codec()
	keys := map[consent.Ref]signer.PublicKey{}
	sts := make([]consent.Statement, 0, len(sealed))
	for _, s := range sealed {
		st, err := codec.Decode(s)
		if err != nil || st.Production != production && st.ID != production {
			return nil, nil, ErrPairAnswer
		}
		for _, k := range signer.KeysIn(st) {
			keys[k.Author()] = k
		}
		sts = append(sts, st)
	}
	for i, s := range sealed {
		if signer.Verify(s, keys[sts[i].Author]) != nil {
			return nil, nil, ErrPairAnswer
		}
	}
	return signer.FoldRoster(production, sts), sts, nil
}

// adopt takes the keys that the statements carry for this device, where the
// roster lets them count.
func adopt(p *signer.Production, roster *signer.Roster, sts []consent.Statement) error {
	for _, st := range sts {
		b, ok := st.Body.(*signer.ProductionKey)
		if !ok || roster.Allows(st) != nil {
			continue
		}
		if err := p.Adopt(b); err != nil && !errors.Is(err, signer.ErrNotFor) {
			return err
		}
	}
	return nil
}

const localPeers = "kit/peers"

// rememberPeers keeps where others may be met until something carries.
func (k *Kit) rememberPeers(ctx context.Context, peers []join.Peer) {
	if b, err := json.Marshal(peers); err == nil && len(peers) > 0 {
		_ = k.store.PutLocal(ctx, Local{Name: localPeers, Value: b})
	}
}

// dialPeers tells a carrier of the addresses that came with joining.
func (k *Kit) dialPeers(ctx context.Context, c Carrier) {
	var peers []join.Peer
	if json.Unmarshal(k.local(ctx, localPeers), &peers) != nil {
		return
	}
	for _, d := range k.store.Roster().Devices() {
		for _, p := range peers {
			if d.Keys.Sync != p.Sync {
				continue
			}
			for _, a := range p.Addresses {
				_ = c.Dial(ctx, d.Author, a) // one of many that may be old
			}
		}
	}
}
