package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"onset/consent"
	"onset/signer/page"
)

// PublicPage is what a signing page for people elsewhere stands on: guardians
// who are not there and people who are expected open it with a take-home code,
// whatever production the code is of.
type PublicPage struct {
	Kits   func() []*Kit          // all open productions
	Hosts  func(host string) bool // names under which it is opened
	Secure bool                   // it stands behind https
	Source func(*http.Request) string
	Now    func() time.Time
	Rand   io.Reader
	Log    *slog.Logger
}

// NewPublicPage makes the page. A code that no production knows yet is
// answered with a word to come back: the kit that gave it may not have been on
// a network since.
func NewPublicPage(o PublicPage) (http.Handler, error) {
	docs, err := page.NewDocuments()
	if err != nil {
		return nil, fmt.Errorf("public page: %w", err)
	}
	p := &publicDoors{kits: o.Kits, at: map[string]*publicDesk{}, now: o.Now}
	s, err := page.NewServer(page.Options{
		Doors: p, Desk: p, Docs: docs, Hosts: o.Hosts, Public: o.Secure, Source: o.Source, Now: o.Now, Rand: o.Rand, Log: o.Log,
	})
	if err != nil {
		return nil, fmt.Errorf("public page: %w", err)
	}
	return s, nil
}

// publicDoors are the doors of all productions, and the desk that gives each
// answer to the production whose door it came through.
type publicDoors struct {
	kits func() []*Kit
	now  func() time.Time

	mu sync.Mutex
	at map[string]*publicDesk // by the door's id
}

// publicDesk is one production, and until when a door of it is remembered.
type publicDesk struct {
	doors *doors
	desk  *desk
	until time.Time
}

// Door finds a door by its id.
func (p *publicDoors) Door(ctx context.Context, id string) (*page.Door, error) {
	return p.find(func(d *doors) (*page.Door, error) { return d.Door(ctx, id) })
}

// Code finds the door behind a take-home code. One that is not here may be of
// a kit that has not been on a network since.
func (p *publicDoors) Code(ctx context.Context, code string) (*page.Door, error) {
	door, err := p.find(func(d *doors) (*page.Door, error) { return d.Code(ctx, code) })
	if errors.Is(err, page.ErrNoDoor) {
		err = page.ErrNotYet
	}
	return door, err
}

func (p *publicDoors) find(look func(*doors) (*page.Door, error)) (*page.Door, error) {
	for _, k := range p.kits() {
		d := newDoors(k)
		door, err := look(d)
		if errors.Is(err, page.ErrNoDoor) {
			continue
		}
		if err == nil {
			p.remember(door, d)
		}
		return door, err
	}
	return nil, page.ErrNoDoor
}

// remember keeps whose a door is. Its desk stays the same as long as the door
// is used: the desk sees to it that one answer is recorded once.
func (p *publicDoors) remember(door *page.Door, d *doors) {
	now := p.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, old := range p.at {
		if now.After(old.until) {
			delete(p.at, id)
		}
	}
	until := now.Add(page.CrowdFor)
	if known := p.at[door.ID]; known != nil && known.doors.k == d.k {
		known.until = until
		return
	}
	p.at[door.ID] = &publicDesk{doors: d, desk: newDesk(d.k, func() string { return "" }), until: until}
}

func (p *publicDoors) of(door *page.Door) (*desk, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := p.at[door.ID]; at != nil {
		return at.desk, nil
	}
	return nil, page.ErrNotSaved
}

// Sheet is a text as it is shown today.
func (p *publicDoors) Sheet(ctx context.Context, door *page.Door, q page.SheetQuery) (*page.Sheet, error) {
	d, err := p.of(door)
	if err != nil {
		return nil, err
	}
	return d.Sheet(ctx, door, q)
}

// Take records an answer.
func (p *publicDoors) Take(ctx context.Context, door *page.Door, a *page.Answer) (*page.Receipt, error) {
	d, err := p.of(door)
	if err != nil {
		return nil, err
	}
	return d.Take(ctx, door, a)
}

// Refuse counts a no.
func (p *publicDoors) Refuse(ctx context.Context, door *page.Door, id consent.ID, shown page.Shown) error {
	d, err := p.of(door)
	if err != nil {
		return err
	}
	return d.Refuse(ctx, door, id, shown)
}

// Away notes that a guardian is not here.
func (p *publicDoors) Away(ctx context.Context, door *page.Door, a *page.Away) (*page.TakeHome, error) {
	d, err := p.of(door)
	if err != nil {
		return nil, err
	}
	return d.Away(ctx, door, a)
}

// Receipt is the receipt of a consent as it stands now.
func (p *publicDoors) Receipt(ctx context.Context, door *page.Door, id consent.ID, lang string) (*page.Receipt, error) {
	d, err := p.of(door)
	if err != nil {
		return nil, err
	}
	return d.Receipt(ctx, door, id, lang)
}

// TakeBack takes back uses of a consent, in whichever production it is.
func (p *publicDoors) TakeBack(ctx context.Context, id consent.ID, uses []consent.Purpose, lang string) (*page.Receipt, error) {
	for _, k := range p.kits() {
		if _, err := k.one(id); err == nil {
			return newDesk(k, func() string { return "" }).TakeBack(ctx, id, uses, lang)
		}
	}
	return nil, page.ErrNoConsent
}
