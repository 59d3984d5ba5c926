package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"onset/media/probe"
)

// difference is one fact of one file that the two read differently.
type difference struct {
	name string
	probe.Disagreement
	fault error // what reading the file said, nil when all was well
}

func (d difference) compare(o difference) int {
	return cmp.Or(strings.Compare(d.name, o.name), strings.Compare(d.Field, o.Field))
}

// report collects the differences.
type report struct {
	files, same int
	unread      int // of a format that is not read here
	found       []difference
}

func (r *report) add(ctx context.Context, dir, name string, record map[string]any) error {
	f, err := os.Open(locate(dir, name))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	facts, fault := probe.Read(ctx, f, info.Size(), filepath.Base(name))
	if err := ctx.Err(); err != nil {
		return err
	}
	r.files++
	if errors.Is(fault, probe.ErrForeign) {
		r.unread++
	}
	differ := probe.Compare(facts, record)
	if len(differ) == 0 {
		r.same++
	}
	for _, d := range differ {
		r.found = append(r.found, difference{name: name, Disagreement: d, fault: fault})
	}
	return nil
}

func (r *report) print(w io.Writer) error {
	counts := map[string]int{}
	for _, d := range r.found {
		counts[d.Reason]++
		if _, err := fmt.Fprintf(w, "%s: %s: here %s, exiftool %s%s\n    %s\n", d.name, d.Field, quoted(d.Ours), quoted(d.Theirs), in(d.Tag), d.why()); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "files: %d; %d agree in every fact compared; %d of a format not read here; differences: %d (%s)\n",
		r.files, r.same, r.unread, len(r.found), summary(counts))
	return err
}

func quoted(s string) string {
	if s == "" {
		return "nothing"
	}
	return fmt.Sprintf("%q", s)
}

func in(tag string) string {
	if tag == "" {
		return ""
	}
	return " in " + tag
}

// reasons in the order they are counted.
var reasons = []struct{ code, word, why string }{
	{probe.ReasonFormat, "format not read", "the format of this file is not read here; ingest lists it as foreign"},
	{probe.ReasonVendor, "maker's own block", "it stands only in %s, a block of the maker's own, which is not read here"},
	{probe.ReasonMissing, "missing here", "exiftool has it and we found nothing: a fault, or a place that is not looked at"},
	{probe.ReasonExtra, "only here", "we have it and exiftool prints nothing"},
	{probe.ReasonValue, "values differ", "both have it and the values differ: a fault, or another order of trust between two places in the file"},
}

// why says in words why the two differ.
func (d difference) why() string {
	out := d.Reason
	for _, r := range reasons {
		if r.code == d.Reason {
			out = r.why
		}
	}
	if strings.Contains(out, "%s") {
		group, _, _ := strings.Cut(d.Tag, ":")
		out = fmt.Sprintf(out, group)
	}
	if d.fault != nil && !errors.Is(d.fault, probe.ErrForeign) {
		out += "; reading it said: " + d.fault.Error()
	}
	return out
}

func summary(counts map[string]int) string {
	var out []string
	for _, r := range reasons {
		if n := counts[r.code]; n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, r.word))
		}
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, ", ")
}
