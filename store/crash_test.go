package store

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
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
)

// The environment of a child process.
const (
	envChild = "ONSET_STORE_CHILD" // what it does: record, rewrite or fill
	envHome  = "ONSET_STORE_HOME"
	envTo    = "ONSET_STORE_TO" // recipient of the blobs
	envID    = "ONSET_STORE_PRODUCTION"
)

// childContext is for child processes, which have no test to take one from.
var childContext = context.Background()

// crashHome is a store that a child process writes and the parent reads. Its
// keys stand in a file as a keyring would keep them.
type crashHome struct {
	*kit
	acked map[consent.Ref]consent.ID
}

func (h *crashHome) keysPath() string { return filepath.Join(filepath.Dir(h.conf.Dir), "keys") }

func newCrashHome(t *testing.T) *crashHome {
	t.Helper()
	k := newKit(t)
	var err error
	if k.conf.Production.Seal, err = signer.NewSealKey(fixedReader{}); err != nil {
		t.Fatal(err)
	}
	first := k.found()
	h := &crashHome{kit: k, acked: map[consent.Ref]consent.ID{}}
	k.conf.SaveKeys = func() error { return saveKeyFile(h.keysPath(), k.conf.Production) }
	k.create()
	k.mustAppend(first...)
	if err := errors.Join(k.db.Close(), k.conf.SaveKeys()); err != nil {
		t.Fatal(err)
	}
	return h
}

// fixedReader lets the child have the seal key of the parent.
type fixedReader struct{}

func (fixedReader) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(i + 1)
	}
	return len(b), nil
}

func saveKeyFile(path string, p *signer.Production) error {
	f, err := os.Create(path + ".new")
	if err != nil {
		return err
	}
	_, err = f.Write(append(p.StoreKey[:], p.NextKey[:]...))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

func loadKeyFile(path string, p *signer.Production) error {
	b, err := os.ReadFile(path)
	if err == nil && len(b) != 64 {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		p.StoreKey, p.NextKey = [32]byte(b), [32]byte(b[32:])
	}
	return err
}

// TestMain lets the test binary be the child that is killed.
func TestMain(m *testing.M) {
	if what := os.Getenv(envChild); what != "" {
		if err := child(what); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(what string) error {
	home := os.Getenv(envHome)
	p := &signer.Production{}
	id, err := hex.DecodeString(os.Getenv(envID))
	if err != nil || len(id) != 32 {
		return errors.New("no production")
	}
	p.ID = consent.Ref(id)
	if p.Seal, err = signer.NewSealKey(fixedReader{}); err != nil {
		return err
	}
	keys := filepath.Join(filepath.Dir(home), "keys")
	if err := loadKeyFile(keys, p); err != nil {
		return err
	}
	to, err := signer.ParseRecipient(os.Getenv(envTo))
	if err != nil {
		return err
	}
	conf := Config{
		Dir: home, Production: p, Codec: testCodec(), Now: time.Now,
		SaveKeys: func() error { return saveKeyFile(keys, p) },
	}
	db, err := Open(childContext, conf)
	if err != nil {
		return err
	}
	if what == "fill" {
		return childFill(db, to)
	}
	return childLoop(db, to, what == "rewrite")
}

// childLoop records until it is killed, and prints what was acknowledged.
func childLoop(db *DB, to signer.Recipient, rewrite bool) error {
	for i := 0; ; i++ {
		if err := childRecord(db, to); err != nil {
			return err
		}
		if !rewrite {
			continue
		}
		run := db.Reindex
		if i%2 == 0 {
			run = db.CompactUnderNewKey
		}
		if err := run(childContext, nil); err != nil {
			return err
		}
	}
}

func childRecord(db *DB, to signer.Recipient) error {
	var blobs []signer.Blob
	for range 2 {
		b, err := signer.SealBlob(rand.Reader, signer.AudienceSet, make([]byte, 900), to)
		if err != nil {
			return err
		}
		blobs = append(blobs, b)
	}
	g := given(nil)
	g.Set, g.Office = blobs[0].Ref(), blobs[1].Ref()
	sts, err := db.Record(childContext, g.Person, consent.StampOf(testNow), Draft{Body: g, Blobs: blobs})
	if err != nil {
		return err
	}
	fmt.Println(sts[0].ID, g.Consent)
	return nil
}

// startChild runs the test binary as a child on the home.
func (h *crashHome) startChild(what string) (*exec.Cmd, io.Reader) {
	h.t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envChild+"="+what, envHome+"="+h.conf.Dir,
		envID+"="+h.conf.Production.ID.String(), envTo+"="+h.conf.Production.Set[0].Identity.Recipient().String())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	return cmd, out
}

// crash lets a child write and kills it after a random time, which is counted
// from its first acknowledgement so that every round gets somewhere.
func (h *crashHome) crash(what string, most time.Duration) (fresh int) {
	h.t.Helper()
	cmd, out := h.startChild(what)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if fresh == 0 {
			time.AfterFunc(mrand.N(most), func() { _ = cmd.Process.Kill() })
		}
		if !h.ack(lines.Text()) {
			break
		}
		fresh++
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	return fresh
}

// ack notes a whole line of the child.
func (h *crashHome) ack(line string) bool {
	st, id, ok := strings.Cut(line, " ")
	var ref consent.Ref
	if !ok || ref.UnmarshalText([]byte(st)) != nil {
		return false
	}
	cid, err := consent.ParseID(id)
	if err != nil {
		return false
	}
	h.acked[ref] = cid
	return true
}

// verify opens the store as the crash left it and finds everything acknowledged.
func (h *crashHome) verify() {
	h.t.Helper()
	if err := loadKeyFile(h.keysPath(), h.conf.Production); err != nil {
		h.t.Fatal(err)
	}
	db, err := Open(h.t.Context(), h.conf)
	if err != nil {
		h.t.Fatal(err)
	}
	h.db = db
	defer mustClose(h.t, db)
	for ref, id := range h.acked {
		c, err := db.Consent(h.t.Context(), id)
		if err != nil || c.Statement != ref {
			h.t.Fatalf("acknowledged and lost: %s, %v", ref, err)
		}
	}
	h.clean()
}

func crashRounds(t *testing.T, normal int) int {
	if n, err := strconv.Atoi(os.Getenv("ONSET_CRASH_ROUNDS")); err == nil && n > 0 {
		return n
	}
	if testing.Short() {
		return normal / 10
	}
	return normal
}

func TestKilledWhileRecording(t *testing.T) {
	h := newCrashHome(t)
	for range crashRounds(t, 200) {
		if h.crash("record", 12*time.Millisecond) == 0 {
			t.Fatal("the child recorded nothing")
		}
		if len(h.acked) > 150 { // a store that stays small makes for more rounds
			h.verify()
			h = newCrashHome(t)
		}
	}
	h.verify()
}

func TestKilledWhileRewriting(t *testing.T) {
	h := newCrashHome(t)
	for range crashRounds(t, 100) {
		if h.crash("rewrite", 60*time.Millisecond) == 0 {
			t.Fatal("the child recorded nothing")
		}
		h.verify()
		if len(h.acked) > 60 {
			h = newCrashHome(t)
		}
	}
}
