package flow

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/skip2/go-qrcode"

	"onset/consent"
	"onset/signer"
	"onset/signer/join"
)

const (
	groupInvite = "invite" // invite/<what everybody may know of its token>
	// inviteKept is how long an invitation is shown after its end.
	inviteKept = time.Hour
	// longestInvite is the longest that anybody can ask for: a code lies about.
	longestInvite = 24 * time.Hour
	// mostInvites is how many are open at once.
	mostInvites = 50
)

// invited is one invitation as it is kept.
type invited struct {
	join.Invite
	By        consent.ID `json:"by"`
	Addresses []string   `json:"addresses"`
	Label     string     `json:"name"`
}

func inviteName(t join.Token) string { return groupInvite + "/" + hex.EncodeToString(t[:4]) }

// joinDesk is where others ask to be let in.
type joinDesk struct {
	k  *Kit
	mu sync.Mutex // one at a time: an invitation is used once
}

// Invite makes a code by which one device joins this production.
// ErrNotAllowed where this device may not enrol that rank.
func (k *Kit) Invite(ctx context.Context, o InviteOptions) (Invitation, error) {
	if o.Rank == "" {
		o.Rank = signer.RankCrew
	}
	if !k.mayEnrol(o.Rank) || o.For > longestInvite {
		return Invitation{}, fmt.Errorf("invite: %w", ErrNotAllowed)
	}
	at, err := k.home.joinAddresses(o.Addresses)
	if err != nil {
		return Invitation{}, err
	}
	made, err := join.NewInvite(k.home.o.Rand, o.Rank, "", k.now(), o.For)
	if err != nil {
		return Invitation{}, err
	}
	i := invited{Invite: made, By: k.actor(ctx).ID, Addresses: at, Label: cut(trim(o.Label), maxName)}
	shown, err := k.home.shown(i, join.Enter)
	if err != nil {
		return Invitation{}, err
	}
	k.joins.mu.Lock()
	defer k.joins.mu.Unlock()
	if len(k.invites(ctx)) >= mostInvites {
		return Invitation{}, fmt.Errorf("invite: %w", ErrPairBusy)
	}
	return shown, k.keepInvite(ctx, i)
}

// shown is an invitation as people see it.
func (h *Home) shown(i invited, kind join.Kind) (Invitation, error) {
	key, err := h.SyncKey()
	if err != nil {
		return Invitation{}, err
	}
	pin, err := join.PinOf(key.ID())
	if err != nil {
		return Invitation{}, err
	}
	c := join.Code{Kind: kind, Pin: pin, Token: i.Token, Addresses: i.Addresses}
	out := Invitation{
		Code: c.String(), Addresses: i.Addresses, Expires: i.Expires, Tries: i.Tries, Used: !i.Device.IsZero(), Device: i.Device, Label: i.Label,
	}
	if out.Code == "" {
		return Invitation{}, fmt.Errorf("invite: %w", ErrPairCode)
	}
	out.QR, err = code(out.Code, qrcode.Medium)
	return out, err
}

// Invitations are those that were made lately, the newest first.
func (k *Kit) Invitations(ctx context.Context) ([]Invitation, error) {
	k.joins.mu.Lock()
	all := k.invites(ctx)
	k.joins.mu.Unlock()
	slices.SortFunc(all, func(a, b invited) int { return b.Made.Compare(a.Made) })
	var out []Invitation
	for _, i := range all {
		shown, err := k.home.shown(i, join.Enter)
		if err != nil {
			return nil, err
		}
		out = append(out, shown)
	}
	return out, nil
}

// CancelInvite closes an invitation by its code. A device that used it stays.
func (k *Kit) CancelInvite(ctx context.Context, code string) error {
	c, err := join.Parse(code)
	if err != nil {
		return err
	}
	k.joins.mu.Lock()
	defer k.joins.mu.Unlock()
	return k.store.DeleteLocal(ctx, inviteName(c.Token))
}

// invites are those that are kept; old ones are forgotten. joins.mu is held.
func (k *Kit) invites(ctx context.Context) (out []invited) {
	kept, err := k.store.Locals(ctx, groupInvite)
	if err != nil {
		return nil
	}
	for name, value := range kept {
		var i invited
		if json.Unmarshal(value, &i) != nil || i.Over(k.now().Add(-inviteKept)) && i.Over(k.now()) {
			_ = k.store.DeleteLocal(ctx, name)
			continue
		}
		out = append(out, i)
	}
	return out
}

