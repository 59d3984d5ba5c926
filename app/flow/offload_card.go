package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"onset/consent"
	"onset/media"
	"onset/media/offload"
)

// Groups of local values. A card is named by a random id.
const (
	groupCard     = "card"  // card/<card>
	groupPrint    = "print" // print/<card>: what a card is recognised by
	groupCardList = "files" // files/<card>: what became of each file
	groupDiskAt   = "disk"  // disk/<hash of where it is mounted>, for disks without a serial
)

// keptCard is what this kit remembers of a card, sealed.
type keptCard struct {
	ID       consent.ID     `json:"id"`
	Label    string         `json:"label"`
	Camera   string         `json:"camera,omitempty"`
	Serial   string         `json:"serial,omitempty"` // of the card
	Volume   string         `json:"volume,omitempty"` // what the system calls it
	Size     int64          `json:"size,omitempty"`
	Shoot    consent.ID     `json:"shoot,omitzero"`
	First    time.Time      `json:"first"`
	Last     time.Time      `json:"last"`
	Files    int            `json:"files"`
	Clips    int            `json:"clips"`
	Bytes    int64          `json:"bytes"`
	Faults   int            `json:"faults,omitempty"` // parts that could not be seen or changed while they were copied
	Copies   []keptCopy     `json:"copies,omitempty"`
	Clip     []consent.ID   `json:"clip,omitempty"` // registered from it
	Override string         `json:"override,omitempty"`
	By       consent.ID     `json:"by,omitzero"` // who overrode
	At       *consent.Stamp `json:"at,omitempty"`
}

// keptCopy is one copy of it.
type keptCopy struct {
	Disk     consent.ID `json:"disk"`
	Unknown  bool       `json:"unknown,omitempty"` // the platform did not say which disk
	Dir      string     `json:"dir"`
	Under    string     `json:"under"` // below where the disk is mounted
	Name     string     `json:"name"`
	Good     int        `json:"good"`
	Whole    bool       `json:"whole"`    // it was not given up, and has a manifest
	Complete bool       `json:"complete"` // whole, and all of the card is in it
	Fault    string     `json:"fault,omitempty"`
	Manifest string     `json:"manifest,omitempty"`
	C4       string     `json:"c4,omitempty"`
	Checked  time.Time  `json:"checked"`
	Adopted  bool       `json:"adopted,omitempty"`
}

// keptPrints are what a card and its copies are recognised by. They lie apart:
// lists of cards do without them.
type keptPrints struct {
	Card   []byte            `json:"card"`
	Copies map[string][]byte `json:"copies,omitempty"` // by keptCopy.key: files with a verified copy
}

// key names a copy: a folder on a disk, wherever that is mounted.
func (c *keptCopy) key() string { return c.Disk.String() + " " + c.Under }

// cardDesk knows which cards are being copied just now.
type cardDesk struct {
	mu   sync.Mutex
	left map[consent.ID]time.Duration // negative while unknown
}

// begin reports false when the card is being copied already.
func (d *cardDesk) begin(id consent.ID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, at := d.left[id]; at {
		return false
	}
	if d.left == nil {
		d.left = map[consent.ID]time.Duration{}
	}
	d.left[id] = -1
	return true
}

func (d *cardDesk) set(id consent.ID, left time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left[id] = left
}

func (d *cardDesk) end(id consent.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.left, id)
}

func (d *cardDesk) now(id consent.ID) (left time.Duration, copying bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	left, copying = d.left[id]
	return left, copying
}

// cardBook are the cards that were read last, by what was read: they are asked
// for far more often than they change, and one may name thousands of clips.
type cardBook struct {
	mu   sync.Mutex
	last map[string]keptCard
}

func (b *cardBook) parse(values map[string][]byte) []keptCard {
	b.mu.Lock()
	defer b.mu.Unlock()
	now, out := make(map[string]keptCard, len(values)), make([]keptCard, 0, len(values))
	for _, v := range values {
		c, ok := b.last[string(v)]
		if !ok && json.Unmarshal(v, &c) != nil || c.ID.IsZero() {
			continue
		}
		now[string(v)] = c
		c.Copies, c.Clip = slices.Clone(c.Copies), slices.Clone(c.Clip)
		out = append(out, c)
	}
	b.last = now
	return out
}

// keptCards are all, the last seen first.
func (k *Kit) keptCards(ctx context.Context) ([]keptCard, error) {
	values, err := k.store.Locals(ctx, groupCard)
	if err != nil {
		return nil, fmt.Errorf("list cards: %w", err)
	}
	out := k.cards.parse(values)
	slices.SortFunc(out, func(a, b keptCard) int {
		if d := b.Last.Compare(a.Last); d != 0 {
			return d
		}
		return slices.Compare(a.ID[:], b.ID[:])
	})
	return out, nil
}

