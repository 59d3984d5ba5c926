package flow_test

import (
	"errors"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

// inClip registers a clip with a person in it.
func (s *set) inClip(name string, person consent.ID) consent.ID {
	s.t.Helper()
	clips := s.ingested(name)
	_, err := s.Tag(s.t.Context(), flow.TagDraft{Clips: clips, People: []consent.ID{person}})
	must(s.t, err)
	return clips[0]
}

func TestWithdrawingOneUse(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	_, person := s.adult("Birgit", consent.Film, consent.Social)
	clip := s.inClip("a.jpg", person)
	w, err := s.Withdrawal(person, "en")
	must(t, err)
	equal(t, "to take back", len(w.Choices), 2)
	equal(t, "touches", len(w.Clips), 1)
	equal(t, "other units", w.OtherKit, false)
	r, err := s.Withdraw(ctx, flow.WithdrawDraft{Of: person, Purposes: []consent.Purpose{consent.Social}})
	must(t, err)
	equal(t, "receipt", r.Withdrawn, true)
	equal(t, "film", s.verdict(clip, consent.Film).Result, media.Cleared)
	equal(t, "social", s.verdict(clip, consent.Social).Result, media.Blocked)
	equal(t, "state", s.PersonRow(person).State, consent.WithLimits)
	for _, c := range r.Choices {
		if c.Withdrawn != (c.Purpose == consent.Social) {
			t.Errorf("choice %+v", c)
		}
	}
	_, err = s.Withdraw(ctx, flow.WithdrawDraft{Of: person, Purposes: []consent.Purpose{consent.Social}})
	if !errors.Is(err, flow.ErrNothingHeld) {
		t.Fatalf("taken back twice: %v", err)
	}
	_, err = s.Withdraw(ctx, flow.WithdrawDraft{Of: person, Purposes: []consent.Purpose{consent.Film}})
	must(t, err)
	sheet, err := s.Person(person, "en")
	must(t, err)
	equal(t, "state after the last use", sheet.State, consent.TookItBack)
	equal(t, "do-not-film notes", len(sheet.Notes), 1)
}

func TestWithdrawnIsFinal(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	id, person := s.adult("Birgit", consent.Film)
	_, err := s.Withdraw(ctx, flow.WithdrawDraft{Of: id})
	must(t, err)
	must(t, s.LiftAvoid(ctx, person))
	equal(t, "lifted", s.PersonRow(person).State, consent.TookItBack)
	_, _, err = s.Declare(ctx, flow.Declaration{Name: "Birgit", Adult: true, Person: person, Grants: []consent.Purpose{consent.Film}})
	must(t, err)
	equal(t, "agreed again", s.PersonRow(person).State, consent.MayBeFilmed)
	for _, of := range []consent.ID{{}, {9}} {
		if _, err := s.Withdraw(ctx, flow.WithdrawDraft{Of: of}); !errors.Is(err, flow.ErrNotFound) {
			t.Errorf("withdraw of %v: %v", of, err)
		}
	}
	if _, err := s.Withdraw(ctx, flow.WithdrawDraft{Of: id, Role: "lawyer"}); !errors.Is(err, flow.ErrAsked) {
		t.Errorf("role: %v", err)
	}
}

func TestGuardianWithdrawsForTheChild(t *testing.T) {
	s := founded(t)
	id, r := s.child("Oskar", mother("Camilla"))
	_, err := s.Withdraw(t.Context(), flow.WithdrawDraft{Of: r.Person})
	must(t, err)
	line, err := s.Consent(id)
	must(t, err)
	equal(t, "role", line.Consent.Withdrawals[0].Role, consent.RoleGuardian)
	equal(t, "status", line.Status, consent.StatusWithdrawn)
}

func TestRestrictAndUnrestrict(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	id, person := s.adult("Karen", consent.Film)
	clip := s.inClip("a.jpg", person)
	until := consent.DateOf(s.clock.now()).AddDays(3)
	must(t, s.Restrict(ctx, id, until))
	equal(t, "set aside", s.verdict(clip, consent.Film).Result, media.Blocked)
	s.clock.add(5 * 24 * time.Hour)
	equal(t, "after the day", s.verdict(clip, consent.Film).Result, media.Cleared)
	must(t, s.Restrict(ctx, person, 0))
	equal(t, "without an end", s.verdict(clip, consent.Film).Result, media.Blocked)
	must(t, s.Unrestrict(ctx, id))
	equal(t, "lifted", s.verdict(clip, consent.Film).Result, media.Cleared)
	if err := s.Unrestrict(ctx, id); !errors.Is(err, flow.ErrNothingHeld) {
		t.Fatalf("lifted twice: %v", err)
	}
	if err := s.Restrict(ctx, consent.ID{3}, 0); !errors.Is(err, flow.ErrNotFound) {
		t.Fatalf("restricted nothing: %v", err)
	}
}

func TestInvalidateNeedsAReason(t *testing.T) {
	s := founded(t)
	id, person := s.adult("Karen", consent.Film)
	clip := s.inClip("a.jpg", person)
	if err := s.Invalidate(t.Context(), id, "  "); !errors.Is(err, flow.ErrIncomplete) {
		t.Fatalf("no reason: %v", err)
	}
	must(t, s.Invalidate(t.Context(), id, "signed for her sister"))
	line, err := s.Consent(id)
	must(t, err)
	equal(t, "status", line.Status, consent.StatusInvalidated)
	equal(t, "clip", s.verdict(clip, consent.Film).Result, media.Blocked)
}

func TestRectify(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	id, person := s.adult("Karen Hollm", consent.Film)
	name, contact, band := "Karen Holm", "karen@post.example", "A9"
	must(t, s.Rectify(ctx, flow.RectifyDraft{Of: id, Name: &name, Band: &band}))
	must(t, s.Rectify(ctx, flow.RectifyDraft{Of: id, Contact: &contact}))
	row := s.PersonRow(person)
	if row.Name != name || row.Band != band {
		t.Fatalf("row %+v", row)
	}
	line, err := s.Consent(id)
	must(t, err)
	equal(t, "contact", line.Contact, contact)
	equal(t, "contradicts", line.Consent.Contradicts, false)
	equal(t, "old name", len(s.People(flow.PeopleQuery{Text: "hollm"}).Rows), 0)
	must(t, s.Rectify(ctx, flow.RectifyDraft{Of: id, Born: &flow.Month{Year: 2012, Month: 4}}))
	equal(t, "an adult who is twelve", s.PersonRow(person).State, consent.WaitingForParent)
	must(t, s.Rectify(ctx, flow.RectifyDraft{Of: id, Born: &flow.Month{Year: 1980, Month: 4}}))
	equal(t, "never looser", s.PersonRow(person).State, consent.WaitingForParent)
	if err := s.Rectify(ctx, flow.RectifyDraft{Of: id}); !errors.Is(err, flow.ErrNothingHeld) {
		t.Fatalf("nothing to correct: %v", err)
	}
}

func TestMajority(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	id, r := s.child("Alma", mother("Camilla"))
	s.clock.add(12 * 366 * 24 * time.Hour)
	v, err := s.Today(ctx)
	must(t, err)
	need(t, v, flow.NeedAdult, 0) // the yes has ended by then
	got, err := s.SignFurther(ctx, flow.FurtherDraft{Consent: id, Role: consent.RoleMajority, Answer: consent.Denied})
	must(t, err)
	equal(t, "status", got.Status, consent.StatusWithdrawn)
	equal(t, "state", s.PersonRow(r.Person).State, consent.TookItBack)
	if _, err := s.SignFurther(ctx, flow.FurtherDraft{Consent: id, Role: "judge"}); !errors.Is(err, flow.ErrAsked) {
		t.Fatalf("role: %v", err)
	}
}

func TestAvoidSomebodyUnknown(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	who := flow.Clothing{Garment: "jacket", Colour: "red", Place: "row 3"}
	id, err := s.Avoid(ctx, who, consent.AvoidFilm, consent.ID{})
	must(t, err)
	row := s.PersonRow(id)
	equal(t, "state", row.State, consent.DoNotFilm)
	equal(t, "clothing", row.Clothing, who)
	clip := s.inClip("a.jpg", id)
	equal(t, "clip", s.verdict(clip, consent.Film).Reasons[0].Code, consent.CodeAvoid)
	must(t, s.Judge(ctx, flow.JudgeDraft{Clips: []consent.ID{clip}, Basis: media.JudgeAgreement, Covers: []consent.Purpose{consent.Film}, Reason: "contract"}))
	equal(t, "no basis outranks it", s.verdict(clip, consent.Film).Result, media.Blocked)
	must(t, s.LiftAvoid(ctx, id))
	if _, err := s.Avoid(ctx, flow.Clothing{}, consent.AvoidFilm, consent.ID{}); !errors.Is(err, flow.ErrIncomplete) {
		t.Fatalf("nobody: %v", err)
	}
	if _, err := s.Avoid(ctx, who, consent.AvoidLift, consent.ID{}); !errors.Is(err, flow.ErrAsked) {
		t.Fatalf("kind: %v", err)
	}
	if _, err := s.Avoid(ctx, who, consent.AvoidBlur, consent.ID{8}); !errors.Is(err, flow.ErrNotFound) {
		t.Fatalf("unknown person: %v", err)
	}
	if err := s.LiftAvoid(ctx, id); !errors.Is(err, flow.ErrNothingHeld) {
		t.Fatalf("lifted twice: %v", err)
	}
}

func TestBlurMakesLimits(t *testing.T) {
	s := founded(t)
	_, person := s.adult("Karen", consent.Film)
	clip := s.inClip("a.jpg", person)
	_, err := s.Avoid(t.Context(), flow.Clothing{}, consent.AvoidBlur, person)
	must(t, err)
	equal(t, "state", s.PersonRow(person).State, consent.WithLimits)
	equal(t, "clip", s.verdict(clip, consent.Film).Result, media.Limited)
}

func TestNotices(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	id, err := s.Notice(ctx, flow.NoticeDraft{Place: "the quay", Zone: "behind the fence", Photo: photo(t, 8)})
	must(t, err)
	n := s.Notices()[0]
	if n.View.ID != id || n.Place != "the quay" || n.Zone != "behind the fence" || len(n.View.Langs) < 2 {
		t.Fatalf("notice %+v", n)
	}
	must(t, s.NoticeDown(ctx, id))
	equal(t, "down", s.Notices()[0].View.Down, true)
	for _, c := range []struct {
		err  error
		want error
	}{
		{s.NoticeDown(ctx, id), flow.ErrNothingHeld},
		{s.NoticeDown(ctx, consent.ID{1}), flow.ErrNotFound},
		{second(s.Notice(ctx, flow.NoticeDraft{})), flow.ErrIncomplete},
		{second(s.Notice(ctx, flow.NoticeDraft{Place: "x", Terms: "appearance"})), flow.ErrTerms},
		{second(s.Notice(ctx, flow.NoticeDraft{Place: "x", Langs: []string{"fr"}})), flow.ErrLanguage},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("got %v, want %v", c.err, c.want)
		}
	}
}

