package xmp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// manyClips is a folder with clips that have sidecars, and the jobs to write them.
func manyClips(t testing.TB, n int, facts Facts) (string, []Job) {
	t.Helper()
	dir := t.TempDir()
	var jobs []Job
	for i := range n {
		name := fmt.Sprintf("A%05d", i)
		if err := errors.Join(os.WriteFile(filepath.Join(dir, name+".MXF"), nil, 0o600),
			os.WriteFile(filepath.Join(dir, name+".xmp"), merged(t, rdf("", ""), allFacts()), 0o600)); err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, Job{Name: name + ".MXF", Facts: func() Facts { return facts }})
	}
	f := opened(t, dir)
	for i := range jobs {
		jobs[i].Folder = f
	}
	return dir, jobs
}

// TestWriteAllGoesOn: stopped half-way and run again, it writes what is left.
func TestWriteAllGoesOn(t *testing.T) {
	dir, jobs := manyClips(t, 60, withdrawn())
	ctx, stop := context.WithCancel(t.Context())
	first := 0
	err := WriteAll(ctx, jobs, func(o Outcome) bool {
		if o.Err == nil && o.Written[0].Changed {
			first++
		}
		if first == 20 {
			stop()
		}
		return true
	})
	if !errors.Is(err, context.Canceled) || first < 20 || first == len(jobs) {
		t.Fatalf("%d written, %v", first, err)
	}
	var second, same int
	seen := make([]bool, len(jobs))
	if err := WriteAll(t.Context(), jobs, func(o Outcome) bool {
		seen[o.Job] = true
		switch {
		case o.Err != nil:
			t.Error(o.Err)
		case o.Written[0].Changed:
			second++
		default:
			same++
		}
		return true
	}); err != nil {
		t.Fatal(err)
	}
	if second+same != len(jobs) || same < first || slices.Contains(seen, false) {
		t.Errorf("%d, then %d and %d as they should be", first, second, same)
	}
	for i := range jobs {
		b := must(os.ReadFile(filepath.Join(dir, fmt.Sprintf("A%05d.xmp", i))))
		if found, err := Read(b); err != nil || found.Facts.Result != withdrawn().Result {
			t.Errorf("%d: %+v %v", i, found, err)
		}
	}
	assertNoLeftovers(t, dir)
}

func TestWriteAllStopsWhenTold(t *testing.T) {
	_, jobs := manyClips(t, 60, withdrawn())
	n := 0
	if err := WriteAll(t.Context(), jobs, func(Outcome) bool { n++; return false }); err != nil || n != 1 {
		t.Errorf("%d calls, %v", n, err)
	}
}

// TestWriteAllTellsOfEach: one clip's fault does not keep the others from being written.
func TestWriteAllTellsOfEach(t *testing.T) {
	dir, jobs := manyClips(t, 10, withdrawn())
	if err := os.WriteFile(filepath.Join(dir, "A00003.xmp"), []byte("<"), 0o600); err != nil {
		t.Fatal(err)
	}
	failed := map[int]error{}
	if err := WriteAll(t.Context(), jobs, func(o Outcome) bool {
		if o.Err != nil {
			failed[o.Job] = o.Err
		}
		return true
	}); err != nil {
		t.Fatal(err)
	}
	if len(failed) != 1 || !errors.Is(failed[3], ErrNotXMP) {
		t.Errorf("%v", failed)
	}
}
