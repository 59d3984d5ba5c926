package ui

import (
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
	"onset/signer"
)

// officeSays has an office take a yes back and erase somebody else. It gives
// the consent that was taken back.
func officeSays(t *testing.T, u *UI) *consent.Consent {
	t.Helper()
	alone(u)
	var back, gone *consent.Consent
	u.kit.Ledger(func(l *media.Ledger) {
		in := map[consent.ID]bool{}
		for _, c := range l.Clips() {
			for _, tag := range c.Tags {
				in[tag.Tag.Person] = true
			}
		}
		for _, p := range l.People() {
			for _, c := range p.Live() {
				switch {
				case p.State(l.Today) != consent.MayBeFilmed || !c.Declared:
				case back == nil && in[p.ID]:
					back = c
				case gone == nil && p != l.Person(back.Person):
					gone = c
				}
			}
		}
	})
	office := enrol(t, u.kit, signer.RankOffice)
	_, err := u.kit.Carried().Store.Record(t.Context(), u.kit.Acting().ID, consent.StampOf(u.opt.Now()), flow.Draft{
		Body: &signer.DeviceEnrolled{Device: office.Seal.Author(), Keys: office.Keys(""), Rank: signer.RankAdmin},
	})
	noError(t, err)
	erased := consent.Erased{Blobs: []consent.ID{gone.Set.ID}}
	at := consent.StampOf(u.opt.Now().Add(-90 * time.Second))
	first, err := flow.Codec().Seal(office.Seal, consent.Statement{
		Production: u.kit.ProductionID(), Seq: 1, At: at, Body: &consent.Withdrawn{Consent: back.ID, Purposes: []consent.Purpose{consent.Film}, Role: consent.RoleSelf},
	})
	noError(t, err)
	second, err := flow.Codec().Seal(office.Seal, consent.Statement{
		Production: u.kit.ProductionID(), Seq: 2, Prev: first.ID, At: at, Body: &erased,
	})
	noError(t, err)
	_, err = u.kit.Carried().Store.Take(t.Context(), []signer.Sealed{first, second}, nil)
	noError(t, err)
	waitNews(t, u.kit, 2)
	u.refresh()
	return back
}

// waitNews waits until the kit has listened to what others said.
func waitNews(t *testing.T, k *flow.Kit, n int) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for len(k.News()) < n {
		select {
		case <-deadline:
			t.Fatalf("%d pieces of news are known, not %d", len(k.News()), n)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func TestNewsAreOnTodayUntilSeen(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	back := officeSays(t, u)
	u.goTo(atToday)
	mustSay(t, u, "The office took back", "yes for the film", "blocked", "1 min ago", "The office erased a person")
	tap(t, u, "Seen")
	tap(t, u, "Seen")
	if says(u, "The office took back") {
		t.Error("what was seen is still new")
	}
	u.goTo(atSync)
	mustSay(t, u, "2 things said by others")
	tap(t, u, "2 things said by others")
	mustSay(t, u, "The office took back", "erased")
	u.openPerson(back.Person)
	mustSay(t, u, "The office took back")
}

func TestNewsNameNobodyErased(t *testing.T) {
	u := showKit(t, fullKit(t), 390, 844)
	officeSays(t, u)
	for _, n := range u.kit.News() {
		if n.Kind == flow.NewsErased && (n.Name != "" || strings.Contains(n.Sentence(u.words), "’s yes")) {
			t.Errorf("%q", n.Sentence(u.words))
		}
	}
	u.goTo(atToday)
	mustSay(t, u, "1 more")
	tap(t, u, "1 more")
	mustSay(t, u, "Said by others")
}
