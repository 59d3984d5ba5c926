package offload

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// outcome finds what became of a file at a destination.
func outcome(t testing.TB, r *Result, to int, name string) Outcome {
	t.Helper()
	for i := range r.Card.Files {
		if r.Card.Files[i].Path == name {
			return r.To[to].Files[i]
		}
	}
	t.Fatalf("%s is not on the card", name)
	return Outcome{}
}

// places makes a filled card and two empty destinations.
func places(t testing.TB, files map[string]int) (card, one, two string) {
	t.Helper()
	dir := t.TempDir()
	card, one, two = filepath.Join(dir, "card"), filepath.Join(dir, "disk1", "A001"), filepath.Join(dir, "disk2", "A001")
	must(t, os.Mkdir(card, 0o755))
	write(t, card, files)
	return card, one, two
}

func TestRunCopiesToAll(t *testing.T) {
	card, one, two := places(t, mixed)
	before := tree(t, card)
	r := copyCard(t, t.Context(), card, one, two)
	sameFiles(t, card, one)
	sameFiles(t, card, two)
	if after := tree(t, card); len(after) != len(before) {
		t.Errorf("the card had %d files and has %d", len(before), len(after))
	}
	if _, err := os.Stat(filepath.Join(one, "PRIVATE/M4ROOT/SUB")); err != nil {
		t.Errorf("an empty folder is gone: %v", err)
	}
	for i, s := range r.Sums {
		info, err := os.Stat(filepath.Join(two, r.Card.Files[i].As))
		if s[XXH128] == "" || err != nil || !info.ModTime().Equal(day) {
			t.Errorf("%s: %v, %v", r.Card.Files[i].Path, s, err)
		}
	}
	if len(r.Moved) > 0 || r.To[0].C4 == "" || r.Ended.Before(r.Started) {
		t.Errorf("%+v", r)
	}
}

func TestRunComputesWhatIsAsked(t *testing.T) {
	card, one, _ := places(t, map[string]int{"A.MOV": blockSize + 3})
	o := options()
	o.Hashes = []Format{XXH64, MD5, C4, SHA256}
	r, err := Run(t.Context(), plan(t, card, one), o)
	must(t, err)
	want, err := newDigest([]Format{XXH64, MD5, C4, SHA256, XXH128})
	must(t, err)
	_, _ = want.Write(content("A.MOV", blockSize+3))
	for f, v := range want.sums() {
		if r.Sums[0][f] != v {
			t.Errorf("%s: %s, want %s", f, r.Sums[0][f], v)
		}
	}
	h, err := ReadHistory(t.Context(), one)
	must(t, err)
	if got := h.Sums("A.MOV"); len(got) != 4 || got[SHA256] != "" {
		t.Errorf("the manifest lists %v", got)
	}
	if _, err := Run(t.Context(), plan(t, card, one), Options{Hashes: []Format{"crc32"}}); !errors.Is(err, ErrFormat) {
		t.Errorf("%v, want ErrFormat", err)
	}
}

// TestRunResumes stops after the first file that is good and counts what the
// second run creates.
func TestRunResumes(t *testing.T) {
	card, one, two := places(t, mixed)
	ctx, cancel := context.WithCancel(t.Context())
	o := options()
	o.Now = ticking(time.Second)
	o.Progress = func(p Progress) {
		if p.To[0].Files > 0 {
			cancel()
		}
	}
	first, err := Run(ctx, plan(t, card, one, two), o)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("%v, want a cancelled run", err)
	}
	done := first.To[0].Good()
	if done == 0 || first.To[0].Complete() || first.To[0].Manifest != "" {
		t.Fatalf("%d good files: %+v", done, first.To[0])
	}
	created := 0
	o = options()
	o.openDisk = with(func(dir string, d *faultyDisk) {
		d.onCreate = func(p string) error {
			if dir == one && !strings.Contains(p, ".mhl") && !strings.Contains(p, chainFile) {
				created++
			}
			return nil
		}
	})
	p := plan(t, card, one, two)
	if p.To[0].Done != done || p.To[0].Copy != len(mixed)-1-done {
		t.Errorf("planned %d done, %d to copy; %d were good", p.To[0].Done, p.To[0].Copy, done)
	}
	second, err := Run(t.Context(), p, o)
	must(t, err)
	if !second.To[0].Complete() || !second.To[1].Complete() || created != p.To[0].Copy {
		t.Errorf("%d files created, %d expected; %+v", created, p.To[0].Copy, second.To)
	}
	sameFiles(t, card, one)
	sameFiles(t, card, two)
	if h, err := ReadHistory(t.Context(), one); err != nil || len(h.Generations) != 1 {
		t.Errorf("%v, %+v", err, h)
	}
}

