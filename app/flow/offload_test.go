package flow_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/media"
	"onset/media/offload"
)

// wrangler is a set with a card and named disks.
type wrangler struct {
	*set
	root, card string
	volumes    []flow.Volume
}

func wrangling(t *testing.T) *wrangler {
	t.Helper()
	w := &wrangler{set: founded(t), root: t.TempDir()}
	w.root, _ = filepath.EvalSymlinks(w.root)
	w.card = w.mount("EOS_DIGITAL", "card-1")
	for i := range 3 {
		w.mount(fmt.Sprintf("Shuttle %d", i+1), fmt.Sprintf("disk-%d", i+1))
	}
	clip(t, w.card, "DCIM/100CANON/IMG_0001.JPG", 3)
	clip(t, w.card, "DCIM/100CANON/IMG_0002.JPG", 90)
	must(t, os.WriteFile(filepath.Join(w.card, "DCIM/100CANON/IMG_0001.THM"), []byte("small"), 0o600))
	must(t, w.Close())
	home, err := flow.OpenHome(flow.Options{
		Dir: w.dir, Now: w.clock.now, Create: keep.Create, Open: keep.Open,
		Volumes: func(context.Context) ([]flow.Volume, error) { return w.volumes, nil },
	})
	must(t, err)
	w.home = home
	w.Kit, err = home.Unlock(t.Context(), passphrase, consent.Ref{})
	must(t, err)
	return w
}

func (w *wrangler) mount(name, serial string) string {
	w.t.Helper()
	dir := filepath.Join(w.root, name)
	must(w.t, os.MkdirAll(dir, 0o700))
	w.volumes = append(w.volumes, flow.Volume{Dir: dir, Label: name, Serial: serial})
	return dir
}

func (w *wrangler) disk(n int, sub string) string {
	return filepath.Join(w.root, fmt.Sprintf("Shuttle %d", n), sub)
}

func (w *wrangler) plan(d flow.OffloadDraft) *flow.OffloadPlan {
	w.t.Helper()
	if d.Source == "" {
		d.Source = w.card
	}
	p, err := w.PlanOffload(w.t.Context(), d)
	must(w.t, err)
	return p
}

func (w *wrangler) offload(to ...string) flow.OffloadResult {
	w.t.Helper()
	r, err := w.Offload(w.t.Context(), w.plan(flow.OffloadDraft{To: to, Label: "A004"}), nil)
	must(w.t, err)
	return r
}

func TestOffload(t *testing.T) {
	w := wrangling(t)
	before := listed(t, w.card)
	p := w.plan(flow.OffloadDraft{To: []string{w.disk(1, "A004"), w.disk(2, "A004")}, Label: "A004", Keeper: "Signe", Hashes: []string{"xxh64"}})
	equal(t, "seen", p.Seen, flow.CardNew)
	equal(t, "clips", p.Clips, 2)
	equal(t, "name", p.To[0].Name, "Shuttle 1")
	equal(t, "ready", p.Ready(), true)
	var copying, reading int
	r, err := w.Offload(t.Context(), p, func(pr flow.OffloadProgress) {
		if pr.Verdict.Word != flow.DoNotWipe || pr.Verdict.Why != flow.CardCopying {
			t.Errorf("while it is copied: %+v", pr.Verdict)
		}
		copying += count(!pr.Reading)
		reading += count(pr.Reading)
	})
	must(t, err)
	if copying == 0 || reading == 0 {
		t.Errorf("progress: %d, %d", copying, reading)
	}
	equal(t, "complete", r.Complete(), true)
	equal(t, "verdict", r.Verdict.Word, flow.Reuse)
	equal(t, "registered", len(r.Ingested), 2)
	equal(t, "card", listed(t, w.card), before)
	for _, one := range r.Ingested {
		must(t, one.Err)
		s, err := w.Clip(one.Clip)
		must(t, err)
		equal(t, "copies", s.Copies, 2)
		equal(t, "path", s.Path, one.Path)
	}
	again, err := w.Ingest(t.Context(), []string{w.disk(2, "A004")}, nil)
	must(t, err)
	for _, one := range again {
		equal(t, "the same clip when it is read", one.Known, true)
	}
	disks, err := w.Disks(t.Context())
	must(t, err)
	equal(t, "disks", len(disks), 2)
	equal(t, "keeper", disks[0].Keeper, "Signe")
	equal(t, "clips on it", disks[0].Clips, 2)
	w.reopen()
	cards, err := w.PastCards(t.Context())
	must(t, err)
	equal(t, "cards", len(cards), 1)
	equal(t, "after a restart", cards[0].Verdict.Word, flow.Reuse)
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// listed is a folder with names, sizes and times.
func listed(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&b, path, info.Size(), info.ModTime(), info.Mode())
		}
		return err
	}))
	return b.String()
}

