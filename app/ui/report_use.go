package ui

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/ui/part"
	"onset/consent"
)

// pickedRow is one answer of a picker, with a check where it holds.
func pickedRow(word string, on bool, do func()) fyne.CanvasObject {
	var mark fyne.CanvasObject
	if on {
		mark = part.NewIcon("check", 24, part.ColorAccent)
	}
	row := part.NewRow(nil, word, "", mark, do).SetHeight(60)
	row.SetChosen(on)
	return row
}

func (s *reportScreen) ask(title string, rows func(d *part.Dialog) []fyne.CanvasObject) {
	d := &part.Dialog{Title: title}
	d.Body = []fyne.CanvasObject{part.Rows(rows(d)...)}
	d.Actions = []*part.Button{part.NewButton(s.u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(s.u.stage)
}

func (s *reportScreen) askUse() {
	s.ask(s.u.T("publish.use_title"), func(d *part.Dialog) (rows []fyne.CanvasObject) {
		for _, p := range s.u.kit.Uses() {
			rows = append(rows, pickedRow(s.u.T("purpose."+string(p)), p == s.use.Purpose, func() {
				d.Hide()
				s.use.Purpose = p
				s.show()
			}))
		}
		return rows
	})
}

// places are what is offered as "where". Empty is wherever a yes allows.
var places = []string{"", "dk", "dk no se", "eu", "world"}

func (s *reportScreen) askWhere() {
	s.ask(s.u.T("publish.where_title"), func(d *part.Dialog) (rows []fyne.CanvasObject) {
		for _, p := range places {
			rows = append(rows, pickedRow(s.whereWord(p), p == s.use.Territory, func() {
				d.Hide()
				s.use.Territory = p
				s.show()
			}))
		}
		return rows
	})
}

func (s *reportScreen) whereWord(territory string) string {
	if territory == "" {
		return s.u.T("publish.anywhere")
	}
	return s.u.T("publish.place." + strings.ReplaceAll(territory, " ", "_"))
}

func (s *reportScreen) whenWord() string {
	switch {
	case s.use.From == 0 && s.use.Until == 0:
		return s.u.T("publish.now")
	case s.use.Until == 0:
		return s.u.T("publish.from", "date", s.u.words.Day(s.use.From.Time()))
	}
	return s.u.T("when.range", "from", s.u.words.Day(s.use.From.Time()), "until", s.u.words.Day(s.use.Until.Time()))
}

// periods are what is offered as "when", in years from today.
var periods = []int{1, 3, 5, 10}

func (s *reportScreen) askWhen() {
	today := consent.DateOf(s.u.opt.Now())
	s.ask(s.u.T("publish.when_title"), func(d *part.Dialog) []fyne.CanvasObject {
		set := func(from, until consent.Date) func() {
			return func() {
				d.Hide()
				s.use.From, s.use.Until = from, until
				s.show()
			}
		}
		rows := []fyne.CanvasObject{pickedRow(s.u.T("publish.now"), s.use.From == 0 && s.use.Until == 0, set(0, 0))}
		for _, n := range periods {
			until := today.AddYears(n).AddDays(-1)
			rows = append(rows, pickedRow(s.u.N("publish.years", n), s.use.From == today && s.use.Until == until, set(today, until)))
		}
		return append(rows, pickedRow(s.u.T("publish.typed"), false, func() { d.Hide(); s.typeWhen() }))
	})
}

// typeWhen asks for two typed dates.
func (s *reportScreen) typeWhen() {
	u := s.u
	d := &part.Dialog{Title: u.T("publish.when_title")}
	today := consent.DateOf(u.opt.Now())
	field := func(key string, v consent.Date) *part.Field {
		f := part.NewField(part.FieldOptions{Label: u.T(key), Placeholder: "2026-06-01", Crew: true, Mono: true})
		if v != 0 {
			f.SetText(v.String())
		}
		return f
	}
	from, until := field("publish.first_day", max(s.use.From, today)), field("publish.last_day", s.use.Until)
	set := func() {
		first, ok1 := parseDay(from.Text())
		last, ok2 := parseDay(until.Text())
		from.SetError("")
		until.SetError("")
		switch {
		case !ok1:
			from.SetError(u.T("publish.date_form"))
		case !ok2:
			until.SetError(u.T("publish.date_form"))
		case last < first:
			until.SetError(u.T("publish.date_order"))
		default:
			d.Hide()
			s.use.From, s.use.Until = first, last
			s.show()
		}
	}
	d.Body = []fyne.CanvasObject{from, until}
	d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, d.Hide), part.NewButton(u.T("button.done"), "", part.Main, set)}
	d.Show(u.stage)
}

// parseDay reads a typed day: 2026-06-01, 1.6.2026 or 1/6/2026.
func parseDay(s string) (consent.Date, bool) {
	s = strings.TrimSpace(s)
	if d, err := consent.ParseDate(s); err == nil {
		return d, true
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == '/' || r == '-' || r == ' ' })
	if len(parts) != 3 {
		return 0, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil {
			return 0, false
		}
		n[i] = v
	}
	if n[2] < 1900 || n[2] > 9999 {
		return 0, false
	}
	t := time.Date(n[2], time.Month(n[1]), n[0], 0, 0, 0, 0, time.UTC)
	if t.Day() != n[0] || int(t.Month()) != n[1] {
		return 0, false
	}
	return consent.DateOf(t), true
}