// TestRunAgain puts a card in again: once as it was, once with one more clip.
func TestRunAgain(t *testing.T) {
	card, one, _ := places(t, mixed)
	copyCard(t, t.Context(), card, one)
	r := copyCard(t, t.Context(), card, one)
	if o := outcome(t, r, 0, "MEDIAPRO.XML"); o.State != Checked {
		t.Errorf("%+v, want checked", o)
	}
	write(t, card, map[string]int{"DCIM/100CANON/MVI_0004.MP4": 5000})
	p := plan(t, card, one)
	if p.To[0].Copy != 1 || p.To[0].Check != len(mixed)-1 {
		t.Errorf("%+v", p.To[0])
	}
	copyCard(t, t.Context(), card, one)
	h, err := ReadHistory(t.Context(), one)
	must(t, err)
	last := h.Generations[2]
	actions := map[Action]int{}
	for _, rec := range last.Records {
		for _, s := range rec.Sums {
			actions[s.Action]++
		}
	}
	if len(h.Generations) != 3 || actions[Original] != 1 || actions[Verified] != len(mixed)-1 || actions[Failed] != 0 {
		t.Errorf("%d generations, %v", len(h.Generations), actions)
	}
}

func TestRunNeverOverwrites(t *testing.T) {
	card, one, two := places(t, mixed)
	const same, other, longer = "MEDIAPRO.XML", "DCIM/100CANON/IMG_0001.JPG", "DCIM/100CANON/IMG_0001.CR3"
	put(t, filepath.Join(one, same), content(same, mixed[same]))
	put(t, filepath.Join(one, other), content("another", mixed[other]))
	put(t, filepath.Join(one, longer), content("longer", 9000))
	p := plan(t, card, one, two)
	if !slices.Equal(p.To[0].Taken, []string{longer}) {
		t.Errorf("taken: %v", p.To[0].Taken)
	}
	r, err := Run(t.Context(), p, options())
	must(t, err)
	if o := outcome(t, r, 0, same); o.State != Checked {
		t.Errorf("%+v", o)
	}
	for _, name := range []string{other, longer} {
		if o := outcome(t, r, 0, name); o.State != Bad || !errors.Is(o.Err, ErrTaken) {
			t.Errorf("%s: %+v", name, o)
		}
	}
	files := tree(t, one)
	if files[other] != string(content("another", mixed[other])) || len(files[longer]) != 9000 {
		t.Error("a file was overwritten")
	}
	if r.To[0].Complete() || !r.To[1].Complete() {
		t.Errorf("%+v", r.To)
	}
}

// TestRunLosesTheRace has the name taken between the plan and the rename.
func TestRunLosesTheRace(t *testing.T) {
	card, one, _ := places(t, map[string]int{"A.MOV": 100})
	o := options()
	o.openDisk = with(func(dir string, d *faultyDisk) {
		d.onRename = func(_, to string) error {
			if to == "A.MOV" {
				put(t, filepath.Join(dir, to), []byte("mine"))
			}
			return nil
		}
	})
	r, err := Run(t.Context(), plan(t, card, one), o)
	must(t, err)
	if out := outcome(t, r, 0, "A.MOV"); !errors.Is(out.Err, ErrTaken) || tree(t, one)["A.MOV"] != "mine" {
		t.Errorf("%+v", out)
	}
}

