//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

const nobody = 65534

// humble makes the box a place where what root runs is run as nobody, for
// root may write anywhere.
func (b *box) humble() func(*exec.Cmd) {
	if os.Getuid() != 0 {
		return func(*exec.Cmd) {}
	}
	self, err := os.Executable()
	b.must(err)
	program, err := os.ReadFile(self)
	b.must(err)
	b.must(os.Mkdir(b.at("bin"), 0o755))
	b.must(os.WriteFile(b.at("bin/onset"), program, 0o755))
	for _, dir := range []string{filepath.Dir(b.dir), b.dir, b.at("bin"), b.at("bin/onset")} {
		b.must(os.Chmod(dir, 0o755))
	}
	b.must(filepath.WalkDir(b.dir, func(path string, _ os.DirEntry, err error) error {
		if err == nil {
			err = os.Chown(path, nobody, nobody)
		}
		return err
	}))
	return func(c *exec.Cmd) {
		c.Path, c.Err = b.at("bin/onset"), nil
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
}

// TestReadOnlyHome runs as somebody who may read a home and not write it.
func TestReadOnlyHome(t *testing.T) {
	b := newBox(t)
	b.ok("init", "--demo")
	id := b.record("Karen Holm")
	humble := b.humble()
	run := func(args ...string) end {
		t.Helper()
		c, ended := b.program("onset", args...)
		humble(c)
		return ended(c.Run())
	}
	if e := run("people"); e.code != 0 {
		t.Fatalf("before: %s", e.err)
	}
	store := b.storeFile(b.home)
	for _, c := range []struct {
		path         string
		closed, open os.FileMode
	}{{store, 0o400, 0o600}, {filepath.Dir(store), 0o500, 0o700}, {b.home, 0o500, 0o700}, {filepath.Join(b.home, "owner.lock"), 0o400, 0o600}} {
		b.must(os.Chmod(c.path, c.closed))
		if c.path != filepath.Dir(store) && c.path != b.home { // what lies in a closed folder can still be written
			b.refused(run("people"), "listing with "+filepath.Base(c.path)+" closed", "error.read_only")
			b.refused(run("withdraw", id), "withdrawing", "error.read_only")
		}
		b.refused(run("erase", id, "--yes"), "erasing with "+filepath.Base(c.path)+" closed", "error.read_only")
		b.must(os.Chmod(c.path, c.open))
	}
	b.home = b.at("bin/home")
	b.must(os.Chmod(b.at("bin"), 0o555))
	b.refused(run("init", "--demo"), "founding in a closed folder", "error.read_only")
	b.must(os.Chmod(b.at("bin"), 0o755))
	b.home = b.at("home")
	b.must(os.Chmod(b.at("pass"), 0))
	if e := run("people"); e.err != "onset: "+b.at("pass")+": "+b.words.T("error.no_permission")+"\n" {
		t.Errorf("a closed passphrase file: %q", e.err)
	}
	b.must(os.Chmod(b.at("pass"), 0o600))
	if e := run("check"); e.code != 0 {
		t.Errorf("afterwards: %s", e.err)
	}
}

// TestOwnerKilled kills the program that holds the home, and leaves its socket behind.
func TestOwnerKilled(t *testing.T) {
	b := newBox(t)
	b.ok("init", "--demo")
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	b.must(err)
	b.Chdir(b.home) // a short name, whatever the temporary folder is called
	b.must(syscall.Bind(fd, &syscall.SockaddrUnix{Name: "socket"}))
	b.must(syscall.Close(fd))
	b.record("Karen Holm")
	b.second("after a killed owner")
}
