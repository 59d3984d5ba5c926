package xmp

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
)

// packet is a parsed XMP packet.
type packet struct {
	root *node
	rdf  *node
	mine *node // the description that our own properties stand in, once it was looked for
}

// newPacket is what is merged into where nothing is yet.
const newPacket = `<x:xmpmeta xmlns:x="` + nsMeta + `">
 <rdf:RDF xmlns:rdf="` + nsRDF + `">
 </rdf:RDF>
</x:xmpmeta>
`

func parsePacket(b []byte) (*packet, error) {
	if len(b) > maxPacket {
		return nil, ErrTooLarge
	}
	b, err := utf8Text(b)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(b)) == 0 {
		b = []byte(newPacket)
	}
	root, err := parse(b, nil)
	if err != nil {
		return nil, err
	}
	p := &packet{root: root}
	if p.rdf = findRDF(root, 3); p.rdf == nil {
		return nil, ErrNotXMP
	}
	p.saysUTF8()
	return p, p.repeats()
}

// findRDF looks for rdf:RDF, which stands in x:xmpmeta or alone.
func findRDF(n *node, levels int) *node {
	for _, k := range n.elements() {
		if k.is(nsRDF, "RDF") {
			return k
		}
		if levels > 1 {
			if found := findRDF(k, levels-1); found != nil {
				return found
			}
		}
	}
	return nil
}

// maxRepeats is how often a property may stand in a packet. More than once is
// a fault, which some programs make.
const maxRepeats = 16

// repeats refuses a packet that says one thing over and over.
func (p *packet) repeats() error {
	seen := map[xml.Name]int{}
	for _, d := range p.descriptions() {
		here := map[xml.Name]bool{}
		for _, a := range d.attrs {
			if here[a.Name] {
				return ErrNotXMP
			}
			here[a.Name] = true
			if a.Name.Space != "" && a.Name.Space != "xmlns" {
				seen[xml.Name{Space: d.names.lookup(a.Name.Space), Local: a.Name.Local}]++
			}
		}
		for _, k := range d.elements() {
			seen[xml.Name{Space: k.names.lookup(k.name.Space), Local: k.name.Local}]++
		}
	}
	for name, n := range seen {
		if n > maxRepeats && name.Space != nsRDF {
			return ErrNotXMP
		}
	}
	return nil
}

// saysUTF8 corrects an XML declaration that names another encoding: packets
// are written in UTF-8.
func (p *packet) saysUTF8() {
	for _, k := range p.root.kids {
		raw := string(k.raw)
		if !strings.HasPrefix(raw, "<?xml ") {
			continue
		}
		if s, ok := declaredEncoding(raw); ok && !strings.EqualFold(s, "utf-8") {
			k.raw = []byte(strings.Replace(raw, s, "UTF-8", 1))
		}
	}
}

func declaredEncoding(raw string) (string, bool) {
	_, after, ok := strings.Cut(raw, "encoding=")
	if !ok || len(after) < 2 {
		return "", false
	}
	s, _, ok := strings.Cut(after[1:], after[:1])
	return s, ok && s != ""
}

func (p *packet) bytes() []byte { return p.root.bytes() }

// descriptions are the top-level rdf:Description elements, which hold the properties.
func (p *packet) descriptions() []*node {
	return slices.DeleteFunc(p.rdf.elements(), func(n *node) bool { return !n.is(nsRDF, "Description") })
}

// property is one occurrence of a property: an element, or an attribute of a description.
type property struct {
	desc *node
	elem *node
	attr int
}

// find lists the occurrences of a property; a sound packet has one at most.
func (p *packet) find(uri, local string) []property {
	var out []property
	for _, d := range p.descriptions() {
		for i := range d.attrs {
			if d.attrIs(i, uri, local) {
				out = append(out, property{desc: d, attr: i})
			}
		}
		for _, k := range d.elements() {
			if k.is(uri, local) {
				out = append(out, property{desc: d, elem: k})
			}
		}
	}
	return out
}

// says reports whether the packet has any property of a namespace.
func (p *packet) says(uri string) bool {
	for _, d := range p.descriptions() {
		for _, a := range d.attrs {
			if a.Name.Space != "" && a.Name.Space != "xmlns" && d.names.lookup(a.Name.Space) == uri {
				return true
			}
		}
		for _, k := range d.elements() {
			if k.names.lookup(k.name.Space) == uri {
				return true
			}
		}
	}
	return false
}

// text is the value of a simple property.
func (o property) text() string {
	if o.elem == nil {
		return strings.TrimSpace(o.desc.attrs[o.attr].Value)
	}
	if ref, ok := o.elem.attr(nsRDF, "resource"); ok {
		return strings.TrimSpace(ref)
	}
	return o.elem.content()
}