func TestRunSeesTheCardChange(t *testing.T) {
	const name, size = "PRIVATE/M4ROOT/CLIP/C0001.MP4", 10 * blockSize // more than is under way at any time
	files := maps.Clone(mixed)
	files[name] = size
	for _, tt := range []struct {
		what   string
		change func(t *testing.T, file string)
		want   error
	}{
		{"grows", func(t *testing.T, f string) { must(t, os.Truncate(f, size+1)) }, ErrChanged},
		{"shrinks", func(t *testing.T, f string) { must(t, os.Truncate(f, 10)) }, ErrChanged},
		{"is written to", func(t *testing.T, f string) { must(t, os.WriteFile(f, content("x", size), 0o644)) }, ErrChanged},
		{"vanishes", func(t *testing.T, f string) { must(t, os.Remove(f)) }, ErrVanished},
		{"is replaced", func(t *testing.T, f string) { must(t, os.Remove(f)); put(t, f, content("y", 7)) }, ErrChanged},
		{"becomes a pipe", func(t *testing.T, f string) { must(t, os.Remove(f)); obstacle(t, f) }, ErrChanged},
	} {
		for _, when := range []string{"before", "while"} {
			t.Run(tt.what+" "+when+" it is read", func(t *testing.T) {
				card, one, two := places(t, files)
				p, o, changed := plan(t, card, one, two), options(), false
				if when == "before" {
					tt.change(t, filepath.Join(card, name))
				}
				o.openDisk = with(func(dir string, d *faultyDisk) {
					d.onWrite = func(_ string, n int) error {
						if dir == one && n == blockSize && !changed && when == "while" {
							changed = true
							tt.change(t, filepath.Join(card, name))
						}
						return nil
					}
				})
				r, err := Run(t.Context(), p, o)
				must(t, err)
				for to := range r.To {
					if out := outcome(t, r, to, name); !errors.Is(out.Err, tt.want) {
						t.Errorf("%+v, want %v", out, tt.want)
					}
					if r.To[to].Good() != len(mixed)-2 || r.To[to].Complete() {
						t.Errorf("%d other files are good", r.To[to].Good())
					}
				}
				if _, err := os.Lstat(filepath.Join(one, name)); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("a copy has the name: %v", err)
				}
				if !slices.Contains(r.Moved, name) {
					t.Errorf("moved: %v", r.Moved)
				}
			})
		}
	}
}

func TestRunSeesANewFile(t *testing.T) {
	card, one, _ := places(t, mixed)
	p := plan(t, card, one)
	write(t, card, map[string]int{"DCIM/100CANON/IMG_0009.JPG": 3})
	r, err := Run(t.Context(), p, options())
	must(t, err)
	if !slices.Equal(r.Moved, []string{"DCIM/100CANON/IMG_0009.JPG"}) {
		t.Errorf("moved: %v", r.Moved)
	}
}

func TestRunWithoutCard(t *testing.T) {
	card, one, _ := places(t, mixed)
	p, o := plan(t, card, one), options()
	o.openDisk = with(func(_ string, d *faultyDisk) {
		d.onCreate = func(p string) error {
			if p == partName(3) {
				must(t, os.Rename(card, card+"-pulled"))
			}
			return nil
		}
	})
	r, err := Run(t.Context(), p, o)
	if !errors.Is(err, ErrCardGone) || r.To[0].Manifest != "" {
		t.Fatalf("%v", err)
	}
	must(t, os.Rename(card+"-pulled", card))
	copyCard(t, t.Context(), card, one)
	sameFiles(t, card, one)
}

