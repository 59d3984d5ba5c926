package flow

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"onset/consent"
)

// People lists people, the most urgent first, then by name.
func (k *Kit) People(q PeopleQuery) PeopleList {
	k.lookSummed()
	l := k.ledger
	defer k.mu.Unlock()
	out := PeopleList{Counts: map[consent.PersonState]int{}}
	want := soughtFor(q.Text)
	for _, p := range l.People() {
		if !want.person(p.ID, k.labels.of(p.ID)) {
			continue
		}
		state := k.stateOf(p)
		out.Counts[state]++
		out.All++
		if len(q.States) == 0 || slices.Contains(q.States, state) {
			out.Rows = append(out.Rows, k.personRow(p))
		}
	}
	slices.SortStableFunc(out.Rows, k.byUrgency)
	return out
}

// byUrgency puts red first, inside a state who signed last, then by name.
func (k *Kit) byUrgency(a, b PersonRow) int {
	return cmp.Or(
		cmp.Compare(a.State.Urgency(), b.State.Urgency()),
		cmp.Compare(b.Signed.Milli, a.Signed.Milli),
		cmp.Compare(k.labels.of(a.ID).search, k.labels.of(b.ID).search),
	)
}

// PersonRow is one person of a list; somebody unknown has no name.
func (k *Kit) PersonRow(id consent.ID) PersonRow {
	k.look()
	defer k.mu.Unlock()
	return k.rowOf(id)
}

// rowOf is PersonRow; mu is held.
func (k *Kit) rowOf(id consent.ID) PersonRow {
	if p := k.ledger.Person(id); p != nil {
		return k.personRow(p)
	}
	return PersonRow{ID: id, State: consent.WhoIsThis, Age: consent.BandUnknown}
}

func (k *Kit) rowsOf(ids []consent.ID) []PersonRow {
	out := make([]PersonRow, 0, len(ids))
	for _, id := range ids {
		out = append(out, k.rowOf(id))
	}
	return out
}

// personRow is a row; mu is held.
func (k *Kit) personRow(p *consent.Person) PersonRow {
	l := k.labels.of(p.ID)
	r := PersonRow{
		ID: p.ID, Name: l.Name, Clothing: l.clothing(), Band: l.Band, HasFace: l.Face,
		State: k.stateOf(p), Age: consent.BandUnknown, Late: k.summed().main.Late(p.ID), Clips: k.ledger.Shown(p.ID),
	}
	if c := leading(p); c != nil {
		r.Age, r.Signed = c.Band, c.GivenAt
		if !c.Declared || !c.Complete() {
			r.AnswerBy = c.AnswerBy
		}
	}
	return r
}

// stateOf is the state that people see; mu is held. Of somebody whose
// particulars were erased only what forbids is left: nobody could tell whom a
// yes is of.
func (k *Kit) stateOf(p *consent.Person) consent.PersonState {
	s := p.State(k.ledger.Today)
	if k.labels.erased[p.ID] && s != consent.DoNotFilm && s != consent.TookItBack {
		return consent.DetailsErased
	}
	return s
}

// leading is the declaration a row speaks of: the newest that lives.
func leading(p *consent.Person) *consent.Consent {
	var best *consent.Consent
	for _, c := range p.Live() {
		if best == nil || newer(c, best) {
			best = c
		}
	}
	return best
}

// Face is a person's small picture, nil when there is none.
func (k *Kit) Face(ctx context.Context, id consent.ID) []byte {
	k.mu.Lock()
	l := *k.labels.of(id)
	k.mu.Unlock()
	if !l.Face {
		return nil
	}
	p, err := k.particulars(ctx, l.blob)
	if err != nil {
		return nil
	}
	return p.Face
}

// Person is everything about one person; lang is the language of the questions' titles.
func (k *Kit) Person(id consent.ID, lang string) (PersonSheet, error) {
	k.look()
	p := k.ledger.Person(id)
	if p == nil || len(p.Consents) == 0 && (p.Avoid == nil || len(p.Avoid.Notes) == 0) {
		k.mu.Unlock()
		return PersonSheet{}, fmt.Errorf("person %s: %w", id, ErrNotFound)
	}
	s := PersonSheet{PersonRow: k.personRow(p), OnCamera: k.isOn(id)}
	s.Choices, s.Conditions = k.choices(p, lang)
	for c := range k.ledger.ClipsOf(id) {
		s.Clips = append(s.Clips, k.clipRow(c))
	}
	consents := slices.Clone(p.Consents)
	var notes []consent.AvoidNote
	if p.Avoid != nil {
		notes = slices.Clone(p.Avoid.Notes)
	}
	k.mu.Unlock()
	s.Face = k.Face(k.life, id)
	s.Consents = k.consentLines(consents)
	s.Notes = k.avoidLines(notes)
	if n := len(s.Consents); n > 0 {
		s.Contact, s.Workplace = s.Consents[n-1].Contact, s.Consents[n-1].Workplace
	}
	return s, nil
}

// choices are the answers that hold, use by use: between live declarations the
// stricter; mu is held.
func (k *Kit) choices(p *consent.Person, lang string) ([]ChoiceLine, []consent.Condition) {
	var lines []ChoiceLine
	var conds []consent.Condition
	for _, c := range p.Live() {
		for _, ch := range c.Choices {
			line := k.choiceLine(c, ch, lang)
			i := slices.IndexFunc(lines, func(o ChoiceLine) bool { return o.Purpose == ch.Purpose })
			switch {
			case i < 0:
				lines = append(lines, line)
			case lines[i].Answer == consent.Granted && (line.Answer != consent.Granted || line.Withdrawn):
				lines[i] = line
			}
		}
		for _, cond := range c.Conditions {
			if !slices.Contains(conds, cond) {
				conds = append(conds, cond)
			}
		}
		lines = k.notAsked(c, lines, lang)
	}
	return lines, conds
}

func (k *Kit) choiceLine(c *consent.Consent, ch consent.Choice, lang string) ChoiceLine {
	return ChoiceLine{
		Purpose: ch.Purpose, Title: questionTitle(k.texts.byRef[c.Terms.Published], ch.Purpose, lang), Answer: ch.Answer,
		Withdrawn: withdrawn(c, ch.Purpose), Until: ch.Ends, Territory: ch.Territory,
	}
}

// notAsked adds the uses the text speaks of without asking.
func (k *Kit) notAsked(c *consent.Consent, lines []ChoiceLine, lang string) []ChoiceLine {
	t := k.texts.byRef[c.Terms.Published]
	if t == nil {
		return lines
	}
	for _, p := range t.Purposes {
		if !slices.ContainsFunc(lines, func(o ChoiceLine) bool { return o.Purpose == p.Key }) {
			lines = append(lines, ChoiceLine{Purpose: p.Key, Title: questionTitle(t, p.Key, lang)})
		}
	}
	return lines
}

func withdrawn(c *consent.Consent, p consent.Purpose) bool {
	return slices.ContainsFunc(c.Withdrawals, func(w consent.Withdrawal) bool {
		return len(w.Purposes) == 0 || slices.Contains(w.Purposes, p)
	})
}

func (k *Kit) avoidLines(notes []consent.AvoidNote) []AvoidLine {
	var out []AvoidLine
	for _, n := range notes {
		line := AvoidLine{Ref: n.Ref, Kind: n.Kind, At: n.At}
		if p, err := k.particulars(k.life, n.Set); err == nil {
			l := labelOf(p)
			line.Clothing = l.clothing()
		}
		out = append(out, line)
	}
	return out
}
