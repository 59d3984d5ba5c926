package ui

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/skip2/go-qrcode"

	"onset/app/flow"
	"onset/consent"
)

// stageDesk is signing on phones as a test sets it up; it notes what is asked of it.
type stageDesk struct {
	board  flow.PhoneBoard
	start  flow.PhoneStart
	same   map[string]bool
	helped []string
	ended  []string
	codes  int
	closed int
}

func (d *stageDesk) Board() flow.PhoneBoard { return d.board }

func (d *stageDesk) Counts() flow.PhoneCounts {
	c := d.board.PhoneCounts
	for _, l := range d.board.Phones {
		if needsHelp(l) {
			c.Help++
		}
	}
	return c
}

func (d *stageDesk) NewCode(context.Context) error { d.codes++; return nil }
func (d *stageDesk) Helped(visit string) error     { d.helped = append(d.helped, visit); return nil }
func (d *stageDesk) End(visit string) error        { d.ended = append(d.ended, visit); return nil }
func (d *stageDesk) LocalLink() string             { return "http://127.0.0.1:8787/s/AAAA#k=BBBB" }
func (d *stageDesk) Close() error                  { d.closed++; return nil }

func (d *stageDesk) Same(visit string, same bool) error {
	d.same[visit] = same
	for i := range d.board.Phones {
		if d.board.Phones[i].ID == visit {
			d.board.Phones[i].Same = same
		}
	}
	return nil
}

// stage begins signing on phones with a board of the test's own.
func stage(t *testing.T, u *UI, board flow.PhoneBoard) *stageDesk {
	t.Helper()
	d := &stageDesk{board: board, same: map[string]bool{}}
	u.opt.openPhones = func(_ context.Context, s flow.PhoneStart) (phoneDesk, error) {
		d.start = s
		return d, nil
	}
	u.signOnPhones(flow.PhoneStart{})
	return d
}

// stagedFragment is as long as the page's own.
const stagedFragment = "/s/xG3uJ0pV7aQ2mN5kR8tYwA#k=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4"

func stagedQR(t *testing.T, s string) [][]bool {
	t.Helper()
	q, err := qrcode.New(s, qrcode.Medium)
	noError(t, err)
	q.DisableBorder = true
	return q.Bitmap()
}

func stagedLink(t *testing.T, face, host string, likely bool, reached time.Time) flow.PhoneLink {
	t.Helper()
	l := flow.PhoneLink{Interface: face, Host: host, Link: "http://" + host + stagedFragment, Test: "http://" + host + "/", Likely: likely, Reached: reached}
	l.QR, l.TestQR = stagedQR(t, l.Link), stagedQR(t, l.Test)
	return l
}

// emptyBoard is signing on phones before anybody came.
func emptyBoard(t *testing.T, u *UI) flow.PhoneBoard {
	t.Helper()
	now := u.opt.Now()
	b := flow.PhoneBoard{On: true, Terms: "appearance", Language: "da", Expires: now.Add(15 * time.Minute), Room: 50}
	b.WiFi = flow.WiFi{SSID: "Havnen set", Password: "torsk og sild 7"}
	b.WiFiQR = stagedQR(t, "WIFI:T:WPA;S:Havnen set;P:torsk og sild 7;;")
	b.Links = []flow.PhoneLink{stagedLink(t, "wlan0", "192.168.1.20:8787", true, time.Time{}), stagedLink(t, "eth0", "10.0.4.2:8787", true, time.Time{})}
	return b
}

// busyBoard is a quarter of an hour later.
func busyBoard(t *testing.T, u *UI) flow.PhoneBoard {
	t.Helper()
	b, now := emptyBoard(t, u), u.opt.Now()
	b.Links[0].Reached = now.Add(-2 * time.Minute)
	line := func(id, code, step, lang string, ago time.Duration) flow.PhoneLine {
		l := flow.PhoneLine{}
		l.ID, l.Code, l.Language, l.Came, l.Seen = id, code, lang, now.Add(-ago), now.Add(-10*time.Second)
		setTo(&l.Step, step)
		return l
	}
	signed := func(id, code, name string, ago time.Duration) flow.PhoneLine {
		l, row := line(id, code, string(flow.PhoneSigned), "da", ago), personNamed(t, u, name)
		l.Name, l.Band, l.Person, l.State, l.Same = row.Name, row.Band, row.ID, row.State, true
		s, err := u.kit.Person(row.ID, "en")
		noError(t, err)
		l.Consent = s.Consents[len(s.Consents)-1].Consent.ID
		return l
	}
	help, gone, twice := line("v3", "47 21", "answers", "uk", 4*time.Minute), line("v4", "80 14", "reading", "da", 9*time.Minute), signed("v8", "63 07", "Mette Sandager", 10*time.Minute)
	help.Help, gone.Gone, gone.Seen, twice.Duplicate = true, true, now.Add(-5*time.Minute), true
	same := line("v2", "31 88", "signing", "ar", 3*time.Minute)
	same.Same = true
	away := signed("v7", "12 45", "Oskar Dahl", 12*time.Minute)
	setTo(&away.Step, string(flow.PhoneAway))
	b.Phones = []flow.PhoneLine{
		line("v1", "52 90", "reading", "en", time.Minute), same, help, gone,
		signed("v5", "26 33", "Karen Holm Lauritsen", 11*time.Minute), line("v6", "94 02", string(flow.PhoneRefused), "da", 12*time.Minute), away, twice,
	}
	b.Here, b.Signed, b.Refused, b.Away = 3, 2, 1, 1
	return b
}

// crowdBoard is a poster that hangs since an hour.
func crowdBoard(t *testing.T, u *UI) flow.PhoneBoard {
	t.Helper()
	b := busyBoard(t, u)
	b.Crowd, b.Terms, b.Room, b.Full, b.InLine = true, "crowd", 50, true, 4
	b.Expires = u.opt.Now().Add(22 * time.Hour)
	b.Next = []string{"B12", "B13", "B14", "B15"}
	for i := range b.Phones {
		b.Phones[i].Code, b.Phones[i].Same = "", false
	}
	b.Here, b.Signed = 50, 112
	return b
}

// setTo sets a text of a type that this package cannot name.
func setTo[T ~string](p *T, s string) { *p = T(s) }

func stagedReadBack(t *testing.T, u *UI) consent.ID {
	t.Helper()
	s, err := u.kit.Person(personNamed(t, u, "Liva Brandt").ID, "en")
	noError(t, err)
	i := slices.IndexFunc(s.Consents, func(l flow.ConsentLine) bool { return l.Consent.Declared })
	return s.Consents[i].Consent.ID
}
