package flow_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
)

// begun starts a signing with the shoot's defaults.
func (s *set) begun(start flow.SigningStart) *flow.Signing {
	s.t.Helper()
	sg, err := s.Begin(s.t.Context(), start)
	must(s.t, err)
	return sg
}

// answers says yes to the uses named and no to the others.
func answers(t *testing.T, sg *flow.Signing, yes ...consent.Purpose) {
	t.Helper()
	for _, q := range sg.Questions() {
		must(t, sg.Answer(t.Context(), q.Purpose, slices.Contains(yes, q.Purpose)))
	}
}

func lacks(list []flow.Lack) (keys []string) {
	for _, l := range list {
		keys = append(keys, l.Key)
	}
	return keys
}

func missing(t *testing.T, sg *flow.Signing, want ...string) {
	t.Helper()
	if got := lacks(sg.Missing()); !slices.Equal(got, want) {
		t.Fatalf("missing at %s: got %v, want %v", sg.Step(), got, want)
	}
}

func TestAdultSigns(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	sg := s.begun(flow.SigningStart{Band: "A12"})
	equal(t, "questions", len(sg.Questions()), 5)
	if got := sg.Missing(); len(got) != 1 || got[0] != (flow.Lack{Key: flow.LackAnswers, Count: 5}) {
		t.Fatalf("missing: %v", got)
	}
	var incomplete *flow.IncompleteError
	if err := sg.Next(ctx); !errors.As(err, &incomplete) || !errors.Is(err, flow.ErrIncomplete) {
		t.Fatalf("next without answers: %v", err)
	}
	answers(t, sg, consent.Film, consent.Stills)
	must(t, sg.Next(ctx))
	equal(t, "step", sg.Step(), flow.StepSign)
	missing(t, sg, flow.LackName, flow.LackAge, flow.LackSignature)
	must(t, sg.SetName(ctx, "  Karen Holm "))
	must(t, sg.SetAdult(ctx, true))
	must(t, sg.SetInk(ctx, drawn(t)))
	missing(t, sg)
	r, err := sg.Sign(ctx)
	must(t, err)
	equal(t, "step", sg.Step(), flow.StepReceipt)
	equal(t, "status", r.Status, consent.StatusGiven)
	equal(t, "name", r.Name, "Karen Holm")
	equal(t, "band", r.Band, "A12")
	equal(t, "place", r.Place, "Thyborøn")
	equal(t, "waiting", r.Waiting, false)
	if _, err := sg.Sign(ctx); !errors.Is(err, flow.ErrOver) {
		t.Fatalf("signed twice: %v", err)
	}
	line, err := s.Consent(r.Consent)
	must(t, err)
	c := line.Consent
	equal(t, "entered by", c.EnteredBy, "self")
	equal(t, "witnessed", c.Witnessed, true)
	equal(t, "method", c.Method, consent.Drawn)
	if ch, _ := c.Choice(consent.Social); ch.Answer != consent.Denied {
		t.Fatalf("social: %v", ch)
	}
	if _, left := s.Draft(); left {
		t.Fatal("the draft is still there")
	}
}

func TestSigningSpeaksTheLanguageChosen(t *testing.T) {
	s := founded(t)
	sg := s.begun(flow.SigningStart{})
	answers(t, sg, consent.Film)
	english := sg.Text()
	must(t, sg.SetLanguage(t.Context(), "da"))
	danish := sg.Text()
	if english.Card == danish.Card || danish.Language != "da" {
		t.Fatalf("card stayed %q", danish.Card)
	}
	for _, q := range sg.Questions() {
		if q.Answer == "" || q.Until == 0 {
			t.Fatalf("question lost its answer or end: %+v", q)
		}
	}
	if err := sg.SetLanguage(t.Context(), "tlh"); !errors.Is(err, flow.ErrLanguage) {
		t.Fatalf("unknown language: %v", err)
	}
	if err := sg.Answer(t.Context(), consent.Archive, true); !errors.Is(err, flow.ErrPurpose) {
		t.Fatalf("a use that is not asked: %v", err)
	}
	for _, text := range []string{danish.Card, danish.NotAsked, danish.Title, sg.Questions()[0].Details} {
		for _, r := range text {
			if r == '{' {
				t.Fatalf("not filled in: %q", text)
			}
		}
	}
}

