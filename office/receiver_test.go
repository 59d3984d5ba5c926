package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"image"
	"image/png"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onset/app/flow"
	"onset/consent"
)

// received is an office with a production of a kit, and the kit.
type received struct {
	*receiver
	kit, office *flow.Kit
	author      consent.Ref
	folder      string
	log         *lines
}

func newReceived(t *testing.T) *received {
	t.Helper()
	r, k := prepared(t), founded(t)
	o := r.brings(t, k)
	carried(t, k, o)
	w := &received{kit: k, office: o, author: k.Carried().Production.Seal.Author(), log: &lines{}}
	options, err := Options{Home: r.home}.filled()
	must(t, err)
	w.receiver = newReceiver(options, o, slog.New(slog.NewTextHandler(w.log, nil)))
	w.folder = folderPrefix(w.author) + "0011223344556677"
	return w
}

// clip is a file that the kit registers; it gives the clip's id.
func (w *received) clip(t *testing.T, name, content string) consent.ID {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, []byte(content), 0o600))
	done, err := w.kit.Ingest(t.Context(), []string{path}, nil)
	must(t, err)
	must(t, done[0].Err)
	return done[0].Clip
}

// arrives puts a file where the carrier would, and tells of it.
func (w *received) arrives(t *testing.T, path, content string) string {
	t.Helper()
	dir, _, err := w.Accept(t.Context(), w.author, w.folder)
	must(t, err)
	at := filepath.Join(dir, filepath.FromSlash(path))
	must(t, os.MkdirAll(filepath.Dir(at), 0o700))
	must(t, os.WriteFile(at, []byte(content), 0o600))
	w.Arrived(t.Context(), w.author, w.folder, []string{path})
	return at
}

// works takes everything that has arrived.
func (w *received) works(t *testing.T) {
	t.Helper()
	for w.takeSome(t.Context()) {
		continue
	}
	if log := w.log.String(); strings.Contains(log, "ERROR") {
		t.Errorf("the log says %s", log)
	}
}

func (w *received) keptAt(path string) string {
	return filepath.Join(w.dir, keptDir, w.folder, filepath.FromSlash(path))
}

func (w *received) isReceived(t *testing.T, clip consent.ID) bool {
	t.Helper()
	return w.office.HasClip(t.Context(), clip)
}

// film is the whole of a picture, as a camera wrote it.
var film = func() string {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))) // into memory
	return b.String()
}()

func TestAClipIsReadBackKeptAndStated(t *testing.T) {
	w := newReceived(t)
	id := w.clip(t, "A001C001.MP4", film)
	carried(t, w.kit, w.office)
	at := w.arrives(t, "CLIPS/A001C001.MP4", film)
	if w.isReceived(t, id) || w.waiting() != 1 {
		t.Fatal("stated before it was read")
	}
	w.works(t)
	if !w.isReceived(t, id) {
		t.Fatal("no receipt")
	}
	carried(t, w.office, w.kit)
	if s, err := w.kit.Clip(id); err != nil || !s.Received {
		t.Errorf("the kit does not hear of it: %v", err)
	}
	must(t, os.Remove(at)) // whoever offered it takes it away
	if b, err := os.ReadFile(w.keptAt("CLIPS/A001C001.MP4")); err != nil || string(b) != film {
		t.Errorf("what was kept went with it: %v", err)
	}
	before, err := w.office.State(t.Context())
	must(t, err)
	w.arrives(t, "CLIPS/A001C001.MP4", film)
	w.works(t)
	if after, err := w.office.State(t.Context()); err != nil || after != before {
		t.Errorf("the same again changed something: %v", err)
	}
}

func TestAReceiptThatCannotBeStatedIsStatedLater(t *testing.T) {
	w := newReceived(t)
	id := w.clip(t, "A001C001.MP4", film)
	carried(t, w.kit, w.office)
	w.arrives(t, "A001C001.MP4", film)
	a, _ := w.next()
	k, _, err := w.take(t.Context(), a)
	must(t, err)
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := w.settle(ended, k); err == nil || w.isReceived(t, id) {
		t.Fatal("it was stated")
	}
	w.known(t.Context())
	if !w.isReceived(t, id) {
		t.Error("it was not stated later")
	}
	if _, err := os.Stat(w.keptAt("A001C001.MP4")); err != nil {
		t.Error(err)
	}
}

