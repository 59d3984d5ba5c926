package flow

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"onset/consent"
	"onset/media"
)

// Names of local values. Clips and blobs are named by id, paths by a hash.
const (
	localActing   = "kit/acting"
	localSettings = "kit/settings"
	localUsed     = "kit/used"
	localDraft    = "draft/signing"
	groupLabel    = "label" // label/<blob>: what lists show of a person, made from the blob
	groupPath     = "path"  // path/<clip>
	groupAt       = "at"    // at/<hash of a path>
	groupThumb    = "thumb" // thumb/<clip>
)

// load reads everything lists and clearance need into memory.
func (k *Kit) load(ctx context.Context) error {
	var labels map[consent.ID]label
	var wrong error
	var beside sync.WaitGroup
	beside.Go(func() { labels, wrong = k.keptLabels(ctx) })
	l, err := k.loadLedger(ctx)
	beside.Wait()
	if err = firstError(err, wrong); err != nil {
		return err
	}
	texts, err := k.loadTexts(ctx)
	if err != nil {
		return err
	}
	k.mu.Lock()
	k.ledger, k.texts = l, texts
	k.reset()
	k.labels = newLabelBook()
	k.labels.blobs = labels
	k.mu.Unlock()
	k.loadLabels(ctx)
	if err := firstError(k.loadProduction(ctx), k.loadKept(ctx), k.loadSlates(ctx)); err != nil {
		return err
	}
	return k.loadLocal(ctx)
}

// loadLedger reads the clips, which take longest, beside everything else.
func (k *Kit) loadLedger(ctx context.Context) (*media.Ledger, error) {
	var clips []media.Clip
	var wrong error
	var beside sync.WaitGroup
	beside.Go(func() {
		if clips, wrong = k.store.Clips(ctx); wrong == nil {
			media.SortClips(clips)
		}
	})
	l := media.NewLedger(0)
	err := firstError(
		fill(ctx, k.store.Consents, l.PutConsent),
		fill(ctx, k.store.Avoids, l.PutAvoid),
		fill(ctx, k.store.Notices, l.PutNotice),
		fill(ctx, k.store.Shoots, l.PutShoot),
		fill(ctx, k.store.Scenes, l.PutScene),
		fill(ctx, k.store.Cameras, l.PutCamera),
	)
	beside.Wait()
	if err = firstError(wrong, err); err != nil {
		return nil, err
	}
	l.PutClips(clips) // last: there is nothing to judge again before
	return l, nil
}

func fill[V any](ctx context.Context, list func(context.Context) ([]V, error), put func(*V)) error {
	vs, err := list(ctx)
	for i := range vs {
		put(&vs[i])
	}
	return err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// loadProduction reads what the production and the office said.
func (k *Kit) loadProduction(ctx context.Context) error {
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfProduction})
	if err != nil {
		return err
	}
	if err := k.loadWord(ctx); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ledger.Rules, k.ledger.Published = k.store.Roster().Rules(), published(sts)
	k.stale()
	return nil
}

