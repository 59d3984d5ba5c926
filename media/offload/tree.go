package offload

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// TreeHash are the two checksums that ASC MHL gives a folder: Content is of
// what is in its files, Structure also of the names.
type TreeHash struct {
	Content, Structure Sums
}

// node is a file or folder of a tree that is hashed.
type node struct {
	name     string
	path     string
	sums     Sums // of a file
	children map[string]*node
}

func (n *node) folder() bool { return n.children != nil }

func (n *node) child(name string) *node {
	c := n.children[name]
	if c == nil {
		c = &node{name: name, path: path.Join(n.path, name)}
		n.children[name] = c
	}
	return c
}

func (n *node) sorted() []*node {
	return slices.SortedFunc(maps.Values(n.children), func(a, b *node) int { return strings.Compare(a.name, b.name) })
}

func newTree() *node { return &node{path: ".", children: map[string]*node{}} }

// add puts a file or, without sums, a folder below the root.
func (n *node) add(p string, sums Sums) {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		n = n.child(part)
		if n.children == nil && (i < len(parts)-1 || sums == nil) {
			n.children = map[string]*node{}
		}
	}
	n.sums = sums
}

// walk visits the folders below n and then n, each with its children in
// order, and hands in the checksums of the folder in the given formats.
func (n *node) walk(formats []Format, visit func(folder *node, children []*node, h TreeHash)) TreeHash {
	children := n.sorted()
	below := make([]TreeHash, len(children))
	for i, c := range children {
		if c.folder() {
			below[i] = c.walk(formats, visit)
		} else {
			below[i] = TreeHash{c.sums, c.sums}
		}
	}
	h := TreeHash{Sums{}, Sums{}}
	for _, f := range formats {
		h.Content[f], h.Structure[f] = folderHash(f, children, below)
	}
	visit(n, children, h)
	return h
}

// folderHash hashes the sorted checksums of the children, and the sorted
// checksums of name and checksum of each.
func folderHash(f Format, children []*node, below []TreeHash) (content, structure string) {
	var contents, structures []string
	h := newHashes[f]()
	for i, c := range children {
		raw, err := f.parse(below[i].Structure[f])
		if err != nil {
			continue // the caller asks only for formats that every file has
		}
		contents = append(contents, below[i].Content[f])
		h.Reset()
		h.Write([]byte(c.name))
		h.Write(raw)
		structures = append(structures, f.spell(h.Sum(nil)))
	}
	return f.listHash(contents), f.listHash(structures)
}

// listHash is the checksum of the raw bytes of checksums in the order of their spelling.
func (f Format) listHash(list []string) string {
	slices.Sort(list)
	h := newHashes[f]()
	for _, s := range list {
		raw, _ := f.parse(s) // made by spell
		h.Write(raw)
	}
	return f.spell(h.Sum(nil))
}

// shared are the formats of ASC MHL that all of the files have.
func shared(files []Record) (formats []Format) {
	for _, f := range manifestFormats {
		missing := func(r Record) bool { return !r.Folder && r.sum(f) == "" }
		if len(files) > 0 && !slices.ContainsFunc(files, missing) {
			formats = append(formats, f)
		}
	}
	return formats
}
