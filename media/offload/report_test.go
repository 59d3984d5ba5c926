package offload

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	card, one, two := places(t, map[string]int{"DCIM/100/A.MOV": 1234567, "DCIM/100/B.JPG": 20, "=cmd|calc.csv": 3, "<b>.txt": 0})
	must(t, os.Symlink("x", filepath.Join(card, "link")))
	put(t, filepath.Join(two, "DCIM/100/B.JPG"), []byte("another one"))
	r, err := Run(t.Context(), plan(t, card, one, two), options())
	must(t, err)
	r.To[0].Dir, r.To[1].Dir = "", ""
	verdict := Judge(Standing{Label: "A004", Clips: 2, Copies: []Copy{{Disk: "1", Complete: true}}})
	report := NewReport("A004", "FX6 A", Volume{Label: "UNTITLED", Serial: "1234-ABCD"}, r, verdict)
	words := func(key string) string {
		if key == "lang" {
			return "en"
		}
		return "[" + key + "]"
	}
	var page, table bytes.Buffer
	must(t, errors.Join(report.WriteHTML(&page, words), report.WriteCSV(&table, words)))
	golden(t, "report.html", page.Bytes())
	golden(t, "report.csv", table.Bytes())
	if strings.Contains(page.String(), "<b>") || strings.Contains(table.String(), "\n=cmd") {
		t.Error("a name of the card is more than text")
	}
}

// TestFaultCodes wants a code of its own for every error.
func TestFaultCodes(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range faultCodes {
		got := FaultCode(fmt.Errorf("copy: %w", f.err))
		if got != f.code || seen[got] {
			t.Errorf("%v: %q", f.err, got)
		}
		seen[got] = true
	}
	if FaultCode(nil) != "" || FaultCode(errors.New("x")) != "other" {
		t.Error("no error, or a foreign one")
	}
}
