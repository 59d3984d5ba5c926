package signer

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"onset/consent"
)

// ErrNotFor means a production.key holds nothing for this device.
var ErrNotFor = errors.New("the key is not for this device")

// Production is what a keyring holds for one production. Its fields may be
// changed; Keyring.Save makes the change last. Its methods may be called by
// many goroutines: keys of a new epoch come while others are read.
type Production struct {
	ID       consent.Ref // id of its first statement
	Dir      string      // random name of its folder in the home
	StoreKey [32]byte    // the store's file is under this key
	NextKey  [32]byte    // while compacting: the file that will take its place is under this one; else zero
	Seal     *SealKey    // signs this device's log
	Device   *Identity   // the device's own
	Set      []Epoch     // rising
	Office   []Epoch     // rising; empty on crew devices
	Crew     []Person    // who works with this device

	rounds []Round      // see Rounds
	mu     sync.RWMutex // over Set, Office and rounds
}

// Epoch is an audience's identity from one rotation of keys to the next.
type Epoch struct {
	N        int
	Identity *Identity
}

// Person is somebody who works with the device: the By of its statements.
type Person struct {
	ID   consent.ID `json:"id"`
	Name string     `json:"name"`
}

// NewProduction draws the keys of this device for a production that it will
// found or join: no id, no audience keys yet.
func NewProduction(r io.Reader) (*Production, error) {
	p := &Production{}
	var err error
	if p.Seal, err = NewSealKey(r); err != nil {
		return nil, err
	}
	if p.Device, err = NewIdentity(); err != nil {
		return nil, err
	}
	if p.StoreKey, err = NewStoreKey(r); err != nil {
		return nil, err
	}
	dir, err := consent.NewID(r)
	if err != nil {
		return nil, err
	}
	p.Dir = dir.String()
	return p, nil
}

// NewStoreKey draws a key for the store's values.
func NewStoreKey(r io.Reader) ([32]byte, error) {
	var k [32]byte
	if _, err := io.ReadFull(r, k[:]); err != nil {
		return k, fmt.Errorf("draw a store key: %w", err)
	}
	return k, nil
}

// Keys are the device's public keys; sync is its Syncthing id or empty.
func (p *Production) Keys(sync string) DeviceKeys {
	return DeviceKeys{Seal: p.Seal.pub.Bytes(), Age: p.Device.Recipient().String(), Sync: sync}
}

// Identities are the keys this device can open blobs and spool files with.
func (p *Production) Identities() []*Identity {
	p.mu.RLock()
	defer p.mu.RUnlock()
	out := []*Identity{p.Device}
	for _, list := range [][]Epoch{p.Set, p.Office} {
		for i := len(list) - 1; i >= 0; i-- {
			out = append(out, list[i].Identity)
		}
	}
	return out
}

// Found seals the first statements of a new production: production.set and the
// first epoch of both audiences. It fills in p.ID and the epochs. The founder
// is root. The office's key is in the keyring and not in the log, so that a
// founder can forget it once an office has it: see DropOffice.
func (p *Production) Found(c *Codec, set ProductionSet, by consent.ID, at consent.Stamp, sync string) ([]Sealed, error) {
	keys := p.Keys(sync)
	set.Founder = &keys
	first, err := c.Seal(p.Seal, consent.Statement{By: by, Seq: 1, At: at, Body: &set})
	if err != nil {
		return nil, fmt.Errorf("found a production: %w", err)
	}
	p.ID = first.ID
	out := []Sealed{first}
	for _, a := range []Audience{AudienceSet, AudienceOffice} {
		var to []DeviceKeys
		if a == AudienceSet {
			to = append(to, keys)
		}
		body, err := p.NewEpoch(a, to...)
		if err != nil {
			return nil, fmt.Errorf("found a production: %w", err)
		}
		s, err := c.Seal(p.Seal, consent.Statement{
			Production: p.ID, By: by, Seq: uint64(len(out) + 1), Prev: out[len(out)-1].ID, At: at, Body: body,
		})
		if err != nil {
			return nil, fmt.Errorf("found a production: %w", err)
		}
		out = append(out, s)
	}
	return out, nil
}

