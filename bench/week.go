package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"onset/consent"
)

// What a week without a network leaves behind.
const (
	weekConsents = 5000
	weekClips    = 10_080 // each of them added, and nearly each tagged: 20,000 statements
	weekMost     = time.Minute
	weekMemory   = 400 // MB, of each side
)

// week has a kit that was offline for a week come back to its office, and then
// a new kit come to the production.
func week(ctx context.Context, o options) ([]line, error) {
	w, err := weekHomes(ctx, o)
	if err != nil {
		return nil, err
	}
	dir, err := scratchFolder(o.out, "week")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := copyFolder(ctx, w.dir, dir); err != nil {
		return nil, err
	}
	c, err := newCrew(ctx, o, dir)
	if err != nil {
		return nil, err
	}
	out, err := c.comeBack(w)
	return out, errors.Join(err, c.stop())
}

// comeBack measures a week's return, and then a newcomer.
func (c *crew) comeBack(w weekMade) ([]line, error) {
	office, err := c.device(officeProgram, "office")
	if err != nil {
		return nil, err
	}
	kit, err := c.device(kitProgram, "kit0")
	if err != nil {
		return nil, err
	}
	if err := office.serve(w.Port); err != nil {
		return nil, err
	}
	own := watchMemoryOf(office.pid())
	back, kitOwn, err := kit.syncOnce()
	if err != nil {
		return nil, err
	}
	officeOwn := own()
	if err := kit.carry("--only-dial", "--no-discover"); err != nil {
		return nil, err
	}
	if err := kit.sameState(office); err != nil {
		return nil, err
	}
	if err := kit.stop(); err != nil {
		return nil, err
	}
	lines := []line{
		within(fmt.Sprintf("a week offline, %d consents with ink and faces, %d statements in all: at the office and acknowledged", w.Consents, w.Statements), back, weekMost),
		memoryLine("  memory of the kit, peak", kitOwn, weekMemory),
		memoryLine("  memory of the office, peak", officeOwn, weekMemory),
	}
	more, err := c.newcomer(office)
	return append(lines, more...), err
}

// syncOnce is how long a kit takes from its start until nothing of it waits any more, and its memory.
func (d *device) syncOnce() (took time.Duration, own int64, err error) {
	began := time.Now()
	if err := d.start("sync", "--once", "--json", "--wait", patience.String(), "--only-dial", "--no-discover"); err != nil {
		return 0, 0, err
	}
	peak := watchMemoryOf(d.pid())
	err = d.cmd.Wait()
	took, own = time.Since(began), peak()
	d.cmd = nil
	if err != nil {
		err = fmt.Errorf("%s: %w: %s", d.name, err, &d.said)
	}
	return took, own, err
}

// newcomer pairs a new kit and waits until it has everything.
func (c *crew) newcomer(office *device) ([]line, error) {
	began := time.Now()
	d, err := c.join(office, "kit1")
	if err != nil {
		return nil, err
	}
	paired := time.Since(began)
	own := watchMemoryOf(office.pid())
	if err := d.carry("--only-dial", "--no-discover"); err != nil {
		return nil, err
	}
	kitOwn := watchMemoryOf(d.pid())
	if err := d.hasAll(office); err != nil {
		return nil, err
	}
	took := time.Since(began)
	return []line{
		within("a newly paired kit has that production, blobs included", took, weekMost),
		plain("  of that, pairing", paired),
		memoryLine("  memory of the new kit, peak", kitOwn(), weekMemory),
		memoryLine("  memory of the office, peak", own(), weekMemory),
	}, nil
}

// hasAll waits until a kit holds every statement that the office holds, and
// nothing more is announced to it.
func (d *device) hasAll(office *device) error {
	err := d.until("it holds every statement", func() (bool, error) {
		time.Sleep(250 * time.Millisecond) // the answer costs both something
		return d.same(office)
	})
	if err != nil {
		return err
	}
	_, err = d.ask("sync", "--once", "--json", "--wait", patience.String())
	return err
}

