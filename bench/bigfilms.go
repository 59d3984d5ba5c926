package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"onset/consent"
	"onset/media"
	"onset/media/probe"
	"onset/media/xmp"
)

const (
	factsMost   = 5 * time.Millisecond
	writtenMost = 64 << 10
)

// bigFilms reads the facts of films of 4 GB and writes metadata into them.
func bigFilms(ctx context.Context, o options) ([]line, error) {
	for _, tool := range []string{"ffmpeg", "exiftool"} {
		if _, err := exec.LookPath(tool); err != nil {
			return []line{{what: tool + " is not installed, not measured", unit: "films"}}, nil
		}
	}
	dir, err := scratchFolder(o.out, "films")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if free, err := roomFor(ctx, dir); err != nil || free >= 0 && free < 2*filmBytes+1<<30 { // exiftool writes a second one
		return []line{{what: fmt.Sprintf("the disk has %.0f GB left, too few for a film of 4 GB", float64(free)/1e9), unit: "films"}}, err
	}
	var out []line
	for _, format := range []string{"mp4", "mov"} {
		path := filepath.Join(dir, "A001C001."+format)
		if err := makeFilm(ctx, path); err != nil {
			return nil, err
		}
		lines, err := filmLines(ctx, format, path)
		if err != nil {
			return nil, err
		}
		if out = append(out, lines...); os.Remove(path) != nil {
			return nil, fmt.Errorf("%s cannot be removed", path)
		}
	}
	return out, nil
}

// makeFilm has ffmpeg make two seconds of film and lets its media data grow to
// 4 GB. The pictures stay where the film's index says, so it can be played.
func makeFilm(ctx context.Context, path string) error {
	cmd := exec.CommandContext(ctx, "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=25:d=2", "-timecode", "01:00:00:00", path)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ffmpeg: %w: %s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	// ffmpeg keeps an empty box before the media data (ISO/IEC 14496-12, 8.1.1), whose room a long size takes.
	at := bytes.Index(b, []byte("mdat")) - 4
	if at < 8 || !bytes.Equal(b[at-8:at-4], []byte{0, 0, 0, 8}) {
		return fmt.Errorf("%s: no room for a long size before the media data", path)
	}
	end := at + int(binary.BigEndian.Uint32(b[at:]))
	long := append(binary.BigEndian.AppendUint32(nil, 1), "mdat"...)
	long = binary.BigEndian.AppendUint64(long, uint64(end-at+8)+filmBytes)
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	write := func(b []byte) { _, e := f.Write(b); err = errors.Join(err, e) }
	write(b[:at-8])
	write(long)
	write(b[at+8 : end])
	err = errors.Join(err, fillUp(ctx, f, filmBytes))
	write(b[end:])
	return errors.Join(err, f.Sync(), f.Close())
}

// counted counts what is read and written.
type counted struct {
	*os.File
	read, written int64
}

func (c *counted) ReadAt(b []byte, at int64) (int, error) {
	n, err := c.File.ReadAt(b, at)
	c.read += int64(n)
	return n, err
}

func (c *counted) WriteAt(b []byte, at int64) (int, error) {
	n, err := c.File.WriteAt(b, at)
	c.written += int64(n)
	return n, err
}

func filmLines(ctx context.Context, format, path string) ([]line, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	f := &counted{File: file}
	defer func() { _ = file.Close() }()
	read, err := readFilm(ctx, f)
	if err != nil {
		return nil, err
	}
	wasRead, what := f.read, fmt.Sprintf("facts of a film of %.1f GB (%s)", float64(filmBytes)/1e9, format)
	tagged, most, err := tagFilm(ctx, f)
	if err != nil {
		return nil, err
	}
	theirRead, theirWrite, err := exiftoolFilm(ctx, path)
	if err != nil {
		return nil, err
	}
	return []line{
		within(what, read, factsMost),
		against("  the same", read, "exiftool -fast", theirRead, 0),
		{what: "  read for that", got: float64(wasRead) / 1e3, unit: "kB"},
		{what: "consent ids written into it", got: float64(most) / 1e3, unit: "kB written", yardstick: writtenMost / 1e3, by: "target of 64 kB", need: 1},
		against("  the time, durable", tagged, "exiftool writing one property", theirWrite, 0),
	}, nil
}

// readFilm is the middle time of nine readings; what they read is that of one.
func readFilm(ctx context.Context, f *counted) (time.Duration, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	var facts media.Facts
	d := repeat(9, func() {
		f.read = 0
		facts, err = probe.Read(ctx, f, info.Size(), filepath.Base(f.Name()))
	})
	if err == nil && (facts.Duration != 2*time.Second || facts.Timecode != "01:00:00:00") {
		err = fmt.Errorf("%s: %v, %q: the film is not what it should be", f.Name(), facts.Duration, facts.Timecode)
	}
	return d, err
}

// tagFilm writes the facts and changes them a few times, and tells the middle
// time and the most bytes that were written for one change.
func tagFilm(ctx context.Context, f *counted) (d time.Duration, most int64, err error) {
	var all []time.Duration
	for i := range 5 {
		facts, e := consented(i)
		if e != nil {
			return 0, 0, e
		}
		info, e := f.Stat()
		if e != nil {
			return 0, 0, e
		}
		f.written = 0
		changed := false
		all = append(all, took(func() { changed, err = xmp.Embed(ctx, f, info.Size(), facts) }))
		if err == nil && !changed {
			err = fmt.Errorf("%s: nothing was written", f.Name())
		}
		if err != nil {
			return 0, 0, err
		}
		most = max(most, f.written)
	}
	return median(all), most, nil
}

// consented are the facts of a clip with three people, the last of whom took it back in every other state.
func consented(state int) (xmp.Facts, error) {
	f := xmp.Facts{
		Release: xmp.ReleaseLimited, Youngest: xmp.AgeUnder15, Mining: xmp.NoTraining, Result: media.Limited,
		Uses: []xmp.Use{{Purpose: consent.Film, Result: media.Cleared}, {Purpose: consent.Ads, Result: media.Blocked}},
		AsOf: consent.StampOf(firstDay.Add(time.Duration(state) * time.Hour)),
	}
	var err error
	id := func() (id consent.ID) {
		id, e := consent.NewID(rand.Reader)
		err = errors.Join(err, e)
		return id
	}
	f.Clip = id()
	for i := range 3 {
		c := xmp.Consent{ID: id(), Status: consent.StatusGiven}
		if i == 2 && state%2 == 1 {
			c.Status = consent.StatusWithdrawn
		} else {
			f.Releases = append(f.Releases, c.ID)
		}
		f.Consents = append(f.Consents, c)
		f.People = append(f.People, xmp.Person{ID: id(), As: media.Seen})
	}
	return f, err
}

// exiftoolFilm is how long exiftool takes to read the film's facts, and to write a property, for which it writes the film again.
func exiftoolFilm(ctx context.Context, path string) (read, write time.Duration, err error) {
	run := func(args ...string) time.Duration {
		return took(func() {
			cmd := exec.CommandContext(ctx, "exiftool", append(append([]string{"-q", "-api", "LargeFileSupport=1"}, args...), path)...)
			cmd.Stdout = io.Discard
			if e := cmd.Run(); e != nil {
				err = errors.Join(err, fmt.Errorf("exiftool: %w", e))
			}
		})
	}
	read = run("-fast", "-j")
	write = run("-overwrite_original", "-XMP-dc:Title=Ferry")
	return read, write, err
}
