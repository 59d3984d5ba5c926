package web

import (
	"slices"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

type overviewPage struct {
	Day     string
	Answer  answer
	Publish string
	Missing []missingLine
	Back    []backLine
	Arrived arrivedTable
	Asides  asideNote
}

// missingLine is somebody's work in one card.
type missingLine struct{ Owner, What, Why, Href string }

// backLine is one person who took something back.
type backLine struct {
	Person flow.PersonRow
	Href   string
	Pill   pill
	When   string
	Clips  int
}

const (
	overviewDays = 3
	overviewBack = 5
)

func (w *Web) getOverview(v *visit) {
	a := v.asking()
	report := v.prod.Kit.Report(a.Use)
	now := w.o.Now()
	p := overviewPage{
		Day:    v.words.T("office.today", "date", v.words.Date(now), "clock", v.words.Clock(now)),
		Answer: v.words.answer(a, report), Publish: v.path("publish?" + a.Query), Arrived: v.arrivedTable(overviewDays), Asides: v.asideNote(),
	}
	p.Missing = v.missing(report, a)
	for _, r := range v.prod.Kit.PeoplePage(flow.PeopleQuery{States: []consent.PersonState{consent.TookItBack}}, 0, overviewBack).Rows {
		p.Back = append(p.Back, backLine{r, v.path("people/" + r.ID.String()), v.words.statePill(r.State), v.words.Stamp(r.Signed), r.Clips})
	}
	if !v.logged("overview", "", consent.ID{}, len(p.Back)) {
		return
	}
	v.keepAsking(a)
	v.page("overview", v.words.T("office.nav.overview"), "overview", p)
}

// missing is what waits, by who does it.
func (v *visit) missing(r flow.ReportView, a asking) (out []missingLine) {
	for _, owner := range []media.Owner{media.OwnerParents, media.OwnerCrew, media.OwnerOffice, media.OwnerEditor} {
		var most *flow.ReportGroup
		clips := 0
		for i := range r.Groups {
			if g := &r.Groups[i]; g.Owner == owner {
				clips += len(g.Clips)
				if most == nil || len(g.Clips) > len(most.Clips) {
					most = g
				}
			}
		}
		if most == nil {
			continue
		}
		out = append(out, missingLine{
			v.words.T("owner." + string(owner)), v.words.N("count.clips", clips), v.fixWord(*most), v.path("publish?"+a.Query) + "#" + string(owner),
		})
	}
	return out
}

// arrivedTable is what came in, by unit and day.
type arrivedTable struct {
	Days  []string
	Units []arrivedUnit
}

type arrivedUnit struct {
	Name, Heard string
	Old         bool
	Cells       []arrivedCell
}

type arrivedCell struct {
	Day, Shape, What, Note string
}

func (v *visit) arrivedTable(days int) arrivedTable {
	in := v.prod.Kit.Intake()
	shown := slices.Clone(in.Days[:min(days, len(in.Days))])
	slices.Reverse(shown)
	var t arrivedTable
	for _, d := range shown {
		t.Days = append(t.Days, v.words.DateOf(d))
	}
	heard := v.heard(v.r.Context())
	for _, u := range in.Units {
		line := arrivedUnit{Name: v.words.T("office.unit.none")}
		if u.Unit != "" {
			line.Name = v.words.T("unit.letter", "letter", u.Unit)
		}
		line.Heard, line.Old = v.lastHeard(u, heard)
		for i, d := range shown {
			day, ok := u.Days[d]
			line.Cells = append(line.Cells, v.cell(t.Days[i], day, ok))
		}
		t.Units = append(t.Units, line)
	}
	return t
}

func (v *visit) lastHeard(u flow.IntakeUnit, heard map[consent.Ref]time.Time) (string, bool) {
	var last time.Time
	for _, d := range u.Devices {
		if t := heard[d]; t.After(last) {
			last = t
		}
	}
	if last.IsZero() {
		return v.words.T("office.never"), true
	}
	ago := v.web.o.Now().Sub(last)
	return v.words.Age(max(0, ago)), ago > oldAfter
}

// cell is one unit's day: what came, and whether it is safe.
func (v *visit) cell(name string, d flow.IntakeDay, ok bool) arrivedCell {
	w := v.words
	if !ok || d.Answers+d.Clips == 0 {
		return arrivedCell{name, "unknown", w.T("office.arrived.nothing"), ""}
	}
	c := arrivedCell{Day: name, What: w.N("office.count.answers", d.Answers) + " · " + w.N("count.clips", d.Clips)}
	switch missing := d.Clips - d.Safe; {
	case missing == 0:
		c.Shape, c.Note = "ok", w.T("status.safe")
	case d.Safe > 0:
		c.Shape, c.Note = "some", w.N("office.arrived.some", missing)
	default:
		c.Shape, c.Note = "no", w.T("office.arrived.none")
	}
	return c
}

type arrivedPage struct {
	Table   arrivedTable
	Lines   []arrivedLine
	Asides  asideNote
	Waiting int
}

// arrivedLine is one unit's day with what of it is missing.
type arrivedLine struct {
	Day, Unit                        string
	Answers, Waiting, Clips, Safe    int
	Missing, Unnamed, Unacknowledged int
}

const arrivedDays = 30

func (w *Web) getArrived(v *visit) {
	in := v.prod.Kit.Intake()
	p := arrivedPage{}
	for _, d := range in.Days[:min(arrivedDays, len(in.Days))] {
		for _, u := range in.Units {
			day, ok := u.Days[d]
			if !ok || day.Answers+day.Clips == 0 {
				continue
			}
			name := v.words.T("office.unit.none")
			if u.Unit != "" {
				name = v.words.T("unit.letter", "letter", u.Unit)
			}
			p.Lines = append(p.Lines, arrivedLine{
				v.words.DateOf(d), name, day.Answers, day.Waiting, day.Clips, day.Safe, day.Clips - day.Safe, day.Unnamed, day.Late,
			})
		}
	}
	p.Asides = v.asideNote()
	v.page("arrived", v.words.T("office.nav.arrived"), "arrived", p)
}

// fixWord is the heading of what one fix would help.
func (v *visit) fixWord(g flow.ReportGroup) string {
	if key := "office.fix." + string(g.Fix); g.Fix != media.FixNone && v.words.Has(key) {
		return v.words.T(key)
	}
	if g.Fix != media.FixNone {
		return v.words.T("fix." + string(g.Fix))
	}
	return v.words.T("office.fix.condition")
}
