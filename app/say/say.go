// Package say is how both programs speak on a terminal: results and tables for
// people or as JSON for scripts, progress, and errors as one sentence.
package say

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"

	"onset/app/flow"
	"onset/assets"
)

// Exit codes of both programs.
const (
	Done   = 0 // done
	Failed = 1 // one clear sentence on stderr
	Usage  = 2 // wrong usage
)

// Voice speaks one language on one terminal.
type Voice struct {
	Words *assets.Words
	Out   io.Writer
	Err   io.Writer
	TTY   bool // progress is drawn
	JSON  bool // results are for scripts
}

// PrintJSON writes v as indented JSON with a final newline.
func (o *Voice) PrintJSON(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(o.Out, PlainJSON(b.Bytes()))
	return err
}

// List prints rows as JSON or as a table under translated headings,
// "cli.head.<heading>"; an empty table says so in a sentence.
func List[T any](o *Voice, rows []T, empty string, headings []string, cells func(T) []string) error {
	if o.JSON {
		if rows == nil {
			rows = []T{}
		}
		return o.PrintJSON(rows)
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(o.Out, o.Words.T(empty))
		return err
	}
	w := tabwriter.NewWriter(o.Out, 2, 8, 2, ' ', 0)
	names := make([]string, len(headings))
	for i, h := range headings {
		names[i] = o.Words.T("cli.head." + h)
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
		fmt.Fprint(w, OneLine(c))
	}
	fmt.Fprintln(w)
}

// Say prints a line for people; with JSON it stays silent.
func (o *Voice) Say(key string, pairs ...any) {
	if o.JSON {
		return
	}
	for i, v := range pairs {
		if s, ok := v.(string); ok {
			pairs[i] = OneLine(s)
		}
	}
	fmt.Fprintln(o.Out, o.Words.T(key, pairs...))
}

// Result prints what a script takes: the last line of stdout.
func (o *Voice) Result(v any, line string) error {
	if o.JSON {
		return o.PrintJSON(v)
	}
	_, err := fmt.Fprintln(o.Out, OneLine(line))
	return err
}

// Progress draws a bar on a terminal and nothing elsewhere.
func (o *Voice) Progress(key string) func(flow.Progress) {
	if !o.TTY {
		return func(flow.Progress) {}
	}
	bar := progressbar.NewOptions64(1,
		progressbar.OptionSetWriter(o.Err), progressbar.OptionSetDescription(o.Words.T(key)),
		progressbar.OptionSetWidth(24), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetPredictTime(true), progressbar.OptionShowElapsedTimeOnFinish())
	return func(pr flow.Progress) {
		if pr.Total > 0 {
			bar.ChangeMax(pr.Total)
			_ = bar.Set(pr.Done)
		}
	}
}
