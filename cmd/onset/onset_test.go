package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/assets"
)

// box is a user's machine: a home, a passphrase file and folders that hold
// nothing else. Programs that run in it see nothing of the real one.
type box struct {
	*testing.T
	dir, home string
	words     *assets.Words
	open      flow.Run // runs commands in this process, where the home stays open
}

func newBox(t *testing.T) *box {
	t.Helper()
	w, err := assets.NewWords("en")
	b := &box{T: t, dir: t.TempDir(), words: w}
	b.home = filepath.Join(b.dir, "home")
	b.must(err)
	b.must(os.Mkdir(b.at("tmp"), 0o700))
	b.write("pass", "an invented film on set\n")
	return b
}

func (b *box) at(name string) string { return filepath.Join(b.dir, name) }

func (b *box) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *box) write(name, text string) {
	b.Helper()
	b.must(os.WriteFile(b.at(name), []byte(text), 0o600))
}

func (b *box) env() []string {
	return append(os.Environ(), "ONSET_HOME="+b.home, "ONSET_PASS_FILE="+b.at("pass"), "ONSET_LANG=en", "HOME="+b.dir, "TMPDIR="+b.at("tmp"))
}

// end is how a program ended; code is -1 when it was killed.
type end struct {
	out, err string
	code     int
}

// result is the last whole line of stdout: what a script takes for an answer.
func (e end) result() string {
	whole := e.out[:strings.LastIndex(e.out, "\n")+1]
	lines := strings.Split(strings.TrimSpace(whole), "\n")
	return lines[len(lines)-1]
}

// program prepares a run of the real binary, or of a shell around it.
func (b *box) program(name string, args ...string) (*exec.Cmd, func(error) end) {
	var out, errs bytes.Buffer
	c := exec.Command(name, args...)
	c.Dir, c.Env, c.Stdout, c.Stderr = b.dir, b.env(), &out, &errs
	return c, func(err error) end {
		b.Helper()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			b.Fatal(err)
		}
		return end{out.String(), errs.String(), c.ProcessState.ExitCode()}
	}
}

func (b *box) run(args ...string) end {
	b.Helper()
	if b.open != nil {
		var out, errs bytes.Buffer
		code := b.open(b.Context(), args, flow.Streams{In: strings.NewReader(""), Out: &out, Err: &errs, Dir: b.dir})
		return end{out.String(), errs.String(), code}
	}
	c, ended := b.program("onset", args...)
	return ended(c.Run())
}

// killed runs the binary and kills it after a while, if it is not done by then.
func (b *box) killed(after time.Duration, args ...string) end {
	b.Helper()
	c, ended := b.program("onset", args...)
	b.must(c.Start())
	kill := time.AfterFunc(after, func() { _ = c.Process.Kill() })
	defer kill.Stop()
	return ended(c.Wait())
}

// ok runs a command that must succeed and gives its result.
func (b *box) ok(args ...string) string {
	b.Helper()
	e := b.run(args...)
	if e.code != 0 {
		b.Fatalf("onset %v: exit %d\n%s", args, e.code, e.err)
	}
	return e.result()
}

// refused is a failure as a user should see it: one of these sentences, alone.
func (b *box) refused(e end, what string, keys ...string) {
	b.Helper()
	for _, k := range keys {
		if e.code == 1 && e.err == "onset: "+b.words.T(k)+"\n" {
			return
		}
	}
	b.Errorf("%s: exit %d, %q; want one of %v", what, e.code, e.err, keys)
}

// record records somebody's yes to the film and gives the consent.
func (b *box) record(name string) string {
	b.Helper()
	return b.ok(recording(name)...)
}

func recording(name string) []string {
	return []string{"record", "--terms", "appearance", "--name", name, "--adult", "--grant", "film", "--deny", "stills,social,ads,ai"}
}

// copyTree copies a folder of plain files.
func (b *box) copyTree(from, to string) {
	b.Helper()
	b.must(os.RemoveAll(to))
	b.must(os.CopyFS(to, os.DirFS(from)))
}

// storeFile is the one store of a home.
func (b *box) storeFile(home string) string {
	b.Helper()
	found, err := filepath.Glob(filepath.Join(home, "*", "store.db"))
	if err != nil || len(found) != 1 {
		b.Fatalf("stores: %v, %v", found, err)
	}
	return found[0]
}
