package xmp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// films are the shapes of movies, with and without a packet already in them.
func films() map[string]film {
	return map[string]film{
		"mov":                    {brand: "qt  "},
		"mov with user data":     {brand: "qt  ", userData: slices.Concat(boxOf("\xa9nam", []byte("title")), make([]byte, 4))},
		"mov, movie box first":   {brand: "qt  ", fast: true, userData: boxOf("\xa9nam", []byte("title"))},
		"mov older than brands":  {wide: true},
		"mov without end":        {brand: "qt  ", fast: true, openEnd: true},
		"mov with an index":      {brand: "qt  ", index: true},
		"mp4":                    {brand: "isom"},
		"mp4, movie box first":   {brand: "isom", fast: true},
		"mp4 without end":        {brand: "isom", fast: true, openEnd: true, wide: true},
		"mp4 with an index":      {brand: "iso5", index: true},
		"mp4 with a QuickTime's": {brand: "mp42", userData: boxOf(xmpUserData, rdf("", "<plus:Licensor>theirs</plus:Licensor>"))},
	}
}

// errPulled is what a File says after its last write.
var errPulled = errors.New("the plug was pulled")

// pulled is a File of which only the first writes arrive, the last of them in part.
type pulled struct {
	memory
	left int // writes
	part int // bytes of the last one
	size int // what the last one had
}

func (p *pulled) WriteAt(b []byte, off int64) (int, error) {
	if p.left--; p.left > 0 {
		return p.memory.WriteAt(b, off)
	}
	if p.left == 0 {
		p.size = len(b)
		n, _ := p.memory.WriteAt(b[:min(p.part, len(b))], off)
		return n, errPulled
	}
	return 0, errPulled
}

// Truncate after the plug was pulled does nothing: that is what a killed program does.
func (p *pulled) Truncate(n int64) error {
	if p.left <= 0 {
		return errPulled
	}
	return p.memory.Truncate(n)
}

// TestPulledAtEveryWrite: after any number of writes, and any part of a write
// of new data, the media is where the movie box says, the packet says what it
// said or what it should say, and the next try goes through.
func TestPulledAtEveryWrite(t *testing.T) {
	shapes := map[string][]byte{}
	for name, f := range films() {
		shapes[name] = f.bytes()
		shapes[name+", tagged before"] = copied(t, f.bytes(), allFacts())
	}
	for name, before := range shapes {
		was, err := readFacts(before)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for writes := 1; ; writes++ {
			finished := false
			for _, part := range []int{0, 1, 5, 100} {
				f := &pulled{memory: memory{b: bytes.Clone(before)}, left: writes, part: part}
				_, err := Embed(context.Background(), f, int64(len(before)), withdrawn())
				finished = err == nil
				if err != nil && !errors.Is(err, errPulled) {
					t.Fatalf("%s: %v", name, err)
				}
				step := fmt.Sprintf("%s after %d writes and %d bytes", name, writes-1, part)
				if part > 0 && f.size <= 8 {
					continue // a few bytes are written whole or not at all
				}
				assertAfterPull(t, step, name, f.b, was)
			}
			if finished {
				break
			}
			if writes > 50 {
				t.Fatalf("%s: no end", name)
			}
		}
	}
}

func assertAfterPull(t *testing.T, step, name string, b []byte, was Facts) {
	t.Helper()
	now, err := readFacts(b)
	if err != nil {
		t.Fatalf("%s: %v", step, err)
	}
	if now.Result != was.Result && now.Result != withdrawn().Result {
		t.Fatalf("%s: %+v", step, now)
	}
	assertMedia(t, name, b)
	again := &memory{b: b}
	if _, err := Embed(context.Background(), again, int64(len(b)), withdrawn()); err != nil {
		t.Fatalf("%s: the next try: %v", step, err)
	}
	if now := factsIn(t, again.b); now.Result != withdrawn().Result {
		t.Fatalf("%s: the next try wrote %+v", step, now)
	}
	assertMedia(t, name, again.b)
	if bytes.Contains(again.b, []byte("Øl")) {
		t.Errorf("%s: the name that was taken back is still in the file", step)
	}
}

// full is a File without room.
type full struct{ memory }

func (f *full) WriteAt(b []byte, off int64) (int, error) {
	if off+int64(len(b)) >= 1000 {
		return 0, &os.PathError{Op: "write", Path: "copy", Err: syscall.ENOSPC}
	}
	return f.memory.WriteAt(b, off)
}

// TestNoRoom: a copy that cannot grow is as it was.
func TestNoRoom(t *testing.T) {
	for name, shape := range films() {
		before := shape.bytes()
		f := &full{memory{b: bytes.Clone(before)}}
		_, err := Embed(t.Context(), f, int64(len(before)), allFacts())
		if !errors.Is(err, ErrFull) || len(f.b) != len(before) {
			t.Errorf("%s: %v, %d bytes, had %d", name, err, len(f.b), len(before))
		}
		assertMedia(t, name, f.b)
	}
}

