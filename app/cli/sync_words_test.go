package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"onset/assets"
)

// TestEveryCodeHasWords reads the codes that the carrier and the flows can
// give out of their sources, so that a new one without words is found here and
// not as a bare key on somebody's screen.
func TestEveryCodeHasWords(t *testing.T) {
	root := filepath.Join("..", "..")
	codes := []struct {
		dir, kind string // package, and the type or the prefix of the constants
		keys      func(code string) []string
		least     int
	}{
		{"sync", "Reason", func(c string) []string { return []string{"carry.fault." + c} }, 13},
		{"app/flow", "TroubleKind", func(c string) []string { return []string{"trouble." + c, "trouble." + c + ".do"} }, 8},
		{"app/flow", "Why", func(c string) []string { return []string{"sync.why." + c} }, 5},
	}
	for _, lang := range []string{"en", "da"} {
		texts, err := assets.Lang(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, of := range codes {
			found := constants(t, filepath.Join(root, of.dir), of.kind)
			if len(found) < of.least {
				t.Errorf("%s.%s: %d codes found, not %d", of.dir, of.kind, len(found), of.least)
			}
			for _, c := range found {
				for _, key := range of.keys(c) {
					if texts[key] == "" {
						t.Errorf("%s: no words for %q", lang, key)
					}
				}
			}
		}
	}
}

// constants are the texts of a package's constants that are of a type, or
// whose names begin so.
func constants(t *testing.T, dir, kind string) (out []string) {
	t.Helper()
	noTests := func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }
	packages, err := parser.ParseDir(token.NewFileSet(), dir, noTests, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages {
		ast.Inspect(p, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 && len(v.Names) == 1 && isOf(v, kind) {
				if lit, ok := v.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					out = append(out, text)
				}
			}
			return true
		})
	}
	return out
}

func isOf(v *ast.ValueSpec, kind string) bool {
	if id, ok := v.Type.(*ast.Ident); ok {
		return id.Name == kind
	}
	rest, found := strings.CutPrefix(v.Names[0].Name, kind)
	return found && v.Type == nil && rest != "" && rest[:1] == strings.ToUpper(rest[:1])
}
