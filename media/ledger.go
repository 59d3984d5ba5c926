package media

import (
	"bytes"
	"slices"

	"onset/consent"
)

// Ledger is all that is known about people and clips, in memory, for asking
// many questions quickly. It is filled from a store's views and kept current by
// its changes. It is not safe for concurrent use with Put.
type Ledger struct {
	Today     consent.Date
	Published consent.Date // production.published
	Rules     consent.Rules

	people   map[consent.ID]*consent.Person
	consents map[consent.ID]*consent.Consent
	clips    map[consent.ID]*Clip
	cameras  map[consent.ID]*Camera
	scenes   map[consent.ID]*Scene
	shoots   map[consent.ID]*Shoot
	notices  map[consent.ID]*consent.NoticeView

	stretch   int                // clips in a stretch as it is made
	stretches []*Stretch         // all clips, by capture time, then name
	flat      []*Clip            // the same in one slice, nil when stale
	shown     map[consent.ID]int // in how many clips somebody is tagged
	edits     []consent.ID       // the people who changed last
	edited    int                // how many changed before those
}

// NewLedger is an empty ledger for up to the given number of clips.
func NewLedger(clips int) *Ledger {
	return &Ledger{
		Rules:    consent.DefaultRules(),
		people:   map[consent.ID]*consent.Person{},
		consents: map[consent.ID]*consent.Consent{},
		clips:    make(map[consent.ID]*Clip, clips),
		cameras:  map[consent.ID]*Camera{},
		scenes:   map[consent.ID]*Scene{},
		shoots:   map[consent.ID]*Shoot{},
		notices:  map[consent.ID]*consent.NoticeView{},
		stretch:  stretchClips,
		shown:    map[consent.ID]int{},
	}
}

// PutConsent adds or replaces a declaration.
func (l *Ledger) PutConsent(c *consent.Consent) {
	if old := l.consents[c.ID]; old != nil && old.Person != c.Person {
		l.dropConsent(old)
	}
	l.consents[c.ID] = c
	if c.Person.IsZero() {
		return // only what undoes it has arrived
	}
	l.edit(c.Person)
	p := l.person(c.Person)
	i := slices.IndexFunc(p.Consents, func(o *consent.Consent) bool { return o.ID == c.ID })
	if i >= 0 {
		p.Consents[i] = c
		return
	}
	p.Consents = append(p.Consents, c)
	slices.SortFunc(p.Consents, func(a, b *consent.Consent) int { return bytes.Compare(a.ID[:], b.ID[:]) })
}

func (l *Ledger) dropConsent(old *consent.Consent) {
	p := l.people[old.Person]
	if p == nil {
		return
	}
	l.edit(old.Person)
	p.Consents = slices.DeleteFunc(p.Consents, func(o *consent.Consent) bool { return o.ID == old.ID })
}

func (l *Ledger) person(id consent.ID) *consent.Person {
	p := l.people[id]
	if p == nil {
		p = &consent.Person{ID: id}
		l.people[id] = p
	}
	return p
}

// PutAvoid adds or replaces a person's notes.
func (l *Ledger) PutAvoid(v *consent.AvoidView) {
	l.edit(v.Person)
	l.person(v.Person).Avoid = v
}

// maxEdits is how many changes of people are remembered.
const maxEdits = 4096

// edit notes that a person is another from now on.
func (l *Ledger) edit(person consent.ID) {
	if len(l.edits) == maxEdits {
		l.edits, l.edited = l.edits[:0], l.edited+maxEdits
	}
	l.edits = append(l.edits, person)
	if l.shown[person] > 0 {
		l.renew(person)
	}
}

// Edited are the people who changed since a moment, and the moment of now. All
// is true when that is too long ago to tell who. The first moment is 0.
func (l *Ledger) Edited(since int) (people []consent.ID, now int, all bool) {
	now = l.edited + len(l.edits)
	if since < l.edited {
		return nil, now, true
	}
	return l.edits[since-l.edited:], now, false
}

