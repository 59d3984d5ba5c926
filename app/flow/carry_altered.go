package flow

import (
	"context"
	"encoding/hex"
	"path/filepath"
	"sync"
	"time"

	"onset/consent"
	"onset/media/offload"
)

// lookAfter is for how long the office may hold a clip without a word that it
// read it back, before the copy that was sent is looked at here. An office that
// has much to read takes its time; one that holds a file that is not the clip
// is silent for ever.
const lookAfter = 10 * time.Minute

// silence remembers the clips that are at the office and of which it says nothing.
type silence struct {
	mu      sync.Mutex
	looking bool
	turn    int // it changes with anew
	since   map[consent.ID]time.Time
	looked  map[consent.ID]bool // whether the copy here is another file than was registered
}

// sent is a clip as it went to the office.
type sent struct {
	id   consent.ID
	path string
	sum  consent.Ref
}

// heard notes a clip that is at the office, and reports for how long the
// office has been silent of it; zero once it was looked at.
func (s *silence) heard(id consent.ID, now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.looked[id]; ok {
		return 0
	}
	if s.since == nil {
		s.since, s.looked = map[consent.ID]time.Time{}, map[consent.ID]bool{}
	}
	if at := s.since[id]; at.IsZero() || now.Before(at) { // or the clock was set back
		s.since[id] = now
	}
	return max(1, now.Sub(s.since[id]))
}

func (s *silence) isAltered(id consent.ID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.looked[id]
}

// anew forgets what was seen of clips: their card was copied or checked again.
func (s *silence) anew(clips []consent.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn++
	for _, id := range clips {
		delete(s.since, id)
		delete(s.looked, id)
	}
}

// begin gives end its turn, and reports false when somebody looks already.
func (s *silence) begin() (turn int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.looking
	s.looking = true
	return s.turn, !was
}

// end keeps what was seen, unless a card was copied meanwhile: then it may be
// of the copy before.
func (s *silence) end(turn int, looked map[consent.ID]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.looking = false; turn != s.turn {
		return
	}
	for id, altered := range looked {
		s.looked[id] = altered
		delete(s.since, id)
	}
}

// lookAtSilent has the copies looked at, apart from other chores, of which the
// office has been silent for too long.
func (k *Kit) lookAtSilent(ctx context.Context) {
	silent, next := k.silentClips(ctx)
	if next > 0 {
		k.choreIn(next)
	}
	if len(silent) == 0 {
		return
	}
	turn, ok := k.silence.begin()
	if !ok {
		return
	}
	k.chores.busy.Go(func() {
		looked := map[consent.ID]bool{}
		for _, s := range silent {
			if altered, err := s.isAltered(ctx); err == nil {
				looked[s.id] = altered
			}
		}
		k.silence.end(turn, looked)
		k.tell()
	})
}

// silentClips are the clips to look at now, and when to ask again: never where
// no card is on its way.
func (k *Kit) silentClips(ctx context.Context) (out []sent, next time.Duration) {
	c := k.Carrier()
	cards, err := k.keptCards(ctx)
	if c == nil || err != nil {
		return nil, 0
	}
	for i := range cards {
		o := k.keptOffer(ctx, cards[i].ID)
		if o.Folder == "" || o.Safe {
			continue
		}
		if next == 0 {
			next = lookAfter // nobody is told when a clip has arrived
		}
		of := k.offers.of(o.Folder)
		for _, f := range c.ClipStates(o.Folder) {
			id, ok := of[f.Path]
			if !ok || !f.Has {
				continue
			}
			s, waits := k.waitsForWord(id)
			if !waits {
				continue
			}
			d := k.silence.heard(id, k.now())
			switch {
			case d >= lookAfter:
				s.path = filepath.Join(o.Dir, filepath.FromSlash(f.Path))
				out = append(out, s)
			case d > 0:
				next = min(next, lookAfter-d)
			}
		}
	}
	return out, next
}

// waitsForWord reports whether the office has not said that it read a clip back.
func (k *Kit) waitsForWord(id consent.ID) (s sent, waits bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.ledger.Clip(id)
	if c == nil || c.Received {
		return s, false
	}
	return sent{id: id, sum: c.SHA256}, true
}

// isAltered reads a copy past the cache and tells whether it is another file
// than was registered. A copy whose disk is away is not known to be.
func (s sent) isAltered(ctx context.Context) (bool, error) {
	_, sums, err := offload.ReadBack(ctx, s.path, offload.SHA256)
	if err != nil {
		return false, err
	}
	return sums[offload.SHA256] != hex.EncodeToString(s.sum[:]), nil
}
