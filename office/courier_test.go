package office

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/media/offload"
)

// disk is a courier's disk with a copy that has a manifest.
func disk(t *testing.T, files map[string]string) (root, dir string) {
	t.Helper()
	root = t.TempDir()
	dir = filepath.Join(root, "2026-05-12", "A001")
	for name, content := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		must(t, os.MkdirAll(filepath.Dir(at), 0o700))
		must(t, os.WriteFile(at, []byte(content), 0o600))
	}
	_, err := offload.Extend(t.Context(), dir, offload.Options{})
	must(t, err)
	return root, dir
}

func (w *received) service() *Service {
	return &Service{rooms: []*room{{kit: w.office, clips: w.receiver}}}
}

func TestADiskIsReceivedOnce(t *testing.T) {
	w := newReceived(t)
	ids := []consent.ID{w.clip(t, "A.MP4", film), w.clip(t, "B.MP4", film+"2")}
	carried(t, w.kit, w.office)
	root, dir := disk(t, map[string]string{"CLIPS/A.MP4": film, "CLIPS/B.MP4": film + "2", "CLIPS/A.XML": "<a/>"})
	var last flow.Progress
	got, err := w.service().ReceiveDisk(t.Context(), w.office, root, func(p flow.Progress) { last = p })
	must(t, err)
	if got.Folders != 1 || got.Received != 2 || got.Known != 0 || got.Waiting != 1 || len(got.Wrong) != 0 {
		t.Fatalf("received %+v", got)
	}
	if last.Done != last.Total || last.Done < 3 || last.Bytes != last.AllBytes {
		t.Errorf("progress ends at %+v", last)
	}
	must(t, os.RemoveAll(dir)) // the disk goes away again
	for _, id := range ids {
		if !w.isReceived(t, id) {
			t.Errorf("%s is not received", id)
		}
	}
	kept, err := filepath.Glob(filepath.Join(w.dir, keptDir, "disk-*", "2026-05-12", "A001", "CLIPS", "*.MP4"))
	if err != nil || len(kept) != 2 {
		t.Errorf("kept %v, %v", kept, err)
	}
	before, err := w.office.State(t.Context())
	must(t, err)
	root, _ = disk(t, map[string]string{"CLIPS/A.MP4": film, "CLIPS/B.MP4": film + "2"})
	again, err := w.service().ReceiveDisk(t.Context(), w.office, root, nil)
	if err != nil || again.Received != 0 || again.Known != 2 {
		t.Errorf("again: %+v, %v", again, err)
	}
	if after, err := w.office.State(t.Context()); err != nil || after != before {
		t.Errorf("the same disk again changed something: %v", err)
	}
}

func TestADiskThatIsNotWhatItsManifestSays(t *testing.T) {
	w := newReceived(t)
	good, bad := w.clip(t, "A.MP4", film), w.clip(t, "B.MP4", film+"2")
	carried(t, w.kit, w.office)
	root, dir := disk(t, map[string]string{"A.MP4": film, "B.MP4": film + "2", "C.MP4": "c"})
	must(t, os.WriteFile(filepath.Join(dir, "B.MP4"), []byte(film+"3"), 0o600))
	must(t, os.Remove(filepath.Join(dir, "C.MP4")))
	must(t, os.WriteFile(filepath.Join(dir, "D.MP4"), []byte("nobody listed it"), 0o600))
	got, err := w.service().ReceiveDisk(t.Context(), w.office, root, nil)
	must(t, err)
	if got.Received != 1 || len(got.Wrong) != 2 || filepath.Base(got.Wrong[0]) != "B.MP4" || filepath.Base(got.Wrong[1]) != "C.MP4" {
		t.Fatalf("received %+v", got)
	}
	if !w.isReceived(t, good) || w.isReceived(t, bad) {
		t.Error("the wrong ones are received")
	}
}

func TestDisksThatCannotBeReceived(t *testing.T) {
	w := newReceived(t)
	if _, err := w.service().ReceiveDisk(t.Context(), w.office, t.TempDir(), nil); !errors.Is(err, ErrNoCopy) {
		t.Errorf("without a manifest: %v", err)
	}
	if _, err := w.service().ReceiveDisk(t.Context(), w.kit, t.TempDir(), nil); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("for another production: %v", err)
	}
	root, _ := disk(t, map[string]string{"A.MP4": film})
	w.o.FreeSpace = func(string) int64 { return spareRoom }
	if _, err := w.service().ReceiveDisk(t.Context(), w.office, root, nil); !errors.Is(err, flow.ErrFull) {
		t.Errorf("without room: %v", err)
	}
}