// TestRunFaultyDisk breaks the first of two destinations; the second must not
// notice, and the first never shows half a file.
func TestRunFaultyDisk(t *testing.T) {
	for _, tt := range []struct {
		what string
		hook func(d *faultyDisk)
		want error // of the destination; nil when only files are bad
		file error
	}{
		{"full", func(d *faultyDisk) { d.onWrite = quota(blockSize + 4000) }, ErrFull, nil},
		{"pulled while writing", func(d *faultyDisk) { d.onWrite = func(string, int) error { return syscall.EIO } }, ErrPulled, nil},
		{"pulled before a file", func(d *faultyDisk) {
			d.onCreate = func(p string) error {
				if p == partName(2) {
					return syscall.ENODEV
				}
				return nil
			}
		}, ErrPulled, nil},
		{"pulled while syncing", func(d *faultyDisk) { d.onDone = func(string) error { return syscall.EIO } }, ErrPulled, nil},
		{"lies", func(d *faultyDisk) {
			d.onCold = func(_ string, b []byte) {
				if len(b) > 0 {
					b[len(b)/2] ^= 4
				}
			}
		}, nil, ErrReadBack},
		{"knows no such name", func(d *faultyDisk) {
			d.onCreate = func(p string) error {
				if p == partName(0) {
					return syscall.EILSEQ
				}
				return nil
			}
		}, nil, ErrName},
	} {
		t.Run(tt.what, func(t *testing.T) {
			card, one, two := places(t, mixed)
			o := options()
			o.openDisk = with(func(dir string, d *faultyDisk) {
				if dir == one {
					tt.hook(d)
				}
			})
			r, err := Run(t.Context(), plan(t, card, one, two), o)
			must(t, err)
			if !errors.Is(r.To[0].Err, tt.want) || r.To[0].Complete() {
				t.Errorf("%v, want %v", r.To[0].Err, tt.want)
			}
			if tt.file != nil && !slices.ContainsFunc(r.To[0].Files, func(f Outcome) bool { return errors.Is(f.Err, tt.file) }) {
				t.Errorf("%+v, want %v", r.To[0].Files, tt.file)
			}
			if !r.To[1].Complete() {
				t.Errorf("the other: %v", r.To[1].Err)
			}
			noHalfFile(t, card, one)
			sameFiles(t, card, two)
			copyCard(t, t.Context(), card, one, two)
			sameFiles(t, card, one)
		})
	}
}

// quota lets some bytes pass.
func quota(left int) func(string, int) error {
	return func(_ string, n int) error {
		if left -= n; left < 0 {
			return syscall.ENOSPC
		}
		return nil
	}
}

// noHalfFile wants every file of a destination to be one of the card's, whole.
func noHalfFile(t *testing.T, card, to string) {
	t.Helper()
	want := tree(t, card)
	for name, b := range tree(t, to) {
		if strings.HasPrefix(name, scratch+"/") || inHistory(name) {
			continue
		}
		if want[name] != b {
			t.Errorf("%s has %d bytes, not %d", name, len(b), len(want[name]))
		}
	}
}

func TestRunIsAlone(t *testing.T) {
	card, one, _ := places(t, mixed)
	var inner *Result
	o := options()
	o.openDisk = with(func(_ string, d *faultyDisk) {
		d.onCreate = func(p string) error {
			if path.Base(p) == "0"+partEnd {
				r, err := Run(t.Context(), plan(t, card, one), options())
				must(t, err)
				inner = r
			}
			return nil
		}
	})
	r, err := Run(t.Context(), plan(t, card, one), o)
	must(t, err)
	if !errors.Is(inner.To[0].Err, ErrBusy) || !r.To[0].Complete() {
		t.Errorf("%v, %v", inner.To[0].Err, r.To[0].Err)
	}
}

func TestRunDeniedDestination(t *testing.T) {
	card, one, two := places(t, mixed)
	put(t, filepath.Dir(one), []byte("a file where the disk should be"))
	r, err := Run(t.Context(), plan(t, card, one, two), options())
	must(t, err)
	if !errors.Is(r.To[0].Err, ErrDenied) || !r.To[1].Complete() {
		t.Errorf("%v, %v", r.To[0].Err, r.To[1].Err)
	}
}
