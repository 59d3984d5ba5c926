package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

type clipsPage struct {
	Text, Result, Day, Person string
	Who                       string // whose clips they are, where only one person's are listed
	Days                      []option
	Chips                     []chip
	Use                       string
	Rows                      []clipRow
	Any                       bool
	Pager                     pager
}

type clipRow struct {
	flow.ClipRow
	Href, When, Length string
	Pill               pill
}

func (w *Web) getClips(v *visit) {
	q := v.r.URL.Query()
	use := v.asking().Use.Purpose
	ask := flow.ClipQuery{Text: bounded(q.Get("q")), Purpose: use}
	if r := media.Result(q.Get("result")); slices.Contains(resultOrder, r) {
		ask.Results = []media.Result{r}
	}
	if d, err := consent.ParseDate(q.Get("day")); err == nil {
		ask.Day = d
	}
	p := clipsPage{Text: ask.Text, Result: q.Get("result"), Use: v.words.Purpose(use), Any: v.prod.Kit.Totals().Clips > 0}
	if id, err := consent.ParseID(q.Get("person")); err == nil {
		ask.Person, p.Person, p.Who = id, id.String(), v.words.Who(v.prod.Kit.PersonRow(id))
	}
	from := start(v.r)
	list := v.prod.Kit.Clips(ask)
	ids := list.IDs[min(from, len(list.IDs)):min(from+pageSize, len(list.IDs))]
	if !v.logged("clips", "", ask.Person, len(ids)) {
		return
	}
	p.Pager = v.pager(from, len(ids), len(list.IDs))
	p.Chips = append(p.Chips, chip{v.with("result", ""), "", v.words.T("office.all"), v.words.Num(list.All), len(ask.Results) == 0})
	for _, r := range resultOrder {
		look := v.words.resultPill(r)
		p.Chips = append(p.Chips, chip{v.with("result", string(r)), look.Class, look.Word, v.words.Num(list.Counts[r]), slices.Contains(ask.Results, r)})
	}
	p.Days = append(p.Days, option{"", v.words.T("office.all_days"), ask.Day == 0})
	for _, d := range v.prod.Kit.Intake().Days {
		p.Days = append(p.Days, option{d.String(), v.words.DateOf(d), d == ask.Day})
	}
	for row := range v.judged(media.Use{Purpose: use}, ids) {
		p.Rows = append(p.Rows, row)
	}
	v.keepList("clips")
	v.page("clips", v.words.T("office.nav.clips"), "clips", p)
}

// judged are the rows of a few clips.
func (v *visit) judged(use media.Use, ids []consent.ID) func(func(clipRow) bool) {
	return func(yield func(clipRow) bool) {
		if len(ids) == 0 {
			return // to the flow, no clips are all of them
		}
		for row := range v.prod.Kit.Clearance(use, ids) {
			line := clipRow{ClipRow: row, Href: v.path("clips/" + row.ID.String()), When: v.words.Moment(row.At), Pill: v.words.resultPill(row.Result)}
			if row.Duration > 0 {
				line.Length = timecode(row.Duration)
			}
			if !yield(line) {
				return
			}
		}
	}
}

type clipPage struct {
	Sheet      flow.ClipSheet
	Href       string
	Asking     asking
	Pill       pill
	Picture    bool
	Reasons    []reasonLine
	Tracks     []track
	Ends       string
	Facts      []fact
	History    []eventLine
	Verdicts   []verdictLine
	Prev, Next string
	Deliveries []string
}

// reasonLine is what would fix one thing, and who does it.
type reasonLine struct {
	Shape, Title, Text string
	Person             string // address
}

// verdictLine is the answer for one use.
type verdictLine struct {
	Use  string
	Pill pill
}

type fact struct{ Name, Value, Note string }

// track is one person's part of a clip, in hundredths of its length.
type track struct {
	Who, As, Href, Class, When string
	Initials                   string
	X, W                       float64
}

