package flow

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"onset/consent"
)

//go:embed demo.json
var demoWords []byte

// demoLists are the words of the demo's people and places.
type demoLists struct {
	First, Last, Scenes, Places, Garments, Colours []string
	Cameras                                        []demoCamera
	Class                                          string
	NoticePlace                                    string `json:"notice_place"`
	NoticeZone                                     string `json:"notice_zone"`
	Judged                                         string
}

type demoCamera struct{ Letter, Make, Model, Serial string }

// demo makes up a day. The same seed makes up the same people, answers and
// clips; their ids and seals are new each time.
type demo struct {
	k      *Kit
	r      *rand.Rand
	w      demoLists
	day    time.Time // when the day began
	length time.Duration
	people []demoPerson
	scenes []demoScene
	clips  []consent.ID
	tell   func(done int)
}

// demoPerson is somebody who was in the demo's day.
type demoPerson struct {
	id     consent.ID
	signed time.Time
}

// demoScene is a stretch of the day and who was on camera.
type demoScene struct {
	from, until time.Time
	people      []consent.ID
}

// Demo fills a demo production through the real flows: sealed declarations,
// generated photos and films under the media folder, minors with and without
// their guardians, refusals, a withdrawal, people to avoid, scenes, and
// cameras whose clocks are right, wrong and unknown. The day ends a little
// before now. progress may be nil.
func (k *Kit) Demo(ctx context.Context, people, clips int, seed int64, progress func(Progress)) error {
	if people < 0 || clips < 0 {
		return fmt.Errorf("demo: %w", ErrAsked)
	}
	d := &demo{k: k, r: rand.New(rand.NewPCG(uint64(seed), 0x0a5e7)), length: 6 * time.Hour}
	if err := json.Unmarshal(demoWords, &d.w); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	d.day = k.now().Truncate(time.Second).Add(-d.length - 5*time.Minute)
	count := k.counted(progress)
	d.tell = func(done int) { count(done, people+2*clips) }
	for _, step := range []func(context.Context, int) error{d.makePeople, d.makeAside, d.makeScenes} {
		if err := step(ctx, people); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	for _, step := range []func(context.Context, int) error{d.makeClips, d.setClocks, d.tagClips, d.makeChanges} {
		if err := step(ctx, clips); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	d.tell(people + 2*clips)
	return nil
}

// chance is true about p times in a hundred.
func (d *demo) chance(p int) bool { return d.r.IntN(100) < p }

func pickOf[T any](d *demo, list []T) T { return list[d.r.IntN(len(list))] }

// at is a moment of the day, from 0 for its start to 1 for its end.
func (d *demo) at(part float64) time.Time {
	return d.day.Add(time.Duration(part * float64(d.length))).Truncate(time.Second)
}
