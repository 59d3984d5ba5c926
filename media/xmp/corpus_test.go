package xmp

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// corpusDir is the folder of sample files, which is not part of the project.
// The test is skipped where it is absent.
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

// TestCorpus writes a copy of every sample file, twice, and holds everything
// exiftool reads of it against the original: only what is ours is new.
func TestCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("runs other programs")
	}
	dir := corpusDir(t)
	out := t.TempDir()
	var before, after []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || kindOf(path) == notMedia {
			return err
		}
		b := must(os.ReadFile(path))
		var w memory
		_, err = Copy(t.Context(), &w, bytes.NewReader(b), int64(len(b)), allFacts())
		if errors.Is(err, ErrSidecarOnly) || errors.Is(err, ErrDamaged) || errors.Is(err, ErrNotXMP) {
			if !strings.Contains(path, "invalid") && !strings.HasSuffix(path, ".mkv") && !strings.HasSuffix(path, ".mts") && !strings.HasSuffix(path, ".mxf") {
				t.Errorf("%s: %v", path, err)
			}
			return nil
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return nil
		}
		if back := must(Packet(t.Context(), bytes.NewReader(b), int64(len(b)))); back != nil {
			assertUndone(t, path, back)
		}
		now := copied(t, copied(t, w.b, withdrawn()), allFacts())
		name := strings.ReplaceAll(strings.TrimPrefix(path, dir), string(filepath.Separator), "_")
		copyPath := filepath.Join(out, name)
		before, after = append(before, path), append(after, copyPath)
		return os.WriteFile(copyPath, now, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(before) < 100 {
		t.Errorf("only %d files", len(before))
	}
	were, are := everything(t, before), everything(t, after)
	for i := range before {
		compareReadings(t, before[i], were[i], are[i])
	}
}

// assertUndone merges and takes back: the packet is byte for byte what it was.
func assertUndone(t *testing.T, path string, packet []byte) {
	t.Helper()
	was, err := parsePacket(packet)
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	if now := merged(t, merged(t, packet, allFacts()), Facts{}); !bytes.Equal(now, was.bytes()) {
		t.Errorf("%s: taken back\n%s\nwas\n%s", path, now, was.bytes())
	}
}

// everything is all that exiftool reads, in the order of the paths.
func everything(t *testing.T, paths []string) []map[string]any {
	t.Helper()
	args := []string{"-j", "-struct", "-G1", "-n", "-a", "-u", "-m", "-validate", "-all"}
	return readings(t, append(args, paths...)...)
}

// moves are what exiftool says of the file itself, of what is ours, of places in
// the file, of free space, and of the last box of media, which is the packet's.
var moves = []string{
	"QuickTime:MediaData", "QuickTime:Free", "QuickTime:Unknown_free", "MPImageLength",
	"System:", "SourceFile", "ExifTool:ExifToolVersion", "XMP-onset:", "XMP-plus:", "XMP-iptcExt:Person", "File:CurrentIPTCDigest",
	"XMP-x:XMPToolkit", "IFD0:ApplicationNotes", "QuickTime:MediaDataOffset", "Offset", "StripByte", "ImageStart", "Trailer", "PreviewImage",
}

func compareReadings(t *testing.T, path string, was, is map[string]any) {
	t.Helper()
	skip := func(tag string) bool {
		for _, m := range moves {
			if strings.Contains(tag, m) {
				return true
			}
		}
		return false
	}
	for tag, value := range was {
		if !skip(tag) && !reflect.DeepEqual(value, is[tag]) {
			t.Errorf("%s: %s was %v, is %v", path, tag, value, is[tag])
		}
	}
	for tag, value := range is {
		if _, there := was[tag]; !there && !skip(tag) {
			t.Errorf("%s: %s is new: %v", path, tag, value)
		}
	}
}