func (w *Web) getClip(v *visit) {
	id, ok := v.id(flow.IsClip)
	if !ok || !v.logged("clip", "clip", id, 1) {
		return
	}
	kit := v.prod.Kit
	s, err := kit.Clip(id)
	if err != nil {
		v.failed(err)
		return
	}
	history, err := kit.History(v.r.Context(), id)
	if err != nil {
		v.failed(err)
		return
	}
	p := clipPage{Sheet: s, Href: v.path("clips/" + id.String()), Asking: v.asking(), Facts: v.facts(s)}
	for row, verdict := range kit.Clearance(p.Asking.Use, []consent.ID{id}) {
		p.Pill = v.words.resultPill(row.Result)
		for _, r := range verdict.Reasons {
			p.Reasons = append(p.Reasons, v.reasonLine(r))
		}
		p.Tracks = v.tracks(s, verdict)
	}
	for _, pv := range s.Verdicts {
		p.Verdicts = append(p.Verdicts, verdictLine{v.words.Purpose(pv.Purpose), v.words.resultPill(pv.Verdict.Result)})
	}
	for _, e := range history {
		p.History = append(p.History, v.clipEvent(e))
	}
	for _, d := range kit.Deliveries(v.r.Context(), id) {
		p.Deliveries = append(p.Deliveries, v.words.T("office.delivered", "name", orElse(d.Recipient, v.words.T("history.recipient")), "when", v.words.Stamp(d.Last)))
	}
	if s.Duration > 0 {
		p.Ends = timecode(s.Duration)
	}
	p.Picture = s.Kind != media.KindSound && kit.Thumb(v.r.Context(), id) != nil
	if !s.Previous.IsZero() {
		p.Prev = v.path("clips/" + s.Previous.String())
	}
	if !s.Next.IsZero() {
		p.Next = v.path("clips/" + s.Next.String())
	}
	v.page("clip", s.Name, "clips", p)
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func classOfWeight(w consent.Weight) string {
	switch w {
	case consent.Block:
		return "no"
	case consent.Limit:
		return "some"
	}
	return "ok"
}

func (v *visit) reasonLine(r media.Reason) reasonLine {
	w := v.words
	line := reasonLine{Shape: classOfWeight(r.Weight), Title: w.Reason(r.Finding, r.Basis)}
	if r.Code == media.CodeWhoIsInIt {
		line.Shape = "unknown"
	}
	if !r.Person.IsZero() {
		line.Title = w.T("office.about", "who", w.Who(v.prod.Kit.PersonRow(r.Person)), "what", line.Title)
		line.Person = v.path("people/" + r.Person.String())
	}
	if r.Fix != media.FixNone && r.Weight > consent.Note {
		line.Text = join([]string{w.T("fix." + string(r.Fix)), w.T("owner." + string(r.Fix.Owner()))})
	}
	return line
}

// tracks are who is in a clip and when.
func (v *visit) tracks(s flow.ClipSheet, verdict media.Verdict) (out []track) {
	total := s.Duration.Milliseconds()
	for _, t := range s.Tags {
		line := track{
			Who: v.words.Who(t.Person), As: v.words.T("as." + string(t.Tag.As)), Href: v.path("people/" + t.Person.ID.String()),
			Initials: initials(t.Person.Name), Class: trackClass(t.Person.ID, verdict), W: 100, When: v.words.T("office.whole_clip"),
		}
		if total > 0 && (t.Tag.From > 0 || t.Tag.To > 0) {
			to := t.Tag.To
			if to == 0 || to > total {
				to = total
			}
			from := min(max(0, t.Tag.From), to)
			line.X, line.W = 100*float64(from)/float64(total), max(1, 100*float64(to-from)/float64(total))
			line.When = timecode(time.Duration(from)*time.Millisecond) + " – " + timecode(time.Duration(to)*time.Millisecond)
		}
		out = append(out, line)
	}
	for _, sg := range s.Suggestions {
		out = append(out, track{
			Who: v.words.T("office.suggested", "who", v.words.Who(sg.Person)), As: v.words.T("office.suggested.why"), Class: "unknown",
			Href: v.path("people/" + sg.Person.ID.String()), Initials: "?", W: 100, When: v.words.T("office.suggestion"),
		})
	}
	return out
}

// trackClass is the heaviest of what is found about a person.
func trackClass(id consent.ID, verdict media.Verdict) string {
	class := "ok"
	for _, r := range verdict.Reasons {
		if r.Person != id {
			continue
		}
		if c := classOfWeight(r.Weight); c == "no" || c == "some" && class == "ok" {
			class = c
		}
	}
	return class
}

func (v *visit) facts(s flow.ClipSheet) (out []fact) {
	w, f := v.words, s.Facts
	add := func(key, value, note string) {
		if value != "" {
			out = append(out, fact{w.T("office.fact." + key), value, note})
		}
	}
	clock := w.T("office.fact.camera_clock")
	if s.ClockKnown {
		clock = w.T("office.fact.checked_clock")
	}
	if !s.At.IsZero() {
		add("filmed", w.Moment(s.At), clock)
	}
	length := ""
	if s.Duration > 0 {
		length = timecode(s.Duration)
		if r := f.FrameRate.Float(); r > 0 {
			length += w.T("office.fact.rate", "n", strings.TrimSuffix(fmt.Sprintf("%.2f", r), ".00"))
		}
	}
	add("length", length, "")
	add("reel", strings.TrimSpace(f.Reel+" "+f.Timecode), "")
	add("camera", strings.TrimSpace(f.Make+" "+f.Model), f.Serial)
	if f.Width > 0 {
		add("picture", fmt.Sprintf("%d × %d", f.Width, f.Height), f.Format)
	}
	add("size", w.Size(s.Size), "")
	add("xxh128", s.XXH128, "")
	add("sha256", s.SHA256, "")
	return out
}

var clipDeeds = map[flow.ClipDeed]string{
	flow.DeedAdded: "movie", flow.DeedTagged: "person", flow.DeedUntagged: "person", flow.DeedJudged: "edit", flow.DeedUnjudged: "undo",
	flow.DeedCopied: "description", flow.DeedReceived: "check", flow.DeedDelivered: "send", flow.DeedClock: "schedule",
}

func (v *visit) clipEvent(e flow.ClipEvent) eventLine {
	w := v.words
	line := eventLine{Icon: clipDeeds[e.Deed], Signed: w.Stamp(e.At)}
	var people, uses []string
	for _, p := range e.People {
		people = append(people, w.Who(p))
	}
	for _, u := range e.Uses {
		uses = append(uses, w.Purpose(u))
	}
	switch e.Deed {
	case flow.DeedJudged:
		line.Title = w.T("judge." + string(e.Basis))
	case flow.DeedCopied:
		line.Title = w.T("history.copied_somewhere")
		if e.Disk != "" {
			line.Title = w.T("history.copied", "disk", e.Disk)
		}
	case flow.DeedClock:
		line.Title = w.T("history.clock", "off", w.Wait(e.Ahead.Abs().Round(time.Second)))
	default:
		line.Title = w.T("history."+string(e.Deed), "people", w.And(people), "name", orElse(e.To, w.T("history.recipient")), "uses", w.And(uses))
	}
	var parts []string
	for _, s := range []string{e.Why, e.By, orElse(e.Device, w.T("office.this_office"))} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	line.Text = join(parts)
	return line
}

// getPicture is a clip's small picture.
func (w *Web) getPicture(v *visit) {
	id, ok := v.id(flow.IsClip)
	if !ok || !v.logged("picture", "clip", id, 0) {
		return
	}
	v.picture(v.prod.Kit.Thumb(v.r.Context(), id))
}
