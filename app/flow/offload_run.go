package flow

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"onset/media/offload"
)

var (
	// ErrCardBusy means the card is being copied already.
	ErrCardBusy = errors.New("the card is being copied already")
	// ErrCardEmpty means there is no file on the card.
	ErrCardEmpty = errors.New("there is nothing on the card")
)

// maxFaults is how many files a result names; a report names all.
const maxFaults = 200

// Offload carries out a plan: verified copies with a manifest, the clips of
// the copies registered, and every copy stated. It can be cancelled; a new
// plan for the same folders goes on where this one ended. What is wrong with a
// file or a destination is in the result, and the rest goes on. Errors are
// ErrCardBusy, ErrCardEmpty, those of the card as a whole, the store's, or the
// context's; the result then says what was done.
func (k *Kit) Offload(ctx context.Context, p *OffloadPlan, progress func(OffloadProgress)) (OffloadResult, error) {
	if p.Files == 0 {
		return OffloadResult{}, fmt.Errorf("offload: %w", ErrCardEmpty)
	}
	if !p.Ready() {
		return OffloadResult{}, fmt.Errorf("offload: %w", p.obstacle())
	}
	c, err := k.beginCard(ctx, p)
	if err != nil {
		return OffloadResult{}, err
	}
	defer k.tell()
	ended := sync.OnceFunc(func() { k.copying.end(c.ID) })
	defer ended()
	r, runErr := offload.Run(ctx, p.plan, offload.Options{
		Hashes: p.hashes, Now: k.now, Creator: k.creator(), Progress: k.pacing(p, c, progress),
	})
	if r == nil {
		return OffloadResult{Card: c.ID, Label: c.Label}, runErr
	}
	keep := context.WithoutCancel(ctx) // what is copied is remembered, whoever stops now
	if err := k.copied(keep, p, c, r); err != nil {
		return k.offloaded(p, c, r), errors.Join(runErr, err)
	}
	var ingested []IngestResult
	if ctx.Err() == nil {
		ingested, err = k.registerCopies(ctx, p, c, r, k.readingFacts(p, c, progress))
	}
	ended()
	if e := k.reportOn(keep, c, r); err == nil {
		err = e
	}
	out := k.offloaded(p, c, r)
	out.Ingested = ingested
	return out, errors.Join(runErr, err)
}

// obstacle is why a plan cannot be carried out.
func (p *OffloadPlan) obstacle() error {
	for i := range p.plan.To {
		if t := &p.plan.To[i]; t.Err == nil && !t.Fits {
			return offload.ErrNoRoom
		}
	}
	for i := range p.plan.To {
		if err := p.plan.To[i].Err; err != nil {
			return err
		}
	}
	return offload.ErrNoDestination
}

// creator is who writes the manifests. They go to others, so nobody is named.
func (k *Kit) creator() offload.Creator {
	return offload.Creator{Host: "onset-" + k.ProductionID().String()[:8], Tool: "Onset", Version: orElse(k.home.o.Version, "development")}
}

// beginCard puts the card on the list before the first byte is copied, so that
// one whose copying was cut off is known not to be safe.
func (k *Kit) beginCard(ctx context.Context, p *OffloadPlan) (*keptCard, error) {
	now := k.now()
	c := p.kept
	if c == nil {
		id, err := k.newID()
		if err != nil {
			return nil, fmt.Errorf("offload: %w", err)
		}
		c = &keptCard{ID: id, First: now, Shoot: k.Shoot().ID}
	}
	if !k.copying.begin(c.ID) {
		return nil, fmt.Errorf("offload: %w", ErrCardBusy)
	}
	if p.kept != nil {
		before, known := fingerprint(p.prints.Card)
		if !known || !holds(before, p.print) {
			c.Override, c.Shoot = "", k.Shoot().ID // there is more on it than the decision was about
		}
	}
	c.Label, c.Last, c.Files, c.Clips, c.Bytes = p.Label, now, p.Files, p.Clips, p.Bytes
	c.Serial, c.Volume, c.Size = p.print.Volume.Serial, p.print.Volume.Label, p.print.Volume.Size
	c.Faults = count(p.card.Blind())
	p.prints.Card = printed(p.print)
	for i, at := range p.places {
		c.copyTo(at).Name = p.To[i].Name
	}
	c.weigh(p.prints)
	err := k.keepCard(ctx, c, p.prints)
	if err == nil {
		err = k.seeDisks(ctx, p)
	}
	if err != nil {
		k.copying.end(c.ID)
		return nil, err
	}
	k.tell()
	return c, nil
}