func (o property) drop() {
	if o.elem == nil {
		o.desc.dropAttr(o.attr)
		return
	}
	o.elem.remove()
}

// scalar is the value of a simple property, empty when it is not there.
func (p *packet) scalar(uri, local string) string {
	for _, o := range p.find(uri, local) {
		if s := o.text(); s != "" {
			return s
		}
	}
	return ""
}

// setScalar gives a simple property its one value; the empty one removes it.
func (p *packet) setScalar(uri, local, value string) {
	found := p.find(uri, local)
	if value == "" {
		p.dropAll(uri, local)
		return
	}
	if len(found) == 0 {
		p.insert(tag{uri: uri, local: local, text: value})
		return
	}
	for len(found) > 1 {
		found[len(found)-1].drop()
		found = p.find(uri, local)
	}
	switch o := found[0]; {
	case o.text() == value:
	case o.elem == nil:
		o.desc.setAttr(o.attr, value)
	default:
		o.elem.replace(tag{uri: uri, local: local, text: value}.node(o.desc.names, ""))
	}
}

func (p *packet) dropAll(uri, local string) {
	for found := p.find(uri, local); len(found) > 0; found = p.find(uri, local) {
		found[0].drop()
	}
}

// set makes an element the one occurrence of a property, without touching one that says the same.
func (p *packet) set(t tag) {
	found := p.find(t.uri, t.local)
	if len(found) == 1 && found[0].elem != nil {
		was := found[0].elem
		now := t.node(found[0].desc.names, was.parent.kidIndent(was))
		if !bytes.Equal(was.bytes(), now.bytes()) {
			was.replace(now)
		}
		return
	}
	p.dropAll(t.uri, t.local)
	p.insert(t)
}

// kidIndent is the white space that kid's line begins with.
func (n *node) kidIndent(kid *node) string {
	i := slices.Index(n.kids, kid)
	if i < 1 || !n.kids[i-1].blank() {
		return ""
	}
	return n.kids[i-1].lastLine()
}

func (n *node) lastLine() string {
	s := string(n.text)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// insert puts a new property into the description that is ours. Those of
// others stay as they are.
func (p *packet) insert(t tag) {
	d := p.own()
	t.each(func(uri string) { d.declare(uri) })
	indent := d.inner()
	if len(d.elements()) == 0 {
		outer := p.rdf.kidIndent(d)
		indent = outer + " "
		d.kids = []*node{gap(d, "\n"+indent), gap(d, "\n"+outer)}
		d.kids = slices.Insert(d.kids, 1, t.node(d.names, indent))
		d.kids[1].parent = d
		return
	}
	d.add(t.node(d.names, indent))
}

// own is the description that new properties go into: the one with our
// properties as elements, else a new one.
func (p *packet) own() *node {
	if p.mine != nil {
		return p.mine
	}
	all := p.descriptions()
	for _, d := range all {
		if slices.ContainsFunc(d.elements(), func(k *node) bool { return k.names.lookup(k.name.Space) == NS }) {
			p.mine = d
			return d
		}
	}
	about := ""
	if len(all) > 0 {
		about = aboutOf(all[0])
	}
	p.mine = p.description(about)
	p.rdf.add(p.mine)
	return p.mine
}

// description makes a description without properties.
func (p *packet) description(about string) *node {
	rdf := xml.Name{Space: p.rdf.declare(nsRDF), Local: "Description"}
	d := &node{name: rdf, names: p.rdf.names}
	d.attrs = []xml.Attr{{Name: xml.Name{Space: rdf.Space, Local: "about"}, Value: about}}
	d.raw = []byte("<" + qualified(rdf) + " " + rdf.Space + `:about="` + escape(about) + `">`)
	d.end = []byte("</" + qualified(rdf) + ">")
	return d
}

// aboutOf is rdf:about of a description, which all of a packet share; old
// packets have it without prefix.
func aboutOf(d *node) string {
	if s, ok := d.attr(nsRDF, "about"); ok {
		return s
	}
	for _, a := range d.attrs {
		if a.Name.Space == "" && a.Name.Local == "about" {
			return a.Value
		}
	}
	return ""
}

// dropEmpty removes the description that is ours when it holds nothing any more.
func (p *packet) dropEmpty() {
	d := p.mine
	if d == nil || len(d.elements()) > 0 {
		return
	}
	if !slices.ContainsFunc(d.attrs, func(a xml.Attr) bool { return a.Name.Space != "xmlns" && a.Name.Local != "about" }) {
		d.remove()
		p.mine = nil
	}
}
