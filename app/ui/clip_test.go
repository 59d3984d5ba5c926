package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

// clipOnTop is the sheet that is shown on top.
func clipOnTop(t *testing.T, u *UI) *clipScreen {
	t.Helper()
	s, ok := u.shown().(*clipScreen)
	if !ok {
		t.Fatal("no clip is shown")
	}
	return s
}

func openFilm(t *testing.T, people int) (*UI, *clipScreen) {
	t.Helper()
	u := filmedUI(t, 1280, 800)
	u.openClip(filmed(t, u, func(s flow.ClipSheet) bool { return len(s.Tags) == people }))
	return u, clipOnTop(t, u)
}

func TestClipSaysWhatItMayBeUsedFor(t *testing.T) {
	u, s := openFilm(t, 2)
	mustSay(t, u, s.sheet.Name, "Length", "Who is in it", "What it may be used for")
	for _, v := range s.sheet.Verdicts {
		mustSay(t, u, u.T("purpose."+string(v.Purpose)))
		if len(v.Verdict.Reasons) > 0 {
			mustSay(t, u, u.whyWho(v.Verdict.Reasons[0]))
		}
	}
}

func TestInAndOutHere(t *testing.T) {
	u, s := openFilm(t, 1)
	half := fyne.NewPos(s.bars[0].Size().Width/4, 10)
	test.TapAt(s.bars[0], half)
	tap(t, u, "In here")
	got := s.sheet.Tags[0].Tag
	if want := s.sheet.Duration.Milliseconds() / 4; got.From < want-50 || got.From > want+50 || got.To != 0 {
		t.Fatalf("in from %d to %d", got.From, got.To)
	}
	test.TapAt(s.bars[0], fyne.NewPos(s.bars[0].Size().Width/2, 10))
	tap(t, u, "Out here")
	got = s.sheet.Tags[0].Tag
	if want := s.sheet.Duration.Milliseconds() / 2; got.To < want-50 || got.To > want+50 {
		t.Errorf("out at %d", got.To)
	}
	tap(t, u, "Undo")
	if s.sheet.Tags[0].Tag.To != 0 {
		t.Error("undo leaves the end")
	}
}

func TestHeardInsteadOfSeen(t *testing.T) {
	u, s := openFilm(t, 1)
	tap(t, u, u.firstName(s.sheet.Tags[0].Person))
	tap(t, u, "Is heard")
	if as := s.sheet.Tags[0].Tag.As; as != media.Heard {
		t.Fatalf("is %s", as)
	}
	tap(t, u, u.firstName(s.sheet.Tags[0].Person))
	tap(t, u, "Take out of this clip")
	if len(s.sheet.Tags) != 0 {
		t.Error("the person is still in it")
	}
}

func TestTheBoardsOffer(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	u.openClip(firstSuggested(t, u))
	s := clipOnTop(t, u)
	offers := s.offered()
	first := offers[0].Person
	mustSay(t, u, "Is "+u.firstName(first)+" in it?")
	tap(t, u, "No")
	if next := s.offered(); len(next) != len(offers)-1 || next[0].Person.ID == first.ID {
		t.Fatal("a no is asked again")
	}
	second := s.offered()[0]
	yes := "Yes"
	if n := len(second.Same) + 1; n > 1 {
		yes = u.N("clip.yes_all", n)
	}
	tap(t, u, yes)
	if len(s.sheet.Tags) != 1 || s.sheet.Tags[0].Tag.Source != media.FromBoard || s.sheet.Tags[0].Person.ID != second.Person.ID {
		t.Errorf("tags: %+v", s.sheet.Tags)
	}
}

func TestNextAndPrevious(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	ids := u.kit.Clips(flow.ClipQuery{}).IDs
	u.openClip(ids[1])
	s := clipOnTop(t, u)
	s.turnTo(s.sheet.Next)
	s.show()
	if s.sheet.ID != ids[2] {
		t.Error("next is another clip")
	}
	u.escape()
	if len(u.over) != 0 {
		t.Error("Escape does not close the sheet")
	}
}

