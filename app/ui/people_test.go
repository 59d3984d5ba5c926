package ui

import (
	"testing"

	"onset/app/ui/part"
	"onset/consent"
)

func peopleShots() []shot {
	return []shot{
		{name: "people", prepare: func(_ *testing.T, u *UI) { u.goTo(atPeople) }},
		{name: "people-empty", bare: true, prepare: func(_ *testing.T, u *UI) { u.goTo(atPeople) }},
		{name: "person", prepare: func(t *testing.T, u *UI) { u.openPerson(personNamed(t, u, "Mette Sandager").ID) }},
		{name: "person-minor", prepare: func(t *testing.T, u *UI) { u.openPerson(personNamed(t, u, "Oskar Dahl").ID) }},
		{name: "person-more", prepare: func(t *testing.T, u *UI) {
			u.openPerson(personNamed(t, u, "Oskar Dahl").ID)
			shownSheet(t, u).more()
		}},
		{name: "person-details", prepare: func(t *testing.T, u *UI) { u.push(newPersonDetails(u, personNamed(t, u, "Liva Brandt").ID)) }},
		{name: "person-correct", prepare: func(t *testing.T, u *UI) {
			u.openPerson(personNamed(t, u, "Liva Brandt").ID)
			p := shownSheet(t, u)
			l, _ := p.declared()
			u.push(newCorrection(u, p.s, l))
		}},
		{name: "person-reason", prepare: func(t *testing.T, u *UI) {
			u.goTo(atPeople)
			u.askReason(personNamed(t, u, "Oskar Dahl"))
		}},
		{name: "withdraw", prepare: func(t *testing.T, u *UI) {
			id := personNamed(t, u, "Mette Sandager").ID
			u.openPerson(id)
			u.withdraw(id)
		}},
		{name: "further", prepare: func(t *testing.T, u *UI) {
			u.openPerson(personNamed(t, u, "Oskar Dahl").ID)
			p := shownSheet(t, u)
			l, _ := p.declared()
			u.showBare(newFurther(u, p.s, l))
		}},
		{name: "avoid", prepare: func(_ *testing.T, u *UI) { u.goTo(atPeople); u.noteAvoid(consent.ID{}) }},
		{name: "notices", prepare: func(_ *testing.T, u *UI) { u.goTo(atPeople); u.push(newNotices(u)) }},
		{name: "receipt", prepare: func(t *testing.T, u *UI) { showReceiptOf(t, u, "Jens Kirkegaard") }},
		{name: "receipt-waiting", prepare: func(t *testing.T, u *UI) { showReceiptOf(t, u, "Oskar Dahl") }},
		{name: "receipt-withdrawn", prepare: func(t *testing.T, u *UI) { showReceiptOf(t, u, "Birgit Østerby") }},
	}
}

// shownSheet is the sheet that is shown, beside the list or over it.
func shownSheet(t *testing.T, u *UI) *personSheet {
	t.Helper()
	switch p := u.shown().(type) {
	case *personSheet:
		return p
	case *peopleScreen:
		if u.class() == part.Wide && p.sheet != nil {
			return p.sheet
		}
	}
	t.Fatal("no person's sheet is shown")
	return nil
}

func showReceiptOf(t *testing.T, u *UI, name string) {
	t.Helper()
	s, err := u.kit.Person(personNamed(t, u, name).ID, u.words.Tag)
	noError(t, err)
	r, err := u.kit.Receipt(s.Consents[len(s.Consents)-1].Consent.ID, u.words.Tag)
	noError(t, err)
	u.showReceipt(r)
}
