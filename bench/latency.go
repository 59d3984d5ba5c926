package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	latencyRounds = 200
	kitCount      = 10
	kitRounds     = 30
	kitMemory     = 150 // MB
	exchangeMost  = 2 * time.Second
)

// latency is from a consent that a kit saved to its acknowledgement by the
// office, back at the kit: two processes, nobody else.
func latency(ctx context.Context, o options) ([]line, error) {
	var ds []time.Duration
	err := inCrew(ctx, o, "latency", func(c *crew, office, kit *device) error {
		for i := range latencyRounds {
			d, err := kit.exchange(i, nil)
			if err != nil {
				return err
			}
			ds = append(ds, d)
		}
		return kit.sameState(office)
	})
	if err != nil {
		return nil, err
	}
	return []line{
		within(fmt.Sprintf("%d new consents, each until the office's acknowledgement is at the kit: median", latencyRounds), percentile(ds, 50), 300*time.Millisecond),
		within("  99 of 100 within", percentile(ds, 99), time.Second),
	}, nil
}

// inCrew has an office and the kit that founded its production run.
func inCrew(ctx context.Context, o options, name string, do func(c *crew, office, kit *device) error) error {
	return inScratch(ctx, o, name, func(c *crew) error {
		port, err := freePort()
		if err != nil {
			return err
		}
		office, kit, err := c.found(port)
		if err == nil {
			err = kit.carry("--listen", "127.0.0.1:0", "--join", "127.0.0.1:0")
		}
		if err != nil {
			return err
		}
		return do(c, office, kit)
	})
}

// exchange records a consent and is the time from then until the office's
// acknowledgement is at the kit and every other kit holds it. That the
// consent says so too is asked after the clock stopped: a list of all
// consents is slower than the exchange.
func (d *device) exchange(i int, others []*device) (time.Duration, error) {
	out, err := d.ask("record", "--json", "--terms", "appearance", "--lang", "en", "--adult", "--grant", "film",
		"--name", fmt.Sprintf("%s %d", personName(i), i))
	began := time.Now()
	var made struct{ ID string }
	if err = errors.Join(err, json.Unmarshal([]byte(out), &made)); err != nil || made.ID == "" {
		return 0, errors.Join(err, fmt.Errorf("recorded: %q", out))
	}
	// One question that is answered when nothing waits any more: many would cost the kit more than the exchange.
	if _, err = d.ask("sync", "--once", "--json", "--wait", patience.String()); err != nil {
		return 0, err
	}
	took := time.Since(began)
	r, err := d.consent(made.ID)
	if err == nil && r.Received == "" {
		err = fmt.Errorf("consent %s: sync --once ended before it was acknowledged", made.ID)
	}
	began = time.Now()
	for _, other := range others {
		if err == nil {
			err = other.until("it holds the consent", func() (bool, error) {
				r, err := other.consent(made.ID)
				return r.ID != "", err
			})
		}
	}
	if len(others) > 0 {
		took += time.Since(began)
	}
	return took, err
}

// consentRow is what a device says of a consent.
type consentRow struct {
	ID       string `json:"id"`
	Received string `json:"received_at"`
}

// consent is a device's row of a consent, empty while it holds none.
func (d *device) consent(id string) (consentRow, error) {
	out, err := d.ask("consents", "--json")
	var rows []consentRow
	if err = errors.Join(err, json.Unmarshal([]byte(out), &rows)); err != nil {
		return consentRow{}, fmt.Errorf("%w: %q", err, out)
	}
	for _, r := range rows {
		if r.ID == id {
			return r, nil
		}
	}
	return consentRow{}, nil
}

// kits has ten of them and an office on one machine, all talking.
func kits(ctx context.Context, o options) ([]line, error) {
	var ds []time.Duration
	var owns []int64
	err := inCrew(ctx, o, "kits", func(c *crew, office, first *device) error {
		all := []*device{first}
		for i := 1; i < kitCount; i++ {
			d, err := c.join(office, fmt.Sprintf("kit%d", i))
			if err == nil {
				err = d.carry("--listen", "127.0.0.1:0", "--join", "127.0.0.1:0")
			}
			if err != nil {
				return err
			}
			all = append(all, d)
		}
		for _, d := range all {
			if err := d.hasAll(office); err != nil {
				return err
			}
		}
		var peaks []func() int64
		for _, d := range append([]*device{office}, all...) {
			peaks = append(peaks, watchMemoryOf(d.pid()))
		}
		for i := range kitRounds {
			writer := i % kitCount
			d, err := all[writer].exchange(i, slices.Concat(all[:writer], all[writer+1:]))
			if err != nil {
				return err
			}
			ds = append(ds, d)
		}
		for _, peak := range peaks {
			owns = append(owns, peak())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return []line{
		within(fmt.Sprintf("%d kits and an office: a consent on one is on all others and acknowledged, median", kitCount), percentile(ds, 50), exchangeMost),
		plain("  the slowest", percentile(ds, 100)),
		memoryLine("  memory of the kit that has most, peak", slices.Max(owns[1:]), kitMemory),
		memoryLine("  memory of the kit that has least, peak", slices.Min(owns[1:]), kitMemory),
		{what: "  memory of the office, peak", got: mb(owns[0]), unit: "MB"},
	}, nil
}
