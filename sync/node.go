package sync

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	stdsync "sync"
	"time"

	"onset/consent"
	"onset/signer"
	"onset/sync/engine"
)

// ErrCarried means a production is carried already.
var ErrCarried = errors.New("the production is carried already")

// ErrClosed means the Node or Link was closed.
var ErrClosed = errors.New("nothing is carried any more")

// Node is a home's one engine, and all productions that it carries. Its
// methods may be called from many goroutines.
type Node struct {
	o   Options
	eng engine.Engine

	life context.Context
	end  context.CancelFunc
	work stdsync.WaitGroup
	wake chan struct{}

	mu     stdsync.Mutex
	links  map[string]*Link // by the start of the production's id
	closed bool

	beginAnew func() // has the engine forget what it knows of files

	applying stdsync.Mutex // one goroutine at a time tells the engine what to share
}

// Open starts the engine of a home. engine.ErrListen when it cannot listen,
// signer.ErrKey when the key is none. The context bounds the opening only.
func Open(ctx context.Context, o Options) (*Node, error) {
	cert, err := o.Key.TLS()
	if err != nil {
		return nil, fmt.Errorf("open sync: %w", err)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	listen := o.Listen
	kept := filepath.Join(o.Dir, "engine")
	eng, err := newLasting(ctx, func(ctx context.Context) (engine.Engine, error) {
		e, err := engine.Open(ctx, engine.Options{
			Dir: kept, Certificate: cert, Listen: listen, Discover: o.Discover,
			Name: o.Key.ID()[:7], Now: o.Now,
		})
		if err != nil {
			return nil, err
		}
		listen = e.Settled() // others know it by these
		return e, nil
	}, func() error { return os.RemoveAll(kept) })
	if err != nil {
		return nil, fmt.Errorf("open sync: %w", err)
	}
	n := newNode(ctx, o, eng)
	n.beginAnew = eng.beginAnew
	return n, nil
}

func newNode(ctx context.Context, o Options, eng engine.Engine) *Node {
	n := &Node{o: o, eng: eng, links: map[string]*Link{}, wake: make(chan struct{}, 1), beginAnew: func() {}}
	n.life, n.end = context.WithCancel(context.WithoutCancel(ctx))
	n.work.Go(n.listen)
	n.work.Go(n.applyLoop)
	return n
}

// Listening are the addresses this device is met at, "tcp://host:port".
func (n *Node) Listening() []string { return n.eng.Listening() }

// Add carries a production until its Link or the Node is closed. media is nil
// where folders of clips are refused. ErrCarried, ErrClosed, or what the store
// or the disk says.
func (n *Node) Add(ctx context.Context, p Production, media Media) (*Link, error) {
	l, err := newLink(ctx, n, p, media)
	if err != nil {
		return nil, fmt.Errorf("carry %s: %w", p.Keys.ID, err)
	}
	if err := n.enter(l); err != nil {
		return nil, fmt.Errorf("carry %s: %w", p.Keys.ID, err)
	}
	if err := n.apply(ctx); err != nil {
		n.leave(l)
		return nil, fmt.Errorf("carry %s: %w", p.Keys.ID, err)
	}
	l.start()
	return l, nil
}

func (n *Node) enter(l *Link) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		return ErrClosed
	}
	if n.links[l.prefix] != nil {
		return ErrCarried
	}
	n.links[l.prefix] = l
	return nil
}

func (n *Node) leave(l *Link) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.links[l.prefix] == l {
		delete(n.links, l.prefix)
	}
}

func (n *Node) all() []*Link {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := make([]*Link, 0, len(n.links))
	for _, l := range n.links {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b *Link) int { return slices.Compare(a.prod.Keys.ID[:], b.prod.Keys.ID[:]) })
	return out
}

func (n *Node) link(prefix string) *Link {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.links[prefix]
}

// Close ends all links and the engine.
func (n *Node) Close() error {
	n.mu.Lock()
	closed := n.closed
	n.closed = true
	n.mu.Unlock()
	if closed {
		return nil
	}
	var errs []error
	for _, l := range n.all() {
		errs = append(errs, l.Close())
	}
	n.end()
	errs = append(errs, n.eng.Close())
	n.work.Wait()
	return errors.Join(errs...)
}

// listen hands the engine's events to the links they concern.
func (n *Node) listen() {
	for e := range n.eng.Events() {
		if e.Folder == "" {
			for _, l := range n.all() {
				l.engineSays(e.Err)
			}
			continue
		}
		name, ok := parseFolder(e.Folder)
		if l := n.link(name.production); ok && l != nil {
			l.heard(name, e)
		}
	}
}

// poke has the engine told again what to share.
func (n *Node) poke() { wake(n.wake) }

// wake makes a waiting goroutine look, now or when it is done.
func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (n *Node) applyLoop() {
	for {
		select {
		case <-n.life.Done():
			return
		case <-n.wake:
			// What the engine refuses it is told again with the next change.
			_ = n.apply(n.life)
		}
	}
}

// apply tells the engine whom to speak to and what to share: what the rosters
// of all productions say.
func (n *Node) apply(ctx context.Context) error {
	n.applying.Lock()
	defer n.applying.Unlock()
	links := n.all()
	peers := map[string]map[string]bool{}
	var folders []engine.Folder
	var limit int
	for _, l := range links {
		l.addPeers(peers)
		own, err := l.folders(ctx)
		if err != nil {
			return err
		}
		folders = append(folders, own...)
		if k := l.limits().KiBps; k > 0 && (limit == 0 || k < limit) {
			limit = k
		}
	}
	return errors.Join(
		n.eng.SetPeers(ctx, peerList(peers)),
		n.eng.SetFolders(ctx, folders),
		n.eng.SetLimits(ctx, limit, 0),
	)
}

func peerList(peers map[string]map[string]bool) []engine.Peer {
	out := make([]engine.Peer, 0, len(peers))
	for id, addresses := range peers {
		p := engine.Peer{ID: id}
		for a := range addresses {
			p.Addresses = append(p.Addresses, a)
		}
		slices.Sort(p.Addresses)
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b engine.Peer) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
	return out
}

// isPeer reports whether a device is one to speak to: it stands, it is not this
// one, and it said how it is met.
func isPeer(d signer.Device, self consent.Ref, own string) bool {
	if d.Author == self || d.Keys.Sync == own || d.Revoked != nil && !d.Root {
		return false
	}
	_, err := signer.ParseSyncID(d.Keys.Sync)
	return err == nil
}
