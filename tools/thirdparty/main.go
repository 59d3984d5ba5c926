// Command thirdparty keeps docs/THIRD_PARTY.md true: every module that the programs link, with its licence.
//
//	thirdparty [-update] [-texts FILE]
//
// It fails where the page and the programs differ, -update rewrites the table, and -texts collects the licences' texts,
// which must be handed on with the programs.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// pageName is the page, from the root of the repository.
const pageName = "docs/THIRD_PARTY.md"

func main() {
	update := flag.Bool("update", false, "rewrite the table of the page")
	texts := flag.String("texts", "", "write the texts of all licences to this `file`")
	flag.Parse()
	if err := run(".", *update, *texts); err != nil {
		fmt.Fprintln(os.Stderr, "thirdparty:", err)
		os.Exit(1)
	}
}

func run(root string, update bool, texts string) error {
	modules, err := linked(root)
	if err != nil {
		return err
	}
	if texts != "" {
		if err := writeTexts(root, texts, modules); err != nil {
			return err
		}
	}
	name := filepath.Join(root, filepath.FromSlash(pageName))
	page, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if update {
		next, err := rewrite(string(page), modules)
		if err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(next), 0o644); err != nil {
			return err
		}
		page = []byte(next)
	}
	if problems := compare(string(page), modules); len(problems) > 0 {
		return fmt.Errorf("%s does not fit what the programs link; make thirdparty mends all but the last column:\n  %s",
			pageName, strings.Join(problems, "\n  "))
	}
	return nil
}

// writeTexts collects the licences of Go, of the fonts and icons we embed, and of every module.
func writeTexts(root, name string, modules []module) error {
	var b strings.Builder
	add := func(title string, files []string) error {
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "==== %s (%s)\n\n%s\n\n", title, filepath.Base(f), strings.TrimSpace(string(text)))
		}
		return nil
	}
	goRoot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	if err := add("Go", []string{filepath.Join(strings.TrimSpace(string(goRoot)), "LICENSE")}); err != nil {
		return err
	}
	for _, folder := range []string{"fonts", "icons"} {
		if err := add("embedded "+folder, licences(filepath.Join(root, "assets", folder))); err != nil {
			return err
		}
	}
	for _, m := range modules {
		if err := add(m.Path+" "+m.Version, m.files); err != nil {
			return err
		}
	}
	return os.WriteFile(name, []byte(b.String()), 0o644)
}
