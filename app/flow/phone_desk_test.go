package flow_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"onset/app/flow"
	"onset/assets"
	"onset/consent"
	"onset/signer/page"
)

// table is a desk with a door, and the ids that its phones have.
type table struct {
	*set
	desk page.Desk
	door *page.Door
	next byte
}

func (s *set) table(o page.DoorOptions) *table {
	s.t.Helper()
	if o.Kind == "" {
		o.Kind = page.ForSet
	}
	if o.Terms == "" {
		o.Terms = "appearance"
	}
	o.Language = "en"
	door, err := page.NewDoor(&counting{}, s.clock.now(), o)
	must(s.t, err)
	return &table{set: s, desk: flow.DeskOf(s.Kit), door: door}
}

// counting gives bytes that are never twice the same.
type counting struct{ n byte }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

func (b *table) sheet(lang string, minor bool) *page.Sheet {
	b.t.Helper()
	s, err := b.desk.Sheet(b.t.Context(), b.door, page.SheetQuery{Language: lang, Minor: minor})
	must(b.t, err)
	return s
}

// answer is an adult's yes to the film and no to the rest, under an id of its own.
func (b *table) answer(s *page.Sheet, name string) *page.Answer {
	b.next++
	a := &page.Answer{
		Consent: consent.ID{9, b.next, 6: 0x40, 8: 0x80}, Shown: s.Shown, Name: name, Adult: true, Method: consent.Drawn, Ink: drawn(b.t),
		Answers: map[consent.Purpose]consent.Answer{},
	}
	for _, q := range s.Questions {
		a.Answers[q.Purpose] = consent.Denied
	}
	a.Answers[consent.Film] = consent.Granted
	return a
}

// child is a mother's answer for a child of twelve.
func (b *table) child(s *page.Sheet, name string) *page.Answer {
	a := b.answer(s, name)
	a.Adult, a.BornYear, a.BornMonth, a.Child = false, 2014, 3, consent.ChildYes
	a.Guardian = &page.Guardian{Name: "Camilla", Relation: consent.Mother, Contact: "20 30 40 50", Authority: true, Other: consent.HolderNone}
	return a
}

func (b *table) take(a *page.Answer) *page.Receipt {
	b.t.Helper()
	r, err := b.desk.Take(b.t.Context(), b.door, a)
	must(b.t, err)
	return r
}

// gapIn finds a placeholder or the key of a word that stands in place of it.
var gapIn = regexp.MustCompile(`[{}]|\b(date|fill|territory|purpose|list|month)\.[a-z0-9]`)

func TestSheetInEveryLanguageOfThePage(t *testing.T) {
	b := founded(t).table(page.DoorOptions{})
	spoken := b.sheet("en", false).Languages
	if spoken[0] != "en" || !slices.Contains(spoken, "da") || !slices.Contains(spoken, "ar") {
		t.Fatalf("languages %v", spoken)
	}
	for _, lang := range spoken {
		for _, minor := range []bool{false, true} {
			s := b.sheet(lang, minor)
			equal(t, lang+" is for minors", s.Minor, minor)
			all := s.Title + s.Card + s.NotAsked + s.Child
			for _, q := range s.Questions {
				all += q.Title + q.Sentence + q.Details + q.Until
			}
			for _, x := range s.Full {
				all += x.Heading + x.Body
			}
			if gap := gapIn.FindString(all); gap != "" {
				t.Errorf("%s: a gap shows: %q", lang, gap)
			}
			w, err := assets.PageWords(lang)
			must(t, err)
			if want := w.T("month.5"); !strings.Contains(s.Questions[0].Until, want) {
				t.Errorf("%s: until %q, want the month %q", lang, s.Questions[0].Until, want)
			}
		}
	}
	s := b.sheet("da", false)
	if s.Production != "Havnen" || s.Controller != "Nordlys Film ApS" || s.AsksChild != 7 || s.AloneFrom != 18 || s.Guardians != 1 ||
		!s.HasMinor || s.AsksBand || !s.Local || s.Review == "" || len(s.Digest) != 64 {
		t.Errorf("sheet %+v", s)
	}
	none, err := b.desk.Sheet(t.Context(), b.door, page.SheetQuery{Language: "xx"})
	if !errors.Is(err, page.ErrNoText) || len(none.Languages) != len(spoken) {
		t.Errorf("no such language: %v, %v", none, err)
	}
}

