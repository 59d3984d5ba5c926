package main

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"
)

func TestLine(t *testing.T) {
	for _, tt := range []struct {
		l     line
		ratio string
		want  string
	}{
		{within("judge", 50*time.Millisecond, 100*time.Millisecond), "2.00", "reached"},
		{within("judge", 200*time.Millisecond, 100*time.Millisecond), "0.50", "MISSED"},
		{against("record", 20*time.Millisecond, "bolt", 10*time.Millisecond, 0.5), "0.50", "reached"},
		{against("record", 21*time.Millisecond, "bolt", 10*time.Millisecond, 0.5), "0.48", "MISSED"},
		{against("record", 21*time.Millisecond, "bolt", 10*time.Millisecond, 0), "0.48", ""},
		{plain("record", 0), "0.0000", ""},
	} {
		if got := number(tt.l.ratio()); got != tt.ratio || tt.l.verdict() != tt.want {
			t.Errorf("%+v: %s %q, want %s %q", tt.l, got, tt.l.verdict(), tt.ratio, tt.want)
		}
		if row := tt.l.row(); !strings.Contains(row, tt.want) || strings.Contains(row, "×") != (tt.l.yardstick != 0) {
			t.Errorf("%+v prints %q", tt.l, row)
		}
	}
}

func TestMedian(t *testing.T) {
	if got := median([]time.Duration{3, 1, 2}); got != 2 {
		t.Errorf("median is %d", got)
	}
	if got := median(nil) + mean(nil); got != 0 {
		t.Errorf("of nothing it is %d", got)
	}
}

func TestUnknownSection(t *testing.T) {
	var out strings.Builder
	if err := run(t.Context(), &out, options{only: "nothing"}); err == nil || !strings.Contains(err.Error(), "record") {
		t.Errorf("%v", err)
	}
}

// TestSmallStore makes a store and measures everything of it once; the second
// time it must be found.
func TestSmallStore(t *testing.T) {
	if testing.Short() {
		t.Skip("signs a hundred and fifty people")
	}
	o := options{out: t.TempDir(), size: size{People: 150, Clips: 700, Days: 2}}
	for _, what := range []string{childClear, childScreen, childGrid} {
		o.child = what
		var out strings.Builder
		if err := run(t.Context(), &out, o); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		var r reply
		if err := json.Unmarshal([]byte(out.String()), &r); err != nil {
			t.Fatal(err)
		}
		if r.Times["open"] <= 0 || r.Times["load"] <= 0 || r.Memory["own"] <= 0 || r.Memory["heap"] <= 0 {
			t.Errorf("%s: %+v", what, r)
		}
	}
	home, m, err := bigStore(t.Context(), o.out, o.size)
	if err != nil || m.Size != o.size || m.Bytes == 0 {
		t.Fatalf("%+v, %v", m, err)
	}
	if walk, err := walkStore(home); err != nil || walk <= 0 {
		t.Errorf("%v, %v", walk, err)
	}
}

// TestFewPhones lets a few phones sign at a kit in this process.
func TestFewPhones(t *testing.T) {
	if testing.Short() {
		t.Skip("signs a few people")
	}
	in, stop := io.Pipe()
	out, said := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- servePhones(t.Context(), in, said, options{out: t.TempDir()}) }()
	lines := bufio.NewReader(out)
	link, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	r := crowdRun{phones: 5}
	if err := r.signAll(t.Context(), strings.TrimSpace(link), 0, 0); err != nil {
		t.Fatal(err)
	}
	if err := stop.Close(); err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(lines).Decode(&r.served); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if err := r.check(); err != nil || len(r.took) != 25 || len(r.sends) != 5 || r.Memory["own"] <= 0 {
		t.Errorf("%v: %+v", err, r)
	}
	r.Given++
	if r.check() == nil {
		t.Error("one is there twice, and nobody says so")
	}
	r.Given, r.People = 4, 4
	if r.check() == nil {
		t.Error("one is lost, and nobody says so")
	}
}

func TestPercentile(t *testing.T) {
	ds := []time.Duration{5, 1, 4, 2, 3}
	if percentile(ds, 50) != 3 || percentile(ds, 95) != 5 || percentile(ds, 100) != 5 || percentile(nil, 95) != 0 || ds[0] != 5 {
		t.Errorf("of %v: %d %d", ds, percentile(ds, 50), percentile(ds, 95))
	}
}
