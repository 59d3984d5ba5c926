package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
)

// checker holds the packages checked so far; they come in the order of go list -deps, imports first.
type checker struct {
	fset     *token.FileSet
	done     map[string]*types.Package
	sizes    types.Sizes
	problems []string
}

func newChecker(arch string) *checker {
	return &checker{
		fset:  token.NewFileSet(),
		done:  map[string]*types.Package{"unsafe": types.Unsafe},
		sizes: types.SizesFor("gc", arch),
	}
}

// check takes the declarations of a library, and every line of our own packages.
func (c *checker) check(p listed) {
	if p.ImportPath == "unsafe" {
		return
	}
	conf := types.Config{
		FakeImportC:      true,
		IgnoreFuncBodies: !p.ours(),
		Sizes:            c.sizes,
		Importer:         importer{c, p.ImportMap},
		Error:            func(err error) { c.complain(p, err) },
	}
	// The error is the first of those that Error got. What could be checked of the package serves those above it.
	c.done[p.ImportPath], _ = conf.Check(p.ImportPath, c.fset, c.parse(p), nil)
}

func (c *checker) parse(p listed) (files []*ast.File) {
	for _, name := range append(p.GoFiles, p.CgoFiles...) {
		f, err := parser.ParseFile(c.fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			c.complain(p, err)
		}
		if f != nil {
			files = append(files, f)
		}
	}
	return files
}

func (c *checker) complain(p listed, err error) {
	if p.ours() {
		c.problems = append(c.problems, err.Error())
	}
}

// importer finds what was checked before, by the name that the importing package uses (vendored ones differ).
type importer struct {
	c     *checker
	names map[string]string
}

func (i importer) Import(path string) (*types.Package, error) {
	if real, ok := i.names[path]; ok {
		path = real
	}
	if p := i.c.done[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%s was not listed before its importer", path)
}
