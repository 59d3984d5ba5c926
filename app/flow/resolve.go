package flow

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"onset/consent"
	"onset/media"
)

// IDKind says what an id is of.
type IDKind string

// What Resolve finds.
const (
	IsConsent IDKind = "consent"
	IsPerson  IDKind = "person"
	IsClip    IDKind = "clip"
	IsScene   IDKind = "scene"
	IsShoot   IDKind = "shoot"
	IsNotice  IDKind = "notice"
)

// Resolve finds what a text means: a full or short id, or a clip's file name or
// path. With kinds, only those are looked at. ErrNotFound, ErrAmbiguous, ErrTypo.
func (k *Kit) Resolve(text string, kinds ...IDKind) (consent.ID, IDKind, error) {
	text = strings.TrimSpace(text)
	wanted := func(kind IDKind) bool { return len(kinds) == 0 || slices.Contains(kinds, kind) }
	found := map[consent.ID]IDKind{}
	k.mu.Lock()
	short := k.meant(text, func(id consent.ID, kind IDKind) {
		if wanted(kind) {
			found[id] = kind
		}
	})
	if wanted(IsClip) {
		k.clipsNamed(text, found)
	}
	k.mu.Unlock()
	if len(found) == 0 && wanted(IsClip) {
		if id, ok := k.clipAt(text); ok {
			found[id] = IsClip
		}
	}
	return pickOne(text, found, short)
}

func pickOne(text string, found map[consent.ID]IDKind, short error) (consent.ID, IDKind, error) {
	switch len(found) {
	case 1:
		for id, kind := range found {
			return id, kind, nil
		}
	case 0:
		if errors.Is(short, consent.ErrTypo) {
			return consent.ID{}, "", fmt.Errorf("%q: %w", text, ErrTypo)
		}
		return consent.ID{}, "", fmt.Errorf("%q: %w", text, ErrNotFound)
	}
	return consent.ID{}, "", fmt.Errorf("%q: %w", text, ErrAmbiguous)
}

// meant calls each with what a full or short id is of; err is why the text is
// no short id. mu is held.
func (k *Kit) meant(text string, each func(consent.ID, IDKind)) error {
	if full, err := consent.ParseID(text); err == nil {
		k.ofID(full, each)
		return nil
	}
	prefix, err := consent.ParseShort(text)
	if err != nil {
		return err
	}
	for id, kind := range k.everything() {
		if id.Prefix() == prefix {
			each(id, kind)
		}
	}
	return nil
}

// ofID calls each with what a full id is of; mu is held.
func (k *Kit) ofID(id consent.ID, each func(consent.ID, IDKind)) {
	l := k.ledger
	p := l.Person(id)
	for kind, is := range map[IDKind]bool{
		IsConsent: l.Consent(id) != nil, IsPerson: p != nil && (len(p.Consents) > 0 || p.Avoid != nil), IsClip: l.Clip(id) != nil,
		IsScene: l.Scene(id) != nil, IsShoot: l.Shoot(id) != nil, IsNotice: l.Notice(id) != nil,
	} {
		if is {
			each(id, kind)
		}
	}
}

// everything yields all ids; mu is held.
func (k *Kit) everything() func(func(consent.ID, IDKind) bool) {
	return func(yield func(consent.ID, IDKind) bool) {
		l, x := k.ledger, k.indexed()
		more := all(x.consents, IsConsent, func(c indexedConsent) consent.ID { return c.c.ID }, yield) &&
			all(x.people, IsPerson, func(p indexedPerson) consent.ID { return p.p.ID }, yield)
		for _, s := range l.Stretches() {
			more = more && all(s.Clips(), IsClip, func(c *media.Clip) consent.ID { return c.ID }, yield)
		}
		_ = more && all(l.Scenes(), IsScene, func(s *media.Scene) consent.ID { return s.ID }, yield) &&
			all(l.Shoots(), IsShoot, func(s *media.Shoot) consent.ID { return s.ID }, yield) &&
			all(l.Notices(), IsNotice, func(n *consent.NoticeView) consent.ID { return n.ID }, yield)
	}
}

func all[T any](list []T, kind IDKind, id func(T) consent.ID, yield func(consent.ID, IDKind) bool) bool {
	for _, x := range list {
		if !yield(id(x), kind) {
			return false
		}
	}
	return true
}

// clipsNamed adds the clips with that file name; mu is held.
func (k *Kit) clipsNamed(name string, found map[consent.ID]IDKind) {
	name = fileName(name)
	part := foldName(name)
	for _, s := range k.ledger.Stretches() {
		s.Named(part, foldText, func(i int) {
			if c := s.Clips()[i]; strings.EqualFold(c.Name, name) {
				found[c.ID] = IsClip
			}
		})
	}
}

// clipAt is the clip that was registered at a path.
func (k *Kit) clipAt(path string) (consent.ID, bool) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return consent.ID{}, false
	}
	b := k.local(k.life, atName(abs))
	if b == nil {
		return consent.ID{}, false
	}
	text, _, _ := strings.Cut(string(b), " ")
	id, err := consent.ParseID(text)
	return id, err == nil && k.knows(id)
}