// NewEpoch draws the next identity of an audience, keeps it in p, and gives
// the production.key that carries it to the devices named.
func (p *Production) NewEpoch(a Audience, devices ...DeviceKeys) (*ProductionKey, error) {
	id, err := NewIdentity()
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.epochs(a)
	if list == nil {
		return nil, fmt.Errorf("new epoch of %q: %w", a, ErrKey)
	}
	n := 1
	if len(*list) > 0 {
		n = (*list)[len(*list)-1].N + 1
	}
	body, err := wrapEpoch(a, Epoch{n, id}, devices)
	if err != nil {
		return nil, err
	}
	*list = append(slices.Clone(*list), Epoch{n, id})
	return body, nil
}

// ShareEpochs gives one production.key per epoch of the audience that p holds,
// for devices that join later.
func (p *Production) ShareEpochs(a Audience, devices ...DeviceKeys) ([]*ProductionKey, error) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	var out []*ProductionKey
	list := p.epochs(a)
	if list == nil {
		return nil, fmt.Errorf("share epochs of %q: %w", a, ErrKey)
	}
	for _, e := range *list {
		body, err := wrapEpoch(a, e, devices)
		if err != nil {
			return nil, err
		}
		out = append(out, body)
	}
	return out, nil
}

func wrapEpoch(a Audience, e Epoch, devices []DeviceKeys) (*ProductionKey, error) {
	body := &ProductionKey{Audience: a, Epoch: e.N, Recipient: e.Identity.Recipient().String(), For: []WrappedKey{}}
	for _, d := range devices {
		to, err := ParseRecipient(d.Age)
		if err != nil {
			return nil, fmt.Errorf("wrap key for %s: %w", d.Author(), err)
		}
		file, err := encryptBytes([]byte(e.Identity.id.String()), to)
		if err != nil {
			return nil, fmt.Errorf("wrap key for %s: %w", d.Author(), err)
		}
		body.For = append(body.For, WrappedKey{Device: d.Author(), Identity: file})
	}
	return body, nil
}

// Adopt takes the identity that a production.key carries for this device.
// Whether the statement counts is the roster's to say. A known epoch is a
// no-op; ErrNotFor if there is nothing for this device, ErrKey if what there
// is does not fit the recipient.
func (p *Production) Adopt(b *ProductionKey) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.epochs(b.Audience)
	if list == nil {
		return fmt.Errorf("adopt key: %w", ErrKey)
	}
	for _, e := range *list {
		if e.Identity.Recipient().String() == b.Recipient {
			return nil
		}
	}
	for _, w := range b.For {
		if w.Device != p.Seal.Author() {
			continue
		}
		plain, err := decryptBytes(w.Identity, 256, p.Device)
		if err != nil {
			return fmt.Errorf("adopt key: %w: %w", ErrKey, err)
		}
		id, err := parseIdentity(string(plain))
		if err != nil || id.Recipient().String() != b.Recipient {
			return fmt.Errorf("adopt key: %w", ErrKey)
		}
		*list = insertEpoch(*list, Epoch{b.Epoch, id})
		return nil
	}
	return ErrNotFor
}

func insertEpoch(list []Epoch, e Epoch) []Epoch {
	i := len(list)
	for i > 0 && list[i-1].N > e.N {
		i--
	}
	out := append([]Epoch{}, list[:i]...)
	return append(append(out, e), list[i:]...)
}

// Newest is the newest epoch of the audience that this device can open, 0 for none.
func (p *Production) Newest(a Audience) int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if list := p.epochs(a); list != nil && len(*list) > 0 {
		return (*list)[len(*list)-1].N
	}
	return 0
}

func (p *Production) epochs(a Audience) *[]Epoch {
	switch a {
	case AudienceSet:
		return &p.Set
	case AudienceOffice:
		return &p.Office
	}
	return nil
}

// String names the production without telling its keys.
func (p *Production) String() string { return "keys of production " + p.ID.String() }

// GoString is String: no verb of fmt prints the secrets.
func (p *Production) GoString() string { return p.String() }
