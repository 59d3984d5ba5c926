package flow

import (
	"slices"

	"onset/consent"
	"onset/media"
)

// touch marks the clips that a change may make say something else, and has
// what is due written in the background. Nothing of it needs to be kept: what
// every place was told is, so that the next start finds what is still due.
func (k *Kit) touch(c Change) {
	if !k.writesMeta() {
		return
	}
	ids, all := k.touched(c)
	if all {
		k.wake(nil, true)
		return
	}
	if len(ids) > 0 {
		k.wake(ids, false)
	}
}

// touched are the clips that a change can matter to, or all.
func (k *Kit) touched(c Change) (ids []consent.ID, all bool) {
	people, clips, cameras := map[consent.ID]bool{}, map[consent.ID]bool{}, map[consent.ID]bool{}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range c.Subjects {
		switch s.Kind {
		case consent.OfConsent:
			if v := k.ledger.Consent(s.ID); v != nil {
				people[v.Person] = true
			}
		case consent.OfPerson:
			people[s.ID] = true
		case consent.OfClip:
			clips[s.ID] = true
		case consent.OfCamera:
			cameras[s.ID] = true
		case consent.OfTerms, consent.OfProduction:
			return nil, true
		}
	}
	if len(people)+len(cameras) == 0 {
		return keysOf(clips), false
	}
	if len(people) <= fewSought && len(cameras) == 0 {
		for id := range people {
			for v := range k.ledger.ClipsOf(id) {
				clips[v.ID] = true
			}
		}
		return keysOf(clips), false
	}
	for _, v := range k.ledger.Clips() {
		if clips[v.ID] || cameras[v.Camera] || tagsAny(v.Tags, people) {
			ids = append(ids, v.ID)
		}
	}
	return ids, false
}

// writesMeta reports whether any clip has metadata of ours beside it, or is to get it.
func (k *Kit) writesMeta() bool {
	sidecars := k.Settings().Sidecars
	k.meta.mu.Lock()
	defer k.meta.mu.Unlock()
	return len(k.meta.places) > 0 || sidecars
}

// wake has the background look at some clips, or at all.
func (k *Kit) wake(ids []consent.ID, all bool) {
	sidecars := k.Settings().Sidecars
	b := &k.meta
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || len(b.places) == 0 && !sidecars {
		return
	}
	if b.touched == nil {
		b.touched = map[consent.ID]bool{}
	}
	for _, id := range ids {
		b.touched[id] = true
	}
	b.all = b.all || all
	if !b.running {
		b.running = true
		b.busy.Go(k.rewriting)
	}
}

// rewriting writes what is due until nothing more was touched.
func (k *Kit) rewriting() {
	b := &k.meta
	for {
		b.mu.Lock()
		ids, all := keysOf(b.touched), b.all
		b.touched, b.all = nil, false
		if b.running = len(ids) > 0 || all; !b.running || b.closed {
			b.running = false
			b.mu.Unlock()
			return
		}
		b.mu.Unlock()
		b.work.Lock()
		_, _ = k.rewrite(k.life, ids, all, nil) // what could not be told stays due, and Reach says it
		b.work.Unlock()
	}
}

// restMeta ends the background; the context of the kit has ended.
func (k *Kit) restMeta() {
	k.meta.mu.Lock()
	k.meta.closed = true
	k.meta.mu.Unlock()
	k.meta.busy.Wait()
}

func keysOf(set map[consent.ID]bool) []consent.ID {
	out := make([]consent.ID, 0, len(set))
	for id := range set {
		out = append(out, id)
	}
	return out
}

func tagsAny(tags []media.TagView, people map[consent.ID]bool) bool {
	return slices.ContainsFunc(tags, func(t media.TagView) bool { return people[t.Tag.Person] })
}
