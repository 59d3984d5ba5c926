package offload

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/zeebo/xxh3"
)

// journalName is the file in the scratch folder that says which copies are
// finished. It is written after a copy was read back and has its name, and is
// removed when a manifest has taken its place.
const journalName = scratch + "/journal"

// finished is one line of a journal: this file was copied and read back.
type finished struct {
	path string // at the destination
	size int64
	time time.Time // of the file on the card
	sums Sums
}

// line is a checksum over the rest, so that a torn line is told from a whole one.
func (f finished) line() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d", f.size, f.time.UnixNano())
	for _, format := range slices.Sorted(maps.Keys(f.sums)) {
		fmt.Fprintf(&b, " %s=%s", format, f.sums[format])
	}
	b.WriteString(" " + strconv.QuoteToASCII(f.path))
	return fmt.Appendf(nil, "%016x %s\n", xxh3.HashString(b.String()), b.String())
}

// parseFinished reads what line wrote.
func parseFinished(line string) (f finished, ok bool) {
	sum, rest, _ := strings.Cut(line, " ")
	if sum != fmt.Sprintf("%016x", xxh3.HashString(rest)) {
		return f, false
	}
	words, quoted, ok := strings.Cut(rest, ` "`)
	if !ok {
		return f, false
	}
	name, err := strconv.Unquote(`"` + quoted)
	parts := strings.Split(words, " ")
	if err != nil || name == "" || local(name) != path.Clean(name) || len(parts) < 3 {
		return f, false
	}
	size, err1 := strconv.ParseInt(parts[0], 10, 64)
	nanos, err2 := strconv.ParseInt(parts[1], 10, 64)
	if errors.Join(err1, err2) != nil || size < 0 {
		return f, false
	}
	f = finished{name, size, time.Unix(0, nanos), Sums{}}
	for _, p := range parts[2:] {
		format, value, _ := strings.Cut(p, "=")
		v, err := Format(format).normal(value)
		if err != nil || v != value {
			return f, false
		}
		f.sums[Format(format)] = v
	}
	return f, true
}

// parseJournal reads a journal of any length and state. Lines that are torn
// or foreign are passed over: their files are copied again.
func parseJournal(b []byte) map[string]finished {
	all := map[string]finished{}
	for line := range bytes.Lines(b) {
		if f, ok := parseFinished(strings.TrimSuffix(string(line), "\n")); ok {
			all[f.path] = f
		}
	}
	return all
}

// journal is the open journal of one destination.
type journal struct{ file journalFile }

// openJournal goes on behind the lines of an earlier run, and returns the
// manifests that run may have written.
// ErrBusy when another offload has it.
func openJournal(d disk) (*journal, map[string]string, error) {
	f, err := d.journal(journalName)
	if err != nil {
		return nil, nil, err
	}
	old, err := readBounded(f, maxManifest)
	if err == nil && len(old) > 0 && old[len(old)-1] != '\n' {
		_, err = io.WriteString(f, "\n") // so that a torn line does not spoil the next
	}
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return &journal{f}, orphaned(parseJournal(old)), nil
}

// add makes lines durable.
func (j *journal) add(done []finished) error {
	if err := j.write(done); err != nil {
		return err
	}
	return j.file.Sync()
}

func (j *journal) write(done []finished) error {
	var b bytes.Buffer
	for _, f := range done {
		b.Write(f.line())
	}
	_, err := j.file.Write(b.Bytes())
	return err
}
