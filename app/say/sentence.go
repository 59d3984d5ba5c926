package say

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"onset/app/flow"
)

// UsageError is wrong usage: exit 2.
type UsageError struct{ Err error }

// Error is what is wrong.
func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap is what is wrong.
func (e *UsageError) Unwrap() error { return e.Err }

// CountError is a wrong number of arguments: how the command is used.
type CountError struct{ Use string }

// Error is how the command is used.
func (e *CountError) Error() string { return e.Use }

// ArgError is an error about one argument.
type ArgError struct {
	Arg string
	Err error
}

// Error names the argument.
func (e *ArgError) Error() string { return e.Arg + ": " + e.Err.Error() }

// Unwrap is the error without the argument.
func (e *ArgError) Unwrap() error { return e.Err }

// About says which argument an error is about; nil stays nil.
func About(arg string, err error) error {
	if err == nil {
		return nil
	}
	return &ArgError{Arg: arg, Err: err}
}

// Sentence says an error in one sentence, with the argument it is about.
func (o *Voice) Sentence(err error) string {
	if key, ok := flow.HomeSentence(err); ok {
		return o.Words.T(key)
	}
	var arg *ArgError
	if errors.As(err, &arg) {
		return arg.Arg + ": " + o.Sentence(arg.Err)
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Path + ": " + o.plain(path.Err)
	}
	var count *CountError
	if errors.As(err, &count) {
		return o.Words.T("cli.args", "use", count.Use)
	}
	var list *flow.ListError
	if errors.As(err, &list) && list.Line == 0 {
		return o.Words.T("error.list_whole", "what", o.Words.T("error.list."+list.Key))
	}
	if list != nil {
		return o.Words.T("error.list_line", "line", list.Line, "what", o.Words.T("error.list."+list.Key))
	}
	var lack *flow.IncompleteError
	if errors.As(err, &lack) {
		return o.Words.T("error.missing", "what", strings.Join(o.lacks(lack.Lacks), ", "))
	}
	return o.plain(err)
}

func (o *Voice) plain(err error) string {
	if key, ok := flow.Sentence(err); ok {
		return o.Words.T(key)
	}
	return err.Error()
}

func (o *Voice) lacks(ls []flow.Lack) []string {
	out := make([]string, 0, len(ls))
	for _, l := range ls {
		s := o.Words.T("lack." + l.Key)
		if l.Count > 1 {
			s += " (" + strconv.Itoa(l.Count) + ")"
		}
		out = append(out, s)
	}
	return out
}
