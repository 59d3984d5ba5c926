package page

import (
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// crowd arrives at a list of visits.
type crowd struct {
	t    *testing.T
	list visits
	door *Door
	now  time.Time
	n    uint32
}

func newCrowd(t *testing.T, kind DoorKind) *crowd {
	c := &crowd{t: t, door: newTestDoor(t, kind), now: may}
	c.list.init()
	return c
}

func (c *crowd) key(n uint32) (k [phoneKeySize]byte) {
	binary.BigEndian.PutUint32(k[:], n)
	return k
}

func (c *crowd) comes(n uint32) (*visit, error) {
	v, _, err := c.list.find(arrival{door: c.door, phone: c.key(n), now: c.now}, testRand{})
	return v, err
}

// next is somebody who was not here before.
func (c *crowd) next() (*visit, error) {
	c.n++
	return c.comes(c.n)
}

// TestVisitsAreBounded makes more visits than are kept, and still lets people in.
func TestVisitsAreBounded(t *testing.T) {
	c := newCrowd(t, ForSet)
	signed, err := c.next()
	if err != nil {
		t.Fatal(err)
	}
	c.list.update(signed, func(p *Phone) { p.Step = StepSigned })
	for i := 2; i <= visitsBurst; i++ {
		if _, err := c.next(); err != nil {
			t.Fatalf("phone %d of a crowd: %v", i, err)
		}
	}
	if _, err := c.next(); !errors.Is(err, errSlow) {
		t.Errorf("one more at once: %v", err)
	}
	for len(c.list.order) < maxVisits {
		c.now = c.now.Add(visitsEvery)
		if _, err := c.next(); err != nil {
			t.Fatalf("with %d visits: %v", len(c.list.order), err)
		}
	}
	live := c.list.order[len(c.list.order)-1]
	for range 2 * maxVisits {
		c.now = c.now.Add(visitsEvery)
		if _, err := c.next(); err != nil {
			t.Fatalf("with %d visits: %v", len(c.list.order), err)
		}
		if n := len(c.list.order); n > maxVisits || n != len(c.list.by) || n != len(c.list.ids) || n != len(c.list.codes) {
			t.Fatalf("%d visits, %d by key, %d by id, %d codes", n, len(c.list.by), len(c.list.ids), len(c.list.codes))
		}
	}
	if v, err := c.comes(1); err != nil || v != signed {
		t.Errorf("who signed was dropped: %v", err)
	}
	if c.list.ids[live.phone.ID] != nil {
		t.Error("who was silent for minutes is still kept")
	}
	if c.list.hasForgotten() {
		t.Error("says that it dropped somebody who was done")
	}
}

// TestDoneIsDroppedLast drops who is done only after an hour, and says so.
func TestDoneIsDroppedLast(t *testing.T) {
	c := newCrowd(t, ForSet)
	for len(c.list.order) < maxVisits {
		c.now = c.now.Add(visitsEvery)
		v, err := c.next()
		if err != nil {
			t.Fatal(err)
		}
		c.list.update(v, func(p *Phone) { p.Step, p.Seen = StepSigned, c.now })
	}
	c.now = c.now.Add(keepDone / 2)
	if _, err := c.next(); !errors.Is(err, errSlow) {
		t.Errorf("when all have signed within the hour: %v", err)
	}
	c.now = c.now.Add(keepDone)
	if _, err := c.next(); err != nil {
		t.Errorf("after the hour: %v", err)
	}
	if !c.list.hasForgotten() || c.list.ids[c.list.order[0].phone.ID] == nil {
		t.Error("does not say that it dropped somebody who was done")
	}
}

// TestOneOwnerAtATime holds for whatever phones do at a door for one.
func TestOneOwnerAtATime(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := newCrowd(t, ForOne)
		signed := map[uint32]bool{}
		for range rapid.IntRange(1, 40).Draw(rt, "events") {
			c.now = c.now.Add(time.Duration(rapid.IntRange(0, 90).Draw(rt, "seconds")) * time.Second)
			n := rapid.Uint32Range(1, 4).Draw(rt, "phone")
			v, err := c.comes(n)
			if err != nil {
				continue
			}
			done := rapid.Float64().Draw(rt, "done") < 0.2
			c.list.update(v, func(p *Phone) {
				p.Seen = c.now
				if done {
					p.Step = StepSigned
				}
			})
			if done {
				signed[n] = true
			}
			open := 0
			for _, o := range c.list.order {
				if !o.phone.Ended {
					open++
				}
			}
			if open != 1 || len(signed) > 1 {
				rt.Fatalf("%d phones hold the door, %d have signed", open, len(signed))
			}
		}
	})
}

// TestLineIsFair holds for whatever order phones come and ask in: nobody who
// came later stands before somebody who still waits, and no more are here than
// the network carries.
func TestLineIsFair(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := newCrowd(t, ForCrowd)
		room := rapid.IntRange(1, 4).Draw(rt, "room")
		for range rapid.IntRange(1, 60).Draw(rt, "events") {
			c.now = c.now.Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "seconds")) * time.Second)
			v, err := c.comes(rapid.Uint32Range(1, 9).Draw(rt, "phone"))
			if err != nil {
				continue
			}
			was := v.in
			place := c.list.place(v, room, c.now)
			done := place == 0 && rapid.Float64().Draw(rt, "done") < 0.3
			c.list.update(v, func(p *Phone) {
				p.Seen = c.now
				if done {
					p.Step = StepSigned
				}
			})
			here, before := 0, 0
			for _, o := range c.list.order {
				if o == v {
					break
				}
				if !o.in && o.live(c.now) {
					before++
				}
			}
			for _, o := range c.list.order {
				if o.here(c.now) {
					here++
				}
			}
			if !was && v.in && here > room {
				rt.Fatalf("%d phones where %d fit", here, room)
			}
			if place > 0 && place != before+1 {
				rt.Fatalf("place %d with %d before", place, before)
			}
		}
	})
}
