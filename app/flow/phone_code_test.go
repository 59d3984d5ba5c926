package flow_test

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/signer/page"
)

func (b *table) away(s *page.Sheet, name string) (*page.Away, *page.TakeHome) {
	b.t.Helper()
	b.next++
	a := &page.Away{Consent: consent.ID{8, b.next, 6: 0x40, 8: 0x80}, Shown: s.Shown, Name: name}
	home, err := b.desk.Away(b.t.Context(), b.door, a)
	must(b.t, err)
	return a, home
}

// at opens the door behind a take-home code, as it is typed.
func (b *table) at(code string) *table {
	b.t.Helper()
	parsed, err := page.ParseCode(" " + strings.ToLower(code))
	must(b.t, err)
	door, err := flow.DoorsOf(b.Kit).Code(b.t.Context(), parsed)
	must(b.t, err)
	byID, err := flow.DoorsOf(b.Kit).Door(b.t.Context(), door.ID)
	must(b.t, err)
	if byID.Key != door.Key || byID.ID != door.ID {
		b.t.Fatal("the same code opens two doors")
	}
	return &table{set: b.set, desk: b.desk, door: door, next: b.next + 50}
}

// closed holds what a code is told that opens nothing any more, typed and by the address it led to.
func (b *table) closed(code string, want error) {
	b.t.Helper()
	parsed, err := page.ParseCode(code)
	must(b.t, err)
	if _, err := flow.DoorsOf(b.Kit).Code(b.t.Context(), parsed); !errors.Is(err, want) {
		b.t.Errorf("the code is told %v, not %v", err, want)
	}
}

func (b *table) status(id consent.ID) consent.Status {
	b.t.Helper()
	line, err := b.Consent(id)
	must(b.t, err)
	return line.Status
}

