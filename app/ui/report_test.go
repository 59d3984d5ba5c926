package ui

import "testing"

func reportShots() []shot {
	at := func(_ *testing.T, u *UI) { u.goTo(atReport) }
	return []shot{
		{name: "report", prepare: at},
		{name: "report-filmed", filmed: true, prepare: at},
		{name: "report-empty", prepare: at, bare: true},
		{name: "report-when", prepare: func(_ *testing.T, u *UI) { u.goTo(atReport); u.at(atReport).(*reportScreen).askWhen() }},
		{name: "report-typed", prepare: func(_ *testing.T, u *UI) { u.goTo(atReport); u.at(atReport).(*reportScreen).typeWhen() }},
	}
}
