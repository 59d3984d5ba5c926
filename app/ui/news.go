package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

// newsLooks are the shapes of what others said.
var newsLooks = map[flow.NewsKind]struct {
	icon   string
	status part.Status
}{
	flow.NewsTookBack:    {"undo", part.Stop},
	flow.NewsRestricted:  {"pan_tool", part.Limit},
	flow.NewsInvalidated: {"event_busy", part.Stop},
	flow.NewsRefused:     {"block", part.Stop},
	flow.NewsAvoid:       {"block", part.Stop},
	flow.NewsBlur:        {"visibility_off", part.Limit},
	flow.NewsErased:      {"ink_eraser", part.Unknown},
}

// How many of them stand on Today before "2 more".
const (
	newsOnToday      = 2
	newsOnTodayPhone = 1
)

// newsCard is one thing that another device said: the sentence, what it means
// for clips and how old it is. A tap leads to the person or the clips.
func (u *UI) newsCard(n flow.News) *part.Card {
	look := newsLooks[n.Kind]
	words := part.Column(part.Gap4, part.NewWrap(n.Sentence(u.words), part.RowTitle), part.NewWrap(u.newsNote(n), part.Note))
	line := part.TopLine(part.Gap16, part.NewIconDisc(look.icon, look.status), part.Grow(words))
	var body fyne.CanvasObject = part.NewTouch(line, func() { u.openNews(n) })
	if !n.Seen {
		seen := part.NewButton(u.T("news.seen"), "", part.Other, func() { u.newsSeen(n.ID) }).SetHeight(48)
		body = part.Beside(300, part.Gap16, body, seen)
	}
	card := part.NewCard(body, 16)
	if !n.Seen {
		card.Edge = look.status.Word()
	}
	return card
}

// newsNote is what it means for clips, and when it was said; where it came here
// much later, that too.
func (u *UI) newsNote(n flow.News) string {
	const late = 10 * time.Minute
	now := u.opt.Now()
	note := dotted(n.Effect(u.words), u.agoWord(now.Sub(n.At)))
	if n.Heard.Sub(n.At) > late {
		note = dotted(note, u.T("news.came", "when", u.agoWord(now.Sub(n.Heard))))
	}
	return note
}

func (u *UI) newsSeen(ids ...consent.Ref) {
	u.work(func(ctx context.Context) error { return u.kit.NewsSeen(ctx, ids...) }, func(err error) {
		u.try(err)
		u.refreshSoon()
	})
}

// openNews shows whom they are about; of somebody erased, the clips.
func (u *UI) openNews(n flow.News) {
	switch {
	case n.Person.IsZero():
		u.showNews()
	case n.Kind == flow.NewsErased:
		u.openClips(flow.ClipQuery{Person: n.Person})
	default:
		u.openPerson(n.Person)
	}
}

// newsOn are what Today shows of them above what waits.
func (p *todayScreen) newsOn(c part.Class) (rows []fyne.CanvasObject) {
	shown := newsOnToday
	if c == part.Phone {
		shown = newsOnTodayPhone
	}
	for i, n := range p.view.News {
		if i == shown {
			more := part.NewLink(p.u.N("news.more", len(p.view.News)-shown), "chevron_right", p.u.showNews)
			return append(rows, part.Left(more.Flush()))
		}
		rows = append(rows, p.u.newsCard(n))
	}
	return rows
}

// newsPage is what others said in the last week.
type newsPage struct {
	u    *UI
	news []flow.News
	body *part.Adaptive
}

func (u *UI) showNews() {
	p := &newsPage{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	u.push(p)
}

func (p *newsPage) object() fyne.CanvasObject { return p.body }

func (p *newsPage) show() {
	p.news = p.u.kit.News()
	p.body.Rebuild()
}

func (p *newsPage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("news.title"), Back: p.u.back, Narrow: c == part.Phone})
	if len(p.news) == 0 {
		return screenOf(c, head, part.NewEmptyState("check", t("news.none"), t("news.none.note")), nil)
	}
	rows := []fyne.CanvasObject{part.NewWrap(t("news.note"), part.Body.In(part.ColorText2))}
	for _, n := range p.news {
		rows = append(rows, p.u.newsCard(n))
	}
	return screenOf(c, head, part.Pad(part.NewScroll(part.MaxWidth(part.Column(part.Gap12, append(rows, part.Space())...), 860)), 0, side, part.Gap16, side), nil)
}

// newsRow leads from Sync to what others said.
func (p *syncScreen) newsRow() fyne.CanvasObject {
	fresh := 0
	for _, n := range p.news {
		if !n.Seen {
			fresh++
		}
	}
	status, note := part.Unknown, ""
	if fresh > 0 {
		status, note = part.Stop, p.u.N("news.new", fresh)
	}
	return part.NewRow(part.NewIconDisc("campaign", status), p.u.N("news.row", len(p.news)), dotted(note, p.news[0].Sentence(p.u.words)),
		part.NewIcon("chevron_right", 24, part.ColorText2), p.u.showNews).SetHeight(80)
}
