//go:build linux && !android

package metered

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// bus starts a bus of the test's own; ONSET_ORACLES=must fails where there is none.
func bus(t *testing.T) (address string) {
	t.Helper()
	path, err := exec.LookPath("dbus-daemon")
	if err != nil {
		if os.Getenv("ONSET_ORACLES") == "must" {
			t.Fatal("no dbus-daemon, and ONSET_ORACLES says that there must be one")
		}
		t.Skip("no dbus-daemon on this machine")
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "bus.conf")
	text := `<busconfig><type>session</type><listen>unix:path=` + filepath.Join(dir, "bus") + `</listen>
<policy context="default"><allow send_destination="*"/><allow own="*"/><allow receive_sender="*"/></policy></busconfig>`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, "--config-file="+config, "--nofork", "--print-address")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // it is killed when the test's context ends
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

func connect(t *testing.T, address string) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// manage is a NetworkManager that says what the test wants.
func manage(t *testing.T, address string, says uint32) (conn *dbus.Conn, props *prop.Properties) {
	t.Helper()
	conn = connect(t, address)
	props, err := prop.Export(conn, managerPath, prop.Map{manager: {"Metered": {Value: says, Emit: prop.EmitTrue}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(manager, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return conn, props
}

func until(t *testing.T, m *Meter, costly, known bool) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		c, k := m.Now()
		if c == costly && k == known {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("it says %t, %t; not %t, %t", c, k, costly, known)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func TestMeterFollowsNetworkManager(t *testing.T) {
	address := bus(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	m := &Meter{}
	done := make(chan struct{})
	go func() { defer close(done); m.follow(ctx, connect(t, address)) }()
	until(t, m, false, false) // nobody manages the network yet
	conn, props := manage(t, address, nmGuessed)
	until(t, m, true, true)
	for _, c := range []struct {
		says          uint32
		costly, known bool
	}{{nmNo, false, true}, {nmYes, true, true}, {0, false, false}, {nmFree, false, true}, {77, false, false}, {nmYes, true, true}} {
		props.SetMust(manager, "Metered", c.says)
		until(t, m, c.costly, c.known)
	}
	_ = conn.Close() // it stops
	until(t, m, false, false)
	manage(t, address, nmYes)
	until(t, m, true, true)
	stop()
	<-done
	until(t, m, false, false)
}

func TestMeterWithoutABusKnowsNothing(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	m := &Meter{}
	m.watch(t.Context())
	until(t, m, false, false)
}

func TestMeterOfAStrangeBus(t *testing.T) {
	address := bus(t)
	conn := connect(t, address)
	if _, err := prop.Export(conn, managerPath, prop.Map{manager: {"Metered": {Value: "by the byte"}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(manager, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	m := &Meter{}
	m.ask(t.Context(), connect(t, address))
	until(t, m, false, false)
}
