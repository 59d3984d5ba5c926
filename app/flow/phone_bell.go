package flow

import (
	"sync"
	"time"
)

// bellPause is how long news of phones is gathered: two hundred of them say
// something several times a second, and no screen is read that fast.
const bellPause = 300 * time.Millisecond

// bell rings at most once in a while for any number of news, and always after the last.
type bell struct {
	ring func()

	mu    sync.Mutex
	timer *time.Timer
	over  bool
}

func (b *bell) news() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over || b.timer != nil {
		return
	}
	b.timer = time.AfterFunc(bellPause, func() {
		b.mu.Lock()
		b.timer = nil
		over := b.over
		b.mu.Unlock()
		if !over {
			b.ring()
		}
	})
}

func (b *bell) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = true
	if b.timer != nil {
		b.timer.Stop()
	}
}

// told tells the kit's listeners and every opener that something changed.
func (r *phoneRoom) told() {
	r.mu.Lock()
	opened := append([]*Phones{}, r.opened...)
	r.mu.Unlock()
	for _, p := range opened {
		p.mu.Lock()
		if !p.closed {
			select {
			case p.news <- struct{}{}:
			default: // not read yet: one is enough
			}
		}
		p.mu.Unlock()
	}
	r.k.tell()
}

// News has something in it after the board changed, and is closed with the
// page. What it is the board says.
func (p *Phones) News() <-chan struct{} { return p.news }
