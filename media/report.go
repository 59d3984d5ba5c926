package media

import (
	"cmp"
	"slices"

	"onset/consent"
)

// Owner is whose job a fix is.
type Owner string

// The owners. Nobody can change a condition that a signer made; the editor
// works with it.
const (
	OwnerCrew    Owner = "crew"
	OwnerParents Owner = "parents"
	OwnerOffice  Owner = "office"
	OwnerEditor  Owner = "editor"
)

// Owner says whose job the fix is.
func (f Fix) Owner() Owner {
	switch f {
	case FixTag, FixSign, FixClock:
		return OwnerCrew
	case FixParent:
		return OwnerParents
	case FixAccept, FixBasis, FixRenew, FixWait, FixUnrestrict:
		return OwnerOffice
	default:
		return OwnerEditor
	}
}

// Report answers "can we publish this?" for many clips: how many may be used,
// and what would help the rest.
type Report struct {
	Use    Use
	Total  int
	Counts map[Result]int
	Groups []Group // most clips first
}

// Group is everything that one fix would help.
type Group struct {
	Fix       Fix
	Owner     Owner
	Code      consent.Code
	Condition consent.Condition // with consent.CodeCondition, else empty
	Weight    consent.Weight    // the heaviest of its reasons
	Date      consent.Date      // the earliest its reasons name, zero when none does
	Clips     []consent.ID      // in the order of the report
	People    []consent.ID      // each once, in the order met
}

// Report judges clips for a use and groups what limits or blocks them. Remarks
// on clips that may be used are not in it.
func (l *Ledger) Report(clips []*Clip, use Use) Report {
	r := Report{Use: use, Counts: map[Result]int{}}
	g := grouper{}
	l.Results(clips, use, func(c *Clip, v Verdict) bool {
		r.Total++
		r.Counts[v.Result]++
		for i := range v.Reasons {
			if v.Reasons[i].Weight > consent.Note {
				g.add(c.ID, &v.Reasons[i])
			}
		}
		return true
	})
	r.Groups = g.sorted()
	return r
}

type groupKey struct {
	fix  Fix
	code consent.Code
	cond consent.Condition
}

type grouper map[groupKey]*growing

type growing struct {
	Group
	met map[consent.ID]bool
}

func (g grouper) add(clip consent.ID, r *Reason) {
	k := groupKey{r.Fix, r.Code, r.Condition}
	b := g[k]
	if b == nil {
		b = &growing{Group: Group{Fix: r.Fix, Owner: r.Fix.Owner(), Code: r.Code, Condition: r.Condition}, met: map[consent.ID]bool{}}
		g[k] = b
	}
	b.Weight = max(b.Weight, r.Weight)
	if r.Date != 0 && (b.Date == 0 || r.Date < b.Date) {
		b.Date = r.Date
	}
	if n := len(b.Clips); n == 0 || b.Clips[n-1] != clip {
		b.Clips = append(b.Clips, clip)
	}
	if !r.Person.IsZero() && !b.met[r.Person] {
		b.met[r.Person] = true
		b.People = append(b.People, r.Person)
	}
}

func (g grouper) sorted() []Group {
	out := make([]Group, 0, len(g))
	for _, b := range g {
		out = append(out, b.Group)
	}
	slices.SortFunc(out, func(a, b Group) int {
		return cmp.Or(
			cmp.Compare(len(b.Clips), len(a.Clips)),
			cmp.Compare(b.Weight, a.Weight),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Condition, b.Condition),
		)
	})
	return out
}
