package ui

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// pickFiles lets somebody choose files by their endings, such as ".jpg", in a
// dialog in the light of near.
func (u *UI) pickFiles(near fyne.CanvasObject, kinds []string, many bool, picked func(paths []string)) {
	if u.opt.PickFile != nil {
		u.opt.PickFile(kinds, many, picked)
		return
	}
	dir, err := os.UserHomeDir()
	if err != nil {
		dir = string(filepath.Separator)
	}
	p := &filePick{u: u, kinds: kinds, picked: picked}
	p.path = part.NewWrap("", part.Code)
	p.list = part.NewList(64, func() int { return len(p.rows) }, func() fyne.CanvasObject {
		return part.NewRow(part.NewIcon("folder", 28, part.ColorText2), "", "", nil, nil)
	}, p.row)
	p.d = &part.Dialog{Title: u.T("filepick.title"), Width: 660}
	p.d.Body = []fyne.CanvasObject{p.path, part.Fixed(part.NewCard(p.list, 0), 0, 360)}
	p.d.Actions = []*part.Button{part.NewButton(u.T("button.cancel"), "", part.Outline, p.d.Hide)}
	p.open(dir)
	p.d.Show(near)
}

// maxListed bounds what is shown of a folder.
const maxListed = 2000

// filePick is a folder that is looked through. Hidden files are left out.
type filePick struct {
	u      *UI
	d      *part.Dialog
	kinds  []string
	picked func([]string)
	dir    string
	rows   []pickRow
	path   *part.Wrap
	list   *part.Grid
}

type pickRow struct {
	name, path string
	folder     bool
}

func (p *filePick) open(dir string) {
	entries, err := os.ReadDir(dir)
	if !p.u.try(err) {
		return
	}
	p.dir, p.rows = dir, nil
	if up := filepath.Dir(dir); up != dir {
		p.rows = append(p.rows, pickRow{p.u.T("filepick.up"), up, true})
	}
	for _, e := range entries {
		if len(p.rows) < maxListed && !strings.HasPrefix(e.Name(), ".") && (e.IsDir() || p.fits(e.Name())) {
			p.rows = append(p.rows, pickRow{e.Name(), filepath.Join(dir, e.Name()), e.IsDir()})
		}
	}
	p.path.SetText(dir)
	p.list.Reload()
	p.list.ScrollToTop()
}

func (p *filePick) fits(name string) bool {
	return len(p.kinds) == 0 || slices.Contains(p.kinds, strings.ToLower(filepath.Ext(name)))
}

func (p *filePick) row(i int, o fyne.CanvasObject) {
	row, r := o.(*part.Row), p.rows[i]
	row.SetTitle(r.name)
	row.SetSub("")
	if !r.folder {
		row.SetSub(p.u.T("filepick.file"))
	}
	row.OnTapped(func() {
		if r.folder {
			p.open(r.path)
			return
		}
		p.d.Hide()
		p.picked([]string{r.path})
	})
}

// maxPhoto bounds what is read of a photo before it is made small.
const maxPhoto = 64 << 20

// pickPhoto lets somebody choose a photo and reads it.
func (u *UI) pickPhoto(near fyne.CanvasObject, picked func(photo []byte)) {
	u.pickFiles(near, []string{".jpg", ".jpeg"}, false, func(paths []string) {
		if len(paths) == 0 {
			return
		}
		b, err := readPhoto(paths[0])
		if u.try(err) {
			picked(b)
		}
	})
}

func readPhoto(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxPhoto+1))
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil && len(b) > maxPhoto {
		err = flow.ErrPhoto
	}
	return b, err
}
