package flow

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"onset/consent"
	"onset/media"
	"onset/signer"
	"onset/signer/page"
)

// Kit is one open production. Its methods may be called from many goroutines;
// none of them touches a screen. Methods that write return after the disk has
// what they wrote.
type Kit struct {
	home  *Home
	prod  *signer.Production
	store Store
	life  context.Context // ends with Close; reading for a view has no other
	end   context.CancelFunc

	// signing is held while a signing is changed, mu while memory is looked at.
	// mu is never held while something is recorded: the store calls back.
	signing   sync.Mutex
	words     wordBook // has a lock of its own
	mu        sync.Mutex
	ledger    *media.Ledger
	labels    *labelBook
	texts     *textBook
	sums      sums // what lists count
	setting   Settings
	acting    signer.Person
	locked    bool
	used      time.Time // last use of this kit before it was opened, zero when unknown
	sure      bool      // a person confirmed the clock
	clockKept bool      // the machine's clock is right without anybody looking, see TrustClock
	office    time.Time // last word from the office
	undos     map[Token]undo
	token     Token
	told      []func()

	network   keptWiFi
	atHome    string // address of the page for take-home codes
	phones    phoneSlot
	docs      *page.Documents     // made when they are first needed
	answering map[consent.ID]bool // requests that are being answered just now
	bands     map[string]bool     // wrist bands that are being given out just now

	joins    joinDesk      // lets other devices in
	rotating sync.Mutex    // keys are changed by one goroutine at a time
	carrier  Carrier       // nil while nothing is carried
	offering sync.Mutex    // one goroutine offers clips at a time
	offers   offerBook     // which file of an offer is which clip
	silence  silence       // clips at the office of which it says nothing
	rounds   rounds        // keys of what is taken for the office
	awaiting awaiting      // blobs that an office has not said that it holds
	chores   chores        // what is done in the background after a change
	news     newsBook      // what others said
	copying  cardDesk      // cards that are being copied
	cards    cardBook      // cards as they were read last
	meta     keptBook      // where metadata of ours stands
	slates   slateBook     // what was seen in clips
	decoding chan struct{} // holds one for each picture that is being decoded
}

// openKit opens a production's store and reads what is in it. A production
// without texts or shoot gets them: founding may have been cut short.
func (h *Home) openKit(ctx context.Context, p *signer.Production, n *NewProduction) (*Kit, error) {
	s, err := h.o.Open(ctx, h.storeConfig(p))
	if err != nil {
		return nil, fmt.Errorf("open production: %w", err)
	}
	k := &Kit{home: h, prod: p, store: s, undos: map[Token]undo{}, answering: map[consent.ID]bool{}, bands: map[string]bool{}, decoding: make(chan struct{}, picturesAtOnce)}
	k.joins.k = k
	k.life, k.end = context.WithCancel(context.WithoutCancel(ctx))
	err = k.load(ctx)
	if errors.Is(err, ErrStoreDamaged) && s.Reindex(ctx, nil) == nil {
		err = k.load(ctx) // what was damaged had been made from the statements, and now is again
	}
	if err == nil {
		s.OnChange(k.changed)
		err = firstError(k.nameOnNetwork(ctx), k.adoptKeys(ctx), k.furnish(ctx, n), k.beginNews(ctx))
	}
	if err != nil {
		k.end()
		return nil, errors.Join(fmt.Errorf("open production: %w", err), s.Close())
	}
	h.opened(k)
	k.wake(nil, true)
	k.chore()
	return k, nil
}

// Close ends the kit and gives the store free.
func (k *Kit) Close() error {
	k.home.closed(k)
	k.phones.shut()
	if c := k.Carrier(); c != nil {
		_ = c.Close() // what it did not carry waits in the store
	}
	k.keepLabels(k.life)
	k.end()
	k.endChores()
	k.restMeta()
	if err := k.store.Close(); err != nil {
		return fmt.Errorf("close production: %w", err)
	}
	return nil
}

// OnChange calls f, from any goroutine, after something changed.
func (k *Kit) OnChange(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.told = append(k.told, f)
}

