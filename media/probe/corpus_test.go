package probe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image/jpeg"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onset/media"
)

// corpusDir returns the folder of sample files, which is not part of the
// project, and skips the test where it is absent.
func corpusDir(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			t.Skip("the test does not run inside its module")
		}
		dir = filepath.Dir(dir)
	}
	corpus := filepath.Join(dir, "..", "shared", "corpus")
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the folder of sample files is absent")
	}
	return corpus
}

func readFile(t testing.TB, path string) (media.Facts, error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return Read(context.Background(), f, info.Size(), filepath.Base(path))
}

// explainedFile lists every disagreement with exiftool over the sample files, and
// why it stands. tools/compare writes it.
const explainedFile = "testdata/exiftool.tsv"

// explained returns the reasons by file, field and reason.
func explained(t *testing.T) map[[3]string]string {
	t.Helper()
	b, err := os.ReadFile(explainedFile)
	if err != nil {
		t.Fatal(err)
	}
	out := map[[3]string]string{}
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 7 {
			t.Fatalf("%s: %d columns in %q", explainedFile, len(f), line)
		}
		out[[3]string{f[0], f[1], f[2]}] = f[6]
	}
	return out
}

// TestAgainstExiftool: what is read otherwise than exiftool does is explained,
// and anything else is a fault.
func TestAgainstExiftool(t *testing.T) {
	corpus := corpusDir(t)
	records := exiftoolRecords(t, corpus)
	known := explained(t)
	unused := maps.Clone(known)
	for _, record := range records {
		name := record["SourceFile"].(string)
		facts, err := readFile(t, filepath.Join(corpus, name))
		if err != nil && !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
		for _, d := range Compare(facts, record) {
			key := [3]string{name, d.Field, d.Reason}
			if known[key] == "" {
				t.Errorf("%s: %s: ours %q, exiftool's %s %q (%s)", name, d.Field, d.Ours, d.Tag, d.Theirs, d.Reason)
			}
			delete(unused, key)
		}
	}
	for key := range unused {
		t.Errorf("%v is listed as a disagreement but is none", key)
	}
}

func exiftoolRecords(t *testing.T, corpus string) []map[string]any {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(corpus, "exiftool.json"))
	if err != nil {
		t.Skip("exiftool's reading of the sample files is absent")
	}
	var records []map[string]any
	if err := json.Unmarshal(b, &records); err != nil {
		t.Fatal(err)
	}
	if len(records) == 0 {
		t.Fatal("exiftool's reading lists no file")
	}
	return records
}

// TestCorpusFilms checks what exiftool does not print against ffprobe's
// reading of the same files.
func TestCorpusFilms(t *testing.T) {
	corpus := corpusDir(t)
	for _, want := range []struct {
		name, timecode string
		length         time.Duration
		rate           media.Rate
		rotation       int
	}{
		{"a.mp4", "01:02:03:04", 4 * time.Second, media.Rate{Num: 25, Den: 1}, 0},
		{"a.m4v", "", 4 * time.Second, media.Rate{Num: 25, Den: 1}, 0},
		{"drop.mov", "01:00:00;02", 3004 * time.Millisecond, media.Rate{Num: 2997, Den: 100}, 0},
		{"frag.mp4", "01:02:03:04", 4023281250, media.Rate{Num: 25, Den: 1}, 0},
		{"rot90.mp4", "01:02:03:04", 4 * time.Second, media.Rate{Num: 25, Den: 1}, 270},
		{"a.mxf", "10:00:00:00", 3 * time.Second, media.Rate{Num: 25, Den: 1}, 0},
	} {
		f, err := readFile(t, filepath.Join(corpus, "video", want.name))
		if err != nil {
			t.Errorf("%s: %v", want.name, err)
		}
		if f.Timecode != want.timecode || f.Duration != want.length || f.FrameRate != want.rate || f.Rotation != want.rotation {
			t.Errorf("%s: %q %v %v %d, want %+v", want.name, f.Timecode, f.Duration, f.FrameRate, f.Rotation, want)
		}
	}
}

func TestCorpusForeign(t *testing.T) {
	corpus := corpusDir(t)
	for _, name := range []string{"stills/README.rst", "INDEX.md"} {
		if _, err := readFile(t, filepath.Join(corpus, name)); !errors.Is(err, ErrForeign) {
			t.Errorf("%s: %v, want ErrForeign", name, err)
		}
	}
}

// corpusFiles lists every file of the corpus.
func corpusFiles(t testing.TB) []string {
	var files []string
	err := filepath.WalkDir(corpusDir(t), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestCorpusThumbnails makes a thumbnail of every sample that has one in it.
func TestCorpusThumbnails(t *testing.T) {
	for _, path := range corpusFiles(t) {
		facts, _ := readFile(t, path)
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		info, _ := f.Stat()
		b, err := Thumbnail(t.Context(), f, info.Size(), 256)
		_ = f.Close()
		switch facts.Format {
		case "JPEG", "TIFF":
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if cfg, err := jpeg.DecodeConfig(bytes.NewReader(b)); err != nil || max(cfg.Width, cfg.Height) > 256 {
				t.Errorf("%s: %v %v", path, cfg, err)
			}
		case "":
			if !errors.Is(err, ErrForeign) {
				t.Errorf("%s: %v, want ErrForeign", path, err)
			}
		default:
			if err != nil && !errors.Is(err, ErrNoThumbnail) {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

// BenchmarkRead reads the facts of every file of the corpus, opening included.
func BenchmarkRead(b *testing.B) {
	files := corpusFiles(b)
	for b.Loop() {
		for _, path := range files {
			if _, err := readFile(b, path); err != nil && !errors.Is(err, ErrForeign) {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N*len(files))/b.Elapsed().Seconds(), "files/s")
}
