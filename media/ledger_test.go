package media_test

import (
	"testing"

	"onset/consent"
	"onset/media"
)

func TestLedgerKeepsOrder(t *testing.T) {
	d := ordinary()
	clips := d.series(nil, nil, nil)
	if got := d.Clips(); len(got) != 3 || got[0] != clips[0] || got[2] != clips[2] {
		t.Fatalf("clips are %v", got)
	}
	tagged := *clips[1]
	tagged.Tags = []media.TagView{{Tag: media.Tag{Person: anna}}}
	d.PutClip(&tagged)
	if got := d.Clips(); len(got) != 3 || got[1] != &tagged || d.Clip(tagged.ID) != &tagged {
		t.Error("a tagged clip is not the one listed")
	}
	earlier := *clips[2]
	earlier.Captured = 1
	d.PutClip(&earlier)
	if got := d.Clips(); len(got) != 3 || got[0] != &earlier {
		t.Error("a clip whose time changed stays where it was")
	}
}

func TestLedgerPeople(t *testing.T) {
	d := ordinary()
	d.avoid(bo, consent.AvoidFilm)
	only := consent.FoldConsent(numbered(2, 9), []consent.Statement{d.say(&consent.Withdrawn{Consent: numbered(2, 9)}, 9)})
	d.PutConsent(&only)
	if got := d.People(); len(got) != 2 || got[0].ID != anna || got[1].ID != bo {
		t.Errorf("people are %+v", got)
	}
	if d.Person(consent.ID{}) != nil {
		t.Error("a consent without a person made one")
	}
	if got := d.Consents(); len(got) != 2 {
		t.Errorf("%d consents", len(got))
	}
	given := consent.FoldConsent(numbered(2, 9), []consent.Statement{d.say(given(numbered(2, 9), bo), 9)})
	d.PutConsent(&given)
	if got := d.Person(bo).Consents; len(got) != 1 || got[0] != &given {
		t.Errorf("Bo has %v", got)
	}
	moved := given
	moved.Person = anna
	d.PutConsent(&moved)
	if len(d.Person(bo).Consents) != 0 || len(d.Person(anna).Consents) != 2 {
		t.Error("a consent has two people")
	}
}

func TestLedgerAsk(t *testing.T) {
	d := ordinary()
	d.Published = date(2026, 1, 1)
	if got := d.Ask(media.Use{Purpose: consent.Film}); got.From != today || got.Published != d.Published || got.Today != today {
		t.Errorf("asks %+v", got)
	}
}

func TestLedgerLists(t *testing.T) {
	d := ordinary()
	for i := range 2 {
		d.PutScene(&media.Scene{ID: numbered(4, i), From: hour(15-i, 0)})
		d.PutShoot(&media.Shoot{ID: numbered(5, i), Opened: hour(15-i, 0)})
		d.PutNotice(&consent.NoticeView{ID: numbered(6, 1-i)})
	}
	if d.Scenes()[0].ID != numbered(4, 1) || d.Shoots()[0].ID != numbered(5, 1) || d.Notices()[0].ID != numbered(6, 0) {
		t.Error("scenes, shoots or notices are out of order")
	}
	if d.Scene(numbered(4, 1)) == nil || d.Shoot(numbered(5, 1)) == nil || d.Camera(camera) == nil || d.Consent(numbered(2, 1)) == nil {
		t.Error("what was put is not found")
	}
}