// minorUpToGuardian goes to the step where a guardian is named.
func minorUpToGuardian(t *testing.T, s *set, start flow.SigningStart) *flow.Signing {
	t.Helper()
	sg := s.begun(start)
	answers(t, sg, consent.Film, consent.Stills)
	must(t, sg.Next(t.Context()))
	equal(t, "step", sg.Step(), flow.StepGuardian)
	must(t, sg.SetName(t.Context(), "Oskar Vinther"))
	return sg
}

func TestMinorNeedsAGuardian(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	sg := minorUpToGuardian(t, s, flow.SigningStart{Terms: "minor"})
	missing(t, sg, flow.LackBorn, flow.LackGuardian)
	must(t, sg.SetBorn(ctx, 2014, 6))
	for _, r := range []consent.Relation{consent.Teacher, consent.Coach, consent.Grandparent, consent.OtherRelated} {
		if err := sg.SetGuardian(ctx, 0, flow.GuardianDraft{Relation: r}); !errors.Is(err, flow.ErrCannotSign) {
			t.Fatalf("%s signs: %v", r, err)
		}
	}
	if err := sg.SetGuardian(ctx, 0, flow.GuardianDraft{Relation: "uncle"}); !errors.Is(err, flow.ErrAsked) {
		t.Fatalf("unknown relation: %v", err)
	}
	must(t, sg.SetGuardian(ctx, 0, flow.GuardianDraft{Name: "Camilla Vinther", Relation: consent.Mother}))
	missing(t, sg, flow.LackGuardianContact, flow.LackAuthority, flow.LackOtherHolder)
	must(t, sg.SetGuardian(ctx, 0, flow.GuardianDraft{
		Name: "Camilla Vinther", Relation: consent.Mother, Contact: "camilla.v@post.example", Authority: true,
	}))
	must(t, sg.SetOtherHolder(ctx, consent.HolderAgrees))
	must(t, sg.Next(ctx))
	equal(t, "step", sg.Step(), flow.StepChild)
	missing(t, sg, flow.LackChild)
	must(t, sg.SetChildSays(ctx, consent.ChildYes))
	must(t, sg.Next(ctx))
	missing(t, sg, flow.LackSignature)
	must(t, sg.SetInk(ctx, drawn(t)))
	r, err := sg.Sign(ctx)
	must(t, err)
	equal(t, "status", r.Status, consent.StatusGiven)
	line, err := s.Consent(r.Consent)
	must(t, err)
	equal(t, "band", line.Consent.Band, consent.Band7to14)
	equal(t, "by birth", line.Consent.ByBirth, true)
	equal(t, "entered by", line.Consent.EnteredBy, "guardian")
	equal(t, "guardian", line.Guardians[0], flow.GuardianLine{Name: "Camilla Vinther", Relation: consent.Mother, Contact: "camilla.v@post.example"})
}

func TestUnderSevenIsNotAsked(t *testing.T) {
	s := founded(t)
	sg := minorUpToGuardian(t, s, flow.SigningStart{Terms: "minor"})
	equal(t, "asked while the age is open", sg.AsksChild(), true)
	must(t, sg.SetBorn(t.Context(), 2021, 1))
	equal(t, "asked at five", sg.AsksChild(), false)
	if slices.Contains(sg.Steps(), flow.StepChild) {
		t.Fatalf("steps %v", sg.Steps())
	}
	for _, bad := range [][2]int{{2014, 0}, {2014, 13}, {1492, 3}, {2031, 1}} {
		if err := sg.SetBorn(t.Context(), bad[0], bad[1]); !errors.Is(err, flow.ErrAsked) {
			t.Fatalf("born %v: %v", bad, err)
		}
	}
}

func TestNoToEighteenShowsTheTextForMinors(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	sg := s.begun(flow.SigningStart{})
	answers(t, sg, consent.Film)
	must(t, sg.Next(ctx))
	must(t, sg.SetName(ctx, "Oskar"))
	must(t, sg.SetAdult(ctx, false))
	equal(t, "text", sg.Text().Key, "minor")
	equal(t, "step", sg.Step(), flow.StepQuestions)
	missing(t, sg, flow.LackAnswers)
	equal(t, "name kept", sg.Fields().Name, "Oskar")
	must(t, sg.SetAdult(ctx, true))
	equal(t, "text", sg.Text().Key, "appearance")
	missing(t, sg)
	if minor, known := sg.Minor(); minor || !known {
		t.Fatalf("minor %v, known %v", minor, known)
	}
}

