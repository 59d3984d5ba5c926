package offload

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// schemas are kept outside this project, beside it.
const schemas = "../../../shared/corpus/mhl"

// field is the number behind a word.
func field(text, word string) int64 {
	_, rest, _ := strings.Cut(text, word)
	line, _, _ := strings.Cut(rest, "\n")
	n, _ := strconv.ParseInt(strings.TrimSpace(line), 10, 64) // 0 is not the number asked for
	return n
}

// xmllint checks all manifests and the chain of a folder against the schemas of
// ASC MHL, in a test of its own: where it cannot, the rest is tried all the same.
func xmllint(t *testing.T, dir string) {
	t.Helper()
	manifests, err := filepath.Glob(filepath.Join(dir, history, "*.mhl"))
	must(t, err)
	t.Run("xmllint", func(t *testing.T) {
		tool := oracle(t, "xmllint")
		if _, err := os.Stat(schemas); err != nil {
			t.Skip("the schemas of ASC MHL are not here")
		}
		for _, args := range [][]string{
			append([]string{"--schema", filepath.Join(schemas, "ASCMHL.xsd")}, manifests...),
			{"--schema", filepath.Join(schemas, "ASCMHLDirectory__combined.xsd"), filepath.Join(dir, history, chainFile)},
		} {
			if out, err := exec.CommandContext(t.Context(), tool, append([]string{"--noout", "--nonet"}, args...)...).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		}
	})
}

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	p := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		must(t, os.MkdirAll(filepath.Dir(p), 0o755))
		must(t, os.WriteFile(p, got, 0o644))
	}
	want, err := os.ReadFile(p)
	must(t, err)
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs:\n%s", name, got)
	}
}

// TestGoldenManifests makes two generations of a small card. The set was
// verified with the reference implementation of ASC MHL (verify, verify -dh,
// diff, create) when it was written.
func TestGoldenManifests(t *testing.T) {
	card, one, _ := places(t, map[string]int{"Clips/A002C006_141024_R2EC.mov": 5, "Clips/A002C007_141024_R2EC.mov": 4, "Sidecar.txt": 58, "Empty/": 0})
	o := options()
	o.Hashes = []Format{XXH64, MD5}
	o.Creator.Location, o.Creator.Comment = "Aarhus", `rain & "wind"`
	_, err := Run(t.Context(), plan(t, card, one), o)
	must(t, err)
	put(t, filepath.Join(one, "Notes.txt"), []byte("new"))
	check, err := Extend(t.Context(), one, options())
	must(t, err)
	if !check.OK() || check.Count(New) != 1 {
		t.Errorf("%+v", check.Files)
	}
	xmllint(t, one)
	for name, b := range tree(t, filepath.Join(one, history)) {
		golden(t, "manifests/"+name, []byte(b))
	}
	h, err := ReadHistory(t.Context(), one)
	must(t, err)
	m := h.Generations[0]
	var again bytes.Buffer
	must(t, m.write(&again))
	if ID(again.Bytes()) != m.C4 {
		t.Error("a manifest that is read and written is another one")
	}
}

// TestForeignManifest reads what the authors of the format publish.
func TestForeignManifest(t *testing.T) {
	f, err := os.Open(filepath.Join(schemas, "examples", "0001_TEST01_2019-10-11_155603.mhl"))
	if err != nil {
		t.Skip("the examples of ASC MHL are not here")
	}
	defer func() { _ = f.Close() }() // only read
	m, err := ReadManifest(f)
	must(t, err)
	if len(m.Records) != 4 || len(m.Creator.Authors) != 2 || m.Creator.Tool != "ascmhl-tool" || m.Process != InPlace ||
		m.Records[0].sum(XXH64) != "0ea03b369a463d9d" || m.Records[2].Sums[0].Action != Failed || m.Records[3].Path != "Clips" ||
		!m.Records[3].Folder || m.Records[3].Tree.Structure[XXH64] != "8f4a80fd7680e5f9" || m.Root.Content[C4] == "" {
		t.Errorf("%+v", m)
	}
}

