package cli

import (
	"time"

	"onset/app/flow"
	"onset/app/say"
	"onset/consent"
)

// voice speaks for this run.
func (p *program) voice() *say.Voice {
	return &say.Voice{Words: p.words, Out: p.env.Out, Err: p.env.Err, TTY: p.env.TTY, JSON: p.json}
}

func (p *program) printJSON(v any) error { return p.voice().PrintJSON(v) }

// list prints rows as JSON or as a table; see say.List.
func list[T any](p *program, rows []T, empty string, headings []string, cells func(T) []string) error {
	return say.List(p.voice(), rows, empty, headings, cells)
}

// say prints a line for people; with --json it stays silent.
func (p *program) say(key string, pairs ...any) { p.voice().Say(key, pairs...) }

// result prints what a script takes: the last line of stdout.
func (p *program) result(v any, line string) error { return p.voice().Result(v, line) }

// progress draws a bar on a terminal and nothing elsewhere.
func (p *program) progress(key string) func(flow.Progress) { return p.voice().Progress(key) }

func (p *program) sentence(err error) string { return p.voice().Sentence(err) }

func oneLine(s string) string { return say.OneLine(s) }

// stamp writes a moment for scripts: RFC 3339, empty for none.
func stamp(s consent.Stamp) string {
	if s.IsZero() {
		return ""
	}
	return s.Time().Format(time.RFC3339)
}
