package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// expectedScreen tells who is missing, before the day: labels of people who
// were asked, not their names.
type expectedScreen struct {
	u      *UI
	body   *part.Adaptive
	all    []flow.ExpectedRow
	states map[consent.ID]flow.PersonRow // by person
	rows   []flow.ExpectedRow            // those the filter leaves
	filter string
	text   string
	finder *part.Field
	bar    *part.FilterBar
	list   *part.Grid
	cells  map[*part.Row]expectedCell
}

// expectedCell is what a row shows beside its words.
type expectedCell struct {
	label *part.Text
	pill  *part.Pill
}

func newExpected(u *UI) place {
	p := &expectedScreen{u: u, filter: filterAll}
	p.finder = part.NewSearch(u.T("expected.search"), func(s string) {
		p.text = s
		p.narrow()
		p.list.ScrollToTop()
	})
	p.bar = part.NewFilterBar(func(key string) {
		p.filter = key
		p.narrow()
		p.list.ScrollToTop()
	})
	p.bar.Pick(filterAll)
	p.body = part.NewScreen(u.shell, p.build)
	p.makeList(part.Wide)
	return p
}

func (p *expectedScreen) object() fyne.CanvasObject { return p.body }

func (p *expectedScreen) show() {
	p.load()
	p.body.Rebuild()
}

func (p *expectedScreen) search() { p.u.win.Canvas().Focus(p.finder.Focusable()) }

// load takes the list anew, those said no first, then who is missing.
func (p *expectedScreen) load() {
	p.all = p.u.kit.Expected()
	p.states = make(map[consent.ID]flow.PersonRow, len(p.all))
	for _, r := range p.u.kit.People(flow.PeopleQuery{}).Rows {
		p.states[r.ID] = r
	}
	order := []flow.ExpectedState{flow.ExpectedNo, flow.ExpectedOpen, flow.ExpectedYes}
	slices.SortStableFunc(p.all, func(a, b flow.ExpectedRow) int {
		return cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State))
	})
	p.bar.SetItems(p.items()...)
	p.narrow()
}

// narrow keeps what filter and search leave.
func (p *expectedScreen) narrow() {
	p.rows = nil
	text := strings.ToLower(strings.TrimSpace(p.text))
	for _, r := range p.all {
		if (p.filter == filterAll || p.filter == string(r.State)) && strings.Contains(strings.ToLower(r.Label+" "+p.band(r)), text) {
			p.rows = append(p.rows, r)
		}
	}
	p.list.Reload()
}

func (p *expectedScreen) count(s flow.ExpectedState) (n int) {
	for _, r := range p.all {
		if r.State == s {
			n++
		}
	}
	return n
}

func (p *expectedScreen) items() []part.FilterItem {
	t := p.u.T
	return []part.FilterItem{
		{Key: filterAll, Word: t("people.all"), Count: len(p.all)},
		{Key: string(flow.ExpectedOpen), Word: t("status.not_answered"), Icon: "schedule", Color: part.ColorText2, Count: p.count(flow.ExpectedOpen)},
		{Key: string(flow.ExpectedNo), Word: t("button.no"), Icon: "block", Color: part.Stop.Word(), Count: p.count(flow.ExpectedNo)},
		{Key: string(flow.ExpectedYes), Word: t("button.yes"), Icon: "check_circle-fill", Color: part.OK.Word(), Count: p.count(flow.ExpectedYes)},
	}
}

