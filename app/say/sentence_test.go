package say

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"onset/app/flow"
	"onset/assets"
)

func TestSentence(t *testing.T) {
	w, err := assets.NewWords("en")
	if err != nil {
		t.Fatal(err)
	}
	p := &Voice{Words: w}
	path := &fs.PathError{Op: "open", Path: "/a/b", Err: syscall.ENOENT}
	for _, c := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("save: %w", &fs.PathError{Op: "write", Path: "/a/store", Err: errors.Join(flow.ErrFull, syscall.ENOSPC)}), w.T("error.disk_full")},
		{fmt.Errorf("%w: %w", flow.ErrOwned, path), w.T("error.in_use")},
		{fmt.Errorf("read: %w", path), "/a/b: " + w.T("error.no_file")},
		{About("7K3F", fmt.Errorf("x: %w", flow.ErrTypo)), "7K3F: " + w.T("error.id_typo")},
		{&fs.PathError{Op: "read", Path: "/a", Err: syscall.EISDIR}, "/a: " + w.T("error.is_folder")},
		{&fs.PathError{Op: "read", Path: "/a", Err: errors.New("odd")}, "/a: odd"},
		{&flow.ListError{Line: 3, Key: "date"}, w.T("error.list_line", "line", 3, "what", w.T("error.list.date"))},
		{&flow.ListError{Key: "text"}, w.T("error.list_whole", "what", w.T("error.list.text"))},
		{&flow.IncompleteError{Lacks: []flow.Lack{{Key: flow.LackName}}}, w.T("error.missing", "what", w.T("lack.name"))},
	} {
		if got := p.Sentence(c.err); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}
