package cli

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"onset/app/flow"
)

// sentence says an error in one sentence, with the argument it is about.
func (p *program) sentence(err error) string {
	if key, ok := flow.HomeSentence(err); ok {
		return p.words.T(key)
	}
	var arg *argError
	if errors.As(err, &arg) {
		return arg.arg + ": " + p.sentence(arg.err)
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Path + ": " + p.plain(path.Err)
	}
	var count *countError
	if errors.As(err, &count) {
		return p.words.T("cli.args", "use", count.use)
	}
	var list *flow.ListError
	if errors.As(err, &list) && list.Line == 0 {
		return p.words.T("error.list_whole", "what", p.words.T("error.list."+list.Key))
	}
	if list != nil {
		return p.words.T("error.list_line", "line", list.Line, "what", p.words.T("error.list."+list.Key))
	}
	var lack *flow.IncompleteError
	if errors.As(err, &lack) {
		return p.words.T("error.missing", "what", strings.Join(p.lacks(lack.Lacks), ", "))
	}
	return p.plain(err)
}

func (p *program) plain(err error) string {
	if key, ok := flow.Sentence(err); ok {
		return p.words.T(key)
	}
	return err.Error()
}

func (p *program) lacks(ls []flow.Lack) []string {
	out := make([]string, 0, len(ls))
	for _, l := range ls {
		s := p.words.T("lack." + l.Key)
		if l.Count > 1 {
			s += " (" + strconv.Itoa(l.Count) + ")"
		}
		out = append(out, s)
	}
	return out
}
