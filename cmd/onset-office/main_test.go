package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// kitVar names the field kit's program, built once for all scripts.
const kitVar = "ONSET_TEST_KIT"

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"onset-office": main}) }

// TestScripts runs kits and the service as processes of their own.
func TestScripts(t *testing.T) {
	kit := filepath.Join(t.TempDir(), "onset")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "migrated_fynedo,noquic", "-o", kit, "onset/cmd/onset")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the kit: %v\n%s", err, out)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv(kitVar, kit)
			e.Setenv("ONSET_PASS_FILE", filepath.Join(e.WorkDir, "pass"))
			e.Setenv("ONSET_LANG", "en")
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("TMPDIR", filepath.Join(e.WorkDir, "tmp"))
			if err := os.Mkdir(filepath.Join(e.WorkDir, "tmp"), 0o700); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(e.WorkDir, "pass"), []byte("an invented film on set\n"), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"take": takeCmd, "until": untilCmd, "converge": convergeCmd, "served": servedCmd, "port": portCmd, "code": codeCmd, "ids": idsCmd, "person": personCmd, "photo": photoCmd, "cp-r": copyCmd, "kept": keptCmd},
	})
}

// portCmd puts a free port into a variable: port NAME.
func portCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: port NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	ts.Check(errors.Join(err, l.Close()))
	ts.Setenv(args[0], port)
}

// codeCmd runs a command that must end with an exit code: code N COMMAND...
// What it said is in stdout and stderr.
func codeCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err, got := ts.Exec(args[1], args[2:]...), 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s: exit %d, want %d\n%s", strings.Join(args[1:], " "), got, want, ts.ReadFile("stderr"))
	}
}

// idsCmd puts the ids in the list on stdout into variables, in its order: ids NAME...
func idsCmd(ts *testscript.TestScript, neg bool, args []string) {
	var rows []struct{ ID string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &rows))
	if neg || len(rows) != len(args) {
		ts.Fatalf("%d rows for %d names", len(rows), len(args))
	}
	for i, name := range args {
		ts.Setenv(name, rows[i].ID)
	}
}

// personCmd puts the id of who has a name in the list on stdout into a variable: person NAME VARIABLE.
func personCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: person NAME VARIABLE")
	}
	var rows []struct{ ID, Name string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &rows))
	for _, r := range rows {
		if r.Name == args[0] {
			ts.Setenv(args[1], r.ID)
			return
		}
	}
	ts.Fatalf("no %q in %s", args[0], ts.ReadFile("stdout"))
}

// photoCmd writes a picture of a shade of its own for each file: photo FILE...
func photoCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: photo FILE...")
	}
	for i, name := range args {
		img := image.NewGray(image.Rect(0, 0, 64, 48))
		for at := range img.Pix {
			img.Pix[at] = uint8(at * (i + 7))
		}
		var b bytes.Buffer
		ts.Check(jpeg.Encode(&b, img, nil))
		ts.Check(os.MkdirAll(filepath.Dir(ts.MkAbs(name)), 0o700))
		ts.Check(os.WriteFile(ts.MkAbs(name), b.Bytes(), 0o600))
	}
}

// takeCmd puts the last line of stdout into a variable: take NAME.
func takeCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: take NAME")
	}
	lines := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	ts.Setenv(args[0], lines[len(lines)-1])
}

// scriptTime is how long something in a script may take on a loaded machine.
const scriptTime = 90 * time.Second

// untilCmd runs a command again until its output holds a text: until TEXT COMMAND...
func untilCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until TEXT COMMAND...")
	}
	for end := time.Now().Add(scriptTime); ; {
		err := ts.Exec(args[1], args[2:]...)
		out := ts.ReadFile("stdout")
		if err == nil && strings.Contains(out, args[0]) {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%q is not in what %s says: %v\n%s%s", args[0], strings.Join(args[1:], " "), err, out, ts.ReadFile("stderr"))
		}
	}
}

// convergeCmd has a kit exchange with a service until both hold the same:
// converge OFFICE KIT FLAGS... A service may say something more when a kit has
// just left, so both are asked anew after each exchange.
func convergeCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: converge OFFICE KIT FLAGS...")
	}
	kit := ts.Getenv(kitVar)
	for end := time.Now().Add(scriptTime); ; {
		ts.Check(ts.Exec(kit, append([]string{"--home", args[1], "sync", "--once"}, args[2:]...)...))
		office, here := stateOf(ts, "onset-office", args[0]), stateOf(ts, kit, args[1])
		if office == here {
			return
		}
		ts.Logf("not the same yet: %s holds %s, %s holds %s", args[0], office, args[1], here)
		if time.Now().After(end) {
			ts.Fatalf("%s and %s do not come to hold the same", args[0], args[1])
		}
	}
}

// stateOf is the hash of what a home holds.
func stateOf(ts *testscript.TestScript, program, home string) string {
	ts.Check(ts.Exec(program, "--home", home, "check", "--state"))
	return strings.TrimSpace(ts.ReadFile("stdout"))
}

// servedCmd waits until a service in the background answers, and puts where
// into variables: served HOME WEB.
func servedCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: served HOME PORT")
	}
	for end := time.Now().Add(scriptTime); ; {
		if ts.Exec("onset-office", "--home", args[0], "healthz", "--json", "--web", "127.0.0.1:"+args[1]) == nil {
			var h struct{ OK bool }
			ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &h))
			if h.OK {
				return
			}
		}
		if time.Now().After(end) {
			ts.Fatalf("the service does not answer: %s", ts.ReadFile("stderr"))
		}
	}
}
