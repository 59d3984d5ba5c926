package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// line is one measurement.
type line struct {
	what      string
	got       float64 // in the unit
	unit      string
	yardstick float64 // in the same unit; 0 = none
	by        string  // name of the yardstick or target
	need      float64 // least ratio; 0 = nothing is asked
	more      bool    // more is better: the ratio is of got to yardstick
}

// within is a time with the time it may take.
func within(what string, got, most time.Duration) line {
	return line{what: what, got: ms(got), unit: "ms", yardstick: ms(most), by: fmt.Sprintf("target of %v", most.Round(100*time.Microsecond)), need: 1}
}

// against is a time beside another one's; need 0 asks nothing.
func against(what string, got time.Duration, by string, yardstick time.Duration, need float64) line {
	return line{what: what, got: ms(got), unit: "ms", yardstick: ms(yardstick), by: by, need: need}
}

// plain is a time for information.
func plain(what string, got time.Duration) line { return line{what: what, got: ms(got), unit: "ms"} }

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// ratio is how many times better than the yardstick.
func (l line) ratio() float64 {
	switch {
	case l.more && l.yardstick != 0:
		return l.got / l.yardstick
	case l.got == 0:
		return 0
	}
	return l.yardstick / l.got
}

func (l line) verdict() string {
	switch {
	case l.need == 0:
		return ""
	case l.ratio() >= l.need:
		return "reached"
	}
	return "MISSED"
}

func (l line) row() string {
	s := fmt.Sprintf("  %s\t%s %s\t", l.what, number(l.got), l.unit)
	if l.yardstick == 0 {
		return s + "\t\t"
	}
	s += fmt.Sprintf("%s × %s\t", number(l.ratio()), l.by)
	if l.need == 0 {
		return s + "\t"
	}
	return s + fmt.Sprintf("%s (at least %s)\t", l.verdict(), number(l.need))
}

// number keeps three digits.
func number(x float64) string {
	switch {
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	case x >= 0.1:
		return fmt.Sprintf("%.2f", x)
	}
	return fmt.Sprintf("%.4f", x)
}

func table(w io.Writer, lines []line) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range lines {
		fmt.Fprintln(t, l.row())
	}
	_ = t.Flush() // the writer's own errors show as a cut table
}

// took is how long f takes.
func took(f func()) time.Duration {
	began := time.Now()
	f()
	return time.Since(began)
}

// median is the middle one of some runs.
func median(ds []time.Duration) time.Duration {
	if len(ds) == 0 {
		return 0
	}
	ds = slices.Clone(ds)
	slices.Sort(ds)
	return ds[len(ds)/2]
}

// repeat is the median of n runs.
func repeat(n int, f func()) time.Duration {
	var ds []time.Duration
	for range n {
		ds = append(ds, took(f))
	}
	return median(ds)
}
