package spool

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/signer"
)

func TestSegmentRoundTrip(t *testing.T) {
	w := newWorld(t)
	f := w.folder()
	n := w.write(f, w.log...)
	if n.First != 1 || n.Last != 3 || n.IsBlob() {
		t.Fatalf("name %v", n)
	}
	if err := f.Flush(n); err != nil {
		t.Fatal(err)
	}
	got, err := f.Segment(n, w.keys.Identities()...)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		if got[i].ID != w.log[i].ID || !bytes.Equal(got[i].Payload, w.log[i].Payload) || !bytes.Equal(got[i].Signature, w.log[i].Signature) {
			t.Errorf("statement %d is another", i)
		}
	}
	if l := w.list(f); !slices.Equal(l.Segments, []Name{n}) || l.Stray != 0 {
		t.Errorf("listed %+v", l)
	}
}

func TestSegmentIsForItsReadersOnly(t *testing.T) {
	w := newWorld(t)
	f := w.folder()
	n := w.write(f, w.log...)
	other, err := signer.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Segment(n, other); !errors.Is(err, signer.ErrNoIdentity) {
		t.Errorf("a stranger reads: %v", err)
	}
	if _, err := f.WriteSegment(w.log); !errors.Is(err, signer.ErrKey) {
		t.Errorf("written for nobody: %v", err)
	}
}