func TestHistoryTampered(t *testing.T) {
	card, one, _ := places(t, mixed)
	r := copyCard(t, t.Context(), card, one)
	copyCard(t, t.Context(), card, one)
	folder := filepath.Join(one, history)
	first := filepath.Join(folder, r.To[0].Manifest)
	chain := filepath.Join(folder, chainFile)
	for _, tt := range []struct {
		what string
		do   func()
		want error
	}{
		{"a manifest is edited", func() { edit(t, first, "kit-a", "kit-b") }, ErrTampered},
		{"a manifest is gone", func() { must(t, os.Remove(first)) }, ErrTampered},
		{"the chain forgets the first", func() { edit(t, chain, `sequencenr="1"`, `sequencenr="3"`) }, ErrTampered},
		{"the chain names another id", func() { edit(t, chain, "<c4>c4", "<c4>c41") }, ErrTampered},
		{"the chain is gone", func() { must(t, os.Remove(chain)) }, ErrTampered},
		{"the chain leads elsewhere", func() { edit(t, chain, "<path>", "<path>../") }, ErrManifest},
		{"the chain is no XML", func() { must(t, os.WriteFile(chain, []byte("chain"), 0o644)) }, ErrManifest},
	} {
		t.Run(tt.what, func(t *testing.T) {
			saved := tree(t, folder)
			tt.do()
			if _, err := ReadHistory(t.Context(), one); !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
			if p := plan(t, card, one); !errors.Is(p.To[0].Err, tt.want) || p.To[0].Fits {
				t.Errorf("planned with %v", p.To[0].Err)
			}
			for name, b := range saved {
				put(t, filepath.Join(folder, name), []byte(b))
			}
		})
	}
	if h, err := ReadHistory(t.Context(), one); err != nil || len(h.Generations) != 2 {
		t.Errorf("%v", err)
	}
}

func edit(t *testing.T, name, from, to string) {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	if !bytes.Contains(b, []byte(from)) {
		t.Fatalf("no %s in %s", from, name)
	}
	must(t, os.WriteFile(name, bytes.Replace(b, []byte(from), []byte(to), 1), 0o644))
}

// TestCardWithHistory offloads a folder that has generations already: they
// come along, and the new one measures by them.
func TestCardWithHistory(t *testing.T) {
	card, one, two := places(t, mixed)
	copyCard(t, t.Context(), card, one)
	copyCard(t, t.Context(), one, two)
	h, err := ReadHistory(t.Context(), two)
	must(t, err)
	if len(h.Generations) != 2 || h.Generations[1].Records[0].Sums[0].Action != Verified {
		t.Errorf("%+v", h.Chain)
	}
	xmllint(t, two)
	const name = "DCIM/100CANON/IMG_0001.JPG"
	put(t, filepath.Join(one, name), content("rotten", mixed[name]))
	three := filepath.Join(t.TempDir(), "A001")
	r, err := Run(t.Context(), plan(t, one, three), options())
	must(t, err)
	if o := outcome(t, r, 0, name); !errors.Is(o.Err, ErrAltered) || r.To[0].Complete() {
		t.Errorf("%+v", o)
	}
}

// TestNestedHistories puts two reels with generations of their own into one folder.
func TestNestedHistories(t *testing.T) {
	card, _, _ := places(t, mixed)
	reels := t.TempDir()
	copyCard(t, t.Context(), card, filepath.Join(reels, "A001"), filepath.Join(reels, "A002"))
	write(t, reels, map[string]int{"Summary.txt": 7})
	all, err := FindListings(t.Context(), reels)
	must(t, err)
	check, err := Verify(t.Context(), reels, all[0], options())
	must(t, err)
	if len(all) != 1 || !check.OK() || check.Count(Agrees) != 2*(len(mixed)-1) || check.Count(New) != 1 {
		t.Errorf("%d lists, %+v", len(all), check.Files)
	}
	put(t, filepath.Join(reels, "A002/MEDIAPRO.XML"), content("rot", 12))
	check, err = Extend(t.Context(), reels, options())
	must(t, err)
	if check.OK() || check.Count(Differs) != 1 || check.Manifest == "" {
		t.Errorf("%+v", check.Files)
	}
	xmllint(t, reels)
	edit(t, filepath.Join(reels, "A001", history, chainFile), "<c4>c4", "<c4>c41")
	if _, err := FindListings(t.Context(), reels); !errors.Is(err, ErrTampered) {
		t.Errorf("%v, want ErrTampered", err)
	}
}
