package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/syncthing/syncthing/lib/config"
	"github.com/syncthing/syncthing/lib/connections"
	"github.com/syncthing/syncthing/lib/model"
	"github.com/syncthing/syncthing/lib/protocol"
)

// Options are what a Node stands on.
type Options struct {
	Dir         string          // where the index of files is kept; one Node at a time
	Certificate tls.Certificate // the device's; its hash is the id. Its key is held in memory only
	Listen      []string        // "tcp://host:port", port 0 = any; none = the Node only dials
	Discover    bool            // look for peers on the local network, and let them find us
	Name        string          // what peers see in a greeting; an id, never a person's
	Now         func() time.Time
}

// Node is the embedded Syncthing as an Engine.
type Node struct {
	core   *core
	now    func() time.Time
	listen []string
	events *exchange
	guards *guards

	known sync.Map // protocol.DeviceID: devices that may connect

	mut     sync.Mutex // of what was set last, and of applying it
	peers   []Peer
	folders []Folder
	turn    map[protocol.DeviceID]int // how often a peer was dialled out of turn

	stop   context.CancelFunc
	work   sync.WaitGroup
	failed chan error // why the index could not be written
	closed chan struct{}
	once   sync.Once
	err    error
}

var _ Engine = (*Node)(nil)

// Open starts an engine. It returns once it listens; ErrListen when it cannot.
// The context bounds the opening only.
func Open(ctx context.Context, o Options) (*Node, error) {
	if len(o.Certificate.Certificate) != 1 {
		return nil, errors.New("engine: one certificate is needed")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("engine: %w", err)
	}
	listen, err := settle(o.Listen)
	if err != nil {
		return nil, fmt.Errorf("engine: %w", err)
	}
	n := &Node{
		now: o.Now, listen: listen, events: newExchange(), guards: newGuards(),
		turn: map[protocol.DeviceID]int{}, closed: make(chan struct{}), failed: make(chan error, 1),
	}
	n.core, err = assemble(parts{
		cert: o.Certificate, certName: commonName(o.Certificate), indexDir: o.Dir, name: o.Name,
		options: options(listen, o.Discover), known: n.isKnown,
		guard:    func(m model.Model) connections.Model { return &guardedModel{Model: m} },
		onEvents: n.hear, failed: func(err error) { n.failed <- err },
	})
	if err != nil {
		n.events.close()
		n.guards.forget()
		return nil, fmt.Errorf("engine: %w", err)
	}
	if err := n.awaitListening(ctx); err != nil {
		_ = n.Close()
		return nil, fmt.Errorf("engine: %w", err)
	}
	work, stop := context.WithCancel(context.Background())
	n.stop = stop
	n.work.Go(func() { n.redial(work) })
	n.work.Go(n.watch)
	return n, nil
}

// watch tells when the engine ends by itself, or has to: its index cannot be written.
func (n *Node) watch() {
	select {
	case <-n.closed:
	case err := <-n.failed:
		n.events.put(Event{Kind: FolderFault, Err: fmt.Errorf("%w: %w", ErrEnded, err)})
	case <-n.core.mainDone:
		n.events.put(Event{Kind: FolderFault, Err: ErrEnded})
	}
}

// commonName is the name that peers' certificates have too: all are made by the
// same code. It adds nothing to the id, but Syncthing looks at it.
func commonName(cert tls.Certificate) string {
	if cert.Leaf != nil {
		return cert.Leaf.Subject.CommonName
	}
	return "syncthing"
}

// options turns everything off that would speak to anybody but the peers.
func options(listen []string, discover bool) config.OptionsConfiguration {
	o := config.New(protocol.LocalDeviceID).Options
	o.RawListenAddresses = append([]string{}, listen...)
	o.RawGlobalAnnServers, o.RawStunServers, o.FeatureFlags = nil, nil, nil
	o.GlobalAnnEnabled, o.RelaysEnabled, o.NATEnabled = false, false, false
	o.LocalAnnEnabled, o.AnnounceLANAddresses = discover, true
	o.URAccepted, o.URSeen, o.URURL = -1, 1<<20, ""
	o.CREnabled, o.CRURL = false, ""
	o.AutoUpgradeIntervalH, o.ReleasesURL = 0, ""
	o.StartBrowser, o.SetLowPriority = false, false
	o.ReconnectIntervalS = 5
	o.KeepTemporariesH = 720
	o.ProgressUpdateIntervalS = 1
	o.LimitBandwidthInLan = true
	o.MinHomeDiskFree = config.Size{}
	return o
}

func (n *Node) isKnown(id protocol.DeviceID) bool {
	if _, ok := n.known.Load(id); ok {
		return true
	}
	n.events.put(Event{Kind: UnknownPeer, Peer: id.String()})
	return false
}

// ID is this device's, in the engine's written form.
func (n *Node) ID() string { return n.core.id.String() }

// Settled are the addresses to listen at as they were given, each port 0 replaced
// by the one that it got.
func (n *Node) Settled() []string { return slices.Clone(n.listen) }

// Events tells what happened. Events of one kind, folder and peer that were not
// taken yet are told as one; the channel is closed when the Node is.
func (n *Node) Events() <-chan Event { return n.events.out }

// Close ends all connections and waits until nothing runs any more. Calling it
// again is a no-op.
func (n *Node) Close() error {
	n.once.Do(func() {
		close(n.closed)
		if n.stop != nil {
			n.stop()
		}
		n.work.Wait()
		n.err = n.core.stop()
		n.events.close()
		n.guards.forget()
	})
	return n.err
}

func (n *Node) isClosed() bool {
	select {
	case <-n.closed:
		return true
	default:
		return false
	}
}