func TestCardComesAgain(t *testing.T) {
	w := wrangling(t)
	first := w.offload(w.disk(1, "A004"))
	equal(t, "one copy", first.Verdict.Why, flow.CardOneCopy)
	v, err := w.Today(t.Context())
	must(t, err)
	need(t, v, flow.NeedCard, 1)

	p := w.plan(flow.OffloadDraft{To: []string{w.disk(2, "A004")}})
	equal(t, "all copied", p.Seen, flow.CardAll)
	equal(t, "called as before", p.Label, "A004")
	equal(t, "before", p.Before.ID, first.Card)
	second, err := w.Offload(t.Context(), p, nil)
	must(t, err)
	equal(t, "the same card", second.Card, first.Card)
	equal(t, "two copies", second.Verdict.Word, flow.Reuse)

	clip(t, w.card, "DCIM/100CANON/IMG_0003.JPG", 200)
	p = w.plan(flow.OffloadDraft{To: []string{w.disk(1, "A004")}})
	equal(t, "filmed on", p.Seen, flow.CardPartly)
	equal(t, "new files", p.To[0].Copy, 1)
	third, err := w.Offload(t.Context(), p, nil)
	must(t, err)
	equal(t, "still the same card", third.Card, first.Card)
	equal(t, "the old copy lacks a clip", third.Verdict.Why, flow.CardOneCopy)
	equal(t, "copies of the card", len(w.only().Copies), 2)
}

// only is the one card there is.
func (w *wrangler) only() flow.CardLine {
	w.t.Helper()
	cards, err := w.PastCards(w.t.Context())
	must(w.t, err)
	equal(w.t, "cards", len(cards), 1)
	return cards[0]
}

func TestTwoFoldersOfOneDiskAreOneCopy(t *testing.T) {
	w := wrangling(t)
	p := w.plan(flow.OffloadDraft{To: []string{w.disk(1, "x"), w.disk(1, "y")}})
	equal(t, "same disk", p.To[1].SameDisk, true)
	r, err := w.Offload(t.Context(), p, nil)
	must(t, err)
	equal(t, "complete", r.Complete(), true)
	equal(t, "verdict", r.Verdict.Why, flow.CardOneCopy)
}

func TestOneDestinationFails(t *testing.T) {
	w := wrangling(t)
	clip(t, w.disk(2, "A004"), "DCIM/100CANON/IMG_0002.JPG", 17) // another file of that name
	must(t, os.WriteFile(filepath.Join(w.disk(2, "A004"), "DCIM/100CANON/IMG_0002.JPG"), []byte("not the clip"), 0o600))
	r := w.offload(w.disk(1, "A004"), w.disk(2, "A004"))
	equal(t, "complete", r.Complete(), false)
	equal(t, "good there", r.To[0].Complete, true)
	equal(t, "fault", r.Faults[0], flow.CardFault{Path: "DCIM/100CANON/IMG_0002.JPG", Dir: w.disk(2, "A004"), Code: "taken"})
	equal(t, "verdict", r.Verdict.Why, flow.CardOneCopy)
	equal(t, "registered all the same", len(r.Ingested), 2)
	b, err := os.ReadFile(filepath.Join(w.disk(2, "A004"), "DCIM/100CANON/IMG_0002.JPG"))
	must(t, err)
	equal(t, "never overwritten", string(b), "not the clip")
}

func TestOffloadStopped(t *testing.T) {
	w := wrangling(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := w.Offload(ctx, w.plan(flow.OffloadDraft{To: []string{w.disk(1, "A004")}}), nil)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped: %v", err)
	}
	if _, err := os.Stat(filepath.Join(w.disk(1, "A004"), "DCIM/100CANON/IMG_0001.JPG")); err == nil {
		t.Error("a stopped offload copied on")
	}
	r := w.offload(w.disk(1, "A004"), w.disk(2, "A004"))
	equal(t, "then again", r.Verdict.Word, flow.Reuse)
	equal(t, "cards", w.only().Label, "A004")
}

func TestBelowTakesTheCardsName(t *testing.T) {
	w := wrangling(t)
	must(t, os.MkdirAll(w.disk(1, "A004/x"), 0o700)) // another card's
	p := w.plan(flow.OffloadDraft{To: []string{w.disk(1, "")}, Below: true, Label: "A004"})
	equal(t, "folder", p.To[0].Dir, w.disk(1, "A004 2"))
	_, err := w.Offload(t.Context(), p, nil)
	must(t, err)
	p = w.plan(flow.OffloadDraft{To: []string{w.disk(1, "")}, Below: true})
	equal(t, "the same again", p.To[0].Dir, w.disk(1, "A004 2"))
}