// TestTakeHomeDoorIsAsWritten holds codes and doors to what FORMAT.md says of
// them: another kit, and the office, must come to the same.
func TestTakeHomeDoorIsAsWritten(t *testing.T) {
	s := founded(t)
	b := s.table(page.DoorOptions{})
	a, home := b.away(b.sheet("en", false), "Oskar")
	secret := flow.SecretOf(s.Kit, a.Consent)
	sum := hmac.New(sha256.New, secret)
	sum.Write([]byte("onset take-home code\x00"))
	letters := base32.NewEncoding("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
	equal(t, "code", strings.ReplaceAll(home.Code, " ", ""), letters.EncodeToString(sum.Sum(nil)[:5]))
	door := b.at(home.Code).door
	stream, err := hkdf.Key(sha256.New, secret, nil, "onset take-home door", 64)
	must(t, err)
	equal(t, "id", door.ID, base64.RawURLEncoding.EncodeToString(stream[:16]))
	equal(t, "secret", door.Key.Secret, [16]byte(stream[16:32]))
	equal(t, "private key", door.Key.Private, [32]byte(stream[32:]))
}

func TestParentAnswersLater(t *testing.T) {
	b := founded(t).table(page.DoorOptions{})
	a, home := b.away(b.sheet("da", false), "Oskar Vinther")
	if len(home.Code) != 9 || home.By != consent.DateOf(b.clock.now()).AddDays(7) || home.Base != "" {
		t.Fatalf("take home %+v", home)
	}
	equal(t, "status", b.status(a.Consent), consent.StatusRequested)
	again, err := b.desk.Away(t.Context(), b.door, a)
	must(t, err)
	equal(t, "the same code", again.Code, home.Code)
	rows := b.Expected()
	if len(rows) != 1 || rows[0].Label != "Oskar Vinther" || rows[0].AnswerBy != home.By {
		t.Fatalf("expected %+v", rows)
	}
	equal(t, "state", b.PersonRow(rows[0].Person).State, consent.WaitingForParent)

	b.reopen() // the code is good on any day, on any kit that may read it
	p := b.table(page.DoorOptions{}).at(home.Code)
	if p.door.Kind != page.ForParent || p.door.Request != a.Consent {
		t.Fatalf("door %+v", p.door)
	}
	sheet := p.sheet("da", false)
	equal(t, "text for minors", sheet.Minor, true)
	answer := p.child(sheet, "Oskar Vinther")
	r := p.take(answer)
	equal(t, "the request's own id", r.Consent, a.Consent)
	equal(t, "status", b.status(a.Consent), consent.StatusGiven)
	equal(t, "sent again", p.take(answer).Consent, a.Consent)
	stranger := p.child(sheet, "Somebody Else")
	if _, err := p.desk.Take(t.Context(), p.door, stranger); !errors.Is(err, page.ErrUsed) {
		t.Errorf("a second parent through the same door: %v", err)
	}
	if _, err := p.desk.Receipt(t.Context(), p.door, stranger.Consent, "da"); !errors.Is(err, page.ErrNoConsent) {
		t.Errorf("somebody else's receipt: %v", err)
	}
	parsed, err := page.ParseCode(home.Code)
	must(t, err)
	if _, err := flow.DoorsOf(b.Kit).Code(t.Context(), parsed); !errors.Is(err, page.ErrNoDoor) {
		t.Errorf("a code that was used: %v", err)
	}
	equal(t, "people", b.People(flow.PeopleQuery{}).All, 1)
}

func TestBothHoldersMustSign(t *testing.T) {
	b := founded(t).table(page.DoorOptions{})
	first := b.child(b.sheet("en", true), "Oskar")
	first.Guardian.Other = consent.HolderMustSign
	first.Answers[consent.Stills] = consent.Granted
	r := b.take(first)
	if r.Waiting != "second" || r.TakeHome == nil {
		t.Fatalf("receipt %+v", r)
	}
	equal(t, "status", b.status(r.Consent), consent.StatusRequested)
	p := b.at(r.TakeHome.Code)
	if p.door.Kind != page.ForSecond || p.door.Consent != r.Consent {
		t.Fatalf("door %+v", p.door)
	}
	second := p.answer(p.sheet("da", false), "")
	second.Adult = false
	second.Guardian = &page.Guardian{Name: "Anders", Relation: consent.Father, Contact: "anders@post.example", Authority: true}
	done := p.take(second)
	equal(t, "waiting", done.Waiting, "")
	equal(t, "sent again", p.take(second).Consent, r.Consent)
	line, err := b.Consent(r.Consent)
	must(t, err)
	equal(t, "status", line.Status, consent.StatusGiven)
	equal(t, "guardians", len(line.Consent.Guardians), 2)
	for _, ch := range line.Consent.Choices {
		equal(t, string(ch.Purpose)+" where the two differ", ch.Answer == consent.Granted, ch.Purpose == consent.Film)
	}
	back, err := b.ReadBack(t.Context(), r.Consent, "en")
	must(t, err)
	if len(back.Guardians) != 2 || back.Guardians[1].Name != "Anders" || back.Guardians[1].Ink == nil {
		t.Errorf("read back %+v", back.Guardians)
	}
	if _, err := b.TakeHome(t.Context(), r.Consent); !errors.Is(err, flow.ErrNothingHeld) {
		t.Errorf("a code for nobody: %v", err)
	}
	b.closed(r.TakeHome.Code, page.ErrAnswered)
}

func TestGuardiansNoCounts(t *testing.T) {
	b := founded(t).table(page.DoorOptions{})
	first := b.child(b.sheet("en", true), "Oskar")
	first.Guardian.Other = consent.HolderMustSign
	r := b.take(first)
	p := b.at(r.TakeHome.Code)
	must(t, p.desk.Refuse(t.Context(), p.door, consent.ID{1}, p.sheet("en", false).Shown))
	equal(t, "status", b.status(r.Consent), consent.StatusRefused)
	b.closed(r.TakeHome.Code, page.ErrAnswered)

	a, home := b.away(b.sheet("en", false), "Alma")
	q := b.at(home.Code)
	must(t, q.desk.Refuse(t.Context(), q.door, consent.ID{2}, q.sheet("en", false).Shown))
	equal(t, "status", b.status(a.Consent), consent.StatusRefused)
	equal(t, "state", b.People(flow.PeopleQuery{Text: "Alma"}).Rows[0].State, consent.DoNotFilm)
}

// TestCodeOfASigningOnTheTablet goes on where a child signed on the tablet and
// no parent was there: the parent answers anew and takes that one's place.
func TestCodeOfASigningOnTheTablet(t *testing.T) {
	s := founded(t)
	id, r := s.child("Oskar")
	home, err := s.TakeHome(t.Context(), id)
	must(t, err)
	equal(t, "label", home.Label, "Oskar")
	b := s.table(page.DoorOptions{}).at(home.Code)
	if b.door.Kind != page.ForParent || b.door.Person != r.Person {
		t.Fatalf("door %+v", b.door)
	}
	got := b.take(b.child(b.sheet("en", false), "Oskar"))
	equal(t, "waiting", got.Waiting, "")
	equal(t, "people", s.People(flow.PeopleQuery{}).All, 1)
	equal(t, "state", s.PersonRow(r.Person).State, consent.WithLimits)
	parsed, err := page.ParseCode(home.Code)
	must(t, err)
	if _, err := flow.DoorsOf(s.Kit).Code(t.Context(), parsed); !errors.Is(err, page.ErrAnswered) {
		t.Errorf("the code still opens: %v", err)
	}
}

func TestExpectedPeopleHaveCodes(t *testing.T) {
	s := founded(t)
	rows, err := s.Expect(t.Context(), []flow.ExpectedDraft{{Label: "5B-01", Minor: true}, {Label: "Extra 7", Terms: "crowd"}})
	must(t, err)
	var codes []string
	for _, r := range rows {
		home, err := s.TakeHome(t.Context(), r.Consent)
		must(t, err)
		codes = append(codes, home.Code)
	}
	slices.Sort(codes)
	equal(t, "codes", len(slices.Compact(codes)), 2)
	i := slices.IndexFunc(rows, func(r flow.ExpectedRow) bool { return r.Label == "Extra 7" })
	home, err := s.TakeHome(t.Context(), rows[i].Consent)
	must(t, err)
	b := s.table(page.DoorOptions{}).at(home.Code)
	if b.door.Kind != page.ForOne || b.door.Terms != "crowd" {
		t.Fatalf("door %+v", b.door)
	}
	a := b.answer(b.sheet("en", false), "Jens")
	equal(t, "answers the request", b.take(a).Consent, rows[i].Consent)
	equal(t, "state", s.Expected()[i].State, flow.ExpectedYes)

	// Somebody expected whose parent is not here gets the code that is theirs already.
	child := s.table(page.DoorOptions{Kind: page.ForOne, Request: rows[1-i].Consent, Terms: "minor"})
	_, away := child.away(child.sheet("en", false), "Liva")
	want, err := s.TakeHome(t.Context(), rows[1-i].Consent)
	must(t, err)
	equal(t, "the code", away.Code, want.Code)
	equal(t, "expected", len(s.Expected()), 2)
	if _, err := s.TakeHome(t.Context(), consent.ID{1}); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("a code of nothing: %v", err)
	}
}