func TestAbsentGuardianSignsLater(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	sg := minorUpToGuardian(t, s, flow.SigningStart{Terms: "minor"})
	must(t, sg.SetBorn(ctx, 2014, 6))
	must(t, sg.AbsentGuardian(ctx, true))
	must(t, sg.Next(ctx))
	must(t, sg.SetChildSays(ctx, consent.ChildYes))
	must(t, sg.Next(ctx))
	missing(t, sg)
	r, err := sg.Sign(ctx)
	must(t, err)
	equal(t, "status", r.Status, consent.StatusRequested)
	equal(t, "waiting", r.Waiting, true)
	equal(t, "answer by", r.AnswerBy, consent.DateOf(s.clock.now()).AddDays(7))
	equal(t, "state", s.PersonRow(r.Person).State, consent.WaitingForParent)
	clips := s.ingested("a.jpg")
	_, err = s.Tag(ctx, flow.TagDraft{Clips: clips, People: []consent.ID{r.Person}})
	must(t, err)
	if v := s.verdict(clips[0], consent.Film); v.Reasons[0].Code != consent.CodeWaitGuardian {
		t.Fatalf("verdict %+v", v)
	}

	further := flow.FurtherDraft{Consent: r.Consent, Role: consent.RoleGuardian, Guardian: flow.GuardianDraft{
		Name: "Camilla Vinther", Relation: consent.Teacher, Contact: "c@post.example", Authority: true,
	}}
	if _, err := s.SignFurther(ctx, further); !errors.Is(err, flow.ErrCannotSign) {
		t.Fatalf("a teacher signed: %v", err)
	}
	further.Guardian.Relation = consent.Mother
	further.Denies = []consent.Purpose{consent.Stills}
	r, err = s.SignFurther(ctx, further)
	must(t, err)
	equal(t, "status", r.Status, consent.StatusGiven)
	line, err := s.Consent(r.Consent)
	must(t, err)
	equal(t, "guardian", line.Guardians[0].Name, "Camilla Vinther")
	if ch, _ := line.Consent.Choice(consent.Stills); ch.Answer != consent.Denied {
		t.Fatal("the guardian's no to stills was lost")
	}
}

func TestOtherWaysToSign(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	for _, m := range []consent.Method{consent.Held, consent.Spoken, consent.Paper} {
		sg := s.begun(flow.SigningStart{})
		answers(t, sg, consent.Film)
		must(t, sg.Next(ctx))
		must(t, sg.SetName(ctx, "Poul Dahl"))
		must(t, sg.SetAdult(ctx, true))
		must(t, sg.SetMethod(ctx, m, nil))
		if m == consent.Paper {
			missing(t, sg, flow.LackPaper)
			if err := sg.SetMethod(ctx, m, []byte("not a photo")); !errors.Is(err, flow.ErrPhoto) {
				t.Fatalf("photo: %v", err)
			}
			must(t, sg.SetMethod(ctx, m, photo(t, 9)))
		}
		must(t, sg.SetFace(ctx, photo(t, 40)))
		must(t, sg.SetConditions(ctx, []consent.Condition{consent.NoName}))
		r, err := sg.Sign(ctx)
		must(t, err)
		line, err := s.Consent(r.Consent)
		must(t, err)
		equal(t, "method", line.Consent.Method, m)
		equal(t, "state", s.PersonRow(r.Person).State, consent.WithLimits)
		if face := s.Face(ctx, r.Person); len(face) == 0 {
			t.Fatal("no face")
		}
	}
}

