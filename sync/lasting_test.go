package sync

import (
	"context"
	"errors"
	"slices"
	stdsync "sync"
	"testing"

	"onset/sync/engine"
)

// frailEngine notes what it is told, and ends when the test says so.
type frailEngine struct {
	engine.Engine
	events chan engine.Event

	mu     stdsync.Mutex
	told   []string
	closed bool
}

func (e *frailEngine) note(what string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return engine.ErrClosed
	}
	e.told = append(e.told, what)
	return nil
}

func (e *frailEngine) SetPeers(_ context.Context, p []engine.Peer) error {
	return e.note("peers " + p[0].ID)
}

func (e *frailEngine) SetFolders(_ context.Context, f []engine.Folder) error {
	return e.note("folders " + f[0].ID)
}

func (e *frailEngine) SetLimits(context.Context, int, int) error { return e.note("limits") }

func (e *frailEngine) Ignore(_ context.Context, f string, _ []string) error {
	return e.note("ignore " + f)
}

func (e *frailEngine) Scan(context.Context, string, ...string) error { return e.note("scan") }

func (e *frailEngine) Events() <-chan engine.Event { return e.events }

func (e *frailEngine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	return nil
}

// An engine that ends is opened again, as often as it takes, and the new one is
// told everything before anybody works with it: what to pass over comes first.
func TestEngineIsOpenedAgain(t *testing.T) {
	opened := []*frailEngine{{events: make(chan engine.Event)}, {events: make(chan engine.Event)}}
	tries := 0
	e, err := newLasting(t.Context(), func(context.Context) (engine.Engine, error) {
		tries++
		switch tries {
		case 1:
			return opened[0], nil
		case 2:
			return nil, errors.New("still full")
		default:
			return opened[1], nil
		}
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tell := func() error {
		return errors.Join(
			e.Ignore(t.Context(), "f", []string{"/x"}), e.SetPeers(t.Context(), []engine.Peer{{ID: "p"}}),
			e.SetFolders(t.Context(), []engine.Folder{{ID: "f"}}), e.SetLimits(t.Context(), 1, 2),
		)
	}
	if err := tell(); err != nil {
		t.Fatal(err)
	}
	opened[0].events <- engine.Event{Kind: engine.FolderFault, Err: engine.ErrEnded}
	if ev := <-e.Events(); !errors.Is(ev.Err, engine.ErrEnded) {
		t.Errorf("%+v", ev)
	}
	if err := tell(); err != nil { // there may be no engine just now
		t.Error(err)
	}
	if ev := <-e.Events(); ev.Kind != engine.Connected || ev.Err != nil {
		t.Errorf("%+v", ev)
	}
	if want := []string{"ignore f", "peers p", "folders f", "limits"}; !slices.Equal(opened[1].told, want) {
		t.Errorf("the new one was told %v", opened[1].told)
	}
	if err := e.Scan(t.Context(), "f"); err != nil || opened[1].told[4] != "scan" {
		t.Errorf("%v, %v", opened[1].told, err)
	}
	if err := e.Close(); err != nil || !opened[0].closed || !opened[1].closed {
		t.Errorf("closed: %v", err)
	}
	if err := e.SetLimits(t.Context(), 0, 0); !errors.Is(err, engine.ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
	if _, open := <-e.Events(); open {
		t.Error("there are events after the end")
	}
}
