package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

const (
	cameras     = 6
	scenesADay  = 5
	clipsAtOnce = 200
	takes       = 8  // clips with the same people
	photos      = 10 // one clip in so many is a photo with a thumbnail
	untagged    = 50 // of one clip in so many nobody said who is in it
	judged      = 40 // and so many are judged
)

// film enters the day's clips until there are total: scenes with the people in
// them, the clips as ingest registers them, and who is in each.
func (b *builder) film(total int, today []consent.ID) error {
	b.now = b.now.Add(time.Hour)
	perScene := max(1, (total-b.clips+scenesADay-1)/scenesADay)
	for b.clips < total {
		cast := b.cast(today)
		if err := b.scene(cast); err != nil {
			return err
		}
		for end := min(total, b.clips+perScene); b.clips < end; {
			if err := b.shots(min(clipsAtOnce, end-b.clips), cast); err != nil {
				return err
			}
		}
	}
	return nil
}

// cast are the people of a scene: mostly who signed today, some from before.
func (b *builder) cast(today []consent.ID) []consent.ID {
	var out []consent.ID
	for range 12 {
		from := b.people
		if len(today) > 0 && b.rnd.IntN(4) > 0 {
			from = today
		}
		out = append(out, from[b.rnd.IntN(len(from))])
	}
	return out
}

func (b *builder) scene(cast []consent.ID) error {
	id, err := consent.NewID(rand.Reader)
	if err != nil {
		return err
	}
	s := &media.SceneOpened{Scene: id, Shoot: b.kit.Shoot().ID, From: consent.StampOf(b.now)}
	for _, p := range cast {
		s.People = append(s.People, media.OnCamera{Person: p, From: s.From})
	}
	return b.record([]flow.Draft{{Body: s}})
}

// shots enters clips with their tags in one transaction, and what this device
// alone remembers of them in another.
func (b *builder) shots(n int, cast []consent.ID) error {
	var drafts []flow.Draft
	var local []flow.Local
	shoot := b.kit.Shoot().ID
	for range n {
		b.now = b.now.Add(12 * time.Second)
		c := b.clip(shoot)
		drafts = append(drafts, flow.Draft{Body: c})
		if b.clips%untagged != 0 {
			drafts = append(drafts, flow.Draft{Body: b.tags(c, cast)})
		} else if b.clips%judged == 0 {
			drafts = append(drafts, flow.Draft{Body: &media.ClipJudged{Clip: c.Clip, Basis: media.JudgeNobody}})
		}
		local = append(local, flow.Local{Name: "path/" + c.Clip.String(), Value: []byte("/media/card/DCIM/100/" + c.Name)})
		if c.Facts.Kind == media.KindPhoto {
			local = append(local, flow.Local{Name: "thumb/" + c.Clip.String(), Value: thumbnail(b.clips)})
		}
		b.clips++
	}
	if err := b.record(drafts); err != nil {
		return err
	}
	return b.store.PutLocal(b.ctx, local...)
}

func (b *builder) clip(shoot consent.ID) *media.ClipAdded {
	i := b.clips
	size := int64(40_000_000 + i)
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
	f := facts(i%cameras, b.now)
	name := fmt.Sprintf("A%03dC%04d.MOV", i/1000, i%1000)
	if i%photos == 0 {
		f.Kind, f.MIME, f.Format, f.Duration, f.FrameRate, f.Timecode, f.Reel = media.KindPhoto, "image/jpeg", "JPEG", 0, media.Rate{}, "", ""
		name = fmt.Sprintf("IMG_%06d.JPG", i)
	}
	return &media.ClipAdded{
		Clip: media.ClipID(size, sum), Shoot: shoot, Name: name, Size: size, XXH128: hex.EncodeToString(sum[:16]), SHA256: sum,
		Facts: f, Read: consent.StampOf(b.now),
	}
}

// facts are what a file of the i-th camera says, written at that moment.
func facts(camera int, at time.Time) media.Facts {
	_, offset := at.Zone()
	return media.Facts{
		Kind: media.KindVideo, MIME: "video/quicktime", Format: "MOV",
		Captured: media.Moment{Time: at.UTC(), Zone: true, Offset: offset, Source: "quicktime"},
		Duration: 34 * time.Second, FrameRate: media.Rate{Num: 25, Den: 1}, Timecode: at.Format("15:04:05") + ":00", Reel: "A001",
		Make: "Sony", Model: "ILME-FX6", Serial: fmt.Sprintf("50%04d", camera), Lens: "FE 24-70mm F2.8 GM II",
		Width: 3840, Height: 2160, Location: &media.Place{Lat: 56.6951, Lon: 8.2120},
	}
}

// tags are two to four of the scene's people, the same ones for some takes.
func (b *builder) tags(c *media.ClipAdded, cast []consent.ID) *media.ClipTagged {
	t := &media.ClipTagged{Clip: c.Clip}
	group := b.clips / takes
	for j := range 2 + group%3 {
		t.Tags = append(t.Tags, media.Tag{Person: cast[(group+j)%len(cast)], As: media.Seen, Source: media.ByHand})
	}
	return t
}

func folderSize(dir string) (n int64) {
	_ = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err == nil {
			n += info.Size()
		}
		return nil
	})
	return n
}
