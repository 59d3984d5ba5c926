package flow

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Erased bytes must be gone within a day. Until then they wait for the end of
// the erasures, the longer the more there is to rewrite, so that many of them
// cost one compaction.
const (
	compactAfter = 10 * time.Minute // at most
	compactPace  = 1 << 20          // bytes of the store for each second of waiting
	offerAgain   = time.Minute      // until a card whose copy was not here is looked for again
	offerPace    = 10 * time.Second // until a card that is offered is put in order again
)

// chores are done in the background while the kit is open: clips are offered
// to the office or taken back, what was erased leaves the disk, and what others
// said is listened to.
type chores struct {
	mu      sync.Mutex
	closed  bool
	running bool
	again   bool
	news    bool // others may have said something
	roster  bool // who belongs to the production may have changed, or what had to follow failed
	busy    sync.WaitGroup
	timer   *time.Timer // nil = none is set
	due     time.Time   // when it ends
}

// What the background is woken for.
type wake int

const (
	wakeNews   wake = iota // to listen only
	wakeClips              // to look at everything but the roster, which costs a check of each certificate
	wakeRoster             // to look at everything
)

// chore has the background look whether there is something to do.
func (k *Kit) chore() { k.wakeChores(wakeRoster) }

func (k *Kit) wakeChores(w wake) {
	c := &k.chores
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.again, c.roster, c.news = c.again || w >= wakeClips, c.roster || w == wakeRoster, true
	if !c.running {
		c.running = true
		c.busy.Go(k.doChores)
	}
}

func (k *Kit) doChores() {
	c := &k.chores
	for {
		c.mu.Lock()
		all, roster := c.again, c.roster
		if c.running = c.news && !c.closed; !c.running {
			c.mu.Unlock()
			return
		}
		c.again, c.news, c.roster = false, false, false
		c.mu.Unlock()
		k.listen(k.life)
		if !all {
			continue
		}
		if roster && k.tendRoster(k.life) != nil {
			c.mu.Lock()
			c.roster = true // with whatever comes next
			c.mu.Unlock()
		}
		_ = firstError(k.forgetHeld(k.life), k.handOffice(k.life))
		if k.offerCards(k.life) != nil && k.life.Err() == nil {
			k.choreIn(offerAgain)
		}
		k.lookAtSilent(k.life)
		k.compactWhenDue(k.life)
	}
}

// compactWhenDue takes what others erased off this disk.
func (k *Kit) compactWhenDue(ctx context.Context) {
	due, err := k.store.CompactDue(ctx)
	if err != nil || due.IsZero() {
		return
	}
	if wait := k.compactWait() - k.now().Sub(due); wait > 0 {
		k.choreIn(min(wait, compactAfter))
		return
	}
	if k.store.CompactUnderNewKey(ctx, nil) != nil && ctx.Err() == nil {
		k.choreIn(compactAfter) // a full disk, say
	}
}

func (k *Kit) compactWait() time.Duration {
	info, err := os.Stat(filepath.Join(k.home.o.Dir, k.prod.Dir, storeName))
	if err != nil {
		return compactAfter
	}
	return min(compactAfter, time.Duration(info.Size()/compactPace)*time.Second)
}

// choreIn wakes the background later, at the earliest time that anybody asked for.
func (k *Kit) choreIn(d time.Duration) {
	c := &k.chores
	c.mu.Lock()
	defer c.mu.Unlock()
	due := k.now().Add(d)
	if c.closed || c.timer != nil && c.due.Before(due) {
		return
	}
	if c.timer != nil {
		c.timer.Stop()
	}
	c.due, c.timer = due, time.AfterFunc(d, k.choreDue)
}

func (k *Kit) choreDue() {
	k.chores.mu.Lock()
	k.chores.timer = nil
	k.chores.mu.Unlock()
	k.wakeChores(wakeClips)
}

// endChores ends the background; the context of the kit has ended.
func (k *Kit) endChores() {
	c := &k.chores
	c.mu.Lock()
	c.closed = true
	if c.timer != nil {
		c.timer.Stop()
	}
	c.mu.Unlock()
	c.busy.Wait()
}
