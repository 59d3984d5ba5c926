package sync

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	stdsync "sync"

	"onset/consent"
	"onset/signer"
	"onset/sync/engine"
)

// Link is one production while it is carried. Its methods may be called from
// many goroutines.
type Link struct {
	node   *Node
	prod   Production
	self   consent.Ref
	prefix string // of the engine's names of its folders

	faults *faultBook
	facts  *facts
	out    *outbox  // of the log that is kept
	outs   outboxes // of all logs of this device's, that one first
	in     *inbox
	clips  *clips
	view   *view

	life context.Context
	end  context.CancelFunc
	work stdsync.WaitGroup

	outWake, inWake, careWake, tellWake chan struct{}

	mu      stdsync.Mutex
	erased  []consent.ID // said by commits, not yet looked at
	news    news
	told    []func()
	closing stdsync.Once
	done    error
}

var _ Carrying = (*Link)(nil)

// news is what the engine or the store said, for the loops to look at.
type news struct {
	override bool // our own folder may be another's
	peers    bool // a peer may hold more than was known
	merge    bool // the day's segments may become one
	keep     bool // what was read is to be kept
}

func newLink(ctx context.Context, n *Node, p Production, media Media) (*Link, error) {
	l := &Link{
		node: n, prod: p, self: p.Keys.Seal.Author(), prefix: p.Keys.ID.String()[:refHalf],
		outWake: make(chan struct{}, 1), inWake: make(chan struct{}, 1), careWake: make(chan struct{}, 1), tellWake: make(chan struct{}, 1),
	}
	l.life, l.end = context.WithCancel(context.WithoutCancel(ctx))
	l.faults = newFaultBook(n.o.Now, l.tell)
	err := l.faults.load(ctx, p.Store)
	if err != nil {
		return nil, err
	}
	if l.facts, err = loadFacts(ctx, p.Store); err != nil {
		return nil, err
	}
	for _, author := range append([]consent.Ref{l.self}, p.Former...) {
		if l.outs.of(author) != nil {
			continue
		}
		o, err := newOutbox(ctx, l, author)
		if err != nil {
			return nil, err
		}
		l.outs = append(l.outs, o)
	}
	l.out = l.outs[0]
	l.in = &inbox{l: l, boxes: map[consent.Ref]*box{}, mends: map[mend]*attempt{}}
	if l.clips, err = newClips(ctx, l, media); err != nil {
		return nil, err
	}
	l.view = &view{l: l}
	return l, nil
}

func (l *Link) spoolPath(author consent.Ref) string {
	return filepath.Join(l.prod.Dir, "spool", author.String())
}

// start sets the loops going. Each does one kind of work, so that what is slow
// (the engine, when it is asked to look at a whole folder) holds up nothing
// that is said on set.
func (l *Link) start() {
	l.prod.Store.OnChange(l.changed)
	for _, loop := range []struct {
		wake chan struct{}
		turn func(context.Context)
	}{{l.outWake, l.outs.turn}, {l.inWake, l.in.turn}, {l.careWake, l.care}} {
		l.work.Go(func() { l.loop(loop.wake, loop.turn) })
		wake(loop.wake)
	}
	l.work.Go(l.tellLoop)
	l.work.Go(l.tick)
}

func (l *Link) loop(c chan struct{}, turn func(context.Context)) {
	for {
		select {
		case <-l.life.Done():
			return
		case <-c:
			turn(l.life)
		}
	}
}

// changed hears of a commit, in the goroutine that made it.
func (l *Link) changed(c Change) {
	if l.life.Err() != nil {
		return
	}
	l.mu.Lock()
	l.erased = append(l.erased, c.Erased...)
	l.mu.Unlock()
	if c.Roster {
		l.clips.mayOffer()
		l.node.poke()
		wake(l.inWake)
	}
	if len(c.Erased) > 0 {
		wake(l.inWake)
	}
	wake(l.outWake)
	wake(l.careWake)
}

// engineSays is told that the engine ended, with an error, or else that it
// lives: a peer is there or gone, or it was opened again.
func (l *Link) engineSays(err error) {
	if err != nil {
		l.faults.put(l.self, reasonOf(err), engineItem)
		return
	}
	l.faults.clear(l.self, engineItem)
	l.peerHeard()
}

// peerHeard is told that a peer is there, or gone, or that folders were offered.
func (l *Link) peerHeard() {
	l.mark(func(n *news) { n.override, n.peers = true, true })
	l.clips.mayOffer()
	wake(l.outWake)
	wake(l.careWake)
	l.tell()
}

// heard takes an event of one of the production's folders.
func (l *Link) heard(name folderName, e engine.Event) {
	switch {
	case name.media != "":
		l.clips.heard(name.media, e)
	case e.Kind == engine.FolderFault && errors.Is(e.Err, engine.ErrFull):
		l.faults.put(name.author, Full, recordsItem)
	case e.Kind == engine.FolderFault:
		l.in.again()
	case e.Kind == engine.Changed && l.outs.of(name.author) == nil:
		l.faults.clear(name.author, recordsItem)
		l.in.arrived(name.author, e.Paths)
		wake(l.inWake)
	case l.outs.of(name.author) != nil:
		l.mark(func(n *news) { n.override, n.peers = true, true })
	}
	wake(l.careWake)
}

