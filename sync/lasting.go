package sync

import (
	"context"
	"errors"
	"slices"
	stdsync "sync"
	"time"

	"onset/sync/engine"
)

// How long to wait before an engine that ended is opened again: its disk is
// full, say, until a person made room.
const (
	firstReopen = 500 * time.Millisecond
	lastReopen  = 10 * time.Second
)

// lasting is an engine that is opened again when it ends by itself, with
// everything it was told. Meanwhile what is asked of it is engine.ErrClosed.
type lasting struct {
	open func(context.Context) (engine.Engine, error)
	wipe func() error // removes what an engine keeps
	out  chan engine.Event
	anew chan struct{}
	life context.Context
	end  context.CancelFunc
	work stdsync.WaitGroup

	mu  stdsync.RWMutex
	eng engine.Engine

	telling  stdsync.Mutex // of what it was told, and of telling it
	peers    []engine.Peer
	folders  []engine.Folder
	patterns map[string][]string
	send     int
	take     int
}

var _ engine.Engine = (*lasting)(nil)

func newLasting(ctx context.Context, open func(context.Context) (engine.Engine, error), wipe func() error) (*lasting, error) {
	e := &lasting{open: open, wipe: wipe, out: make(chan engine.Event), anew: make(chan struct{}, 1), patterns: map[string][]string{}}
	var err error
	if e.eng, err = open(ctx); err != nil {
		return nil, err
	}
	e.life, e.end = context.WithCancel(context.WithoutCancel(ctx))
	e.work.Go(e.run)
	return e, nil
}

func (e *lasting) now() engine.Engine {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.eng
}

// run hands on the events of one engine after the other.
func (e *lasting) run() {
	defer close(e.out)
	for e.pass() {
		_ = e.now().Close() // it has ended, or is in the way
		if !e.reopen() {
			return
		}
		e.put(engine.Event{Kind: engine.Connected})
	}
}

// pass hands events on until the engine ended by itself, or false when it was closed.
func (e *lasting) pass() bool {
	for events := e.now().Events(); ; {
		select {
		case <-e.life.Done():
			return false
		case <-e.anew:
			_ = e.now().Close()
			_ = e.wipe() // what stays is as good as before
			return true
		case ev, open := <-events:
			if !open || !e.put(ev) {
				return false
			}
			if errors.Is(ev.Err, engine.ErrEnded) {
				return true
			}
		}
	}
}

func (e *lasting) put(ev engine.Event) bool {
	select {
	case e.out <- ev:
		return true
	case <-e.life.Done():
		return false
	}
}

// reopen tries until it is open, or closed for good.
func (e *lasting) reopen() bool {
	for pause := firstReopen; ; pause = min(2*pause, lastReopen) {
		t := time.NewTimer(pause)
		select {
		case <-e.life.Done():
			t.Stop()
			return false
		case <-t.C:
		}
		eng, err := e.open(e.life)
		if err != nil {
			continue
		}
		if e.retell(eng) == nil && e.life.Err() == nil {
			return true
		}
		_ = eng.Close() // the next may do better
	}
}

// retell tells a new engine everything, what to pass over first, and puts it
// in the place of the old.
func (e *lasting) retell(eng engine.Engine) error {
	e.telling.Lock()
	defer e.telling.Unlock()
	for folder, patterns := range e.patterns {
		if err := eng.Ignore(e.life, folder, patterns); err != nil {
			return err
		}
	}
	err := errors.Join(
		eng.SetPeers(e.life, e.peers),
		eng.SetFolders(e.life, e.folders),
		eng.SetLimits(e.life, e.send, e.take),
	)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.eng = eng
	return nil
}

// later passes over that there is no engine now: the next is told.
func (e *lasting) later(err error) error {
	if errors.Is(err, engine.ErrClosed) && e.life.Err() == nil {
		return nil
	}
	return err
}

func (e *lasting) SetPeers(ctx context.Context, peers []engine.Peer) error {
	e.telling.Lock()
	defer e.telling.Unlock()
	e.peers = slices.Clone(peers)
	return e.later(e.now().SetPeers(ctx, peers))
}

func (e *lasting) SetFolders(ctx context.Context, folders []engine.Folder) error {
	e.telling.Lock()
	defer e.telling.Unlock()
	for _, was := range e.folders { // patterns may come before their folder, and last as long as it
		if !slices.ContainsFunc(folders, func(f engine.Folder) bool { return f.ID == was.ID }) {
			delete(e.patterns, was.ID)
		}
	}
	e.folders = slices.Clone(folders)
	return e.later(e.now().SetFolders(ctx, folders))
}

func (e *lasting) SetLimits(ctx context.Context, sendKiBps, takeKiBps int) error {
	e.telling.Lock()
	defer e.telling.Unlock()
	e.send, e.take = sendKiBps, takeKiBps
	return e.later(e.now().SetLimits(ctx, sendKiBps, takeKiBps))
}

func (e *lasting) Ignore(ctx context.Context, folder string, patterns []string) error {
	e.telling.Lock()
	e.patterns[folder] = slices.Clone(patterns)
	e.telling.Unlock()
	return e.later(e.now().Ignore(ctx, folder, patterns))
}

func (e *lasting) Events() <-chan engine.Event { return e.out }

// beginAnew has the engine forget what it knows of all files, and look at them
// again: what it kept is older than what others remember of it.
func (e *lasting) beginAnew() { wake(e.anew) }

// Close ends it for good.
func (e *lasting) Close() error {
	e.end()
	e.work.Wait()
	return e.now().Close()
}

func (e *lasting) ID() string { return e.now().ID() }

func (e *lasting) Listening() []string { return e.now().Listening() }

func (e *lasting) Scan(ctx context.Context, folder string, paths ...string) error {
	return e.now().Scan(ctx, folder, paths...)
}

func (e *lasting) Override(ctx context.Context, folder string) error {
	return e.now().Override(ctx, folder)
}

func (e *lasting) Revert(ctx context.Context, folder string) error {
	return e.now().Revert(ctx, folder)
}

func (e *lasting) Fetch(ctx context.Context, folder, path string, max int64) ([]byte, error) {
	return e.now().Fetch(ctx, folder, path, max)
}

func (e *lasting) Progress(folder, peer string) (engine.Progress, error) {
	return e.now().Progress(folder, peer)
}

func (e *lasting) Has(folder, path, peer string) (bool, error) {
	return e.now().Has(folder, path, peer)
}

func (e *lasting) Missing(ctx context.Context, folder string) ([]string, error) {
	return e.now().Missing(ctx, folder)
}

func (e *lasting) Altered(ctx context.Context, folder string) ([]string, error) {
	return e.now().Altered(ctx, folder)
}

func (e *lasting) Offered() ([]engine.Offer, error) { return e.now().Offered() }

func (e *lasting) Peers() []engine.PeerState { return e.now().Peers() }
