package xmp

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"onset/consent"
)

// Folder knows the clips and sidecars of one folder, read once. Its methods
// may be called from several goroutines.
//
// A clip's sidecar is NAME.xmp, as Adobe's programs read it, or NAME.EXT.xmp,
// as darktable and digiKam do. One that is there is used. Where several media
// files share NAME, NAME.xmp is that of the only raw file among them; every
// other has its own NAME.EXT.xmp.
type Folder struct {
	dir   string
	stems map[string][]string // media files by name without extension, in lower case

	mu       sync.Mutex
	sidecars map[string][]string // by name in lower case
	left     map[string][]string // what writers that were killed left behind, by sidecar
}

// maxEntries is how many names of a folder are read.
const maxEntries = 1 << 20

// OpenFolder reads the names in a folder of clips. Sidecars stand beside them,
// or in the folder that sidecars names: a card's own folders are not written
// to. Errors are ErrTooLarge and those of the file system.
func OpenFolder(clips, sidecars string) (*Folder, error) {
	if sidecars == "" {
		sidecars = clips
	}
	f := &Folder{dir: sidecars, stems: map[string][]string{}, sidecars: map[string][]string{}, left: map[string][]string{}}
	if err := eachName(clips, f.sawClip); err != nil {
		return nil, fmt.Errorf("read the folder of clips: %w", err)
	}
	if err := eachName(sidecars, f.sawSidecar); err != nil {
		return nil, fmt.Errorf("read the folder of sidecars: %w", err)
	}
	return f, nil
}

func eachName(dir string, fn func(string)) error {
	d, err := os.Open(dir)
	if err != nil {
		return diskError(err)
	}
	defer func() { _ = d.Close() }()
	names, err := d.Readdirnames(maxEntries + 1)
	if len(names) > maxEntries {
		return ErrTooLarge
	}
	if len(names) == 0 && err != nil && !isEOF(err) {
		return diskError(err)
	}
	slices.Sort(names)
	for _, n := range names {
		fn(n)
	}
	return nil
}

func (f *Folder) sawClip(name string) {
	if kindOf(name) != notMedia {
		s := strings.ToLower(stem(name))
		f.stems[s] = append(f.stems[s], name)
	}
}

func (f *Folder) sawSidecar(name string) {
	if of, ok := leftover(name); ok {
		f.left[of] = append(f.left[of], name)
		return
	}
	if low := strings.ToLower(name); strings.HasSuffix(low, ".xmp") {
		f.sidecars[low] = append(f.sidecars[low], name)
	}
}

func stem(name string) string { return strings.TrimSuffix(name, filepath.Ext(name)) }

// Sidecars are the names of the files that a clip's facts belong into: one,
// or two where different programs each have made their own.
func (f *Folder) Sidecars(name string, clip consent.ID) []string {
	siblings := f.stems[strings.ToLower(stem(name))]
	plain, hasPlain := f.existing(stem(name)+".xmp", siblings)
	full, hasFull := f.existing(name+".xmp", siblings)
	if owner(name, siblings) {
		switch {
		case hasPlain && f.isFor(plain, name):
			if hasFull {
				return []string{plain, full}
			}
			return []string{plain}
		case hasFull || hasPlain:
			return []string{full}
		default:
			return []string{plain}
		}
	}
	if hasPlain && !clip.IsZero() && f.clipIn(plain) == clip {
		return []string{full, plain} // from when the clip had the name for itself
	}
	return []string{full}
}

// existing finds the sidecar of that name as it is spelled, or spells it. Where
// names differ only in case, each clip has its own.
func (f *Folder) existing(name string, siblings []string) (string, bool) {
	f.mu.Lock()
	found := f.sidecars[strings.ToLower(name)]
	f.mu.Unlock()
	if slices.Contains(found, name) {
		return name, true
	}
	for _, s := range found {
		others := slices.ContainsFunc(siblings, func(o string) bool { return s == o+".xmp" || s == stem(o)+".xmp" })
		if !others || strings.EqualFold(s, name) && len(siblings) == 1 {
			return s, true
		}
	}
	return name, false
}

// owner reports whether NAME.xmp is this file's: the only one, or the only raw.
func owner(name string, siblings []string) bool {
	others := slices.DeleteFunc(slices.Clone(siblings), func(s string) bool { return s == name })
	if len(others) == 0 {
		return true
	}
	return kindOf(name) == rawMedia && !slices.ContainsFunc(others, func(s string) bool { return kindOf(s) == rawMedia })
}

// isFor reports whether a sidecar does not say that it is for another extension.
func (f *Folder) isFor(sidecar, name string) bool {
	ext := f.says(sidecar, nsShop, "SidecarForExtension")
	return ext == "" || strings.EqualFold(ext, strings.TrimPrefix(filepath.Ext(name), "."))
}

func (f *Folder) clipIn(sidecar string) consent.ID {
	id, _ := consent.ParseID(f.says(sidecar, NS, "Clip"))
	return id
}

// says is a simple property of a sidecar, empty when that cannot be read:
// writing it will say why. Few have these properties, so it is parsed only
// when the name occurs.
func (f *Folder) says(sidecar, uri, local string) string {
	b, _, err := readSidecar(filepath.Join(f.dir, sidecar))
	if err != nil {
		return ""
	}
	if b, err = utf8Text(b); err != nil || !bytes.Contains(b, []byte(local)) {
		return ""
	}
	p, err := parsePacket(b)
	if err != nil {
		return ""
	}
	return p.scalar(uri, local)
}
