package offload

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// long is a card with files that are read back while they are written.
var long = map[string]int{"A.MOV": behindFrom + 7*blockSize + 777, "B.MOV": behindFrom, "C.XML": 3}

// spinning is a disk that does one thing at a time.
type spinning struct{ disk }

func (spinning) overlaps() bool { return false }

func TestRunLargeFiles(t *testing.T) {
	for name, open := range map[string]func(string) (disk, error){
		"both at once": openDisk,
		"in turns": func(dir string) (disk, error) {
			d, err := openDisk(dir)
			return spinning{d}, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			card, one, two := places(t, long)
			o := options()
			o.openDisk = open
			r, err := Run(t.Context(), plan(t, card, one, two), o)
			must(t, err)
			if !r.To[0].Complete() || !r.To[1].Complete() {
				t.Fatalf("%+v", r.To)
			}
			sameFiles(t, card, one)
			sameFiles(t, card, two)
		})
	}
}

// TestRunLargeFileGivenUp ends a large file in all ways while it is read back.
func TestRunLargeFileGivenUp(t *testing.T) {
	for _, tt := range []struct {
		what string
		hook func(d *faultyDisk, cancel func(), card string)
		want func(r *Result, err error) bool
	}{
		{
			"full", func(d *faultyDisk, _ func(), _ string) { d.onWrite = quota(5 * blockSize) },
			func(r *Result, err error) bool { return err == nil && errors.Is(r.To[0].Err, ErrFull) },
		},
		{"pulled while syncing", func(d *faultyDisk, _ func(), _ string) {
			d.onDone = func(string) error { return syscall.EIO }
		}, func(r *Result, err error) bool { return err == nil && errors.Is(r.To[0].Err, ErrPulled) }},
		{"cancelled", func(d *faultyDisk, cancel func(), _ string) {
			d.onCold = func(string, []byte) { cancel() }
		}, func(_ *Result, err error) bool { return errors.Is(err, context.Canceled) }},
		{"bits turned", func(d *faultyDisk, _ func(), _ string) {
			d.onCold = func(p string, b []byte) {
				if p == partName(0) && len(b) > 0 {
					b[0] ^= 1
				}
			}
		}, func(r *Result, err error) bool {
			return err == nil && errors.Is(r.To[0].Files[0].Err, ErrReadBack) && r.To[0].Good() == 2
		}},
		{"changed on the card", func(d *faultyDisk, _ func(), card string) {
			writes := 0
			d.onWrite = func(string, int) error {
				if writes++; writes == 2 {
					put(d.t, filepath.Join(card, "A.MOV"), []byte("short"))
				}
				return nil
			}
		}, func(r *Result, err error) bool { return err == nil && errors.Is(r.To[0].Files[0].Err, ErrChanged) }},
	} {
		t.Run(tt.what, func(t *testing.T) {
			card, one, _ := places(t, long)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			o := options()
			o.openDisk = with(func(_ string, d *faultyDisk) {
				d.t = t
				tt.hook(d, cancel, card)
			})
			r, err := Run(ctx, plan(t, card, one), o)
			if !tt.want(r, err) {
				t.Errorf("%v, %+v", err, r.To)
			}
			for name := range tree(t, one) {
				if strings.HasSuffix(name, partEnd) && !errors.Is(r.To[0].Err, ErrPulled) {
					t.Errorf("%s is left", name)
				}
			}
			write(t, card, long)
			copyCard(t, t.Context(), card, one)
			sameFiles(t, card, one)
		})
	}
}
