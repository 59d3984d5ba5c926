package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"onset/media"
)

var (
	// ErrNoFFmpeg means films cannot be decoded here: ffmpeg is not installed.
	// Everything that does not need a picture of a film works without.
	ErrNoFFmpeg = errors.New("films cannot be decoded here: ffmpeg is not installed")
	// ErrUndecoded means that ffmpeg is there and could not decode the file.
	ErrUndecoded = errors.New("ffmpeg cannot decode this file")
)

const (
	// decodeLimit ends a decoding that hangs.
	decodeLimit = 2 * time.Minute
	// maxComplaint bounds what is kept of ffmpeg's complaints.
	maxComplaint = 4 << 10
)

// CanDecode tells whether ffmpeg is installed here.
func CanDecode() bool {
	_, err := exec.LookPath("ffmpeg")
	return err == nil
}

// demuxers are ffmpeg's names for the formats of films and sounds. ffmpeg is
// told the format, so that a file cannot pretend to be a playlist that names
// other files.
var demuxers = map[string]string{
	"MP4": "mov", "MOV": "mov", "M4V": "mov", "3GP": "mov", "M4A": "mov", "MXF": "mxf", "AVI": "avi",
	"MKV": "matroska", "WebM": "matroska", "MTS": "mpegts", "TS": "mpegts", "WAV": "wav",
}

// film is a file whose facts were read and that ffmpeg may be shown.
type film struct {
	path  string
	facts media.Facts
}

// openFilm reads the facts of a film. ErrNoFFmpeg, ErrNoThumbnail for what is
// no film, and the errors of Read.
func openFilm(ctx context.Context, path string) (film, error) {
	facts, err := readPath(ctx, path)
	if err != nil && !errors.Is(err, ErrDamaged) {
		return film{}, err
	}
	if facts.Kind == media.KindPhoto || demuxers[facts.Format] == "" {
		return film{facts: facts}, ErrNoThumbnail
	}
	if !CanDecode() {
		return film{facts: facts}, ErrNoFFmpeg
	}
	whole, err := filepath.Abs(path)
	return film{path: whole, facts: facts}, err
}

func readPath(ctx context.Context, path string) (media.Facts, error) {
	f, err := os.Open(path)
	if err != nil {
		return media.Facts{}, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return media.Facts{}, err
	}
	return Read(ctx, f, info.Size(), filepath.Base(path))
}

// ffmpeg is the one place where an outside program runs. It reads the film
// only, from the time on, writes to nothing but the pipe that take reads, and
// ends when take does.
func (f film) ffmpeg(ctx context.Context, from time.Duration, output []string, take func(io.Reader) error) error {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return ErrNoFFmpeg
	}
	limited, stop := context.WithTimeout(ctx, decodeLimit)
	defer stop()
	args := []string{"-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "2", "-max_alloc", "1073741824", "-noautorotate"}
	if from > 0 {
		args = append(args, "-ss", seconds(from))
	}
	args = append(args, "-protocol_whitelist", "file", "-f", demuxers[f.facts.Format], "-i", "file:"+f.path)
	run := exec.CommandContext(limited, program, append(append(args, output...), "pipe:1")...)
	run.WaitDelay = time.Second
	quiet(run)
	var complaint limitedBuffer
	run.Stderr = &complaint
	pipe, err := run.StdoutPipe()
	if err != nil {
		return err
	}
	if err := run.Start(); err != nil {
		return fmt.Errorf("%w: %w", ErrNoFFmpeg, err)
	}
	taken := take(pipe)
	if taken == nil {
		_, taken = io.Copy(io.Discard, pipe) // it ends by itself
	} else {
		stop()
	}
	waited := run.Wait()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case taken != nil:
		return taken
	case waited != nil:
		return fmt.Errorf("%w: %s", ErrUndecoded, complaint.line())
	}
	return nil
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.6f", d.Seconds()) }

// limitedBuffer keeps the beginning of what is written to it.
type limitedBuffer struct{ b bytes.Buffer }

func (l *limitedBuffer) Write(p []byte) (int, error) {
	l.b.Write(p[:min(len(p), maxComplaint-l.b.Len())])
	return len(p), nil
}

// line is the first line.
func (l *limitedBuffer) line() string {
	s, _, _ := strings.Cut(l.b.String(), "\n")
	return text([]byte(s))
}
