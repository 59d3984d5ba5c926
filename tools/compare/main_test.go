package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onset/media/probe"
)

// picture is a JPEG that says nothing of itself.
const picture = "\xff\xd8\xff\xdb\x00\x04\x00\x00\xff\xd9"

func compared(t *testing.T, records []map[string]any) (string, error) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"a.jpg": picture, "b.ogg": "OggS a sound of another kind"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := json.Marshal(records)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "records.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = run(t.Context(), &out, dir, file, "")
	return out.String(), err
}

func TestEveryDifferenceSaysWhy(t *testing.T) {
	got, err := compared(t, []map[string]any{
		{"SourceFile": "a.jpg", "IFD0:Make": "Canon", "CIFF:Model": "PowerShot A5"},
		{"SourceFile": "b.ogg", "Track1:Make": "Nobody"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`a.jpg: make: here nothing, exiftool "Canon" in IFD0:Make`, "exiftool has it and we found nothing",
		"it stands only in CIFF, a block of the maker's own",
		`b.ogg: make: here nothing`, "the format of this file is not read here",
		"files: 2; 0 agree", "1 of a format not read here; differences: 3 (1 format not read, 1 maker's own block, 1 missing here)",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in:\n%s", want, got)
		}
	}
}

func TestAgreementIsCounted(t *testing.T) {
	got, err := compared(t, []map[string]any{{"SourceFile": "a.jpg"}})
	if want := "files: 1; 1 agree in every fact compared; 0 of a format not read here; differences: 0 (none)\n"; err != nil || got != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

func TestRecordsThatAreNone(t *testing.T) {
	for _, records := range [][]map[string]any{{{"File": "a.jpg"}}, {{"SourceFile": "missing.jpg"}}} {
		if got, err := compared(t, records); err == nil {
			t.Errorf("%v: no error, but %q", records, got)
		}
	}
}

// TestExplanationsAreKept: a list that is written again keeps what a person
// wrote, drops what is no difference any more, and says what is missing.
func TestExplanationsAreKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "explained.tsv")
	d := difference{name: "a.jpg", Disagreement: probe.Disagreement{Field: "make", Theirs: "Canon", Tag: "CIFF:Make", Reason: "vendor-block"}}
	gone := difference{name: "b.jpg", Disagreement: probe.Disagreement{Field: "model", Theirs: "tab\there", Reason: "missing"}}
	if err := keepExplained(file, []difference{d, gone}); err == nil || !strings.Contains(err.Error(), "2 differences") {
		t.Fatalf("nothing is explained: %v", err)
	}
	b, err := os.ReadFile(file)
	if want := "a.jpg\tmake\tvendor-block\tCIFF:Make\t\tCanon\t\nb.jpg\tmodel\tmissing\t\t\ttab here\t\n"; err != nil || string(b) != want {
		t.Fatalf("%q, %v, want %q", b, err, want)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(b), "Canon\t", "Canon\tolder than EXIF", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := keepExplained(file, []difference{d}); err != nil {
		t.Errorf("all is explained: %v", err)
	}
	if b, err = os.ReadFile(file); err != nil || string(b) != "a.jpg\tmake\tvendor-block\tCIFF:Make\t\tCanon\tolder than EXIF\n" {
		t.Errorf("%q, %v", b, err)
	}
}
