package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// columns of the list: file, field, reason, exiftool's tag, our value, its value, and the explanation.
const columns = 7

// keepExplained writes the differences into the list, with the explanations it has for them.
func keepExplained(file string, found []difference) error {
	known, err := explanations(file)
	if err != nil {
		return err
	}
	var out strings.Builder
	open := 0
	for _, d := range found {
		line := []string{d.name, d.Field, d.Reason, d.Tag, d.Ours, d.Theirs}
		for i, s := range line {
			line[i] = strings.Join(strings.Fields(s), " ")
		}
		why := known[strings.Join(line[:3], "\t")]
		if why == "" {
			open++
		}
		out.WriteString(strings.Join(append(line, why), "\t") + "\n")
	}
	if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
		return err
	}
	if open > 0 {
		return fmt.Errorf("%d differences have no explanation: write it into the last column of %s", open, file)
	}
	return nil
}

// explanations reads those of an earlier list by its first three columns. No list is an empty one.
func explanations(file string) (map[string]string, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != columns {
			return nil, fmt.Errorf("%s: %d columns in %q, want %d", file, len(f), line, columns)
		}
		out[strings.Join(f[:3], "\t")] = f[columns-1]
	}
	return out, nil
}
