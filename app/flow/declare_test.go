package flow_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
)

func mother(name string) flow.GuardianDraft {
	return flow.GuardianDraft{Name: name, Relation: consent.Mother, Contact: "+45 20 30 40 50", Authority: true}
}

// child records a child of twelve with these guardians.
func (s *set) child(name string, gs ...flow.GuardianDraft) (consent.ID, flow.Receipt) {
	s.t.Helper()
	id, r, err := s.Declare(s.t.Context(), flow.Declaration{
		Terms: "minor", Name: name, Born: flow.Month{Year: 2014, Month: 3}, Guardians: gs, ChildSays: consent.ChildYes,
		Grants: []consent.Purpose{consent.Film}, Denies: []consent.Purpose{consent.Stills, consent.Social},
	})
	must(s.t, err)
	return id, r
}

func TestDeclareSaysWhatIsWrong(t *testing.T) {
	s := founded(t)
	film := []consent.Purpose{consent.Film}
	for name, c := range map[string]struct {
		d    flow.Declaration
		want error
		lack string
	}{
		"no name":       {flow.Declaration{Adult: true, Grants: film}, flow.ErrIncomplete, flow.LackName},
		"no answers":    {flow.Declaration{Name: "K", Adult: true}, flow.ErrIncomplete, flow.LackAnswers},
		"no age":        {flow.Declaration{Name: "K", Grants: film}, flow.ErrIncomplete, flow.LackAge},
		"no workplace":  {flow.Declaration{Terms: "employee", Name: "K", Adult: true, Grants: film}, flow.ErrIncomplete, flow.LackWork},
		"no contact":    {flow.Declaration{Terms: "minor", Name: "K", Grants: film, Guardians: []flow.GuardianDraft{{Name: "M", Relation: consent.Mother}}}, flow.ErrIncomplete, flow.LackGuardianContact},
		"teacher":       {flow.Declaration{Terms: "minor", Name: "K", Grants: film, Guardians: []flow.GuardianDraft{{Name: "M", Relation: consent.Teacher, Contact: "x"}}}, flow.ErrCannotSign, ""},
		"terms":         {flow.Declaration{Terms: "nope", Name: "K", Adult: true, Grants: film}, flow.ErrTerms, ""},
		"unsigned text": {flow.Declaration{Terms: "notice", Name: "K", Adult: true, Grants: film}, flow.ErrTerms, ""},
		"language":      {flow.Declaration{Language: "fr", Name: "K", Adult: true, Grants: film}, flow.ErrLanguage, ""},
		"not asked":     {flow.Declaration{Name: "K", Adult: true, Grants: []consent.Purpose{consent.Reuse}}, flow.ErrPurpose, ""},
		"future":        {flow.Declaration{Name: "K", Adult: true, Grants: film, At: s.clock.now().Add(time.Hour)}, flow.ErrClockDoubt, ""},
		"ink":           {flow.Declaration{Name: "K", Adult: true, Grants: film, Ink: []byte("[]")}, flow.ErrInk, ""},
		"paper":         {flow.Declaration{Name: "K", Adult: true, Grants: film, Paper: []byte("GIF89a")}, flow.ErrPhoto, ""},
		"long":          {flow.Declaration{Name: strings.Repeat("K", 500), Adult: true, Grants: film}, flow.ErrTooLong, ""},
	} {
		_, _, err := s.Declare(t.Context(), c.d)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		var in *flow.IncompleteError
		if c.lack != "" && (!errors.As(err, &in) || len(in.Lacks) != 1 || in.Lacks[0].Key != c.lack) {
			t.Errorf("%s: lacks %v", name, err)
		}
	}
	equal(t, "consents", len(s.Consents()), 0)
}

func TestMinorWithoutGuardianIsNeverGiven(t *testing.T) {
	s := founded(t)
	for name, d := range map[string]flow.Declaration{
		"minor text":         {Terms: "minor", Name: "O", Born: flow.Month{Year: 2014, Month: 3}, ChildSays: consent.ChildYes},
		"unknown age":        {Terms: "minor", Name: "O"},
		"adult text":         {Terms: "appearance", Name: "O", Born: flow.Month{Year: 2010, Month: 3}},
		"sixteen":            {Terms: "minor", Name: "O", Born: flow.Month{Year: 2010, Month: 1}},
		"month of birthday":  {Terms: "minor", Name: "O", Born: flow.Month{Year: 2008, Month: 5}},
		"without authority":  {Terms: "minor", Name: "O", Guardians: []flow.GuardianDraft{{Name: "M", Relation: consent.Mother, Contact: "c"}}},
		"other must sign":    {Terms: "minor", Name: "O", Guardians: []flow.GuardianDraft{mother("M")}, OtherHolder: consent.HolderMustSign},
		"adult by ink alone": {Terms: "appearance", Name: "O", Born: flow.Month{Year: 2010, Month: 3}, Ink: drawn(t)},
	} {
		d.Grants = []consent.Purpose{consent.Film}
		_, r, err := s.Declare(t.Context(), d)
		must(t, err)
		if r.Status != consent.StatusRequested || !r.Waiting || r.AnswerBy == 0 {
			t.Errorf("%s: %s, waiting %v until %v", name, r.Status, r.Waiting, r.AnswerBy)
		}
	}
}

