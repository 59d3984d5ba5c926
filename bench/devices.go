package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"onset/app/flow"
	"onset/app/keep"
)

// The programs that are measured as they are given to people.
const (
	kitProgram    = "onset"
	officeProgram = "onset-office"
)

// patience is how long anything between processes may take before the bench gives up.
const patience = 10 * time.Minute

// crew is some devices of one production, each with a home below one folder.
type crew struct {
	ctx  context.Context
	bins string
	dir  string
	all  []*device
}

// newCrew finds the programs. A bench without them measures nothing of this kind.
func newCrew(ctx context.Context, o options, dir string) (*crew, error) {
	c := &crew{ctx: ctx}
	var err error
	if c.bins, err = filepath.Abs(o.bins); err != nil {
		return nil, err
	}
	if c.dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	for _, p := range []string{kitProgram, officeProgram} {
		if _, err := os.Stat(filepath.Join(c.bins, p)); err != nil {
			return nil, fmt.Errorf("%s is built by scripts/bench.sh: %w", p, err)
		}
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return nil, err
	}
	return c, os.WriteFile(filepath.Join(c.dir, "pass"), []byte(passphrase+"\n"), 0o600)
}

// device is a kit or an office: a home, and the process that has it open.
type device struct {
	c       *crew
	program string
	name    string
	home    *flow.Home
	cmd     *exec.Cmd
	said    bytes.Buffer
	at      map[string]string // where a serving office is met, by what
}

func (c *crew) device(program, name string) (*device, error) {
	h, err := flow.OpenHome(flow.Options{Dir: filepath.Join(c.dir, name), Create: keep.Create, Open: keep.Open})
	d := &device{c: c, program: program, name: name, home: h}
	c.all = append(c.all, d)
	return d, err
}

func (d *device) dir() string { return filepath.Join(d.c.dir, d.name) }

func (d *device) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(d.c.ctx, filepath.Join(d.c.bins, d.program), args...)
	cmd.Dir = d.c.dir
	cmd.Env = append(os.Environ(), "ONSET_HOME="+d.dir(), "ONSET_PASS_FILE="+filepath.Join(d.c.dir, "pass"), "ONSET_LANG=en")
	return cmd
}

// run carries out one command as a process and gives its last line.
func (d *device) run(args ...string) (string, error) {
	cmd := d.command(args...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", d.name, strings.Join(args, " "), err, &said)
	}
	return lastLine(out.String()), nil
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// ask has the process that has the home open carry out a command.
func (d *device) ask(args ...string) (string, error) {
	var out, said bytes.Buffer
	code, err := d.home.Remote(d.c.ctx, args, flow.Streams{Out: &out, Err: &said, Dir: d.c.dir})
	if err == nil && code != 0 {
		err = fmt.Errorf("%s %s: exit code %d: %s", d.name, strings.Join(args, " "), code, &said)
	}
	return out.String(), err
}

// start has a program run on until stop.
func (d *device) start(args ...string) error {
	d.cmd = d.command(args...)
	d.said.Reset()
	d.cmd.Stderr = &d.said
	return d.cmd.Start()
}

func (d *device) pid() string { return strconv.Itoa(d.cmd.Process.Pid) }

// stop ends the process as a person does.
func (d *device) stop() error {
	if d.cmd == nil {
		return nil
	}
	cmd := d.cmd
	d.cmd = nil
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		return err
	}
	return nil
}

// stop ends all that still run.
func (c *crew) stop() error {
	var errs []error
	for _, d := range c.all {
		errs = append(errs, d.stop())
	}
	return errors.Join(errs...)
}

// serve starts an office, which is met for clips and statements at this port,
// and waits until it answers.
func (d *device) serve(port string) error {
	d.cmd = d.command("serve", "--json", "--web", "127.0.0.1:0", "--join", "127.0.0.1:0", "--sync", "tcp://127.0.0.1:"+port)
	d.said.Reset()
	d.cmd.Stderr = &d.said
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := d.cmd.Start(); err != nil {
		return err
	}
	d.at = map[string]string{}
	if err := json.NewDecoder(out).Decode(&d.at); err != nil {
		return fmt.Errorf("%s serve: %w: %s", d.name, err, &d.said)
	}
	return d.until("takes commands", func() (bool, error) { return d.answers(), nil })
}

// answers reports whether somebody listens: the socket's file is there a little earlier.
func (d *device) answers() bool {
	conn, err := net.Dial("unix", filepath.Join(d.dir(), "socket"))
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// carry starts a kit that carries, and waits until it takes commands.
func (d *device) carry(args ...string) error {
	if err := os.Remove(filepath.Join(d.dir(), "socket")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := d.start(append([]string{"sync", "--json"}, args...)...); err != nil {
		return err
	}
	return d.until("takes commands", func() (bool, error) { return d.answers(), nil })
}

// until asks again and again.
func (d *device) until(what string, is func() (bool, error)) error {
	end := time.Now().Add(patience)
	for {
		ok, err := is()
		if ok || err != nil {
			return err
		}
		if time.Now().After(end) || d.c.ctx.Err() != nil {
			return fmt.Errorf("%s: never: %s; it said: %s", d.name, what, &d.said)
		}
		time.Sleep(10 * time.Millisecond) // asking costs both processes something
	}
}

// freePort is one at which nobody listens now.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}

// alone is a kit with a production of its own.
func (c *crew) alone(name string) (*device, error) {
	kit, err := c.device(kitProgram, name)
	if err != nil {
		return nil, err
	}
	_, err = kit.run("init", "--name", "Langt fra havn", "--controller", "Nordlys Film ApS", "--contact", "kontakt@nordlys.example", "--demo")
	return kit, err
}

// inScratch has devices in a folder that is gone afterwards.
func inScratch(ctx context.Context, o options, name string, do func(*crew) error) error {
	dir, err := scratchFolder(o.out, name)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	c, err := newCrew(ctx, o, dir)
	if err != nil {
		return err
	}
	return errors.Join(do(c), c.stop())
}

// found makes a production on a kit and brings it to an office that serves,
// which is met at this port from then on. The office serves when it returns.
func (c *crew) found(port string) (office, kit *device, err error) {
	if office, err = c.device(officeProgram, "office"); err != nil {
		return nil, nil, err
	}
	if _, err := office.run("init"); err != nil {
		return nil, nil, err
	}
	if err := office.serve(port); err != nil {
		return nil, nil, err
	}
	if kit, err = c.alone("kit0"); err != nil {
		return nil, nil, err
	}
	code, err := office.ask("invite", "--bring", "--address", office.at["join"])
	if err != nil {
		return nil, nil, err
	}
	if _, err := kit.run("bring", lastLine(code)); err != nil {
		return nil, nil, err
	}
	_, err = kit.run("sync", "--once", "--only-dial", "--no-discover")
	return office, kit, err
}

// join lets a new kit into the office's production.
func (c *crew) join(office *device, name string) (*device, error) {
	d, err := c.device(kitProgram, name)
	if err != nil {
		return nil, err
	}
	code, err := office.ask("invite", "--label", name, "--address", office.at["join"])
	if err != nil {
		return nil, err
	}
	_, err = d.run("pair", lastLine(code), "--label", name)
	return d, err
}

// sameState waits until devices say that they hold the same.
func (d *device) sameState(other *device) error {
	return d.until("both hold the same", func() (bool, error) { return d.same(other) })
}

// same reports whether devices hold the same statements now.
func (d *device) same(other *device) (bool, error) {
	one, err := d.ask("check", "--state")
	two, err2 := other.ask("check", "--state")
	return lastLine(one) == lastLine(two), errors.Join(err, err2)
}
