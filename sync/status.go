package sync

import (
	"context"
	"fmt"
	"slices"
	stdsync "sync"
	"time"

	"onset/consent"
	"onset/signer"
	"onset/sync/spool"
)

// view is what Status tells beyond what is in memory anyway. It is made anew
// after changes, but never takes more than a small part of the machine.
type view struct {
	l      *Link
	mu     stdsync.Mutex
	logs   map[consent.Ref]Log
	knows  map[consent.Ref]time.Time
	has    map[consent.Ref]uint64 // places of our log that devices have, as the engine knows
	coming bool                   // others announced files that are not here
	peers  bool                   // devices may have more than was seen
	next   time.Time              // not before
}

// refresh looks at the logs, and with peers at what the engine knows of them.
func (v *view) refresh(ctx context.Context, peers bool) {
	start := time.Now()
	v.mu.Lock()
	wait := v.next.Sub(start)
	v.peers = v.peers || peers
	peers = v.peers
	v.peers = wait > 0 && v.peers
	v.mu.Unlock()
	if wait > 0 {
		time.AfterFunc(wait, func() { wake(v.l.careWake) })
		return
	}
	list, err := v.l.prod.Store.Logs(ctx)
	if err != nil {
		return
	}
	logs, knows := map[consent.Ref]Log{}, map[consent.Ref]time.Time{}
	for _, log := range list {
		logs[log.Author] = log
		knows[log.Author] = v.newest(ctx, log)
	}
	v.gaps(list)
	coming := v.areComing(ctx)
	for _, o := range v.l.outs {
		o.last.Store(max(o.last.Load(), logs[o.author].Last))
	}
	v.mu.Lock()
	v.logs, v.knows, v.coming = logs, knows, coming
	v.next = time.Now().Add(20 * time.Since(start))
	v.mu.Unlock()
	if peers {
		v.lookAtPeers(ctx)
	}
	v.l.tell()
}

// newest is when the last statement of a log was made; the one known stays
// while the log did not grow.
func (v *view) newest(ctx context.Context, log Log) time.Time {
	v.mu.Lock()
	was, at := v.logs[log.Author], v.knows[log.Author]
	v.mu.Unlock()
	if was.Last == log.Last {
		return at
	}
	sealed, err := v.l.prod.Store.Sealed(ctx, log.Author, log.Last, 1)
	if err != nil || len(sealed) == 0 {
		return at
	}
	st, err := signer.ReadHeader(sealed[0].Payload)
	if err != nil || st.At.IsZero() {
		return at
	}
	return st.At.Time()
}

// areComing reports whether the engine still wants files of any author's.
func (v *view) areComing(ctx context.Context) bool {
	for _, d := range v.l.roster().Devices() {
		if v.l.outs.of(d.Author) != nil {
			continue
		}
		missing, err := v.l.node.eng.Missing(ctx, recordsID(v.l.prod.Keys.ID, d.Author))
		if err == nil && len(missing) > 0 {
			return true
		}
	}
	return false
}

func (v *view) gaps(logs []Log) {
	for _, log := range logs {
		items := make([]string, len(log.Gaps))
		for i, g := range log.Gaps {
			items[i] = fmt.Sprintf("%d-%d", g[0], g[1])
		}
		v.l.faults.keep(log.Author, Gap, items)
	}
}

// lookAtPeers asks the engine what devices have of our folder.
func (v *view) lookAtPeers(ctx context.Context) {
	has := map[consent.Ref]uint64{}
	own := v.l.node.eng.ID()
	for _, d := range v.l.roster().Devices() {
		if !isPeer(d, v.l.self, own) || ctx.Err() != nil {
			continue
		}
		v.mu.Lock()
		from := v.has[d.Author]
		v.mu.Unlock()
		has[d.Author] = v.l.out.hasOf(d.Keys.Sync, from)
		if d.Office {
			for _, o := range v.l.outs {
				o.confirm(d.Keys.Sync)
			}
		}
	}
	v.mu.Lock()
	v.has = has
	v.mu.Unlock()
}

