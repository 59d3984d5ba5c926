package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// listed is what go list -json says of a package.
type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	CgoFiles   []string
	ImportMap  map[string]string
	Module     *struct{ Main bool }
}

func (p listed) ours() bool { return p.Module != nil && p.Module.Main }

// list returns every package of the module in dir and all they need, each after what it imports.
func list(dir, system, arch, tags string) ([]listed, error) {
	fields := "-json=ImportPath,Dir,GoFiles,CgoFiles,ImportMap,Module"
	cmd := exec.Command("go", "list", "-deps", fields, "-tags", tags, "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "GOOS="+system, "GOARCH="+arch)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, strings.TrimSpace(complaint.String()))
	}
	return decode(bytes.NewReader(out))
}

func decode(r io.Reader) (all []listed, err error) {
	dec := json.NewDecoder(r)
	for {
		var p listed
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("go list: %w", err)
		}
		all = append(all, p)
	}
}
