package flow

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"onset/consent"
	"onset/media"
)

// demoPictures are how many different pictures the demo's photos share.
const demoPictures = 24

// makeClips writes the files and registers them.
func (d *demo) makeClips(ctx context.Context, n int) error {
	var pictures [][]byte
	for i := range min(n, demoPictures) {
		b, err := demoPicture(i)
		if err != nil {
			return err
		}
		pictures = append(pictures, b)
	}
	dir, err := d.folder()
	if err != nil || n == 0 {
		return err
	}
	for i := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.makeClip(dir, i, n, pictures); err != nil {
			return err
		}
	}
	results, err := d.k.Ingest(ctx, []string{dir}, func(p Progress) { d.tell(len(d.people) + p.Done) })
	for _, r := range results {
		err = errors.Join(err, r.Err)
		d.clips = append(d.clips, r.Clip)
	}
	return err
}

// folder is a new one beside the home, so that a second demo adds to the first.
func (d *demo) folder() (string, error) {
	root := d.k.home.o.MediaDir
	for i := 1; ; i++ {
		dir := filepath.Join(root, fmt.Sprintf("card-%03d", i))
		if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
			return dir, os.MkdirAll(dir, 0o700)
		} else if err != nil {
			return "", err
		}
	}
}

// makeClip writes one file: every third a film. The second camera's clock is
// an hour ahead, the third names no zone.
func (d *demo) makeClip(dir string, i, n int, pictures [][]byte) error {
	cam := d.w.Cameras[i%len(d.w.Cameras)]
	s := demoShot{
		n: d.r.Int(), at: d.at(float64(i) / float64(n) * 0.98), make: cam.Make, model: cam.Model, serial: cam.Serial,
		length: time.Duration(4+d.r.IntN(40)) * time.Second, zone: i%len(d.w.Cameras) != 2,
	}
	if i%len(d.w.Cameras) == 1 {
		s.at = s.at.Add(time.Hour)
	}
	name := fmt.Sprintf("%s001_%05d", cam.Letter, i+1)
	content, ext := s.photo(pictures[i%len(pictures)]), ".jpg"
	if i%3 == d.r.IntN(3) && s.zone {
		content, ext = s.film(pictures[i%len(pictures)]), ".mp4"
	}
	return os.WriteFile(filepath.Join(dir, name+ext), content, 0o600)
}

// setClocks measures the first two cameras' clocks; nobody looked at the third.
func (d *demo) setClocks(ctx context.Context, _ int) error {
	for i := range min(2, len(d.clips)) {
		id, found := d.byLetter(d.w.Cameras[i].Letter)
		if !found {
			continue
		}
		shows := d.k.now().Add(time.Duration(i) * time.Hour).Format("2006-01-02 15:04:05")
		if _, err := d.k.SetClock(ctx, id, shows, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) byLetter(letter string) (found consent.ID, ok bool) {
	d.k.Ledger(func(l *media.Ledger) {
		for _, id := range d.clips {
			if c := l.Clip(id); c != nil && c.Name[:1] == letter {
				found, ok = id, true
				return
			}
		}
	})
	return found, ok
}

// tagClips says who is in most of them; the rest is left for the board's
// suggestions and for people.
func (d *demo) tagClips(ctx context.Context, _ int) error {
	var drafts []Draft
	for i, id := range d.clips {
		draft, ok := d.tagging(i, id)
		if ok {
			drafts = append(drafts, draft)
		}
		if len(drafts) == 200 || i == len(d.clips)-1 {
			if _, err := d.k.record(ctx, drafts...); err != nil {
				return err
			}
			drafts = drafts[:0]
		}
		d.tell(len(d.people) + len(d.clips) + i)
	}
	return nil
}

func (d *demo) tagging(i int, id consent.ID) (Draft, bool) {
	switch {
	case d.chance(8):
		return Draft{Body: &media.ClipJudged{Clip: id, Basis: media.JudgeNobody}}, true
	case d.chance(15) || len(d.people) == 0:
		return Draft{}, false
	}
	b := &media.ClipTagged{Clip: id}
	sc := d.scenes[min(i*len(d.scenes)/len(d.clips), len(d.scenes)-1)]
	met := map[consent.ID]bool{}
	for range 1 + d.r.IntN(2) {
		p := pickOf(d, d.people).id
		if len(sc.people) > 0 && d.chance(70) {
			p = pickOf(d, sc.people)
		}
		if !met[p] {
			met[p] = true
			b.Tags = append(b.Tags, media.Tag{Person: p, As: media.Seen, Source: media.ByHand})
		}
	}
	return Draft{Body: b}, true
}

// makeChanges: a few took it back, one declaration is set aside for a while.
func (d *demo) makeChanges(ctx context.Context, _ int) error {
	took, set := 0, 0
	for i, p := range d.people {
		var err error
		switch {
		case i%9 == 4 && took < 1+len(d.people)/50:
			_, err = d.k.Withdraw(ctx, WithdrawDraft{Of: p.id})
			took++
		case i%11 == 7 && set < 1:
			err = d.k.Restrict(ctx, p.id, consent.DateOf(d.day).AddDays(14))
			set++
		}
		if err != nil && !errors.Is(err, ErrNothingHeld) {
			return err
		}
	}
	return nil
}
