package signer

import (
	"slices"

	"onset/consent"
)

// readFacts takes the production.set statements that no other one replaces.
// Where several are left, the first by id gives the words and the strictest of
// each rule holds.
func (f *folder) readFacts(sets []*consent.Statement) {
	replaced := map[consent.Ref]bool{}
	for _, st := range sets {
		for _, ref := range st.Body.(*ProductionSet).Replaces {
			replaced[ref] = true
		}
	}
	var heads []*consent.Statement
	for _, st := range sets {
		if !replaced[st.ID] {
			heads = append(heads, st)
		}
	}
	slices.SortFunc(heads, func(a, b *consent.Statement) int { return compareRefs(a.ID, b.ID) })
	for i, st := range heads {
		b := st.Body.(*ProductionSet)
		f.r.facts.Heads = append(f.r.facts.Heads, st.ID)
		if i > 0 {
			f.r.facts.Rules = stricterRules(f.r.facts.Rules, b.Rules)
			continue
		}
		f.r.facts.Title, f.r.facts.Controller, f.r.facts.Contact = b.Title, b.Controller, b.Contact
		f.r.facts.Address, f.r.facts.Customer, f.r.facts.Rules = b.Address, b.Customer, b.Rules
	}
	if len(heads) > 1 {
		f.conflict(ConflictFacts, f.r.facts.Heads...)
	}
}

// stricterRules takes of each rule the one that lets less be used.
func stricterRules(a, b consent.Rules) consent.Rules {
	return consent.Rules{
		GuardianBelow: max(a.GuardianBelow, b.GuardianBelow),
		Guardians:     max(a.Guardians, b.Guardians),
		AssentFrom:    min(a.AssentFrom, b.AssentFrom),
		FinalFrom:     min(a.FinalFrom, b.FinalFrom),
		LateBlocks:    a.LateBlocks || b.LateBlocks,
		AnswerDays:    min(a.AnswerDays, b.AnswerDays),
		ProofMonths:   max(a.ProofMonths, b.ProofMonths),
		Journalistic:  a.Journalistic && b.Journalistic,
		Basis:         stricterBasis(a.Basis, b.Basis),
	}
}

// stricterBasis prefers consent, then agreement, then journalism; ties by text
// keep the result free of order.
func stricterBasis(a, b string) string {
	order := []string{"consent", "agreement", "journalism"}
	for _, s := range order {
		if a == s || b == s {
			return s
		}
	}
	return min(a, b)
}