func TestAnotherFileOfTheSameNameTakesNothingsPlace(t *testing.T) {
	w := newReceived(t)
	id := w.clip(t, "A001C001.MP4", film)
	carried(t, w.kit, w.office)
	w.arrives(t, "A001C001.MP4", film)
	w.works(t)
	at := w.arrives(t, "A001C001.MP4.new", "what a hostile device puts in its place")
	must(t, os.Rename(at, filepath.Join(filepath.Dir(at), "A001C001.MP4")))
	w.Arrived(t.Context(), w.author, w.folder, []string{"A001C001.MP4"})
	w.works(t)
	if b, err := os.ReadFile(w.keptAt("A001C001.MP4")); err != nil || string(b) != film || !w.isReceived(t, id) {
		t.Fatalf("what was kept is %q, %v", b, err)
	}
	other, err := filepath.Glob(w.keptAt("A001C001.MP4~*"))
	if err != nil || len(other) != 1 {
		t.Errorf("the other is not kept beside it: %v, %v", other, err)
	}
}

func TestAFileThatIsNotTheClipIsNotStated(t *testing.T) {
	w := newReceived(t)
	id := w.clip(t, "A001C001.MP4", film)
	carried(t, w.kit, w.office)
	w.arrives(t, "A001C001.MP4", film+" and more")
	w.works(t)
	if w.isReceived(t, id) {
		t.Fatal("another content counts as the clip")
	}
	if log := w.log.String(); !strings.Contains(log, "not the clip of its name") || strings.Contains(log, "A001C001") {
		t.Errorf("the log says %q", log)
	}
}

func TestAClipThatIsRegisteredLaterIsStatedThen(t *testing.T) {
	w := newReceived(t)
	id := w.clip(t, "A001C001.MP4", film)
	w.arrives(t, "A001C001.MP4", film)
	w.arrives(t, "A001C001.XML", "<a/>")
	w.works(t)
	if w.isReceived(t, id) {
		t.Fatal("received before anybody registered it")
	}
	w.known(t.Context())
	carried(t, w.kit, w.office)
	w.known(t.Context())
	if !w.isReceived(t, id) {
		t.Fatal("no receipt when it is known")
	}
	if _, err := os.Lstat(w.keptAt("A001C001.MP4")); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(w.keptAt("A001C001.XML" + waitingSuffix)); err != nil {
		t.Errorf("what lies beside the clips: %v", err)
	}
}

func TestWhatWasNotStatedWhenTheServiceEndedIsStatedLater(t *testing.T) {
	w := newReceived(t)
	id := w.clip(t, "A001C001.MP4", film)
	w.arrives(t, "A001C001.MP4", film)
	w.works(t)
	carried(t, w.kit, w.office)
	again := newReceiver(w.o, w.office, w.receiver.log)
	again.resume(t.Context())
	if !w.isReceived(t, id) {
		t.Fatal("no receipt after a restart")
	}
}

func TestFoldersThatAreRefused(t *testing.T) {
	w := newReceived(t)
	stranger := consent.Ref(sha256.Sum256([]byte("a stranger")))
	for what, c := range map[string]struct {
		author consent.Ref
		folder string
		want   error
	}{
		"of nobody":              {stranger, w.folder, flow.ErrNotAllowed},
		"of a stranger":          {stranger, folderPrefix(stranger) + "00", flow.ErrNotAllowed},
		"a way out of the place": {w.author, folderPrefix(w.author) + "../../x", ErrFolder},
		"a long name":            {w.author, folderPrefix(w.author) + strings.Repeat("0", 300), ErrFolder},
		"of records":             {w.author, strings.Replace(w.folder, "media-", "rec-", 1), ErrFolder},
		"another's folder":       {w.author, folderPrefix(stranger) + "0011223344556677", ErrFolder},
	} {
		if path, _, err := w.Accept(t.Context(), c.author, c.folder); !errors.Is(err, c.want) || path != "" {
			t.Errorf("%s: %q, %v", what, path, err)
		}
	}
	w.o.FreeSpace = func(string) int64 { return spareRoom - 1 }
	if _, _, err := w.Accept(t.Context(), w.author, w.folder); !errors.Is(err, flow.ErrFull) {
		t.Errorf("on a full disk: %v", err)
	}
	w.o.FreeSpace = func(string) int64 { return spareRoom + 5 }
	if _, quota, err := w.Accept(t.Context(), w.author, w.folder); err != nil || quota != 5 {
		t.Errorf("with 5 bytes left: %d, %v", quota, err)
	}
}

func TestAQuotaIsOverAllFoldersOfADevice(t *testing.T) {
	w := newReceived(t)
	w.o.Quota, w.o.FreeSpace = 100, func(string) int64 { return -1 }
	w.arrives(t, "A.MP4", strings.Repeat("x", 60))
	other := folderPrefix(w.author) + "ff"
	if _, quota, err := w.Accept(t.Context(), w.author, other); err != nil || quota != 40 {
		t.Errorf("beside 60 of 100 bytes: %d, %v", quota, err)
	}
	w.works(t)
	if _, quota, err := w.Accept(t.Context(), w.author, other); err != nil || quota != 100 {
		t.Errorf("after they were kept: %d, %v", quota, err)
	}
	w.arrives(t, "B.MP4", strings.Repeat("y", 100))
	if _, _, err := w.Accept(t.Context(), w.author, other); !errors.Is(err, ErrQuota) {
		t.Errorf("when nothing is left: %v", err)
	}
}

