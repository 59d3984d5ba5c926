package engine

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/syncthing/syncthing/lib/config"
	"github.com/syncthing/syncthing/lib/events"
	"github.com/syncthing/syncthing/lib/model"
)

// heard are the events of Syncthing that mean something here.
const heard = events.DeviceConnected | events.DeviceDisconnected | events.LocalIndexUpdated |
	events.RemoteIndexUpdated | events.RemoteDownloadProgress | events.ClusterConfigReceived |
	events.StateChanged | events.FolderErrors | events.FolderRejected | events.ListenAddressesChanged

// maxPaths of one event are named; of more, none are: look at the whole folder.
const maxPaths = 4096

// hear takes Syncthing's events off its bus as fast as they come, for it drops
// them after 15 ms.
func (n *Node) hear(sub events.Subscription) {
	n.events.listen(func() {
		for e := range sub.C() {
			n.translate(e)
		}
	})
}

func (n *Node) translate(e events.Event) {
	switch data := e.Data.(type) {
	case map[string]string:
		n.translateNames(e.Type, data)
	case map[string]any:
		n.translateFolder(e.Type, data)
	case model.ClusterConfigReceivedEventData:
		n.events.put(Event{Kind: PeerChanged, Peer: data.Device.String()})
	}
}

func (n *Node) translateNames(t events.EventType, data map[string]string) {
	switch t {
	case events.DeviceConnected, events.DeviceDisconnected:
		n.events.put(Event{Kind: Connected, Peer: data["id"]})
	case events.FolderRejected:
		n.events.put(Event{Kind: OfferedFolder, Folder: data["folder"], Peer: data["device"]})
	}
}

func (n *Node) translateFolder(t events.EventType, data map[string]any) {
	folder, _ := data["folder"].(string)
	switch t {
	case events.LocalIndexUpdated:
		names, _ := data["filenames"].([]string)
		n.events.put(Event{Kind: Changed, Folder: folder, Paths: slashed(names)})
	case events.RemoteIndexUpdated, events.RemoteDownloadProgress:
		peer, _ := data["device"].(string)
		n.events.put(Event{Kind: PeerChanged, Folder: folder, Peer: peer})
	case events.StateChanged:
		if data["to"] == "error" {
			_, _, err := n.core.model.State(folder)
			n.events.put(Event{Kind: FolderFault, Folder: folder, Err: fault(err)})
		}
	case events.FolderErrors:
		n.events.put(Event{Kind: FolderFault, Folder: folder, Err: pullFault(data["errors"])})
	case events.ListenAddressesChanged:
		n.events.listening(data["address"])
	}
}

// pullFault tells a lack of room, which a person must do something about, from
// files that are just not to be had now.
func pullFault(errs any) error {
	files, _ := errs.([]model.FileError)
	for _, f := range files {
		if noRoom(f.Err) {
			return ErrFull
		}
	}
	return ErrPull
}

func noRoom(text string) bool {
	return strings.Contains(text, "insufficient space") || strings.Contains(text, ErrFull.Error()) ||
		strings.Contains(text, syscall.ENOSPC.Error())
}

func slashed(names []string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = filepath.ToSlash(name)
	}
	return paths
}

// fault says what is wrong with a folder in this package's terms.
func fault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, config.ErrPathMissing), errors.Is(err, config.ErrMarkerMissing), errors.Is(err, config.ErrPathNotDirectory):
		return ErrGone
	case noRoom(err.Error()):
		return ErrFull
	default:
		return err
	}
}

// key is what events must have in common to be told as one.
type key struct {
	kind         EventKind
	folder, peer string
}

// exchange holds what happened until somebody takes it: one event for each kind,
// folder and peer, in the order in which the first of each came.
type exchange struct {
	out  chan Event
	done chan struct{}
	work sync.WaitGroup

	mut       sync.Mutex
	wake      chan struct{}
	order     []key
	pending   map[key]Event
	listeners map[string]bool
}

func newExchange() *exchange {
	x := &exchange{
		out: make(chan Event), done: make(chan struct{}), wake: make(chan struct{}, 1),
		pending: map[key]Event{}, listeners: map[string]bool{},
	}
	x.work.Go(x.hand)
	return x
}

// listen runs f until its source ends; close waits for it.
func (x *exchange) listen(f func()) { x.work.Go(f) }

// maxPending bounds what others can make us remember: strangers and names of
// folders that are offered cost nothing to make up.
const maxPending = 4096

func (x *exchange) put(e Event) {
	x.mut.Lock()
	defer x.mut.Unlock()
	k := key{e.Kind, e.Folder, e.Peer}
	were, ok := x.pending[k]
	switch {
	case !ok && len(x.order) >= maxPending:
		return
	case !ok:
		x.order = append(x.order, k)
		if len(e.Paths) > maxPaths {
			e.Paths = nil
		}
		x.pending[k] = e
	default:
		x.pending[k] = merge(were, e)
	}
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// merge tells two events as one. The paths of either may be none, which means
// the whole folder.
func merge(old, e Event) Event {
	whole := len(old.Paths) == 0 || len(e.Paths) == 0 || len(old.Paths)+len(e.Paths) > maxPaths
	paths := append(slices.Clip(old.Paths), e.Paths...)
	if e.Paths = paths; whole {
		e.Paths = nil
	}
	return e
}

func (x *exchange) take() (Event, bool) {
	x.mut.Lock()
	defer x.mut.Unlock()
	if len(x.order) == 0 {
		return Event{}, false
	}
	k := x.order[0]
	x.order = x.order[1:]
	e := x.pending[k]
	delete(x.pending, k)
	slices.Sort(e.Paths)
	e.Paths = slices.Compact(e.Paths)
	return e, true
}

// hand gives events to whoever takes them.
func (x *exchange) hand() {
	defer close(x.out)
	for {
		e, ok := x.take()
		if !ok {
			select {
			case <-x.wake:
				continue
			case <-x.done:
				return
			}
		}
		select {
		case x.out <- e:
		case <-x.done:
			return
		}
	}
}

func (x *exchange) close() {
	close(x.done)
	x.work.Wait()
}

func (x *exchange) listening(address any) {
	if u, ok := address.(interface{ String() string }); ok {
		x.mut.Lock()
		defer x.mut.Unlock()
		x.listeners[u.String()] = true
	}
}

func (x *exchange) hasListener(address string) bool {
	x.mut.Lock()
	defer x.mut.Unlock()
	return x.listeners[address]
}