func second(_ consent.ID, err error) error { return err }

func TestSearchFindsPartsOfNames(t *testing.T) {
	s := founded(t)
	for _, n := range []string{"Søren Ågård", "Zoë Müller", "Łucja Wójcik", "Ægir Ðórr"} {
		s.adult(n, consent.Film)
	}
	for text, want := range map[string]int{
		"soren": 1, "agard": 1, "ÅG": 1, "zoe": 1, "mull": 1, "lucja": 1, "wojcik": 1, "aegir": 1, "": 4, "  ": 4, "xx": 0, "o": 4,
	} {
		if got := s.People(flow.PeopleQuery{Text: text}); len(got.Rows) != want || got.All != want {
			t.Errorf("%q: %d of %d", text, len(got.Rows), want)
		}
	}
	only := s.People(flow.PeopleQuery{States: []consent.PersonState{consent.DoNotFilm}})
	equal(t, "rows", len(only.Rows), 0)
	equal(t, "all", only.All, 4)
}

func TestPeopleWithRedFirst(t *testing.T) {
	s := founded(t)
	s.adult("Anne", consent.Film, consent.Stills, consent.Social, consent.Ads, consent.AI)
	s.child("Bo")
	_, err := s.Avoid(t.Context(), flow.Clothing{Garment: "cap"}, consent.AvoidFilm, consent.ID{})
	must(t, err)
	var got []consent.PersonState
	for _, r := range s.People(flow.PeopleQuery{}).Rows {
		got = append(got, r.State)
	}
	want := []consent.PersonState{consent.DoNotFilm, consent.WaitingForParent, consent.MayBeFilmed}
	for i := range want {
		if len(got) != 3 || got[i] != want[i] {
			t.Fatalf("order %v", got)
		}
	}
	if _, err := s.Person(consent.ID{4}, "en"); !errors.Is(err, flow.ErrNotFound) {
		t.Fatalf("nobody: %v", err)
	}
}