func TestArrivalsOfNobodyAreNotLookedAt(t *testing.T) {
	w := newReceived(t)
	outside := filepath.Join(w.dir, incomingDir, w.folder, "..", "..", "x")
	for _, path := range []string{"../x", "/etc/hostname", "..", ""} {
		w.Arrived(t.Context(), w.author, w.folder, []string{path})
	}
	w.Arrived(t.Context(), consent.Ref{1}, w.folder, []string{"a"})
	if w.waiting() != 0 {
		t.Errorf("%d are looked at, %s", w.waiting(), outside)
	}
	w.Arrived(t.Context(), w.author, w.folder, []string{"gone.mp4", "gone.mp4"})
	if w.waiting() != 1 {
		t.Errorf("the same twice: %d", w.waiting())
	}
	w.works(t)
	target := filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(target, []byte("secret"), 0o600))
	dir, _, err := w.Accept(t.Context(), w.author, w.folder)
	must(t, err)
	if os.Symlink(target, filepath.Join(dir, "link.mp4")) != nil {
		t.Skip("no links here")
	}
	w.Arrived(t.Context(), w.author, w.folder, []string{"link.mp4"})
	w.works(t)
	if _, err := os.Lstat(w.keptAt("link.mp4")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a link was followed: %v", err)
	}
}

func TestKeepingWithoutLinks(t *testing.T) {
	from, dir := filepath.Join(t.TempDir(), "a.mp4"), t.TempDir()
	must(t, os.WriteFile(from, []byte(film), 0o600))
	w, err := keepCopy(from, dir, filepath.Join("X", "a.mp4"), consent.Ref{7})
	must(t, err)
	a, err := os.Lstat(from)
	must(t, err)
	b, err := os.Lstat(w.at)
	must(t, err)
	if os.SameFile(a, b) || !sameFile(a, b) || !keptAs(filepath.Join(dir, "X", "a.mp4"), a) {
		t.Error("a copy is not known again, or is no copy")
	}
	must(t, w.done())
	must(t, os.WriteFile(from, []byte("something else"), 0o600))
	again, err := keepCopy(from, dir, filepath.Join("X", "a.mp4"), consent.Ref{8})
	must(t, err)
	must(t, again.done())
	if kept, err := os.ReadFile(w.name); err != nil || !bytes.Equal(kept, []byte(film)) || again.name == w.name {
		t.Errorf("the first was replaced: %v", err)
	}
	if _, err := keepCopy(filepath.Join(dir, "none"), dir, "b", consent.Ref{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of nothing: %v", err)
	}
}

func TestPlainName(t *testing.T) {
	for s, want := range map[string]bool{
		"00112233445566778899aabbccddeeff-media-0011223344556677-00": true,
		"": true, "0/0": false, "0.0": false, "..": false, "0g0": false, "MEDIA": false, "0\xff0": false, "0\ufffd0": false,
		strings.Repeat("0", 199): true, strings.Repeat("0", 200): false,
	} {
		if got := plainName(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func FuzzPlainName(f *testing.F) {
	f.Add("00112233445566778899aabbccddeeff-media-0011223344556677-00")
	f.Add("../media")
	f.Fuzz(func(t *testing.T, s string) {
		if plainName(s) && s != "" && (!filepath.IsLocal(s) || strings.ContainsAny(s, `/\.`)) {
			t.Errorf("%q leads elsewhere", s)
		}
	})
}

// A card may hold the same picture under two names; it is one clip.
func TestTheSameContentTwiceIsStatedOnce(t *testing.T) {
	w := newReceived(t)
	id := w.clip(t, "A001C001.MP4", film)
	carried(t, w.kit, w.office)
	w.arrives(t, "A001C001.MP4", film)
	w.arrives(t, "A001C001-COPY.MP4", film)
	before := w.said(t)
	w.works(t)
	if !w.isReceived(t, id) || w.said(t) != before+1 {
		t.Errorf("received %v, by %d statements", w.isReceived(t, id), w.said(t)-before)
	}
	for _, name := range []string{"A001C001.MP4", "A001C001-COPY.MP4"} {
		if _, err := os.Stat(w.keptAt(name)); err != nil {
			t.Error(err)
		}
	}
}

// said is how many statements the office has made.
func (w *received) said(t *testing.T) uint64 {
	t.Helper()
	c := w.office.Carried()
	last, err := c.Store.Last(t.Context(), c.Production.Seal.Author())
	must(t, err)
	return last
}