// loadWord notes when the office was last heard of.
func (k *Kit) loadWord(ctx context.Context) error {
	word, err := k.officeWord(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if word.After(k.office) {
		k.office = word
	}
	return err
}

// officeWord is when an office made the newest of its statements that are here,
// by its own clock; zero where there is none.
func (k *Kit) officeWord(ctx context.Context) (word time.Time, err error) {
	for _, d := range k.store.Roster().Devices() {
		if !d.Office {
			continue
		}
		seq, err := k.store.Last(ctx, d.Author)
		if err != nil {
			return word, err
		}
		last, err := k.store.Sealed(ctx, d.Author, seq, 1)
		if err != nil {
			return word, err
		}
		if len(last) == 0 {
			continue
		}
		if st, err := Codec().Decode(last[0]); err == nil && st.At.Time().After(word) {
			word = st.At.Time()
		}
	}
	return word, nil
}

// published is the first day on which the customer has published, zero before.
func published(sts []consent.Statement) consent.Date {
	var first consent.Date
	for _, st := range sts {
		if b, ok := st.Body.(*consent.Published); ok && (first == 0 || b.On < first) {
			first = b.On
		}
	}
	return first
}

// loadLocal reads this device's own facts and notes that it is in use.
func (k *Kit) loadLocal(ctx context.Context) error {
	set, who, used := k.local(ctx, localSettings), k.local(ctx, localActing), k.local(ctx, localUsed)
	wifi, page := k.local(ctx, localWiFi), k.local(ctx, localPage)
	crew := k.Crew()
	k.mu.Lock()
	k.setting = Settings{Theme: "dark", Language: "en", Sound: true}
	if set != nil {
		_ = json.Unmarshal(set, &k.setting)
	}
	for i, p := range crew {
		if i == 0 || string(who) == string(p.ID[:]) {
			k.acting = p
		}
	}
	_ = k.used.UnmarshalText(used)
	k.loadNetwork(wifi, page)
	k.mu.Unlock()
	return k.markUsed(ctx)
}

// local is a fact of this device, nil where there is none. One that cannot be
// read is treated the same: none of them is worth more than asking again, and
// the store's check names it.
func (k *Kit) local(ctx context.Context, name string) []byte {
	b, err := k.store.Local(ctx, name)
	if err != nil {
		return nil
	}
	return b
}

// markUsed notes the time, so that a clock that jumps is seen at the next start.
func (k *Kit) markUsed(ctx context.Context) error {
	if doubt, _ := k.ClockDoubt(); doubt {
		return nil
	}
	b, err := k.now().UTC().MarshalText()
	if err != nil {
		return nil
	}
	return k.store.PutLocal(ctx, Local{Name: localUsed, Value: b})
}

const (
	clockSlack = 2 * time.Minute // clocks of two devices never agree
	clockIdle  = 24 * time.Hour
)

// ClockDoubt reports whether this kit's clock cannot be right, or must be
// looked at because the kit lay unused for more than a day; and the time that
// is trusted most.
func (k *Kit) ClockDoubt() (doubt bool, highest time.Time) {
	highest = k.store.HighestTime()
	now := k.now()
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.clockKept {
		return false, highest
	}
	if k.used.After(highest) {
		highest = k.used
	}
	behind := now.Before(highest.Add(-clockSlack))
	idle := !k.used.IsZero() && now.Sub(k.used) > clockIdle
	return behind || idle && !k.sure, highest
}

// behind reports the part of ClockDoubt that no person can explain away.
func (k *Kit) behind() bool {
	k.mu.Lock()
	kept := k.clockKept
	k.mu.Unlock()
	return !kept && k.now().Before(k.store.HighestTime().Add(-clockSlack))
}

// Settings are this device's own.
type Settings struct {
	Theme        string          `json:"theme"` // "dark", "light"
	Language     string          `json:"language"`
	ReduceMotion bool            `json:"reduce_motion"`
	Sound        bool            `json:"sound"`
	Purpose      consent.Purpose `json:"purpose"` // the one chips are judged by; empty = the terms' first
	LockAfter    time.Duration   `json:"lock_after"`
	SignOn       string          `json:"sign_on,omitempty"`   // the way to sign that was used last: "" = on this device, "phone"
	Sidecars     bool            `json:"sidecars,omitempty"`  // keep XMP sidecars beside every clip that lies here
	HideAges     bool            `json:"hide_ages,omitempty"` // metadata does not tell that a child is in a clip
	Alone        bool            `json:"alone,omitempty"`     // do not look for other kits on this network
}

// Settings are this device's own.
func (k *Kit) Settings() Settings {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.setting
}

// SetSettings keeps them.
func (k *Kit) SetSettings(ctx context.Context, s Settings) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := k.store.PutLocal(ctx, Local{Name: localSettings, Value: b}); err != nil {
		return err
	}
	k.mu.Lock()
	k.setting = s
	k.stale()
	k.mu.Unlock()
	k.tell()
	return nil
}
