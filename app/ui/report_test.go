package ui

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onset/consent"
	"onset/media"
)

func reportShots() []shot {
	at := func(_ *testing.T, u *UI) { u.goTo(atReport) }
	return []shot{
		{name: "report", prepare: at},
		{name: "report-filmed", filmed: true, prepare: at},
		{name: "report-empty", prepare: at, bare: true},
		{name: "report-when", prepare: func(_ *testing.T, u *UI) { u.goTo(atReport); reported(u).askWhen() }},
		{name: "report-typed", prepare: func(_ *testing.T, u *UI) { u.goTo(atReport); reported(u).typeWhen() }},
	}
}

func reported(u *UI) *reportScreen { return u.at(atReport).(*reportScreen) }

func TestReportSaysWhatTheKitSays(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	u.goTo(atReport)
	for _, use := range []media.Use{{Purpose: consent.Film}, {Purpose: consent.Social, Territory: "dk"}, {Purpose: consent.Ads, From: 20590, Until: 24000}} {
		reported(u).use = use
		u.refresh()
		want := u.kit.Report(use)
		got := reported(u).view
		for _, r := range clipResults {
			if got.Counts[r] != want.Counts[r] {
				t.Errorf("%s %s: %d, want %d", use.Purpose, r, got.Counts[r], want.Counts[r])
			}
		}
		for _, g := range want.Groups {
			mustSay(t, u, reported(u).groupTitle(g), u.N("count.clips", len(g.Clips)))
		}
		mustSay(t, u, u.N("publish.fixes", want.Total-want.Counts[media.Cleared]))
	}
}

func TestPickingAUse(t *testing.T) {
	u := showKit(t, fullKit(t), 390, 844)
	u.goTo(atReport)
	tap(t, u, "The film")
	tap(t, u, "Paid advertising")
	if reported(u).use.Purpose != consent.Ads {
		t.Errorf("the use is %q", reported(u).use.Purpose)
	}
	tap(t, u, "As agreed")
	tap(t, u, "Denmark and the EU")
	if reported(u).view.Use.Territory != "eu" {
		t.Errorf("the place is %q", reported(u).view.Use.Territory)
	}
}

func TestTypedPeriod(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	u.goTo(atReport)
	reported(u).typeWhen()
	field(t, u, "First day").SetText("1.6.2026")
	field(t, u, "Last day").SetText("31.2.2027")
	tap(t, u, "Done")
	mustSay(t, u, "Write it like 2026-06-01 or 1.6.2026.")
	field(t, u, "Last day").SetText("2025-05-31")
	tap(t, u, "Done")
	mustSay(t, u, "The last day is before the first.")
	field(t, u, "Last day").SetText("2027-05-31")
	tap(t, u, "Done")
	if use := reported(u).use; use.From.String() != "2026-06-01" || use.Until.String() != "2027-05-31" {
		t.Errorf("the period is %v to %v", use.From, use.Until)
	}
	mustSay(t, u, "1 Jun 2026 – 31 May 2027")
}

func TestTagLeadsToTheClips(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	u.goTo(atReport)
	tap(t, u, "Tag")
	if u.shell.Selected() != atClips || !u.clips().pick.on {
		t.Fatal("the clips are not shown for choosing")
	}
	want := u.kit.Report(media.Use{Purpose: consent.Film}).Counts[media.Unknown]
	if n := len(u.clips().list.IDs); n != want {
		t.Errorf("%d clips, want %d", n, want)
	}
}

func TestSavingTheReport(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	u.goTo(atReport)
	dir := t.TempDir()
	for range 2 {
		u.saveFile(dir, withEnding("a/b report", ".html"), func(ctx context.Context, w io.Writer) error {
			return u.kit.ReportHTML(ctx, w, reported(u).use, "en")
		})
	}
	for _, name := range []string{"a-b report.html", "a-b report (2).html"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		noError(t, err)
		if !bytes.Contains(bytes.ToLower(b), []byte("<html")) {
			t.Errorf("%s is no page", name)
		}
	}
}

func TestAFailedReportLeavesNothing(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	dir := t.TempDir()
	u.saveFile(dir, "r.csv", func(context.Context, io.Writer) error { return io.ErrShortWrite })
	left, err := os.ReadDir(dir)
	noError(t, err)
	if len(left) != 0 {
		t.Errorf("%v is left", left)
	}
	mustSay(t, u, u.T("error.title"))
}

func TestWithEnding(t *testing.T) {
	for in, want := range map[string]string{
		"report": "report.csv", "report.CSV": "report.CSV", "../../etc/x": "-..-etc-x.csv", "": ".csv", "a:b": "a-b.csv", " x\n": "x.csv",
	} {
		if got := withEnding(in, ".csv"); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2026-06-01", "1.6.2026", "31/2/2026", "", "9-9-99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := parseDay(s)
		if !ok {
			return
		}
		if again, ok := parseDay(d.String()); !ok && !strings.HasPrefix(d.String(), "-") || ok && again != d {
			t.Errorf("%q is %v, which is %v", s, d, again)
		}
	})
}
