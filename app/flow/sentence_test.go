package flow

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onset/assets"
)

// unsaid are errors of the flows that no command can meet, or that are said by
// a type of their own.
var unsaid = []string{
	"ErrClosed", "ErrNoDraft", "ErrOver", // of who calls, never shown
	"ErrIncomplete",                          // says what is missing
	"ErrForeign", "ErrDamaged", "ErrNoBytes", // other names of what probe says
}

// TestEveryErrorOfTheFlowsHasASentence reads the flows' source for errors that the tables forgot.
func TestEveryErrorOfTheFlowsHasASentence(t *testing.T) {
	table, err := os.ReadFile("sentence.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
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
			if !strings.Contains(string(table), "{"+e+",") && !slices.Contains(unsaid, e) {
				t.Errorf("%s has no sentence", e)
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
