package ui

import (
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// clipsScreen is the grid of all clips with its filters, and the bar for many
// clips at once. Only ids are held; rows are asked for when they come into view.
type clipsScreen struct {
	u         *UI
	body      *part.Adaptive
	list      flow.ClipList
	query     flow.ClipQuery
	filter    string       // key of the picked filter
	only      []consent.ID // a set that another screen named
	title     string       // what that set is
	find      bool         // the search field is open
	suggested []consent.ID // in which board and slates suggest somebody
	offered   bool         // the set is of those
	pick      picking
	add       *adding
	thumbs    *thumbs

	grid    *part.Grid
	finder  *part.Field
	filters *part.FilterBar
}

const allClips = "all"

// clipResults are the filters in the order of the crew's work.
var clipResults = []media.Result{media.Unknown, media.Blocked, media.Limited, media.Cleared}

func newClips(u *UI) place {
	s := &clipsScreen{u: u, filter: allClips}
	s.thumbs = newThumbs(u, s.thumbCame)
	s.grid = part.NewGrid(248, part.ThumbHeight, func() int { return len(s.list.IDs) }, func() fyne.CanvasObject { return part.NewThumb() }, s.fill)
	s.finder = part.NewSearch(u.T("clips.finder"), func(text string) { s.query.Text = text; s.reload() })
	s.filters = part.NewFilterBar(s.pickFilter, s.filterItems()...)
	s.body = part.NewScreen(u.shell, s.build)
	return s
}

func (s *clipsScreen) object() fyne.CanvasObject { return s.body }

func (s *clipsScreen) show() {
	s.load()
	s.body.Rebuild()
	s.grid.Reload()
	s.tellSuggested()
}

// openClips shows the clips that fit a query.
func (u *UI) openClips(q flow.ClipQuery) {
	s := u.clips()
	s.reset()
	s.query, s.filter = q, allClips
	if len(q.Results) == 1 {
		s.filter = string(q.Results[0])
	}
	s.finder.SetText(q.Text)
	s.find = q.Text != ""
	u.goTo(atClips)
	s.grid.ScrollToTop()
}

// openClipSet shows these clips and says what they are.
func (u *UI) openClipSet(title string, ids []consent.ID) {
	s := u.clips()
	s.reset()
	s.only, s.title = ids, title
	u.goTo(atClips)
	s.grid.ScrollToTop()
}

func (u *UI) clips() *clipsScreen { return u.at(atClips).(*clipsScreen) }

func (s *clipsScreen) reset() {
	s.query, s.filter, s.only, s.title, s.find, s.offered = flow.ClipQuery{}, allClips, nil, "", false, false
	s.finder.SetText("")
	s.pick.clear()
}

// load asks for the ids that fit the filters.
func (s *clipsScreen) load() {
	q := s.query
	q.Results = nil
	if s.filter != allClips {
		q.Results = []media.Result{media.Result(s.filter)}
	}
	s.list = s.u.kit.Clips(q)
	if s.only != nil {
		s.narrow()
	}
	s.pick.keep(s.list.IDs)
	s.filters.SetItems(s.filterItems()...)
	s.filters.Pick(s.filter)
}

// narrow keeps the named clips only.
func (s *clipsScreen) narrow() {
	named := map[consent.ID]bool{}
	for _, id := range s.only {
		named[id] = true
	}
	ids := s.list.IDs[:0]
	for _, id := range s.list.IDs {
		if named[id] {
			ids = append(ids, id)
		}
	}
	s.list.IDs, s.list.Counts, s.list.All = ids, map[media.Result]int{}, len(s.only)
	for _, id := range s.only {
		s.list.Counts[s.u.kit.ClipRow(id).Result]++
	}
}

// reload draws the grid anew and leaves the search field alone.
func (s *clipsScreen) reload() {
	s.load()
	s.body.Rebuild()
	s.grid.Reload()
}

func (s *clipsScreen) filterItems() []part.FilterItem {
	items := []part.FilterItem{{Key: allClips, Word: s.u.T("clips.all"), Count: s.list.All}}
	for _, r := range clipResults {
		status, word := s.u.clipStatus(r)
		items = append(items, part.StatusFilter(string(r), status, word, s.list.Counts[r]))
	}
	return items
}

func (s *clipsScreen) pickFilter(key string) {
	s.filter = key
	s.reload()
	s.grid.ScrollToTop()
}

func (s *clipsScreen) build(c part.Class) fyne.CanvasObject {
	s.grid.Gap, s.grid.Columns = 20, 0
	switch c {
	case part.Tablet:
		s.grid.Columns = 3
	case part.Phone:
		s.grid.Gap, s.grid.Columns = 12, 2
	}
	head := []fyne.CanvasObject{s.head(c)}
	if s.find {
		head = append(head, s.finder)
	}
	if s.title != "" {
		head = append(head, s.setLine())
	}
	if s.list.All > 0 || s.filtered() {
		head = append(head, s.filterLine(c))
	}
	if line := s.suggestLine(c); line != nil {
		head = append(head, line)
	}
	rows := []fyne.CanvasObject{part.Pad(part.Column(part.Gap12, head...), s.top(c), c.Padding(), part.Gap16, c.Padding())}
	rows = append(rows, part.Grow(part.Pad(s.middle(), 0, c.Padding(), 0, c.Padding())))
	return part.Column(0, append(rows, s.foot(c)...)...)
}

func (s *clipsScreen) top(c part.Class) float32 {
	if c == part.Phone {
		return part.Gap12
	}
	return part.Gap24
}

func (s *clipsScreen) filtered() bool {
	return s.query.Text != "" || s.query.Day != 0 || !s.query.Person.IsZero() || s.only != nil
}

func (s *clipsScreen) head(c part.Class) fyne.CanvasObject {
	actions := []fyne.CanvasObject{}
	if s.list.All > 0 || s.filtered() {
		if c != part.Phone {
			actions = append(actions, part.NewText(s.dayCount(), part.NoteBold))
		} else {
			actions = append(actions, part.NewIconButton("select_all", s.startOrAll))
		}
		actions = append(actions, part.NewIconButton("search", s.toggleSearch), part.NewIconButton("date_range", s.pickDay))
	}
	return part.NewHead(part.HeadOptions{Title: s.u.T("nav.clips"), Narrow: c == part.Phone, Actions: actions})
}

// dayCount is the day that is shown and how many clips it has.
func (s *clipsScreen) dayCount() string {
	n := s.u.N("count.clips", s.list.All)
	if s.query.Day == 0 {
		return n
	}
	return s.u.dayWord(s.query.Day) + " · " + n
}

// setLine says which clips another screen asked for, and leads back to all.
func (s *clipsScreen) setLine() fyne.CanvasObject {
	return part.Line(part.Gap8, part.NewIcon("fact_check", 24, part.ColorText2), part.Grow(part.NewCutText(s.title, part.RowTitle)),
		part.NewLink(s.u.T("clips.show_all"), "", func() { s.reset(); s.reload() }))
}

func (s *clipsScreen) filterLine(c part.Class) fyne.CanvasObject {
	if c == part.Phone {
		return s.filters
	}
	link := part.NewLink(s.u.T("button.select"), "", s.startPicking)
	if s.pick.on {
		link = part.NewLink(s.u.T("button.select_all"), "", s.pickAll)
	}
	return part.Line(part.Gap16, part.Grow(s.filters), link)
}

func (s *clipsScreen) toggleSearch() {
	s.find = !s.find
	if !s.find && s.query.Text != "" {
		s.finder.SetText("")
	}
	s.body.Rebuild()
	if s.find {
		s.u.win.Canvas().Focus(s.finder.Focusable())
	}
}

// middle is the grid, or what stands in its place when nothing is in it.
func (s *clipsScreen) middle() fyne.CanvasObject {
	if len(s.list.IDs) > 0 {
		return s.grid
	}
	if s.filtered() || s.filter != allClips {
		return part.NewEmptyState("search", s.u.T("clips.none_fit"), s.u.T("clips.none_fit.note"))
	}
	return part.NewEmptyState("movie", s.u.T("clips.empty"), s.u.T("clips.empty.note"))
}

// foot is the progress of adding, then the bar of what can be done.
func (s *clipsScreen) foot(c part.Class) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if s.add != nil {
		out = append(out, part.Pad(s.add.strip(c), part.Gap8, c.Padding(), part.Gap8, c.Padding()))
	}
	if s.pick.on {
		return append(out, s.bulkBar(c))
	}
	add := part.NewButton(s.u.T("clips.add"), "add", part.Main, s.chooseFiles)
	if s.add != nil {
		add.SetMissing(s.u.T("clips.adding"), nil)
	}
	if c == part.Phone {
		return append(out, part.NewActionBar(c, part.Grow(add.SetHeight(64))))
	}
	return append(out, part.NewActionBar(c, part.Space(), part.Fixed(add.SetHeight(56), 340, 0)))
}

