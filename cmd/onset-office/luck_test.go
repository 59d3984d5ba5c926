package main

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// killRounds is how often programs are killed; hundreds with ONSET_KILL_ROUNDS.
func killRounds(few int) int {
	if n, err := strconv.Atoi(os.Getenv("ONSET_KILL_ROUNDS")); err == nil {
		return n
	}
	return few
}

// luck is a source of accidents that can be had again with ONSET_SEED.
func luck(t *testing.T) *rand.Rand {
	seed, err := strconv.ParseUint(os.Getenv("ONSET_SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("ONSET_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// campaign is a kit and an office that go on whatever happens to their programs.
type campaign struct {
	*world
	args  map[string][]string
	runs  map[string]*exec.Cmd
	said  map[string]bool // consents that the kit's program answered for
	acked map[string]bool // of those, what it said that the office has
	kills map[string]int
}

// newCampaign founds a production at a kit and brings it to an office.
func newCampaign(t *testing.T) *campaign {
	c := &campaign{newWorld(t), map[string][]string{}, map[string]*exec.Cmd{}, map[string]bool{}, map[string]bool{}, map[string]int{}}
	t.Cleanup(func() {
		for _, home := range []string{"a", "o"} {
			c.kill(home)
			if log, err := os.ReadFile(filepath.Join(c.dir, home+".log")); t.Failed() {
				t.Logf("%s said:\n%s %v", home, log[max(0, len(log)-4000):], err)
			}
		}
	})
	desk := free(t)
	c.does("a", "init", "--name", "Harbour", "--controller", "Nordlys", "--contact", "crew@example.org")
	c.does("o", "init")
	c.args["a"] = []string{"sync", "--no-discover", "--listen", free(t), "--join", free(t)}
	c.args["o"] = []string{"serve", "--web", free(t), "--join", desk, "--sync", "tcp://" + free(t)}
	c.run("a")
	c.run("o")
	var code string
	c.awaits()
	c.until("the office invites", func() bool {
		out, err := c.try("o", "invite", "--bring", "--address", desk)
		code = out[strings.LastIndexByte(out, '\n')+1:]
		return err == nil
	})
	c.until("the kit brings the production", func() bool {
		_, err := c.try("a", "bring", code)
		return err == nil
	})
	return c
}

// run starts a home's program, if it does not run. The socket is left by one
// that was killed; while there is none, commands would take the home for themselves.
func (c *campaign) run(home string) {
	c.t.Helper()
	if c.runs[home] != nil {
		return
	}
	must(c.t, ignoring(os.Remove(filepath.Join(c.dir, home, "socket")), fs.ErrNotExist))
	cmd := c.command(home, c.args[home]...)
	log, err := os.OpenFile(filepath.Join(c.dir, home+".log"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	must(c.t, err)
	defer func() { _ = log.Close() }()
	cmd.Stdout, cmd.Stderr = log, log
	must(c.t, cmd.Start())
	c.runs[home] = cmd
}

// awaits has both run and take commands.
func (c *campaign) awaits() {
	c.t.Helper()
	for _, home := range []string{"a", "o"} {
		c.run(home)
		c.until(home+" takes commands", func() bool { return c.answers(home) })
	}
}

func (c *campaign) answers(home string) bool {
	_, err := os.Lstat(filepath.Join(c.dir, home, "socket"))
	return err == nil
}

// kill ends a home's program as if the power had gone.
func (c *campaign) kill(home string) {
	if cmd := c.runs[home]; cmd != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it says that it was killed
		delete(c.runs, home)
		c.kills[home]++
	}
}

// signs records a consent at the kit; one that was answered for must never be lost.
func (c *campaign) signs(name string) {
	out, err := c.try("a", "record", "--terms", "appearance", "--lang", "en", "--name", name, "--adult", "--grant", "film")
	if id := out[strings.LastIndexByte(out, '\n')+1:]; err == nil && len(id) == 36 {
		c.said[id] = true
	}
}

// asks notes which consents the kit shows as received.
func (c *campaign) asks() {
	for id := range c.received("a") {
		c.acked[id] = true
	}
}

// received are the consents that a device shows as received by the office.
func (c *campaign) received(home string) map[string]bool {
	out := map[string]bool{}
	for _, row := range c.list(home, "consents") {
		id, _ := row["id"].(string)
		if at, _ := row["received_at"].(string); at != "" {
			out[id] = true
		}
	}
	return out
}

// holds fails for a consent that was answered for, or said to be at the office,
// and is not there, or is there twice.
func (c *campaign) holds(home string, want map[string]bool) {
	c.t.Helper()
	seen := map[string]int{}
	for _, row := range c.list(home, "consents") {
		id, _ := row["id"].(string)
		seen[id]++
	}
	for id := range want {
		if seen[id] != 1 {
			c.t.Errorf("%s holds %s %d times", home, id, seen[id])
		}
	}
}

// Whichever program is killed at whatever moment, while the kit records and the
// office acknowledges: nothing that was answered for is lost or doubled, and
// both end with the same.
func TestBothProgramsAreKilled(t *testing.T) {
	c := newCampaign(t)
	r := luck(t)
	span := c.span()
	for round := range killRounds(4) {
		c.run("a")
		c.run("o")
		end := time.Now().Add(time.Duration(r.Int64N(int64(span))))
		struck := make(chan struct{})
		victims := [][]string{{"a"}, {"o"}, {"a", "o"}}[r.IntN(3)]
		go func() {
			defer close(struck)
			time.Sleep(time.Until(end)) // the moment of the accident
			for _, home := range victims {
				_ = c.runs[home].Process.Kill()
			}
		}()
		for n := 0; time.Now().Before(end); n++ {
			if !c.answers("a") {
				time.Sleep(time.Millisecond)
				continue
			}
			c.signs(fmt.Sprintf("Person %d of %d", n, round))
			c.asks()
		}
		<-struck
		for _, home := range victims {
			c.kill(home)
		}
		if round%10 == 9 {
			c.awaits()
			c.holds("o", c.acked)
			t.Logf("%d rounds", round+1)
		}
	}
	c.comesToRest()
	t.Logf("the kit was killed %d times, the office %d times; %d consents were answered for, %d of them were seen as received while that went on",
		c.kills["a"], c.kills["o"], len(c.said), len(c.acked))
}

// span is how long it takes from the start of both programs until a consent
// was recorded, carried and acknowledged, and half as long again.
func (c *campaign) span() time.Duration {
	c.t.Helper()
	c.kill("a")
	c.kill("o")
	began := time.Now()
	c.awaits()
	c.until("a consent is acknowledged", func() bool {
		if len(c.said) == 0 {
			c.signs("The first")
		}
		c.asks()
		return len(c.acked) > 0
	})
	c.t.Logf("from the start to an acknowledgement: %v", time.Since(began))
	return time.Since(began) * 3 / 2
}

// comesToRest lets both go on undisturbed and looks for everything.
func (c *campaign) comesToRest() {
	c.t.Helper()
	c.awaits()
	c.until("both hold the same", c.sameState("a", "o"))
	c.until("all is acknowledged", func() bool {
		got := c.received("a")
		return len(got) > 0 && len(got) == len(c.list("a", "consents"))
	})
	for _, home := range []string{"a", "o"} {
		c.does(home, "check")
		c.holds(home, c.said)
		c.holds(home, c.acked)
	}
	for _, row := range c.list("o", "devices") {
		if row["fork"] == true {
			c.t.Errorf("a log goes on in two ways: %v", row)
		}
	}
	c.until("nothing is in the way", func() bool {
		out, err := c.try("a", "sync", "--once", "--json")
		return err == nil && strings.Contains(out, `"waiting":0`) || strings.Contains(out, `"waiting": 0`)
	})
}
