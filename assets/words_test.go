package assets_test

import (
	"testing"
	"time"

	"onset/assets"
)

func TestWords(t *testing.T) {
	day := time.Date(2026, 5, 12, 14, 2, 0, 0, time.UTC)
	for _, c := range []struct{ lang, full, day, clock, age, one string }{
		{"en", "Tue 12 May 2026", "12 May 2026", "14:02", "2 h", "1 day"},
		{"da-DK", "tirs. 12. maj 2026", "12. maj 2026", "14.02", "2 t", "1 dag"},
	} {
		w, err := assets.NewWords(c.lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range [][2]string{
			{w.Date(day), c.full}, {w.Day(day), c.day}, {w.Clock(day), c.clock}, {w.Age(2 * time.Hour), c.age}, {w.N("age.days", 1), c.one},
		} {
			if p[0] != p[1] {
				t.Errorf("%s: got %q, want %q", c.lang, p[0], p[1])
			}
		}
		if got := w.T("no.such.key"); got != "no.such.key" || w.Has("no.such.key") {
			t.Errorf("missing key gave %q", got)
		}
	}
}
