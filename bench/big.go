package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/media"
)

// shape changes when a large store of another make must be measured.
const shape = 2

const passphrase = "harbour lantern copper ladder seven"

// firstDay is when the large store's first shoot opens, and after it the day
// on which it is measured: the answers must not depend on when the bench runs.
var firstDay = time.Date(2026, 2, 2, 8, 0, 0, 0, time.FixedZone("", 3600))

func afterwards(days int) time.Time { return firstDay.AddDate(0, 0, days) }

// size is how much a large store holds.
type size struct {
	People int
	Clips  int
	Days   int
}

func (s size) String() string {
	return fmt.Sprintf("%d clips, %d people, %d days", s.Clips, s.People, s.Days)
}

// made is what the builder wrote down beside the store.
type made struct {
	Size  size
	Took  time.Duration
	Bytes int64
}

// bigStore finds or makes the large store: the consents through the flow that
// a signature goes through, everything else as sealed statements in batches, as
// ingest records them. It is kept until the store's format or its shape changes.
func bigStore(ctx context.Context, out string, s size) (home string, m made, err error) {
	format, err := storeFormat(ctx)
	if err != nil {
		return "", m, err
	}
	dir := filepath.Join(out, fmt.Sprintf("store-f%d-s%d-%d-%d", format, shape, s.Clips, s.People))
	home, note := filepath.Join(dir, "home"), filepath.Join(dir, "made.json")
	if b, err := os.ReadFile(note); err == nil && json.Unmarshal(b, &m) == nil {
		return home, m, nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", m, err
	}
	fmt.Fprintf(os.Stderr, "bench: making a store of %v in %s, once\n", s, dir)
	began := time.Now()
	if err := build(ctx, home, s); err != nil {
		return "", m, fmt.Errorf("make the large store: %w", err)
	}
	m = made{Size: s, Took: time.Since(began).Round(time.Second), Bytes: folderSize(home)}
	b, err := json.Marshal(m)
	if err != nil {
		return "", m, err
	}
	return home, m, os.WriteFile(note, b, 0o600)
}

// storeFormat is the format of stores that this build makes.
func storeFormat(ctx context.Context) (uint16, error) {
	dir, err := os.MkdirTemp("", "onset-bench")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	h, opened, err := openHome(dir, time.Now)
	if err != nil {
		return 0, err
	}
	k, _, err := h.Found(ctx, production())
	if err != nil {
		return 0, err
	}
	if err := k.Close(); err != nil {
		return 0, err
	}
	f, err := bbolt.Open(storeFile(opened.conf.Dir), 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	format := uint16(0)
	err = f.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket([]byte("meta"))
		if meta == nil || len(meta.Get([]byte("format"))) != 2 {
			return errors.New("the store says no format")
		}
		b := meta.Get([]byte("format"))
		format = uint16(b[0])<<8 | uint16(b[1])
		return nil
	})
	return format, err
}

func storeFile(dir string) string { return filepath.Join(dir, "store.db") }

// opening follows how a home's store is opened.
type opening struct {
	conf        flow.StoreConfig
	store       flow.Store
	began, done time.Time
}

func openHome(dir string, now func() time.Time) (*flow.Home, *opening, error) {
	o := &opening{}
	open := func(ctx context.Context, c flow.StoreConfig) (flow.Store, error) {
		o.conf, o.began = c, time.Now()
		s, err := keep.Open(ctx, c)
		o.store, o.done = s, time.Now()
		return s, err
	}
	h, err := flow.OpenHome(flow.Options{Dir: dir, Now: now, Create: keep.Create, Open: open})
	return h, o, err
}

func production() flow.NewProduction {
	return flow.NewProduction{
		Title: "Langt fra havn", Controller: "Nordlys Film ApS", Contact: "kontakt@nordlys.example", Address: "Havnegade 1",
		CrewName: "Freja", Passphrase: passphrase, Language: "da", Unit: "A", Place: "Thyborøn", Demo: true,
	}
}

// builder fills a store day by day.
type builder struct {
	ctx    context.Context
	rnd    *rand.Rand
	now    time.Time
	kit    *flow.Kit
	store  flow.Store
	people []consent.ID
	clips  int
}

