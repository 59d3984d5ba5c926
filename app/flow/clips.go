package flow

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"onset/consent"
	"onset/media"
)

// maxAvatars is how many people a clip's row names.
const maxAvatars = 4

// clipTime is when a clip was captured by the camera's corrected clock, in the
// place's own offset; mu is held. A camera whose clock nobody checked and that
// names no zone is taken by its wall clock.
func (k *Kit) clipTime(c *media.Clip) time.Time {
	t, known := c.Time(k.ledger.Camera(c.Camera))
	if t.IsZero() {
		return t
	}
	_, here := k.now().Zone()
	if c.Zone {
		here = int(c.Offset)
	}
	zone := time.FixedZone("", here)
	if !known && !c.Zone {
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
	}
	return t.In(zone)
}

// clipRow is a row judged for the main purpose; mu is held.
func (k *Kit) clipRow(c *media.Clip) ClipRow {
	return k.rowAs(c, k.ledger.Clear(c, media.Use{Purpose: k.summed().purpose}).Result)
}

// rowAs is a row with a known result; mu is held.
func (k *Kit) rowAs(c *media.Clip, result media.Result) ClipRow {
	r := ClipRow{
		ID: c.ID, Name: c.Name, Result: result, Kind: c.Kind, At: k.clipTime(c),
		Duration: time.Duration(c.Millis) * time.Millisecond, Faulty: c.Faulty,
	}
	for i, t := range c.Tags {
		switch {
		case tagged(c.Tags[:i], t.Tag.Person):
		case len(r.People) < maxAvatars:
			r.People = append(r.People, k.rowOf(t.Tag.Person))
		default:
			r.More++
		}
	}
	return r
}

// ClipRow is one clip of a list; empty but for its id when there is none.
func (k *Kit) ClipRow(id consent.ID) ClipRow {
	k.look()
	defer k.mu.Unlock()
	c := k.ledger.Clip(id)
	if c == nil {
		return ClipRow{ID: id, Result: media.Unknown}
	}
	return k.clipRow(c)
}

// Clip is everything about one clip. ErrNotFound.
func (k *Kit) Clip(id consent.ID) (ClipSheet, error) {
	k.look()
	c := k.ledger.Clip(id)
	if c == nil {
		k.mu.Unlock()
		return ClipSheet{}, fmt.Errorf("clip %s: %w", id, ErrNotFound)
	}
	s := ClipSheet{
		ClipRow: k.clipRow(c), Size: c.Size, XXH128: c.XXH128, SHA256: c.SHA256.String(),
		Received: c.Received, Copies: len(c.Copies), Suggestions: k.suggestions(c),
	}
	s.Previous, s.Next = k.neighbours(c)
	s.Verdicts = k.verdicts(c)
	if cam := k.ledger.Camera(c.Camera); cam != nil {
		s.ClockKnown, s.ClockAhead = cam.Known, k.clockError(c, cam.Ahead)
	}
	for _, t := range c.Tags {
		s.Tags = append(s.Tags, TagLine{Tag: t.Tag, Ref: media.TagRef{Ref: t.Ref, Person: t.Tag.Person}, Person: k.rowOf(t.Tag.Person)})
	}
	judged := slices.Clone(c.Judgements)
	k.mu.Unlock()
	for _, j := range judged {
		s.Judgements = append(s.Judgements, k.judgementLine(j))
	}
	s.Path = k.ClipPath(id)
	facts, err := k.store.ClipFacts(k.life, id)
	if err != nil {
		return s, fmt.Errorf("clip %s: %w", id, err)
	}
	s.Facts = facts.Facts
	return s, nil
}

func (k *Kit) neighbours(c *media.Clip) (before, after consent.ID) {
	b, a := k.ledger.Beside(c)
	if b != nil {
		before = b.ID
	}
	if a != nil {
		after = a.ID
	}
	return before, after
}

// verdicts judges a clip for every use that the published texts ask for.
func (k *Kit) verdicts(c *media.Clip) []PurposeVerdict {
	var out []PurposeVerdict
	for _, p := range k.uses() {
		out = append(out, PurposeVerdict{Purpose: p, Verdict: k.ledger.Clear(c, media.Use{Purpose: p})})
	}
	return out
}

// purposeOrder is the order people are asked in.
var purposeOrder = []consent.Purpose{
	consent.Film, consent.Stills, consent.Social, consent.Ads, consent.Showreel, consent.Reuse, consent.Archive, consent.Name, consent.AI,
}

// uses are what the published texts ask for; mu is held.
func (k *Kit) uses() []consent.Purpose {
	var out []consent.Purpose
	for _, t := range k.texts.newest {
		for _, p := range t.terms.Purposes {
			if p.Asked && !slices.Contains(out, p.Key) {
				out = append(out, p.Key)
			}
		}
	}
	place := func(p consent.Purpose) int {
		if i := slices.Index(purposeOrder, p); i >= 0 {
			return i
		}
		return len(purposeOrder)
	}
	slices.SortFunc(out, func(a, b consent.Purpose) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		return strings.Compare(string(a), string(b))
	})
	return out
}

// Uses are what the published texts ask for, the usual ones first.
func (k *Kit) Uses() []consent.Purpose {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.uses()
}

// ClipPath is where a clip lies on this machine, empty when unknown or not there now.
func (k *Kit) ClipPath(id consent.ID) string {
	b := k.local(k.life, groupPath+"/"+id.String())
	if b == nil {
		return ""
	}
	if _, err := os.Lstat(string(b)); err != nil {
		return ""
	}
	return string(b)
}