func TestAnotherBasisNeedsAReason(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	id := u.kit.Clips(flow.ClipQuery{Results: []media.Result{media.Unknown}}).IDs[0]
	u.openClip(id)
	tap(t, u, "Another basis")
	tap(t, u, "Journalism")
	mustSay(t, u, "The reason is missing")
	button(t, u, "The reason is missing").Tapped(nil)
	typeInto(t, u, "Why", "A public meeting")
	tap(t, u, "Save")
	sheet, err := u.kit.Clip(id)
	noError(t, err)
	if len(sheet.Judgements) != 1 || sheet.Judgements[0].Reason != "A public meeting" || sheet.Judgements[0].Judgement.Basis != media.JudgeJournalism {
		t.Errorf("judgements: %+v", sheet.Judgements)
	}
	mustSay(t, u, "Journalism: A public meeting")
}

func TestSettingTheCamerasClock(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	id := filmed(t, u, func(s flow.ClipSheet) bool { return s.Facts.Serial != "" })
	u.setClock(id)
	mustSay(t, u, "Type a time")
	typeInto(t, u, "The camera’s clock shows now", "late")
	tap(t, u, "Save")
	mustSay(t, u, u.T("clock.form"))
	field(t, u, "The camera’s clock shows now").SetText(u.opt.Now().Add(time.Hour + 3*time.Second).Format("15:04:05"))
	tap(t, u, "Save")
	sheet, err := u.kit.Clip(id)
	noError(t, err)
	if !sheet.ClockKnown || sheet.ClockAhead != time.Hour+3*time.Second {
		t.Errorf("the clock is %v ahead, known %v", sheet.ClockAhead, sheet.ClockKnown)
	}
	mustSay(t, u, "1 h 3 s ahead")
}

func TestEveryWarningHasASentence(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	for _, code := range []string{
		"capture-time-unreadable", "capture-time-is-edit-time", "exif-damaged", "xmp-damaged", "location-unreadable",
		"timecode-unreadable", "duration-uncertain", "bigtiff-not-read", "no-picture-track", "unknown-tail",
	} {
		if s := u.warning(code); s == u.T("warning.unknown") || strings.HasPrefix(s, "warning.") {
			t.Errorf("%s is not said", code)
		}
	}
	if u.warning("new-one") != u.T("warning.unknown") {
		t.Error("an unknown warning is not said")
	}
}

func TestFileFaults(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	for _, err := range []error{flow.ErrForeign, flow.ErrDamaged, flow.ErrNoBytes, flow.ErrChanging, flow.ErrNotAFile} {
		if s := u.fileFault(err); s == u.T("fault.unreadable") {
			t.Errorf("%v is not said", err)
		}
	}
	if u.fileFault(errors.New("other")) != u.T("fault.unreadable") {
		t.Error("another fault is not said")
	}
}

func TestLengths(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	for d, want := range map[time.Duration][2]string{
		0: {"", "0 s"}, 42 * time.Second: {"00:42", "42 s"}, 185 * time.Second: {"03:05", "3 min 5 s"},
		time.Hour + 2*time.Minute + 7*time.Second: {"1:02:07", "1 h 2 min"}, 49 * time.Hour: {"49:00:00", "2 days 1 h"},
	} {
		if got := length(d); got != want[0] {
			t.Errorf("%v is %q, want %q", d, got, want[0])
		}
		if got := u.span(d); got != want[1] {
			t.Errorf("%v is %q, want %q", d, got, want[1])
		}
	}
}

func TestParseMoment(t *testing.T) {
	now := time.Date(2026, 5, 12, 14, 0, 0, 0, time.FixedZone("", 7200))
	clip := now.AddDate(0, 0, -1)
	for in, want := range map[string]string{
		"14:03": "2026-05-11T14:03:00+02:00", "09.15.30": "2026-05-11T09:15:30+02:00", "2026-05-10 08:00": "2026-05-10T08:00:00+02:00",
		"1.5.2026 08.00": "2026-05-01T08:00:00+02:00", "noon": "", "25:00": "", "": "",
	} {
		got, err := parseMoment(in, clip, now)
		if want == "" {
			if !errors.Is(err, consent.ErrTime) {
				t.Errorf("%q: %v, %v", in, got, err)
			}
			continue
		}
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%q: %v, %v, want %s", in, got, err, want)
		}
	}
}