func TestTakeRecordsWhatThePhoneSent(t *testing.T) {
	b := founded(t).table(page.DoorOptions{})
	a := b.answer(b.sheet("ar", false), "Karen Holm")
	a.Contact, a.Witnessed, a.Selfie = "karen@post.example", true, photo(t, 3)
	a.Conditions = []consent.Condition{consent.NoPlace}
	r := b.take(a)
	if r.Consent != a.Consent || r.Short != a.Consent.Short() || r.Waiting != "" || r.TakeHome != nil || len(r.QR) < 21 || len(r.Choices) != 5 {
		t.Fatalf("receipt %+v", r)
	}
	line, err := b.Consent(a.Consent)
	must(t, err)
	c := line.Consent
	if line.Name != "Karen Holm" || line.Contact != "karen@post.example" || c.EnteredBy != "self" || !c.Witnessed || c.Terms.Language != "ar" ||
		c.Method != consent.Drawn || c.Status(c.GivenAt.Date()) != consent.StatusGiven || !slices.Equal(c.Conditions, a.Conditions) {
		t.Errorf("recorded %+v", line)
	}
	back, err := b.ReadBack(t.Context(), a.Consent, "en")
	must(t, err)
	if back.Name != "Karen Holm" || back.Contact != "karen@post.example" || back.Ink == nil || len(back.Face) == 0 || back.Language != "ar" ||
		back.Text != "appearance 1" || back.Choices[0].Title != "The film" || back.Hidden || !back.Witnessed {
		t.Errorf("read back %+v", back)
	}
	if _, err := b.ReadBack(t.Context(), consent.ID{1}, "en"); !errors.Is(err, flow.ErrNotFound) {
		t.Errorf("read back of nothing: %v", err)
	}
}

// TestTheSameSendingRecordsOnce sends an answer again, at once from many
// hands, and after a restart.
func TestTheSameSendingRecordsOnce(t *testing.T) {
	b := founded(t).table(page.DoorOptions{})
	a := b.answer(b.sheet("da", false), "Karen")
	var hands sync.WaitGroup
	for range 8 {
		hands.Go(func() {
			if r, err := b.desk.Take(t.Context(), b.door, a); err != nil || r.Consent != a.Consent {
				t.Errorf("%v, %v", r, err)
			}
		})
	}
	hands.Wait()
	equal(t, "consents", len(b.Consents()), 1)
	b.reopen()
	again := b.table(page.DoorOptions{})
	r, err := again.desk.Receipt(t.Context(), b.door, a.Consent, "da")
	must(t, err)
	equal(t, "receipt", r.Consent, a.Consent)
	equal(t, "taken again", again.take(a).Consent, a.Consent)
	equal(t, "consents", len(b.Consents()), 1)
	line, err := b.Consent(a.Consent)
	must(t, err)
	equal(t, "contradicts", line.Consent.Contradicts, false)
	if _, err := again.desk.Receipt(t.Context(), b.door, consent.ID{7}, "da"); !errors.Is(err, page.ErrNoConsent) {
		t.Errorf("receipt of nothing: %v", err)
	}
}

