package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"onset/consent"
)

// watched is an office in which two people looked at two people on two days.
func watched(t *testing.T) (o *office, jonna, karl consent.ID) {
	t.Helper()
	o = opened(t)
	jonna, _ = o.signed("Jonna Brix", consent.Film)
	karl, _ = o.signed("Karl Ege", consent.Film)
	o.as(Producer).get(o.base() + "people/" + jonna.String())
	o.clock.add(24 * time.Hour)
	b := o.as(Viewer)
	b.get(o.base() + "people/" + karl.String())
	b.get(o.base() + "people/" + jonna.String())
	return o, jonna, karl
}

// lines are the rows of who saw what as the table to download has them.
func (b *browser) lines(path string) [][]string {
	b.Helper()
	a := b.get(path)
	lines, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	must(b.T, err)
	if a.status != http.StatusOK || len(lines) == 0 {
		b.Fatalf("%s: %d %q", path, a.status, a.body)
	}
	return lines[1:]
}

func TestWhoSawWhatIsNarrowed(t *testing.T) {
	o, jonna, karl := watched(t)
	b := o.as(Administrator)
	at := o.base() + "audit.csv"
	for query, want := range map[string]int{
		"?act=person": 3,
		"?act=person&user=" + o.users[Viewer].ID.String():                      2,
		"?act=person&user=" + o.users[Administrator].ID.String():               0,
		"?act=person&about=" + jonna.String():                                  2,
		"?act=person&about=karl":                                               1,
		"?act=person&about=" + karl.Short():                                    1,
		"?act=person&about=nobody+at+all":                                      0,
		"?act=person&since=10.6.2026&until=10.6.2026":                          1,
		"?act=person&since=2026-06-11&until=11+Jun+2026":                       2,
		"?act=person&since=1.1.2020&until=9.6.2026":                            0,
		"?act=nonsense&user=nonsense&since=11.6.2026&until=11.6.2026&about=Ka": 1,
	} {
		if got := b.lines(at + query); len(got) != want {
			t.Errorf("%s: %d lines, want %d: %v", query, len(got), want, got)
		}
	}
	for _, query := range []string{"?since=yesterday", "?since=2.6.2026&until=1.6.2026", "?until=" + queryEscape(evil)} {
		b.sees(o.base()+"audit"+query, `id="days"`, "Write days like 1.9.2026")
		if a := b.get(at + query); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", query, a.status)
		}
	}
}

// TestDaysOfTheAuditAreThoseOfTheClock looks just after midnight where the
// office stands, which is still the day before in UTC.
func TestDaysOfTheAuditAreThoseOfTheClock(t *testing.T) {
	o := opened(t)
	person, _ := o.signed("Jonna Brix", consent.Film)
	o.clock.add(14*time.Hour + 30*time.Minute) // 00:10 on 11 June, 22:10 UTC on the 10th
	o.as(Viewer).get(o.base() + "people/" + person.String())
	b := o.as(Administrator)
	at := o.base() + "audit.csv?act=person"
	if n := len(b.lines(at + "&since=10.6.2026&until=10.6.2026")); n != 0 {
		t.Errorf("%d lines on the day before", n)
	}
	if n := len(b.lines(at + "&since=11.6.2026&until=11.6.2026")); n != 1 {
		t.Errorf("%d lines on the day", n)
	}
}

func TestWhoSawWhatHasPages(t *testing.T) {
	o := opened(t)
	for i := range pageSize + 1 {
		must(t, o.web.note(t.Context(), Production{o.kits[0]}, entry{User: o.users[Viewer].ID, Name: "Signe", Act: "people", N: i + 1}))
	}
	b := o.as(Administrator)
	at := o.base() + "audit?act=people"
	first := b.sees(at, fmt.Sprintf("1–%d of %d", pageSize, pageSize+1), `rel="next"`)
	if strings.Contains(first.body, `rel="prev"`) {
		t.Error("there is a page before the first")
	}
	last := b.sees(at+"&from=50", "51–51 of 51", `rel="prev"`)
	if strings.Contains(last.body, `rel="next"`) {
		t.Error("there is a page after the last")
	}
	for _, from := range []string{"51", "5000", "-1", "x", "99999999999999999999"} {
		if a := b.get(at + "&from=" + from); a.status != http.StatusOK {
			t.Errorf("from %s: %d", from, a.status)
		}
	}
}

func TestTheWayBackKeepsTheFilter(t *testing.T) {
	o := opened(t)
	person, _ := o.signed("Jonna Brix", consent.Film)
	b := o.as(Viewer)
	b.get(o.base() + "people?q=jonna&state=with_limits&done=withdraw")
	b.sees(o.base()+"people/"+person.String(), `<a href="`+o.base()+`people?q=jonna&amp;state=with_limits">`)
	o.as(Producer).sees(o.base()+"people/"+person.String(), `<a href="`+o.base()+`people">`)
	b.get(o.base() + "people?q=" + strings.Repeat("a", maxAddress))
	b.sees(o.base()+"people/"+person.String(), "q=jonna")
	var l lists
	for i := range maxLists + 1 {
		l.keep(listKey{list: fmt.Sprint(i)}, "/")
	}
	if len(l.at) > maxLists {
		t.Errorf("%d remembered", len(l.at))
	}
}