func memoryLine(what string, own int64, most float64) line {
	return line{what: what, got: mb(own), unit: "MB", yardstick: most, by: fmt.Sprintf("target of %.0f MB", most), need: 1}
}

// weekMade is what was written down beside the homes of the week.
type weekMade struct {
	dir                  string
	Port                 string
	Consents, Statements int
}

// weekHomes finds or makes a kit that was offline for a week, and its office.
func weekHomes(ctx context.Context, o options) (w weekMade, err error) {
	format, err := storeFormat(ctx)
	if err != nil {
		return w, err
	}
	dir := filepath.Join(o.out, fmt.Sprintf("week-f%d-s%d-%d-%d", format, shape, weekConsents, weekClips))
	note := filepath.Join(dir, "made.json")
	if b, err := os.ReadFile(note); err == nil && json.Unmarshal(b, &w) == nil {
		w.dir = dir
		return w, nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return w, err
	}
	fmt.Fprintf(os.Stderr, "bench: making a week of %d consents in %s, once\n", weekConsents, dir)
	if w, err = makeWeek(ctx, o, dir, weekConsents, weekClips); err != nil {
		return w, fmt.Errorf("make the week: %w", err)
	}
	b, err := json.Marshal(w)
	return w, errors.Join(err, os.WriteFile(note, b, 0o600))
}

func makeWeek(ctx context.Context, o options, dir string, consents, clips int) (weekMade, error) {
	w := weekMade{dir: dir, Consents: consents}
	c, err := newCrew(ctx, o, dir)
	if err != nil {
		return w, err
	}
	if w.Port, err = freePort(); err != nil {
		return w, err
	}
	_, kit, err := c.found(w.Port)
	if err = errors.Join(err, c.stop()); err != nil {
		return w, err
	}
	w.Statements, err = recordWeek(ctx, kit.dir(), consents, clips)
	return w, err
}

// recordWeek has a kit's home hold what is signed and filmed in a week.
func recordWeek(ctx context.Context, home string, consents, clips int) (statements int, err error) {
	b := &builder{ctx: ctx, rnd: rand.New(rand.NewPCG(7, 8)), now: time.Now()}
	h, opened, err := openHome(home, func() time.Time { return b.now })
	if err != nil {
		return 0, err
	}
	if b.kit, err = h.Unlock(ctx, passphrase, consent.Ref{}); err != nil {
		return 0, err
	}
	b.store = opened.store
	b.now = b.now.AddDate(0, 0, -8) // nothing of it lies in the future, however much it is
	err = b.signWeek(consents)
	if err == nil {
		err = b.film(clips, nil)
	}
	if err == nil {
		statements, err = b.statements()
	}
	return statements, errors.Join(err, b.kit.Close())
}

func (b *builder) signWeek(n int) error {
	for i := range n {
		d := declaration(i)
		d.Face, d.ClockOK = faceOf(i), true
		_, r, err := b.kit.Declare(b.ctx, d)
		if err != nil {
			return err
		}
		b.people = append(b.people, r.Person)
		b.now = b.now.Add(time.Second)
	}
	return nil
}

func (b *builder) statements() (n int, err error) {
	logs, err := b.store.Logs(b.ctx)
	for _, l := range logs {
		n += l.Held
	}
	return n, err
}

// faceOf is a grainy picture of 320 × 320, about 40 kB.
func faceOf(i int) []byte {
	r, img := rand.New(rand.NewPCG(9, uint64(i))), image.NewRGBA(image.Rect(0, 0, 320, 320))
	for y := range 320 {
		for x := range 320 {
			grain := uint8(r.IntN(48))
			img.SetRGBA(x, y, color.RGBA{R: uint8(x/2) + grain, G: uint8(y/2) + grain, B: 90 + grain, A: 255})
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 80}) // a buffer takes everything
	return b.Bytes()
}

// copyFolder copies what lies in a folder; measured homes are spoilt by it.
func copyFolder(ctx context.Context, from, to string) error {
	out, err := exec.CommandContext(ctx, "cp", "-a", from+"/.", to).CombinedOutput()
	if err != nil {
		return fmt.Errorf("copy %s: %w: %s", from, err, out)
	}
	return nil
}
