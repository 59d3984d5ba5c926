package media

import "onset/consent"

// partGrouper gathers the groups of one stretch.
type partGrouper struct {
	at     map[groupKey]int
	groups []partGroup
	met    []map[consent.ID]bool // beside groups
	last   groupKey
	lastAt int
}

func (g *partGrouper) add(clip int, r *Reason) {
	b := g.group(groupKey{r.Fix, r.Code, r.Condition})
	p := &g.groups[b]
	p.weight = max(p.weight, r.Weight)
	p.date = earliest(p.date, r.Date)
	if n := len(p.clips); n == 0 || p.clips[n-1] != uint16(clip) {
		p.clips = append(p.clips, uint16(clip))
	}
	if !r.Person.IsZero() && !g.met[b][r.Person] {
		g.met[b][r.Person] = true
		p.people = append(p.people, r.Person)
	}
}

// group is the place of a group. One after the other are often of the same.
func (g *partGrouper) group(k groupKey) int {
	if len(g.groups) > 0 && k == g.last {
		return g.lastAt
	}
	i, ok := g.at[k]
	if !ok {
		if g.at == nil {
			g.at = map[groupKey]int{}
		}
		i = len(g.groups)
		g.at[k] = i
		g.groups, g.met = append(g.groups, partGroup{key: k}), append(g.met, map[consent.ID]bool{})
	}
	g.last, g.lastAt = k, i
	return i
}

func earliest(a, b consent.Date) consent.Date {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// merge adds what a stretch says of a group to the whole.
func (g grouper) merge(s *Stretch, p *partGroup) {
	b := g[p.key]
	if b == nil {
		b = &growing{Group: Group{Fix: p.key.fix, Owner: p.key.fix.Owner(), Code: p.key.code, Condition: p.key.cond}, met: map[consent.ID]bool{}}
		g[p.key] = b
	}
	b.Weight = max(b.Weight, p.weight)
	b.Date = earliest(b.Date, p.date)
	for _, i := range p.clips {
		b.Clips = append(b.Clips, s.clips[i].ID)
	}
	for _, id := range p.people {
		if !b.met[id] {
			b.met[id] = true
			b.People = append(b.People, id)
		}
	}
}
