package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// picture is a JPEG that says nothing of itself.
const picture = "\xff\xd8\xff\xdb\x00\x04\x00\x00\xff\xd9"

func compared(t *testing.T, records []map[string]any) (string, error) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"a.jpg": picture, "b.mkv": "\x1a\x45\xdf\xa3 a film of another kind"} {
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
	err = run(t.Context(), &out, dir, file)
	return out.String(), err
}

func TestEveryDifferenceSaysWhy(t *testing.T) {
	got, err := compared(t, []map[string]any{
		{"SourceFile": "a.jpg", "IFD0:Make": "Canon", "CIFF:Model": "PowerShot A5"},
		{"SourceFile": "b.mkv", "Track1:Make": "Nobody"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`a.jpg: make: here nothing, exiftool "Canon" in IFD0:Make`, "exiftool has it and we found nothing",
		"it stands only in CIFF, a block of the maker's own",
		`b.mkv: make: here nothing`, "the format of this file is not read here",
		"files: 2; 0 agree", "1 of a format not read here; differences: 3 (1 format not read, 1 maker's own block, 1 missing here)",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in:\n%s", want, got)
		}
	}
}

func TestAgreementIsCounted(t *testing.T) {
	got, err := compared(t, []map[string]any{{"SourceFile": "a.jpg"}})
	if want := "files: 1; 1 agree in capture time, orientation, make, model and position; 0 of a format not read here; differences: 0 (none)\n"; err != nil || got != want {
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
