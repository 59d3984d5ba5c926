package flow_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"onset/app/flow"
	"onset/assets"
	"onset/consent"
	"onset/media"
)

// reported is a day with one clip of each answer, and a name that would be a
// formula and a tag at once.
func reported(t *testing.T) *set {
	t.Helper()
	s := founded(t)
	_, evil := s.adult("=cmd|'/c calc'<script>", consent.Film)
	_, r := s.child("Oskar")
	clips := s.ingested("a.jpg", "b.jpg", "c.jpg")
	for i, p := range []consent.ID{evil, r.Person} {
		_, err := s.Tag(t.Context(), flow.TagDraft{Clips: clips[i : i+1], People: []consent.ID{p}})
		must(t, err)
	}
	return s
}

func TestReportGroupsByWhatHelps(t *testing.T) {
	s := reported(t)
	v := s.Report(media.Use{Purpose: consent.Film})
	equal(t, "total", v.Total, 3)
	equal(t, "cleared", v.Counts[media.Cleared], 1)
	fixes := map[media.Fix]media.Owner{}
	for _, g := range v.Groups {
		fixes[g.Fix] = g.Owner
	}
	if len(fixes) != 2 || fixes[media.FixTag] != media.OwnerCrew || fixes[media.FixParent] != media.OwnerParents {
		t.Fatalf("groups %+v", v.Groups)
	}
	equal(t, "to take", len(s.Cleared(media.Use{Purpose: consent.Film})), 1)
	one := s.Report(media.Use{Purpose: consent.Film}, s.Cleared(media.Use{Purpose: consent.Film})...)
	equal(t, "of some clips", one.Total, 1)
}

func TestReportPage(t *testing.T) {
	s := reported(t)
	today := consent.DateOf(s.clock.now())
	use := media.Use{Purpose: consent.Film, Territory: "DK", From: today, Until: today.AddDays(365)}
	for lang, words := range map[string][]string{
		"en": {"Can we publish this?", "Denmark", "Say who is in it", "A parent answers", "Oskar", "Havnen", "12 May 2026"},
		"da": {"Må vi bruge det?", "Danmark", "Oskar"},
	} {
		var b bytes.Buffer
		must(t, s.ReportHTML(t.Context(), &b, use, lang))
		page := b.String()
		for _, w := range words {
			if !strings.Contains(page, w) {
				t.Errorf("%s: no %q in %s", lang, w, page)
			}
		}
		for _, bad := range []string{"<script", "http://", "https://", "ZgotmplZ", "report.", "reason.", "fix."} {
			if strings.Contains(page, bad) {
				t.Errorf("%s: %q in the page", lang, bad)
			}
		}
	}
	if err := s.ReportHTML(t.Context(), &bytes.Buffer{}, use, "tlh"); !errors.Is(err, assets.ErrNoLanguage) {
		t.Fatalf("language: %v", err)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.ReportHTML(done, &bytes.Buffer{}, use, "en"); !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled: %v", err)
	}
}

func TestEmptyReport(t *testing.T) {
	s := founded(t)
	var b bytes.Buffer
	must(t, s.ReportHTML(t.Context(), &b, media.Use{Purpose: consent.Film}, "en"))
	if !strings.Contains(b.String(), "There are no clips yet.") {
		t.Fatal(b.String())
	}
}

func TestReportTable(t *testing.T) {
	s := reported(t)
	var b bytes.Buffer
	must(t, s.ReportCSV(t.Context(), &b, media.Use{Purpose: consent.Film}, "en"))
	rows, err := csv.NewReader(&b).ReadAll()
	must(t, err)
	equal(t, "rows", len(rows), 4)
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	equal(t, "answer", rows[1][3], "Cleared")
	equal(t, "fix", rows[3][6], "Say who is in it")
	if err := s.ReportCSV(t.Context(), &b, media.Use{}, "xx"); !errors.Is(err, assets.ErrNoLanguage) {
		t.Fatalf("language: %v", err)
	}
}

// failing is a disk that is full, or a browser that is gone.
type failing struct{}

var errGone = errors.New("nobody reads")

func (failing) Write([]byte) (int, error) { return 0, errGone }

func TestReportTableThatNobodyReads(t *testing.T) {
	s := reported(t)
	if err := s.ReportCSV(t.Context(), failing{}, media.Use{Purpose: consent.Film}, "en"); !errors.Is(err, errGone) {
		t.Errorf("nobody reads: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := s.ReportCSV(ctx, io.Discard, media.Use{Purpose: consent.Film}, "en"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
