package flow

import (
	"context"
	"fmt"
	"sync"

	"onset/consent"
	"onset/signer/page"
)

// groupPoster are the doors of posters, sealed, by their id: a printed poster outlives a restart.
const groupPoster = "poster"

// doors finds the doors of the kit: those of the crew's screen in memory, the
// poster's sealed on the disk, and those of take-home codes in what they are for.
type doors struct {
	k *Kit

	mu   sync.Mutex
	open map[string]*page.Door
}

func newDoors(k *Kit) *doors { return &doors{k: k, open: map[string]*page.Door{}} }

// Door finds a door by its id.
func (d *doors) Door(ctx context.Context, id string) (*page.Door, error) {
	d.mu.Lock()
	door := d.open[id]
	d.mu.Unlock()
	if door == nil {
		return d.coded(ctx, func(secret []byte) bool { return codeDoorID(secret) == id })
	}
	if !d.k.now().Before(door.Expires) {
		return nil, page.ErrOld
	}
	return door, nil
}

// Code finds the door behind a take-home code.
func (d *doors) Code(ctx context.Context, code string) (*page.Door, error) {
	return d.coded(ctx, func(secret []byte) bool { return page.TakeHomeCode([16]byte(secret)) == code })
}

func (d *doors) coded(ctx context.Context, fits func(secret []byte) bool) (*page.Door, error) {
	for c, secret := range d.k.awaitedCodes(ctx) {
		if fits(secret) {
			return d.k.codeDoor(c, secret)
		}
	}
	return nil, d.k.closedCode(ctx, fits)
}

// put opens a door, and drops those whose time is long over.
func (d *doors) put(door *page.Door) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, old := range d.open {
		if d.k.now().Sub(old.Expires) > page.CrowdFor {
			delete(d.open, id)
		}
	}
	d.open[door.ID] = door
}

// poster opens the poster's door for a text: the one that was printed, as long
// as its day lasts, else a new one.
func (d *doors) poster(ctx context.Context, o page.DoorOptions) (*page.Door, error) {
	var best *page.Door
	d.mu.Lock()
	for _, door := range d.open {
		same := door.Kind == page.ForCrowd && door.Terms == o.Terms && door.Language == o.Language && d.k.now().Before(door.Expires)
		if same && (best == nil || door.Expires.After(best.Expires)) {
			best = door
		}
	}
	d.mu.Unlock()
	if best != nil {
		return best, nil
	}
	return d.newDoor(ctx, o)
}

// newDoor makes a door. A poster's is sealed on the disk before anybody can print it.
func (d *doors) newDoor(ctx context.Context, o page.DoorOptions) (*page.Door, error) {
	door, err := page.NewDoor(d.k.home.o.Rand, d.k.now(), o)
	if err != nil {
		return nil, err
	}
	if o.Kind == page.ForCrowd {
		b, err := door.MarshalBinary()
		if err != nil {
			return nil, err
		}
		if err := d.k.store.PutLocal(ctx, Local{Name: groupPoster + "/" + door.ID, Value: b}); err != nil {
			return nil, fmt.Errorf("keep the poster's code: %w", err)
		}
	}
	d.put(door)
	return door, nil
}

// restore opens the kept posters again whose day is not over, whatever the
// crew does now: people may be standing in front of one. The rest is forgotten.
func (d *doors) restore(ctx context.Context) {
	kept, err := d.k.store.Locals(ctx, groupPoster)
	if err != nil {
		return
	}
	for name, b := range kept {
		door := &page.Door{}
		if door.UnmarshalBinary(b) == nil && d.k.now().Before(door.Expires) {
			d.put(door)
			continue
		}
		_ = d.k.store.DeleteLocal(ctx, name)
	}
}

// printed reports whether a poster may still hang somewhere.
func (d *doors) printed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, door := range d.open {
		if door.Kind == page.ForCrowd && d.k.now().Before(door.Expires) {
			return true
		}
	}
	return false
}

// shownAgain keeps a door for everybody open as long as the crew's screen shows it.
func (d *doors) shownAgain(door *page.Door) *page.Door {
	now := d.k.now()
	if door.Kind != page.ForSet || door.Expires.Sub(now) > page.OneFor/2 {
		return door
	}
	longer := *door
	longer.Expires = now.Add(page.OneFor)
	d.put(&longer)
	return &longer
}

// doorFor is whom a door on the crew's screen is for.
func (k *Kit) doorFor(s PhoneStart) (page.DoorOptions, error) {
	shoot := k.Shoot()
	o := page.DoorOptions{
		Kind: page.ForSet, Terms: orElse(s.Terms, shoot.Terms), Language: orElse(s.Language, shoot.Language),
		Person: s.Person, Request: s.Expected,
	}
	if s.Crowd {
		o.Kind = page.ForCrowd
	}
	if !s.Expected.IsZero() {
		c, err := k.one(s.Expected)
		if err != nil {
			return o, err
		}
		if !k.awaited(c) {
			return o, ErrNothingHeld
		}
		o.Kind = page.ForOne
		if s.Terms == "" && c.Terms.Key != "" {
			o.Terms = c.Terms.Key
		}
		switch {
		case c.Declared && signing(c.Guardians) > 0:
			o.Kind, o.Request, o.Consent = page.ForSecond, consent.ID{}, c.ID
		case c.Declared:
			o.Request, o.Person = consent.ID{}, c.Person
		}
	}
	if !s.Person.IsZero() {
		if _, err := k.personOf(s.Person); err != nil {
			return o, err
		}
		o.Kind = page.ForOne
	}
	return o, k.signable(o.Terms, o.Language)
}

// signable reports whether a text can be signed in a language.
func (k *Kit) signable(key, lang string) error {
	t, err := k.text(key, lang)
	if err == nil && !t.terms.Signed {
		err = fmt.Errorf("%w: %q is not signed", ErrTerms, key)
	}
	return err
}
