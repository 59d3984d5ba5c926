//go:build unix

package offload

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// crashDisk counts what is done on all disks of a run and kills the process
// without warning at one of them.
type crashDisk struct {
	disk
	count *atomic.Int64
	at    int64
}

func (d *crashDisk) step() {
	if n := d.count.Add(1); n == d.at {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL) // as the battery does
		select {}
	}
}

type crashSink struct {
	sink
	d *crashDisk
}

func (s *crashSink) Write(b []byte) (int, error) {
	s.d.step()
	n, err := s.sink.Write(b[:len(b)/2&^(alignment-1)])
	if err != nil {
		return n, err
	}
	s.d.step()
	m, err := s.sink.Write(b[n:])
	return n + m, err
}

func (d *crashDisk) create(p string, size int64) (sink, error) {
	d.step()
	s, err := d.disk.create(p, size)
	if err != nil {
		return nil, err
	}
	return &crashSink{s, d}, nil
}

func (d *crashDisk) settle(files []sink) []error {
	d.step()
	real := make([]sink, len(files))
	for i, f := range files {
		real[i] = f.(*crashSink).sink
	}
	return d.disk.settle(real)
}

func (d *crashDisk) mkdir(p string) error { d.step(); return d.disk.mkdir(p) }

func (d *crashDisk) rename(from, to string) error { d.step(); return d.disk.rename(from, to) }

func (d *crashDisk) replace(from, to string) error { d.step(); return d.disk.replace(from, to) }

func (d *crashDisk) syncDir(p string) error { d.step(); return d.disk.syncDir(p) }

func (d *crashDisk) settleNames(folders []string, files int, journal journalFile) error {
	d.step()
	return d.disk.settleNames(folders, files, journal)
}

func (d *crashDisk) remove(p string) error { d.step(); return d.disk.remove(p) }

func (d *crashDisk) cold(p string, size int64) (io.ReadCloser, error) {
	d.step()
	return d.disk.cold(p, size)
}

func (d *crashDisk) journal(p string) (journalFile, error) {
	f, err := d.disk.journal(p)
	return &crashJournal{f, d}, err
}

type crashJournal struct {
	journalFile
	d *crashDisk
}

// Write writes half of the line, which is what a crash may leave.
func (j *crashJournal) Write(b []byte) (int, error) {
	n, err := j.journalFile.Write(b[:len(b)/2])
	if err != nil {
		return n, err
	}
	j.d.step()
	m, err := j.journalFile.Write(b[n:])
	return n + m, err
}

// crashing opens disks that count together.
func crashing(count *atomic.Int64, at int64) func(string) (disk, error) {
	return func(dir string) (disk, error) {
		real, err := openDisk(dir)
		return &crashDisk{real, count, at}, err
	}
}

// crashFiles is a small card: a crash is tried in every step of it.
var crashFiles = map[string]int{
	"DCIM/100/A.JPG": 500, "DCIM/100/B.MOV": directFrom + 9, "DCIM/101/C.JPG": 0, "CLIP/D.MXF": 2*directFrom + 4096, "E.XML": 20,
}

// TestCrashChild is the process that dies, started by TestCrash.
func TestCrashChild(t *testing.T) {
	at, err := strconv.ParseInt(os.Getenv("OFFLOAD_CRASH_AT"), 10, 64)
	if err != nil {
		t.Skip("only a part of TestCrash")
	}
	dir := os.Getenv("OFFLOAD_CRASH_DIR")
	o := options()
	o.openDisk = crashing(new(atomic.Int64), at)
	_, err = Run(t.Context(), plan(t, filepath.Join(dir, "card"), filepath.Join(dir, "one"), filepath.Join(dir, "two")), o)
	must(t, err)
}

// TestCrash kills the process at points all over a run, up to the last steps
// one by one, and resumes. In each third round the second run dies too.
func TestCrash(t *testing.T) {
	steps := crashSteps(t)
	points := []int64{}
	for at := int64(1); at <= steps; at += 1 + max(0, steps-at-25)/10 {
		points = append(points, at)
	}
	if testing.Short() {
		points = points[len(points)-5:]
	}
	for i, at := range points {
		t.Run(fmt.Sprintf("step %d of %d", at, steps), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			card := filepath.Join(dir, "card")
			write(t, card, crashFiles)
			before := tree(t, card)
			crash(t, dir, at)
			if i%3 == 0 {
				crash(t, dir, max(1, at/2))
			}
			if !maps.Equal(before, tree(t, card)) {
				t.Error("the card was touched")
			}
			for _, to := range []string{"one", "two"} {
				resume(t, card, filepath.Join(dir, to))
			}
		})
	}
}

// crashSteps counts the steps of a whole run.
func crashSteps(t *testing.T) int64 {
	dir := t.TempDir()
	card := filepath.Join(dir, "card")
	write(t, card, crashFiles)
	var count atomic.Int64
	o := options()
	o.openDisk = crashing(&count, -1)
	r, err := Run(t.Context(), plan(t, card, filepath.Join(dir, "one"), filepath.Join(dir, "two")), o)
	must(t, err)
	if !r.To[0].Complete() || count.Load() < 50 {
		t.Fatalf("%d steps, %+v", count.Load(), r.To[0])
	}
	return count.Load()
}

// crash runs the child until it dies. The order of steps of two disks varies,
// so one that is to die in the last steps may just finish.
func crash(t *testing.T, dir string, at int64) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrashChild$", "-test.timeout=2m")
	cmd.Env = append(os.Environ(), fmt.Sprintf("OFFLOAD_CRASH_AT=%d", at), "OFFLOAD_CRASH_DIR="+dir)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
		t.Fatalf("%v: %s", err, out)
	}
}

// resume wants no half file under its name, then completes the copy without
// touching what was finished.
func resume(t *testing.T, card, to string) {
	t.Helper()
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		noHalfFile(t, card, to)
	}
	p := plan(t, card, to)
	if p.To[0].Err != nil || len(p.To[0].Taken) > 0 {
		t.Fatalf("%+v", p.To[0])
	}
	made := map[string]time.Time{}
	for name := range crashFiles {
		if info, err := os.Stat(filepath.Join(to, name)); err == nil {
			made[name] = changed(info)
		}
	}
	r, err := Run(t.Context(), p, options())
	must(t, err)
	if !r.To[0].Complete() {
		t.Fatalf("%v: %+v", r.To[0].Err, r.To[0].Files)
	}
	for name, at := range made {
		if info, err := os.Stat(filepath.Join(to, name)); err != nil || !changed(info).Equal(at) {
			t.Errorf("%s was finished and was touched again: %v", name, err)
		}
	}
	sameFiles(t, card, to)
	checkHistory(t, to)
}

// checkHistory wants a history without a failed checksum, and no manifest
// beside it.
func checkHistory(t *testing.T, to string) {
	t.Helper()
	h, err := ReadHistory(t.Context(), to)
	must(t, err)
	for _, m := range h.Generations {
		for _, r := range m.Records {
			for _, s := range r.Sums {
				if s.Action == Failed {
					t.Errorf("%s: %s failed", m.Name, r.Path)
				}
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(to, history, "*.mhl"))
	if err != nil || len(files) != len(h.Chain) {
		t.Errorf("%d manifests, %d in the chain, %v", len(files), len(h.Chain), err)
	}
}
