package xmp

import (
	"slices"

	"onset/media"
)

// cast is a property that lists people: a Bag of structures with ids and a name.
type cast struct {
	as    media.As
	local string // the property, of the IPTC Extension
	idNS  string
	id    string // the field of ids, a Bag
	name  string // the field of the name, a language alternative
}

// casts are the two such properties. The person shown has fields of its own;
// the person heard is an Entity, whose identifier is XMP's.
var casts = []cast{
	{media.Seen, "PersonInImageWDetails", nsIptc, "PersonId", "PersonName"},
	{media.Heard, "PersonHeard", nsXMP, "Identifier", "Name"},
}

// people writes who is seen and heard, and the plain list of names that older
// programs show.
func (e *editor) people() {
	for _, c := range casts {
		e.cast(c)
	}
	const plain = "PersonInImage"
	var names []string
	for _, p := range e.facts.People {
		if p.in(casts[0]) && p.Name != "" && !slices.Contains(names, p.Name) {
			names = append(names, p.Name)
		}
	}
	was := e.texts(nsIptc, plain)
	for _, n := range names {
		if !slices.Contains(was, n) || e.claimed(claim{plain, n}) {
			e.writes = append(e.writes, claim{plain, n})
		}
	}
	e.setTexts(nsIptc, plain, names, func(s string) bool { return e.claimed(claim{plain, s}) })
}

func (p Person) in(c cast) bool { return p.As == c.as || p.As == "" && c.as == media.Seen }

// cast updates the entries that have an id of ours and adds those missing.
func (e *editor) cast(c cast) {
	want := map[string]Person{}
	var order []string
	for _, p := range e.facts.People {
		if id := p.ID.URN(); p.in(c) && !p.ID.IsZero() && want[id].ID.IsZero() {
			want[id], order = p, append(order, id)
		}
	}
	done := map[string]bool{}
	for _, o := range e.find(nsIptc, c.local) {
		_, lis := o.list()
		dead := map[*node]bool{}
		for _, li := range lis {
			if e.entry(c, li, want, done) {
				dead[li] = true
			}
		}
		o.thin(dead, len(dead) == len(lis) && len(done) == len(order))
	}
	var missing []tag
	for _, id := range order {
		e.claimEntry(c, want[id])
		if !done[id] {
			missing = append(missing, c.entry(want[id]))
		}
	}
	e.addItems(nsIptc, c.local, missing)
}

func (e *editor) claimEntry(c cast, p Person) {
	e.writes = append(e.writes, claim{c.id, p.ID.URN()})
	if p.Name != "" {
		e.writes = append(e.writes, claim{c.name, p.ID.URN()})
	}
}

func (c cast) entry(p Person) tag {
	fields := []tag{bag(c.idNS, c.id, item(p.ID.URN()))}
	if p.Name != "" {
		fields = append(fields, anyLanguage(nsIptc, c.name, p.Name))
	}
	return record(fields...)
}

// fieldsOf is the element that holds the fields of a list item: the item, or a
// description inside it.
func fieldsOf(li *node) *node {
	if d := li.child(nsRDF, "Description"); d != nil {
		return d
	}
	return li
}

// idsOf are the ids of a list item with the elements they stand in.
func (c cast) idsOf(li *node) (ids []string, at []*node) {
	field := fieldsOf(li).child(c.idNS, c.id)
	if field == nil {
		return nil, nil
	}
	container, lis := property{elem: field}.list()
	if container == nil {
		return []string{field.content()}, []*node{field}
	}
	for _, n := range lis {
		ids, at = append(ids, value(n)), append(at, n)
	}
	return ids, at
}

// entry updates one list item: its name if that is ours, its ids that no
// longer belong. It reports whether nothing else is left of the item.
func (e *editor) entry(c cast, li *node, want map[string]Person, done map[string]bool) (empty bool) {
	ids, at := c.idsOf(li)
	dead := map[*node]bool{}
	for i, id := range ids {
		p, stays := want[id]
		if (!stays || done[id]) && e.ours(c.id, id) {
			e.unname(c, li, id)
			dead[at[i]] = true
			continue
		}
		if stays {
			done[id] = true
			e.rename(c, li, p)
		}
	}
	switch {
	case len(dead) == 0:
		return false
	case len(dead) < len(ids):
		at[0].parent.removeKids(dead)
		return false
	}
	fields := fieldsOf(li)
	fields.child(c.idNS, c.id).remove()
	return len(fields.elements()) == 0
}

// unname removes the name that we wrote for an id.
func (e *editor) unname(c cast, li *node, id string) {
	if name := fieldsOf(li).child(nsIptc, c.name); name != nil && e.claimed(claim{c.name, id}) {
		name.remove()
	}
}

// rename makes the name of an entry what it should be. One that somebody else
// wrote stays.
func (e *editor) rename(c cast, li *node, p Person) {
	fields, id := fieldsOf(li), p.ID.URN()
	was := fields.child(nsIptc, c.name)
	switch {
	case was == nil && p.Name != "":
		fields.add(anyLanguage(nsIptc, c.name, p.Name).node(fields.names, fields.inner()))
	case was == nil || !e.claimed(claim{c.name, id}):
	case p.Name == "":
		was.remove()
	case firstText(was) != p.Name:
		was.replace(anyLanguage(nsIptc, c.name, p.Name).node(fields.names, fields.kidIndent(was)))
	}
}

// firstText is the first alternative of a text in languages.
func firstText(n *node) string {
	if _, lis := (property{elem: n}).list(); len(lis) > 0 {
		return value(lis[0])
	}
	return n.content()
}
