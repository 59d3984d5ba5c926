package flow

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"onset/consent"
)

// republish makes the next version of each starter text that is in use, so
// that whoever signs from now on reads what the production is called now.
// Texts of the office's own are the office's to change.
func (k *Kit) republish(ctx context.Context) error {
	if !k.mayPublish() {
		return nil
	}
	starters, err := k.home.o.Starters()
	if err != nil {
		return fmt.Errorf("publish again: %w", err)
	}
	k.mu.Lock()
	newest := maps.Clone(k.texts.newest)
	k.mu.Unlock()
	var drafts []Draft
	for _, key := range slices.Sorted(maps.Keys(newest)) {
		old := newest[key].terms
		t, ok := starters[key]
		if !ok || !old.Starter {
			continue
		}
		d, err := k.publishing(asking(t, asked(old)))
		if err != nil {
			return err
		}
		drafts = append(drafts, d)
	}
	_, err = k.record(ctx, drafts...)
	return err
}

// asked are the uses a text asks about.
func asked(t *consent.Terms) (out []consent.Purpose) {
	for _, p := range t.Purposes {
		if p.Asked {
			out = append(out, p.Key)
		}
	}
	return out
}
