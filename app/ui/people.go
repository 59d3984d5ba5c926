package ui

import (
	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// peopleScreen lists everybody, red first, with one person's sheet beside the
// list where there is room.
type peopleScreen struct {
	u       *UI
	body    *part.Adaptive
	search  *part.Field
	filters *part.FilterBar
	list    *part.Grid
	rows    []flow.PersonRow
	found   flow.PeopleList
	text    string
	filter  string
	seeking bool // the search is open, on a phone
	none    bool // the last look found nobody
	picked  consent.ID
	sheet   *personSheet
	cells   map[*part.Row]personCell
}

// personCell is what a row of the list shows beside its words.
type personCell struct {
	avatar *part.Avatar
	pill   *part.Pill
}

func newPeople(u *UI) place {
	p := &peopleScreen{u: u, filter: filterAll}
	p.search = part.NewSearch(u.T("people.search"), func(v string) { p.text = v; p.load(); p.list.ScrollToTop() })
	p.filters = part.NewFilterBar(func(key string) { p.filter = key; p.load(); p.list.ScrollToTop() })
	p.filters.Pick(filterAll)
	p.body = part.NewScreen(u.shell, p.build)
	p.makeList(part.Wide)
	return p
}

// openPerson shows a person's sheet: beside the list where there is room.
func (u *UI) openPerson(id consent.ID) {
	if u.class() != part.Wide {
		u.push(newPersonSheet(u, id, u.back))
		return
	}
	p, ok := u.at(atPeople).(*peopleScreen)
	if !ok {
		return
	}
	p.filter, p.text = filterAll, ""
	p.filters.Pick(filterAll)
	p.search.SetText("")
	p.picked = id
	u.goTo(atPeople)
	p.reveal()
}

func (p *peopleScreen) object() fyne.CanvasObject { return p.body }

func (p *peopleScreen) show() {
	p.load()
	if p.sheet != nil && p.u.class() == part.Wide {
		p.sheet.show()
	}
}

// The filters; a state that nobody is in has none.
const (
	filterAll   = "all"
	filterStop  = "stop"
	filterWait  = "wait"
	filterWho   = "who"
	filterLimit = "limit"
	filterOK    = "ok"
)

var peopleFilters = []struct {
	key    string
	states []consent.PersonState
}{
	{filterStop, []consent.PersonState{consent.DoNotFilm, consent.TookItBack}},
	{filterWait, []consent.PersonState{consent.WaitingForParent}},
	{filterWho, []consent.PersonState{consent.WhoIsThis}},
	{filterLimit, []consent.PersonState{consent.WithLimits}},
	{filterOK, []consent.PersonState{consent.MayBeFilmed}},
}

// load takes the list anew and draws it where it stands.
func (p *peopleScreen) load() {
	var states []consent.PersonState
	for _, f := range peopleFilters {
		if f.key == p.filter {
			states = f.states
		}
	}
	p.found = p.u.kit.People(flow.PeopleQuery{Text: p.text, States: states})
	p.rows = p.found.Rows
	p.filters.SetItems(p.items()...)
	if p.picked.IsZero() && len(p.rows) > 0 {
		p.picked = p.rows[0].ID
	}
	if none := len(p.rows) == 0; none != p.none || p.sheet == nil {
		p.none = none
		p.body.Rebuild()
		return
	}
	p.list.Reload()
}

func (p *peopleScreen) items() []part.FilterItem {
	out := []part.FilterItem{{Key: filterAll, Word: p.u.T("people.all"), Count: p.found.All}}
	for _, f := range peopleFilters {
		n := 0
		for _, s := range f.states {
			n += p.found.Counts[s]
		}
		status, word := p.u.statusOf(f.states[0])
		if f.key == filterWait {
			word = p.u.T("people.waiting")
		}
		if n > 0 || f.key == p.filter {
			out = append(out, part.StatusFilter(f.key, status, word, n))
		}
	}
	return out
}

func (p *peopleScreen) build(c part.Class) fyne.CanvasObject {
	p.makeList(c)
	if c != part.Wide {
		return p.narrow(c)
	}
	if p.sheet == nil || p.sheet.id != p.picked {
		p.sheet = newPersonSheet(p.u, p.picked, nil)
		p.sheet.show()
	}
	list := part.Pad(part.Column(part.Gap12, p.head(c), p.search, p.filters, part.Grow(p.content())), part.Gap24, part.Gap24, 0, part.Gap32)
	return part.FullLine(0, part.Fixed(list, 540, 0), part.NewRule(), part.Grow(p.sheet.object()))
}

func (p *peopleScreen) narrow(c part.Class) fyne.CanvasObject {
	side := c.Padding()
	top := []fyne.CanvasObject{p.head(c)}
	if c == part.Tablet || p.seeking {
		top = append(top, p.search)
	}
	top = append(top, p.filters)
	sign := part.NewButton(p.u.T("button.get_signature"), "draw", part.Main, func() { p.u.beginSigning(flow.SigningStart{}) }).SetHeight(64)
	bar := part.NewActionBar(c, part.Grow(sign))
	if c == part.Tablet {
		bar = part.NewActionBar(c, part.Space(), part.Fixed(sign, 360, 0))
	}
	room := float32(part.Gap24)
	if c == part.Phone {
		room = part.Gap12
	}
	body := part.Pad(part.Column(part.Gap12, append(top, part.Grow(p.content()))...), room, side, 0, side)
	return part.Column(0, part.Grow(body), bar)
}

func (p *peopleScreen) head(c part.Class) fyne.CanvasObject {
	add := part.NewIconButton("person_add", p.u.addPerson)
	actions := []fyne.CanvasObject{add}
	if c == part.Phone {
		actions = []fyne.CanvasObject{part.NewIconButton("search", p.seek), add}
	}
	return part.NewHead(part.HeadOptions{Title: p.u.T("nav.people"), Narrow: c == part.Phone, Actions: actions})
}

func (p *peopleScreen) seek() {
	p.seeking = !p.seeking
	if !p.seeking {
		p.search.SetText("")
	}
	p.body.Rebuild()
	if p.seeking {
		p.u.win.Canvas().Focus(p.search.Focusable())
	}
}

func (p *peopleScreen) content() fyne.CanvasObject {
	switch {
	case len(p.rows) > 0:
		return part.NewCard(p.list, 0)
	case p.found.All == 0 && p.text == "":
		return part.NewEmptyState("group", p.u.T("people.empty.title"), p.u.T("people.empty.sentence"))
	default:
		return part.NewEmptyState("person_search", p.u.T("people.none.title"), p.u.T("people.none.sentence"))
	}
}

// makeList makes the list for a frame: a phone has the state under the name.
func (p *peopleScreen) makeList(c part.Class) {
	p.cells = map[*part.Row]personCell{}
	high := float32(72)
	if c == part.Phone {
		high = 80
	}
	p.list = part.NewList(high, func() int { return len(p.rows) }, func() fyne.CanvasObject { return p.newRow(c) }, p.fill)
}

func (p *peopleScreen) newRow(c part.Class) fyne.CanvasObject {
	cell := personCell{avatar: part.NewAvatar("", 48)}
	var trail fyne.CanvasObject = part.NewIcon("chevron_right", 24, part.ColorText2)
	if c != part.Phone {
		cell.pill = part.NewPill(part.Unknown, "").Reserve(p.u.personWords()...)
		cell.pill.Trailing = true
		trail = cell.pill
	}
	r := part.NewRow(cell.avatar, "", " ", trail, nil)
	if c == part.Phone {
		r.SetTitleStyle(part.Style{Size: 17, Bold: true})
	}
	p.cells[r] = cell
	return r
}

func (p *peopleScreen) fill(i int, o fyne.CanvasObject) {
	row := o.(*part.Row)
	r, cell := p.rows[i], p.cells[row]
	status, word := p.u.statusOf(r.State)
	p.u.setAvatar(cell.avatar, r)
	cell.avatar.ClearBadge()
	row.SetTitle(p.u.called(r))
	if cell.pill == nil {
		row.SetSubStatus(status, word)
	} else {
		cell.pill.Set(status, word)
		row.SetSub(p.u.personNote(r))
	}
	row.SetChosen(cell.pill != nil && p.body.Class() == part.Wide && r.ID == p.picked)
	row.OnTapped(func() { p.pick(r.ID) })
	row.OnLongPress(func() { p.pick(r.ID) })
}

func (p *peopleScreen) pick(id consent.ID) {
	if p.body.Class() != part.Wide {
		p.u.push(newPersonSheet(p.u, id, p.u.back))
		return
	}
	p.picked = id
	p.sheet.turnTo(id)
	p.list.Reload()
}

// reveal brings the picked person into view.
func (p *peopleScreen) reveal() {
	for i, r := range p.rows {
		if r.ID == p.picked {
			p.list.ScrollTo(i)
		}
	}
}

// personNote is the second line of a person: band and age, or where somebody
// without a name stands.
func (u *UI) personNote(r flow.PersonRow) string {
	var words []string
	if r.Band != "" {
		words = append(words, u.T("people.band", "band", r.Band))
	}
	if r.Age != "" && r.Age != consent.BandAdult && r.Age != consent.BandUnknown {
		words = append(words, u.T("band."+string(r.Age)))
	}
	if r.Clothing.Place != "" {
		words = append(words, r.Clothing.Place)
	}
	if r.AnswerBy != 0 && r.State == consent.WaitingForParent {
		words = append(words, u.T("when.by", "date", u.words.Day(r.AnswerBy.Time())))
	}
	if r.Late {
		words = append(words, u.T("status.late"))
	}
	return joined(words)
}

func joined(words []string) string {
	out := ""
	for i, w := range words {
		if i > 0 {
			out += " · "
		}
		out += w
	}
	return out
}

// column keeps a form at the left of a wide window, under its title.
func column(c part.Class, o fyne.CanvasObject) fyne.CanvasObject {
	if c != part.Wide {
		return o
	}
	return part.TopLine(0, part.Fixed(o, 760, 0), part.Space())
}