func (k *Kit) tell() {
	k.mu.Lock()
	told := append([]func(){}, k.told...)
	k.mu.Unlock()
	for _, f := range told {
		f()
	}
}

// Ledger lends what is known, under a lock: look and return, keep nothing, and
// call no other method of the kit meanwhile.
func (k *Kit) Ledger(f func(*media.Ledger)) {
	k.look()
	defer k.mu.Unlock()
	f(k.ledger)
}

// look locks the memory and sets the ledger's day; the caller unlocks mu.
func (k *Kit) look() *media.Ledger {
	today := consent.DateOf(k.now())
	k.mu.Lock()
	if k.ledger.Today != today {
		k.ledger.Today = today
		k.stale()
	}
	return k.ledger
}

func (k *Kit) now() time.Time       { return k.home.o.Now() }
func (k *Kit) stamp() consent.Stamp { return consent.StampOf(k.now()) }

func (k *Kit) newID() (consent.ID, error) { return consent.NewID(k.home.o.Rand) }

// record states things now, as whoever acts.
func (k *Kit) record(ctx context.Context, drafts ...Draft) ([]consent.Statement, error) {
	return k.recordAt(ctx, k.stamp(), drafts...)
}

func (k *Kit) recordAt(ctx context.Context, at consent.Stamp, drafts ...Draft) ([]consent.Statement, error) {
	if len(drafts) == 0 {
		return nil, nil
	}
	drafts, done, err := k.sealed(drafts)
	if err != nil {
		return nil, err
	}
	defer done()
	return k.store.Record(ctx, k.actor(ctx).ID, at, drafts...)
}

// Production is what the production says of itself.
func (k *Kit) Production() signer.Facts { return k.store.Roster().Facts() }

// ProductionID is the id of the production.
func (k *Kit) ProductionID() consent.Ref { return k.prod.ID }

// SetProduction changes what the production says of itself, and publishes the
// next version of the starter texts in use, which name it. What was signed
// before keeps what it said.
func (k *Kit) SetProduction(ctx context.Context, f signer.Facts) error {
	if blank(f.Title) || blank(f.Controller) || blank(f.Contact) {
		return fmt.Errorf("change the production: %w", ErrEmptyField)
	}
	n := NewProduction{
		Title: f.Title, Controller: f.Controller, Contact: f.Contact,
		Address: f.Address, Customer: f.Customer, Rules: &f.Rules,
	}
	set, err := n.facts(k.home.o.Rand)
	if err != nil {
		return fmt.Errorf("change the production: %w", err)
	}
	set.Replaces = k.Production().Heads
	if _, err = k.record(ctx, Draft{Body: &set}); err != nil {
		return err
	}
	return k.republish(ctx)
}

// Check proves the store's consistency.
func (k *Kit) Check(ctx context.Context, progress func(Progress)) (CheckReport, error) {
	return k.store.Check(ctx, k.counted(progress))
}

// Reindex rebuilds the store's views.
func (k *Kit) Reindex(ctx context.Context, progress func(Progress)) error {
	if err := k.store.Reindex(ctx, k.counted(progress)); err != nil {
		return err
	}
	err := k.load(ctx)
	k.tell()
	return err
}

// State is a hash over everything shared: equal on devices that hold the same.
func (k *Kit) State(ctx context.Context) (consent.Ref, error) { return k.store.State(ctx) }

// counted turns counts into progress with an estimate.
func (k *Kit) counted(progress func(Progress)) func(done, total int) {
	if progress == nil {
		return func(int, int) {}
	}
	began := k.now()
	return func(done, total int) {
		progress(Progress{Done: done, Total: total, Left: left(k.now().Sub(began), int64(done), int64(total))})
	}
}

// left is how long the rest takes at the pace so far, zero when unknown.
func left(spent time.Duration, done, total int64) time.Duration {
	if done <= 0 || total <= done || spent <= 0 {
		return 0
	}
	return time.Duration(float64(spent) / float64(done) * float64(total-done))
}