// PutClip adds or replaces a clip.
func (l *Ledger) PutClip(c *Clip) {
	old := l.clips[c.ID]
	if old != nil {
		l.show(old, -1)
		if byTimeAndName(old, c) != 0 {
			l.take(old)
		}
	}
	l.clips[c.ID], l.flat = c, nil
	l.insert(c)
	l.show(c, 1)
}

// show counts a clip for each of its people once.
func (l *Ledger) show(c *Clip, n int) {
	for i := range c.Tags {
		person := c.Tags[i].Tag.Person
		if !slices.ContainsFunc(c.Tags[:i], func(t TagView) bool { return t.Tag.Person == person }) {
			l.shown[person] += n
		}
	}
}

// Shown is in how many clips somebody is tagged.
func (l *Ledger) Shown(person consent.ID) int { return l.shown[person] }

// PutCamera adds or replaces a camera.
func (l *Ledger) PutCamera(c *Camera) {
	l.cameras[c.ID] = c
	l.renew(c.ID)
}

// PutScene adds or replaces a scene.
func (l *Ledger) PutScene(s *Scene) { l.scenes[s.ID] = s }

// PutShoot adds or replaces a shoot.
func (l *Ledger) PutShoot(s *Shoot) { l.shoots[s.ID] = s }

// PutNotice adds or replaces a notice.
func (l *Ledger) PutNotice(n *consent.NoticeView) { l.notices[n.ID] = n }

// Person returns what is known of a person, nil when nothing is.
func (l *Ledger) Person(id consent.ID) *consent.Person { return l.people[id] }

// Consent returns a declaration, nil when there is none.
func (l *Ledger) Consent(id consent.ID) *consent.Consent { return l.consents[id] }

// Clip returns a clip, nil when there is none.
func (l *Ledger) Clip(id consent.ID) *Clip { return l.clips[id] }

// Camera returns a camera, nil when nobody measured its clock.
func (l *Ledger) Camera(id consent.ID) *Camera { return l.cameras[id] }

// Scene returns a scene, nil when there is none.
func (l *Ledger) Scene(id consent.ID) *Scene { return l.scenes[id] }

// Shoot returns a shoot, nil when there is none.
func (l *Ledger) Shoot(id consent.ID) *Shoot { return l.shoots[id] }

// Notice returns a posted notice, nil when there is none.
func (l *Ledger) Notice(id consent.ID) *consent.NoticeView { return l.notices[id] }

// Clips are all clips by capture time, then name, then id. The slice is the
// ledger's own: do not change it.
func (l *Ledger) Clips() []*Clip {
	if l.flat == nil {
		l.flat = make([]*Clip, 0, len(l.clips))
		for _, s := range l.stretches {
			l.flat = append(l.flat, s.clips...)
		}
	}
	return l.flat
}

func byTimeAndName(a, b *Clip) int {
	if a.Captured != b.Captured {
		if a.Captured < b.Captured {
			return -1
		}
		return 1
	}
	if a.Name != b.Name {
		if a.Name < b.Name {
			return -1
		}
		return 1
	}
	return bytes.Compare(a.ID[:], b.ID[:])
}

