package cli

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// slateCmd shows the slate once, on the terminal or as a picture.
func (p *program) slateCmd() *cobra.Command {
	var scene, file string
	var take int
	var next bool
	c := p.command("slate", noArgs, func(c *cobra.Command, _ []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		if next {
			if _, err := k.NextTake(p.ctx); err != nil {
				return err
			}
		}
		v, err := k.Slate(p.ctx)
		if c.Flags().Changed("scene") || c.Flags().Changed("take") {
			if !c.Flags().Changed("scene") {
				scene = v.Title
			}
			v, err = k.SlateOf(scene, take)
		}
		if err != nil {
			return err
		}
		return p.showSlate(v, file)
	})
	f := c.Flags()
	f.StringVar(&scene, "scene", "", p.words.T("cli.slate.scene"))
	f.IntVar(&take, "take", 1, p.words.T("cli.slate.take"))
	f.BoolVar(&next, "next", false, p.words.T("cli.slate.next"))
	f.StringVar(&file, "png", "", p.words.T("cli.slate.png"))
	return c
}

func (p *program) showSlate(v flow.SlateView, file string) error {
	if file != "" {
		b, err := slatePicture(v.QR)
		if err != nil {
			return err
		}
		if err := os.WriteFile(p.path(file), b, 0o644); err != nil {
			return err
		}
	}
	if p.json {
		people := []consent.ID{}
		for _, w := range v.People {
			people = append(people, w.ID)
		}
		return p.printJSON(map[string]any{
			"text": v.Text, "scene": v.Scene, "take": v.Take, "people": people, "at": v.At.Format(time.RFC3339Nano), "file": file,
		})
	}
	p.say("cli.slate.line", "scene", v.Scene, "take", v.Take, "people", len(v.People), "time", v.At.Format("15:04:05"))
	if file != "" {
		return p.result(nil, file)
	}
	if err := drawCode(p.env.Out, v.QR, p.env.Width); err != nil {
		return err
	}
	return p.result(nil, v.Text)
}

// slateModule is how many pixels a module of a slate's picture is wide.
const slateModule = 24

// slatePicture is the code as a PNG, with the quiet zone that readers need.
func slatePicture(qr [][]bool) ([]byte, error) {
	edge := (len(qr) + 2*quiet) * slateModule
	img := image.NewGray(image.Rect(0, 0, edge, edge))
	for y := range edge {
		for x := range edge {
			row, col := y/slateModule-quiet, x/slateModule-quiet
			dark := row >= 0 && row < len(qr) && col >= 0 && col < len(qr[row]) && qr[row][col]
			if !dark {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

// findSlatesCmd looks for slates in clips, and takes what they say of clocks.
func (p *program) findSlatesCmd() *cobra.Command {
	var clocks bool
	c := p.command("find-slates [CLIP...]", cobra.ArbitraryArgs, func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		ids, err := p.clipIDs(k, args)
		if err != nil {
			return err
		}
		r, err := k.FindSlates(p.ctx, ids, p.progress("cli.find-slates.running"))
		if err != nil {
			return err
		}
		if clocks {
			if err := p.takeClocks(k, r); err != nil {
				return err
			}
		}
		return p.printSlates(r)
	})
	c.Flags().BoolVar(&clocks, "clocks", false, p.words.T("cli.find-slates.clocks"))
	return c
}

// lookForSlates looks for slates in the clips that were registered just now.
func (p *program) lookForSlates(k *flow.Kit, results []flow.IngestResult) error {
	var ids []consent.ID
	for _, r := range results {
		if r.Err == nil && !r.Known {
			ids = append(ids, r.Clip)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := k.FindSlates(p.ctx, ids, p.progress("cli.find-slates.running"))
	return err
}

// takeClocks sets the clocks of all cameras that a slate tells.
func (p *program) takeClocks(k *flow.Kit, r flow.SlateResult) error {
	var ids []consent.ID
	for _, l := range r.Lines {
		if l.Clock != nil {
			ids = append(ids, l.Clip)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return k.ConfirmClock(p.ctx, ids)
}

type slateJSON struct {
	Clip   consent.ID       `json:"clip"`
	Name   string           `json:"name"`
	Scene  string           `json:"scene"`
	Take   int              `json:"take"`
	Shown  string           `json:"shown"`
	People []consent.ID     `json:"people"` // whose receipts were filmed
	Ahead  *float64         `json:"ahead_s"`
	Within *float64         `json:"within_s"`
	Notes  []flow.SlateNote `json:"notes"`
}

func (p *program) printSlates(r flow.SlateResult) error {
	var rows []slateJSON
	for _, l := range r.Lines {
		row := slateJSON{Clip: l.Clip, Name: l.Name, Scene: l.Scene, Take: l.Take, People: []consent.ID{}, Notes: append([]flow.SlateNote{}, l.Notes...)}
		if !l.Shown.IsZero() {
			row.Shown = l.Shown.Format(time.RFC3339Nano)
		}
		for _, w := range l.People {
			row.People = append(row.People, w.ID)
		}
		if l.Clock != nil {
			ahead, within := l.Clock.Ahead.Seconds(), l.Clock.Exact.Within.Seconds()
			row.Ahead, row.Within = &ahead, &within
		}
		rows = append(rows, row)
	}
	return list(p, rows, "cli.find-slates.none", []string{"clip", "scene", "take", "clock", "note"}, func(r slateJSON) []string {
		return []string{r.Name, r.Scene, strconv.Itoa(r.Take), p.aheadCell(r.Ahead), p.notesCell(r.Notes)}
	})
}

func (p *program) aheadCell(s *float64) string {
	if s == nil {
		return ""
	}
	return p.clockLine(time.Duration(*s * float64(time.Second)))
}

func (p *program) notesCell(notes []flow.SlateNote) string {
	var out string
	for i, n := range notes {
		if i > 0 {
			out += "; "
		}
		out += p.words.T("slate.note." + string(n))
	}
	return out
}
