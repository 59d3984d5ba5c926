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
	fits, short := idMatcher(text)
	found := map[consent.ID]IDKind{}
	k.mu.Lock()
	for id, kind := range k.everything(fits != nil) {
		if wanted(kind) && fits(id) {
			found[id] = kind
		}
	}
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

// idMatcher reads a full or short id, nil when the text is neither; err is why
// it is no short id.
func idMatcher(text string) (fits func(consent.ID) bool, err error) {
	if full, err := consent.ParseID(text); err == nil {
		return func(id consent.ID) bool { return id == full }, nil
	}
	prefix, err := consent.ParseShort(text)
	if err != nil {
		return nil, err
	}
	return func(id consent.ID) bool { return id.Prefix() == prefix }, nil
}

// everything yields all ids; mu is held.
func (k *Kit) everything(any bool) func(func(consent.ID, IDKind) bool) {
	return func(yield func(consent.ID, IDKind) bool) {
		if !any {
			return
		}
		l := k.ledger
		_ = all(l.Consents(), IsConsent, func(c *consent.Consent) consent.ID { return c.ID }, yield) &&
			all(l.People(), IsPerson, func(p *consent.Person) consent.ID { return p.ID }, yield) &&
			all(l.Clips(), IsClip, func(c *media.Clip) consent.ID { return c.ID }, yield) &&
			all(l.Scenes(), IsScene, func(s *media.Scene) consent.ID { return s.ID }, yield) &&
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
	for _, c := range k.ledger.Clips() {
		if strings.EqualFold(c.Name, name) {
			found[c.ID] = IsClip
		}
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