func (k *Kit) keepInvite(ctx context.Context, i invited) error {
	b, err := json.Marshal(i)
	if err != nil {
		return err
	}
	return k.store.PutLocal(ctx, Local{Name: inviteName(i.Token), Value: b})
}

// JoinDesk lets devices in that have an invitation.
func (k *Kit) JoinDesk() join.Desk { return &k.joins }

// Join answers one request. Whoever is in already is answered again, with or
// without an invitation: its keys prove who it is.
func (d *joinDesk) Join(ctx context.Context, r join.Request) (join.Answer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	k := d.k
	if err := d.learn(ctx, r); err != nil {
		return join.Answer{}, err
	}
	if in, known := k.store.Roster().Device(r.Keys.Author()); known {
		if !standing(in) || in.Keys.Sync != r.Keys.Sync || in.Keys.Age != r.Keys.Age {
			return join.Answer{}, d.shutOut(in)
		}
		if err := d.spent(ctx, in, r); err != nil {
			return join.Answer{}, err
		}
		return d.answer(ctx)
	}
	i, err := d.use(ctx, r)
	if err != nil {
		return join.Answer{}, err
	}
	if !k.mayEnrol(i.Rank) {
		return join.Answer{}, join.ErrUnable
	}
	label := i.Label
	if label == "" {
		label = r.Label
	}
	drafts, err := k.enrolment(r.Keys, i.Rank, label, k.former(r))
	if err != nil {
		return join.Answer{}, err
	}
	if _, err := k.record(ActingAs(ctx, signer.Person{ID: i.By}), drafts...); err != nil {
		return join.Answer{}, err
	}
	return d.answer(ctx)
}

// former is the log that the device says it kept before, where that was its own.
func (k *Kit) former(r join.Request) consent.Ref {
	old, ok := k.store.Roster().Device(r.Continues)
	if !ok || old.Keys.Sync != r.Keys.Sync {
		return consent.Ref{}
	}
	return r.Continues
}

// use marks an invitation as this device's before the device is enrolled, so
// that a crash between the two lets no second one in.
func (d *joinDesk) use(ctx context.Context, r join.Request) (invited, error) {
	b, err := d.k.store.Local(ctx, inviteName(r.Token))
	var i invited
	if err != nil || json.Unmarshal(b, &i) != nil || !i.Meant(r.Token) {
		if r.Token == (join.Token{}) {
			return i, join.ErrNotEnrolled // a spare code's device
		}
		return i, join.ErrToken
	}
	refused := i.Use(r.Token, r.Keys.Author(), d.k.now())
	if err := d.k.keepInvite(ctx, i); err != nil {
		return i, err
	}
	return i, refused
}

// answer is everything a device of this production needs to begin.
func (d *joinDesk) answer(ctx context.Context) (join.Answer, error) {
	sealed, err := d.k.rosterStatements(ctx)
	if err != nil {
		return join.Answer{}, err
	}
	return join.Answer{
		Production: d.k.prod.ID, Statements: join.Statements(sealed), Peers: d.k.peers(ctx), At: d.k.now().UTC(),
	}, nil
}

// peers are where this device and those it is connected to may be met.
func (k *Kit) peers(context.Context) []join.Peer {
	var listening []string
	connected := map[consent.Ref]string{}
	if c := k.Carrier(); c != nil {
		s := c.Status()
		listening = s.Listening
		for _, p := range s.Peers {
			if p.Connected && p.Address != "" {
				connected[p.Author] = p.Address
			}
		}
	}
	joined, _ := k.home.joinAddresses(nil)
	out := []join.Peer{}
	for _, d := range k.store.Roster().Devices() {
		p := join.Peer{Sync: d.Keys.Sync, Addresses: []string{}}
		switch a := connected[d.Author]; {
		case d.Author == k.prod.Seal.Author():
			p.Addresses = carriedAt(listening, joined)
		case a != "":
			p.Addresses = []string{a}
		}
		if p.Sync != "" && len(p.Addresses) > 0 {
			out = append(out, p)
		}
	}
	return out
}
