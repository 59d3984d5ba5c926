package flow_test

import (
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/assets"
	"onset/consent"
	"onset/signer"
)

// heard waits until as many pieces of news are known as are asked for.
func heard(t *testing.T, k *flow.Kit, n int) []flow.News {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		if news := k.News(); len(news) == n {
			return news
		}
		select {
		case <-deadline:
			t.Fatalf("%d pieces of news are known, not %d", len(k.News()), n)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func TestNewsFromTheOffice(t *testing.T) {
	s := founded(t)
	id, person := s.adult("Freja Holm", consent.Film, consent.Social)
	clips := s.ingested("a.jpg", "b.jpg")
	_, err := s.Tag(t.Context(), flow.TagDraft{Clips: clips, People: []consent.ID{person}})
	must(t, err)
	_, own := s.adult("Mads Own", consent.Film)
	_, err = s.Withdraw(t.Context(), flow.WithdrawDraft{Of: own})
	must(t, err)
	office := enrolOffice(t, s.Kit)
	office.says(&consent.Withdrawn{Consent: id, Purposes: []consent.Purpose{consent.Social}, Role: consent.RoleOffice})
	n := heard(t, s.Kit, 1)[0] // what this device said itself is none
	en, err := assets.NewWords("en")
	must(t, err)
	equal(t, "sentence", n.Sentence(en), "The office took back Freja Holm’s yes for social media")
	equal(t, "effect", n.Effect(en), "2 clips are blocked")
	equal(t, "seen", n.Seen, false)
	today, err := s.Today(t.Context())
	must(t, err)
	equal(t, "news on Today", len(today.News), 1)
	equal(t, "of the person", len(s.NewsOf(person)), 1)
	equal(t, "of another", len(s.NewsOf(own)), 0)

	must(t, s.NewsSeen(t.Context(), n.ID))
	today, err = s.Today(t.Context())
	must(t, err)
	equal(t, "news that were seen, on Today", len(today.News), 0)
	s.reopen()
	equal(t, "seen after a restart", heard(t, s.Kit, 1)[0].Seen, true)
}

func TestNewsOfAnErasureNameNobody(t *testing.T) {
	s := founded(t)
	id, person := s.adult("Erika Gone", consent.Film)
	clips := s.ingested("a.jpg")
	_, err := s.Tag(t.Context(), flow.TagDraft{Clips: clips, People: []consent.ID{person}})
	must(t, err)
	office := enrolOffice(t, s.Kit)
	_, err = s.Carried().Store.Record(t.Context(), s.Acting().ID, consent.StampOf(time.Now()), flow.Draft{
		Body: &signer.DeviceEnrolled{Device: office.keys.Seal.Author(), Keys: office.keys.Keys(""), Rank: signer.RankAdmin},
	})
	must(t, err)
	office.says(&consent.Withdrawn{Consent: id, Role: consent.RoleOffice})
	heard(t, s.Kit, 1)
	var blobs []consent.ID
	line, err := s.Consent(id)
	must(t, err)
	blobs = append(blobs, line.Consent.Set.ID)
	for _, ref := range line.Consent.Office {
		blobs = append(blobs, ref.ID)
	}
	office.says(&consent.Erased{Blobs: blobs})
	for _, tag := range []string{"en", "da"} {
		w, err := assets.NewWords(tag)
		must(t, err)
		for _, n := range heard(t, s.Kit, 2) {
			if words := n.Sentence(w); strings.Contains(words, "Erika") || strings.Contains(words, "news.") || strings.Contains(words, "{") {
				t.Errorf("%s: %q", tag, words)
			}
			equal(t, "person", n.Person, person)
		}
	}
	equal(t, "kinds", s.News()[0].Kind, flow.NewsErased)
}

func TestNewsSayEveryKind(t *testing.T) {
	for _, tag := range []string{"en", "da"} {
		w, err := assets.NewWords(tag)
		must(t, err)
		for _, kind := range []flow.NewsKind{
			flow.NewsTookBack, flow.NewsRestricted, flow.NewsInvalidated, flow.NewsRefused, flow.NewsAvoid, flow.NewsBlur, flow.NewsErased,
		} {
			for _, n := range []flow.News{
				{Kind: kind, Name: "Freja", Device: "Camera B"},
				{Kind: kind, Office: true, Clips: 1, Purposes: []consent.Purpose{consent.Ads, consent.Film}, Until: consent.DateOf(time.Now())},
			} {
				if s := n.Sentence(w) + " " + n.Effect(w); strings.Contains(s, "news.") || strings.ContainsAny(s, "{}") {
					t.Errorf("%s %s: %q", tag, kind, s)
				}
			}
		}
	}
}
