package offload

import (
	"testing"
	"time"
)

func TestMeter(t *testing.T) {
	m, now := meter{}, day
	m.expect(taskCopy, 100<<20)
	m.expect(taskSkip, 100<<20)
	if p := m.at(now); p.Left >= 0 || p.Rate != 0 || p.Total != 1 || p.Bytes != 100<<20 {
		t.Errorf("at the start: %+v", p)
	}
	for range 10 { // ten seconds at 5 MiB of writing and 5 of reading back each
		now = now.Add(time.Second)
		m.work += 10 << 20
		m.at(now)
	}
	p := m.at(now)
	if p.Rate != 5<<20 || p.Left < 9*time.Second || p.Left > 11*time.Second {
		t.Errorf("in the middle: %+v", p)
	}
	now = now.Add(time.Minute) // stalled: the window still knows better times, but hope shrinks
	if stalled := m.at(now); stalled.Left <= p.Left || stalled.Rate >= p.Rate {
		t.Errorf("stalled: %+v", stalled)
	}
	m.work = m.whole
	if p := m.at(now); p.Left != 0 {
		t.Errorf("at the end: %+v", p)
	}
}

func TestProgressLeft(t *testing.T) {
	for _, tt := range []struct {
		to   []Pace
		want time.Duration
	}{
		{nil, 0},
		{[]Pace{{Left: time.Minute}, {Left: time.Hour}}, time.Hour},
		{[]Pace{{Left: -1}, {Left: time.Hour}}, -1},
		{[]Pace{{Left: time.Hour, Err: ErrFull}, {Left: time.Second}}, time.Second},
	} {
		if got := (Progress{To: tt.to}).Left(); got != tt.want {
			t.Errorf("%+v: %v, want %v", tt.to, got, tt.want)
		}
	}
}

// TestRunReports wants reports that only grow and end with everything done.
func TestRunReports(t *testing.T) {
	card, one, two := places(t, mixed)
	o := options()
	o.Now = ticking(paceEvery)
	var last Progress
	reports := 0
	o.Progress = func(p Progress) {
		for i := range last.To {
			if a, b := last.To[i], p.To[i]; b.Written < a.Written || b.Verified < a.Verified || b.Files < a.Files || b.Written > b.Bytes || b.Verified > b.Bytes {
				t.Errorf("%+v after %+v", b, a)
			}
		}
		last, reports = p, reports+1
	}
	r, err := Run(t.Context(), plan(t, card, one, two), o)
	must(t, err)
	for _, p := range last.To {
		if p.Files != p.Total || p.Written != r.Card.Bytes || p.Verified != r.Card.Bytes || p.Left != 0 {
			t.Errorf("at the end: %+v", p)
		}
	}
	if reports < 10 || last.To[1].Name != "disk 2" {
		t.Errorf("%d reports, %+v", reports, last)
	}
}
