package flow_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"onset/app/flow"
	"onset/app/keep"
	"onset/consent"
	"onset/signer"
)

// secrets are texts that must not stand in any file, and the files they were
// looked for in.
type secrets []string

// forms are the ways a text may lie in a file.
func forms(s string) [][]byte {
	var wide []byte
	for _, u := range utf16.Encode([]rune(s)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	return [][]byte{[]byte(s), []byte(strings.ToLower(s)), wide}
}

func (list secrets) in(b []byte) string {
	for _, s := range list {
		for _, f := range forms(s) {
			if bytes.Contains(b, f) {
				return s
			}
		}
	}
	return ""
}

// absent fails for every file under the folders that holds one of the texts.
func (list secrets) absent(t *testing.T, folders ...string) {
	t.Helper()
	files := 0
	for _, dir := range folders {
		must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return nil
			}
			files++
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if found := list.in(append(b, path...)); found != "" {
				t.Errorf("%q stands in %s", found, path)
			}
			return nil
		}))
	}
	if files < 3 {
		t.Fatalf("only %d files were looked at", files)
	}
}

// tmpHere makes every temporary file land in a folder of the test.
func tmpHere(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, dir)
	}
	return dir
}

// told collects what is told of people: names, contacts, guardians, labels.
func (s *set) told() (out secrets) {
	add := func(texts ...string) {
		for _, x := range texts {
			if len(x) > 3 {
				out = append(out, x)
			}
		}
	}
	for _, c := range s.Consents() {
		add(c.Name, c.Contact, c.Workplace)
		for _, g := range c.Guardians {
			add(g.Name, g.Contact)
		}
	}
	return out
}

// TestNothingReadableAfterADemoDay fills a day, interrupts a signing, and looks
// for what was told in every file under the home, beside it, and in the
// temporary folder.
func TestNothingReadableAfterADemoDay(t *testing.T) {
	tmp := tmpHere(t)
	s := founded(t)
	ctx := t.Context()
	must(t, s.Demo(ctx, 30, 20, 11, nil))
	list := s.told()
	if len(list) < 30 {
		t.Fatalf("only %d texts to look for", len(list))
	}
	must(t, s.Invalidate(ctx, s.Consents()[5].Consent.ID, "unusual reason for this"))
	_, err := s.NextScene(ctx, flow.SceneDraft{Title: "Scene of the lighthouse"})
	must(t, err)
	sg := s.begun(flow.SigningStart{})
	must(t, sg.SetName(ctx, "Halfway Person"))
	must(t, sg.SetContact(ctx, "halfway@post.example"))
	must(t, sg.SetInk(ctx, drawn(t)))
	list = append(list, "Halfway Person", "halfway@post.example", "unusual reason", "lighthouse", `"strokes"`, "20.5",
		"Freja", "Thyborøn", passphrase, "behind the blue fence")
	list.absent(t, s.dir, tmp) // while it runs
	must(t, s.Close())
	list.absent(t, s.dir, s.dir+"-demo", tmp)
}

// opened reads what the store gives to whoever has its keys: every local value,
// everything said of each consent and person, and every blob these name. That
// no other bytes are left in its file is the store's own test.
func opened(t *testing.T, home string) (all []byte) {
	t.Helper()
	ring, err := signer.OpenKeyring(filepath.Join(home, "keyring"), passphrase)
	must(t, err)
	p := ring.Productions[0]
	s, err := keep.Open(t.Context(), flow.StoreConfig{
		Dir: filepath.Join(home, p.Dir), Production: p, Codec: flow.Codec(), Now: newClock().now, SaveKeys: ring.Save,
	})
	must(t, err)
	defer func() { must(t, s.Close()) }()
	for _, group := range []string{"label", "thumb", "path", "at", "draft", "kit"} {
		values, err := s.Locals(t.Context(), group)
		must(t, err)
		for name, v := range values {
			all = append(append(all, name...), v...)
		}
	}
	consents, err := s.Consents(t.Context())
	must(t, err)
	for _, c := range consents {
		for _, about := range []consent.Subject{{Kind: consent.OfConsent, ID: c.ID}, {Kind: consent.OfPerson, ID: c.Person}} {
			sts, err := s.Statements(t.Context(), about)
			must(t, err)
			for _, st := range sts {
				body, err := json.Marshal(st.Body)
				must(t, err)
				all = append(append(all, body...), contents(t, s, body)...)
			}
		}
	}
	return all
}

// contents opens the blobs that a statement's JSON names.
func contents(t *testing.T, s flow.Store, body []byte) (all []byte) {
	t.Helper()
	var fields map[string]json.RawMessage
	must(t, json.Unmarshal(body, &fields))
	for _, name := range []string{"set", "office", "reason"} {
		var ref consent.BlobRef
		if json.Unmarshal(fields[name], &ref) != nil || ref.IsZero() {
			continue
		}
		if b, err := s.Blob(t.Context(), ref); err == nil {
			all = append(all, b...)
		}
	}
	return all
}

// TestErasedIsGoneEvenWithTheKey erases a person and then reads the whole
// store with its key.
func TestErasedIsGoneEvenWithTheKey(t *testing.T) {
	tmp := tmpHere(t)
	s := founded(t)
	ctx := t.Context()
	id, r, err := s.Declare(ctx, flow.Declaration{
		Name: "Erasable Erikson", Adult: true, Email: "erase.me@post.example", Org: "Forgotten Works", Ink: drawn(t),
		Face: photo(t, 5), Grants: []consent.Purpose{consent.Film},
	})
	must(t, err)
	s.adult("Staying Stensen", consent.Film)
	name := "Erasable Eriksen"
	must(t, s.Rectify(ctx, flow.RectifyDraft{Of: id, Name: &name}))
	_, err = s.Withdraw(ctx, flow.WithdrawDraft{Of: id})
	must(t, err)
	s.reopen() // labels are written down
	gone := secrets{"Erasable Eriks", "erase.me", "Forgotten Works", "20.5"}
	must(t, s.Close())
	if gone[:3].in(opened(t, s.dir)) == "" {
		t.Fatal("the key opens nothing of the person before the erasure: the look is worth nothing")
	}
	s.home = openHome(t, s.dir, s.clock)
	s.Kit, err = s.home.Unlock(ctx, passphrase, consent.Ref{})
	must(t, err)
	must(t, s.Erase(ctx, r.Person, nil))
	line, err := s.Consent(id)
	must(t, err)
	equal(t, "name", line.Name, "")
	equal(t, "the stub's status", line.Status, consent.StatusWithdrawn)
	equal(t, "search", s.People(flow.PeopleQuery{Text: "eriks"}).All, 0)
	due, err := s.CompactDue(ctx)
	must(t, err)
	equal(t, "nothing waits", due.IsZero(), true)
	report, err := s.Check(ctx, nil)
	must(t, err)
	equal(t, "faults", len(report.Faults), 0)
	must(t, s.Close())
	plain := opened(t, s.dir)
	if found := gone[:3].in(plain); found != "" {
		t.Errorf("%q opens with the key", found)
	}
	if (secrets{"Staying Stensen"}).in(plain) == "" {
		t.Error("somebody else was erased too")
	}
	gone.absent(t, s.dir, tmp)
	s.home = openHome(t, s.dir, s.clock)
	s.Kit, err = s.home.Unlock(ctx, passphrase, consent.Ref{})
	must(t, err)
	if err := s.Erase(ctx, consent.ID{1}, nil); err == nil {
		t.Error("erased nobody")
	}
}