func TestVerdictByTheShootsRule(t *testing.T) {
	for _, c := range []struct {
		rule   string
		copies int
		office bool
		reason string
		word   flow.CardWord
		why    flow.CardWhy
	}{
		{"two", 1, false, "", flow.DoNotWipe, flow.CardOneCopy},
		{"two", 2, false, "", flow.Reuse, flow.CardRule},
		{"three", 2, false, "", flow.DoNotWipe, flow.CardCopies},
		{"three", 3, false, "", flow.Reuse, flow.CardRule},
		{"two_office", 2, false, "", flow.DoNotWipe, flow.CardOffice},
		{"two", 1, false, "producer", flow.Reuse, flow.CardOverride},
	} {
		t.Run(fmt.Sprint(c.rule, c.copies, c.reason), func(t *testing.T) {
			w := wrangling(t)
			_, err := w.OpenShoot(t.Context(), flow.ShootDraft{CardRule: c.rule, Change: true})
			must(t, err)
			var to []string
			for n := range c.copies {
				to = append(to, w.disk(n+1, "A004"))
			}
			r := w.offload(to...)
			if c.reason != "" {
				_, err := w.OverrideCard(t.Context(), r.Card, c.reason)
				must(t, err)
			}
			v, err := w.CardVerdict(t.Context(), r.Card)
			must(t, err)
			equal(t, "word", v.Word, c.word)
			equal(t, "why", v.Why, c.why)
		})
	}
}

func TestOverrideEndsWithNewFiles(t *testing.T) {
	w := wrangling(t)
	r := w.offload(w.disk(1, "A004"))
	if _, err := w.OverrideCard(t.Context(), r.Card, "because"); !errors.Is(err, flow.ErrAsked) {
		t.Fatalf("a reason of one's own: %v", err)
	}
	v, err := w.OverrideCard(t.Context(), r.Card, "not_needed")
	must(t, err)
	equal(t, "overridden", v.Why, flow.CardOverride)
	equal(t, "by", w.only().ReasonBy, "Freja")
	clip(t, w.card, "DCIM/100CANON/IMG_0009.JPG", 211)
	equal(t, "new files", w.offload(w.disk(1, "A004")).Verdict.Why, flow.CardOneCopy)
}

func TestAdoptForeignCopy(t *testing.T) {
	w := wrangling(t)
	dir := w.disk(1, "B001")
	one := clip(t, dir, "B001C001.JPG", 40)
	clip(t, dir, "stray.JPG", 45)
	b, err := os.ReadFile(one)
	must(t, err)
	sum := md5.Sum(b)
	must(t, os.WriteFile(filepath.Join(dir, "MD5SUMS"), []byte(hex.EncodeToString(sum[:])+"  B001C001.JPG\n"), 0o600))
	c, err := w.AdoptCopy(t.Context(), dir, "Jonas", nil)
	must(t, err)
	equal(t, "ok", c.OK, true)
	equal(t, "registered", len(c.Ingested), 1)
	equal(t, "verdict", c.Verdict.Why, flow.CardOneCopy)
	equal(t, "not listed", strings.Join(c.New, " "), "MD5SUMS stray.JPG")
	copies := 0
	w.Ledger(func(l *media.Ledger) { copies = len(l.Clip(c.Ingested[0].Clip).Copies) })
	equal(t, "stated", copies, 1)

	again, err := w.CheckCopy(t.Context(), dir, nil)
	must(t, err)
	equal(t, "second generation", again.OK && again.Manifest != "" && again.Manifest != c.Manifest, true)
	equal(t, "the same card", again.Card, c.Card)
	must(t, os.WriteFile(one, append(b[:len(b)-1], b[len(b)-1]^1), 0o600))
	bad, err := w.CheckCopy(t.Context(), dir, nil)
	must(t, err)
	equal(t, "damaged", strings.Join(bad.Differ, " "), "B001C001.JPG")
	equal(t, "counts no more", bad.Verdict.Why, flow.CardNoCopy)
}