func TestTwoGuardiansWhereTheRuleSaysSo(t *testing.T) {
	rules := consent.DefaultRules()
	rules.Guardians = 2
	s := founded(t, func(n *flow.NewProduction) { n.Rules = &rules })
	_, one := s.child("Oskar", mother("Camilla"))
	equal(t, "one guardian", one.Status, consent.StatusRequested)
	father := mother("Anders")
	father.Relation = consent.Father
	_, two := s.child("Alma", mother("Camilla"), father)
	equal(t, "two guardians", two.Status, consent.StatusGiven)
}

func TestChildsNoOutranks(t *testing.T) {
	s := founded(t)
	_, r, err := s.Declare(t.Context(), flow.Declaration{
		Terms: "minor", Name: "O", Born: flow.Month{Year: 2014, Month: 3}, Guardians: []flow.GuardianDraft{mother("M")},
		ChildSays: consent.ChildNo, Grants: []consent.Purpose{consent.Film},
	})
	must(t, err)
	equal(t, "status", r.Status, consent.StatusRefused)
	equal(t, "state", s.PersonRow(r.Person).State, consent.DoNotFilm)
}

func TestSlipFromEarlierKeepsItsTime(t *testing.T) {
	s := founded(t)
	at := s.clock.now().Add(-5 * time.Hour)
	id, r, err := s.Declare(t.Context(), flow.Declaration{
		Name: "Poul", Adult: true, Grants: []consent.Purpose{consent.Film}, At: at, Paper: photo(t, 3), Email: "p@post.example",
	})
	must(t, err)
	if !r.Signed.Equal(at) {
		t.Fatalf("signed %v, want %v", r.Signed, at)
	}
	line, err := s.Consent(id)
	must(t, err)
	equal(t, "method", line.Consent.Method, consent.Paper)
	equal(t, "entered by", line.Consent.EnteredBy, "crew")
	equal(t, "contact", line.Contact, "p@post.example")
	if _, asked := line.Consent.Choice(consent.Ads); asked {
		t.Fatal("a question the slip does not answer counts as asked")
	}
}

func TestSigningAgainTakesThePlace(t *testing.T) {
	s := founded(t)
	first, person := s.adult("Karen", consent.Film)
	second, r, err := s.Declare(t.Context(), flow.Declaration{
		Name: "Karen", Adult: true, Person: person, Grants: []consent.Purpose{consent.Film, consent.Ads},
	})
	must(t, err)
	equal(t, "person", r.Person, person)
	equal(t, "status", r.Status, consent.StatusRenewed)
	line, err := s.Consent(second)
	must(t, err)
	if len(line.Consent.Replaces) != 1 || line.Consent.Replaces[0] != first {
		t.Fatalf("replaces %v", line.Consent.Replaces)
	}
	equal(t, "people", s.People(flow.PeopleQuery{}).All, 1)
}

func TestParseGuardian(t *testing.T) {
	for text, c := range map[string]struct {
		want flow.GuardianDraft
		err  error
	}{
		"Camilla Vinther;mother;c@post.example": {flow.GuardianDraft{Name: "Camilla Vinther", Relation: consent.Mother, Contact: "c@post.example", Authority: true}, nil},
		" Anders ; FATHER ; 20 30; 40":          {flow.GuardianDraft{Name: "Anders", Relation: consent.Father, Contact: "20 30; 40", Authority: true}, nil},
		"Bo;teacher;x":                          {flow.GuardianDraft{Name: "Bo", Relation: consent.Teacher, Contact: "x"}, flow.ErrCannotSign},
		"Bo":                                    {flow.GuardianDraft{Name: "Bo"}, flow.ErrAsked},
		"Bo;uncle":                              {flow.GuardianDraft{Name: "Bo", Relation: "uncle"}, flow.ErrAsked},
		"":                                      {flow.GuardianDraft{}, flow.ErrAsked},
	} {
		got, err := flow.ParseGuardian(text)
		if !errors.Is(err, c.err) || got.Name != c.want.Name || got.Relation != c.want.Relation || got.Contact != c.want.Contact || got.Authority != c.want.Authority {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

func TestReceiptFitsOnASlate(t *testing.T) {
	s := founded(t)
	id, _ := s.adult("Karen Holm", consent.Film, consent.AI)
	for _, lang := range []string{"en", "da"} {
		r, err := s.Receipt(id, lang)
		must(t, err)
		if len(r.QR) < 21 || len(r.QR) > 77 || len(r.QR) != len(r.QR[0]) {
			t.Fatalf("code of %d modules", len(r.QR))
		}
		for _, part := range []string{"Nordlys Film ApS", id.URN(), "kontakt@nordlys.example"} {
			if !strings.Contains(r.Payload, part) {
				t.Errorf("%s: no %q in %q", lang, part, r.Payload)
			}
		}
		if strings.Contains(r.Payload, "Karen") || strings.Contains(r.Payload, "{") || strings.Contains(r.Payload, "receipt.") {
			t.Errorf("%s: payload %q", lang, r.Payload)
		}
		equal(t, "short", r.Short, id.Short())
		equal(t, "text", r.Text, "appearance 1")
	}
	if _, err := s.Receipt(consent.ID{1}, "en"); !errors.Is(err, flow.ErrNotFound) {
		t.Fatalf("receipt of nothing: %v", err)
	}
}
