package flow_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
	"onset/media/xmp"
)

// exported exports without a hitch.
func (s *set) exported(d flow.ExportDraft) flow.ExportResult {
	s.t.Helper()
	p, err := s.PlanExport(s.t.Context(), d)
	must(s.t, err)
	r, err := s.Export(s.t.Context(), p, nil)
	must(s.t, err)
	return r
}

func TestExportSaysWhatNeedsAReason(t *testing.T) {
	s := founded(t, func(n *flow.NewProduction) { n.Customer = "Kystens TV" })
	ctx := t.Context()
	to := filepath.Join(t.TempDir(), "out")
	_, anna := s.adult("Anna", consent.Film)
	clip, path := s.registered(t.TempDir(), "a.jpg", anna)
	draft := flow.ExportDraft{Clips: []consent.ID{clip}, To: to, Recipient: "Kystens TV", Purposes: []consent.Purpose{consent.Film}}
	for name, c := range map[string]struct {
		change   func(*flow.ExportDraft)
		cleared  bool
		named    bool
		planning error
	}{
		"customer":      {func(*flow.ExportDraft) {}, true, true, nil},
		"controller":    {func(d *flow.ExportDraft) { d.Recipient = "nordlys film aps" }, true, true, nil},
		"part of it":    {func(d *flow.ExportDraft) { d.Recipient = "Kystens T" }, true, false, nil},
		"somebody else": {func(d *flow.ExportDraft) { d.Recipient = "Radio Ebbe" }, true, false, nil},
		"ads":           {func(d *flow.ExportDraft) { d.Purposes = []consent.Purpose{consent.Film, consent.Ads} }, false, true, nil},
		"nobody":        {func(d *flow.ExportDraft) { d.Recipient = " " }, false, false, flow.ErrEmptyField},
		"no clip":       {func(d *flow.ExportDraft) { d.Clips = nil }, false, false, flow.ErrNoClips},
		"unknown clip":  {func(d *flow.ExportDraft) { d.Clips = []consent.ID{{1}} }, false, false, flow.ErrNotFound},
		"no such why":   {func(d *flow.ExportDraft) { d.Reason = "mood" }, false, false, flow.ErrAsked},
		"originals":     {func(d *flow.ExportDraft) { d.To = filepath.Dir(path) }, false, false, flow.ErrExportInto},
	} {
		d := draft
		c.change(&d)
		p, err := s.PlanExport(ctx, d)
		if c.planning != nil {
			if !errors.Is(err, c.planning) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		must(t, err)
		if len(p.NotCleared) == 0 != c.cleared || len(p.NotNamed) == 0 != c.named || p.NeedsReason != (!c.cleared || !c.named) {
			t.Errorf("%s: %+v", name, p)
		}
		if p.NeedsReason {
			if _, err := s.Export(ctx, p, nil); !errors.Is(err, flow.ErrExportReason) {
				t.Errorf("%s without a reason: %v", name, err)
			}
		}
	}
	if _, err := os.Stat(to); err == nil {
		t.Error("a plan wrote something")
	}
}

func TestExportEmbedsStatesAndFollows(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	to := filepath.Join(t.TempDir(), "out")
	id, anna := s.adult("Anna Lund", consent.Film)
	clip, path := s.registered(t.TempDir(), "a.jpg", anna)
	was, err := os.ReadFile(path)
	must(t, err)
	r := s.exported(flow.ExportDraft{Clips: []consent.ID{clip, clip}, To: to, Recipient: "Radio Ebbe", Reason: "agreement"})
	equal(t, "files", len(r.Files), 1)
	copied := r.Files[0].Path
	equal(t, "path", copied, filepath.Join(to, "a.jpg"))
	f := says(t, copied)
	equal(t, "clip", f.Clip, clip)
	equal(t, "consent", f.Releases[0], id)
	equal(t, "use", f.Uses[0].Purpose, consent.Film)
	equal(t, "no name", f.People[0].Name, "")
	lines := s.Deliveries(ctx, clip)
	if len(lines) != 1 || lines[0].Recipient != "Radio Ebbe" || lines[0].Purposes[0] != consent.Film {
		t.Fatalf("deliveries %+v", lines)
	}
	again := s.exported(flow.ExportDraft{Clips: []consent.ID{clip}, To: to, Recipient: "Radio Ebbe", Reason: "agreement"})
	equal(t, "known", again.Files[0].Known, true)
	delivered := 0
	s.Ledger(func(l *media.Ledger) { delivered = l.Clip(clip).Delivered })
	equal(t, "stated once", delivered, 1)
	named := s.exported(flow.ExportDraft{Clips: []consent.ID{clip}, To: to, Recipient: "Radio Ebbe", Reason: "agreement", WithNames: true})
	equal(t, "beside the first", named.Files[0].Path, filepath.Join(to, "a (2).jpg"))
	equal(t, "name", says(t, named.Files[0].Path).People[0].Name, "Anna Lund")
	now, err := os.ReadFile(path)
	must(t, err)
	equal(t, "original", string(now), string(was))

	_, err = s.Withdraw(ctx, flow.WithdrawDraft{Of: anna})
	must(t, err)
	_, err = s.RewriteSidecars(ctx, nil)
	must(t, err)
	equal(t, "taken back in the copy", says(t, copied).Release, xmp.ReleaseNone)
	if b, err := os.ReadFile(named.Files[0].Path); err != nil || strings.Contains(string(b), "Anna") {
		t.Errorf("the name stayed in a copy: %v", err)
	}
	reach, err := s.Reach(ctx, anna)
	must(t, err)
	if len(reach.Recipients) != 1 || len(reach.Recipients[0].Clips) != 1 || reach.Delivered != 2 {
		t.Errorf("reach %+v", reach)
	}
}

func TestExportNeverOverwritesAndResumes(t *testing.T) {
	s := founded(t)
	to := t.TempDir()
	_, anna := s.adult("Anna", consent.Film)
	dir := t.TempDir()
	var ids []consent.ID
	for _, n := range []string{"a.jpg", "b.jpg", "c.jpg"} {
		id, _ := s.registered(dir, n, anna)
		ids = append(ids, id)
	}
	must(t, os.WriteFile(filepath.Join(to, "b.jpg"), []byte("somebody else's"), 0o600))
	must(t, os.WriteFile(filepath.Join(to, ".a.jpg.onset-1.tmp"), []byte("half"), 0o600))
	p, err := s.PlanExport(t.Context(), flow.ExportDraft{Clips: ids, To: to, Recipient: "Nordlys Film ApS"})
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := s.Export(ctx, p, func(pr flow.Progress) { cancel() })
	if !errors.Is(err, context.Canceled) || len(r.Files) != 1 {
		t.Fatalf("stopped: %v, %+v", err, r)
	}
	r, err = s.Export(t.Context(), p, nil)
	must(t, err)
	equal(t, "known", r.Files[0].Known, true)
	equal(t, "another name", filepath.Base(r.Files[1].Path), "b (2).jpg")
	b, err := os.ReadFile(filepath.Join(to, "b.jpg"))
	must(t, err)
	equal(t, "untouched", string(b), "somebody else's")
	left, err := os.ReadDir(to)
	must(t, err)
	equal(t, "nothing else", len(left), 4)
}

func TestExportOfAFormatWithoutRoomForMetadata(t *testing.T) {
	s := founded(t)
	must(t, s.Demo(t.Context(), 0, 1, 3, nil))
	_, anna := s.adult("Anna", consent.Film)
	dir := t.TempDir()
	path := filepath.Join(dir, "b.wav")
	must(t, os.WriteFile(path, sound(), 0o600))
	rs, err := s.Ingest(t.Context(), []string{path}, nil)
	must(t, err)
	must(t, rs[0].Err)
	_, err = s.Tag(t.Context(), flow.TagDraft{Clips: []consent.ID{rs[0].Clip}, People: []consent.ID{anna}})
	must(t, err)
	r := s.exported(flow.ExportDraft{Clips: []consent.ID{rs[0].Clip}, To: filepath.Join(dir, "out"), Recipient: "Nordlys Film ApS"})
	if len(r.Files) != 1 || r.Files[0].Sidecar == "" {
		t.Fatalf("%+v", r)
	}
	equal(t, "sidecar", says(t, r.Files[0].Sidecar).Clip, rs[0].Clip)
	b, err := os.ReadFile(r.Files[0].Path)
	must(t, err)
	equal(t, "content", string(b), string(sound()))
	again := s.exported(flow.ExportDraft{Clips: []consent.ID{rs[0].Clip}, To: filepath.Join(dir, "out"), Recipient: "Nordlys Film ApS"})
	equal(t, "known", again.Files[0].Known, true)
}

// sound is a WAV of a few samples.
func sound() []byte {
	data := strings.Repeat("\x01\x02", 400)
	fmtChunk := "fmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00"
	body := "WAVE" + fmtChunk + "data\x20\x03\x00\x00" + data
	n := len(body)
	return []byte("RIFF" + string([]byte{byte(n), byte(n >> 8), 0, 0}) + body)
}

// TestExiftoolReadsWhatWasExported has a tool that is not ours read photos and films.
func TestExiftoolReadsWhatWasExported(t *testing.T) {
	tool := oracle(t, "exiftool")
	s := founded(t)
	id, anna := s.adult("Anna", consent.Film)
	dir := t.TempDir()
	a, _ := s.registered(dir, "a.jpg", anna)
	ids := append([]consent.ID{a}, s.films(dir, anna)...)
	r := s.exported(flow.ExportDraft{Clips: ids, To: filepath.Join(dir, "out"), Recipient: "Nordlys Film ApS"})
	equal(t, "files", len(r.Files), len(ids))
	read := func(path string) map[string]any {
		t.Helper()
		out, err := exec.Command(tool, "-json", "-n", "-ModelReleaseID", "-ModelReleaseStatus", path).Output()
		must(t, err)
		var v []map[string]any
		must(t, json.Unmarshal(out, &v))
		return v[0]
	}
	for _, f := range r.Files {
		v := read(f.Path)
		if v["ModelReleaseID"] != id.URN() || !strings.HasSuffix(str(v["ModelReleaseStatus"]), "MR-LMR") {
			t.Errorf("%s: %v", f.Path, v)
		}
	}
	_, err := s.Withdraw(t.Context(), flow.WithdrawDraft{Of: anna})
	must(t, err)
	_, err = s.RewriteSidecars(t.Context(), nil)
	must(t, err)
	for _, f := range r.Files {
		v := read(f.Path)
		if v["ModelReleaseID"] != nil || !strings.HasSuffix(str(v["ModelReleaseStatus"]), "MR-NON") {
			t.Errorf("%s after the withdrawal: %v", f.Path, v)
		}
	}
}

func str(v any) string { s, _ := v.(string); return s }

// oracle finds a program that no one here wrote. The test skips without it,
// unless ONSET_ORACLES says that all are there.
func oracle(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("ONSET_ORACLES") != "" {
		t.Fatalf("%s is not installed, and ONSET_ORACLES says that it is", name)
	}
	if err != nil {
		t.Skip(name + " is not installed")
	}
	return path
}

// films registers an MP4 and a MOV.
func (s *set) films(dir string, people ...consent.ID) (ids []consent.ID) {
	tool := oracle(s.t, "ffmpeg")
	for _, name := range []string{"m.mp4", "n.mov"} {
		path := filepath.Join(dir, name)
		out, err := exec.Command(tool, "-v", "error", "-f", "lavfi", "-i", "testsrc=s=160x120:r=10:d=1", "-metadata", "title="+name, path).CombinedOutput()
		if err != nil {
			s.t.Fatalf("ffmpeg: %v\n%s", err, out)
		}
		rs, err := s.Ingest(s.t.Context(), []string{path}, nil)
		must(s.t, err)
		must(s.t, rs[0].Err)
		ids = append(ids, rs[0].Clip)
	}
	_, err := s.Tag(s.t.Context(), flow.TagDraft{Clips: ids, People: people})
	must(s.t, err)
	return ids
}