// keptCard is one card. ErrNotFound.
func (k *Kit) keptCard(ctx context.Context, id consent.ID) (*keptCard, error) {
	var c keptCard
	b := k.local(ctx, groupCard+"/"+id.String())
	if b == nil || json.Unmarshal(b, &c) != nil {
		return nil, fmt.Errorf("card %s: %w", id, ErrNotFound)
	}
	return &c, nil
}

// printsOf are the prints of a card, empty when there are none.
func (k *Kit) printsOf(ctx context.Context, id consent.ID) keptPrints {
	var p keptPrints
	if b := k.local(ctx, groupPrint+"/"+id.String()); b != nil {
		_ = json.Unmarshal(b, &p) // what cannot be read recognises nothing, and the card counts as new
	}
	return p
}

func (k *Kit) keepCard(ctx context.Context, c *keptCard, p keptPrints) error {
	card, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("remember card: %w", err)
	}
	prints, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("remember card: %w", err)
	}
	id := c.ID.String()
	if err := k.store.PutLocal(ctx, Local{Name: groupCard + "/" + id, Value: card}, Local{Name: groupPrint + "/" + id, Value: prints}); err != nil {
		return fmt.Errorf("remember card: %w", err)
	}
	return nil
}

// ForgetCard takes a card off the list. Its clips and copies stay. ErrNotFound,
// or ErrCardBusy while it is being copied.
func (k *Kit) ForgetCard(ctx context.Context, id consent.ID) error {
	if _, err := k.keptCard(ctx, id); err != nil {
		return err
	}
	if _, copying := k.copying.now(id); copying {
		return fmt.Errorf("forget card: %w", ErrCardBusy)
	}
	name := id.String()
	err := k.store.DeleteLocal(ctx, groupCard+"/"+name, groupPrint+"/"+name, groupCardList+"/"+name)
	if err != nil {
		return fmt.Errorf("forget card: %w", err)
	}
	k.tell()
	return nil
}

// copyAt is the copy in a folder of a disk, nil when there is none.
func (c *keptCard) copyAt(p place) *keptCopy {
	want := keptCopy{Disk: p.disk, Under: p.under}
	for i := range c.Copies {
		if c.Copies[i].key() == want.key() {
			return &c.Copies[i]
		}
	}
	return nil
}

// copyTo is copyAt that makes one.
func (c *keptCard) copyTo(p place) *keptCopy {
	if old := c.copyAt(p); old != nil {
		old.Dir = p.dir
		return old
	}
	c.Copies = append(c.Copies, keptCopy{Disk: p.disk, Unknown: p.volume.Dir == "", Dir: p.dir, Under: p.under})
	return &c.Copies[len(c.Copies)-1]
}

// weigh finds out which copies hold all of the card as it is now.
func (c *keptCard) weigh(p keptPrints) {
	card, known := fingerprint(p.Card)
	for i := range c.Copies {
		copied, ok := fingerprint(p.Copies[c.Copies[i].key()])
		c.Copies[i].Complete = known && ok && c.Copies[i].Whole && holds(copied, card)
	}
}

// holds reports whether all of a card is among the files of a print.
func holds(print, card offload.Fingerprint) bool {
	return offload.Recognise(card, []offload.Fingerprint{print}).Seen == offload.SeenAll
}

func fingerprint(b []byte) (p offload.Fingerprint, ok bool) {
	return p, p.UnmarshalBinary(b) == nil
}

func printed(p offload.Fingerprint) []byte {
	b, err := p.MarshalBinary()
	if err != nil {
		return nil
	}
	return b
}

// standing is what the verdict on a card is made of.
func (k *Kit) standing(c *keptCard) offload.Standing {
	s := offload.Standing{Label: c.Label, Clips: c.Clips, Faults: c.Faults, Override: c.Override}
	s.Left, s.Copying = k.copying.now(c.ID)
	for i := range c.Copies {
		one := offload.Copy{Disk: c.Copies[i].Disk.String(), Complete: c.Copies[i].Complete}
		if c.Copies[i].Unknown {
			one.Disk = ""
		}
		s.Copies = append(s.Copies, one)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	s.Rule = k.ruleOf(c)
	if received(k.ledger, c.Clip) {
		s.Copies = append(s.Copies, offload.Copy{Office: true, Complete: true})
	}
	return s
}

// ruleOf is the rule of the card's shoot; mu is held.
func (k *Kit) ruleOf(c *keptCard) offload.Rule {
	for _, s := range k.ledger.Shoots() {
		if s.ID == c.Shoot {
			return offload.Rule(s.CardRule)
		}
	}
	if s := k.latestShoot(); s != nil {
		return offload.Rule(s.CardRule)
	}
	return offload.RuleTwo
}

// received reports whether the office has every clip of a card.
func received(l *media.Ledger, clips []consent.ID) bool {
	for _, id := range clips {
		if c := l.Clip(id); c == nil || !c.Received {
			return false
		}
	}
	return len(clips) > 0
}
