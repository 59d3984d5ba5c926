package ui

import "onset/consent"

// openPerson shows a person's sheet: beside the list where there is room.
func (u *UI) openPerson(id consent.ID) { u.goTo(atPeople) }