// People are all people in the order of their ids.
func (l *Ledger) People() []*consent.Person {
	out := make([]*consent.Person, 0, len(l.people))
	for _, p := range l.people {
		if len(p.Consents) > 0 || p.Avoid != nil {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b *consent.Person) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return out
}

// Consents are all declarations in the order they were given, then by id.
func (l *Ledger) Consents() []*consent.Consent {
	out := make([]*consent.Consent, 0, len(l.consents))
	for _, c := range l.consents {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *consent.Consent) int {
		if a.GivenAt.Milli != b.GivenAt.Milli {
			if a.GivenAt.Before(b.GivenAt) {
				return -1
			}
			return 1
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	return out
}

// Scenes are all scenes by their start.
func (l *Ledger) Scenes() []*Scene {
	out := make([]*Scene, 0, len(l.scenes))
	for _, s := range l.scenes {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *Scene) int {
		if a.From.Milli != b.From.Milli {
			if a.From.Before(b.From) {
				return -1
			}
			return 1
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	return out
}

// Shoots are all shoots by their opening.
func (l *Ledger) Shoots() []*Shoot {
	out := make([]*Shoot, 0, len(l.shoots))
	for _, s := range l.shoots {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *Shoot) int {
		if a.Opened.Milli != b.Opened.Milli {
			if a.Opened.Before(b.Opened) {
				return -1
			}
			return 1
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	return out
}

// Notices are all posted notices in the order of their ids.
func (l *Ledger) Notices() []*consent.NoticeView {
	out := make([]*consent.NoticeView, 0, len(l.notices))
	for _, n := range l.notices {
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b *consent.NoticeView) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return out
}

// Ask is the question behind a use, asked today.
func (l *Ledger) Ask(use Use) consent.Ask {
	a := consent.Ask{
		Purpose: use.Purpose, Territory: use.Territory, From: use.From, Until: use.Until,
		Today: l.Today, Published: l.Published,
	}
	if a.From == 0 {
		a.From = l.Today
	}
	return a
}

// Clear judges one clip.
func (l *Ledger) Clear(c *Clip, use Use) Verdict {
	return Clear(c, use, l.Ask(use), l.Rules.LateBlocks, l)
}

// ClearAll judges clips for one use, asking about each person only once. It
// calls each in order and stops when each returns false.
func (l *Ledger) ClearAll(clips []*Clip, use Use, each func(*Clip, Verdict) bool) {
	l.clearAll(clips, use, nil, func(c *Clip, v Verdict) (bool, []Reason) { return each(c, v), nil })
}

// Results is ClearAll for who keeps no reasons: those of a verdict are good
// only until each returns.
func (l *Ledger) Results(clips []*Clip, use Use, each func(*Clip, Verdict) bool) {
	var spare []Reason
	l.clearAll(clips, use, nil, func(c *Clip, v Verdict) (bool, []Reason) {
		more := each(c, v)
		if v.Reasons != nil {
			spare = v.Reasons
		}
		return more, spare
	})
}

// clearAll judges clips with reasons written to what each hands back, so that
// a caller who keeps none needs only one slice for all of them. What is known
// of people already is not asked again.
func (l *Ledger) clearAll(clips []*Clip, use Use, known map[consent.ID]*coverage, each func(*Clip, Verdict) (bool, []Reason)) {
	ask := l.Ask(use)
	m := &memo{known: make(map[consent.ID]*coverage, min(len(l.people), len(clips)))}
	once := func(id consent.ID) *coverage {
		return m.of(id, func() *coverage {
			if c := known[id]; c != nil {
				return c
			}
			return cover(l.people[id], ask)
		})
	}
	var spare []Reason
	for _, c := range clips {
		q := question{clip: c, use: use, lateBlocks: l.Rules.LateBlocks, people: l, cover: once, reasons: spare[:0]}
		more, kept := each(c, q.answer())
		if !more {
			return
		}
		spare = kept
	}
}

// memo remembers coverages. Clips one after the other show the same people, so
// the last ones met lie where no map has to be asked.
type memo struct {
	known map[consent.ID]*coverage
	last  [1 << 10]struct {
		id  consent.ID
		cov *coverage
	}
}

func (m *memo) of(id consent.ID, cover func() *coverage) *coverage {
	slot := &m.last[(uint(id[14])<<8|uint(id[15]))%uint(len(m.last))]
	if slot.cov != nil && slot.id == id {
		return slot.cov
	}
	cov, ok := m.known[id]
	if !ok {
		cov = cover()
		m.known[id] = cov
	}
	slot.id, slot.cov = id, cov
	return cov
}
