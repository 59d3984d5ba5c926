package xmp

import (
	"bytes"
	"slices"
	"strings"

	"onset/consent"
)

// Merge returns the packet with the facts in it, and whether anything but
// the moment they were looked at has changed; if not, the packet comes back as
// it is. Nil or blank is a packet yet to be made. Everything that is not ours
// stays as it was, byte for byte, in UTF-8; our statuses take the place of
// others', which are remembered and come back when we have none to give.
//
// Errors are ErrNotXMP, ErrDTD and ErrTooLarge.
func Merge(existing []byte, f Facts) (merged []byte, changed bool, err error) {
	p, err := parsePacket(existing)
	if err != nil {
		return nil, false, err
	}
	had := readPacket(p)
	was := p.bytes()
	then := f
	if !had.Facts.AsOf.IsZero() {
		then.AsOf = had.Facts.AsOf
	}
	p.apply(then)
	now := p.bytes()
	if bytes.Equal(was, now) {
		return existing, false, nil
	}
	if f.AsOf != then.AsOf && !f.silent() {
		p.setScalar(NS, "AsOf", stamp(f.AsOf))
		now = p.bytes()
	}
	if len(now) > maxPacket {
		return nil, false, ErrTooLarge
	}
	return now, true, nil
}

// claim is one entry of the list of what we wrote into shared properties, or
// of what stood there before: the property's name and the value.
type claim struct{ property, value string }

func (c claim) String() string { return c.property + " " + c.value }

func claims(texts []string) map[claim]bool {
	out := make(map[claim]bool, len(texts))
	for _, s := range texts {
		if name, v, ok := strings.Cut(s, " "); ok {
			out[claim{name, v}] = true
		}
	}
	return out
}

// editor applies facts to a packet that had others.
type editor struct {
	*packet
	facts  Facts
	wrote  map[claim]bool    // by the packet's own list
	before map[string]string // by property
	writes []claim           // now
	keeps  []claim           // what stood there before, now
}

func (p *packet) apply(f Facts) {
	if !f.silent() || p.says(NS) {
		p.own()
	}
	e := &editor{packet: p, facts: f, wrote: claims(p.texts(NS, "Wrote")), before: map[string]string{}}
	for c := range claims(p.texts(NS, "Before")) {
		e.before[c.property] = max(c.value, e.before[c.property])
	}
	e.status("ModelReleaseStatus", string(f.Release))
	e.status("MinorModelAgeDisclosure", string(f.Youngest))
	e.mining()
	e.releases()
	e.people()
	e.own()
	p.dropEmpty()
}

func (e *editor) claimed(c claim) bool { return e.wrote[c] }

// ours reports whether an id in a list of that property is one of ours.
func (e *editor) ours(property, text string) bool {
	if e.claimed(claim{property, text}) {
		return true
	}
	id, err := consent.ParseID(text)
	return err == nil && e.facts.Ours != nil && strings.HasPrefix(text, "urn:uuid:") && e.facts.Ours(id)
}

// status sets a property of one value from the PLUS vocabulary.
func (e *editor) status(local, code string) {
	now := e.scalar(nsPlus, local)
	foreign := now != "" && !e.claimed(claim{local, now})
	before := e.before[local]
	if foreign {
		before = now
	}
	want := ""
	if code != "" {
		want = plusValue + code
	}
	switch {
	case want == "" && !foreign:
		e.setScalar(nsPlus, local, before)
	case want == "" || foreign && now == want:
	default:
		e.setScalar(nsPlus, local, want)
		e.writes = append(e.writes, claim{local, want})
		if before != "" {
			e.keeps = append(e.keeps, claim{local, before})
		}
	}
}

// mining sets plus:DataMining, unless somebody prohibits more.
func (e *editor) mining() {
	const local = "DataMining"
	now := e.scalar(nsPlus, local)
	if now != "" && !e.claimed(claim{local, now}) && !slices.Contains(weakMining, Mining(strings.TrimPrefix(now, plusValue))) {
		return
	}
	e.status(local, string(e.facts.Mining))
}

func (e *editor) releases() {
	const local = "ModelReleaseID"
	var want []string
	for _, id := range e.facts.Releases {
		want = append(want, id.URN())
	}
	for _, s := range want {
		e.writes = append(e.writes, claim{local, s}) // nobody else draws the same id
	}
	e.setTexts(nsPlus, local, want, func(s string) bool { return e.ours(local, s) })
}

// own writes what is in our namespace.
func (e *editor) own() {
	f := e.facts
	if f.silent() {
		for _, local := range ownProperties {
			e.dropAll(NS, local)
		}
		return
	}
	e.setOwn("Clip", urn(f.Clip))
	e.setOwn("Status", string(f.Result))
	e.setOwn("AsOf", stamp(f.AsOf))
	e.setOwnList("Uses", usesTag(f.Uses))
	e.setOwnList("Consents", consentsTag(f.Consents))
	e.setOwnList("Wrote", claimsTag(e.writes))
	e.setOwnList("Before", claimsTag(e.keeps))
}

// silent reports whether the facts say nothing, the moment aside.
func (f *Facts) silent() bool {
	return f.Clip.IsZero() && f.Release == "" && len(f.Releases) == 0 && f.Youngest == "" && len(f.People) == 0 &&
		f.Mining == "" && f.Result == "" && len(f.Uses) == 0 && len(f.Consents) == 0
}

func stamp(s consent.Stamp) string {
	if s.IsZero() {
		return ""
	}
	return s.String()
}

func urn(id consent.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.URN()
}

func (e *editor) setOwn(local, text string) {
	if text == "" {
		e.dropAll(NS, local)
		return
	}
	if found := e.find(NS, local); len(found) == 1 && found[0].text() == text {
		return
	}
	e.set(tag{uri: NS, local: local, text: text})
}

func (e *editor) setOwnList(local string, items []tag) {
	if len(items) == 0 {
		e.dropAll(NS, local)
		return
	}
	e.set(bag(NS, local, items...))
}

func usesTag(uses []Use) []tag {
	var out []tag
	for _, u := range uses {
		out = append(out, record(tag{uri: NS, local: "Purpose", text: string(u.Purpose)}, tag{uri: NS, local: "Result", text: string(u.Result)}))
	}
	return out
}

func consentsTag(cs []Consent) []tag {
	var out []tag
	for _, c := range cs {
		out = append(out, record(tag{uri: NS, local: "Id", text: c.ID.URN()}, tag{uri: NS, local: "Status", text: string(c.Status)}))
	}
	return out
}

func claimsTag(cs []claim) []tag {
	var out []tag
	for _, c := range cs {
		out = append(out, item(c.String()))
	}
	return out
}

// ownProperties are all in our namespace; others there are a newer version's and stay.
var ownProperties = []string{"Clip", "Status", "AsOf", "Uses", "Consents", "Wrote", "Before"}