// seeDisks states that the disks are here.
func (k *Kit) seeDisks(ctx context.Context, p *OffloadPlan) error {
	var drafts []Draft
	for i, at := range p.places {
		if p.To[i].SameDisk || p.To[i].Fault != "" {
			continue
		}
		draft, err := k.diskSeen(ctx, at, p.keeper)
		if err != nil {
			return err
		}
		drafts = append(drafts, draft)
	}
	_, err := k.record(ctx, drafts...)
	return err
}

// diskSeen states that the disk of a place is here; keeper is for one that has none.
func (k *Kit) diskSeen(ctx context.Context, at place, keeper string) (Draft, error) {
	d, err := k.diskNow(ctx, at)
	if err != nil {
		return Draft{}, err
	}
	d.Keeper = orElse(d.Keeper, keeper)
	return k.diskDraft(d, false)
}

// copied remembers what a run did.
func (k *Kit) copied(ctx context.Context, p *OffloadPlan, c *keptCard, r *offload.Result) error {
	if p.prints.Copies == nil {
		p.prints.Copies = map[string][]byte{}
	}
	for i := range r.To {
		a, one := &r.To[i], c.copyTo(p.places[i])
		one.Good, one.Fault, one.Checked = a.Good(), faultCode(a.Err), r.Ended
		one.Whole = a.Err == nil && a.Manifest != ""
		if a.Manifest != "" {
			one.Manifest, one.C4 = a.Manifest, a.C4
		}
		p.prints.Copies[one.key()] = printed(goodPart(r.Card, a).Fingerprint(p.print.Volume))
	}
	c.Last, c.Faults = r.Ended, count(r.Card.Blind())+len(r.Moved)
	c.weigh(p.prints)
	return k.keepCard(ctx, c, p.prints)
}

// goodPart is a card of the files with a verified copy at a destination.
func goodPart(card *offload.Card, a *offload.Arrival) *offload.Card {
	part := &offload.Card{Dir: card.Dir}
	for i := range a.Files {
		if a.Files[i].Good() {
			part.Files = append(part.Files, card.Files[i])
		}
	}
	return part
}

// pacing says how far a run is.
func (k *Kit) pacing(p *OffloadPlan, c *keptCard, tell func(OffloadProgress)) func(offload.Progress) {
	return func(pr offload.Progress) {
		left := pr.Left()
		k.copying.set(c.ID, left)
		if tell == nil {
			return
		}
		out := OffloadProgress{Card: c.ID, Item: pr.File, Left: left, Verdict: offload.Judge(k.standing(c))}
		for i, t := range pr.To {
			out.To = append(out.To, OffloadPace{
				Dir: p.To[i].Dir, Name: p.To[i].Name, Disk: p.To[i].Disk, Files: t.Files, Total: t.Total, Bytes: t.Bytes,
				Written: t.Written, Verified: t.Verified, Rate: t.Rate, Left: t.Left, Fault: faultCode(t.Err),
			})
		}
		tell(out)
	}
}

// readingFacts says how far the reading of the clips' facts is.
func (k *Kit) readingFacts(p *OffloadPlan, c *keptCard, tell func(OffloadProgress)) func(Progress) {
	if tell == nil {
		return nil
	}
	return func(pr Progress) {
		out := OffloadProgress{Card: c.ID, Reading: true, Item: pr.Item, Left: max(pr.Left, time.Second), Verdict: offload.Judge(k.standing(c))}
		for i := range p.To {
			out.To = append(out.To, OffloadPace{
				Dir: p.To[i].Dir, Name: p.To[i].Name, Disk: p.To[i].Disk, Files: p.Files, Total: p.Files, Bytes: p.Bytes, Verified: p.Bytes,
			})
		}
		tell(out)
	}
}

// offloaded is the result of a run.
func (k *Kit) offloaded(p *OffloadPlan, c *keptCard, r *offload.Result) OffloadResult {
	out := OffloadResult{
		Card: c.ID, Label: c.Label, Files: len(r.Card.Files), Clips: len(r.Card.Clips), Bytes: r.Card.Bytes,
		Verdict: offload.Judge(k.standing(c)), Notes: notesOf(r.Card.Notes), Moved: r.Moved,
	}
	for i := range r.To {
		if one := c.copyAt(p.places[i]); one != nil {
			out.To = append(out.To, CardCopy{
				Dir: one.Dir, Disk: one.Disk, Name: p.To[i].Name, Keeper: p.To[i].Keeper, Good: one.Good, Complete: one.Complete,
				Fault: one.Fault, Manifest: one.Manifest, C4: one.C4, Checked: one.Checked,
			})
		}
		for j := range r.To[i].Files {
			if o := &r.To[i].Files[j]; o.State == offload.Bad && len(out.Faults) < maxFaults {
				out.Faults = append(out.Faults, CardFault{r.Card.Files[j].Path, p.To[i].Dir, faultCode(o.Err)})
			}
		}
	}
	return out
}
