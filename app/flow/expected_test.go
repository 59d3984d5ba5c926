package flow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"onset/app/flow"
	"onset/consent"
)

func TestExpectedPeople(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	by := consent.DateOf(s.clock.now()).AddDays(2)
	list := []flow.ExpectedDraft{
		{Label: "5B-10", Minor: true, AnswerBy: by}, {Label: "5B-2", Minor: true, AnswerBy: by, Band: "B2"}, {Label: "Teacher"},
	}
	rows, err := s.Expect(ctx, list)
	must(t, err)
	var labels []string
	for _, r := range rows {
		labels = append(labels, r.Label)
		equal(t, r.Label, r.State, flow.ExpectedOpen)
	}
	if !slices.Equal(labels, []string{"5B-2", "5B-10", "Teacher"}) {
		t.Fatalf("order %v", labels)
	}
	rows, err = s.Expect(ctx, list)
	must(t, err)
	equal(t, "read twice", len(rows), 3)
	equal(t, "band", rows[0].Band, "B2")
	equal(t, "by", rows[0].AnswerBy, by)
	equal(t, "a child", s.PersonRow(rows[0].Person).State, consent.WaitingForParent)
	equal(t, "an adult", s.PersonRow(rows[2].Person).State, consent.WhoIsThis)

	_, r, err := s.Declare(ctx, flow.Declaration{
		Terms: "minor", Name: "Oskar", Request: rows[0].Consent, Born: flow.Month{Year: 2014, Month: 2},
		Guardians: []flow.GuardianDraft{mother("Camilla")}, Grants: []consent.Purpose{consent.Film},
	})
	must(t, err)
	equal(t, "the same person", r.Person, rows[0].Person)
	equal(t, "the same consent", r.Consent, rows[0].Consent)
	equal(t, "status", r.Status, consent.StatusGiven)
	_, _, err = s.Declare(ctx, flow.Declaration{Name: "Tea", Adult: true, Person: rows[2].Person, Denies: []consent.Purpose{consent.Film}})
	must(t, err)
	got := map[flow.ExpectedState]int{}
	for _, r := range s.Expected() {
		got[r.State]++
	}
	if got[flow.ExpectedYes] != 1 || got[flow.ExpectedNo] != 1 || got[flow.ExpectedOpen] != 1 {
		t.Fatalf("states %v", got)
	}
	for _, bad := range []flow.ExpectedDraft{{}, {Label: "x", Terms: "nope"}, {Label: strings.Repeat("x", 300)}} {
		if _, err := s.Expect(ctx, []flow.ExpectedDraft{bad}); err == nil {
			t.Errorf("expected %+v", bad)
		}
	}
}

func TestParseExpected(t *testing.T) {
	day, _ := consent.ParseDate("2026-05-20")
	for name, c := range map[string]struct {
		in   string
		want []flow.ExpectedDraft
		key  string
		line int
	}{
		"labels":         {"5B-01\n\n 5B-02 \r\n", []flow.ExpectedDraft{{Label: "5B-01"}, {Label: "5B-02"}}, "", 0},
		"comma":          {"label,band,minor,answer_by,terms\nA,B1,yes,2026-05-20,minor\nC,,,,\n", []flow.ExpectedDraft{{Label: "A", Band: "B1", Minor: true, AnswerBy: day, Terms: "minor"}, {Label: "C"}}, "", 0},
		"semicolon":      {"\xef\xbb\xbfNavn;Svar_senest\n\"Holm; Ida\";2026-05-20\n", []flow.ExpectedDraft{{Label: "Holm; Ida", AnswerBy: day}}, "", 0},
		"tab":            {"label\tminor\nA\t1\n", []flow.ExpectedDraft{{Label: "A", Minor: true}}, "", 0},
		"further column": {"label,shoe size\nA,43\n", []flow.ExpectedDraft{{Label: "A"}}, "", 0},
		"short line":     {"label,band\nA\n", []flow.ExpectedDraft{{Label: "A"}}, "", 0},
		"nothing":        {"", nil, "", 0},
		"date":           {"label,answer_by\nA,20/5\n", nil, "date", 2},
		"no label":       {"label,band\nA,1\n,2\n", nil, "label", 3},
		"too wide":       {"label\nA,B\n", nil, "columns", 2},
		"quote":          {"label,band\nA,\"x\n", nil, "columns", 2},
		"binary":         {"label\nA\x00\n", nil, "text", 0},
		"escape":         {"label\n\x1b[31m\n", nil, "text", 0},
		"Windows-1252":   {"label\nS\xf8ren\n", []flow.ExpectedDraft{{Label: "Søren"}}, "", 0},
		"empty rows":     {"label,band\nA,1\n,,,\n , \n", []flow.ExpectedDraft{{Label: "A", Band: "1"}}, "", 0},
		"long label":     {strings.Repeat("x", 201) + "\n", nil, "label", 1},
		"long line":      {strings.Repeat("x", 100_000), nil, "label", 0},
		"too many":       {strings.Repeat("a\n", flow.MaxListLines+1), nil, "lines", flow.MaxListLines + 1},
		"too many rows":  {"label,band\n" + strings.Repeat("a,b\n", flow.MaxListLines+1), nil, "lines", flow.MaxListLines + 2},
		"too large":      {strings.Repeat("abcdefgh\n", flow.MaxListBytes/9+1), nil, "size", 0},
	} {
		got, err := flow.ParseExpected(strings.NewReader(c.in))
		var bad *flow.ListError
		switch {
		case c.key == "" && err == nil && slices.Equal(got, c.want):
		case c.key != "" && errors.As(err, &bad) && errors.Is(err, flow.ErrList) && bad.Key == c.key && bad.Line == c.line:
		default:
			t.Errorf("%s: %d rows %+v, %#v", name, len(got), got[:min(3, len(got))], err)
		}
	}
}

func FuzzParseExpected(f *testing.F) {
	for _, s := range []string{"a\nb", "label,band\nA,1", "label;answer_by\nx;2026-01-02", "label\t\"\n", "navn,\n,,,", "label\n\"\n\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list, err := flow.ParseExpected(strings.NewReader(s))
		if err != nil {
			if !errors.Is(err, flow.ErrList) || list != nil {
				t.Fatalf("%v with %d rows", err, len(list))
			}
			return
		}
		if len(list) > flow.MaxListLines {
			t.Fatalf("%d rows", len(list))
		}
		for _, e := range list {
			if e.Label == "" || e.Label != strings.TrimSpace(e.Label) || len(e.Label) > 200 {
				t.Fatalf("label %q", e.Label)
			}
		}
	})
}

func FuzzParseGuardian(f *testing.F) {
	for _, s := range []string{"A;mother;c", ";;", "A;teacher;x", "A;FATHER;x;y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g, err := flow.ParseGuardian(s)
		if err == nil && (!g.Relation.Signs() || !g.Authority) {
			t.Fatalf("%q signs as %+v", s, g)
		}
	})
}
