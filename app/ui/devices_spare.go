package ui

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/base64"
	"html/template"
	"image"
	"image/color"
	"image/png"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

//go:embed devices_spare.html
var spareHTML string

var spareTemplate = template.Must(template.New("spare").Parse(spareHTML))

// spareCounts are how many one can have made at once.
var spareCounts = []int{1, 3, 5, 10}

// askSpare makes codes for devices that will come where nobody may invite them.
func (u *UI) askSpare() {
	var rows []menuRow
	for _, n := range spareCounts {
		rows = append(rows, menuRow{u.N("spare.count", n), func() { u.makeSpare(n) }})
	}
	u.menu(u.T("devices.spare"), nil, rows)
}

func (u *UI) makeSpare(n int) {
	var codes []flow.SpareCode
	u.work(func(ctx context.Context) (err error) {
		codes, err = u.kit.SpareCodes(ctx, n)
		return err
	}, func(err error) {
		if u.try(err) {
			p := &sparePage{u: u, codes: codes}
			p.body = part.NewScreen(u.shell, p.build)
			u.push(p)
		}
	})
}

// sparePage shows new codes, once: they are keys.
type sparePage struct {
	u     *UI
	codes []flow.SpareCode
	body  *part.Adaptive
}

func (p *sparePage) object() fyne.CanvasObject { return p.body }
func (p *sparePage) show()                     { p.body.Rebuild() }

func (p *sparePage) build(c part.Class) fyne.CanvasObject {
	t, side := p.u.T, c.Padding()
	head := part.NewHead(part.HeadOptions{Title: t("devices.spare"), Back: p.u.back, Narrow: c == part.Phone})
	rows := []fyne.CanvasObject{part.NewWrap(t("spare.once"), part.Body)}
	for _, s := range p.codes {
		rows = append(rows, part.NewCard(part.NewWrap(s.Code, part.Style{Size: 20, Mono: true}), 20))
	}
	print := part.NewButton(t("button.print"), "print", part.Main, func() {
		p.u.printPage(t("devices.spare"), t("spare.file"), func(context.Context) ([]byte, error) { return p.html() })
	}).SetHeight(72)
	return screenOf(c, head, part.Pad(part.NewScroll(part.MaxWidth(part.Column(part.Gap12, append(rows, part.Space())...), 760)), 0, side, part.Gap16, side), oneAction(c, print))
}

type spareLine struct {
	Code  string
	Image template.URL
}

// html is the codes as a page to print and cut.
func (p *sparePage) html() ([]byte, error) {
	var lines []spareLine
	for _, s := range p.codes {
		img, err := codePicture(s.QR)
		if err != nil {
			return nil, err
		}
		lines = append(lines, spareLine{s.Code, template.URL(img)}) //nolint:gosec // a picture made here
	}
	var b bytes.Buffer
	err := spareTemplate.Execute(&b, map[string]any{
		"Lang": p.u.words.Tag, "Title": p.u.T("devices.spare"), "Production": p.u.kit.Production().Title, "Note": p.u.T("spare.once"), "Codes": lines,
	})
	return b.Bytes(), err
}

// codeQuiet is the empty edge of a code, codeModule the pixels of a module.
const codeQuiet, codeModule = 4, 6

// codePicture is a code as a picture within a page.
func codePicture(modules [][]bool) (string, error) {
	side := (len(modules) + 2*codeQuiet) * codeModule
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			img.SetGray(x, y, color.Gray{Y: 255})
			if row, col := y/codeModule-codeQuiet, x/codeModule-codeQuiet; row >= 0 && col >= 0 && row < len(modules) && col < len(modules[row]) && modules[row][col] {
				img.SetGray(x, y, color.Gray{})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return "", err
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()), nil
}
