package ui

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// copying is a card being copied: where it stands, and how to stop it. One at
// a time is enough: it uses the whole of the card reader.
type copying struct {
	u     *UI
	plan  *flow.OffloadPlan
	stop  context.CancelFunc
	head  string // what the page said when it was drawn, but for the pace
	bars  []*part.Progress
	words []*part.Text

	mu    sync.Mutex
	at    flow.OffloadProgress
	drawn atomic.Bool // a drawing is on its way
}

// startCopy carries out a plan and shows it until it ends. The screen stays
// awake meanwhile.
func (u *UI) startCopy(plan *flow.OffloadPlan) {
	if u.copies != nil {
		return
	}
	ctx, stop := context.WithCancel(u.ctx)
	c := &copying{u: u, plan: plan, stop: stop}
	c.at = flow.OffloadProgress{Left: -1, Verdict: flow.CardVerdict{Word: flow.DoNotWipe, Why: flow.CardCopying, Minutes: -1, Label: plan.Label}}
	for i := range plan.To {
		t := &plan.To[i]
		c.at.To = append(c.at.To, flow.OffloadPace{Dir: t.Dir, Name: t.Name, Bytes: plan.Bytes, Left: -1})
	}
	u.copies = c
	u.keepAwake("copy", true)
	u.goTo(atCards)
	var r flow.OffloadResult
	u.work(func(context.Context) (err error) {
		r, err = u.kit.Offload(ctx, plan, c.tell)
		return err
	}, func(err error) {
		stop()
		u.copies = nil
		u.keepAwake("copy", false)
		u.copied(&r, err)
	})
}

// copied shows the word of the card where the crew still looks at cards, else
// says it. A hand-over or the lock is not disturbed.
func (u *UI) copied(r *flow.OffloadResult, err error) {
	switch {
	case u.bare != nil:
		return
	case r.Card.IsZero():
		u.refresh()
		u.fail(err)
		return
	}
	sheet := newCard(u, r.Card, r.Faults)
	if u.shell.Selected() == atCards {
		u.over = nil
		u.push(sheet)
	} else {
		_, word := u.cardWord(r.Verdict.Word)
		u.toast(u.T("offload.ended", "label", r.Label, "word", word), u.T("button.open"), func() { u.goTo(atCards); u.push(sheet) })
	}
	if errors.Is(err, context.Canceled) {
		u.toast(u.T("offload.stopped"), "", nil)
		return
	}
	u.fail(err)
}

// tell is called from the copying's own goroutines; drawing is asked for once
// for many steps. While clips are read the flow tells nothing of the disks, so
// that what was known of them stays: a disk that is gone is never shown whole.
func (c *copying) tell(p flow.OffloadProgress) {
	c.mu.Lock()
	if p.Reading {
		p.To = c.at.To
	}
	c.at = p
	c.mu.Unlock()
	if c.drawn.CompareAndSwap(false, true) {
		fyne.Do(func() {
			c.drawn.Store(false)
			c.draw()
		})
	}
}

