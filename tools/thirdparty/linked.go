package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// module is one library that some program of ours links on some platform.
type module struct {
	Path, Version, Dir string
	Main               bool
	licence            string
	files              []string // the texts of its licences
}

// linked is every module behind the programs, on all platforms together, by path.
func linked(root string) ([]module, error) {
	found := map[string]module{}
	for _, platform := range []string{"linux/amd64", "windows/amd64", "darwin/arm64", "android/arm64", "ios/arm64"} {
		system, arch, _ := strings.Cut(platform, "/")
		cmd := exec.Command("go", "list", "-deps", "-json=Module", "-tags", "migrated_fynedo,noquic", "./cmd/...")
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "GOOS="+system, "GOARCH="+arch)
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w: %s", platform, err, strings.TrimSpace(complaint.String()))
		}
		if err := collect(found, bytes.NewReader(out)); err != nil {
			return nil, err
		}
	}
	var all []module
	for _, m := range found {
		m.files = licences(m.Dir)
		m.licence = name(m.files)
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return all, nil
}

func collect(found map[string]module, r io.Reader) error {
	dec := json.NewDecoder(r)
	for {
		var p struct{ Module *module }
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("go list: %w", err)
		}
		if p.Module != nil && !p.Module.Main {
			found[p.Module.Path] = *p.Module
		}
	}
}

var licenceFile = regexp.MustCompile(`(?i)(^|[-_.])(licen[sc]e|copying|unlicense|notice|ofl)([-_.].*)?$`)

// licences are the files that hold terms, in the folder and below it, those of the folder itself first: libraries carry
// C sources and fonts of others in folders of their own.
func licences(dir string) (files []string) {
	if dir == "" {
		return nil // nothing to show; name says "unknown"
	}
	var below []string
	// What cannot be read has no terms to show: a missing licence is seen as unknown.
	_ = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fs.SkipDir
		case d.IsDir() && (d.Name() == "testdata" || p != dir && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.IsDir() || !licenceFile.MatchString(d.Name()) || strings.HasSuffix(d.Name(), ".go"):
		case filepath.Dir(p) == dir:
			files = append(files, p)
		default:
			below = append(below, p)
		}
		return nil
	})
	return append(files, below...)
}

// known names a licence, by the SPDX list, from a sentence that only it has. The first that fits stands.
var known = []struct{ spdx, sentence string }{
	{"Apache-2.0", "Apache License Version 2.0"},
	{"MPL-2.0", "Mozilla Public License Version 2.0"},
	{"MPL-2.0", "Mozilla Public License, version 2.0"},
	{"OFL-1.1", "SIL OPEN FONT LICENSE Version 1.1"},
	{"AGPL-3.0", "GNU AFFERO GENERAL PUBLIC LICENSE"},
	{"LGPL", "GNU LESSER GENERAL PUBLIC LICENSE"},
	{"GPL", "GNU GENERAL PUBLIC LICENSE"},
	{"Unlicense", "This is free and unencumbered software"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software"},
	{"ISC", "Permission to use, copy, modify, and distribute this software for any purpose"},
	{"BSD-3-Clause", "endorse or promote products derived"},
	{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
	{"MIT", "Permission is hereby granted, free of charge"},
	{"CC0-1.0", "CC0 1.0 Universal"},
	{"Apache-2.0", "Licensed under the Apache License, Version 2.0"}, // its notice alone
}

// name is the licence of the first file that has one we know; "unknown" is for a person to read.
func name(files []string) string {
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		flat := strings.ToLower(strings.Join(strings.Fields(string(text)), " "))
		for _, k := range known {
			if strings.Contains(flat, strings.ToLower(k.sentence)) {
				return k.spdx
			}
		}
	}
	return "unknown"
}
