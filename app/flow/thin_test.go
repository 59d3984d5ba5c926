package flow_test

import (
	"errors"
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
	"onset/signer"
)

// verdict is the answer for one clip and use.
func (s *set) verdict(clip consent.ID, p consent.Purpose) media.Verdict {
	s.t.Helper()
	for _, v := range s.Clearance(media.Use{Purpose: p}, []consent.ID{clip}) {
		return v
	}
	s.t.Fatalf("no verdict for clip %s", clip)
	return media.Verdict{}
}

func TestThinPath(t *testing.T) {
	s := founded(t)
	id, person := s.adult("Karen Holm", consent.Film, consent.Stills)
	clips := s.ingested("a.jpg", "b.jpg")
	equal(t, "before tagging", s.verdict(clips[0], consent.Film).Result, media.Unknown)
	_, err := s.Tag(t.Context(), flow.TagDraft{Clips: clips[:1], People: []consent.ID{person}})
	must(t, err)
	equal(t, "film", s.verdict(clips[0], consent.Film).Result, media.Cleared)
	equal(t, "never asked", s.verdict(clips[0], consent.Social).Result, media.Blocked)
	equal(t, "nobody said", s.verdict(clips[1], consent.Film).Result, media.Unknown)

	s.reopen()
	equal(t, "film after a restart", s.verdict(clips[0], consent.Film).Result, media.Cleared)
	line, err := s.Consent(id)
	must(t, err)
	equal(t, "name", line.Name, "Karen Holm")
	equal(t, "status", line.Status, consent.StatusGiven)
	equal(t, "rows", len(s.People(flow.PeopleQuery{Text: "hOLM"}).Rows), 1)
	equal(t, "no rows", len(s.People(flow.PeopleQuery{Text: "jensen"}).Rows), 0)

	_, err = s.Withdraw(t.Context(), flow.WithdrawDraft{Of: id})
	must(t, err)
	equal(t, "withdrawn", s.verdict(clips[0], consent.Film).Result, media.Blocked)
	equal(t, "state", s.PersonRow(person).State, consent.TookItBack)

	report, err := s.Check(t.Context(), nil)
	must(t, err)
	equal(t, "faults", len(report.Faults), 0)
}

func TestUnlock(t *testing.T) {
	s := founded(t)
	must(t, s.Close())
	h := openHome(t, s.dir, s.clock)
	if h.Empty() {
		t.Fatal("the home is empty")
	}
	if _, err := h.Unlock(t.Context(), "wrong", consent.Ref{}); !errors.Is(err, signer.ErrPassphrase) {
		t.Fatalf("wrong passphrase: %v", err)
	}
	k, err := h.Unlock(t.Context(), passphrase, consent.Ref{})
	must(t, err)
	s.Kit = k
	equal(t, "title", h.Productions()[0].Title, "Havnen")
	equal(t, "place", k.Shoot().Place, "Thyborøn")
	equal(t, "crew", k.Acting().Name, "Freja")
}