func (c *copying) now() flow.OffloadProgress {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// draw moves the bars; the page is made anew only when the sentence changes,
// so that nothing moves under a finger.
func (c *copying) draw() {
	at := c.now()
	if c.u.copies != c {
		return
	}
	if c.u.copyHead(&at) != c.head || len(at.To) != len(c.bars) {
		if p, ok := c.u.places[atCards].(*cardsScreen); ok {
			p.body.Rebuild()
		}
		return
	}
	for i := range at.To {
		c.set(i, &at.To[i])
	}
}

// copyHead is what makes the page anew when it changes: the sentence, and what
// is wrong with a disk.
func (u *UI) copyHead(at *flow.OffloadProgress) string {
	head := u.cardWhy(at.Verdict)
	for i := range at.To {
		head = dotted(head, at.To[i].Fault)
	}
	return head
}

func (c *copying) set(i int, t *flow.OffloadPace) {
	share, motion, words := c.u.pace(t)
	c.bars[i].Set(share, motion)
	if t.Fault == "" {
		c.words[i].SetText(words)
	}
}

// pace is how far one destination is: writing is one half, reading back the other.
func (u *UI) pace(t *flow.OffloadPace) (share float32, m part.Motion, words string) {
	if t.Bytes > 0 {
		share = float32(float64(t.Written+t.Verified) / float64(2*t.Bytes))
	}
	percent := fmt.Sprintf("%d %%", int(min(share, 1)*100))
	rate := ""
	if t.Rate > 0 {
		rate = u.T("offload.rate", "size", u.bytesWord(int64(t.Rate)))
	}
	switch {
	case t.Fault != "":
		return share, part.Stopped, u.T("card_report.fault." + t.Fault)
	case t.Bytes > 0 && t.Verified >= t.Bytes:
		return 1, part.Checked, u.T("offload.read_back")
	case t.Written == 0:
		return 0, part.Waiting, u.T("offload.waiting")
	case t.Written >= t.Bytes:
		return share, part.Running, dotted(u.T("offload.checking"), percent, rate)
	}
	return share, part.Running, dotted(u.T("offload.of", "done", u.bytesWord(t.Written), "all", u.bytesWord(t.Bytes)), percent, rate)
}

func (c *copying) build(class part.Class) fyne.CanvasObject {
	at, side := c.now(), class.Padding()
	opt := part.HeadOptions{Title: c.u.T("offload.card", "label", c.plan.Label), Narrow: class == part.Phone}
	if class != part.Phone {
		opt.Sub = dotted(c.u.N("count.clips", c.plan.Clips), c.u.bytesWord(c.plan.Bytes))
	}
	c.head, c.bars, c.words = c.u.copyHead(&at), nil, nil
	var rows []fyne.CanvasObject
	for i := range at.To {
		rows = append(rows, c.row(class, &at.To[i]))
		c.set(i, &at.To[i])
	}
	body := part.Column(20, c.u.verdict(class, at.Verdict, c.u.T("offload.awake")), part.Rows(rows...))
	stop := part.NewButton(c.u.T("offload.stop"), "close", part.Danger, c.askStop)
	return screenOf(class, part.NewHead(opt), part.NewScroll(part.Pad(body, 0, side, part.Gap24, side)), part.NewActionBar(class, stop, part.Space()))
}

// row is one destination with its bar and how far it is.
func (c *copying) row(class part.Class, t *flow.OffloadPace) fyne.CanvasObject {
	bar, words := part.NewProgress(), part.NewCutText("", part.Strong)
	c.bars, c.words = append(c.bars, bar), append(c.words, words)
	icon, name := part.NewIcon("hard_drive", 28, part.ColorText2), part.NewCutText(t.Name, part.RowTitle)
	if t.Fault != "" {
		_, _, why := c.u.pace(t)
		column := part.Column(part.Gap8, name, bar, part.NewWrap(why, part.Strong.In(part.Stop.Word())))
		side := float32(part.Gap16)
		if class == part.Wide {
			side = part.Gap24
		}
		return part.Pad(part.TopLine(part.Gap16, icon, part.Grow(column)), side, side, side, side)
	}
	if class == part.Wide {
		line := part.Line(part.Gap24, icon, part.Fixed(name, 220, 0), part.Grow(bar), part.Fixed(words, 340, 0))
		return part.Pad(line, part.Gap24, part.Gap24, part.Gap24, part.Gap24)
	}
	column := part.Column(part.Gap8, name, bar, words)
	return part.Pad(part.TopLine(part.Gap16, icon, part.Grow(column)), part.Gap16, part.Gap16, part.Gap16, part.Gap16)
}

// askStop asks once more: going on is the main action.
func (c *copying) askStop() {
	d := &part.Dialog{Title: c.u.T("offload.stop.title"), Sentence: c.u.T("offload.stop.sentence")}
	d.Actions = []*part.Button{
		part.NewButton(c.u.T("button.stop"), "", part.Danger, func() { d.Hide(); c.stop() }),
		part.NewButton(c.u.T("offload.stop.not"), "", part.Main, d.Hide),
	}
	d.Show(c.u.stage)
}
