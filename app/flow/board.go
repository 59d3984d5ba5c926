package flow

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// SceneStart says who is on camera when a scene opens.
type SceneStart string

// The ways to start a scene.
const (
	StartEmpty  SceneStart = "empty"
	StartSame   SceneStart = "same"   // as the last one
	StartPeople SceneStart = "people" // those named
	StartSigned SceneStart = "signed" // signed in the last ten minutes
)

// SceneDraft opens a scene.
type SceneDraft struct {
	Title  string
	Start  SceneStart
	People []consent.ID // with StartPeople
}

const (
	justSigned = 10 * time.Minute
	longScene  = 3 * time.Hour
	maxOff     = 60 // tiles of people who are not on camera
)

// Overrides are the reasons to put somebody on camera against a no; the words
// are in assets: "override.<code>".
var Overrides = []string{"guardian_coming", "on_paper", "not_recognisable", "producer", "other"}

// openScene is this device's open scene, nil when there is none; mu is held.
func (k *Kit) openScene() *media.Scene {
	var last *media.Scene
	for _, s := range k.ledger.Scenes() {
		if s.Author == k.prod.Seal.Author() {
			last = s
		}
	}
	if last == nil || !last.Until.IsZero() {
		return nil
	}
	return last
}

// lastScene is this device's newest scene; mu is held.
func (k *Kit) lastScene() *media.Scene {
	var last *media.Scene
	for _, s := range k.ledger.Scenes() {
		if s.Author == k.prod.Seal.Author() {
			last = s
		}
	}
	return last
}

// isOn reports whether a person is on camera now; mu is held.
func (k *Kit) isOn(person consent.ID) bool {
	s := k.openScene()
	return s != nil && slices.ContainsFunc(s.Now(), func(p media.Stay) bool { return p.Person == person })
}

// Board is the on-camera board.
func (k *Kit) Board() BoardView {
	l := k.look()
	v := BoardView{}
	on := map[consent.ID]bool{}
	scene := k.openScene()
	if scene != nil {
		v.Open, v.OpenFor = true, k.now().Sub(scene.From.Time())
		for _, p := range scene.Now() {
			on[p.Person] = true
			v.On = append(v.On, BoardTile{PersonRow: k.rowOf(p.Person), Since: p.From, Override: p.Override})
		}
	}
	v.Long = v.OpenFor > longScene
	for _, p := range l.People() {
		k.place(&v, p, on[p.ID])
	}
	slices.SortStableFunc(v.Off, func(a, b BoardTile) int { return cmp.Compare(b.Signed.Milli, a.Signed.Milli) })
	v.Off = v.Off[:min(len(v.Off), maxOff)]
	slices.SortStableFunc(v.Signed, func(a, b PersonRow) int { return cmp.Compare(b.Signed.Milli, a.Signed.Milli) })
	k.mu.Unlock()
	if scene != nil {
		v.Scene = k.sceneLine(scene)
	}
	return v
}

// place puts a person in the bars, the dim tiles, or the list of those who
// have just signed; mu is held.
func (k *Kit) place(v *BoardView, p *consent.Person, on bool) {
	row := k.personRow(p)
	if row.State == consent.DoNotFilm || row.State == consent.TookItBack {
		v.Avoid = append(v.Avoid, row)
	}
	if on || row.Name == "" && row.Band == "" {
		return
	}
	v.Off = append(v.Off, BoardTile{PersonRow: row})
	if k.signedLately(row) {
		v.Signed = append(v.Signed, row)
	}
}

func (k *Kit) signedLately(r PersonRow) bool {
	if r.Signed.IsZero() || r.State == consent.DoNotFilm || r.State == consent.TookItBack {
		return false
	}
	ago := k.now().Sub(r.Signed.Time())
	return ago >= -clockSlack && ago <= justSigned
}

func (k *Kit) sceneLine(s *media.Scene) SceneLine {
	line := SceneLine{ID: s.ID, From: s.From, Until: s.Until}
	met := map[consent.ID]bool{}
	for _, p := range s.People {
		met[p.Person] = true
	}
	line.People = len(met)
	if p, err := k.particulars(k.life, s.Set); err == nil {
		line.Title = p.Label
	}
	return line
}

// Scenes are all, the newest first.
func (k *Kit) Scenes() []SceneLine {
	k.mu.Lock()
	all := slices.Clone(k.ledger.Scenes())
	k.mu.Unlock()
	slices.Reverse(all)
	out := make([]SceneLine, 0, len(all))
	for _, s := range all {
		out = append(out, k.sceneLine(s))
	}
	return out
}

