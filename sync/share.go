package sync

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"onset/sync/engine"
)

// How much of an offered folder the engine knows of that no office has yet:
// enough to keep it busy, little enough that what should go first does.
const (
	aheadBytes = 1 << 30
	aheadFiles = 2048
	aheadLeast = 4 // however large
)

// share is a folder of clips that is offered.
type share struct {
	folder Folder
	shown  int    // files that the engine knows of, from the first on
	had    []bool // files that an office has
	whole  int64  // bytes of those
	done   int64  // and of what has begun to go
	files  int
	total  int64
	fault  Reason
	speed  speed
	asked  bool // the engine was told what to pass over
}

func newShare(f Folder) *share {
	s := &share{folder: f, had: make([]bool, len(f.Files))}
	for _, file := range f.Files {
		s.total += file.Size
	}
	return s
}

func (s *share) isThere() bool {
	_, err := os.Stat(s.folder.Path)
	return err == nil
}

// marker is something in the folder that is there as long as its disk is:
// nothing foreign is written into a copy of a card.
func (s *share) marker() string {
	const manifests = "ascmhl"
	if _, err := os.Stat(filepath.Join(s.folder.Path, manifests)); err == nil {
		return manifests
	}
	for _, f := range s.folder.Files {
		if _, err := os.Stat(filepath.Join(s.folder.Path, filepath.FromSlash(f.Path))); err == nil {
			return f.Path
		}
	}
	return ""
}

// patterns let the files that are shown go, and nothing else of the folder.
func (s *share) patterns() []string {
	out := make([]string, 0, s.shown+1)
	for _, f := range s.folder.Files[:s.shown] {
		out = append(out, "!"+engine.Exactly(f.Path))
	}
	return append(out, "*")
}

// more is how many files to show: the window is filled when half of it went.
func (s *share) more() int {
	var bytes int64
	files := 0
	for i, f := range s.folder.Files[:s.shown] {
		if !s.had[i] {
			bytes, files = bytes+f.Size, files+1
		}
	}
	if files > aheadFiles/2 || bytes > aheadBytes/2 && files >= aheadLeast/2 {
		return s.shown
	}
	n := s.shown
	for n < len(s.folder.Files) && files < aheadFiles && (files < aheadLeast || bytes < aheadBytes) {
		bytes, files, n = bytes+s.folder.Files[n].Size, files+1, n+1
	}
	return n
}

// letGo looks at how far offered folders have come, and has the engine know of more.
func (c *clips) letGo(ctx context.Context) {
	c.mu.Lock()
	shares := slices.Clone(c.shares)
	c.dirty = false
	c.mu.Unlock()
	for _, s := range shares {
		if ctx.Err() != nil || !s.isThere() {
			continue
		}
		c.count(s)
		c.show(ctx, s)
	}
	if len(shares) > 0 {
		c.l.tell()
	}
}

// count asks the engine what offices have of a folder.
func (c *clips) count(s *share) {
	id := mediaID(c.l.prod.Keys.ID, s.folder.ID)
	var done, partly int64
	files := 0
	for _, office := range c.l.peerIDs(true) {
		for i, f := range s.folder.Files[:s.shown] {
			if s.had[i] {
				continue
			}
			if has, err := c.l.node.eng.Has(id, f.Path, office); err == nil && has {
				c.mu.Lock()
				s.had[i] = true
				c.mu.Unlock()
			}
		}
		if p, err := c.l.node.eng.Progress(id, office); err == nil && p.Known {
			partly = max(partly, p.Done)
		}
	}
	for i, f := range s.folder.Files {
		if s.had[i] {
			done, files = done+f.Size, files+1
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	s.files, s.whole, s.done = files, done, min(s.total, max(done, partly))
	s.speed.add(c.l.node.o.Now(), s.done)
}

// show has the engine know of the next files, in their order.
func (c *clips) show(ctx context.Context, s *share) {
	n := s.more()
	if n == s.shown && s.asked || c.l.resting() {
		return
	}
	id := mediaID(c.l.prod.Keys.ID, s.folder.ID)
	was := s.shown
	c.mu.Lock()
	s.shown = n
	c.mu.Unlock()
	if err := c.l.node.eng.Ignore(ctx, id, s.patterns()); err != nil {
		c.mu.Lock()
		s.shown = was
		s.fault = reasonOf(err)
		c.mu.Unlock()
		return
	}
	c.mu.Lock()
	first := !s.asked
	s.asked, s.fault = true, ""
	c.mu.Unlock()
	if first {
		c.l.node.poke() // only now, so that nothing goes before its turn
	}
}

// Files are how far the files of an offered folder have come, in the order in
// which they go; nil for one that is not offered.
func (l *Link) Files(id string) []FileState {
	c := l.clips
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.find(id)
	if s == nil {
		return nil
	}
	out := make([]FileState, len(s.folder.Files))
	partly := s.done - s.whole
	for i, f := range s.folder.Files {
		st := FileState{Path: f.Path, Size: f.Size, Has: s.had[i], Shown: i < s.shown}
		switch {
		case st.Has:
			st.Done = f.Size
		case st.Shown:
			st.Done = min(partly, f.Size)
			partly -= st.Done
		}
		out[i] = st
	}
	return out
}

func (c *clips) states() []MediaState {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.l.node.o.Now()
	out := make([]MediaState, 0, len(c.shares))
	for _, s := range c.shares {
		m := MediaState{
			ID: s.folder.ID, Done: s.done, Total: s.total, Files: s.files, Of: len(s.folder.Files),
			Paused: c.l.resting(), Fault: s.fault, Rate: s.speed.rate(now),
		}
		if !s.isThere() {
			m.Fault = Gone
		}
		if m.Rate > 0 {
			m.Left = time.Duration(float64(s.total-s.done) / m.Rate * float64(time.Second))
		}
		out = append(out, m)
	}
	return out
}

// speed is how fast a number grew lately.
type speed struct{ samples []sample }

type sample struct {
	at   time.Time
	done int64
}

const (
	speedOver = 30 * time.Second
	speedStep = time.Second
)

func (v *speed) add(at time.Time, done int64) {
	if n := len(v.samples); n > 0 {
		last := v.samples[n-1]
		if at.Before(last.at) || done < last.done {
			v.samples = nil // the clock was set, or it began anew
		} else if at.Sub(last.at) < speedStep {
			return
		}
	}
	v.samples = append(v.samples, sample{at, done})
	for len(v.samples) > 1 && at.Sub(v.samples[0].at) > speedOver {
		v.samples = v.samples[1:]
	}
}

// rate is per second, 0 when nothing moved lately.
func (v *speed) rate(now time.Time) float64 {
	n := len(v.samples)
	if n < 2 || now.Sub(v.samples[n-1].at) > speedOver {
		return 0
	}
	first, last := v.samples[0], v.samples[n-1]
	return float64(last.done-first.done) / last.at.Sub(first.at).Seconds()
}
