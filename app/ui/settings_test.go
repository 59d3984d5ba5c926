package ui

import (
	"testing"
	"time"

	"onset/app/flow"
	"onset/app/ui/part"
)

func settingsShots() []shot {
	push := func(make func(*UI) place) func(*testing.T, *UI) {
		return func(_ *testing.T, u *UI) {
			u.goTo(atSettings)
			u.push(make(u))
		}
	}
	return []shot{
		{name: "settings", prepare: func(_ *testing.T, u *UI) { u.goTo(atSettings) }},
		{name: "settings-pin", prepare: push(newPINPage)},
		{name: "settings-passphrase", prepare: push(newPassphrasePage)},
		{name: "settings-facts", prepare: push(newFactsPage)},
		{name: "settings-texts", prepare: push(newTextsPage)},
		{name: "settings-text", prepare: push(func(u *UI) place { return newTextPage(u, u.kit.Terms("en")[0]) })},
		{name: "settings-crew", prepare: func(_ *testing.T, u *UI) {
			u.goTo(atSettings)
			u.shown().(*settingsScreen).pickCrew()
		}},
		{name: "settings-recovery", prepare: func(_ *testing.T, u *UI) {
			u.goTo(atSettings)
			u.shown().(*settingsScreen).showRecovery("4KQ7-M2XD-9RTB-H6WN-C3VF-8PZA-T5JE-L7YG")
		}},
		{name: "settings-about", prepare: func(_ *testing.T, u *UI) {
			u.goTo(atSettings)
			u.shown().(*settingsScreen).about()
		}},
		{name: "more", prepare: func(_ *testing.T, u *UI) { u.goTo(atMore) }},
	}
}

func settingsOf(t *testing.T) (*UI, testKit) {
	t.Helper()
	k := bareKit(t)
	u := showKit(t, k, 1280, 800)
	u.goTo(atSettings)
	return u, k
}

func TestSettingsAreKept(t *testing.T) {
	u, k := settingsOf(t)
	tap(t, u, "Look")
	tap(t, u, "Light, for daylight")
	tap(t, u, "Less motion")
	tap(t, u, "Lock by itself")
	tap(t, u, "After 15 min")
	s := k.Settings()
	if s.Theme != "light" || !s.ReduceMotion || s.LockAfter != 15*time.Minute {
		t.Errorf("the settings are %+v", s)
	}
	if !u.stage.Still {
		t.Error("the window still moves")
	}
	mustSay(t, u, "Light, for daylight", "After 15 min")
}

func TestLanguageChangesWhileRunning(t *testing.T) {
	u, k := settingsOf(t)
	tap(t, u, "Language of the kit")
	tap(t, u, "Dansk")
	mustSay(t, u, "Indstillinger", "Denne enhed")
	if k.Settings().Language != "da" {
		t.Error("the language is not kept")
	}
}

func TestCrewIsAddedAndActs(t *testing.T) {
	u, k := settingsOf(t)
	tap(t, u, "Who acts now")
	tap(t, u, "Add somebody")
	button(t, u, "Your name is missing")
	typeInto(t, u, "Name", "Mads Thy")
	tap(t, u, "Add")
	if k.Acting().Name != "Mads Thy" || len(k.Crew()) != 2 {
		t.Errorf("%q acts of %d", k.Acting().Name, len(k.Crew()))
	}
	mustSay(t, u, "Mads Thy")
}

func TestPINIsChangedAndRemoved(t *testing.T) {
	u, k := settingsOf(t)
	tap(t, u, "PIN")
	typePIN(u, "7788")
	mustSay(t, u, "Type the PIN once more")
	typePIN(u, "7788")
	k.Lock()
	if err := k.CheckPIN(t.Context(), "7788"); err != nil {
		t.Error(err)
	}
	tap(t, u, "PIN")
	tap(t, u, "Remove the PIN")
	tap(t, u, "Remove the PIN")
	if k.HasPIN() {
		t.Error("the PIN is still there")
	}
	mustSay(t, u, "There is no PIN yet")
}

func TestPassphraseAndRecoveryChange(t *testing.T) {
	u, k := settingsOf(t)
	tap(t, u, "Passphrase")
	typeInto(t, u, "Passphrase until now", "wrong")
	typeInto(t, u, "New passphrase", "another way to say it")
	tap(t, u, "Save")
	mustSay(t, u, "The passphrase does not fit")
	field(t, u, "Passphrase until now").SetText(testWords)
	tap(t, u, "Save")
	if err := k.OpenLock(t.Context(), "another way to say it"); err != nil {
		t.Error(err)
	}
	tap(t, u, "New recovery code")
	tap(t, u, "Make a new code")
	w, ok := find(u, func(w *part.Wrap) bool { return len(w.Text()) > 30 && k.OpenLock(t.Context(), w.Text()) == nil })
	if !ok || w.Text() == "" {
		t.Error("the shown code does not open the kit")
	}
}

func TestNamesChangeInTheTexts(t *testing.T) {
	u, k := settingsOf(t)
	before := versions(k)
	tap(t, u, "Names in the texts")
	field(t, u, "Company and number").SetText("")
	button(t, u, "Company is missing")
	field(t, u, "Company and number").SetText("Sydlys Film ApS")
	tap(t, u, "Save")
	if got := k.Production().Controller; got != "Sydlys Film ApS" {
		t.Errorf("the company is %q", got)
	}
	for key, n := range versions(k) {
		if n != before[key]+1 {
			t.Errorf("%s is version %d after %d", key, n, before[key])
		}
	}
	text, questions, err := k.TermsText("appearance", "en")
	noError(t, err)
	if len(questions) != 5 || text.Version != 2 {
		t.Errorf("version %d asks %d questions", text.Version, len(questions))
	}
}

func versions(k testKit) map[string]int {
	out := map[string]int{}
	for _, l := range k.Terms("en") {
		out[l.Key] = l.Version
	}
	return out
}

func TestCheckSaysWhatItFound(t *testing.T) {
	u, _ := settingsOf(t)
	tap(t, u, "Check what is stored")
	mustSay(t, u, "All is well", "statements were read")
	tap(t, u, "OK")
	tap(t, u, "Build the lists anew")
	mustSay(t, u, "The lists are new")
}

func TestProgressSaysHowFar(t *testing.T) {
	u, _ := settingsOf(t)
	bar, words := part.NewProgress(), part.NewText("", part.Note)
	u.showProgress(bar, words, flow.Progress{Done: 3, Total: 12, Left: 90 * time.Second})
	if got := words.Text(); got != "3 of 12 · 1 min left" {
		t.Errorf("it says %q", got)
	}
}

func TestMoreHoldsWhatTheBarHasNoRoomFor(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 390, 844)
	u.goTo(atMore)
	for _, word := range []string{"Clips", "Expected", "Report", "Settings"} {
		u.goTo(atMore)
		tap(t, u, word)
		if _, ok := u.shown().(*moreScreen); ok {
			t.Errorf("%s leads nowhere", word)
		}
	}
	u.goTo(atMore)
	tap(t, u, "Asks for the PIN before the next thing")
	if !k.Locked() {
		t.Error("the kit is not locked")
	}
}
