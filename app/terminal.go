package app

import (
	"fmt"
	"os"

	"golang.org/x/term"

	"onset/app/flow"
)

// Streams are this process's own, with the width of the terminal they end in.
func Streams() flow.Streams {
	s := flow.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	if dir, err := os.Getwd(); err == nil {
		s.Dir = dir
	}
	if fd := int(os.Stderr.Fd()); term.IsTerminal(fd) {
		s.TTY = true
		s.Width, _, _ = term.GetSize(fd)
	}
	return s
}

// Secret asks on the terminal without showing what is typed. It is nil where
// nobody can be asked.
func Secret() func(prompt string) (string, error) {
	fd := int(os.Stdin.Fd())
	if !term.IsTerminal(fd) {
		return nil
	}
	return func(prompt string) (string, error) {
		fmt.Fprint(os.Stderr, prompt)
		b, err := term.ReadPassword(fd)
		fmt.Fprintln(os.Stderr)
		return string(b), err
	}
}