func TestSigningRefusesWhatCannotBe(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	sg := s.begun(flow.SigningStart{})
	dot := []byte(`{"w":400,"h":200,"strokes":[[{"x":10,"y":10,"t":0}]]}`)
	long := string(make([]byte, 300))
	for name, c := range map[string]struct {
		do   func() error
		want error
	}{
		"dot":       {func() error { return sg.SetInk(ctx, dot) }, signer.ErrInkDot},
		"no ink":    {func() error { return sg.SetInk(ctx, []byte(`{"w":400,"h":200,"strokes":[]}`)) }, flow.ErrInk},
		"absurd":    {func() error { return sg.SetInk(ctx, []byte(`{"w":1e9}`)) }, flow.ErrInk},
		"long name": {func() error { return sg.SetName(ctx, long) }, flow.ErrTooLong},
		"condition": {func() error { return sg.SetConditions(ctx, []consent.Condition{"rich"}) }, flow.ErrAsked},
		"method":    {func() error { return sg.SetMethod(ctx, "wax", nil) }, flow.ErrAsked},
		"holder":    {func() error { return sg.SetOtherHolder(ctx, "perhaps") }, flow.ErrAsked},
		"child":     {func() error { return sg.SetChildSays(ctx, "maybe") }, flow.ErrAsked},
		"guardian":  {func() error { return sg.SetGuardian(ctx, 9, flow.GuardianDraft{}) }, flow.ErrAsked},
		"step":      {func() error { return sg.GoTo(ctx, flow.StepSign) }, flow.ErrIncomplete},
		"sign":      {func() error { _, err := sg.Sign(ctx); return err }, flow.ErrIncomplete},
		"no terms":  {func() error { _, err := s.Begin(ctx, flow.SigningStart{Terms: "x"}); return err }, flow.ErrTerms},
		"notice":    {func() error { _, err := s.Begin(ctx, flow.SigningStart{Terms: "notice"}); return err }, flow.ErrTerms},
		"language":  {func() error { _, err := s.Begin(ctx, flow.SigningStart{Language: "xx"}); return err }, flow.ErrLanguage},
	} {
		if err := c.do(); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	if f := sg.Fields(); f.Name != "" || len(f.Ink) != 0 || f.Method != "" {
		t.Fatalf("something refused was kept: %+v", f)
	}
}

func TestRefusalKeepsNobody(t *testing.T) {
	s := founded(t)
	sg := s.begun(flow.SigningStart{})
	must(t, sg.SetName(t.Context(), "Nobody Knows"))
	must(t, sg.Refuse(t.Context()))
	equal(t, "people", s.People(flow.PeopleQuery{}).All, 0)
	equal(t, "consents", len(s.Consents()), 0)
	if _, left := s.Draft(); left {
		t.Fatal("the draft is still there")
	}
	if err := sg.SetName(t.Context(), "x"); !errors.Is(err, flow.ErrOver) {
		t.Fatalf("changed after the end: %v", err)
	}
}

func TestInterruptedSigningComesBack(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	sg := s.begun(flow.SigningStart{Band: "A7"})
	answers(t, sg, consent.Film)
	must(t, sg.Next(ctx))
	must(t, sg.SetName(ctx, "Ida Kjær"))
	must(t, sg.SetInk(ctx, drawn(t)))
	s.clock.add(time.Hour)
	s.reopen()
	line, ok := s.Draft()
	if !ok || line.Terms != "appearance" || line.By != "Freja" || line.Step != flow.StepSign {
		t.Fatalf("draft %+v, %v", line, ok)
	}
	back, err := s.Resume(ctx, true)
	must(t, err)
	f := back.Fields()
	if f.Name != "Ida Kjær" || f.Band != "A7" || len(f.Ink) == 0 || back.Step() != flow.StepSign {
		t.Fatalf("lost something: %+v at %s", f, back.Step())
	}
	must(t, back.SetAdult(ctx, true))
	r, err := back.Sign(ctx)
	must(t, err)
	equal(t, "name", r.Name, "Ida Kjær")
	if _, err := s.Resume(ctx, true); !errors.Is(err, flow.ErrNoDraft) {
		t.Fatalf("resumed a signed one: %v", err)
	}
}

func TestAnotherPersonSeesNothing(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	sg := s.begun(flow.SigningStart{Language: "da"})
	answers(t, sg, consent.Film)
	must(t, sg.SetName(ctx, "Ida Kjær"))
	s.reopen()
	next, err := s.Resume(ctx, false)
	must(t, err)
	if f := next.Fields(); f.Name != "" {
		t.Fatalf("typed before: %+v", f)
	}
	for _, q := range next.Questions() {
		equal(t, "answer", q.Answer, "")
	}
	equal(t, "language", next.Text().Language, "da")
}

func TestDraftDiesAfterADay(t *testing.T) {
	for _, c := range []struct {
		wait time.Duration
		live bool
	}{{23 * time.Hour, true}, {25 * time.Hour, false}, {-48 * time.Hour, false}} {
		s := founded(t)
		must(t, s.begun(flow.SigningStart{}).SetName(t.Context(), "x"))
		s.clock.add(c.wait)
		if _, ok := s.Draft(); ok != c.live {
			t.Errorf("after %v: alive %v", c.wait, ok)
		}
	}
}

func TestClockThatCannotBeRight(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	if doubt, _ := s.ClockDoubt(); doubt {
		t.Fatal("doubt on the first day")
	}
	before := s.clock.now()
	s.clock.add(-3 * time.Hour)
	s.reopen()
	doubt, highest := s.ClockDoubt()
	if !doubt || highest.Before(before.Add(-time.Minute)) {
		t.Fatalf("behind: doubt %v, highest %v", doubt, highest)
	}
	if _, _, err := s.Declare(ctx, flow.Declaration{Name: "x", Adult: true, Grants: []consent.Purpose{consent.Film}}); !errors.Is(err, flow.ErrClockDoubt) {
		t.Fatalf("recorded by a wrong clock: %v", err)
	}
	sg := s.begun(flow.SigningStart{})
	answers(t, sg, consent.Film)
	must(t, sg.SetName(ctx, "Karen"))
	must(t, sg.SetAdult(ctx, true))
	must(t, sg.SetInk(ctx, drawn(t)))
	must(t, sg.Next(ctx))
	missing(t, sg, flow.LackClock)
	must(t, sg.ConfirmClock(ctx))
	r, err := sg.Sign(ctx)
	must(t, err)
	equal(t, "status", r.Status, consent.StatusGiven)
}

func TestKitThatLayUnusedAsks(t *testing.T) {
	s := founded(t)
	s.clock.add(3 * 24 * time.Hour)
	s.reopen()
	if doubt, _ := s.ClockDoubt(); !doubt {
		t.Fatal("three days later nobody asks for the time")
	}
	_, _, err := s.Declare(t.Context(), flow.Declaration{Name: "x", Adult: true, Grants: []consent.Purpose{consent.Film}})
	must(t, err)
}

func TestSignedJustNowIsInTheLastClips(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	_, err := s.NextScene(ctx, flow.SceneDraft{Title: "Quay", Start: flow.StartEmpty})
	must(t, err)
	must(t, s.Demo(ctx, 0, 8, 1, nil)) // clips of this day
	clips := s.Clips(flow.ClipQuery{}).IDs
	id, person := s.adult("Late Comer", consent.Film)
	got, token, err := s.InLastClips(ctx, id, 24*time.Hour)
	must(t, err)
	equal(t, "clips", len(got), len(clips))
	sheet, err := s.Clip(got[0])
	must(t, err)
	equal(t, "who", sheet.People[len(sheet.People)-1].ID, person)
	must(t, s.Undo(ctx, token))
	equal(t, "after undo", len(s.Clips(flow.ClipQuery{Person: person}).IDs), 0)
}

func TestFifteenMaySignAloneWhereTheRuleSaysSo(t *testing.T) {
	rules := consent.DefaultRules()
	rules.GuardianBelow = 15
	s := founded(t, func(n *flow.NewProduction) { n.Rules = &rules })
	ctx := t.Context()
	sg := s.begun(flow.SigningStart{})
	answers(t, sg, consent.Film)
	must(t, sg.SetName(ctx, "Selma"))
	must(t, sg.SetAdult(ctx, false))
	equal(t, "age still open", sg.Text().Key, "appearance")
	must(t, sg.SetBorn(ctx, 2014, 1))
	equal(t, "twelve", sg.Text().Key, "minor")
	must(t, sg.SetBorn(ctx, 2010, 1))
	equal(t, "sixteen", sg.Text().Key, "appearance")
	if minor, _ := sg.Minor(); minor {
		t.Fatal("sixteen still needs a guardian")
	}
	must(t, sg.SetInk(ctx, drawn(t)))
	r, err := sg.Sign(ctx)
	must(t, err)
	equal(t, "status", r.Status, consent.StatusGiven)
	line, err := s.Consent(r.Consent)
	must(t, err)
	equal(t, "alone", line.Consent.Alone, true)
}

func TestTextForMinorsAlwaysNeedsAGuardian(t *testing.T) {
	s := founded(t)
	_, r, err := s.Declare(t.Context(), flow.Declaration{
		Terms: "minor", Name: "Typed Wrong", Born: flow.Month{Year: 1994, Month: 3}, Grants: []consent.Purpose{consent.Film},
	})
	must(t, err)
	equal(t, "status", r.Status, consent.StatusRequested)
}