// TestUserDataStays: what others keep in a film's user data is still there.
func TestUserDataStays(t *testing.T) {
	for name, shape := range films() {
		b := copied(t, copied(t, shape.bytes(), allFacts()), withdrawn())
		if bytes.Contains(shape.userData, []byte("title")) && !bytes.Contains(b, boxOf("\xa9nam", []byte("title"))) {
			t.Errorf("%s: the title is gone", name)
		}
		if bytes.Contains(shape.userData, []byte("theirs")) && !bytes.Contains(must(Packet(t.Context(), bytes.NewReader(b), int64(len(b)))), []byte("theirs")) {
			t.Errorf("%s: what QuickTime's packet said is gone", name)
		}
		last := b[len(b)-16:]
		if shape.index && string(last[4:8]) != "mfro" && !bytes.Contains(b[len(b)-24:], []byte("mfra")) {
			t.Errorf("%s: the index is no longer last", name)
		}
	}
}

// counting is a sparse file that counts what is written to it.
type counting struct {
	*os.File
	written int64
}

func (c *counting) WriteAt(b []byte, off int64) (int, error) {
	c.written += int64(len(b))
	return c.File.WriteAt(b, off)
}

// sparseFilm is a film of more than 4 GB on the disk that takes up next to nothing.
func sparseFilm(t testing.TB, brand string, fast bool) *counting {
	t.Helper()
	const size = 4<<30 + 1<<20
	f, err := os.Create(filepath.Join(t.TempDir(), "sparse"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	shape := film{brand: brand}
	head := boxOf("ftyp", []byte(brand), make([]byte, 4), []byte(brand))
	if fast {
		head = append(head, shape.movie(0)...)
	}
	at := int64(len(head))
	media := append(append(be.AppendUint32(nil, 1), "mdat"...), be.AppendUint64(nil, size)...)
	if _, err := f.WriteAt(append(head, media...), 0); err != nil {
		t.Fatal(err)
	}
	end := at + size
	if err := f.Truncate(end); err != nil {
		t.Skip("no sparse files here: " + err.Error())
	}
	if !fast {
		if _, err := f.WriteAt(shape.movie(0), end); err != nil {
			t.Fatal(err)
		}
	}
	return &counting{File: f}
}

func sizeOf(t testing.TB, f *counting) int64 {
	t.Helper()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// TestLargeFilms: tagging a film of more than 4 GB writes less than 64 kB.
func TestLargeFilms(t *testing.T) {
	for name, f := range map[string]*counting{
		"mp4": sparseFilm(t, "isom", false), "fast mp4": sparseFilm(t, "isom", true),
		"mov": sparseFilm(t, "qt  ", false), "fast mov": sparseFilm(t, "qt  ", true),
	} {
		for i, facts := range []Facts{allFacts(), withdrawn(), allFacts()} {
			f.written = 0
			if changed, err := Embed(t.Context(), f, sizeOf(t, f), facts); err != nil || !changed {
				t.Fatalf("%s: %t %v", name, changed, err)
			}
			if f.written >= 64<<10 || f.written < 1000 {
				t.Errorf("%s: %d bytes written", name, f.written)
			}
			packet, err := Packet(t.Context(), f, sizeOf(t, f))
			if err != nil {
				t.Fatal(err)
			}
			if found, err := Read(packet); err != nil || found.Facts.Result != facts.Result {
				t.Errorf("%s %d: %+v %v", name, i, found, err)
			}
		}
	}
}

// TestLargeOpenFilm: a recording of more than 4 GB that was interrupted gets a
// long size in the room before it.
func TestLargeOpenFilm(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "sparse"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	head := slices.Concat(boxOf("ftyp", []byte("isom\x00\x00\x00\x00isom")), film{}.movie(0), boxOf("wide"), []byte("\x00\x00\x00\x00mdat"))
	if _, err := f.WriteAt(head, 0); err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(5 << 30); err != nil {
		t.Skip("no sparse files here: " + err.Error())
	}
	c := &counting{File: f}
	if _, err := Embed(t.Context(), c, 5<<30, allFacts()); err != nil {
		t.Fatal(err)
	}
	s := newSource(t.Context(), f, sizeOf(t, c))
	top, err := s.topBoxes()
	if err != nil {
		t.Fatal(err)
	}
	if media, ok := find(top, "mdat"); !ok || media.end != 5<<30 || media.open {
		t.Errorf("%+v", top)
	}
	narrow := slices.Concat(head[:len(head)-16], head[len(head)-8:])
	if _, err := f.WriteAt(append(narrow, make([]byte, 8)...), 0); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(0), f.Truncate(5<<30)); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(narrow, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := Embed(t.Context(), c, 5<<30, allFacts()); !errors.Is(err, ErrSidecarOnly) {
		t.Errorf("without room: %v", err)
	}
}
