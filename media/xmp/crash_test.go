package xmp

import (
	"bufio"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The environment of a child process, which writes until it is killed.
const (
	envChild = "ONSET_XMP_CHILD" // "sidecar", "retag", "deliver" or "full"
	envDir   = "ONSET_XMP_DIR"
)

func TestMain(m *testing.M) {
	if what := os.Getenv(envChild); what != "" {
		if err := child(what, os.Getenv(envDir)); err != nil {
			_, _ = os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child has no test to take a context from.
func child(what, dir string) error {
	ctx := context.Background()
	if what == "full" {
		return childFull(ctx, dir)
	}
	for i := 0; ; i++ {
		f := allFacts()
		if i%2 == 1 {
			f = withdrawn()
		}
		if err := childStep(ctx, what, dir, f); err != nil {
			return err
		}
		if _, err := os.Stdout.WriteString("done\n"); err != nil {
			return err
		}
	}
}

func childStep(ctx context.Context, what, dir string, f Facts) error {
	switch what {
	case "sidecar":
		folder, err := OpenFolder(dir, "")
		if err != nil {
			return err
		}
		_, err = folder.Write(ctx, "A1.MOV", f)
		return err
	case "retag":
		for _, name := range []string{"A1.MOV", "A1.MP4", "A1.TIF", "A1.JPG"} {
			if _, err := Retag(ctx, filepath.Join(dir, name), f); err != nil {
				return err
			}
		}
		return nil
	default:
		b, err := os.ReadFile(filepath.Join(dir, "A1.MP4"))
		if err != nil {
			return err
		}
		path := filepath.Join(dir, "delivered.mp4")
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return Deliver(ctx, strings.NewReader(string(b)), int64(len(b)), path, f)
	}
}

// killed runs a child until it has done something, and kills it somewhere in what it does next.
func killed(t *testing.T, what, dir string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), envChild+"="+what, envDir+"="+dir)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("the child said %q: %v %s", line, err, complaints.String())
	}
	// Any moment will do, and each run takes another one.
	timer := time.NewTimer(time.Duration(rand.IntN(20_000)) * time.Microsecond)
	<-timer.C
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if complaints.Len() > 0 {
		t.Fatal(complaints.String())
	}
}

const kills = 12

// TestKilledWhileWritingSidecars: whenever the writer is killed, the sidecar
// says one thing or the other, and what others wrote is there.
func TestKilledWhileWritingSidecars(t *testing.T) {
	if testing.Short() {
		t.Skip("runs other programs")
	}
	dir := folderOf(t, "A1.MOV", "A1.xmp="+string(rdf("", "<plus:Licensor>theirs</plus:Licensor>")))
	for range kills {
		killed(t, "sidecar", dir)
		b := must(os.ReadFile(filepath.Join(dir, "A1.xmp")))
		assertOneOrTheOther(t, b)
		if !strings.Contains(string(b), "theirs") {
			t.Fatalf("what others wrote is lost:\n%s", b)
		}
	}
	if _, err := opened(t, dir).Write(t.Context(), "A1.MOV", Facts{}); err != nil {
		t.Fatal(err)
	}
	assertNoLeftovers(t, dir)
}

// assertOneOrTheOther holds a packet to be one of the two that the child writes.
func assertOneOrTheOther(t *testing.T, packet []byte) {
	t.Helper()
	found, err := Read(packet)
	if err != nil || found.Facts.Result != allFacts().Result && found.Facts.Result != withdrawn().Result {
		t.Fatalf("%v\n%s", err, packet)
	}
}

// TestKilledWhileEmbedding: copies that are changed where they are stay whole.
func TestKilledWhileEmbedding(t *testing.T) {
	if testing.Short() {
		t.Skip("runs other programs")
	}
	dir := t.TempDir()
	fixtures := map[string][]byte{
		"A1.MOV": movFixture(), "A1.MP4": mp4Fixture(), "A1.TIF": tiffFixture(le, false), "A1.JPG": jpegFixture(t),
	}
	for name, b := range fixtures {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range kills {
		killed(t, "retag", dir)
		for name := range fixtures {
			b := must(os.ReadFile(filepath.Join(dir, name)))
			packet, err := Packet(t.Context(), strings.NewReader(string(b)), int64(len(b)))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			assertOneOrTheOther(t, packet)
			assertMedia(t, name, b)
		}
	}
}

// TestKilledWhileDelivering: a name in the recipient's folder is a complete copy.
func TestKilledWhileDelivering(t *testing.T) {
	if testing.Short() {
		t.Skip("runs other programs")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "A1.MP4"), mp4Fixture(), 0o600); err != nil {
		t.Fatal(err)
	}
	for range kills {
		killed(t, "deliver", dir)
		b, err := os.ReadFile(filepath.Join(dir, "delivered.mp4"))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		packet, err := Packet(t.Context(), strings.NewReader(string(b)), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		assertOneOrTheOther(t, packet)
		assertMedia(t, "A1.MP4", b)
	}
}