// NextScene opens a scene and so ends the one before.
func (k *Kit) NextScene(ctx context.Context, d SceneDraft) (consent.ID, error) {
	id, err := k.newID()
	if err != nil || len(d.Title) > maxName {
		return id, firstError(err, fmt.Errorf("open scene: %w", ErrTooLong))
	}
	now := k.stamp()
	b := &media.SceneOpened{Scene: id, Shoot: k.Shoot().ID, From: now, People: k.starters(d, now)}
	if err := k.known(nil, d.People); err != nil {
		return consent.ID{}, fmt.Errorf("open scene: %w", err)
	}
	draft := Draft{Body: b}
	if !blank(d.Title) {
		if b.Set, err = k.about(&draft, signer.AudienceSet, signer.Particulars{Label: d.Title}); err != nil {
			return consent.ID{}, fmt.Errorf("open scene: %w", err)
		}
	}
	drafts := []Draft{draft}
	k.mu.Lock()
	if s := k.openScene(); s != nil {
		drafts = []Draft{{Body: &media.SceneClosed{Scene: s.ID, Until: now}}, draft}
	}
	k.mu.Unlock()
	_, err = k.recordAt(ctx, now, drafts...)
	return id, err
}

// starters are the people a scene opens with. Overrides are carried over with
// those who stay.
func (k *Kit) starters(d SceneDraft, now consent.Stamp) (out []media.OnCamera) {
	k.look()
	defer k.mu.Unlock()
	switch d.Start {
	case StartSame:
		if s := k.lastScene(); s != nil {
			for _, p := range lastOn(s) {
				out = append(out, media.OnCamera{Person: p.Person, From: now, Override: p.Override})
			}
		}
	case StartPeople:
		for _, id := range d.People {
			out = append(out, media.OnCamera{Person: id, From: now})
		}
	case StartSigned:
		for _, p := range k.ledger.People() {
			if k.signedLately(k.personRow(p)) {
				out = append(out, media.OnCamera{Person: p.ID, From: now})
			}
		}
	}
	return out
}

// lastOn are those on camera when a scene ended, or who are now.
func lastOn(s *media.Scene) []media.Stay {
	if s.Until.IsZero() {
		return s.Now()
	}
	return slices.DeleteFunc(slices.Clone(s.People), func(p media.Stay) bool { return !p.Until.IsZero() })
}

// CloseScene ends the open scene. ErrNoScene.
func (k *Kit) CloseScene(ctx context.Context) error {
	k.mu.Lock()
	s := k.openScene()
	k.mu.Unlock()
	if s == nil {
		return ErrNoScene
	}
	_, err := k.record(ctx, Draft{Body: &media.SceneClosed{Scene: s.ID, Until: k.stamp()}})
	return err
}

// PutOn puts people on camera, since a while ago perhaps. Override is the
// reason code, needed where a person may not be filmed: else ErrReason.
// ErrNoScene.
func (k *Kit) PutOn(ctx context.Context, people []consent.ID, ago time.Duration, override string) (Token, error) {
	if override != "" && !slices.Contains(Overrides, override) || ago < 0 {
		return 0, fmt.Errorf("put on camera: %w", ErrAsked)
	}
	if err := k.known(nil, people); err != nil {
		return 0, fmt.Errorf("put on camera: %w", err)
	}
	from := consent.StampOf(k.now().Add(-ago))
	k.look()
	s := k.openScene()
	var in []media.OnCamera
	var err error
	for _, id := range people {
		p := media.OnCamera{Person: id, From: from}
		if k.needsReason(id) {
			if p.Override = override; override == "" {
				err = ErrReason
			}
		}
		if !k.isOn(id) {
			in = append(in, p)
		}
	}
	k.mu.Unlock()
	if s == nil {
		return 0, ErrNoScene
	}
	if err != nil || len(in) == 0 {
		return 0, err
	}
	return k.recordUndoable(ctx, []Draft{{Body: &media.ScenePeople{Scene: s.ID, In: in}}})
}

// needsReason: red tiles are warned of, never blocked; mu is held.
func (k *Kit) needsReason(id consent.ID) bool {
	switch k.rowOf(id).State {
	case consent.DoNotFilm, consent.TookItBack, consent.WaitingForParent:
		return true
	}
	return false
}

// TakeOff takes people off camera. ErrNoScene.
func (k *Kit) TakeOff(ctx context.Context, people []consent.ID) (Token, error) {
	now := k.stamp()
	k.mu.Lock()
	s := k.openScene()
	var out []media.OffCamera
	for _, id := range people {
		if k.isOn(id) {
			out = append(out, media.OffCamera{Person: id, At: now})
		}
	}
	k.mu.Unlock()
	if s == nil {
		return 0, ErrNoScene
	}
	if len(out) == 0 {
		return 0, nil
	}
	return k.recordUndoable(ctx, []Draft{{Body: &media.ScenePeople{Scene: s.ID, Out: out}}})
}