// hasOf is up to which place a device has our segments, without a hole.
func (o *outbox) hasOf(peer string, from uint64) uint64 {
	o.mu.Lock()
	segs := slices.Clone(o.segs)
	o.mu.Unlock()
	id := recordsID(o.l.prod.Keys.ID, o.author)
	for _, n := range segs {
		if n.Last <= from {
			continue
		}
		if has, err := o.l.node.eng.Has(id, n.String(), peer); err != nil || !has {
			break
		}
		from = n.Last
	}
	return from
}

// confirm looks which blobs an office has.
func (o *outbox) confirm(office string) {
	o.mu.Lock()
	var open []spool.Name
	for n, has := range o.blobs {
		if !has {
			open = append(open, n)
		}
	}
	o.mu.Unlock()
	id := recordsID(o.l.prod.Keys.ID, o.author)
	for _, n := range open {
		has, err := o.l.node.eng.Has(id, n.String(), office)
		if err != nil {
			return
		}
		if !has {
			continue
		}
		o.mu.Lock()
		if was, there := o.blobs[n]; there && !was {
			o.blobs[n] = true
			o.waiting.Add(-1)
		}
		o.mu.Unlock()
	}
}

// Status is how things are now.
func (l *Link) Status() Status {
	s := Status{
		Listening: l.node.eng.Listening(), Peers: l.peers(), Faults: l.faults.list(), Media: l.clips.states(),
		Limits: l.limits(), Metered: l.metered(),
	}
	if l.needsOffice() {
		s.Waiting, s.Blobs = l.outs.waiting()
	}
	if f := l.node.o.Metered; f != nil {
		_, s.MeterKnown = f()
	}
	l.view.mu.Lock()
	s.Arriving = l.view.coming || l.in.busy.Load()
	l.view.mu.Unlock()
	return s
}

// needsOffice reports whether what this device says is to reach an office: an
// office waits only for another.
func (l *Link) needsOffice() bool {
	self, _ := l.roster().Device(l.self)
	return !self.Office || len(l.peerIDs(true)) > 0
}

// metered reports whether the network costs by the byte: a person's word
// counts where the platform knows none.
func (l *Link) metered() bool {
	if f := l.node.o.Metered; f != nil {
		if costs, known := f(); known && costs {
			return true
		}
	}
	return l.limits().Costs
}

// peers are the other devices that stand, by author.
func (l *Link) peers() []Peer {
	own := l.node.eng.ID()
	states := l.node.eng.Peers()
	acked := l.out.acks.has()
	l.view.mu.Lock()
	defer l.view.mu.Unlock()
	var out []Peer
	devices := l.roster().Devices()
	for _, d := range devices {
		if d.Author == l.self || d.Revoked != nil && !d.Root || d.Keys.Sync == own && own != "" || wentOn(devices, d) {
			continue
		}
		p := Peer{
			Author: d.Author, Office: d.Office, Held: l.view.logs[d.Author].Last,
			Has: l.view.has[d.Author], Knows: l.view.knows[d.Author],
		}
		if d.Office {
			p.Has = acked[d.Author]
		}
		for _, s := range states {
			if s.ID == d.Keys.Sync {
				p.Connected, p.Address, p.Seen = s.Connected, s.Address, s.Seen
			}
		}
		out = append(out, p)
	}
	return out
}

// tellEvery is how often watchers are told at most.
const tellEvery = 200 * time.Millisecond

func (l *Link) tellLoop() {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-l.life.Done():
			return
		case <-l.tellWake:
		}
		l.mu.Lock()
		told := slices.Clone(l.told)
		l.mu.Unlock()
		for _, f := range told {
			f()
		}
		pause.Reset(tellEvery)
		select {
		case <-l.life.Done():
			return
		case <-pause.C:
		}
	}
}
