package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"

	"onset/app/flow"
	"onset/consent"
)

// printJSON writes v as indented JSON with a final newline.
func (p *program) printJSON(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(p.env.Out, plainJSON(b.Bytes()))
	return err
}

// list prints rows as JSON or as a table under translated headings; an empty
// table says so in a sentence.
func list[T any](p *program, rows []T, empty string, headings []string, cells func(T) []string) error {
	if p.json {
		if rows == nil {
			rows = []T{}
		}
		return p.printJSON(rows)
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(p.env.Out, p.words.T(empty))
		return err
	}
	w := tabwriter.NewWriter(p.env.Out, 2, 8, 2, ' ', 0)
	names := make([]string, len(headings))
	for i, h := range headings {
		names[i] = p.words.T("cli.head." + h)
	}
	writeRow(w, names)
	for _, r := range rows {
		writeRow(w, cells(r))
	}
	return w.Flush()
}

func writeRow(w io.Writer, cells []string) {
	for i, c := range cells {
		if i > 0 {
			fmt.Fprint(w, "\t")
		}
		fmt.Fprint(w, oneLine(c))
	}
	fmt.Fprintln(w)
}

// say prints a line for people; with --json it stays silent.
func (p *program) say(key string, pairs ...any) {
	if p.json {
		return
	}
	for i, v := range pairs {
		if s, ok := v.(string); ok {
			pairs[i] = oneLine(s)
		}
	}
	fmt.Fprintln(p.env.Out, p.words.T(key, pairs...))
}

// result prints what a script takes: the last line of stdout.
func (p *program) result(v any, line string) error {
	if p.json {
		return p.printJSON(v)
	}
	_, err := fmt.Fprintln(p.env.Out, oneLine(line))
	return err
}

// progress draws a bar on a terminal and nothing elsewhere.
func (p *program) progress(key string) func(flow.Progress) {
	if !p.env.TTY {
		return func(flow.Progress) {}
	}
	bar := progressbar.NewOptions64(1,
		progressbar.OptionSetWriter(p.env.Err), progressbar.OptionSetDescription(p.words.T(key)),
		progressbar.OptionSetWidth(24), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetPredictTime(true), progressbar.OptionShowElapsedTimeOnFinish())
	return func(pr flow.Progress) {
		if pr.Total > 0 {
			bar.ChangeMax(pr.Total)
			_ = bar.Set(pr.Done)
		}
	}
}

// stamp writes a moment for scripts: RFC 3339, empty for none.
func stamp(s consent.Stamp) string {
	if s.IsZero() {
		return ""
	}
	return s.Time().Format(time.RFC3339)
}
