package office

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
)

func TestABackupOfARunningServiceIsPutBack(t *testing.T) {
	r, k := prepared(t), founded(t)
	o := r.brings(t, k)
	robin, kim := declare(t, k, "Robin Example"), declare(t, k, "Kim Example")
	carried(t, k, o)
	users, err := r.People(t.Context())
	must(t, err)
	_, err = users.Add(t.Context(), "Nana", "nana@example.org", "a long enough password")
	must(t, err)

	place := filepath.Join(t.TempDir(), "backups")
	made, removed, err := r.Backup(t.Context(), place)
	if err != nil || removed != 0 {
		t.Fatalf("%d removed, %v", removed, err)
	}
	line, err := o.Consent(robin)
	must(t, err)
	must(t, o.Erase(t.Context(), line.Consent.Person, nil)) // after the backup
	must(t, r.noteErased(t.Context(), place))
	must(t, r.noteErased(t.Context(), place))
	old := o.Carried().Production.Seal.Author()
	must(t, r.stop())

	dir := filepath.Join(t.TempDir(), "again")
	if _, err := Restore(t.Context(), openHome(t, dir), "another passphrase", made); !errors.Is(err, flow.ErrPassphrase) {
		t.Fatalf("with another passphrase: %v", err)
	}
	n, err := Restore(t.Context(), openHome(t, dir), passphrase, made)
	if err != nil || n != 1 {
		t.Fatalf("%d productions, %v", n, err)
	}
	back := serving(t, dir)
	o, err = back.Kit(k.ProductionID())
	must(t, err)
	if o.Carried().Production.Seal.Author() == old {
		t.Error("it goes on in the old log")
	}
	if !o.IsOffice() {
		t.Error("the new log is no office's")
	}
	if name := o.PersonRow(personOf(t, o, robin)).Name; name != "" {
		t.Errorf("who was erased is back: %q", name)
	}
	if name := o.PersonRow(personOf(t, o, kim)).Name; name != "Kim Example" {
		t.Errorf("who was not erased is %q", name)
	}
	if people, err := back.People(t.Context()); err != nil || len(people.List()) != 1 {
		t.Errorf("users are not back: %v", err)
	}
	carried(t, k, o) // the kit still has the particulars
	if name := o.PersonRow(personOf(t, o, robin)).Name; name != "" {
		t.Errorf("a kit brought back who was erased: %q", name)
	}
	if _, err := Restore(t.Context(), openHome(t, dir), passphrase, made); !errors.Is(err, flow.ErrNotEmpty) {
		t.Errorf("over a home: %v", err)
	}
}

func personOf(t *testing.T, k *flow.Kit, id consent.ID) consent.ID {
	t.Helper()
	line, err := k.Consent(id)
	must(t, err)
	return line.Consent.Person
}

func TestOldBackupsGo(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)
	for name, stays := range map[string]bool{
		"onset-20260516T120000Z": false, "onset-20260517T120000Z": true, "onset-20260615T115959Z": true,
		"onset-notes": true, "another-20200101T000000Z": true, "onset-20200101T000000Z.txt": true,
	} {
		must(t, os.Mkdir(filepath.Join(dir, name), 0o700))
		defer func() {
			if _, err := os.Lstat(filepath.Join(dir, name)); (err == nil) != stays {
				t.Errorf("%s stays: %v", name, err == nil)
			}
		}()
	}
	if n, err := prune(dir, now); err != nil || n != 1 {
		t.Errorf("%d removed, %v", n, err)
	}
}

func TestBackupsThatCannotBeMade(t *testing.T) {
	r := prepared(t)
	for _, dir := range []string{r.dir, filepath.Join(r.dir, "backups")} {
		if _, _, err := r.Backup(t.Context(), dir); !errors.Is(err, ErrBackups) {
			t.Errorf("in %s: %v", dir, err)
		}
	}
	if _, err := Restore(t.Context(), openHome(t, filepath.Join(t.TempDir(), "x")), passphrase, t.TempDir()); !errors.Is(err, flow.ErrKeysGone) {
		t.Errorf("what is no backup: %v", err)
	}
}

func TestListOfErasures(t *testing.T) {
	name := filepath.Join(t.TempDir(), "erased")
	if got, err := readErased(name); err != nil || len(got) != 0 {
		t.Errorf("before there is one: %v, %v", got, err)
	}
	p, id := consent.Ref{1}, consent.ID{6: 0x40, 8: 0x80, 15: 3}
	must(t, os.WriteFile(name, []byte(p.String()+" "+id.String()+"\nnonsense\n"+p.String()+"\n"+p.String()+" "+id.String()[:9]), 0o600))
	got, err := readErased(name)
	if err != nil || len(got) != 1 || len(got[p]) != 1 || got[p][0] != id {
		t.Errorf("read %v, %v", got, err)
	}
	must(t, os.Truncate(name, erasedMax+1))
	if _, err := readErased(name); !errors.Is(err, flow.ErrTooLong) {
		t.Errorf("one that is too long: %v", err)
	}
}

func FuzzReadErased(f *testing.F) {
	f.Add(strings.Repeat("0", 64) + " 00000000-0000-4000-8000-000000000003\n")
	f.Fuzz(func(t *testing.T, content string) {
		name := filepath.Join(t.TempDir(), "erased")
		must(t, os.WriteFile(name, []byte(content), 0o600))
		if _, err := readErased(name); errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
	})
}
