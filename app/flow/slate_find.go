package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"onset/consent"
	"onset/media"
	"onset/media/probe"
	"onset/media/slate"
)

// slateWorkers look at files at once; each film has a decoder of its own.
const slateWorkers = 2

// seenClip is what was seen in a clip, kept on this device.
type seenClip struct {
	Scene    string       `json:"s,omitempty"`
	Take     int          `json:"t,omitempty"`
	Shown    int64        `json:"m,omitempty"` // Unix milliseconds, of the first slate; 0 = there was none
	Start    int64        `json:"b,omitempty"` // of the clip's first picture, by the slates
	Receipts []consent.ID `json:"r,omitempty"` // consents
	Clock    *slate.Clock `json:"c,omitempty"`
	Notes    []SlateNote  `json:"n,omitempty"`
}

func (s *seenClip) empty() bool { return s.Shown == 0 && len(s.Receipts) == 0 && len(s.Notes) == 0 }

func (s *seenClip) note(n SlateNote) {
	if !slices.Contains(s.Notes, n) {
		s.Notes = append(s.Notes, n)
	}
}

// FindSlates looks for slates and filmed receipts in photos and, where films
// can be decoded here, in their first seconds; no clips are all. What it finds
// becomes suggestions: who is in the clip, its scene and take, and its camera's
// clock. A code that is not of this production is ignored with a note. It can
// be cancelled; what was found until then stays. ErrNotFound, and the context's.
func (k *Kit) FindSlates(ctx context.Context, clips []consent.ID, progress func(Progress)) (SlateResult, error) {
	if err := k.known(clips, nil); err != nil {
		return SlateResult{}, fmt.Errorf("find slates: %w", err)
	}
	ids := k.idsOf(clips)
	began, done := k.now(), 0
	var mu sync.Mutex // guards done and wrong
	var wrong error
	var group sync.WaitGroup
	next := make(chan consent.ID)
	for range slateWorkers {
		group.Go(func() {
			for id := range next {
				err := k.findSlate(ctx, id)
				mu.Lock()
				wrong, done = firstError(wrong, err), done+1
				if progress != nil {
					progress(Progress{Done: done, Total: len(ids), Item: k.clipName(id), Left: left(k.now().Sub(began), int64(done), int64(len(ids)))})
				}
				mu.Unlock()
			}
		})
	}
	for _, id := range ids {
		if ctx.Err() != nil {
			break
		}
		next <- id
	}
	close(next)
	group.Wait()
	k.titleScenes()
	out := k.slateResult(ids, done)
	k.tell()
	if err := firstError(ctx.Err(), wrong); err != nil {
		return out, fmt.Errorf("find slates: %w", err)
	}
	return out, nil
}

// findSlate looks at one clip and keeps what it saw.
func (k *Kit) findSlate(ctx context.Context, id consent.ID) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var s seenClip
	f, skip := k.original(id)
	if skip != "" {
		return nil // what was seen when it lay here stays
	}
	seen, err := slate.FindFile(ctx, f.path)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch {
	case errors.Is(err, probe.ErrNoFFmpeg):
		s.note(NoteNoFFmpeg)
	case err != nil && len(seen.Sightings) == 0 && seen.Facts.Kind != media.KindSound:
		s.note(NoteUnread)
	}
	k.read(&s, seen)
	return k.keepSeen(ctx, id, s)
}

// read takes what the sightings say.
func (k *Kit) read(s *seenClip, seen slate.Seen) {
	var shown []slate.Shown
	for _, at := range seen.Sightings {
		if id, ok := at.Consent(); ok {
			k.readReceipt(s, id)
			continue
		}
		sl, note := k.readSlate(at.Found)
		if note != "" {
			s.note(note)
			continue
		}
		if s.Shown == 0 {
			s.Shown = sl.At.UnixMilli()
		}
		s.Scene, s.Take = sl.Scene, sl.Take // the last counts: it may go on to the next take
		s.Start = max(s.Start, sl.At.Add(-at.At).UnixMilli())
		shown = append(shown, slate.Shown{Time: sl.At, At: at.At, Within: at.Within})
	}
	if len(shown) == 0 {
		return
	}
	clock, err := slate.ClockError(seen.Facts.Captured, seen.Facts.Duration, shown, SlateRefresh)
	switch {
	case errors.Is(err, slate.ErrClocks):
		s.note(NoteClocks)
	case err == nil:
		s.Clock = &clock
	}
}

