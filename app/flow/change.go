package flow

import (
	"context"
	"slices"

	"onset/consent"
	"onset/media"
)

// changed follows a commit of the store. What cannot be read again stays as it
// was; the store's own check finds why.
func (k *Kit) changed(c Change) {
	ctx := k.life
	once := map[consent.SubjectKind]bool{}
	people := map[consent.ID]bool{}
	for _, s := range c.Subjects {
		k.follow(ctx, s, once, people)
	}
	if c.Roster || once[consent.OfProduction] {
		_ = k.loadProduction(ctx)
	} else if once[consent.OfDevice] {
		_ = k.loadWord(ctx)
	}
	if once[consent.OfTerms] {
		if t, err := k.loadTexts(ctx); err == nil {
			k.mu.Lock()
			k.texts = t
			k.mu.Unlock()
		}
	}
	k.newlyNamed(c, people)
	k.relabel(ctx, people, c.Erased)
	if len(c.Erased)+len(c.Blobs) > 0 || slices.ContainsFunc(c.Subjects, func(s consent.Subject) bool { return s.Kind != consent.OfDevice && s.Kind != consent.OfHolding }) {
		k.mu.Lock()
		k.stale()
		k.mu.Unlock()
	}
	k.touch(c)
	k.awaiting.hear(c)
	switch {
	case c.Roster:
		k.chore()
	case leavesChores(c):
		k.wakeChores(wakeClips)
	case mayBeNews(c):
		k.wakeChores(wakeNews)
	}
	k.tell()
}

// leavesChores reports whether a change may leave something for the background.
func leavesChores(c Change) bool {
	return len(c.Erased) > 0 ||
		slices.ContainsFunc(c.Subjects, func(s consent.Subject) bool { return s.Kind == consent.OfClip || s.Kind == consent.OfHolding })
}

// mayBeNews reports whether others may have said something of a person.
func mayBeNews(c Change) bool {
	return slices.ContainsFunc(c.Subjects, func(s consent.Subject) bool {
		return s.Kind == consent.OfConsent || s.Kind == consent.OfPerson
	})
}

// follow reads one subject's view again. Kinds without a view of their own are
// marked in once.
func (k *Kit) follow(ctx context.Context, s consent.Subject, once map[consent.SubjectKind]bool, people map[consent.ID]bool) {
	switch s.Kind {
	case consent.OfConsent:
		again(k, ctx, s.ID, k.store.Consent, func(l *media.Ledger, c *consent.Consent) {
			l.PutConsent(c)
			people[c.Person] = true
		})
	case consent.OfPerson:
		k.followPerson(ctx, s.ID)
		people[s.ID] = true
	case consent.OfShoot:
		again(k, ctx, s.ID, k.store.Shoot, (*media.Ledger).PutShoot)
	case consent.OfScene:
		again(k, ctx, s.ID, k.store.Scene, (*media.Ledger).PutScene)
	case consent.OfClip:
		again(k, ctx, s.ID, k.store.Clip, (*media.Ledger).PutClip)
	case consent.OfNotice, consent.OfCamera:
		if once[s.Kind] {
			return
		}
		once[s.Kind] = true
		k.followAll(ctx, s.Kind)
	default:
		once[s.Kind] = true
	}
}

// followPerson reads a person's notes again. There is no view of somebody of
// whom nothing is left to say; only a list that was read whole proves that, and
// a note that merely cannot be read stays.
func (k *Kit) followPerson(ctx context.Context, id consent.ID) {
	v, err := k.store.Avoid(ctx, id)
	if err != nil {
		all, err := k.store.Avoids(ctx)
		if err != nil {
			return
		}
		v = consent.AvoidView{Person: id}
		if i := slices.IndexFunc(all, func(a consent.AvoidView) bool { return a.Person == id }); i >= 0 {
			v = all[i]
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if p := k.ledger.Person(id); len(v.Notes) == 0 && v.Set.IsZero() && v.Office.IsZero() && (p == nil || p.Avoid == nil) {
		return
	}
	k.ledger.PutAvoid(&v)
}

func again[V any](k *Kit, ctx context.Context, id consent.ID, get func(context.Context, consent.ID) (V, error), put func(*media.Ledger, *V)) {
	v, err := get(ctx, id)
	if err != nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	put(k.ledger, &v)
}

// followAll reads views again of which there are few.
func (k *Kit) followAll(ctx context.Context, kind consent.SubjectKind) {
	if kind == consent.OfCamera {
		if vs, err := k.store.Cameras(ctx); err == nil {
			k.mu.Lock()
			defer k.mu.Unlock()
			for i := range vs {
				k.ledger.PutCamera(&vs[i])
			}
		}
		return
	}
	if vs, err := k.store.Notices(ctx); err == nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		for i := range vs {
			k.ledger.PutNotice(&vs[i])
		}
	}
}
