package flow

import (
	"context"
	"errors"

	"onset/consent"
	"onset/signer"
	"onset/signer/join"
)

// redeeming is a home that has a spare code. The code is the key of a device
// that was enrolled for it. That device says one thing, that it goes on under
// keys of this home's own, and is never heard of again: whoever finds the code
// later finds it used.
type redeeming struct {
	h     *Home
	code  join.Code
	j     Join
	key   signer.SyncKey     // of this home
	own   *signer.Production // the device that this home will be
	spare *signer.Production // the device of the code
	token join.Token         // tells this home from another that has the same code
}

// redeem gives the production of a spare code, as askToJoin does. The same home
// may ask again after a crash or a lost answer; another is refused with
// ErrPairUsed.
func (h *Home) redeem(ctx context.Context, code join.Code, j Join) (*signer.Production, []join.Peer, error) {
	if h.holdsProductionOf(code) {
		return nil, nil, ErrJoined
	}
	r := &redeeming{h: h, code: code, j: j}
	if err := r.keys(); err != nil {
		return nil, nil, err
	}
	a, err := r.ask(ctx, r.key, r.own, join.Request{})
	if errors.Is(err, ErrPairNotIn) { // nearly always: it is here for the first time
		a, err = r.takePlace(ctx)
	}
	if err != nil {
		return nil, nil, err
	}
	if err := r.inherit(a); err != nil {
		return nil, nil, err
	}
	return r.own, a.Peers, h.enter(ctx, r.own, join.Sealed(a.Statements), r.own.Keys(r.key.ID()), signer.AudienceSet)
}

func (h *Home) holdsProductionOf(code join.Code) bool {
	for _, p := range h.Productions() {
		if [join.PinSize]byte(p.ID[:]) == code.Production {
			return true
		}
	}
	return false
}

// keys makes the keys of both devices: the same every time for the same code.
func (r *redeeming) keys() (err error) {
	if r.key, err = r.h.SyncKey(); err != nil {
		return err
	}
	seed, err := r.h.joinSeed("spare\x00" + string(r.code.Seed[:]))
	if err != nil {
		return err
	}
	if r.own, err = signer.NewSeededProduction(seed, r.h.o.Rand); err != nil {
		return err
	}
	who, err := newCrew(r.h.o.Rand, r.j.CrewName)
	if err != nil {
		return err
	}
	r.own.Crew = []signer.Person{who}
	if r.spare, err = signer.NewSeededProduction(r.code.Seed, r.h.o.Rand); err != nil {
		return err
	}
	token, err := r.h.joinSeed("spare token\x00" + string(r.code.Seed[:]))
	r.token = join.Token(token)
	return err
}

// ask asks as one of the two devices.
func (r *redeeming) ask(ctx context.Context, key signer.SyncKey, as *signer.Production, m join.Request) (join.Answer, error) {
	asker, err := join.Dial(ctx, r.code, join.Asking{Key: key, Seal: as.Seal, Rand: r.h.o.Rand}, r.j.Addresses...)
	if err != nil {
		return join.Answer{}, err
	}
	defer asker.Close()
	m.Label, m.Keys = cut(trim(r.j.Label), join.MaxLabel), as.Keys(key.ID())
	a, err := asker.Join(ctx, m)
	if err == nil && [join.PinSize]byte(a.Production[:]) != r.code.Production {
		err = ErrPairAnswer
	}
	return a, err
}

// takePlace has the device of the code enrol the one of this home.
func (r *redeeming) takePlace(ctx context.Context) (join.Answer, error) {
	key, err := r.code.Seed.SeededSync()
	if err != nil {
		return join.Answer{}, err
	}
	a, err := r.ask(ctx, key, r.spare, join.Request{Token: r.token})
	if err != nil {
		return a, err
	}
	roster, _, err := provenRoster(a.Production, join.Sealed(a.Statements))
	if err != nil {
		return a, err
	}
	if d, ok := roster.Device(r.spare.Seal.Author()); !ok || !standing(d) {
		return a, ErrPairNotIn
	}
	// Without moment and person it is the same statement every time.
	keys := r.own.Keys(r.key.ID())
	st, err := Codec().Seal(r.spare.Seal, consent.Statement{Production: a.Production, Seq: 1, Body: &signer.DeviceEnrolled{
		Device: keys.Author(), Keys: keys, Rank: signer.RankCrew, Continues: r.spare.Seal.Author(),
	}})
	if err != nil {
		return a, err
	}
	return r.ask(ctx, r.key, r.own, join.Request{Proof: join.Statements([]signer.Sealed{st})})
}

// inherit takes the production's keys, which were given to the device of the code.
func (r *redeeming) inherit(a join.Answer) error {
	roster, sts, err := provenRoster(a.Production, join.Sealed(a.Statements))
	if err != nil {
		return err
	}
	r.own.ID, r.spare.ID = a.Production, a.Production
	if err := adopt(r.spare, roster, sts); err != nil {
		return err
	}
	r.own.Set = r.spare.Set
	return nil
}
