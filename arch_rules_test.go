package onset_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const module = "onset"

// source is one parsed Go file.
type source struct {
	name  string // slash path from the root
	test  bool
	lines int
	file  *ast.File
	fset  *token.FileSet
}

// folder is one directory with Go files.
type folder struct {
	path  string
	files []source
}

// rules are the checks of one folder. Each returns complaints that name the file and say what to do.
var rules = []struct {
	name  string
	check func(folder) []string
}{
	{"every package has a room", checkRoom},
	{"rooms lean only on what their row allows", checkOurs},
	{"libraries stay in their room", checkTheirs},
	{"every package says what it is for", checkDoc},
	{"exported names say what they promise", checkExported},
	{"files and functions stay short", checkSize},
	{"no attics", checkName},
	{"open ends have a number", checkOpenEnds},
}

// readTree parses every Go file below dir except fixtures, hidden folders and build output.
func readTree(dir string) ([]folder, error) {
	var tree []folder
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() {
			return nil
		}
		if p != "." && (strings.HasPrefix(d.Name(), ".") || slices.Contains(list("testdata", "bin", "out", "fyne-cross", "vendor"), d.Name())) {
			return fs.SkipDir
		}
		f, err := readFolder(root, p)
		if len(f.files) > 0 {
			tree = append(tree, f)
		}
		return err
	})
	return tree, err
}

func readFolder(root fs.FS, dir string) (folder, error) {
	f := folder{path: dir}
	names, err := fs.Glob(root, path.Join(dir, "*.go"))
	if err != nil {
		return f, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return f, err
		}
		s, err := readSource(name, string(text))
		if err != nil {
			return f, err
		}
		f.files = append(f.files, s)
	}
	return f, nil
}

func readSource(name, text string) (source, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	return source{name, strings.HasSuffix(name, "_test.go"), strings.Count(text, "\n"), file, fset}, err
}

// matches tells whether p is one of the patterns; "x/*" is x and everything below it, "*" is everything.
func matches(patterns []string, p string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		base, below := strings.CutSuffix(pattern, "/*")
		return pattern == "*" || p == base || below && strings.HasPrefix(p, base+"/")
	})
}

func roomOf(p string) (room, bool) {
	for _, r := range rooms {
		if r.path == p || strings.HasSuffix(r.path, "/*") && matches(list(r.path), p) {
			return r, true
		}
	}
	return room{}, false
}

// imported calls yield with every import path of the file.
func imported(s source, yield func(string)) {
	for _, spec := range s.file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			yield(p)
		}
	}
}

func checkRoom(f folder) []string {
	if _, ok := roomOf(f.path); ok {
		return nil
	}
	return list(fmt.Sprintf("%s: no row in the table of arch_test.go: add one with its promise, or put the code where it belongs", f.path))
}

// checkOurs holds a package to its row. Its tests may lean on any room of its level or lower.
func checkOurs(f folder) (complaints []string) {
	me, _ := roomOf(f.path)
	for _, s := range f.files {
		imported(s, func(p string) {
			ours, ok := strings.CutPrefix(p, module+"/")
			if !ok || ours == f.path {
				return
			}
			it, known := roomOf(ours)
			allowed := known && matches(me.imports, ours) || s.test && known && it.level <= me.level
			if strings.HasPrefix(ours, "tools/") || ours == "bench" || !allowed {
				complaints = append(complaints, fmt.Sprintf("%s imports %s, which its row does not allow (%s)", s.name, p, me.promise))
			}
		})
	}
	return complaints
}

func checkTheirs(f folder) (complaints []string) {
	if matches(list("bench", "tools/*", "."), f.path) {
		return nil
	}
	for _, s := range f.files {
		imported(s, func(p string) {
			for _, why := range unwelcome(f.path, p, s.test) {
				complaints = append(complaints, fmt.Sprintf("%s imports %s: %s", s.name, p, why))
			}
		})
	}
	return complaints
}

// unwelcome says why the room may not import p; nothing if it may.
func unwelcome(path, p string, test bool) (why []string) {
	for _, k := range keeps {
		if matches(k.imports, p) {
			if !matches(k.in, path) && (k.tests || !test) {
				why = append(why, k.why)
			}
			break // the first rule about an import stands
		}
	}
	for _, f := range forbids {
		if f.room == path && !test && matches(f.imports, p) {
			why = append(why, f.why)
		}
	}
	return why
}

func checkDoc(f folder) []string {
	want, code := "", false
	for _, s := range f.files {
		if s.test {
			continue
		}
		code, want = true, "Package "+s.file.Name.Name+" "
		if s.file.Name.Name == "main" {
			want = "Command " + path.Base(f.path) + " "
		}
		if strings.HasPrefix(s.file.Doc.Text(), want) {
			return nil
		}
	}
	if !code {
		return nil
	}
	return list(fmt.Sprintf("%s: no file's package comment begins with %q", f.path, want))
}

func checkExported(f folder) (complaints []string) {
	if !matches(documented, f.path) {
		return nil
	}
	for _, s := range f.files {
		if s.test {
			continue
		}
		for _, name := range undocumented(s.file) {
			complaints = append(complaints, fmt.Sprintf("%s: %s has no doc comment", s.name, name))
		}
	}
	return complaints
}

func undocumented(file *ast.File) (names []string) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && onExported(d) && d.Doc.Text() == "" {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				names = append(names, undocumentedSpec(spec, d.Doc.Text() != "")...)
			}
		}
	}
	return names
}

// undocumentedSpec takes a comment above a group, above the name, or behind it on the line.
func undocumentedSpec(spec ast.Spec, group bool) (names []string) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() && !group && s.Doc.Text() == "" {
			names = append(names, s.Name.Name)
		}
	case *ast.ValueSpec:
		for _, n := range s.Names {
			if n.IsExported() && !group && s.Doc.Text() == "" && s.Comment.Text() == "" {
				names = append(names, n.Name)
			}
		}
	}
	return names
}

func onExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

func checkSize(f folder) (complaints []string) {
	for _, s := range f.files {
		file, fn := maxFile, maxFunc
		if s.test {
			file, fn = maxTestFile, maxTestFunc
		}
		if s.lines >= file {
			complaints = append(complaints, fmt.Sprintf("%s: %d lines; under %d, one idea per file", s.name, s.lines, file))
		}
		for _, d := range s.file.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				n := s.fset.Position(d.End()).Line - s.fset.Position(d.Pos()).Line + 1
				if n > fn {
					complaints = append(complaints, fmt.Sprintf("%s: %s has %d lines; %d at most", s.name, d.Name.Name, n, fn))
				}
			}
		}
	}
	return complaints
}

func checkName(f folder) (complaints []string) {
	for _, s := range f.files {
		if slices.Contains(attics, strings.TrimSuffix(s.file.Name.Name, "_test")) {
			complaints = append(complaints, fmt.Sprintf("%s: package %s promises nothing: name it after its one idea", s.name, s.file.Name.Name))
		}
	}
	return complaints
}

var (
	openEnd  = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)
	numbered = regexp.MustCompile(`^\(?#\d+`)
)

func checkOpenEnds(f folder) (complaints []string) {
	for _, s := range f.files {
		for _, g := range s.file.Comments {
			text := g.Text()
			for _, at := range openEnd.FindAllStringIndex(text, -1) {
				if !numbered.MatchString(text[at[1]:]) {
					complaints = append(complaints, fmt.Sprintf("%s:%d: %s without the number of its issue", s.name, s.fset.Position(g.Pos()).Line, text[at[0]:at[1]]))
				}
			}
		}
	}
	return complaints
}
