package sync

import (
	"bufio"
	"crypto/rand"
	"encoding/hex"
	mrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"onset/consent"
	"onset/signer"
	"onset/store"
)

// The environment of a child process.
const (
	envHome    = "ONSET_SYNC_HOME"    // it is a device whose home this is
	envPeer    = "ONSET_SYNC_PEER"    // author of the device to meet
	envAddress = "ONSET_SYNC_ADDRESS" // and where
	envQuiet   = "ONSET_SYNC_QUIET"   // it says nothing more and tells its state
	envRounds  = "ONSET_KILL_ROUNDS"  // how often it is killed; hundreds before a release

	testPass = "correct horse battery staple five"
)

// TestDeviceProcess is no test: it is a device that a test starts, and kills.
func TestDeviceProcess(t *testing.T) {
	home := os.Getenv(envHome)
	if home == "" {
		t.Skip("started by the test of kills")
	}
	ring, err := signer.OpenKeyring(filepath.Join(home, "keyring"), testPass)
	if err != nil {
		t.Fatal(err)
	}
	d := &device{t: t, dir: home, keys: ring.Productions[0], sync: ring.Sync, by: newID(t), now: func() time.Time { return testNow }}
	d.conf = store.Config{Dir: filepath.Join(home, d.keys.Dir), Production: d.keys, Codec: codec(), Now: d.now, SaveKeys: ring.Save}
	d.reopen()
	d.carry()
	if me, ok := d.db.Roster().Device(d.author()); ok && me.Office {
		d.acknowledge()
	}
	var peer consent.Ref
	if err := peer.UnmarshalText([]byte(os.Getenv(envPeer))); err != nil {
		t.Fatal(err)
	}
	if err := d.link.Dial(t.Context(), peer, os.Getenv(envAddress)); err != nil {
		t.Fatal(err)
	}
	for range time.Tick(20 * time.Millisecond) {
		if os.Getenv(envQuiet) != "" {
			s := d.state()
			tell("state " + hex.EncodeToString(s[:]))
			continue
		}
		d.sign("Freja Holm")
		tell("said " + strconv.FormatUint(d.lastPlace(), 10))
	}
}

func tell(line string) { _, _ = os.Stdout.WriteString("\n" + line + "\n") }

// child is a device in a process of its own.
type child struct {
	*device
	said  uint64 // the last place that it said was saved
	state string
}

// newChild moves a device's keys to where its process finds them.
func newChild(t *testing.T, d *device) *child {
	t.Helper()
	ring, _, err := signer.CreateKeyring(filepath.Join(d.dir, "keyring"), testPass, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ring.Productions, ring.Sync = []*signer.Production{d.keys}, d.sync
	if err := ring.Save(); err != nil {
		t.Fatal(err)
	}
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}
	return &child{device: d}
}

// run starts the process and kills it when a line says so.
func (c *child) run(t *testing.T, peer *device, quiet bool, enough func() bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestDeviceProcess$", "-test.timeout=5m")
	cmd.Env = append(os.Environ(), envHome+"="+c.dir, envPeer+"="+peer.author().String(), envAddress+"="+peer.node.Listening()[0])
	if quiet {
		cmd.Env = append(cmd.Env, envQuiet+"=1")
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	ended := "it ended by itself"
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "said":
			n, err := strconv.ParseUint(rest, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			c.said = n
		case "state":
			c.state = rest
		default:
			if strings.TrimSpace(lines.Text()) != "" {
				t.Log(lines.Text())
			}
			continue
		}
		if enough() {
			ended = ""
			break
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if ended != "" {
		t.Fatal(ended)
	}
}

func rounds(t *testing.T) int {
	t.Helper()
	if s := os.Getenv(envRounds); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 3
}

// killed plays rounds of a process that says things and is killed while they
// are carried, and a last one in which both become the same.
func killed(t *testing.T, c *child, here *device) {
	t.Helper()
	here.carry()
	for range rounds(t) {
		here.sign("Mads Holm")
		until := time.Now().Add(time.Duration(mrand.IntN(1500)) * time.Millisecond)
		c.run(t, here, false, func() bool { return time.Now().After(until) })
	}
	c.run(t, here, true, func() bool {
		s := here.state()
		return c.state == hex.EncodeToString(s[:])
	})
	logs, err := here.db.Logs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range logs {
		if len(l.Gaps)+len(l.Forks) > 0 || uint64(l.Held) != l.Last {
			t.Errorf("the log of %s has holes or doubles: %+v", l.Author, l)
		}
		if l.Author == c.author() && l.Last < c.said {
			t.Errorf("said up to %d, here up to %d", c.said, l.Last)
		}
	}
	until(t, "nothing is in the way", func() bool { return len(here.link.Status().Faults) == 0 })
}

func TestKitThatIsKilled(t *testing.T) {
	office := founder(t)
	kit := office.enrol(signer.RankCrew)
	killed(t, newChild(t, kit), office)
}

// An office that is killed forgets nothing it acknowledged.
func TestOfficeThatIsKilled(t *testing.T) {
	kit := founder(t)
	office := newChild(t, kit.enrol(signer.RankOffice))
	killed(t, office, kit)
	best, last := kit.link.out.acks.best(), kit.lastPlace()
	if best > last {
		t.Errorf("acknowledged up to %d of %d", best, last)
	}
	if s := kit.link.Status(); s.Waiting != int(last-best) {
		t.Errorf("%d wait of %d", s.Waiting, last)
	}
}
