package main

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// frame is how long one picture of sixty a second may take.
const frame = time.Second / 60

const (
	cellWidth = 280
	steps     = 600 // frames of one scroll
	childGrid = "grid"
)

// scroll measures the grid of clips of the large store in a process of its own.
func scroll(ctx context.Context, o options) ([]line, error) {
	if _, _, err := bigStore(ctx, o.out, o.size); err != nil {
		return nil, err
	}
	r, err := inFreshProcess(ctx, o, childGrid)
	if err != nil {
		return nil, err
	}
	t := r.Times
	return []line{
		within("a frame of quick scrolling, one row (rows bound and laid out, not drawn)", t["row"], frame),
		against("  the same", t["row"], "Fyne's own GridWrap with the same cells", t["theirs"], 0),
		within("a jump to somewhere else, a whole screen of new cells", t["jump"], frame),
		plain("the grid's first screen", t["first"]),
		plain("one cell", t["cell"]),
	}, nil
}

// grids scrolls through all clips on Fyne's test driver.
func grids(k *flow.Kit, t measured) error {
	ids := k.Clips(flow.ClipQuery{}).IDs
	if len(ids) < steps {
		return fmt.Errorf("%d clips are too few to scroll", len(ids))
	}
	app := test.NewApp()
	defer app.Quit()
	app.Settings().SetTheme(part.NewTheme(part.AlwaysDark, 1))
	bind := func(i int, o fyne.CanvasObject) { o.(*part.Thumb).Set(thumbData(k, ids[i])) }
	grid := part.NewGrid(cellWidth, part.ThumbHeight, func() int { return len(ids) },
		func() fyne.CanvasObject { return part.NewThumb() }, bind)
	w := test.NewWindow(nil)
	defer w.Close()
	t["first"] = took(func() { w.SetContent(grid); w.Resize(fyne.NewSize(1180, 700)) })
	columns := 4
	var frames []time.Duration
	for i := range steps {
		frames = append(frames, took(func() { grid.ScrollTo((i * columns) % len(ids)) }))
	}
	t["row"] = mean(frames)
	frames = nil
	for i := range 60 {
		frames = append(frames, took(func() { grid.ScrollTo((i * 48_611) % len(ids)) }))
	}
	t["jump"] = median(frames)
	cell := part.NewThumb()
	t["cell"] = took(func() {
		for i := range 1000 {
			bind(i%len(ids), cell)
		}
	}) / 1000
	t["theirs"] = gridWrap(w, len(ids), columns, bind)
	return nil
}

// gridWrap scrolls the toolkit's own grid in the same way.
func gridWrap(w fyne.Window, n, columns int, bind func(int, fyne.CanvasObject)) time.Duration {
	g := widget.NewGridWrap(func() int { return n },
		func() fyne.CanvasObject {
			t := part.NewThumb()
			return container.NewWithoutLayout(t)
		},
		func(i widget.GridWrapItemID, o fyne.CanvasObject) {
			t := o.(*fyne.Container).Objects[0]
			t.Resize(fyne.NewSize(cellWidth, part.ThumbHeight(cellWidth)))
			bind(i, t)
		})
	w.SetContent(g)
	w.Resize(fyne.NewSize(1180, 700))
	var frames []time.Duration
	for i := range steps {
		frames = append(frames, took(func() { g.ScrollTo((i * columns) % n) }))
	}
	return mean(frames)
}

func mean(ds []time.Duration) (sum time.Duration) {
	for _, d := range ds {
		sum += d
	}
	return sum / time.Duration(max(1, len(ds)))
}

// statuses are how the window shows a result.
var statuses = map[media.Result]part.Status{
	media.Cleared: part.OK, media.Limited: part.Limit, media.Blocked: part.Stop, media.Unknown: part.Unknown,
}

func thumbData(k *flow.Kit, id consent.ID) part.ThumbData {
	r := k.ClipRow(id)
	d := part.ThumbData{Name: r.Name, Duration: r.Duration.String(), Status: statuses[r.Result], Word: string(r.Result)}
	for _, p := range r.People {
		if _, n := utf8.DecodeRuneInString(p.Name); n > 0 {
			d.People = append(d.People, p.Name[:n])
		}
	}
	return d
}
