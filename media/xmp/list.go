package xmp

import "slices"

// list is the container of an array property and its items.
func (o property) list() (container *node, items []*node) {
	if o.elem == nil {
		return nil, nil
	}
	for _, c := range o.elem.elements() {
		if !c.is(nsRDF, "Bag") && !c.is(nsRDF, "Seq") && !c.is(nsRDF, "Alt") {
			continue
		}
		return c, slices.DeleteFunc(c.elements(), func(n *node) bool { return !n.is(nsRDF, "li") })
	}
	return nil, nil
}

// value is the text of a list item.
func value(li *node) string {
	return property{elem: li}.text()
}

// texts are the values of a property of texts. A lone value where a list
// belongs, which some programs write, counts as a list of one.
func (p *packet) texts(uri, local string) []string {
	var out []string
	for _, o := range p.find(uri, local) {
		container, lis := o.list()
		if container == nil {
			if s := o.text(); s != "" {
				out = append(out, s)
			}
			continue
		}
		for _, li := range lis {
			out = append(out, value(li))
		}
	}
	return out
}

// setTexts takes the values that gone names out of a list of texts and adds
// those of want that are missing. The others keep their place.
func (p *packet) setTexts(uri, local string, want []string, gone func(string) bool) {
	have := p.texts(uri, local)
	missing := slices.DeleteFunc(slices.Clone(want), func(s string) bool { return slices.Contains(have, s) })
	leaves := func(li *node) bool { s := value(li); return gone(s) && !slices.Contains(want, s) }
	// Backwards, since taking out an attribute moves those behind it.
	for _, o := range slices.Backward(p.find(uri, local)) {
		container, lis := o.list()
		s := o.text()
		switch {
		case container != nil:
			dead := map[*node]bool{}
			for _, li := range lis {
				if leaves(li) {
					dead[li] = true
				}
			}
			o.thin(dead, len(lis) == len(dead) && len(missing) == 0)
		case gone(s) && !slices.Contains(want, s):
			o.drop()
		case len(missing) > 0:
			p.widen(o, uri, local)
		}
	}
	p.addItems(uri, local, items(missing))
}

// thin takes items out of a list, and the list with them when that is all of it.
func (o property) thin(dead map[*node]bool, all bool) {
	if len(dead) > 0 && all {
		o.elem.remove()
		return
	}
	container, _ := o.list()
	container.removeKids(dead)
}

// widen turns a lone value into a list of one, so that more can join it; one
// of ours is then taken out like any other.
func (p *packet) widen(o property, uri, local string) {
	s := o.text()
	if s == "" || o.elem != nil && len(o.elem.elements()) > 0 {
		return
	}
	t := bag(uri, local, item(s))
	if o.elem != nil {
		o.elem.replace(t.node(o.desc.names, o.desc.kidIndent(o.elem)))
		return
	}
	o.drop()
	t.each(func(uri string) { o.desc.declare(uri) })
	o.desc.add(t.node(o.desc.names, o.desc.inner()))
}

// addItems puts items at the end of a list, and makes the list where there is none.
func (p *packet) addItems(uri, local string, items []tag) {
	if len(items) == 0 {
		return
	}
	for _, o := range p.find(uri, local) {
		if container, _ := o.list(); container != nil {
			for _, t := range items {
				container.add(t.node(container.names, container.inner()))
			}
			return
		}
	}
	p.insert(bag(uri, local, items...))
}

// inner is the indentation of n's own elements.
func (n *node) inner() string {
	for i, k := range n.kids {
		if i > 0 && k.element() && n.kids[i-1].blank() {
			return n.kids[i-1].lastLine()
		}
	}
	return ""
}