func TestPersonSheet(t *testing.T) {
	s := founded(t)
	id, r, err := s.Declare(t.Context(), flow.Declaration{
		Name: "Frederik Dahl", Adult: true, Email: "f@post.example", Org: "Fish Co", Face: photo(t, 50), Band: "A3",
		Grants: []consent.Purpose{consent.Film}, Denies: []consent.Purpose{consent.Ads}, Conditions: []consent.Condition{consent.ShowFirst},
	})
	must(t, err)
	s.inClip("a.jpg", r.Person)
	sheet, err := s.Person(r.Person, "da")
	must(t, err)
	got := map[consent.Purpose]consent.Answer{}
	for _, c := range sheet.Choices {
		got[c.Purpose] = c.Answer
		if c.Title == "" || c.Title == string(c.Purpose) && c.Answer != "" {
			t.Errorf("title of %s: %q", c.Purpose, c.Title)
		}
	}
	if got[consent.Film] != consent.Granted || got[consent.Ads] != consent.Denied || got[consent.Social] != "" {
		t.Fatalf("choices %v", got)
	}
	if sheet.Contact != "f@post.example" || sheet.Workplace != "Fish Co" || len(sheet.Face) == 0 || !sheet.HasFace {
		t.Fatalf("sheet %+v", sheet.PersonRow)
	}
	equal(t, "clips", len(sheet.Clips), 1)
	equal(t, "row's clips", sheet.PersonRow.Clips, 1)
	equal(t, "consents", sheet.Consents[0].Consent.ID, id)
	equal(t, "conditions", sheet.Conditions[0], consent.ShowFirst)
}
