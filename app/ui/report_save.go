package ui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/ui/part"
)

func (s *reportScreen) savePage() {
	use, lang := s.use, s.u.words.Tag
	s.save(".html", func(ctx context.Context, w io.Writer) error { return s.u.kit.ReportHTML(ctx, w, use, lang) })
}

func (s *reportScreen) saveLines() {
	use, lang := s.use, s.u.words.Tag
	s.save(".csv", func(ctx context.Context, w io.Writer) error { return s.u.kit.ReportCSV(ctx, w, use, lang) })
}

func (s *reportScreen) saveTable() {
	d := &part.Dialog{Title: s.u.T("publish.save"), Sentence: s.u.T("publish.save.note")}
	d.Body = []fyne.CanvasObject{
		part.NewChoiceRow(s.u.T("publish.as_page"), func() { d.Hide(); s.savePage() }),
		part.NewChoiceRow(s.u.T("publish.as_table"), func() { d.Hide(); s.saveLines() }),
	}
	d.Actions = []*part.Button{part.NewButton(s.u.T("button.cancel"), "", part.Outline, d.Hide)}
	d.Show(s.u.stage)
}

// save asks for a folder and a name, and writes the report there.
func (s *reportScreen) save(ending string, write func(context.Context, io.Writer) error) {
	day := s.u.opt.Now().Format("2006-01-02")
	name := part.NewField(part.FieldOptions{Label: s.u.T("publish.file_name"), Crew: true})
	name.SetText(s.u.T("publish.file", "use", s.u.T("purpose."+string(s.use.Purpose)), "date", day) + ending)
	s.u.pickFolder(s.u.T("publish.save"), s.u.T("publish.save_here"), []fyne.CanvasObject{name}, func(dir string) {
		s.u.saveFile(dir, withEnding(name.Text(), ending), write)
	})
}

// withEnding is a file's name without anything that leads elsewhere.
func withEnding(name, ending string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, strings.TrimSpace(name))
	name = strings.TrimLeft(name, ".")
	if !strings.HasSuffix(strings.ToLower(name), ending) {
		name += ending
	}
	return name
}

// saveFile writes a file whole or not at all, never over another, and says
// where it is.
func (u *UI) saveFile(dir, name string, write func(context.Context, io.Writer) error) {
	var path string
	u.work(func(ctx context.Context) error {
		var b bytes.Buffer
		if err := write(ctx, &b); err != nil {
			return err
		}
		var err error
		path, err = writeNew(dir, name, b.Bytes())
		return err
	}, func(err error) {
		if u.try(err) {
			u.toast(u.T("publish.saved", "name", filepath.Base(path)), u.T("button.open"), func() { u.play(path) })
		}
	})
}

// writeNew writes a file under a name that is free: "report (2).html" where
// there is a report.
func writeNew(dir, name string, content []byte) (string, error) {
	ext := filepath.Ext(name)
	base := strings.TrimSuffix(name, ext)
	for n := 1; ; n++ {
		if n > 1 {
			name = fmt.Sprintf("%s (%d)%s", base, n, ext)
		}
		path := filepath.Join(dir, name)
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) && n < maxSameName {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.Write(content)
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			return "", errors.Join(err, os.Remove(path))
		}
		return path, nil
	}
}

const maxSameName = 1000
