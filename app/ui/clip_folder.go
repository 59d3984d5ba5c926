package ui

import (
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/ui/part"
)

// folderPick is a dialog that looks through folders until one is taken.
// Hidden ones are left out.
type folderPick struct {
	u    *UI
	d    *part.Dialog
	dir  string
	rows []string // paths; the first leads up
	up   bool
	path *part.Wrap
	list *part.Grid
}

// pickFolder asks for a folder. Done is the word of the action that takes it.
func (u *UI) pickFolder(title, done string, above []fyne.CanvasObject, picked func(dir string)) {
	dir, err := os.UserHomeDir()
	if err != nil {
		dir = string(filepath.Separator)
	}
	p := &folderPick{u: u, d: &part.Dialog{Title: title, Width: 660}, path: part.NewWrap("", part.Code)}
	p.list = part.NewList(64, func() int { return len(p.rows) }, func() fyne.CanvasObject {
		return part.NewRow(part.NewIcon("folder", 28, part.ColorText2), " ", "", part.NewIcon("chevron_right", 24, part.ColorText2), func() {})
	}, p.fill)
	p.d.Body = append(above, p.path, part.Fixed(part.NewCard(p.list, 0), 0, 320))
	p.d.Actions = []*part.Button{
		part.NewButton(u.T("button.cancel"), "", part.Outline, p.d.Hide),
		part.NewButton(done, "", part.Main, func() { p.d.Hide(); picked(p.dir) }),
	}
	p.open(dir)
	p.d.Show(u.stage)
}

func (p *folderPick) open(dir string) {
	entries, err := os.ReadDir(dir)
	if !p.u.try(err) {
		return
	}
	p.dir, p.rows = dir, nil
	up := filepath.Dir(dir)
	if p.up = up != dir; p.up {
		p.rows = append(p.rows, up)
	}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && len(p.rows) < maxFolders {
			p.rows = append(p.rows, filepath.Join(dir, e.Name()))
		}
	}
	p.path.SetText(dir)
	p.list.Reload()
	p.list.ScrollToTop()
}

// maxFolders bounds what is shown of one folder.
const maxFolders = 2000

func (p *folderPick) fill(i int, o fyne.CanvasObject) {
	row, path := o.(*part.Row), p.rows[i]
	row.SetTitle(filepath.Base(path))
	if i == 0 && p.up {
		row.SetTitle(p.u.T("folder.up"))
	}
	row.OnTapped(func() { p.open(path) })
}
