package flow

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"onset/consent"
)

// ClipWay is how far a clip is on its way to the office.
type ClipWay string

// The ways of a clip. Only the office's word makes it safe.
const (
	ClipSafe    ClipWay = "safe"    // the office has read it back and says so
	ClipArrived ClipWay = "arrived" // all of it is there, the office has not read it back yet
	ClipOnWay   ClipWay = "on_way"
	ClipWaits   ClipWay = "waits" // SyncClip.Why says for what
)

// What a clip waits for. The words are in assets: "sync.why.<code>"; any other
// code is a CarryFault.What.
const (
	WhyPaused  = "paused"
	WhyMetered = "metered"
	WhyAway    = "away"    // the office is not connected
	WhyTurn    = "turn"    // others go first
	WhyAltered = "altered" // the copy that was sent is not what was registered
)

// SyncClip is one clip of a card that goes to the office.
type SyncClip struct {
	ID   consent.ID
	Name string
	Size int64
	Done int64 // bytes that are there, as far as is known
	Way  ClipWay
	Why  string // with ClipWaits
}

// offerBook remembers which file of an offered folder is which clip, and when
// the carrier was told last of each card.
type offerBook struct {
	mu    sync.Mutex
	clips map[string]map[string]consent.ID // by folder and path
	told  map[consent.ID]time.Time         // by card
}

// tell notes that the carrier was told of a card.
func (b *offerBook) tell(card consent.ID, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.told == nil {
		b.told = map[consent.ID]time.Time{}
	}
	b.told[card] = at
}

// since is for how long the carrier knows a card as it is, zero when it is to
// be told: it never was, the card changed, or the clock was set back.
func (b *offerBook) since(card consent.ID, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if at, ok := b.told[card]; ok && !now.Before(at) {
		return max(1, now.Sub(at))
	}
	return 0
}

// anew has the carrier told of a card again; of none, of all.
func (b *offerBook) anew(card consent.ID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if delete(b.told, card); card.IsZero() {
		b.told = nil
	}
}

func (b *offerBook) keep(f MediaFolder) {
	of := make(map[string]consent.ID, len(f.Files))
	for _, file := range f.Files {
		if !file.Clip.IsZero() {
			of[file.Path] = file.Clip
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.clips == nil {
		b.clips = map[string]map[string]consent.ID{}
	}
	b.clips[f.ID] = of
}

func (b *offerBook) of(folder string) map[string]consent.ID {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.clips[folder]
}

// CardClips are the clips of a card that goes to the office, each with how far
// it has come, in the order in which they go; those that are safe come last.
// ErrNotFound for a card that is not offered.
func (k *Kit) CardClips(ctx context.Context, card consent.ID) ([]SyncClip, error) {
	v, err := k.SyncView(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(v.Cards, func(c SyncCard) bool { return c.ID == card })
	if i < 0 {
		return nil, fmt.Errorf("clips of card %s: %w", card, ErrNotFound)
	}
	clips := k.clipsGoing(&v.Cards[i], v.OfficeHere)
	slices.SortStableFunc(clips, func(a, b SyncClip) int { return count(a.Way == ClipSafe) - count(b.Way == ClipSafe) })
	return clips, nil
}

// clipsGoing tells how far each clip of a card has come.
func (k *Kit) clipsGoing(card *SyncCard, here bool) []SyncClip {
	files := map[consent.ID]CarryFile{}
	var order []consent.ID
	if c := k.Carrier(); c != nil {
		of := k.offers.of(card.CarryFolder.ID)
		for _, f := range c.ClipStates(card.CarryFolder.ID) {
			if id, ok := of[f.Path]; ok {
				files[id], order = f, append(order, id)
			}
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, id := range card.clip {
		if _, ok := files[id]; !ok {
			order = append(order, id)
		}
	}
	out := make([]SyncClip, 0, len(order))
	for _, id := range order {
		c := k.ledger.Clip(id)
		if c == nil {
			continue
		}
		line := SyncClip{ID: id, Name: c.Name, Size: c.Size, Done: files[id].Done}
		switch line.Way, line.Why = wayOf(files[id], card, here); {
		case c.Received:
			line.Way, line.Why, line.Done = ClipSafe, "", c.Size
		case k.silence.isAltered(id):
			line.Way, line.Why = ClipWaits, WhyAltered
		}
		out = append(out, line)
	}
	return out
}

// wayOf is how far a file of a card is that the office has not said to hold.
func wayOf(f CarryFile, card *SyncCard, here bool) (ClipWay, string) {
	switch {
	case f.Has:
		return ClipArrived, ""
	case card.Fault != "":
		return ClipWaits, card.Fault
	case card.held != "":
		return ClipWaits, card.held
	case !here:
		return ClipWaits, WhyAway
	case !f.Shown:
		return ClipWaits, WhyTurn
	}
	return ClipOnWay, ""
}
