package media

import (
	"cmp"
	"slices"

	"onset/consent"
)

// FoldScene is who was on camera when, in one scene.
func FoldScene(id consent.ID, sts []consent.Statement) Scene {
	sts = consent.Distinct(sts)
	s := Scene{ID: id}
	var undone []consent.Ref
	consent.Bodies(sts, func(_ consent.Statement, b *ScenePeople) {
		if b.Scene == id {
			undone = append(undone, b.Undoes...)
		}
	})
	var ins []Stay
	var outs []OffCamera
	consent.Bodies(sts, func(st consent.Statement, b *SceneOpened) {
		if b.Scene != id {
			return
		}
		s.Shoot, s.Author, s.From, s.Set = b.Shoot, st.Author, b.From, b.Set
		ins = append(ins, stays(st, b.People)...)
	})
	consent.Bodies(sts, func(st consent.Statement, b *ScenePeople) {
		if b.Scene != id || slices.Contains(undone, st.ID) {
			return
		}
		ins = append(ins, stays(st, b.In)...)
		outs = append(outs, b.Out...)
	})
	consent.Bodies(sts, func(_ consent.Statement, b *SceneClosed) {
		if b.Scene == id && (s.Until.IsZero() || b.Until.Before(s.Until)) {
			s.Until = b.Until
		}
	})
	s.People = paired(ins, outs)
	return s
}

func stays(st consent.Statement, in []OnCamera) []Stay {
	out := make([]Stay, 0, len(in))
	for _, p := range in {
		out = append(out, Stay{Person: p.Person, From: p.From, Override: p.Override, Ref: st.ID})
	}
	return out
}

// paired ends each stay at the person's next going out, and joins a second
// coming in while still in.
func paired(ins []Stay, outs []OffCamera) []Stay {
	slices.SortStableFunc(ins, func(a, b Stay) int { return cmp.Compare(a.From.Milli, b.From.Milli) })
	slices.SortStableFunc(outs, func(a, b OffCamera) int { return cmp.Compare(a.At.Milli, b.At.Milli) })
	var out []Stay
	for _, in := range ins {
		if slices.ContainsFunc(out, func(s Stay) bool {
			return s.Person == in.Person && (s.Until.IsZero() || in.From.Before(s.Until))
		}) {
			continue
		}
		for _, o := range outs {
			if o.Person == in.Person && in.From.Before(o.At) {
				in.Until = o.At
				break
			}
		}
		out = append(out, in)
	}
	return out
}

// Now are the people on camera at the moment, in an open scene.
func (s *Scene) Now() []Stay {
	if !s.Until.IsZero() {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.People), func(p Stay) bool { return !p.Until.IsZero() })
}

// Suggestion is a tag the on-camera board proposes, with its reason.
type Suggestion struct {
	Person    consent.ID
	Scene     consent.ID
	From, To  consent.Stamp // the board's times
	Tag       Tag           // what to confirm
	Unchecked bool          // nobody has checked the camera's clock
	Ahead     int64         // the clock error that was taken into account, milliseconds
}

// Suggest proposes who is in a clip from the scenes' times. A clip whose file
// names no zone is read in the offset of the scene. Scenes end where their
// unit's next one starts.
func Suggest(c *Clip, cam *Camera, scenes []*Scene) []Suggestion {
	return newBoard(scenes).suggest(c, cam)
}

// suggest proposes who is in a clip from one scene that ends at until.
func suggest(c *Clip, cam *Camera, s *Scene, until int64) []Suggestion {
	var out []Suggestion
	start, known := clipStart(c, cam, s)
	end := start + max(c.Millis, 1)
	for _, p := range s.People {
		from, to := p.From.Milli, stayEnd(p, until)
		if from >= end || to <= start || tagged(c, p.Person) {
			continue
		}
		sug := Suggestion{Person: p.Person, Scene: s.ID, From: p.From, To: stampAt(to, p), Unchecked: !known}
		if known {
			sug.Ahead = cam.Ahead
		}
		sug.Tag = Tag{Person: p.Person, As: Seen, From: max(0, from-start), Source: FromBoard}
		if to < end && c.Kind != KindPhoto {
			sug.Tag.To = to - start
		}
		out = append(out, sug)
	}
	return out
}

const forever = int64(1) << 62

func clipStart(c *Clip, cam *Camera, s *Scene) (milli int64, known bool) {
	t, known := c.Time(cam)
	if known || c.Zone {
		return t.UnixMilli(), known
	}
	return t.UnixMilli() - int64(s.From.Offset)*60_000, false
}

func stayEnd(p Stay, sceneEnd int64) int64 {
	if p.Until.IsZero() {
		return sceneEnd
	}
	return min(p.Until.Milli, sceneEnd)
}

func stampAt(milli int64, p Stay) consent.Stamp {
	if milli == forever {
		return consent.Stamp{}
	}
	return consent.Stamp{Milli: milli, Offset: p.From.Offset}
}

func tagged(c *Clip, person consent.ID) bool {
	return slices.ContainsFunc(c.Tags, func(t TagView) bool { return t.Tag.Person == person })
}