func (k *Kit) readReceipt(s *seenClip, id consent.ID) {
	k.mu.Lock()
	c := k.ledger.Consent(id)
	k.mu.Unlock()
	switch {
	case c == nil || c.Person.IsZero():
		s.note(NoteUnknownReceipt)
	case !slices.Contains(s.Receipts, id):
		s.Receipts = append(s.Receipts, id)
	}
}

// readSlate reads a code, or says why it is ignored.
func (k *Kit) readSlate(f slate.Found) (slate.Slate, SlateNote) {
	keys := k.prod.CheckKeys(slateUse)
	if len(keys) == 0 {
		keys = [][]byte{nil}
	}
	var s slate.Slate
	var err error
	for _, key := range keys {
		if s, err = f.Slate(key); err == nil {
			break
		}
	}
	switch {
	case errors.Is(err, slate.ErrVersion):
		return s, NoteVersion
	case s.Production != k.slateTag():
		return s, NoteOtherProduction
	case err != nil:
		return s, NoteCheck
	}
	return s, ""
}

// keepSeen remembers what was seen in a clip.
func (k *Kit) keepSeen(ctx context.Context, id consent.ID, s seenClip) error {
	name := groupSlate + "/" + id.String()
	k.slates.mu.Lock()
	_, had := k.slates.seen[id]
	k.slates.mu.Unlock()
	switch {
	case s.empty() && !had:
		return nil
	case s.empty():
		if err := k.store.DeleteLocal(ctx, name); err != nil {
			return err
		}
	default:
		b, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if err := k.store.PutLocal(ctx, Local{Name: name, Value: b}); err != nil {
			return err
		}
	}
	k.slates.mu.Lock()
	defer k.slates.mu.Unlock()
	if delete(k.slates.seen, id); !s.empty() {
		k.slates.seen[id] = s
	}
	return nil
}

// loadSlates reads what was seen.
func (k *Kit) loadSlates(ctx context.Context) error {
	all, err := k.store.Locals(ctx, groupSlate)
	if err != nil {
		return err
	}
	seen := map[consent.ID]seenClip{}
	for name, b := range all {
		var s seenClip
		id, err := consent.ParseID(strings.TrimPrefix(name, groupSlate+"/"))
		if err == nil && json.Unmarshal(b, &s) == nil {
			seen[id] = s
		}
	}
	k.slates.mu.Lock()
	k.slates.seen = seen
	k.slates.mu.Unlock()
	if len(seen) > 0 {
		k.titleScenes()
	}
	return nil
}

// titleScenes keeps the scenes' titles as codes have them.
func (k *Kit) titleScenes() {
	titles := map[consent.ID]string{}
	for _, s := range k.Scenes() {
		titles[s.ID] = slate.SceneText(s.Title)
	}
	k.slates.mu.Lock()
	k.slates.titles = titles
	k.slates.mu.Unlock()
}

// slateResult is what is known of some clips.
func (k *Kit) slateResult(ids []consent.ID, looked int) SlateResult {
	out := SlateResult{Looked: looked}
	for _, id := range ids {
		line, ok := k.SlateOfClip(id)
		if !ok {
			continue
		}
		out.Lines = append(out.Lines, line)
		if !line.Shown.IsZero() || len(line.People) > 0 {
			out.Found++
		}
	}
	return out
}

// SlateOfClip is what was seen in a clip; false when nothing was.
func (k *Kit) SlateOfClip(id consent.ID) (SlateLine, bool) {
	k.look()
	defer k.mu.Unlock()
	s, ok := k.slates.of(id)
	c := k.ledger.Clip(id)
	if !ok || c == nil {
		return SlateLine{}, false
	}
	line := SlateLine{Clip: id, Name: c.Name, Scene: s.Scene, Take: s.Take, Notes: s.Notes, Clock: k.clockFound(c, s.Clock)}
	if s.Shown != 0 {
		line.Shown, line.Start = time.UnixMilli(s.Shown).UTC(), time.UnixMilli(s.Start).UTC()
	}
	for _, r := range s.Receipts {
		if v := k.ledger.Consent(r); v != nil {
			line.People = append(line.People, k.rowOf(v.Person))
		}
	}
	return line, true
}

// Slates is what was seen in all clips, by their time.
func (k *Kit) Slates() []SlateLine { return k.slateResult(k.idsOf(nil), 0).Lines }

func (b *slateBook) of(clip consent.ID) (seenClip, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.seen[clip]
	return s, ok
}