func build(ctx context.Context, home string, s size) error {
	b := &builder{ctx: ctx, rnd: rand.New(rand.NewPCG(1, 2)), now: firstDay}
	h, o, err := openHome(home, func() time.Time { return b.now })
	if err != nil {
		return err
	}
	k, _, err := h.Found(ctx, production())
	if err != nil {
		return err
	}
	b.kit, b.store = k, o.store
	for day := range s.Days {
		if err = b.day(day, s); err != nil {
			break
		}
		fmt.Fprintf(os.Stderr, "\rbench: day %d of %d", day+1, s.Days)
	}
	fmt.Fprintln(os.Stderr)
	if err == nil {
		err = b.second()
	}
	return errors.Join(err, k.Close())
}

// day is one day's work: signatures in the morning, scenes and clips until the evening.
func (b *builder) day(day int, s size) error {
	b.now = afterwards(day)
	if day > 0 {
		if _, err := b.kit.OpenShoot(b.ctx, flow.ShootDraft{}); err != nil {
			return err
		}
	}
	first := len(b.people)
	for len(b.people) < s.People*(day+1)/s.Days {
		if err := b.sign(len(b.people)); err != nil {
			return err
		}
	}
	today := b.people[first:]
	if day == 0 {
		if err := b.clocks(); err != nil {
			return err
		}
	}
	return b.film(s.Clips*(day+1)/s.Days, today)
}

// sign records one signature through the flow: one in ten is a minor's, and
// not everybody says yes to everything.
func (b *builder) sign(i int) error {
	b.now = b.now.Add(90 * time.Second)
	_, r, err := b.kit.Declare(b.ctx, declaration(i))
	if err != nil {
		return err
	}
	b.people = append(b.people, r.Person)
	return nil
}

func declaration(i int) flow.Declaration {
	d := flow.Declaration{
		Terms: "appearance", Language: "da", Name: personName(i), Adult: true, Ink: ink(i),
		Email:  fmt.Sprintf("person%d@example.org", i),
		Grants: []consent.Purpose{consent.Film, consent.Stills, consent.Social, consent.Ads},
		Denies: []consent.Purpose{consent.AI},
	}
	switch {
	case i%10 == 3:
		d.Terms, d.Adult, d.Born = "minor", false, flow.Month{Year: 2014 + i%5, Month: 1 + i%12}
		d.Grants, d.Denies = []consent.Purpose{consent.Film, consent.Stills}, []consent.Purpose{consent.Social}
		d.ChildSays, d.OtherHolder = consent.ChildYes, consent.HolderAgrees
		d.Guardians = []flow.GuardianDraft{{
			Name: "Mor til " + d.Name, Relation: consent.Mother, Contact: d.Email, Authority: true, Verified: "known",
		}, {
			Name: "Far til " + d.Name, Relation: consent.Father, Contact: d.Email, Authority: true, Verified: "known", Ink: ink(i + 1),
		}}
		if i%100 == 3 {
			d.Guardians = d.Guardians[:1]
		}
	case i%25 == 7:
		d.Grants, d.Denies = nil, []consent.Purpose{consent.Film, consent.Stills, consent.Social, consent.Ads, consent.AI}
	case i%12 == 5:
		d.Grants, d.Denies = d.Grants[:2], append(d.Denies, consent.Social, consent.Ads)
	case i%3 == 0:
		d.Grants, d.Denies = append(d.Grants, consent.AI), nil
	}
	return d
}

// second is what happens later: some take it back, some people are avoided.
func (b *builder) second() error {
	for i := 11; i < len(b.people); i += 100 {
		if _, err := b.kit.Withdraw(b.ctx, flow.WithdrawDraft{Of: b.people[i]}); err != nil {
			return err
		}
	}
	for i := range min(50, len(b.people)) {
		who := flow.Clothing{Garment: "jacket", Colour: "red", Place: fmt.Sprintf("Mole %d", i)}
		if _, err := b.kit.Avoid(b.ctx, who, consent.AvoidFilm, consent.ID{}); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) record(drafts []flow.Draft) error {
	_, err := b.store.Record(b.ctx, b.kit.Acting().ID, consent.StampOf(b.now), drafts...)
	return err
}

// clocks checks the clocks of all cameras but the last.
func (b *builder) clocks() error {
	var drafts []flow.Draft
	_, offset := b.now.Zone()
	for i := range cameras - 1 {
		f := facts(i, b.now)
		drafts = append(drafts, flow.Draft{Body: &media.CameraClock{
			Camera: media.CameraID(&f), Ahead: int64(offset)*1000 + int64(i)*1500, How: "shows",
		}})
	}
	return b.record(drafts)
}
