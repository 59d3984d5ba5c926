package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// engineProgram is the engine's test, in which the plain Syncthing can be run.
const engineProgram = "engine.test"

const (
	carriedBytes = 2 << 30
	carriedFiles = 5000
	carriedSize  = 20_000
)

// carried is how fast an office gets a large clip, and many small ones, that a
// kit offloaded; against the plain Syncthing and rsync. All carry a copy that an
// offload has just made, which leaves nothing of it in memory.
func carried(ctx context.Context, o options) ([]line, error) {
	dir, err := scratchFolder(o.out, "carried")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		return []line{{what: "ffmpeg is not installed, not measured", unit: "clips"}}, nil
	}
	var out []line
	for _, l := range []freight{
		{name: "one clip of 2 GiB", suffix: ".MOV", plain: "OneLarge", files: 1, size: carriedBytes},
		{name: fmt.Sprintf("%d photos of %d kB", carriedFiles, carriedSize/1000), suffix: ".JPG", plain: "ManySmall", files: carriedFiles, size: carriedSize},
	} {
		if free, err := roomFor(ctx, dir); err != nil || free >= 0 && free < 4*l.bytes()+4<<30 {
			return append(out, line{what: fmt.Sprintf("the disk has %.0f GB left, too few to carry %s", float64(free)/1e9, l.name), unit: "clips"}), err
		}
		l.card = filepath.Join(dir, "card"+l.suffix)
		if err := l.fill(ctx); err != nil {
			return nil, err
		}
		lines, err := l.lines(ctx, o)
		if err != nil {
			return nil, err
		}
		if out = append(out, lines...); os.RemoveAll(l.card) != nil {
			return nil, fmt.Errorf("%s cannot be removed", l.card)
		}
	}
	return out, nil
}

// freight is a card of clips that are all of one size.
type freight struct {
	name, suffix, plain string
	card                string
	files               int
	size                int64
}

func (l freight) bytes() int64 { return int64(l.files) * l.size }

func (l freight) rate(d time.Duration) float64 { return float64(l.bytes()) / 1e6 / d.Seconds() }

// fill writes the card. No two of its blocks are the same: the engine would send one of them only.
func (l freight) fill(ctx context.Context) error {
	head, err := l.head(ctx)
	if err != nil {
		return err
	}
	noise := rand.NewChaCha8([32]byte{11})
	b := make([]byte, min(l.size, 8<<20))
	for i := range l.files {
		folder := filepath.Join(l.card, "DCIM", fmt.Sprintf("%03dCANON", 100+i/1000))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		f, err := os.Create(filepath.Join(folder, fmt.Sprintf("A%05d%s", i, l.suffix)))
		if err != nil {
			return err
		}
		_, err = f.Write(head)
		for left := l.size - int64(len(head)); left > 0 && err == nil && ctx.Err() == nil; left -= int64(len(b)) {
			_, _ = noise.Read(b) // it never fails
			_, err = f.Write(b[:min(left, int64(len(b)))])
		}
		if err := errors.Join(err, f.Close(), ctx.Err()); err != nil {
			return err
		}
	}
	return nil
}

// head is what makes the noise behind it a clip: a small picture, which may be
// followed by anything, or a short film that ends in an empty box.
func (l freight) head(ctx context.Context) ([]byte, error) {
	if l.suffix == ".JPG" {
		var b bytes.Buffer
		err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil)
		return b.Bytes(), err
	}
	film := filepath.Join(l.card, "short.mov")
	if err := os.MkdirAll(l.card, 0o755); err != nil {
		return nil, err
	}
	out, err := exec.CommandContext(ctx, "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=1", film).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("ffmpeg: %w: %s", err, out)
	}
	b, err := os.ReadFile(film)
	if err != nil {
		return nil, err
	}
	// A box with a long size (ISO/IEC 14496-12, 4.2), up to the end of the file.
	box := append(binary.BigEndian.AppendUint32(nil, 1), "free"...)
	box = binary.BigEndian.AppendUint64(box, uint64(l.size-int64(len(b))))
	return append(b, box...), os.Remove(film)
}

func (l freight) lines(ctx context.Context, o options) ([]line, error) {
	var there, safe time.Duration
	err := inCrew(ctx, o, "carried", func(c *crew, office, kit *device) (err error) {
		there, safe, err = l.carry(c, office, kit)
		return err
	})
	if err != nil {
		return nil, err
	}
	guarded, err := l.engine(ctx, o, "guarded")
	if err != nil {
		return nil, err
	}
	plain, err := l.engine(ctx, o, "plain")
	if err != nil {
		return nil, err
	}
	rate := func(what string, got float64, by string, yardstick, need float64) line {
		return line{what: what, got: got, unit: "MB/s", yardstick: yardstick, by: by, need: need, more: true}
	}
	const bare = "the plain Syncthing"
	out := []line{
		rate(l.name+", from the end of the offload until it is at the office", l.rate(there), bare, plain, 0.8),
		rate("  until it was read back there, and its receipt is at the kit", l.rate(safe), bare, plain, 0),
		rate("  the engine alone, with its guards", guarded, bare, plain, 0.8),
	}
	synced, err := l.rsync(ctx, o)
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return append(out, line{what: "  rsync is not installed, not compared", got: 0, unit: "runs"}), nil
	case err != nil:
		return nil, err
	}
	return append(out,
		rate("  at the office", l.rate(there), "rsync --fsync over loopback, which neither encrypts nor reads twice", l.rate(synced), 0),
		rate("  the engine alone", guarded, "the same", l.rate(synced), 0),
	), nil
}

