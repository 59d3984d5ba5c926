package flow

import (
	"context"
	"slices"
	"time"

	"onset/consent"
	"onset/media"
)

// SyncView is what the crew sees of carrying: what has arrived, what is safe,
// what waits and why, and how old the knowledge of every unit is.
type SyncView struct {
	On         bool      // something carries this production
	Office     bool      // an office is enrolled
	OfficeHere bool      // and connected now
	Word       time.Time // its last word, zero = never
	Own        int       // statements of this device
	Waiting    int       // those that it does not have
	Blobs      int       // particulars of this device that it does not have
	Arriving   bool      // what others announced has not all come
	Clips      int       // all that are known
	Safe       int       // those that it holds and has read back
	Arrived    int       // those that are all there and not read back yet
	OnWay      int       // those that are going now
	Waits      int       // those that are offered to it and do not go now; the rest are not offered from here
	Done       int64     // bytes that it has of what is offered
	Total      int64
	Rate       float64       // bytes per second of all cards, 0 when nothing moves
	Left       time.Duration // estimate for what goes now, 0 when unknown
	Troubles   []SyncTrouble // the worst first
	Units      []SyncUnit
	Cards      []SyncCard
	Faults     []CarryFault
	Listening  []string
	Limits     CarryLimits
	Metered    bool // this network costs by the byte
	MeterKnown bool // the platform says whether it does
}

// SyncUnit is another device of the production.
type SyncUnit struct {
	Author    consent.Ref
	Label     string // empty where it is unknown here
	Office    bool
	Connected bool
	Seen      time.Time // last contact, zero = never
	Newest    time.Time // of its statements here: how old the knowledge of it is
	Behind    int       // of our statements that it does not have, as far as is known
}

// SyncCard is a card whose clips go to the office.
type SyncCard struct {
	ID      consent.ID
	Label   string
	Clips   int
	Safe    int
	Arrived int
	OnWay   int
	Waits   int
	Why     string // what the first that waits is waiting for, as SyncClip.Why; an altered copy before all
	CarryFolder

	clip []consent.ID
	held string // why clips rest here just now, as SyncClip.Why
}

// Done reports that the office holds every clip of the card.
func (c *SyncCard) Done() bool { return c.Clips > 0 && c.Safe == c.Clips }

// SyncView is how carrying stands at this moment.
func (k *Kit) SyncView(ctx context.Context) (SyncView, error) {
	v, err := k.syncView(ctx)
	if err == nil {
		v.Troubles, err = k.troubles(ctx, &v)
	}
	return v, err
}

func (k *Kit) syncView(ctx context.Context) (v SyncView, err error) {
	v = SyncView{Office: k.hasOffice(), Own: int(k.ownLast())}
	k.mu.Lock()
	v.Word = k.office
	for _, c := range k.ledger.Clips() {
		v.Clips++
		v.Safe += count(c.Received)
	}
	k.mu.Unlock()
	c := k.Carrier()
	if c == nil {
		return v, nil
	}
	s := c.Status()
	v.On, v.Waiting, v.Blobs, v.Faults = true, s.Waiting, s.Blobs, s.Faults
	v.Arriving = s.Arriving
	v.Listening, v.Limits, v.Metered, v.MeterKnown = s.Listening, s.Limits, s.Metered, s.MeterKnown
	v.Units = k.syncUnits(s.Peers)
	v.OfficeHere = slices.ContainsFunc(v.Units, func(u SyncUnit) bool { return u.Office && u.Connected })
	if v.Cards, err = k.syncCards(ctx, s.Media); err != nil {
		return v, err
	}
	for i := range v.Cards {
		k.countCard(&v, &v.Cards[i])
	}
	if v.Rate > 0 {
		v.Left = time.Duration(float64(v.Total-v.Done) / v.Rate * float64(time.Second))
	}
	return v, nil
}

// countCard counts a card's clips by how far they are, and adds them to the whole.
func (k *Kit) countCard(v *SyncView, card *SyncCard) {
	switch {
	case v.Limits.Paused:
		card.held = WhyPaused
	case v.Limits.Unmetered && v.Metered:
		card.held = WhyMetered
	}
	for _, c := range k.clipsGoing(card, v.OfficeHere) {
		switch c.Way {
		case ClipArrived:
			card.Arrived++
		case ClipOnWay:
			card.OnWay++
		case ClipWaits:
			if card.Waits == 0 || c.Why == WhyAltered { // the only one that does not pass by itself
				card.Why = c.Why
			}
			card.Waits++
		}
	}
	v.Arrived, v.OnWay, v.Waits = v.Arrived+card.Arrived, v.OnWay+card.OnWay, v.Waits+card.Waits
	if !card.Done() {
		v.Done, v.Total, v.Rate = v.Done+card.CarryFolder.Done, v.Total+card.Total, v.Rate+card.Rate
	}
}

func (k *Kit) syncUnits(peers []CarryPeer) []SyncUnit {
	own := k.ownLast()
	out := make([]SyncUnit, 0, len(peers))
	for _, p := range peers {
		u := SyncUnit{
			Author: p.Author, Label: k.deviceLabel(p.Author), Office: p.Office,
			Connected: p.Connected, Seen: p.Seen, Newest: p.Knows,
		}
		if own > p.Has {
			u.Behind = int(own - p.Has)
		}
		out = append(out, u)
	}
	slices.SortStableFunc(out, func(a, b SyncUnit) int { return count(b.Office) - count(a.Office) })
	return out
}

// ownLast is the last place of this device's own log.
func (k *Kit) ownLast() uint64 {
	last, err := k.store.Last(k.life, k.prod.Seal.Author())
	if err != nil {
		return 0
	}
	return last
}

// deviceLabel is what people call a device, empty where that is unknown here.
// One that was restored is called as it was before.
func (k *Kit) deviceLabel(author consent.Ref) string {
	seen := map[consent.Ref]bool{}
	for d, ok := k.store.Roster().Device(author); ok && !seen[d.Author]; d, ok = k.store.Roster().Device(d.Continues) {
		seen[d.Author] = true
		for _, ref := range slices.Backward(d.Labels) {
			if p, err := k.particulars(k.life, ref); err == nil && p.Label != "" {
				return p.Label
			}
		}
	}
	return ""
}

// syncCards are the cards that are offered or were.
func (k *Kit) syncCards(ctx context.Context, folders []CarryFolder) ([]SyncCard, error) {
	cards, err := k.keptCards(ctx)
	var out []SyncCard
	for i := range cards {
		o := k.keptOffer(ctx, cards[i].ID)
		if o.Folder == "" {
			continue
		}
		line := SyncCard{ID: cards[i].ID, Label: cards[i].Label, Clips: len(cards[i].Clip), clip: cards[i].Clip}
		line.CarryFolder.ID = o.Folder
		k.mu.Lock()
		line.Safe = countReceived(k.ledger, cards[i].Clip)
		k.mu.Unlock()
		if j := slices.IndexFunc(folders, func(f CarryFolder) bool { return f.ID == o.Folder }); j >= 0 {
			line.CarryFolder = folders[j]
		}
		out = append(out, line)
	}
	return out, err
}

func countReceived(l *media.Ledger, clips []consent.ID) (n int) {
	for _, id := range clips {
		if c := l.Clip(id); c != nil && c.Received {
			n++
		}
	}
	return n
}
