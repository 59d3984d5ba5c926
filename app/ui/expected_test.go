package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

func expectedShots() []shot {
	return []shot{
		{name: "expected", prepare: func(_ *testing.T, u *UI) { u.goTo(atExpected) }},
		{name: "expected-empty", bare: true, prepare: func(_ *testing.T, u *UI) { u.goTo(atExpected) }},
		{name: "expected-add", prepare: func(_ *testing.T, u *UI) {
			p := newExpect(u).(*expectScreen)
			p.read(strings.NewReader("5B-13\n5B-14\n5B-15\n5B-16\n"))
			p.minor = 1
			u.push(p)
		}},
		{name: "expected-line", prepare: func(t *testing.T, u *UI) {
			u.goTo(atExpected)
			tap(t, u, "5B-07")
		}},
		{name: "slip", prepare: func(_ *testing.T, u *UI) {
			u.enterSlip(consent.ID{})
			p := u.shown().(*slipScreen)
			p.photo, p.name = somePhoto(420, 600, 3), "Ida Holm"
			p.answers[p.questions[0].Purpose] = 1
			p.show()
		}},
	}
}

func TestExpectedAreAddedAsLinesAndByName(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 1280, 800)
	u.goTo(atExpected)
	mustSay(t, u, "Nobody is expected")
	tap(t, u, "Add expected people")
	if b := button(t, u, "Nobody on the list yet"); b.Usable() {
		t.Error("nobody can be added")
	}
	u.app.Clipboard().SetContent("5B-01\n5B-02\r\n\n5B-03\n")
	tap(t, u, "Paste lines")
	typeInto(t, u, "Label", "5B-04")
	tap(t, u, "Under 18")
	typeInto(t, u, "Answer by", "14 May")
	button(t, u, "The date is not like 2026-05-14")
	field(t, u, "Answer by").SetText("2026-05-14")
	tap(t, u, "5B-02")
	tap(t, u, "Add 3 people")
	rows := k.Expected()
	if len(rows) != 3 || rows[1].Label != "5B-03" || rows[2].AnswerBy.String() != "2026-05-14" {
		t.Fatalf("expected are %+v", rows)
	}
	mustSay(t, u, "3 expected", "5B-04", "Not answered")
}

func TestExpectedListSaysWhichLineIsWrong(t *testing.T) {
	u := showKit(t, bareKit(t), 1280, 800)
	path := filepath.Join(t.TempDir(), "list.csv")
	noError(t, os.WriteFile(path, []byte("label;answer_by\n5B-01;2026-05-14\n5B-02;soon\n"), 0o600))
	u.opt.PickFile = func(_ []string, _ bool, picked func([]string)) { picked([]string{path}) }
	u.push(newExpect(u))
	tap(t, u, "From a file")
	mustSay(t, u, "Line 3 of the list: the date is not written like 2026-05-15")
}

func TestExpectedFilters(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	u.goTo(atExpected)
	mustSay(t, u, "5B-02", "5B-07")
	tap(t, u, u.T("button.no"))
	mustSay(t, u, "5B-02")
	if says(u, "5B-07") {
		t.Error("who has not answered is among the noes")
	}
}

func TestSlipsOneAfterTheOther(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	u.opt.PickFile = func(_ []string, _ bool, picked func([]string)) {
		path := filepath.Join(t.TempDir(), "slip.jpg")
		noError(t, os.WriteFile(path, somePhoto(300, 400, 1), 0o600))
		picked([]string{path})
	}
	before := len(k.People(flow.PeopleQuery{}).Rows)
	u.goTo(atExpected)
	tap(t, u, "Enter a paper slip")
	label := u.shown().(*slipScreen).row.Label
	tap(t, u, "Photo of the slip")
	typeInto(t, u, "Name on the slip", "Ida Holm")
	typeInto(t, u, "Parent who signed", "Marie Holm")
	typeInto(t, u, "Parent’s e-mail or mobile", "marie@holm.example")
	tap(t, u, "Mother")
	for _, o := range choices(u, "No thanks") {
		o.OnChosen(1)
	}
	button(t, u, "The child’s answer is missing")
	child, ok := find(u, func(c *part.Choice) bool { return holds(c, "No") })
	if !ok {
		t.Fatal("the child is not asked")
	}
	child.OnChosen(1)
	tap(t, u, "Save and next")
	mustSay(t, u, label+": May be filmed")
	next, ok := u.shown().(*slipScreen)
	if !ok || next.row.Label == label || next.name != "" || len(next.photo) > 0 {
		t.Fatalf("the next slip is %+v", next)
	}
	row := k.PersonRow(personOf(t, k, label))
	if row.Name != "Ida Holm" || len(k.People(flow.PeopleQuery{}).Rows) != before {
		t.Errorf("the list has %q and %d people, was %d", row.Name, len(k.People(flow.PeopleQuery{}).Rows), before)
	}
}

// choices are the shown choices with an answer.
func choices(u *UI, word string) (out []*part.Choice) {
	find(u, func(c *part.Choice) bool {
		if holds(c, word) {
			out = append(out, c)
		}
		return false
	})
	return out
}

func personOf(t *testing.T, k testKit, label string) consent.ID {
	t.Helper()
	for _, r := range k.Expected() {
		if r.Label == label {
			return r.Person
		}
	}
	t.Fatalf("nobody is called %q", label)
	return consent.ID{}
}

func TestPrintedListMarksOnlyWhoMayBeFilmed(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	u.goTo(atExpected)
	var page strings.Builder
	noError(t, u.shown().(*expectedScreen).writePage(&page))
	s := page.String()
	if !strings.Contains(s, "B31") || strings.Contains(s, "B32") {
		t.Error("the bands are not those who may be filmed")
	}
	if strings.Count(s, "<tr>") != 13 || strings.Contains(s, "Liva") {
		t.Error("the page does not list labels, one to a row")
	}
}