// What a fault names that is not of one file: the folder of statements, and the
// engine with what it keeps.
const (
	recordsItem = "records"
	engineItem  = "engine"
)

func (l *Link) mark(f func(*news)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(&l.news)
}

func (l *Link) takeNews() news {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.news
	l.news = news{}
	return n
}

func (l *Link) takeErased() []consent.ID {
	l.mu.Lock()
	defer l.mu.Unlock()
	ids := l.erased
	l.erased = nil
	return ids
}

func (l *Link) roster() *signer.Roster { return l.prod.Store.Roster() }

func (l *Link) limits() Limits { return l.facts.limits() }

// addPeers names the devices of the production that stand, with the addresses
// they are known to be met at.
func (l *Link) addPeers(peers map[string]map[string]bool) {
	own := l.node.eng.ID()
	for _, d := range l.roster().Devices() {
		if !isPeer(d, l.self, own) {
			continue
		}
		if peers[d.Keys.Sync] == nil {
			peers[d.Keys.Sync] = map[string]bool{}
		}
		for _, a := range l.facts.addresses(d.Author) {
			peers[d.Keys.Sync][a] = true
		}
	}
}

// peerIDs are the engine's names of the devices that stand; offices only, where that is asked.
func (l *Link) peerIDs(offices bool) []string {
	var out []string
	own := l.node.eng.ID()
	for _, d := range l.roster().Devices() {
		if isPeer(d, l.self, own) && (d.Office || !offices) && !slices.Contains(out, d.Keys.Sync) {
			out = append(out, d.Keys.Sync)
		}
	}
	slices.Sort(out)
	return out
}

// recordsMax is what one author's statements and particulars may take here, in
// bytes: many times a long shoot's, so that a device that turned hostile cannot
// leave the others without room.
const recordsMax = 8 << 30

// folders are what the production shares: one folder of statements for every
// author there ever was, for a log that was revoked stands up to a place, and
// the folders of clips.
func (l *Link) folders(ctx context.Context) ([]engine.Folder, error) {
	peers := l.peerIDs(false)
	var out []engine.Folder
	for _, d := range l.roster().Devices() {
		f := engine.Folder{
			ID: recordsID(l.prod.Keys.ID, d.Author), Path: l.spoolPath(d.Author), Kind: engine.Take, Peers: peers,
			Order: "alphabetic", Exact: true,
		}
		if l.outs.of(d.Author) != nil {
			f.Kind = engine.Send
		} else if err := l.in.open(ctx, d.Author); err != nil {
			return nil, err
		} else {
			f.MaxKiB = recordsMax >> 10
		}
		out = append(out, f)
	}
	return append(out, l.clips.folders()...), nil
}

// OnChange calls f, from a goroutine of the Link's, after the status changed;
// at most some times a second.
func (l *Link) OnChange(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told = append(l.told, f)
}

func (l *Link) tell() { wake(l.tellWake) }

// Now writes what waits and looks at everything that is there.
func (l *Link) Now(ctx context.Context) error {
	if l.life.Err() != nil {
		return ErrClosed
	}
	if err := l.outs.flush(ctx); err != nil {
		return fmt.Errorf("carry now: %w", err)
	}
	l.in.again()
	if err := l.in.everything(ctx); err != nil {
		return fmt.Errorf("carry now: %w", err)
	}
	l.mark(func(n *news) { n.override, n.peers = true, true })
	wake(l.careWake)
	return nil
}

// Dial adds an address at which a device may be met.
func (l *Link) Dial(ctx context.Context, device consent.Ref, address string) error {
	if err := l.facts.addAddress(ctx, device, address); err != nil {
		return fmt.Errorf("dial: %w", err)
	}
	l.node.poke()
	return nil
}

// SetLimits changes how clips are carried.
func (l *Link) SetLimits(ctx context.Context, limits Limits) error {
	if err := l.facts.setLimits(ctx, limits); err != nil {
		return fmt.Errorf("set limits: %w", err)
	}
	l.node.poke()
	l.tell()
	return nil
}

// Close ends carrying; what waits is written first.
func (l *Link) Close() error {
	l.closing.Do(func() {
		l.end()
		l.work.Wait()
		ctx := context.WithoutCancel(l.life)
		l.done = errors.Join(l.outs.flush(ctx), l.in.save(ctx), l.outs.save(ctx), l.faults.save(ctx, l.prod.Store))
		l.node.leave(l)
		if l.node.life.Err() == nil {
			l.done = errors.Join(l.done, l.node.apply(ctx))
		}
	})
	return l.done
}
