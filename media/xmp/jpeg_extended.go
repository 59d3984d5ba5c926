package xmp

import (
	"bytes"
	"cmp"
	"crypto/md5"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// A packet that does not fit a segment has an extension: a second packet, in
// parts, that the first one names by its MD5 (XMP specification part 3, 1.1.3.1).

const (
	guidSize     = 32
	extendedHead = guidSize + 8 // with the length of all and the place of the part
	maxPart      = 65400
)

const hasExtended = "HasExtendedXMP"

// join puts the extension's properties into the packet. An extension that is
// missing or broken stays out, and in the file.
func (j *jpegFile) join(main []byte) ([]byte, error) {
	p, err := parsePacket(main)
	if err != nil {
		return main, nil // Merge will say why
	}
	guid := p.scalar(nsNote, hasExtended)
	if guid == "" {
		return main, nil
	}
	extension, parts, err := j.extension(guid)
	if err != nil || extension == nil {
		return main, err
	}
	more, err := parsePacket(extension)
	if err != nil {
		return main, nil
	}
	p.dropAll(nsNote, hasExtended)
	for _, d := range more.descriptions() {
		p.adopt(d)
	}
	j.extended = parts
	return p.bytes(), nil
}

// extension puts the parts together; nil when they are not all there.
func (j *jpegFile) extension(guid string) (all []byte, parts []int, err error) {
	var have int
	for i, g := range j.segments {
		head := int64(len(headExtended) + extendedHead)
		if !g.is(j.source, 0xe1, headExtended) || g.end-g.body < head {
			continue
		}
		b, err := j.at(g.body+int64(len(headExtended)), g.end-g.body-int64(len(headExtended)))
		if err != nil {
			return nil, nil, err
		}
		size, at, part := int(be.Uint32(b[guidSize:])), int(be.Uint32(b[guidSize+4:])), b[extendedHead:]
		if string(b[:guidSize]) != guid || size > maxPacket || at > size || len(part) > size-at {
			continue
		}
		if all == nil {
			all = make([]byte, size)
		}
		if len(all) != size {
			return nil, nil, nil
		}
		have, parts = have+copy(all[at:], part), append(parts, i)
	}
	if sum := md5.Sum(all); have != len(all) || !strings.EqualFold(hex.EncodeToString(sum[:]), guid) {
		return nil, nil, nil
	}
	return all, parts, nil
}

// adopt puts a description of another packet into this one, with the prefixes
// that it knows from there.
func (p *packet) adopt(d *node) {
	have := map[string]bool{}
	for _, a := range d.attrs {
		switch {
		case a.Name.Space == "xmlns":
			have[a.Name.Local] = true
		case a.Name.Space == "" && a.Name.Local == "xmlns":
			have[""] = true
		}
	}
	cut := d.startEnd()
	raw := slices.Concat(d.raw[:cut], []byte(declarations(d.names, have)), d.raw[cut:])
	p.rdf.add(&node{name: d.name, attrs: d.attrs, names: d.names, raw: raw, kids: d.kids, end: d.end})
}

// declarations writes the prefixes that are known somewhere, but for those that have one.
func declarations(names *scope, have map[string]bool) string {
	known := map[string]string{}
	for s := names; s != nil; s = s.outer {
		for prefix, uri := range s.uri {
			if _, inner := known[prefix]; !inner {
				known[prefix] = uri
			}
		}
	}
	var b strings.Builder
	for _, prefix := range slices.Sorted(maps.Keys(known)) {
		name := "xmlns:" + prefix
		if prefix == "" {
			name = "xmlns"
		}
		if !have[prefix] {
			b.WriteString(" " + name + `="` + escape(known[prefix]) + `"`)
		}
	}
	return b.String()
}

// split makes a packet fit a segment: padding goes first, then the largest
// properties of others move into an extension.
func split(packet []byte) (main []byte, parts [][]byte, err error) {
	if len(packet) <= maxMain {
		return packet, nil, nil
	}
	if tight := wrapped(packet, 0); len(tight) <= maxMain {
		return tight, nil, nil
	}
	p, err := parsePacket(wrapped(packet, 0))
	if err != nil {
		return nil, nil, err
	}
	extension := p.shed(maxMain - 512) // room for the extension's name
	if extension == nil {
		return nil, nil, ErrTooLarge
	}
	sum := md5.Sum(extension)
	guid := strings.ToUpper(hex.EncodeToString(sum[:]))
	p.setScalar(nsNote, hasExtended, guid)
	if main = p.bytes(); len(main) > maxMain {
		return nil, nil, ErrTooLarge
	}
	for at := 0; at < len(extension); at += maxPart {
		b := be.AppendUint32([]byte(guid), uint32(len(extension)))
		b = be.AppendUint32(b, uint32(at))
		parts = append(parts, append(b, extension[at:min(at+maxPart, len(extension))]...))
	}
	return main, parts, nil
}

// load is a property of others with its size.
type load struct {
	property
	size int
}

// loads are the properties that may move into an extension.
func (p *packet) loads() []load {
	var all []load
	for _, d := range p.descriptions() {
		if d.names.prefix(nsRDF) == "" {
			continue
		}
		spans := attrSpans(d.raw)
		for i, a := range d.attrs {
			if a.Name.Space != "" && a.Name.Space != "xmlns" && !keptInMain(d.names.lookup(a.Name.Space)) {
				all = append(all, load{property{desc: d, attr: i}, spans[i].end - spans[i].from})
			}
		}
		for _, k := range d.elements() {
			if !keptInMain(k.names.lookup(k.name.Space)) {
				all = append(all, load{property{desc: d, elem: k}, len(k.bytes())})
			}
		}
	}
	return all
}

// shed takes the largest properties out until the packet has no more than so
// many bytes, and returns the packet that holds them; nil when that cannot be.
func (p *packet) shed(most int) []byte {
	size := len(p.bytes())
	all := p.loads()
	slices.SortStableFunc(all, func(a, b load) int { return cmp.Compare(b.size, a.size) })
	moved := map[*node][]property{}
	for _, l := range all {
		if size <= most {
			break
		}
		size -= l.size
		moved[l.desc] = append(moved[l.desc], l.property)
	}
	if size > most {
		return nil
	}
	return p.extract(moved)
}

// keptInMain are the namespaces of what readers look for first.
func keptInMain(uri string) bool {
	switch uri {
	case NS, nsPlus, nsIptc, nsNote, nsRDF, nsXML:
		return true
	}
	return false
}

// extract moves properties, by their description, into a packet of their own.
func (p *packet) extract(moved map[*node][]property) []byte {
	var b bytes.Buffer
	b.WriteString(`<x:xmpmeta xmlns:x="` + nsMeta + `"><rdf:RDF xmlns:rdf="` + nsRDF + `">`)
	for _, d := range p.descriptions() {
		if len(moved[d]) > 0 {
			d.extract(&b, moved[d])
		}
	}
	b.WriteString(`</rdf:RDF></x:xmpmeta>`)
	return b.Bytes()
}

// extract moves properties of a description into another one with its prefixes.
func (n *node) extract(b *bytes.Buffer, moved []property) {
	rdf := n.names.prefix(nsRDF)
	attrs, elems := map[int]bool{}, map[*node]bool{}
	b.WriteString("<" + rdf + ":Description " + rdf + `:about="` + escape(aboutOf(n)) + `"` + declarations(n.names, nil))
	spans := attrSpans(n.raw)
	for _, o := range moved {
		if o.elem != nil {
			elems[o.elem] = true
			continue
		}
		attrs[o.attr] = true
		b.WriteString(" ")
		b.Write(bytes.TrimSpace(n.raw[spans[o.attr].from:spans[o.attr].end]))
	}
	b.WriteString(">")
	for _, k := range n.kids {
		if elems[k] {
			k.write(b)
		}
	}
	b.WriteString("</" + rdf + ":Description>")
	n.removeKids(elems)
	n.dropAttrs(attrs)
}