// carry offloads the card on a kit that is connected, and is how long it takes
// from then until the office has all of it, and until the kit calls it safe.
func (l freight) carry(c *crew, office, kit *device) (there, safe time.Duration, err error) {
	if err := warmMemory(); err != nil {
		return 0, 0, err
	}
	if _, err := kit.ask("offload", l.card, "--to", filepath.Join(c.dir, "copy"), "--card", "A001"); err != nil {
		return 0, 0, err
	}
	began := time.Now()
	if err := l.registered(kit); err != nil {
		return 0, 0, err
	}
	seen := map[string]bool{}
	err = office.until("it has all clips", func() (bool, error) {
		time.Sleep(20 * time.Millisecond)
		l.arrived(office.dir(), seen)
		return len(seen) == l.files, nil
	})
	there = time.Since(began)
	if err != nil {
		return 0, 0, err
	}
	err = kit.until("all is safe", func() (bool, error) {
		time.Sleep(20 * time.Millisecond)
		out, err := kit.ask("sync", "--once", "--json", "--wait", patience.String())
		var v struct{ Clips, Safe int }
		if err = errors.Join(err, json.Unmarshal([]byte(out), &v)); err != nil {
			return false, fmt.Errorf("%w: %q", err, out)
		}
		return v.Safe == l.files, nil
	})
	return there, time.Since(began), err
}

// registered makes sure that the kit took all files for clips: others are not offered.
func (l freight) registered(kit *device) error {
	out, err := kit.ask("clips", "--json")
	var clips []struct{}
	if err = errors.Join(err, json.Unmarshal([]byte(out), &clips)); err == nil && len(clips) != l.files {
		err = fmt.Errorf("%d of %d files were taken for clips", len(clips), l.files)
	}
	return err
}

// arrived adds the names of the clips that have come whole. A folder whose
// clips are all kept goes from "media" again, so "clips" is looked into too.
func (l freight) arrived(home string, seen map[string]bool) {
	came, _ := filepath.Glob(filepath.Join(home, "*", "media"))
	keeps, _ := filepath.Glob(filepath.Join(home, "*", "clips"))
	for _, folder := range append(came, keeps...) {
		_ = filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(d.Name(), l.suffix) && !strings.HasPrefix(d.Name(), ".") {
				seen[d.Name()] = true
			}
			return nil // what cannot be read has not come
		})
	}
}

var speedOf = regexp.MustCompile(`([0-9.]+) MB/s`)

// engine is how many MB/s an engine carries to another, with the guards or without.
func (l freight) engine(ctx context.Context, o options, which string) (rate float64, err error) {
	err = inScratch(ctx, o, "engine", func(c *crew) error {
		kit, err := c.alone("kit")
		if err != nil {
			return err
		}
		offload := kit.command("offload", l.card, "--card", "A001", "--to")
		fill, err := json.Marshal(offload.Args)
		if err != nil {
			return err
		}
		cmd := exec.CommandContext(ctx, filepath.Join(c.bins, engineProgram), "-test.run", "^$", "-test.bench", l.plain+"/"+which+"$", "-test.benchtime", "1x")
		cmd.Env = append(offload.Env, "ONSET_LARGE=1", "ONSET_FILL="+string(fill), "TMPDIR="+c.dir)
		if err := warmMemory(); err != nil {
			return err
		}
		b, err := cmd.CombinedOutput()
		m := speedOf.FindSubmatch(b)
		if err != nil || m == nil {
			return fmt.Errorf("%s of the engine: %w: %s", l.plain, err, b)
		}
		rate, err = strconv.ParseFloat(string(m[1]), 64)
		return err
	})
	return rate, err
}

// rsync is how long rsync takes to a daemon on this machine.
func (l freight) rsync(ctx context.Context, o options) (d time.Duration, err error) {
	program, err := exec.LookPath("rsync")
	if err != nil {
		return 0, err
	}
	err = inScratch(ctx, o, "rsync", func(c *crew) error {
		port, err := freePort()
		if err != nil {
			return err
		}
		module, conf, from := filepath.Join(c.dir, "m"), filepath.Join(c.dir, "conf"), filepath.Join(c.dir, "copy")
		text := fmt.Sprintf("use chroot = no\npid file = %s/pid\nlog file = /dev/null\n[m]\npath = %s\nread only = no\nuid = %d\ngid = %d\n",
			c.dir, module, os.Getuid(), os.Getgid())
		if err := errors.Join(os.Mkdir(module, 0o700), os.WriteFile(conf, []byte(text), 0o600)); err != nil {
			return err
		}
		daemon := exec.CommandContext(ctx, program, "--daemon", "--no-detach", "--address", "127.0.0.1", "--port", port, "--config", conf)
		if err := daemon.Start(); err != nil {
			return err
		}
		defer func() {
			_ = daemon.Process.Signal(syscall.SIGTERM)
			_ = daemon.Wait() // it says that it was ended
		}()
		if err := answered(ctx, "127.0.0.1:"+port); err != nil {
			return err
		}
		kit, err := c.alone("kit")
		if err != nil {
			return err
		}
		if err := warmMemory(); err != nil {
			return err
		}
		if _, err := kit.run("offload", l.card, "--card", "A001", "--to", from); err != nil {
			return err
		}
		var out []byte
		d = took(func() {
			out, err = exec.CommandContext(ctx, program, "-a", "--fsync", from+"/", "rsync://127.0.0.1:"+port+"/m/").CombinedOutput()
		})
		if err != nil {
			return fmt.Errorf("rsync: %w: %s", err, out)
		}
		return nil
	})
	return d, err
}

// answered waits until somebody listens at an address.
func answered(ctx context.Context, address string) error {
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			return c.Close()
		}
		if time.Now().After(end) || ctx.Err() != nil {
			return err
		}
	}
}
