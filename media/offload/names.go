package offload

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// scratch is the folder at a destination that holds what is not finished: the
// journal, and files that have no name yet.
const scratch = ".onset-offload"

// history is the folder that ASC MHL keeps its manifests in.
const history = "ascmhl"

// ignored are the patterns of what is neither copied nor hashed. The first
// three are those of ASC MHL itself.
var ignored = []string{
	".DS_Store", history, history + "/", "._*", "Thumbs.db", "desktop.ini", ".Trashes", ".Trash-*", ".Spotlight-V100",
	".fseventsd", ".TemporaryItems", ".DocumentRevisions-V100", "System Volume Information", "$RECYCLE.BIN", "lost+found",
}

// rubbish tells what operating systems leave on a card.
func rubbish(name string) bool {
	for _, pattern := range ignored {
		if base := strings.TrimSuffix(pattern, "/"); base == history {
			continue
		} else if ok, err := path.Match(strings.ToLower(base), strings.ToLower(name)); err == nil && ok {
			return true
		}
	}
	return false
}

// inHistory tells files that belong to the card's own ASC MHL folder. They
// are copied and not listed.
func inHistory(p string) bool {
	return strings.HasPrefix(p, history+"/") || strings.Contains(p, "/"+history+"/")
}

// printable tells whether a rune can stand in an XML manifest.
func printable(r rune) bool {
	return r == '\t' || r == '\n' || r >= ' ' && r < 0xfffe && r != 0x7f || r > 0xffff
}

// written returns a name that can stand in a manifest: bytes that are no text
// become %XX.
func written(name string) string {
	var b strings.Builder
	for i := 0; i < len(name); {
		r, n := utf8.DecodeRuneInString(name[i:])
		if r == utf8.RuneError && n == 1 || !printable(r) {
			for _, c := range []byte(name[i : i+n]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		} else {
			b.WriteString(name[i : i+n])
		}
		i += n
	}
	return b.String()
}

// rename gives every file a name that can stand in a manifest and that no
// other file has.
func (c *Card) rename() {
	taken := make(map[string]bool, len(c.Files))
	for i := range c.Files {
		taken[c.Files[i].Path] = true
	}
	for i := range c.Files {
		f := &c.Files[i]
		as := written(f.Path)
		if as == f.Path {
			continue
		}
		for taken[as] {
			as += "~"
		}
		taken[as], f.As = true, as
		c.Notes = append(c.Notes, Note{NoteRenamed, f.Path, as})
	}
	for i, d := range c.Folders {
		c.Folders[i] = written(d)
	}
}

// folded is the same for names that some file systems cannot tell apart.
func folded(p string) string { return strings.ToLower(norm.NFC.String(p)) }

// alike notes the files whose names differ only by case or by how their
// accents are composed.
func (c *Card) alike() {
	seen := make(map[string]string, len(c.Files)+len(c.Folders))
	for _, d := range c.Folders {
		seen[folded(d)] = d
	}
	for i := range c.Files {
		p := c.Files[i].As
		if other, ok := seen[folded(p)]; ok {
			c.Notes = append(c.Notes, Note{NoteAlike, p, other})
			continue
		}
		seen[folded(p)] = p
	}
}

// foreign is local for a list that may have been written on Windows.
func foreign(p string) string {
	if !strings.Contains(p, "/") {
		p = strings.ReplaceAll(p, `\`, "/")
	}
	return local(p)
}

// local returns a path of a list as one below its root, or "" for one that
// leads out of it.
func local(p string) string {
	p = path.Clean(strings.TrimPrefix(p, "./"))
	if p == "." || len(p) > 4096 || strings.ContainsRune(p, 0) || path.IsAbs(p) || !filepath.IsLocal(filepath.FromSlash(p)) {
		return ""
	}
	return p
}