func TestAdoptRefuses(t *testing.T) {
	w := wrangling(t)
	if _, err := w.AdoptCopy(t.Context(), w.disk(1, ""), "", nil); !errors.Is(err, offload.ErrNoManifest) {
		t.Fatalf("no list: %v", err)
	}
	if _, err := w.CheckCopy(t.Context(), w.disk(1, ""), nil); !errors.Is(err, offload.ErrNoManifest) {
		t.Fatalf("no manifest: %v", err)
	}
	clip(t, w.disk(1, "C"), "C.JPG", 9)
	must(t, os.WriteFile(w.disk(1, "C/a.md5"), []byte(strings.Repeat("0", 32)+"  C.JPG\n"), 0o600))
	c, err := w.AdoptCopy(t.Context(), w.disk(1, "C"), "", nil)
	must(t, err)
	equal(t, "differs", len(c.Differ), 1)
	equal(t, "nothing registered", w.Clips(flow.ClipQuery{}).All, 0)
	if _, err := os.Stat(w.disk(1, "C/ascmhl")); err == nil {
		t.Error("a bad copy got a manifest")
	}
}

func TestCardsAreFound(t *testing.T) {
	w := wrangling(t)
	cards, err := w.Cards(t.Context())
	must(t, err)
	equal(t, "cards", len(cards), 1)
	equal(t, "name", cards[0].Name, "EOS_DIGITAL")
	w.offload(w.disk(1, "A004"))
	cards, err = w.Cards(t.Context())
	must(t, err)
	equal(t, "called as before", cards[0].Name, "A004")
}

func TestDisksAreNamed(t *testing.T) {
	w := wrangling(t)
	r := w.offload(w.disk(1, "A004"))
	seen := w.clock.now()
	w.clock.add(time.Hour)
	must(t, w.SetDisk(t.Context(), r.To[0].Disk, "Red one", "Jonas"))
	disks, err := w.Disks(t.Context())
	must(t, err)
	equal(t, "name", disks[0].Name, "Red one")
	equal(t, "keeper", disks[0].Keeper, "Jonas")
	equal(t, "serial", disks[0].Serial, "disk-1")
	equal(t, "naming is not seeing", disks[0].Seen.Time().Equal(seen), true)
	if err := w.SetDisk(t.Context(), consent.ID{1}, "x", ""); !errors.Is(err, flow.ErrNotFound) {
		t.Fatalf("unknown disk: %v", err)
	}
}

func TestOffloadReport(t *testing.T) {
	w := wrangling(t)
	w.offload(w.disk(1, "A004"))
	r := w.offload(w.disk(2, "A004"))
	var page, table strings.Builder
	must(t, w.OffloadReport(t.Context(), &page, r.Card, flow.ReportHTML, "da"))
	must(t, w.OffloadReport(t.Context(), &table, r.Card, flow.ReportCSV, "en"))
	for _, want := range []string{"KORTET MÅ GENBRUGES", "A004", "Shuttle 1", "Shuttle 2", "IMG_0001.THM"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	equal(t, "lines", strings.Count(table.String(), "\n"), 4)
	if strings.Contains(page.String()+table.String(), "card_report.") {
		t.Error("a text is missing")
	}
	if err := w.OffloadReport(t.Context(), &page, r.Card, "pdf", "en"); !errors.Is(err, flow.ErrAsked) {
		t.Fatalf("unknown form: %v", err)
	}
}

func TestForgetCard(t *testing.T) {
	w := wrangling(t)
	r := w.offload(w.disk(1, "A004"))
	must(t, w.ForgetCard(t.Context(), r.Card))
	if _, err := w.CardVerdict(t.Context(), r.Card); !errors.Is(err, flow.ErrNotFound) {
		t.Fatalf("forgotten: %v", err)
	}
}

func TestPlanRefuses(t *testing.T) {
	w := wrangling(t)
	for _, c := range []struct {
		d    flow.OffloadDraft
		want error
	}{
		{flow.OffloadDraft{Source: w.card}, offload.ErrNoDestination},
		{flow.OffloadDraft{Source: w.card, To: []string{filepath.Join(w.card, "x")}}, offload.ErrInside},
		{flow.OffloadDraft{Source: w.disk(3, "gone"), To: []string{w.disk(1, "")}}, offload.ErrNoFolder},
		{flow.OffloadDraft{Source: w.card, To: []string{w.disk(1, "")}, Hashes: []string{"crc32"}}, flow.ErrAsked},
		{flow.OffloadDraft{Source: w.card, To: []string{w.disk(1, "")}, Label: strings.Repeat("x", 9000)}, flow.ErrTooLong},
	} {
		if _, err := w.PlanOffload(t.Context(), c.d); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.d, err, c.want)
		}
	}
	_, err := w.Offload(t.Context(), w.plan(flow.OffloadDraft{Source: w.disk(3, ""), To: []string{w.disk(1, "")}}), nil)
	if !errors.Is(err, flow.ErrCardEmpty) {
		t.Errorf("an empty card: %v", err)
	}
}
