package ui

import (
	"testing"

	"onset/app/flow"
)

func phoneShots() []shot {
	return []shot{
		{name: "phone-empty", prepare: func(t *testing.T, u *UI) { stage(t, u, emptyBoard(t, u)) }},
		{name: "phone-busy", prepare: func(t *testing.T, u *UI) { stage(t, u, busyBoard(t, u)) }},
		{name: "phone-list", prepare: func(t *testing.T, u *UI) { stage(t, u, busyBoard(t, u)); onTab(u, tabPhones) }},
		{name: "phone-wifi-tab", prepare: func(t *testing.T, u *UI) { stage(t, u, busyBoard(t, u)); onTab(u, tabWiFi) }},
		{name: "phone-nowifi", prepare: func(t *testing.T, u *UI) {
			b := emptyBoard(t, u)
			b.WiFi, b.WiFiQR, b.Room = flow.WiFi{}, nil, 0
			stage(t, u, b)
		}},
		{name: "phone-nonetwork", prepare: func(t *testing.T, u *UI) {
			b := emptyBoard(t, u)
			b.Links = nil
			stage(t, u, b)
		}},
		{name: "phone-old", prepare: func(t *testing.T, u *UI) {
			b := emptyBoard(t, u)
			b.Expires = u.opt.Now()
			stage(t, u, b)
		}},
		{name: "phone-crowd", prepare: func(t *testing.T, u *UI) { stage(t, u, crowdBoard(t, u)) }},
		{name: "phone-sheet", prepare: func(t *testing.T, u *UI) { u.openPhone(stage(t, u, busyBoard(t, u)).board.Phones[0]) }},
		{name: "phone-sheet-signed", prepare: func(t *testing.T, u *UI) { u.openPhone(stage(t, u, busyBoard(t, u)).board.Phones[4]) }},
		{name: "phone-only", prepare: func(t *testing.T, u *UI) { stage(t, u, busyBoard(t, u)); u.showCodes() }},
		{name: "phone-one", prepare: func(t *testing.T, u *UI) {
			stage(t, u, busyBoard(t, u))
			u.signOnPhones(flow.PhoneStart{Person: personNamed(t, u, "Liva Brandt").ID})
		}},
		{name: "phone-over", prepare: func(t *testing.T, u *UI) { stage(t, u, flow.PhoneBoard{}) }},
		{name: "phone-languages", writes: true, prepare: func(t *testing.T, u *UI) { signingAt(t, u, "appearance", flow.StepQuestions).pickLanguage() }},
		{name: "phone-receipt", writes: true, prepare: waitingReceipt},
		{name: "phone-page", prepare: func(_ *testing.T, u *UI) { u.goTo(atSettings); u.askPublicPage(func() {}) }},
		{name: "phone-settings", prepare: func(_ *testing.T, u *UI) { u.goTo(atSettings) }},
		{name: "phone-links", prepare: func(t *testing.T, u *UI) { stage(t, u, busyBoard(t, u)); u.push(newPhoneLinks(u)) }},
		{name: "phone-setup", prepare: func(t *testing.T, u *UI) { stage(t, u, busyBoard(t, u)); u.push(newPhoneSetup(u)) }},
		{name: "phone-wifi", prepare: func(t *testing.T, u *UI) { u.push(newWiFiPage(u)) }},
		{name: "phone-today", prepare: func(t *testing.T, u *UI) { stage(t, u, busyBoard(t, u)); u.goTo(atToday) }},
		{name: "phone-way", prepare: func(_ *testing.T, u *UI) { u.askWay("Liva Brandt", flow.SigningStart{}) }},
		{name: "phone-read", prepare: func(t *testing.T, u *UI) { stage(t, u, busyBoard(t, u)); u.readBack(stagedReadBack(t, u)) }},
		{name: "phone-ink", prepare: func(t *testing.T, u *UI) {
			s, err := u.kit.Person(personNamed(t, u, "Mette Sandager").ID, "en")
			noError(t, err)
			u.readBack(s.Consents[0].Consent.ID)
		}},
		{name: "phone-first", writes: true, prepare: func(_ *testing.T, u *UI) { u.useWay(signOnPhone); u.goTo(atToday) }},
		{name: "phone-poster", prepare: func(t *testing.T, u *UI) { stage(t, u, crowdBoard(t, u)); u.shown().(*phoneScreen).showPoster() }},
		{name: "phone-home", prepare: func(t *testing.T, u *UI) {
			s, err := u.kit.Person(personNamed(t, u, "Oskar Dahl").ID, "en")
			noError(t, err)
			u.showTakeHome(s.Consents[len(s.Consents)-1].Consent.ID)
		}},
	}
}

// waitingReceipt is what a child leaves with whose parent is not here.
func waitingReceipt(t *testing.T, u *UI) {
	t.Helper()
	noError(t, u.kit.SetPublicPage(t.Context(), "https://havnen.example/k"))
	s, err := u.kit.Person(personNamed(t, u, "Oskar Dahl").ID, "en")
	noError(t, err)
	r, err := u.kit.Receipt(s.Consents[len(s.Consents)-1].Consent.ID, "")
	noError(t, err)
	u.showReceipt(r)
}

// onTab picks a page of a phone-size window.
func onTab(u *UI, tab string) {
	if p, ok := u.shown().(*phoneScreen); ok {
		p.tab = tab
		u.refresh()
	}
}