func TestBandsAreGivenOutInACrowd(t *testing.T) {
	s := founded(t)
	b := s.table(page.DoorOptions{Kind: page.ForCrowd, Terms: "crowd"})
	sheet := b.sheet("en", false)
	equal(t, "asks for the band", sheet.AsksBand, true)
	typed := b.answer(sheet, "Karen")
	typed.Band, typed.Witnessed = "A2", true
	r := b.take(typed)
	equal(t, "typed", r.Band, "A2")
	equal(t, "new", r.NewBand, false)
	line, err := s.Consent(r.Consent)
	must(t, err)
	equal(t, "witnessed in a crowd", line.Consent.Witnessed, false)
	got := map[string]bool{}
	for i := range 3 {
		r := b.take(b.answer(sheet, strings.Repeat("Jens", i+1)))
		got[r.Band] = r.NewBand
	}
	for _, want := range []string{"A1", "A3", "A4"} {
		if !got[want] {
			t.Errorf("bands %v, no new %s", got, want)
		}
	}
	if next := s.NextBands(2); !slices.Equal(next, []string{"A5", "A6"}) {
		t.Errorf("next %v", next)
	}
}

func TestPosterOutlivesARestart(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	open := func(start flow.PhoneStart) (link string) {
		t.Helper()
		start.Listen = "127.0.0.1:0"
		p, err := s.OpenPhones(ctx, start)
		must(t, err)
		link = p.Board().Links[0].Link
		must(t, p.Close())
		return link[strings.Index(link, "/s/"):]
	}
	crowd := flow.PhoneStart{Crowd: true, Terms: "crowd"}
	first := open(crowd)
	equal(t, "shown again", open(crowd), first)
	other := open(flow.PhoneStart{Crowd: true})
	s.reopen()
	equal(t, "after a restart", open(crowd), first)
	equal(t, "another text has another poster", open(flow.PhoneStart{Crowd: true}), other)
	p, err := s.OpenPhones(ctx, crowd)
	must(t, err)
	port := p.LocalLink()[:strings.Index(p.LocalLink(), "/s/")]
	must(t, p.Close())
	s.reopen()
	p, err = s.OpenPhones(ctx, crowd)
	must(t, err)
	equal(t, "the port that stands in print", p.LocalLink(), port+first)
	must(t, p.Close())
	id, _, _ := strings.Cut(strings.TrimPrefix(first, "/s/"), "#")
	_, err = flow.DoorsOf(s.Kit).Door(ctx, id)
	must(t, err)
	s.clock.add(page.CrowdFor + time.Minute)
	if _, err := flow.DoorsOf(s.Kit).Door(ctx, id); !errors.Is(err, page.ErrNoDoor) {
		t.Errorf("a day later: %v", err)
	}
	p, err = s.OpenPhones(ctx, flow.PhoneStart{Crowd: true, Terms: "crowd", Listen: "127.0.0.1:0", ClockOK: true})
	must(t, err)
	defer func() { must(t, p.Close()) }()
	if strings.HasSuffix(p.Board().Links[0].Link, first) {
		t.Error("a poster of yesterday is shown")
	}
}
