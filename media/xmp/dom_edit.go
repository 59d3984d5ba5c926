package xmp

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
)

// remove takes n out of the packet, with the white space before it.
func (n *node) remove() {
	kids := n.parent.kids
	i := slices.Index(kids, n)
	from := i
	if i > 0 && kids[i-1].blank() {
		from--
	}
	n.parent.kids = slices.Delete(kids, from, i+1)
}

// removeKids takes these out of n, each with the white space before it.
func (n *node) removeKids(dead map[*node]bool) {
	if n == nil || len(dead) == 0 {
		return
	}
	kept := make([]*node, 0, len(n.kids))
	for _, k := range n.kids {
		if !dead[k] {
			kept = append(kept, k)
			continue
		}
		if last := len(kept) - 1; last >= 0 && kept[last].blank() {
			kept = kept[:last]
		}
	}
	n.kids = kept
}

func (n *node) blank() bool {
	return !n.element() && n.text != nil && len(bytes.TrimSpace(n.text)) == 0
}

// replace puts other in the place of n.
func (n *node) replace(other *node) {
	n.parent.kids[slices.Index(n.parent.kids, n)] = other
	other.parent = n.parent
}

// add puts kid behind the last element of n, indented like the first.
func (n *node) add(kid *node) {
	n.unclose()
	kid.parent = n
	last, space := -1, (*node)(nil)
	for i, k := range n.kids {
		if !k.element() {
			continue
		}
		if space == nil && i > 0 && n.kids[i-1].blank() {
			space = n.kids[i-1]
		}
		last = i
	}
	if last < 0 {
		space, last = n.indent(), len(n.kids)-1
		if last >= 0 && n.kids[last].blank() {
			last--
		}
	}
	new := []*node{kid}
	if space != nil {
		new = []*node{gap(n, string(space.text)), kid}
	}
	n.kids = slices.Insert(n.kids, last+1, new...)
}

// indent is the white space for the first element in n: one more than n has.
func (n *node) indent() *node {
	if n.parent == nil {
		return nil
	}
	i := slices.Index(n.parent.kids, n)
	if i < 1 || !n.parent.kids[i-1].blank() {
		return nil
	}
	before := n.parent.kids[i-1].text
	if len(n.kids) == 0 {
		n.kids = []*node{gap(n, string(before))}
	}
	return gap(nil, string(before)+" ")
}

// unclose gives an element that closes itself an end tag of its own.
func (n *node) unclose() {
	if len(n.end) > 0 || !n.element() {
		return
	}
	start := bytes.TrimRight(bytes.TrimSuffix(n.raw, []byte("/>")), " \t\r\n")
	n.raw = append(bytes.Clone(start), '>')
	n.end = []byte("</" + qualified(n.name) + ">")
}

func qualified(name xml.Name) string {
	if name.Space == "" {
		return name.Local
	}
	return name.Space + ":" + name.Local
}

// attrSpan is where one attribute stands in a start tag.
type attrSpan struct {
	from       int // of the white space before it
	value, end int // of the value with its quotes
}

// attrSpans finds the attributes in a start tag that the decoder has accepted.
func attrSpans(raw []byte) []attrSpan {
	var out []attrSpan
	at := bytes.IndexAny(raw, " \t\r\n")
	for at >= 0 && at < len(raw) {
		eq := bytes.IndexByte(raw[at:], '=')
		if eq < 0 {
			break
		}
		value := at + eq + 1
		for value < len(raw) && raw[value] != '"' && raw[value] != '\'' {
			value++
		}
		if value >= len(raw) {
			break
		}
		n := bytes.IndexByte(raw[value+1:], raw[value])
		if n < 0 {
			break
		}
		end := value + 1 + n + 1
		out = append(out, attrSpan{from: at, value: value, end: end})
		at = end
	}
	return out
}

// dropAttr takes attribute i out of the start tag.
func (n *node) dropAttr(i int) { n.dropAttrs(map[int]bool{i: true}) }

// dropAttrs takes attributes out of the start tag.
func (n *node) dropAttrs(dead map[int]bool) {
	if len(dead) == 0 {
		return
	}
	var raw []byte
	var attrs []xml.Attr
	at := 0
	for i, s := range attrSpans(n.raw) {
		if dead[i] {
			raw, at = append(raw, n.raw[at:s.from]...), s.end
			continue
		}
		attrs = append(attrs, n.attrs[i])
	}
	n.raw, n.attrs = append(raw, n.raw[at:]...), attrs
}

// setAttr gives attribute i another value.
func (n *node) setAttr(i int, value string) {
	s := attrSpans(n.raw)[i]
	n.raw = slices.Concat(n.raw[:s.value], []byte(`"`+escape(value)+`"`), n.raw[s.end:])
	n.attrs = slices.Clone(n.attrs)
	n.attrs[i].Value = value
}

// declare makes sure that the namespace has a prefix in n, and returns it.
func (n *node) declare(uri string) string {
	if p := n.names.prefix(uri); p != "" {
		return p
	}
	prefix := n.freePrefix(uri)
	cut := n.startEnd()
	n.raw = slices.Concat(n.raw[:cut], []byte(" xmlns:"+prefix+`="`+uri+`"`), n.raw[cut:])
	n.attrs = append(slices.Clone(n.attrs), xml.Attr{Name: xml.Name{Space: "xmlns", Local: prefix}, Value: uri})
	n.declared(prefix, uri)
	return prefix
}

// startEnd is where another attribute goes into the start tag.
func (n *node) startEnd() int {
	if len(n.end) == 0 {
		return len(n.raw) - len("/>")
	}
	return len(n.raw) - len(">")
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")

// escape writes a text for an element or an attribute; what XML cannot hold is left out.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff || r >= 0xd800 && r < 0xe000 {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return escaper.Replace(s)
}
