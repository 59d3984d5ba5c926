package offload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tools are programs that write lists, run in the folder that is listed.
var tools = map[string]string{
	"plain.xxh128":  "xxhsum -H2 -- DCIM/*/* PRIVATE/*/*/*",
	"plain.xxh64":   "xxhsum -H1 -- DCIM/*/* PRIVATE/*/*/*",
	"plain.xxh3":    "xxhsum -H3 -- DCIM/*/* PRIVATE/*/*/*",
	"tagged.sums":   "xxhsum -H2 --tag -- DCIM/*/* PRIVATE/*/*/*",
	"checksums.txt": "xxhsum -H2 -- ./DCIM/*/* ./PRIVATE/*/*/*",
	"MD5SUMS":       "md5sum -b -- DCIM/*/* PRIVATE/*/*/*",
	"card.md5":      "md5sum --tag -- DCIM/*/* PRIVATE/*/*/*",
	"card.sha1":     "sha1sum -- DCIM/*/* PRIVATE/*/*/*",
	"card.sha256":   "sha256sum -- DCIM/*/* PRIVATE/*/*/* | sed 's/$/\\r/'",
	"windows.md5":   "md5sum -- DCIM/*/* PRIVATE/*/*/* | tr / '\\\\'",
}

// foreignFiles are those that the tools list.
var foreignFiles = map[string]int{"DCIM/100/A.JPG": 4000, "DCIM/100/B ü.MOV": 70_000, "PRIVATE/CLIP/X/C.MP4": 0, "PRIVATE/CLIP/X/D.MP4": 33}

func TestListsOfTools(t *testing.T) {
	for name, command := range tools {
		t.Run(name, func(t *testing.T) {
			oracle(t, strings.Fields(command)[0])
			dir := t.TempDir()
			write(t, dir, foreignFiles)
			cmd := exec.CommandContext(t.Context(), "bash", "-c", command+" > "+name)
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "LC_ALL=C.UTF-8")
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			all, err := FindListings(t.Context(), dir)
			must(t, err)
			if len(all) != 1 || all[0].Kind != ListPlain || all[0].Name != name || len(all[0].Entries) != len(foreignFiles) || all[0].Skipped > 0 {
				t.Fatalf("%+v", all)
			}
			verifiesAndRots(t, dir, all[0])
		})
	}
}

// verifiesAndRots wants a folder to agree with its list, and not when a bit,
// a size or a name is another.
func verifiesAndRots(t *testing.T, dir string, by *Listing) {
	t.Helper()
	check, err := Verify(t.Context(), dir, by, options())
	must(t, err)
	if !check.OK() || check.Count(Agrees) != len(foreignFiles) {
		t.Fatalf("%+v", check.Files)
	}
	const name = "DCIM/100/A.JPG"
	rotten := content(name, foreignFiles[name])
	rotten[77] ^= 1
	put(t, filepath.Join(dir, name), rotten)
	must(t, os.Remove(filepath.Join(dir, "PRIVATE/CLIP/X/D.MP4")))
	if check, err = Verify(t.Context(), dir, by, options()); err != nil || check.OK() {
		t.Errorf("%v, %+v", err, check)
	}
	if check.Count(Differs) != 1 || check.Count(Missing) != 1 {
		t.Errorf("%+v", check.Files)
	}
	card := t.TempDir()
	write(t, card, foreignFiles)
	if missing := check.Missing(walk(t, card)); !slices.Equal(missing, []string{name, "PRIVATE/CLIP/X/D.MP4"}) {
		t.Errorf("missing: %v", missing)
	}
}

