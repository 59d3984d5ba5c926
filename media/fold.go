package media

import (
	"slices"

	"onset/consent"
)

// FoldClip is the state of a clip after the statements about it, in any order.
func FoldClip(id consent.ID, sts []consent.Statement) (Clip, ClipFacts) {
	sts = consent.Distinct(sts)
	c, facts := Clip{ID: id}, ClipFacts{ID: id}
	known := false
	consent.Bodies(sts, func(st consent.Statement, b *ClipAdded) {
		if b.Clip != id {
			return
		}
		if !known {
			known = true
			c.added(st, b, &facts)
		}
		if c.Shoot.IsZero() {
			c.Shoot = b.Shoot
		}
	})
	c.foldTags(sts)
	c.foldJudgements(sts)
	consent.Bodies(sts, func(_ consent.Statement, b *ClipReceived) { c.Received = c.Received || b.Clip == id })
	consent.Bodies(sts, func(_ consent.Statement, b *ClipDelivered) {
		if b.Clip == id {
			c.Delivered++
		}
	})
	consent.Bodies(sts, func(_ consent.Statement, b *ClipCopied) {
		if b.Clip == id && !slices.Contains(c.Copies, b.Disk) {
			c.Copies = append(c.Copies, b.Disk)
		}
	})
	return c, facts
}

// added takes the first registration in order; a second device that registers
// the same content adds nothing but the shoot, where the first named none.
func (c *Clip) added(st consent.Statement, b *ClipAdded, facts *ClipFacts) {
	f := b.Facts
	c.Shoot, c.Name, c.Size, c.SHA256, c.XXH128 = b.Shoot, b.Name, b.Size, b.SHA256, b.XXH128
	c.Kind, c.Camera, c.Added = f.Kind, CameraID(&f), st.At
	c.Millis, c.Faulty = f.Duration.Milliseconds(), len(f.Warnings) > 0
	if !f.Captured.Time.IsZero() {
		c.Captured, c.Zone, c.Offset = f.Captured.Time.UnixMilli(), f.Captured.Zone, int32(f.Captured.Offset)
		c.CapturedBy = f.Captured.Source
	}
	facts.Facts, facts.Read = f, b.Read
}

func (c *Clip) foldTags(sts []consent.Statement) {
	gone := map[TagRef]bool{}
	consent.Bodies(sts, func(_ consent.Statement, b *ClipUntagged) {
		if b.Clip != c.ID {
			return
		}
		for _, u := range b.Undoes {
			gone[u] = true
		}
	})
	consent.Bodies(sts, func(st consent.Statement, b *ClipTagged) {
		if b.Clip != c.ID {
			return
		}
		for _, t := range b.Tags {
			if !gone[TagRef{Ref: st.ID, Person: t.Person}] {
				c.Tags = append(c.Tags, TagView{Tag: t, Ref: st.ID, By: st.By})
			}
		}
	})
}

func (c *Clip) foldJudgements(sts []consent.Statement) {
	var undone []consent.Ref
	consent.Bodies(sts, func(_ consent.Statement, b *ClipJudged) {
		if b.Clip == c.ID {
			undone = append(undone, b.Undoes...)
		}
	})
	consent.Bodies(sts, func(st consent.Statement, b *ClipJudged) {
		if b.Clip != c.ID || b.Basis == "" || slices.Contains(undone, st.ID) {
			return
		}
		c.Judgements = append(c.Judgements, Judgement{
			Ref: st.ID, Basis: b.Basis, Covers: b.Covers, Accepts: b.Accepts, By: st.By, At: st.At, Reason: b.Reason,
		})
	})
}

// sameClock is how far two measurements of one clock may differ, in milliseconds.
const sameClock = 2000

// FoldCamera is what is known of a camera's clock. In one log the newer
// measurement replaces the older; across devices only what it names.
func FoldCamera(id consent.ID, sts []consent.Statement) Camera {
	sts = consent.Distinct(sts)
	cam := Camera{ID: id}
	var undone []consent.Ref
	last := map[consent.Ref]consent.Statement{}
	var least, most int64
	consent.Bodies(sts, func(st consent.Statement, b *CameraClock) {
		if b.Camera == id {
			undone = append(undone, b.Undoes...)
			last[st.Author] = st
		}
	})
	consent.Bodies(sts, func(st consent.Statement, b *CameraClock) {
		if b.Camera != id || last[st.Author].ID != st.ID || slices.Contains(undone, st.ID) {
			return
		}
		if len(cam.Clocks) == 0 {
			least, most = b.Ahead, b.Ahead
		}
		least, most = min(least, b.Ahead), max(most, b.Ahead)
		cam.Ahead, cam.Clocks = b.Ahead, append(cam.Clocks, st.ID)
	})
	cam.Disagree = uint64(most)-uint64(least) > sameClock
	cam.Known = len(cam.Clocks) > 0 && !cam.Disagree
	return cam
}

// FoldShoot is the state of a day's work.
func FoldShoot(id consent.ID, sts []consent.Statement) Shoot {
	sts = consent.Distinct(sts)
	s := Shoot{ID: id}
	var replaced []consent.Ref
	consent.Bodies(sts, func(_ consent.Statement, b *ShootOpened) {
		if b.Shoot == id {
			replaced = append(replaced, b.Replaces...)
		}
	})
	consent.Bodies(sts, func(st consent.Statement, b *ShootOpened) {
		if b.Shoot != id {
			return
		}
		if s.Opened.IsZero() || st.At.Before(s.Opened) {
			s.Opened = st.At
		}
		if slices.Contains(replaced, st.ID) {
			return
		}
		s.Day, s.Unit, s.Band, s.Terms = b.Day, b.Unit, b.Band, b.Terms
		s.Language, s.CardRule, s.Set = b.Language, b.CardRule, b.Set
		s.Head = append(s.Head, st.ID)
	})
	consent.Bodies(sts, func(_ consent.Statement, b *ShootClosed) { s.Closed = s.Closed || b.Shoot == id })
	refused := map[consent.ID]bool{}
	consent.Bodies(sts, func(_ consent.Statement, b *consent.Refused) {
		if b.Shoot == id {
			refused[b.Refusal] = true
		}
	})
	s.Refusals = len(refused)
	return s
}
