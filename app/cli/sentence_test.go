package cli

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"onset/app/flow"
	"onset/assets"
)

// unsaid are errors of the flows that no command can meet, or that are said by
// a type of their own.
var unsaid = []string{
	"ErrClosed", "ErrNoDraft", "ErrOver", // of an open window
	"ErrIncomplete",                          // says what is missing
	"ErrForeign", "ErrDamaged", "ErrNoBytes", // other names of what probe says
}

// TestEveryErrorOfTheFlowsHasASentence reads the flows' source for errors that the tables forgot.
func TestEveryErrorOfTheFlowsHasASentence(t *testing.T) {
	table, err := os.ReadFile("sentence.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../flow/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, e := range errorsIn(t, name) {
			found++
			if !strings.Contains(string(table), "flow."+e+",") && !slices.Contains(unsaid, e) {
				t.Errorf("flow.%s has no sentence", e)
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d errors were found", found)
	}
}

// errorsIn are the names of the errors that a file declares.
func errorsIn(t *testing.T, file string) (out []string) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, s := range g.Specs {
			for _, n := range s.(*ast.ValueSpec).Names {
				if strings.HasPrefix(n.Name, "Err") {
					out = append(out, n.Name)
				}
			}
		}
	}
	return out
}

func TestEverySentenceIsInEveryLanguage(t *testing.T) {
	for _, lang := range assets.Languages() {
		w, err := assets.NewWords(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range slices.Concat(ofHome, sentences) {
			if !w.Has(s.key) {
				t.Errorf("%s: no text for %s", lang, s.key)
			}
		}
	}
}

func TestSentence(t *testing.T) {
	w, err := assets.NewWords("en")
	if err != nil {
		t.Fatal(err)
	}
	p := &program{words: w}
	path := &fs.PathError{Op: "open", Path: "/a/b", Err: syscall.ENOENT}
	for _, c := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("save: %w", &fs.PathError{Op: "write", Path: "/a/store", Err: errors.Join(flow.ErrFull, syscall.ENOSPC)}), w.T("error.disk_full")},
		{fmt.Errorf("%w: %w", flow.ErrOwned, path), w.T("error.in_use")},
		{fmt.Errorf("read: %w", path), "/a/b: " + w.T("error.no_file")},
		{&argError{"7K3F", fmt.Errorf("x: %w", flow.ErrTypo)}, "7K3F: " + w.T("error.id_typo")},
		{&fs.PathError{Op: "read", Path: "/a", Err: syscall.EISDIR}, "/a: " + w.T("error.is_folder")},
		{&fs.PathError{Op: "read", Path: "/a", Err: errors.New("odd")}, "/a: odd"},
		{&flow.ListError{Line: 3, Key: "date"}, w.T("error.list_line", "line", 3, "what", w.T("error.list.date"))},
		{&flow.ListError{Key: "text"}, w.T("error.list_whole", "what", w.T("error.list.text"))},
		{&flow.IncompleteError{Lacks: []flow.Lack{{Key: flow.LackName}}}, w.T("error.missing", "what", w.T("lack.name"))},
	} {
		if got := p.sentence(c.err); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}