func (p *expectedScreen) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	p.makeList(c)
	head := part.NewHead(part.HeadOptions{Title: t("nav.expected"), Narrow: c == part.Phone, Actions: p.headActions(c)})
	if len(p.all) == 0 {
		add := part.NewButton(t("expected.add"), "person_add", part.Main, p.add).SetHeight(72)
		return screenOf(c, head, part.Pad(part.NewEmptyState("checklist", t("expected.none"), t("expected.none.note")), 0, side, 0, side), oneAction(c, add))
	}
	rows := []fyne.CanvasObject{part.NewCutText(p.sub(), part.Note), p.numbers(c)}
	switch c {
	case part.Wide:
		rows = append(rows, part.Line(part.Gap16, part.Grow(p.bar), part.Fixed(p.finder, 280, 0)))
	case part.Tablet:
		rows = append(rows, p.finder, p.bar)
	default:
		rows = append(rows, p.bar)
	}
	list := part.NewCard(p.list, 0)
	body := part.Column(part.Gap16, append(rows, part.Grow(list))...)
	slip := part.NewButton(t("button.enter_slip"), "photo_camera", part.Main, func() { p.u.enterSlip(consent.ID{}) }).SetHeight(72)
	return screenOf(c, head, part.Pad(body, 0, side, part.Gap16, side), oneAction(c, slip))
}

// oneAction is the bar of a screen with nothing but its main action.
func oneAction(c part.Class, main *part.Button) fyne.CanvasObject {
	switch c {
	case part.Wide:
		return part.NewActionBar(c, part.Space(), part.Fixed(main, 368, 0))
	case part.Phone:
		main.SetHeight(64)
	}
	return part.NewActionBar(c, part.Grow(main))
}

func (p *expectedScreen) headActions(c part.Class) []fyne.CanvasObject {
	if len(p.all) == 0 {
		return nil
	}
	if c == part.Phone {
		return []fyne.CanvasObject{part.NewIconButton("print", p.print), part.NewIconButton("person_add", p.add)}
	}
	return []fyne.CanvasObject{
		part.NewButton(p.u.T("expected.print"), "print", part.Quiet, p.print).SetHeight(48),
		part.NewButton(p.u.T("expected.add"), "person_add", part.Quiet, p.add).SetHeight(48),
	}
}

// print prints the list, or for those who have not answered a card each with
// the code to answer later.
func (p *expectedScreen) print() {
	var open []consent.ID
	for _, r := range p.all {
		if r.State == flow.ExpectedOpen {
			open = append(open, r.Consent)
		}
	}
	if len(open) == 0 {
		p.save()
		return
	}
	p.u.menu(p.u.T("expected.print"), nil, []menuRow{
		{p.u.T("home.list"), p.save},
		{p.u.N("home.cards", len(open)), func() { p.u.printCards(open) }},
	})
}

// sub says how many are expected, where, and when the last must have answered.
func (p *expectedScreen) sub() string {
	var by consent.Date
	for _, r := range p.all {
		if r.State == flow.ExpectedOpen {
			by = max(by, r.AnswerBy)
		}
	}
	words := ""
	if by != 0 {
		words = p.u.T("today.answer_by", "date", p.u.nearDay(by))
	}
	return dotted(p.u.N("expected.count", len(p.all)), p.u.kit.Shoot().Place, words)
}

// numbers are the three that matter the day before.
func (p *expectedScreen) numbers(c part.Class) fyne.CanvasObject {
	big, glyph := float32(34), float32(34)
	if c == part.Phone {
		big, glyph = 26, 24
	}
	one := func(n int, icon string, color fyne.ThemeColorName, word string) fyne.CanvasObject {
		number := part.NewText(strconv.Itoa(n), part.Style{Size: big, Bold: true})
		if c == part.Phone {
			return part.Center(part.Column(0, part.Center(part.Line(part.Gap8, part.NewIcon(icon, glyph, color), number)), part.Center(part.NewText(word, part.Body))))
		}
		return part.Center(part.Line(part.Gap12, part.NewIcon(icon, glyph, color), number, part.NewText(word, part.Style{Size: 18})))
	}
	t := p.u.T
	rule := func() fyne.CanvasObject { return part.Fixed(part.NewRule(), 1, 40) }
	return part.NewCard(part.Line(0,
		part.Grow(one(p.count(flow.ExpectedYes), "check_circle-fill", part.OK.Word(), t("expected.yes"))), rule(),
		part.Grow(one(p.count(flow.ExpectedNo), "block", part.Stop.Word(), t("expected.no"))), rule(),
		part.Grow(one(p.count(flow.ExpectedOpen), "schedule", part.ColorText2, t("expected.open")))), 16)
}

