package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSmallRace has all runners copy a few files.
func TestSmallRace(t *testing.T) {
	if _, err := exec.LookPath("xxhsum"); err != nil {
		t.Skip("xxhsum is not installed")
	}
	r := race{ctx: t.Context(), dir: t.TempDir(), rounds: 1}
	for _, name := range []string{"A.JPG", "B.JPG"} {
		if err := os.MkdirAll(r.card(), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(r.card(), name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := r.lines("two files")
	if err != nil || len(lines) != 2 || lines[0].got <= 0 || lines[0].yardstick <= 0 || lines[1].yardstick <= 0 {
		t.Errorf("%+v, %v", lines, err)
	}
	if left, err := os.ReadDir(r.dir); err != nil || len(left) != 1 {
		t.Errorf("besides the card there is left: %v, %v", left, err)
	}
	r.dir = t.TempDir()
	if _, err := r.lines("no card"); err == nil {
		t.Error("there is no card, and nobody says so")
	}
}

// TestFewSidecars stops and goes on, and takes a consent back.
func TestFewSidecars(t *testing.T) {
	if testing.Short() {
		t.Skip("founds a production")
	}
	lines, err := withdrawal(t.Context(), options{out: t.TempDir()}, 400)
	if err != nil || len(lines) != 5 || lines[2].got < 100 || lines[2].got >= 400 {
		t.Errorf("%+v, %v", lines, err)
	}
}

func TestLoad(t *testing.T) {
	if got := load(); !strings.HasPrefix(got, "the load is ") {
		t.Errorf("%q", got)
	}
}

func TestMoreIsBetter(t *testing.T) {
	l := line{got: 90, yardstick: 100, need: 1, more: true}
	if l.verdict() != "MISSED" || l.ratio() != 0.9 {
		t.Errorf("90 of 100: %s, %v", l.verdict(), l.ratio())
	}
	if l.got = 100; l.verdict() != "reached" {
		t.Errorf("all of them: %s", l.verdict())
	}
}