func TestForkIsCarried(t *testing.T) {
	w := newWorld(t)
	f := w.folder()
	prev := w.log[2].ID
	fork := append(slices.Clone(w.log), w.sealAt(4, prev, 1), w.sealAt(4, prev, 2))
	fork = append(fork, w.sealAt(5, fork[3].ID, 1), w.sealAt(5, fork[4].ID, 2))
	n := w.write(f, fork...)
	got, err := f.Segment(n, w.keys.Identities()...)
	if err != nil || !slices.Equal(ids(got), ids(fork)) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestWriteSegmentRefuses(t *testing.T) {
	w := newWorld(t)
	w.say(3)
	stranger := newWorld(t)
	for name, c := range map[string]struct {
		sealed []signer.Sealed
		want   error
	}{
		"nothing":     {nil, ErrEmpty},
		"not a place": {[]signer.Sealed{{Payload: []byte("{}"), Signature: make([]byte, 64)}}, ErrEmpty},
		"a gap":       {[]signer.Sealed{w.log[0], w.log[2]}, ErrDamaged},
		"backwards":   {[]signer.Sealed{w.log[3], w.log[2], w.log[1]}, ErrDamaged},
		"another's":   {stranger.log, ErrForeign},
		"short seal":  {[]signer.Sealed{{Payload: w.log[0].Payload, Signature: []byte{1}}}, ErrDamaged},
	} {
		if _, err := w.folder().WriteSegment(c.sealed, w.to()...); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// forge puts a file of any content under the name that its bytes give.
func forge(t testing.TB, w *world, f *Folder, first, last uint64, plain []byte) Name {
	t.Helper()
	var b bytes.Buffer
	e, err := signer.Encrypt(&b, w.to()...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	n := Name{First: first, Last: last, Sum: sha256.Sum256(b.Bytes())}
	if err := f.Put(n, b.Bytes()); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSegmentRefuses(t *testing.T) {
	w := newWorld(t)
	w.say(2)
	stranger := newWorld(t)
	me := owner{w.keys.ID, w.keys.Seal.Author()}
	good := me.pack(w.log)
	edit := func(f func(b []byte) []byte) []byte { return f(slices.Clone(good)) }
	for name, c := range map[string]struct {
		first, last uint64
		plain       []byte
		want        error
	}{
		"empty":             {1, 5, nil, ErrDamaged},
		"other magic":       {1, 5, edit(func(b []byte) []byte { b[0]++; return b }), ErrDamaged},
		"newer":             {1, 5, edit(func(b []byte) []byte { b[14] = '2'; return b }), ErrNewer},
		"other production":  {1, 5, edit(func(b []byte) []byte { b[16]++; return b }), ErrForeign},
		"other author":      {1, 5, edit(func(b []byte) []byte { b[48]++; return b }), ErrForeign},
		"speaks of others":  {1, 3, me.pack(stranger.log), ErrForeign},
		"count too large":   {1, 5, edit(func(b []byte) []byte { b[80] = 0xff; return b }), ErrDamaged},
		"count of none":     {1, 5, edit(func(b []byte) []byte { b[83] = 0; return b }), ErrDamaged},
		"count too small":   {1, 4, edit(func(b []byte) []byte { b[83]--; return b }), ErrDamaged},
		"cut":               {1, 5, good[:len(good)-1], ErrDamaged},
		"more at the end":   {1, 5, append(slices.Clone(good), 0), ErrDamaged},
		"length too large":  {1, 5, edit(func(b []byte) []byte { b[84] = 0xff; return b }), ErrDamaged},
		"other first place": {2, 5, good, ErrDamaged},
		"other last place":  {1, 6, good, ErrDamaged},
		"earlier last":      {1, 4, good, ErrDamaged},
		"no statement":      {1, 1, me.pack([]signer.Sealed{{Payload: []byte("{}"), Signature: make([]byte, 64)}}), ErrDamaged},
	} {
		f := w.folder()
		n := forge(t, w, f, c.first, c.last, c.plain)
		if got, err := f.Segment(n, w.keys.Identities()...); !errors.Is(err, c.want) || got != nil && !errors.Is(err, ErrForeign) && err == nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestFileIsHeldToItsName(t *testing.T) {
	w := newWorld(t)
	f := w.folder()
	n := w.write(f, w.log...)
	whole, err := f.Bytes(n)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		bad := slices.Clone(whole)
		if at := rapid.IntRange(0, len(bad)-1).Draw(r, "at"); rapid.Bool().Draw(r, "cut") {
			bad = bad[:at]
		} else {
			bad[at] ^= byte(rapid.IntRange(1, 255).Draw(r, "flip"))
		}
		if err := os.WriteFile(f.file(n), bad, 0o600); err != nil {
			r.Fatal(err)
		}
		if _, err := f.Segment(n, w.keys.Identities()...); !errors.Is(err, ErrDamaged) {
			r.Errorf("read: %v", err)
		}
	})
	if err := os.Remove(f.file(n)); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Segment(n, w.keys.Identities()...); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of a file that is gone: %v", err)
	}
}

func TestNoPlainFileIsNotRead(t *testing.T) {
	w := newWorld(t)
	f := w.folder()
	n := w.write(f, w.log...)
	elsewhere := filepath.Join(t.TempDir(), "x")
	if err := os.Rename(f.file(n), elsewhere); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, f.file(n)); err != nil {
		t.Skip("no symbolic links here")
	}
	if _, err := f.Segment(n, w.keys.Identities()...); !errors.Is(err, ErrDamaged) {
		t.Errorf("a link: %v", err)
	}
	if l := w.list(f); len(l.Segments) != 0 || l.Stray != 1 {
		t.Errorf("a link is listed: %+v", l)
	}
	huge := Name{First: 1, Last: 1, Sum: consent.Ref{1}}
	if err := os.WriteFile(f.file(huge), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(f.file(huge), 1<<40); err != nil {
		t.Skip("no sparse files here")
	}
	if _, err := f.Segment(huge, w.keys.Identities()...); !errors.Is(err, ErrDamaged) {
		t.Errorf("a terabyte: %v", err)
	}
}

func TestBlobs(t *testing.T) {
	w := newWorld(t)
	f := w.folder()
	b, err := signer.SealBlob(rand.Reader, signer.AudienceSet, []byte("Freja"), w.to()...)
	if err != nil {
		t.Fatal(err)
	}
	n, err := f.WriteBlob(b.ID, b.Bytes)
	if err != nil || !n.IsBlob() {
		t.Fatal(n, err)
	}
	again, err := f.WriteBlob(b.ID, b.Bytes)
	if err != nil || again != n {
		t.Errorf("written again: %v, %v", again, err)
	}
	if err := f.Flush(n); err != nil {
		t.Error(err)
	}
	got, err := f.Blob(n)
	if err != nil || got.ID != b.ID || !bytes.Equal(got.Bytes, b.Bytes) {
		t.Errorf("got %v, %v", got.ID, err)
	}
	if _, err := f.Segment(n); !errors.Is(err, ErrName) {
		t.Errorf("a blob as a segment: %v", err)
	}
	if _, err := f.Blob(Name{First: 1, Last: 1}); !errors.Is(err, ErrName) {
		t.Errorf("a segment as a blob: %v", err)
	}
	if l := w.list(f); !slices.Equal(l.BlobsOf(b.ID), []Name{n}) {
		t.Errorf("listed %+v", l)
	}
	if err := f.Put(n, b.Bytes[1:]); !errors.Is(err, ErrDamaged) {
		t.Errorf("other bytes under the name: %v", err)
	}
	if _, err := f.WriteBlob(b.ID, make([]byte, maxBlobFile+1)); !errors.Is(err, ErrDamaged) {
		t.Errorf("too long: %v", err)
	}
	if err := errors.Join(f.Remove(n), f.Remove(n)); err != nil {
		t.Error(err)
	}
	if _, err := f.Blob(n); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after Remove: %v", err)
	}
}

func TestBatch(t *testing.T) {
	w := newWorld(t)
	w.say(2 * MaxStatements)
	if n := Batch(w.log); n != MaxStatements {
		t.Errorf("%d statements in a batch", n)
	}
	if n := Batch(w.log[:7]); n != 7 {
		t.Errorf("%d of 7", n)
	}
	if n := Batch([]signer.Sealed{w.log[0], w.log[2]}); n != 1 {
		t.Errorf("%d over a gap", n)
	}
	if n := Batch(nil); n != 0 {
		t.Errorf("%d of nothing", n)
	}
	long := signer.Sealed{Payload: make([]byte, signer.MaxPayload)}
	if n := Batch([]signer.Sealed{long, long}); n != 1 {
		t.Errorf("%d long ones", n)
	}
}

func TestSweepLeavesOnlyFiles(t *testing.T) {
	w := newWorld(t)
	f := w.folder()
	n := w.write(f, w.log...)
	b, err := f.WriteBlob(consent.ID{0xab}, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{f.path, filepath.Dir(f.file(b))} {
		if err := os.WriteFile(filepath.Join(dir, tempPrefix+"half"+tempSuffix), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Sweep(); err != nil {
		t.Fatal(err)
	}
	if l := w.list(f); l.Stray != 0 || !slices.Equal(l.Segments, []Name{n}) || !slices.Equal(l.Blobs, []Name{b}) {
		t.Errorf("left %+v", l)
	}
}

func TestListOfHostileFolder(t *testing.T) {
	w := newWorld(t)
	f := w.folder()
	for _, dir := range []string{"b/zz/deep/er", "other/1-1-x", "b/aaa"} {
		if err := os.MkdirAll(filepath.Join(f.path, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	_ = os.Symlink("..", filepath.Join(f.path, "b", "up"))
	if l := w.list(f); len(l.Segments)+len(l.Blobs) != 0 || l.Stray < 3 {
		t.Errorf("listed %+v", l)
	}
	if l := w.list(At(filepath.Join(f.path, "none"), w.keys.ID, consent.Ref{1})); l.Stray != 0 {
		t.Errorf("of no folder: %+v", l)
	}
}

func FuzzSegment(f *testing.F) {
	w := newWorld(f)
	w.say(2)
	me := owner{w.keys.ID, w.keys.Seal.Author()}
	f.Add(uint64(1), uint64(5), me.pack(w.log))
	f.Add(uint64(4), uint64(4), me.pack(w.log[3:4]))
	f.Add(uint64(1), uint64(1), []byte(segmentMagic))
	f.Fuzz(func(t *testing.T, first, last uint64, plain []byte) {
		n := Name{First: first, Last: last}
		got, err := me.unpack(n, plain)
		if err != nil {
			return
		}
		if !bytes.Equal(me.pack(got), plain) {
			t.Error("another form was taken")
		}
	})
}

func FuzzFile(f *testing.F) {
	w := newWorld(f)
	dir := w.folder()
	n := w.write(dir, w.log...)
	whole, err := dir.Bytes(n)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		to := At(t.TempDir(), w.keys.ID, w.keys.Seal.Author())
		n := Name{First: 1, Last: 3, Sum: sha256.Sum256(file)}
		if err := os.WriteFile(to.file(n), file, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := to.Segment(n, w.keys.Identities()...)
		if err == nil && !slices.Equal(ids(got), ids(w.log)) {
			t.Error("a file nobody wrote was taken")
		}
	})
}
