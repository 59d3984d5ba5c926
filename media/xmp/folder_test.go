package xmp

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"onset/consent"
)

// folderOf makes a folder with empty files. A sidecar's content may follow its name.
func folderOf(t testing.TB, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, n := range names {
		name, content, _ := strings.Cut(n, "=")
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func opened(t testing.TB, dir string) *Folder {
	t.Helper()
	f, err := OpenFolder(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestSidecarNames(t *testing.T) {
	const clip = 7
	of := func(n byte) string { return "=" + string(merged(t, nil, Facts{Clip: id(n)})) }
	isFor := func(ext string) string {
		return "=" + string(rdf(`xmlns:photoshop="`+nsShop+`" photoshop:SidecarForExtension="`+ext+`"`, ""))
	}
	for name, c := range map[string]struct {
		files []string
		clip  string
		want  []string
	}{
		"none yet":                          {[]string{"A001.MXF"}, "A001.MXF", []string{"A001.xmp"}},
		"Adobe's":                           {[]string{"A001.MXF", "A001.xmp"}, "A001.MXF", []string{"A001.xmp"}},
		"in capitals":                       {[]string{"A001.MXF", "A001.XMP"}, "A001.MXF", []string{"A001.XMP"}},
		"darktable's":                       {[]string{"A001.JPG", "A001.JPG.xmp"}, "A001.JPG", []string{"A001.JPG.xmp"}},
		"both":                              {[]string{"A001.JPG", "A001.JPG.xmp", "A001.xmp"}, "A001.JPG", []string{"A001.xmp", "A001.JPG.xmp"}},
		"raw and JPEG, the raw":             {[]string{"A1.CR3", "A1.JPG"}, "A1.CR3", []string{"A1.xmp"}},
		"raw and JPEG, the JPEG":            {[]string{"A1.CR3", "A1.JPG"}, "A1.JPG", []string{"A1.JPG.xmp"}},
		"raw and JPEG with its sidecar":     {[]string{"A1.CR3", "A1.JPG", "A1.xmp"}, "A1.JPG", []string{"A1.JPG.xmp"}},
		"photo and film":                    {[]string{"A1.HEIC", "A1.MOV", "A1.xmp"}, "A1.MOV", []string{"A1.MOV.xmp"}},
		"two raws":                          {[]string{"A1.CR3", "A1.DNG"}, "A1.CR3", []string{"A1.CR3.xmp"}},
		"a sound beside it":                 {[]string{"A1.MOV", "A1.WAV"}, "A1.MOV", []string{"A1.xmp"}},
		"a sidecar for another extension":   {[]string{"A1.JPG", "A1.xmp" + isFor("CR2")}, "A1.JPG", []string{"A1.JPG.xmp"}},
		"a sidecar for this extension":      {[]string{"A1.JPG", "A1.xmp" + isFor("jpg")}, "A1.JPG", []string{"A1.xmp"}},
		"ours, before the raw came":         {[]string{"A1.JPG", "A1.CR3", "A1.xmp" + of(clip)}, "A1.JPG", []string{"A1.JPG.xmp", "A1.xmp"}},
		"another clip's":                    {[]string{"A1.JPG", "A1.CR3", "A1.xmp" + of(8)}, "A1.JPG", []string{"A1.JPG.xmp"}},
		"a broken one is named, to be told": {[]string{"A1.JPG", "A1.xmp=<"}, "A1.JPG", []string{"A1.xmp"}},
		"names that differ in case":         {[]string{"a.jpg", "A.JPG", "a.jpg.xmp"}, "A.JPG", []string{"A.JPG.xmp"}},
		"names with dots":                   {[]string{"a.b.c.jpg"}, "a.b.c.jpg", []string{"a.b.c.xmp"}},
		"no extension":                      {[]string{"clip"}, "clip", []string{"clip.xmp"}},
		"not UTF-8":                         {[]string{"\xe6\xf8.jpg"}, "\xe6\xf8.jpg", []string{"\xe6\xf8.xmp"}},
	} {
		f := opened(t, folderOf(t, c.files...))
		if got := f.Sidecars(c.clip, id(clip)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestSidecarsElsewhere: a card is not written to; its sidecars stand in
// another folder, named as if they stood beside the clips.
func TestSidecarsElsewhere(t *testing.T) {
	card, beside := folderOf(t, "A1.CR3", "A1.JPG"), t.TempDir()
	f, err := OpenFolder(card, beside)
	if err != nil {
		t.Fatal(err)
	}
	w, err := f.Write(t.Context(), "A1.JPG", allFacts())
	if err != nil || len(w) != 1 || w[0].Path != filepath.Join(beside, "A1.JPG.xmp") || !w[0].Changed {
		t.Fatalf("%+v %v", w, err)
	}
	if names, _ := filepath.Glob(filepath.Join(card, "*")); len(names) != 2 {
		t.Errorf("the card now has %q", names)
	}
}

func TestWriteSidecar(t *testing.T) {
	dir := folderOf(t, "A1.MOV", "A1.xmp="+string(rdf("", "<plus:Licensor>x</plus:Licensor>")))
	path := filepath.Join(dir, "A1.xmp")
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	for i, changed := range []bool{true, false} {
		f := allFacts()
		f.AsOf.Milli += int64(i)
		w, err := opened(t, dir).Write(t.Context(), "A1.MOV", f)
		if err != nil || !slices.Equal(w, []Written{{path, changed}}) {
			t.Fatalf("%+v %v", w, err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, _ := os.Stat(path)
	found, err := Read(b)
	if err != nil || !strings.Contains(string(b), "Licensor") || found.Facts.Clip != id(1) || info.Mode().Perm() != 0o640 {
		t.Errorf("%v %v\n%s", err, info.Mode(), b)
	}
	assertNoLeftovers(t, dir)
}

func assertNoLeftovers(t testing.TB, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, left := leftover(e.Name()); left {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

// TestNothingToSay: no sidecar is made to say nothing.
func TestNothingToSay(t *testing.T) {
	dir := folderOf(t, "A1.MOV")
	if w, err := opened(t, dir).Write(t.Context(), "A1.MOV", Facts{}); err != nil || w[0].Changed {
		t.Errorf("%+v %v", w, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "A1.xmp")); !errors.Is(err, os.ErrNotExist) {
		t.Error("there is a sidecar")
	}
}

// TestConcurrentEditor: what another program writes while we merge is not lost.
func TestConcurrentEditor(t *testing.T) {
	dir := folderOf(t, "A1.MOV", "A1.xmp="+string(rdf("", "")))
	path := filepath.Join(dir, "A1.xmp")
	was, mode, err := readSidecar(path)
	if err != nil {
		t.Fatal(err)
	}
	now := merged(t, was, allFacts())
	edited := rdf("", "<plus:Licensor>typed meanwhile</plus:Licensor>")
	if err := os.WriteFile(path, edited, 0o600); err != nil {
		t.Fatal(err)
	}
	if done, err := swap(path, was, now, mode); done || err != nil {
		t.Fatalf("the edited file was replaced: %t %v", done, err)
	}
	if b, _ := os.ReadFile(path); string(b) != string(edited) {
		t.Errorf("the edit is lost:\n%s", b)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if done, err := swap(path, was, now, mode); done || err != nil {
		t.Errorf("a removed sidecar came back: %t %v", done, err)
	}
	if done, err := swap(path, nil, now, mode); !done || err != nil {
		t.Errorf("a new one: %t %v", done, err)
	}
	if done, err := swap(path, nil, now, mode); done || err != nil {
		t.Errorf("one that came meanwhile was replaced: %t %v", done, err)
	}
	assertNoLeftovers(t, dir)
}

// TestRestlessEditor: an editor that never stops is told of.
func TestRestlessEditor(t *testing.T) {
	dir := folderOf(t, "A1.MOV", "A1.xmp="+string(rdf("", "")))
	path := filepath.Join(dir, "A1.xmp")
	n := 0
	facts := allFacts()
	facts.Ours = func(consent.ID) bool {
		n++
		b := rdf("", `<plus:ModelReleaseID><rdf:Bag><rdf:li>`+id(8).URN()+`</rdf:li><rdf:li>n`+strings.Repeat("1", n)+`</rdf:li></rdf:Bag></plus:ModelReleaseID>`)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Error(err)
		}
		return false
	}
	if err := os.WriteFile(path, rdf("", `<plus:ModelReleaseID>`+id(8).URN()+`</plus:ModelReleaseID>`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := opened(t, dir).Write(t.Context(), "A1.MOV", facts); !errors.Is(err, ErrBusy) || n < attempts {
		t.Errorf("%v after %d edits", err, n)
	}
	assertNoLeftovers(t, dir)
}

func TestRefusedSidecars(t *testing.T) {
	dir := folderOf(t, "link.MOV", "folder.MOV", "broken.MOV", "broken.xmp=<x>", "elsewhere")
	if err := errors.Join(os.Symlink("elsewhere", filepath.Join(dir, "link.xmp")), os.Mkdir(filepath.Join(dir, "folder.xmp"), 0o700)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{"link.MOV": ErrNotFile, "folder.MOV": ErrNotFile, "broken.MOV": ErrNotXMP} {
		if _, err := opened(t, dir).Write(t.Context(), name, allFacts()); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	if b, _ := os.ReadFile(filepath.Join(dir, "broken.xmp")); string(b) != "<x>" {
		t.Errorf("a broken sidecar was touched: %q", b)
	}
	if _, err := OpenFolder(filepath.Join(dir, "absent"), ""); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent folder: %v", err)
	}
}

// TestLeftovers: what a killed writer left is swept by the next one.
func TestLeftovers(t *testing.T) {
	dir := folderOf(t, "A1.MOV", ".A1.xmp.onset-123.tmp=<half", "B1.MOV", ".B1.xmp.onset-9.tmp", ".onset-.tmp", ".other.tmp")
	if _, err := opened(t, dir).Write(t.Context(), "A1.MOV", allFacts()); err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, e := range must(os.ReadDir(dir)) {
		if strings.HasPrefix(e.Name(), ".") {
			left = append(left, e.Name())
		}
	}
	if want := []string{".B1.xmp.onset-9.tmp", ".onset-.tmp", ".other.tmp"}; !slices.Equal(left, want) {
		t.Errorf("left are %q, want %q", left, want)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