func TestTakeSaysWhatIsWrong(t *testing.T) {
	b := founded(t).table(page.DoorOptions{})
	sheet, minor := b.sheet("en", false), b.sheet("en", true)
	for name, c := range map[string]struct {
		answer *page.Answer
		change func(*page.Answer)
		want   error
		field  string
	}{
		"another version": {b.answer(sheet, "K"), func(a *page.Answer) { a.Shown.Version++ }, page.ErrChanged, ""},
		"another digest":  {b.answer(sheet, "K"), func(a *page.Answer) { a.Shown.Digest = strings.Repeat("0", 64) }, page.ErrChanged, ""},
		"another text":    {b.answer(sheet, "K"), func(a *page.Answer) { a.Shown.Terms = "contributor" }, page.ErrChanged, ""},
		"not asked":       {b.answer(sheet, "K"), func(a *page.Answer) { a.Answers[consent.Reuse] = consent.Granted }, page.ErrChanged, ""},
		"no name":         {b.answer(sheet, "\u200b"), func(*page.Answer) {}, page.ErrAnswer, "name"},
		"no child's name": {b.child(minor, " "), func(*page.Answer) {}, page.ErrAnswer, "cname"},
		"no age":          {b.answer(sheet, "K"), func(a *page.Answer) { a.Adult = false }, page.ErrAnswer, "adult"},
		"no ink":          {b.answer(sheet, "K"), func(a *page.Answer) { a.Ink = []byte("[]") }, page.ErrAnswer, "ink"},
		"no picture":      {b.answer(sheet, "K"), func(a *page.Answer) { a.Selfie = []byte("GIF89a") }, page.ErrAnswer, "selfie"},
		"a teacher":       {b.child(minor, "O"), func(a *page.Answer) { a.Guardian.Relation = consent.Teacher }, page.ErrAnswer, "rel"},
		"no contact":      {b.child(minor, "O"), func(a *page.Answer) { a.Guardian.Contact = "" }, page.ErrAnswer, "gcontact"},
	} {
		c.change(c.answer)
		_, err := b.desk.Take(t.Context(), b.door, c.answer)
		var fields *page.FieldError
		if !errors.Is(err, c.want) || c.field != "" && (!errors.As(err, &fields) || len(fields.Fields) != 1 || fields.Fields[0].Name != c.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	equal(t, "consents", len(b.Consents()), 0)
}

func TestChildAndParentOnOnePhone(t *testing.T) {
	b := founded(t).table(page.DoorOptions{})
	sheet := b.sheet("da", true)
	r := b.take(b.child(sheet, "Oskar"))
	equal(t, "waiting", r.Waiting, "")
	line, err := b.Consent(r.Consent)
	must(t, err)
	c := line.Consent
	if c.EnteredBy != "guardian" || c.Band != consent.Band7to14 || c.Terms.Key != "minor" || len(c.Guardians) != 1 || c.Guardians[0].Verified != "contact" {
		t.Errorf("recorded %+v", c)
	}
	back, err := b.ReadBack(t.Context(), r.Consent, "")
	must(t, err)
	if len(back.Guardians) != 1 || back.Guardians[0].Name != "Camilla" || back.Guardians[0].Ink == nil || back.Ink != nil || back.Born != "2014-03" {
		t.Errorf("read back %+v", back)
	}

	no := b.child(sheet, "Liva")
	no.Child = consent.ChildNo
	r = b.take(no)
	equal(t, "the child's no", r.Waiting, "no")
	if r.TakeHome != nil {
		t.Error("a child's no has a code to go on with")
	}
	equal(t, "state", b.People(flow.PeopleQuery{Text: "Liva"}).Rows[0].State, consent.DoNotFilm)
}

func TestRefusingKeepsNobody(t *testing.T) {
	s := founded(t)
	b := s.table(page.DoorOptions{})
	shown := b.sheet("da", false).Shown
	shown.Version = 99
	for _, id := range []consent.ID{{1}, {2}, {1}} {
		must(t, b.desk.Refuse(t.Context(), b.door, id, shown))
	}
	s.reopen()
	must(t, flow.DeskOf(s.Kit).Refuse(t.Context(), b.door, consent.ID{2}, shown))
	equal(t, "counted", flow.RefusedIn(s.Kit), 2)
	equal(t, "people", s.People(flow.PeopleQuery{}).All, 0)
	equal(t, "consents", len(s.Consents()), 0)
}

func TestTakingBackOnThePhone(t *testing.T) {
	b := founded(t).table(page.DoorOptions{})
	a := b.answer(b.sheet("en", false), "Karen")
	a.Answers[consent.Stills] = consent.Granted
	b.take(a)
	r, err := b.desk.TakeBack(t.Context(), a.Consent, []consent.Purpose{consent.Stills}, "en")
	must(t, err)
	for _, c := range r.Choices {
		equal(t, string(c.Purpose), c.Withdrawn, c.Purpose == consent.Stills)
	}
	for range 2 { // again is no error: it is taken back already
		r, err = b.desk.TakeBack(t.Context(), a.Consent, nil, "da")
		must(t, err)
		equal(t, "film", r.Choices[0].Withdrawn, true)
	}
	equal(t, "state", b.People(flow.PeopleQuery{}).Rows[0].State, consent.TookItBack)
	if _, err := b.desk.TakeBack(t.Context(), consent.ID{3}, nil, "en"); !errors.Is(err, page.ErrNoConsent) {
		t.Errorf("nothing to take back: %v", err)
	}
}
