package xmp

import (
	"encoding/xml"
	"strconv"
)

// tag is an element to be written.
type tag struct {
	uri, local string
	attr       string // one attribute with its value, such as rdf:parseType="Resource"
	text       string
	kids       []tag
}

// bag is an unordered list of texts.
func bag(uri, local string, items ...tag) tag {
	return tag{uri: uri, local: local, kids: []tag{{uri: nsRDF, local: "Bag", kids: items}}}
}

func item(text string) tag { return tag{uri: nsRDF, local: "li", text: text} }

func items(texts []string) []tag {
	var out []tag
	for _, s := range texts {
		out = append(out, item(s))
	}
	return out
}

// record is a list item of fields.
func record(fields ...tag) tag {
	return tag{uri: nsRDF, local: "li", attr: "parseType", kids: fields}
}

// anyLanguage is a text with no language of its own.
func anyLanguage(uri, local, text string) tag {
	li := tag{uri: nsRDF, local: "li", attr: "lang", text: text}
	return tag{uri: uri, local: local, kids: []tag{{uri: nsRDF, local: "Alt", kids: []tag{li}}}}
}

// each calls fn for the namespace of every element.
func (t tag) each(fn func(uri string)) {
	fn(t.uri)
	for _, k := range t.kids {
		k.each(fn)
	}
}

// node makes the element for a place where these prefixes are known. One that
// is missing there is declared on the element itself.
func (t tag) node(names *scope, indent string) *node {
	n := &node{names: names, name: xml.Name{Space: names.prefix(t.uri), Local: t.local}}
	if n.name.Space == "" {
		n.name.Space = n.declareSelf(t.uri)
	}
	n.attribute(t.attr)
	start := "<" + qualified(n.name)
	for _, a := range n.attrs {
		start += " " + qualified(a.Name) + `="` + escape(a.Value) + `"`
	}
	n.raw, n.end = []byte(start+">"), []byte("</"+qualified(n.name)+">")
	if t.text != "" {
		n.kids = []*node{{parent: n, raw: []byte(escape(t.text)), text: []byte(t.text)}}
	}
	for _, k := range t.kids {
		kid := k.node(n.names, indent+" ")
		kid.parent = n
		n.kids = append(n.kids, gap(n, "\n"+indent+" "), kid)
	}
	if len(t.kids) > 0 {
		n.kids = append(n.kids, gap(n, "\n"+indent))
	}
	return n
}

func gap(parent *node, s string) *node {
	return &node{parent: parent, raw: []byte(s), text: []byte(s)}
}

// declareSelf gives a namespace a prefix in an element that has no start tag yet.
func (n *node) declareSelf(uri string) string {
	prefix := n.freePrefix(uri)
	n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Space: "xmlns", Local: prefix}, Value: uri})
	n.names = &scope{outer: n.names, uri: map[string]string{prefix: uri}}
	return prefix
}

func (n *node) freePrefix(uri string) string {
	prefix := prefixes[uri]
	for i := 1; n.names.lookup(prefix) != ""; i++ {
		prefix = prefixes[uri] + strconv.Itoa(i)
	}
	return prefix
}

func (n *node) attribute(kind string) {
	switch kind {
	case "parseType":
		if n.names.prefix(nsRDF) == "" {
			n.declareSelf(nsRDF)
		}
		n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Space: n.names.prefix(nsRDF), Local: "parseType"}, Value: "Resource"})
	case "lang":
		n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Space: "xml", Local: "lang"}, Value: "x-default"})
	}
}