// mhl1 is a list as tools of the time before ASC MHL wrote it.
func mhl1(files map[string]int, element func(b []byte) string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<hashlist version="1.1"><creatorinfo><name>x</name><tool>offloader 9</tool></creatorinfo>`)
	for name, n := range files {
		fmt.Fprintf(&b, "<hash><file>%s</file><size>%d</size><lastmodificationdate>2026-05-12T14:02:11Z</lastmodificationdate>%s<hashdate>2026-05-12T15:00:00Z</hashdate></hash>\n",
			escaped(name), n, element(content(name, n)))
	}
	return b.String() + "</hashlist>"
}

func sumOf(f Format, b []byte) string {
	d, _ := newDigest([]Format{f}) // a format of this package
	_, _ = d.Write(b)
	return d.sums()[f]
}

func TestListMHL1(t *testing.T) {
	for what, element := range map[string]func(b []byte) string{
		"md5":  func(b []byte) string { return "<md5>" + strings.ToUpper(sumOf(MD5, b)) + "</md5>" },
		"sha1": func(b []byte) string { return "<sha1>" + sumOf(SHA1, b) + "</sha1>" },
		"be":   func(b []byte) string { return "<xxhash64be>" + sumOf(XXH64, b) + "</xxhash64be>" },
		"le": func(b []byte) string {
			raw, _ := XXH64.parse(sumOf(XXH64, b)) // made by sumOf
			slices.Reverse(raw)
			return "<xxhash64>" + XXH64.spell(raw) + "</xxhash64>"
		},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, foreignFiles)
			put(t, filepath.Join(dir, "A001.mhl"), []byte(mhl1(foreignFiles, element)))
			all, err := FindListings(t.Context(), dir)
			must(t, err)
			if len(all) != 1 || all[0].Kind != ListMHL || all[0].Tool != "offloader 9" || all[0].Entries[0].Size != 4000 || !all[0].Entries[0].Time.Equal(day) {
				t.Fatalf("%+v", all)
			}
			verifiesAndRots(t, dir, all[0])
		})
	}
}

func TestListUnknownKind(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, foreignFiles)
	l, err := ReadMHL1(strings.NewReader(mhl1(foreignFiles, func([]byte) string { return "<xxhash>12345</xxhash>" })))
	must(t, err)
	check, err := Verify(t.Context(), dir, l, options())
	must(t, err)
	if check.OK() || check.Count(Unproven) != len(foreignFiles) || !l.Entries[0].Other {
		t.Errorf("%+v", check.Files)
	}
}

// TestAdopt takes over the copy of another tool and gives it a history.
func TestAdopt(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, foreignFiles)
	l, err := ReadMHL1(strings.NewReader(mhl1(foreignFiles, func(b []byte) string { return "<md5>" + sumOf(MD5, b) + "</md5>" })))
	must(t, err)
	check, err := Adopt(t.Context(), dir, l, options())
	must(t, err)
	h, err := ReadHistory(t.Context(), dir)
	must(t, err)
	if check.Manifest == "" || h.Generations[0].Process != InPlace || h.Sums("DCIM/100/A.JPG")[MD5] == "" || h.Sums("DCIM/100/A.JPG")[XXH128] == "" {
		t.Errorf("%+v", h.Generations[0])
	}
	xmllint(t, dir)
	must(t, os.Truncate(filepath.Join(dir, "DCIM/100/A.JPG"), 5))
	if check, err = Adopt(t.Context(), dir, l, options()); err != nil || check.OK() || check.Manifest != "" {
		t.Errorf("%v: a bad copy was recorded as %q", err, check.Manifest)
	}
}

func TestListsRefused(t *testing.T) {
	outside := "d41d8cd98f00b204e9800998ecf8427e  ../../etc/passwd\n"
	twice := "d41d8cd98f00b204e9800998ecf8427e  a.md5\nd41d8cd98f00b204e9800998ecf8427f  a.md5\n"
	for what, err := range map[string]error{
		"outside":  second(ReadSums(strings.NewReader(outside), "x.md5")),
		"twice":    second(ReadSums(strings.NewReader(twice), "x.md5")),
		"prose":    second(ReadSums(strings.NewReader("dear all\nthe card is fine\n"), "x.md5")),
		"a line":   second(ReadSums(strings.NewReader(strings.Repeat("a", 2*maxLine)), "x.md5")),
		"no XML":   second(ReadMHL1(strings.NewReader("x"))),
		"MHL 2":    second(ReadMHL1(strings.NewReader(`<hashlist version="2.0"/>`))),
		"MHL 1":    second(ReadManifest(strings.NewReader(`<hashlist version="1.1"/>`))),
		"root":     second(ReadManifest(strings.NewReader(`<html/>`))),
		"entities": second(ReadManifest(strings.NewReader(`<!DOCTYPE a [<!ENTITY b "c">]><hashlist version="2.0"><processinfo><process>&b;</process></processinfo></hashlist>`))),
		"absolute": second(ReadMHL1(strings.NewReader(`<hashlist version="1.1"><hash><file>/Volumes/A001/a.mov</file></hash></hashlist>`))),
		"half":     second(ReadManifest(strings.NewReader(`<hashlist version="2.0"><processinfo><process>transfer</process></processinfo><hashes><hash><path>a`))),
		"no sum":   second(ReadManifest(strings.NewReader(`<hashlist version="2.0"><processinfo><process>transfer</process></processinfo><hashes><hash><path>a</path><md5>x</md5></hash></hashes></hashlist>`))),
	} {
		if !errors.Is(err, ErrManifest) {
			t.Errorf("%s: %v, want ErrManifest", what, err)
		}
	}
	if _, err := readBounded(endless{}, 5000); !errors.Is(err, ErrGreedy) {
		t.Errorf("%v, want ErrGreedy", err)
	}
	if _, err := FindListings(t.Context(), t.TempDir()); !errors.Is(err, ErrNoManifest) {
		t.Errorf("%v, want ErrNoManifest", err)
	}
}

func second[T any](_ T, err error) error { return err }

// endless is a list without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte("x"), len(p))), nil }

func TestListAmbiguous(t *testing.T) {
	for _, f := range []Format{MD5, XXH128} {
		l, err := ReadSums(strings.NewReader(sumOf(f, []byte("x"))+"  a\n"), "list.txt")
		must(t, err)
		e := &l.Entries[0]
		if !e.Any || !e.agrees(Sums{f: sumOf(f, []byte("x"))}) || e.agrees(Sums{f: sumOf(f, []byte("y"))}) {
			t.Errorf("%s: %+v", f, e)
		}
	}
}

func TestExtendFindsWhatIsWrong(t *testing.T) {
	card, one, _ := places(t, mixed)
	copyCard(t, t.Context(), card, one)
	const rotten, gone, added = "DCIM/100CANON/IMG_0001.CR3", "MEDIAPRO.XML", "DCIM/100CANON/IMG_0009.JPG"
	must(t, os.Rename(filepath.Join(one, "PRIVATE/M4ROOT/SUB"), filepath.Join(one, "PRIVATE/M4ROOT/SUBS")))
	h, err := ReadHistory(t.Context(), one)
	must(t, err)
	check, err := Verify(t.Context(), one, h.Listing(), options())
	must(t, err)
	if check.OK() || !slices.Contains(check.Folders, "PRIVATE/M4ROOT") || !slices.Contains(check.Folders, ".") {
		t.Errorf("an empty folder was renamed: %v", check.Folders)
	}
	put(t, filepath.Join(one, rotten), content("rot", mixed[rotten]))
	must(t, os.Remove(filepath.Join(one, gone)))
	write(t, one, map[string]int{added: 9})
	check, err = Extend(t.Context(), one, options())
	must(t, err)
	want := map[string]Found{rotten: Differs, gone: Missing, added: New}
	for _, f := range check.Files {
		if w, ok := want[f.Path]; ok && f.Found != w || !ok && f.Found != Agrees {
			t.Errorf("%s: %s", f.Path, f.Found)
		}
	}
	h, err = ReadHistory(t.Context(), one)
	must(t, err)
	for _, r := range h.Generations[1].Records {
		if r.Path == rotten && r.Sums[0].Action != Failed || r.Path == added && r.Sums[0].Action != Original || r.Path == gone {
			t.Errorf("%+v", r)
		}
	}
	if h.Sums(rotten)[XXH128] != sumOf(XXH128, content(rotten, mixed[rotten])) {
		t.Error("the first checksum of a file is not the measure any more")
	}
	xmllint(t, one)
}

func TestExtendWaits(t *testing.T) {
	card, one, _ := places(t, mixed)
	ctx, cancel := context.WithCancel(t.Context())
	o := options()
	o.openDisk = with(func(_ string, d *faultyDisk) {
		d.onCreate = func(string) error { cancel(); return nil }
	})
	if _, err := Run(ctx, plan(t, card, one), o); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if _, err := Extend(t.Context(), one, options()); !errors.Is(err, ErrUnfinished) {
		t.Errorf("%v, want ErrUnfinished", err)
	}
}
