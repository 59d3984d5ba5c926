package xmp

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// The most a packet may hold. Real ones have up to some megabytes (pictures
// inside, lists of ancestors), tens of thousands of elements, twelve levels.
const (
	maxPacket = 16 << 20
	maxMarks  = 400_000 // "<"
	maxEquals = 1 << 18 // "=", as each attribute has one
	maxDepth  = 100
	maxNames  = 500 // prefixes that one element declares
)

// node is a part of a packet: an element with all that is in it, or a text,
// comment or instruction. Its bytes are those of the packet, so that what is
// not edited is written back as it was.
type node struct {
	parent *node
	names  *scope // the prefixes known inside
	name   xml.Name
	attrs  []xml.Attr // with prefixes, not namespaces
	kids   []*node
	raw    []byte // the start tag; all of it, when no element
	end    []byte // the end tag; empty when the start tag closes itself
	text   []byte // of a text, unescaped
}

// scope is the prefixes that one element declares.
type scope struct {
	outer *scope
	uri   map[string]string
}

func (s *scope) lookup(prefix string) string {
	for ; s != nil; s = s.outer {
		if uri, ok := s.uri[prefix]; ok {
			return uri
		}
	}
	return ""
}

// prefix finds what a namespace is called, empty when it has no name here.
// One that is the default namespace still has none: attributes need one.
func (s *scope) prefix(uri string) string {
	for at := s; at != nil; at = at.outer {
		best := ""
		for p, u := range at.uri {
			if u == uri && usable(p) && s.lookup(p) == uri && (best == "" || p < best) {
				best = p
			}
		}
		if best != "" {
			return best
		}
	}
	return ""
}

// usable reports whether an element's name may begin with the prefix. Behind
// "xmlns:" the decoder lets others pass.
func usable(prefix string) bool {
	return prefix != "" && (prefix[0] >= 'a' && prefix[0] <= 'z' || prefix[0] >= 'A' && prefix[0] <= 'Z' || prefix[0] == '_')
}

func bounded(b []byte) error {
	if len(b) > maxPacket || bytes.Count(b, []byte("<")) > maxMarks || bytes.Count(b, []byte("=")) > maxEquals {
		return ErrTooLarge
	}
	return nil
}

// parse reads a packet, or a fragment of one, into a node without name.
func parse(b []byte, names *scope) (*node, error) {
	if err := bounded(b); err != nil {
		return nil, err
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	root := &node{names: names}
	at, depth, from := root, 0, int64(0)
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNotXMP, err)
		}
		raw := b[from:d.InputOffset()]
		from = d.InputOffset()
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return nil, ErrTooLarge
			}
			if at = at.open(t, raw); at.names != nil && len(at.names.uri) > maxNames {
				return nil, ErrTooLarge
			}
			if !at.declaredAll() {
				return nil, ErrNotXMP
			}
		case xml.EndElement:
			if t.Name != at.name || at == root {
				return nil, ErrNotXMP
			}
			at.end, at, depth = raw, at.parent, depth-1
		case xml.Directive:
			return nil, ErrDTD
		case xml.CharData:
			at.kids = append(at.kids, &node{parent: at, raw: raw, text: bytes.Clone(t)})
		default:
			at.kids = append(at.kids, &node{parent: at, raw: raw})
		}
	}
	if at != root {
		return nil, ErrNotXMP
	}
	return root, nil
}

func (n *node) open(t xml.StartElement, raw []byte) *node {
	kid := &node{parent: n, names: n.names, name: t.Name, attrs: t.Copy().Attr, raw: raw}
	for _, a := range kid.attrs {
		switch {
		case a.Name.Space == "xmlns":
			kid.declared(a.Name.Local, a.Value)
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			kid.declared("", a.Value)
		}
	}
	n.kids = append(n.kids, kid)
	return kid
}

// declaredAll reports whether every prefix in the start tag is known. One that
// is not would become known by what is declared later.
func (n *node) declaredAll() bool {
	known := func(prefix string) bool {
		return prefix == "" || prefix == "xml" || prefix == "xmlns" || n.names.lookup(prefix) != ""
	}
	for _, a := range n.attrs {
		if !known(a.Name.Space) {
			return false
		}
	}
	return known(n.name.Space)
}

func (n *node) declared(prefix, uri string) {
	if n.parent == nil || n.names == n.parent.names {
		n.names = &scope{outer: n.names, uri: map[string]string{}}
	}
	n.names.uri[prefix] = uri
}

func (n *node) write(b *bytes.Buffer) {
	b.Write(n.raw)
	for _, k := range n.kids {
		k.write(b)
	}
	b.Write(n.end)
}

// bytes is the node as it stands in the packet.
func (n *node) bytes() []byte {
	var b bytes.Buffer
	n.write(&b)
	return b.Bytes()
}

func (n *node) element() bool { return n.name.Local != "" }

// is reports whether n is that element.
func (n *node) is(uri, local string) bool {
	return n.name.Local == local && n.names.lookup(n.name.Space) == uri
}

// attrIs reports whether attribute i has that name. An attribute without
// prefix has no namespace; old packets have rdf:about in that form.
func (n *node) attrIs(i int, uri, local string) bool {
	a := n.attrs[i].Name
	return a.Local == local && a.Space != "" && a.Space != "xmlns" && n.names.lookup(a.Space) == uri
}

func (n *node) attr(uri, local string) (string, bool) {
	for i := range n.attrs {
		if n.attrIs(i, uri, local) {
			return n.attrs[i].Value, true
		}
	}
	return "", false
}

// elements are the elements directly inside n.
func (n *node) elements() []*node {
	var out []*node
	for _, k := range n.kids {
		if k.element() {
			out = append(out, k)
		}
	}
	return out
}

// child is the first element of that name directly inside n, or nil.
func (n *node) child(uri, local string) *node {
	for _, k := range n.kids {
		if k.element() && k.is(uri, local) {
			return k
		}
	}
	return nil
}

// content is the text directly inside n, trimmed.
func (n *node) content() string {
	var b []byte
	for _, k := range n.kids {
		b = append(b, k.text...)
	}
	return string(bytes.TrimSpace(b))
}
