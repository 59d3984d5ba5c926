package offload

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// chainFile is the file that names all generations of a folder.
const chainFile = "ascmhl_chain.xml"

// maxGenerations bounds a chain. One generation a day for 25 years.
const maxGenerations = 9999

var generationName = regexp.MustCompile(`^(\d{4,9})(?:_.*)?\.mhl$`)

// History is all that ASC MHL recorded about a folder.
type History struct {
	Chain       []Link
	Generations []*Manifest // as the chain orders them
	first       map[string]Sums
	seen        map[string]Record   // the last record of each file, without its checksums
	folders     map[string]TreeHash // the last of each, "." for the root
}

// ReadHistory reads the chain file and the manifests in dir/ascmhl. Errors are
// ErrNoManifest when there is none, ErrTampered when a manifest is gone or is
// not the one that the chain names, ErrManifest, ErrGreedy, or the context's.
func ReadHistory(ctx context.Context, dir string) (*History, error) {
	h, err := readHistory(ctx, filepath.Join(dir, history))
	if err != nil {
		return nil, fmt.Errorf("read history of %s: %w", dir, err)
	}
	return h, nil
}

func readHistory(ctx context.Context, dir string) (*History, error) {
	h := newHistory()
	b, err := readSmall(filepath.Join(dir, chainFile))
	if errors.Is(err, fs.ErrNotExist) {
		if others, _ := filepath.Glob(filepath.Join(dir, "*.mhl")); len(others) > 0 {
			return nil, fmt.Errorf("%w: no chain file", ErrTampered)
		}
		return nil, ErrNoManifest
	}
	if err != nil {
		return nil, err
	}
	if h.Chain, err = parseChain(b); err != nil {
		return nil, errors.Join(ErrManifest, err)
	}
	for i, l := range h.Chain {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if l.Number != i+1 {
			return nil, fmt.Errorf("%w: generation %d is gone", ErrTampered, i+1)
		}
		if err := h.read(dir, l); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func newHistory() *History {
	return &History{first: map[string]Sums{}, seen: map[string]Record{}, folders: map[string]TreeHash{}}
}

func readSmall(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(ErrManifest, err)
	}
	return readBounded(f, maxManifest)
}

func (h *History) read(dir string, l Link) error {
	b, err := readSmall(filepath.Join(dir, l.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s is gone", ErrTampered, l.Name)
	}
	if err != nil {
		return err
	}
	if ID(b) != l.C4 {
		return fmt.Errorf("%w: %s", ErrTampered, l.Name)
	}
	m, err := parseManifest(b)
	if err != nil {
		return fmt.Errorf("%s: %w", l.Name, errors.Join(ErrManifest, err))
	}
	m.Name = l.Name
	h.add(m)
	return nil
}

func (h *History) add(m *Manifest) {
	h.Generations = append(h.Generations, m)
	for _, r := range m.Records {
		if r.Folder {
			h.folders[r.Path] = r.Tree
			continue
		}
		h.learn(r)
	}
	h.folders["."] = m.Root
}

// learn keeps the first checksum of each kind: later ones are measured by it.
// A file that was renamed is known by its new name from then on.
func (h *History) learn(r Record) {
	known := h.first[r.Path]
	if known == nil {
		known = Sums{}
		h.first[r.Path] = known
	}
	if old := h.first[r.Previous]; r.Previous != "" && old != nil {
		for f, v := range old {
			known[f] = v
		}
		delete(h.first, r.Previous)
		delete(h.seen, r.Previous)
	}
	h.seen[r.Path] = Record{Path: r.Path, Size: r.Size, Time: r.Time}
	for _, s := range r.Sums {
		if known[s.Format] == "" && s.Action != Failed {
			known[s.Format] = s.Value
		}
	}
}

// Sums are the first recorded checksums of a file, nil when there are none.
func (h *History) Sums(p string) Sums {
	if h == nil {
		return nil
	}
	return h.first[p]
}

// next is the number of the generation that will follow.
func (h *History) next() int {
	n := 0
	if h != nil {
		for _, l := range h.Chain {
			n = max(n, l.Number)
		}
	}
	return n + 1
}

// parseChain reads a chain file. Names with folders are refused.
func parseChain(b []byte) (chain []Link, err error) {
	err = eachElement(b, func(d *xml.Decoder, e xml.StartElement, depth int) error {
		switch {
		case depth == 0 && e.Name.Local == "ascmhldirectory":
			return errEnter
		case depth != 1 || e.Name.Local != "hashlist":
			return fmt.Errorf("element %.40q", e.Name.Local)
		case len(chain) >= maxGenerations:
			return ErrGreedy
		}
		var x struct {
			Path string `xml:"path"`
			C4   string `xml:"c4"`
		}
		if err := d.DecodeElement(&x, &e); err != nil {
			return err
		}
		l := Link{Name: strings.TrimSpace(x.Path), C4: strings.TrimSpace(x.C4)}
		l.Number, _ = strconv.Atoi(attribute(e, "sequencenr")) // 0 is refused below
		if !generationName.MatchString(l.Name) || strings.ContainsAny(l.Name, `/\`) || l.Number < 1 || l.Number > maxGenerations {
			return fmt.Errorf("generation %d %.100q", l.Number, l.Name)
		}
		chain = append(chain, l)
		return nil
	})
	return chain, err
}

// maxFolderName leaves room in a file name for number and time.
const maxFolderName = 200

// manifestName is the file name of a generation: number, folder, UTC.
func manifestName(number int, folder string, at time.Time) string {
	folder = strings.Trim(written(folder), `/\:.`)
	if len(folder) > maxFolderName {
		folder = strings.ToValidUTF8(folder[:maxFolderName], "")
	}
	return fmt.Sprintf("%04d_%s_%sZ.mhl", number, cmp.Or(folder, "card"), at.UTC().Format("2006-01-02_150405"))
}

// encode returns the bytes of a manifest and gives it its id.
func (m *Manifest) encode() ([]byte, error) {
	var b bytes.Buffer
	if err := m.write(&b); err != nil {
		return nil, err
	}
	m.C4 = ID(b.Bytes())
	return b.Bytes(), nil
}
