package ui

import (
	"testing"

	"onset/app/flow"
)

func boardShots() []shot {
	at := func(_ *testing.T, u *UI) { u.goTo(atBoard) }
	return []shot{
		{name: "board", prepare: at},
		{name: "board-empty", prepare: at, bare: true},
		{name: "board-override", prepare: func(t *testing.T, u *UI) {
			u.goTo(atBoard)
			board(u).putOn(personNamed(t, u, "Birgit Østerby"), 0)
		}},
		{name: "board-next", prepare: func(_ *testing.T, u *UI) { u.goTo(atBoard); board(u).askScene() }},
		{name: "board-against", writes: true, prepare: func(t *testing.T, u *UI) {
			u.goTo(atBoard)
			board(u).put([]flow.PersonRow{personNamed(t, u, "Birgit Østerby")}, 0, "producer")
			board(u).put([]flow.PersonRow{personNamed(t, u, "Oskar Dahl")}, 0, "guardian_coming")
		}},
	}
}

func board(u *UI) *boardScreen { return u.at(atBoard).(*boardScreen) }

func personNamed(t *testing.T, u *UI, name string) flow.PersonRow {
	t.Helper()
	rows := u.kit.People(flow.PeopleQuery{Text: name}).Rows
	if len(rows) != 1 {
		t.Fatalf("%d people are called %q", len(rows), name)
	}
	return rows[0]
}
