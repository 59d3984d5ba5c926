package xmp

import (
	"strings"

	"onset/consent"
	"onset/media"
)

// Found is what a packet says.
type Found struct {
	Facts  Facts    // Releases and People are those we wrote
	Others []string // release ids that others wrote
}

// Read returns what a packet says of consents: the shared properties whoever
// wrote them, and ours. Errors are ErrNotXMP, ErrDTD and ErrTooLarge.
func Read(packet []byte) (Found, error) {
	p, err := parsePacket(packet)
	if err != nil {
		return Found{}, err
	}
	return readPacket(p), nil
}

func readPacket(p *packet) Found {
	f := Facts{
		Release:  Release(p.plus("ModelReleaseStatus")),
		Youngest: Age(p.plus("MinorModelAgeDisclosure")),
		Mining:   Mining(p.plus("DataMining")),
		Result:   media.Result(p.scalar(NS, "Status")),
	}
	if f.Release == propertyLimited {
		f.Release = ReleaseLimited
	}
	f.Clip, _ = consent.ParseID(p.scalar(NS, "Clip"))
	if err := f.AsOf.UnmarshalText([]byte(p.scalar(NS, "AsOf"))); err != nil {
		f.AsOf = consent.Stamp{}
	}
	for _, r := range p.records("Uses") {
		f.Uses = append(f.Uses, Use{consent.Purpose(field(r, "Purpose")), media.Result(field(r, "Result"))})
	}
	for _, r := range p.records("Consents") {
		if id, err := consent.ParseID(field(r, "Id")); err == nil {
			f.Consents = append(f.Consents, Consent{id, consent.Status(field(r, "Status"))})
		}
	}
	wrote := claims(p.texts(NS, "Wrote"))
	out := Found{}
	for _, s := range p.texts(nsPlus, "ModelReleaseID") {
		id, err := consent.ParseID(s)
		if err != nil || !wrote[claim{"ModelReleaseID", s}] {
			out.Others = append(out.Others, s)
			continue
		}
		f.Releases = append(f.Releases, id)
	}
	f.People = p.peopleFound(wrote)
	out.Facts = f
	return out
}

// plus is a value of a PLUS vocabulary. Some programs leave out what comes before it.
func (p *packet) plus(local string) string {
	return strings.TrimPrefix(p.scalar(nsPlus, local), plusValue)
}

// records are the structures of a list of ours.
func (p *packet) records(local string) []*node {
	var out []*node
	for _, o := range p.find(NS, local) {
		_, lis := o.list()
		for _, li := range lis {
			out = append(out, fieldsOf(li))
		}
	}
	return out
}

// field is a simple field of a structure of ours, an element or an attribute.
func field(n *node, local string) string {
	if k := n.child(NS, local); k != nil {
		return k.content()
	}
	s, _ := n.attr(NS, local)
	return s
}

func (p *packet) peopleFound(wrote map[claim]bool) []Person {
	var out []Person
	for _, c := range casts {
		for _, o := range p.find(nsIptc, c.local) {
			_, lis := o.list()
			for _, li := range lis {
				ids, _ := c.idsOf(li)
				for _, s := range ids {
					id, err := consent.ParseID(s)
					if err != nil || !wrote[claim{c.id, s}] {
						continue
					}
					person := Person{ID: id, As: c.as}
					if n := fieldsOf(li).child(nsIptc, c.name); n != nil {
						person.Name = firstText(n)
					}
					out = append(out, person)
				}
			}
		}
	}
	return out
}
