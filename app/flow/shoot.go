package flow

import (
	"context"
	"fmt"
	"slices"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// furnish publishes starter texts and opens a shoot where there is none yet. A
// device that joined waits for those of the others.
func (k *Kit) furnish(ctx context.Context, n *NewProduction) error {
	if n == nil && !k.founded(ctx) {
		return nil
	}
	k.mu.Lock()
	texts, shoots := len(k.texts.newest), len(k.ledger.Shoots())
	k.mu.Unlock()
	if n == nil {
		n = &NewProduction{}
	}
	if texts == 0 && k.mayPublish() {
		if err := k.publishStarters(ctx, n); err != nil {
			return err
		}
	}
	if shoots > 0 {
		return nil
	}
	_, err := k.OpenShoot(ctx, ShootDraft{Unit: n.Unit, Place: n.Place, Language: n.Language})
	return err
}

// founded reports whether this device founded the production.
func (k *Kit) founded(ctx context.Context) bool {
	sts, err := k.store.Statements(ctx, consent.Subject{Kind: consent.OfProduction})
	return err == nil && slices.ContainsFunc(sts, func(st consent.Statement) bool {
		return st.ID == k.prod.ID && st.Author == k.prod.Seal.Author()
	})
}

// mayPublish reports whether this device has the rank to publish texts.
func (k *Kit) mayPublish() bool {
	d, ok := k.store.Roster().Device(k.prod.Seal.Author())
	return ok && (d.Root || d.Admin)
}

func (k *Kit) publishStarters(ctx context.Context, n *NewProduction) error {
	all, err := k.home.o.Starters()
	if err != nil {
		return err
	}
	keys := n.Terms
	if len(keys) == 0 {
		for key := range all {
			keys = append(keys, key)
		}
		slices.Sort(keys)
	}
	var drafts []Draft
	for _, key := range keys {
		t, ok := all[key]
		if !ok {
			return fmt.Errorf("%w: %q", ErrTerms, key)
		}
		if asks := demoAsks[key]; n.Demo && asks != nil {
			t = asking(t, asks)
		}
		d, err := k.publishing(t)
		if err != nil {
			return err
		}
		drafts = append(drafts, d)
	}
	_, err = k.record(ctx, drafts...)
	return err
}

// ShootDraft are a shoot's defaults. Empty fields keep what the last shoot had.
type ShootDraft struct {
	Day      int // 0 = the next
	Unit     string
	Band     string // letter on the wrist bands; empty = the unit
	Place    string
	Terms    []string
	Language string
	CardRule string
	Change   bool // change the open shoot in place of opening the next
}

// latestShoot is the open shoot, or the last; mu is held.
func (k *Kit) latestShoot() *media.Shoot {
	all := k.ledger.Shoots()
	for i := len(all) - 1; i >= 0; i-- {
		if !all[i].Closed {
			return all[i]
		}
	}
	return nil
}

// Shoot is the open shoot.
func (k *Kit) Shoot() ShootLine {
	k.mu.Lock()
	s := k.latestShoot()
	line := k.shootLine(s)
	k.mu.Unlock()
	if s != nil {
		line.Place = k.placeOf(s)
	}
	return line
}

func (k *Kit) placeOf(s *media.Shoot) string {
	p, err := k.particulars(k.life, s.Set)
	if err != nil {
		return ""
	}
	return p.Place
}

// shootLine is everything of a line but the place; mu is held.
func (k *Kit) shootLine(s *media.Shoot) ShootLine {
	if s == nil {
		return ShootLine{Purpose: k.setting.Purpose}
	}
	l := ShootLine{ID: s.ID, Day: s.Day, Unit: s.Unit, Band: s.Band, Language: s.Language, AllTerms: slices.Clone(s.Terms)}
	if len(s.Terms) > 0 {
		l.Terms = s.Terms[0]
	}
	l.Purpose = k.mainPurpose(l.Terms)
	return l
}

// mainPurpose is the use that chips are judged by; mu is held.
func (k *Kit) mainPurpose(key string) consent.Purpose {
	if k.setting.Purpose != "" {
		return k.setting.Purpose
	}
	if t, ok := k.texts.newest[key]; ok {
		for _, p := range t.terms.Purposes {
			if p.Asked {
				return p.Key
			}
		}
	}
	return consent.Film
}

// Shoots are all, the newest first.
func (k *Kit) Shoots() []ShootLine {
	k.mu.Lock()
	all := slices.Clone(k.ledger.Shoots())
	lines := make([]ShootLine, 0, len(all))
	for _, s := range all {
		lines = append(lines, k.shootLine(s))
	}
	k.mu.Unlock()
	for i, s := range all {
		lines[i].Place = k.placeOf(s)
	}
	slices.Reverse(lines)
	return lines
}

// OpenShoot opens the next shoot and so closes the one before, or changes the open one.
func (k *Kit) OpenShoot(ctx context.Context, d ShootDraft) (consent.ID, error) {
	last := k.Shoot()
	k.mu.Lock()
	s := k.latestShoot()
	k.mu.Unlock()
	body, err := k.shootBody(d, last, s)
	if err != nil {
		return consent.ID{}, err
	}
	draft := Draft{Body: body}
	if place := orElse(d.Place, last.Place); place != "" {
		if body.Set, err = k.about(&draft, signer.AudienceSet, signer.Particulars{Place: cut(trim(place), maxName)}); err != nil {
			return consent.ID{}, err
		}
	}
	drafts := []Draft{draft}
	if s != nil && !d.Change {
		drafts = append([]Draft{{Body: &media.ShootClosed{Shoot: s.ID}}}, drafts...)
	}
	_, err = k.record(ctx, drafts...)
	return body.Shoot, err
}

func (k *Kit) shootBody(d ShootDraft, last ShootLine, s *media.Shoot) (*media.ShootOpened, error) {
	b := &media.ShootOpened{
		Day: d.Day, Unit: cut(orElse(trim(d.Unit), orElse(last.Unit, "A")), maxUnit), Terms: d.Terms,
		Language: orElse(d.Language, orElse(last.Language, "en")), CardRule: d.CardRule,
	}
	b.Band = cut(orElse(trim(d.Band), orElse(last.Band, b.Unit)), maxUnit)
	if len(b.Terms) == 0 {
		if b.Terms = last.AllTerms; len(b.Terms) == 0 {
			b.Terms = k.defaultTerms()
		}
	}
	for _, key := range b.Terms {
		if _, err := k.text(key, b.Language); err != nil {
			return nil, fmt.Errorf("open shoot: %w", err)
		}
	}
	if b.CardRule == "" {
		b.CardRule = "two"
		if s != nil {
			b.CardRule = s.CardRule
		}
	}
	if d.Change && s != nil {
		b.Shoot, b.Replaces = s.ID, s.Head
		b.Day = max(b.Day, s.Day)
		return b, nil
	}
	if b.Day == 0 {
		b.Day = last.Day + 1
	}
	id, err := k.newID()
	b.Shoot = id
	return b, err
}

// defaultTerms are appearance and minor where they are published, else whatever is signed.
func (k *Kit) defaultTerms() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out, rest []string
	for _, key := range []string{"appearance", "minor"} {
		if _, ok := k.texts.newest[key]; ok {
			out = append(out, key)
		}
	}
	for key, t := range k.texts.newest {
		if t.terms.Signed && !t.terms.Place {
			rest = append(rest, key)
		}
	}
	slices.Sort(rest)
	if len(out) == 0 && len(rest) > 0 {
		out = rest[:1]
	}
	return out
}

func orElse(s, other string) string {
	if blank(s) {
		return other
	}
	return s
}