func (p *expectedScreen) makeList(c part.Class) {
	p.cells = map[*part.Row]expectedCell{}
	p.list = part.NewList(72, func() int { return len(p.rows) }, func() fyne.CanvasObject { return p.newRow(c) }, func(i int, o fyne.CanvasObject) { p.fill(c, i, o) })
}

func (p *expectedScreen) newRow(c part.Class) fyne.CanvasObject {
	cell := expectedCell{label: part.NewCutText("", part.Style{Size: 18, Mono: true})}
	arrow := part.NewIcon("chevron_right", 24, part.ColorText2)
	width := float32(184)
	if c == part.Phone {
		width = 104
	}
	lead := part.Fixed(cell.label, width, 0)
	var row *part.Row
	if c == part.Phone {
		row = part.NewRow(lead, " ", "", arrow, func() {})
	} else {
		cell.pill = part.NewPill(part.Unknown, "").Reserve(append(p.u.personWords(), p.u.T("status.not_answered"))...)
		cell.pill.Trailing = true
		row = part.NewRow(lead, " ", "", part.Line(part.Gap12, cell.pill, arrow), func() {})
	}
	row.SetTitleStyle(part.Note)
	p.cells[row] = cell
	return row
}

func (p *expectedScreen) fill(c part.Class, i int, o fyne.CanvasObject) {
	row := o.(*part.Row)
	cell, r := p.cells[row], p.rows[i]
	cell.label.SetText(r.Label)
	row.SetTitle(p.note(r))
	row.OnTapped(func() { p.open(r) })
	status, word := p.u.statusOf(p.states[r.Person].State)
	waits := r.State == flow.ExpectedOpen && !p.answered(r)
	switch {
	case c == part.Phone && waits:
		row.SetSub(p.u.T("status.not_answered"))
	case c == part.Phone:
		row.SetSubStatus(status, word)
	case waits:
		cell.pill.SetNote("schedule", p.u.T("status.not_answered"))
	default:
		cell.pill.Set(status, word)
	}
}

// answered reports whether anything was signed, a parent's signature aside.
func (p *expectedScreen) answered(r flow.ExpectedRow) bool {
	line, err := p.u.kit.Consent(r.Consent)
	return err == nil && line.Consent.Declared
}

// note is what is known of one line: the band, the name of who signed, the day.
func (p *expectedScreen) note(r flow.ExpectedRow) string {
	name := p.states[r.Person].Name
	if name == r.Label {
		name = ""
	}
	band := ""
	if b := p.band(r); b != "" {
		band = p.u.T("expected.band", "band", b)
	}
	by := ""
	if r.State == flow.ExpectedOpen && r.AnswerBy != 0 {
		by = p.u.T("when.by", "date", p.u.nearDay(r.AnswerBy))
	}
	return dotted(name, band, by)
}

func (p *expectedScreen) band(r flow.ExpectedRow) string {
	return cmp.Or(p.states[r.Person].Band, r.Band)
}

// open shows who has answered, or offers the ways to an answer.
func (p *expectedScreen) open(r flow.ExpectedRow) {
	if p.answered(r) {
		p.u.openPerson(r.Person)
		return
	}
	rows := p.u.signingWaysOf(flow.SigningStart{Terms: p.u.expectedTerms(r), Person: r.Person, Expected: r.Consent})
	p.u.menu(r.Label, nil, append(rows, []menuRow{
		{p.u.T("button.enter_slip"), func() { p.u.enterSlip(r.Consent) }},
		{p.u.T("home.show"), func() { p.u.showTakeHome(r.Consent) }},
		{p.u.T("expected.show_person"), func() { p.u.openPerson(r.Person) }},
	}...))
}

func (p *expectedScreen) add() { p.u.push(newExpect(p.u)) }

// expectedTerms is the text somebody is expected to sign; empty is the shoot's.
func (u *UI) expectedTerms(r flow.ExpectedRow) string {
	line, err := u.kit.Consent(r.Consent)
	if err != nil {
		return ""
	}
	return line.Consent.Terms.Key
}