// fill shows one clip on a card that may have shown another before.
func (s *clipsScreen) fill(i int, o fyne.CanvasObject) {
	id := s.list.IDs[i]
	row := s.u.kit.ClipRow(id)
	t := o.(*part.Thumb)
	status, word := s.u.clipStatus(row.Result)
	t.OnTapped(func() { s.tapped(i, id) })
	t.OnLongPress(func() { s.held(i, id) })
	t.Set(part.ThumbData{
		Picture: s.thumbs.get(i, id), Duration: length(row.Duration), Name: row.Name, Status: status, Word: word,
		People: s.u.initialsOf(row), Chosen: s.pick.has(id),
	})
}

// initialsOf are the signs of those in a clip: three, or two and how many more.
func (u *UI) initialsOf(row flow.ClipRow) []string {
	var out []string
	for _, p := range row.People {
		out = append(out, part.Initials(u.called(p)))
	}
	if more := len(out) + row.More; more > 3 {
		return append(slices.Clone(out[:2]), "+"+strconv.Itoa(more-2))
	}
	return out
}

// thumbCame draws the card of a clip whose picture has come.
func (s *clipsScreen) thumbCame(i int, id consent.ID) {
	if i < len(s.list.IDs) && s.list.IDs[i] == id {
		s.grid.ReloadItem(i)
	}
}

func (s *clipsScreen) tapped(i int, id consent.ID) {
	switch {
	case !s.pick.on:
		s.u.openClip(id)
		return
	case shiftHeld():
		s.pick.through(s.list.IDs, i)
	default:
		s.pick.toggle(i, id)
	}
	s.pickChanged()
}

func (s *clipsScreen) held(i int, id consent.ID) {
	s.pick.on = true
	s.pick.toggle(i, id)
	s.pickChanged()
}
