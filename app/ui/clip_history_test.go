package ui

import (
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

func TestHistoryOfAClip(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	ids := u.kit.Clips(flow.ClipQuery{}).IDs
	u.openClip(ids[0])
	mustSay(t, u, "History", "Karen and Jens in it", "The clip came in", "Freja Lund")
}

func TestLongHistoryUnfolds(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	id := u.kit.Clips(flow.ClipQuery{}).IDs[0]
	for range 3 {
		_, err := u.kit.Untag(t.Context(), []consent.ID{id}, nil)
		noError(t, err)
		p := u.kit.People(flow.PeopleQuery{}).Rows[0]
		_, err = u.kit.Tag(t.Context(), flow.TagDraft{Clips: []consent.ID{id}, People: []consent.ID{p.ID}})
		noError(t, err)
	}
	u.openClip(id)
	if says(u, "The clip came in") {
		t.Fatal("the whole history stands there")
	}
	tap(t, u, "4 earlier")
	mustSay(t, u, "The clip came in")
}

func TestEveryDeedHasASentence(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	p := u.kit.People(flow.PeopleQuery{}).Rows[:2]
	for want, e := range map[string]flow.ClipEvent{
		u.firstName(p[0]) + " and " + u.firstName(p[1]) + " in it: seen · by hand": {
			Deed: flow.DeedTagged, People: p, Tags: []media.Tag{{As: media.Seen, Source: media.ByHand}, {As: media.Seen, Source: media.ByHand}},
		},
		u.firstName(p[0]) + " taken out":             {Deed: flow.DeedUntagged, People: p[:1]},
		"Journalism: public":                         {Deed: flow.DeedJudged, Basis: media.JudgeJournalism, Why: "public"},
		"The other basis was taken back":             {Deed: flow.DeedUnjudged},
		"A checked copy on Shuttle 1":                {Deed: flow.DeedCopied, Disk: "Shuttle 1"},
		"A checked copy on a disk":                   {Deed: flow.DeedCopied},
		"Safe at the office":                         {Deed: flow.DeedReceived},
		"The camera’s clock was set: 3 s ahead":      {Deed: flow.DeedClock, Ahead: 3 * time.Second},
		"A copy for Kyst TV: " + u.T("purpose.film"): {Deed: flow.DeedDelivered, To: "Kyst TV", Uses: []consent.Purpose{consent.Film}},
		"A copy for a recipient that is not named here: " + u.T("purpose.film") + ". The producer decided": {
			Deed: flow.DeedDelivered, Uses: []consent.Purpose{consent.Film}, Override: "producer",
		},
	} {
		if got := u.deed(e); got != want {
			t.Errorf("%s: %q, want %q", e.Deed, got, want)
		}
	}
}

func TestClipWithoutAPictureSaysWhy(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	t.Setenv("PATH", t.TempDir())
	u.openClip(filmed(t, u, func(flow.ClipSheet) bool { return true }))
	mustSay(t, u, "Pictures of films need ffmpeg")
}
