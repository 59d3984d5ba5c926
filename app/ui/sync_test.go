package ui

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
	"onset/signer"
)

// stillCarrier says how carrying stands, and remembers what it was asked.
type stillCarrier struct {
	status flow.CarryStatus
	now    int
	limits flow.CarryLimits
	moved  []string
	files  []flow.CarryFile
}

func (s *stillCarrier) Status() flow.CarryStatus { s.status.Limits = s.limits; return s.status }
func (s *stillCarrier) OnChange(func())          {}
func (s *stillCarrier) Now(context.Context) error {
	s.now++
	return nil
}

func (s *stillCarrier) SetLimits(_ context.Context, l flow.CarryLimits) error {
	s.limits = l
	return nil
}
func (s *stillCarrier) Dial(context.Context, consent.Ref, string) error    { return nil }
func (s *stillCarrier) ShareClips(context.Context, flow.MediaFolder) error { return nil }
func (s *stillCarrier) UnshareClips(context.Context, string) error         { return nil }
func (s *stillCarrier) ClipStates(string) []flow.CarryFile                 { return s.files }
func (s *stillCarrier) Close() error                                       { return nil }
func (s *stillCarrier) Export(_ context.Context, dir string, _ func(flow.Progress)) (flow.Parcel, error) {
	s.moved = append(s.moved, "export "+dir)
	return flow.Parcel{Statements: 7, Blobs: 2}, nil
}

func (s *stillCarrier) Import(_ context.Context, dir string, _ func(flow.Progress)) (flow.Parcel, error) {
	s.moved = append(s.moved, "import "+dir)
	return flow.Parcel{Statements: 3, Known: 9, Faults: []flow.CarryFault{{What: "damaged"}}}, nil
}

// enrol lets a device in, and gives its keys.
func enrol(t *testing.T, k *flow.Kit, rank signer.Rank) *signer.Production {
	t.Helper()
	keys, err := signer.NewProduction(rand.Reader)
	noError(t, err)
	body := &signer.DeviceEnrolled{Device: keys.Seal.Author(), Keys: keys.Keys(""), Rank: rank}
	_, err = k.Carried().Store.Record(t.Context(), k.Acting().ID, consent.StampOf(time.Now()), flow.Draft{Body: body})
	noError(t, err)
	return keys
}

// alone keeps what a kit does in the background from drawing beside the test.
func alone(u *UI) { u.opt.do = func(func()) {} }

// carriedKit is a window on a kit with an office and a second device.
func carriedKit(t *testing.T, u *UI) *stillCarrier {
	t.Helper()
	alone(u)
	now := u.opt.Now()
	office := enrol(t, u.kit, signer.RankOffice).Seal.Author()
	other := enrol(t, u.kit, signer.RankCrew).Seal.Author()
	s := &stillCarrier{status: flow.CarryStatus{
		Listening: []string{"tcp://192.168.8.20:22000"}, Waiting: 2, Blobs: 1,
		Peers: []flow.CarryPeer{
			{Author: other, Connected: true, Has: 1 << 20, Knows: now.Add(-3 * time.Minute)},
			{Author: office, Office: true, Seen: now.Add(-2 * time.Hour), Knows: now.Add(-2 * time.Hour)},
		},
		Faults: []flow.CarryFault{{Author: other, What: "damaged", Item: "9-11-2ee65447.age", Since: now.Add(-time.Hour)}},
	}}
	u.kit.SetCarrier(s)
	return s
}

func syncShots() []shot {
	on := func(open func(u *UI)) func(*testing.T, *UI) {
		return func(t *testing.T, u *UI) {
			carriedKit(t, u)
			open(u)
		}
	}
	return []shot{
		{name: "sync", writes: true, prepare: on(func(u *UI) { u.goTo(atSync) })},
		{name: "sync-alone", bare: true, prepare: func(_ *testing.T, u *UI) { u.goTo(atSync) }},
		{name: "sync-troubles", writes: true, prepare: func(t *testing.T, u *UI) { troubled(t, u) }},
		{name: "sync-stopped", writes: true, prepare: func(t *testing.T, u *UI) {
			s := carriedKit(t, u)
			s.limits = flow.CarryLimits{Paused: true, Unmetered: true, Costs: true}
			u.goTo(atSync)
		}},
		{name: "sync-media", writes: true, prepare: func(t *testing.T, u *UI) { offered(t, u); u.goTo(atSync) }},
		{name: "sync-media-clips", writes: true, prepare: func(t *testing.T, u *UI) { showOffered(t, u) }},
		{name: "news-today", writes: true, prepare: func(t *testing.T, u *UI) { officeSays(t, u); u.goTo(atToday) }},
		{name: "news-sync", writes: true, prepare: func(t *testing.T, u *UI) { officeSays(t, u); carriedKit(t, u); u.goTo(atSync) }},
		{name: "news", writes: true, prepare: func(t *testing.T, u *UI) { officeSays(t, u); u.showNews() }},
		{name: "news-person", writes: true, prepare: func(t *testing.T, u *UI) { u.openPerson(officeSays(t, u).Person) }},
		{name: "sync-settings", writes: true, prepare: on(func(u *UI) { u.goTo(atSync); u.push(newSyncSettings(u)) })},
		{name: "sync-today", writes: true, prepare: on(func(u *UI) { u.goTo(atToday) })},
		{name: "sync-asides", writes: true, prepare: func(t *testing.T, u *UI) {
			setAsideWithdrawal(t, u)
			u.showAsides()
		}},
		{name: "devices", writes: true, prepare: on(func(u *UI) { u.showDevices() })},
		{name: "devices-one", writes: true, prepare: on(func(u *UI) { u.openDevice(othersOf(u)[1].Author) })},
		{name: "devices-bring", bare: true, prepare: func(_ *testing.T, u *UI) { u.bring() }},
		{name: "devices-ask", bare: true, prepare: func(_ *testing.T, u *UI) { u.showDevices(); u.askInvite() }},
		{name: "devices-invite", bare: true, writes: true, prepare: func(_ *testing.T, u *UI) {
			u.invite(flow.InviteOptions{Rank: "crew", Label: "Camera B", Addresses: []string{"192.168.8.20:22443"}})
		}},
		{name: "devices-spare", bare: true, writes: true, prepare: func(_ *testing.T, u *UI) { alone(u); u.makeSpare(3) }},
		{name: "devices-breach", writes: true, prepare: on(func(u *UI) {
			r, _ := u.kit.Revoke(u.ctx, othersOf(u)[1].Author, "")
			u.push(newBreachPage(u, r))
		})},
	}
}

// othersOf are the devices besides this one: the office, then the other kit.
func othersOf(u *UI) (out []flow.DeviceLine) {
	all, _ := u.kit.Devices(u.ctx)
	for _, d := range all {
		if !d.Self {
			out = append(out, d)
		}
	}
	return out
}

// setAsideWithdrawal has a device that was shut out say that somebody took it back.
func setAsideWithdrawal(t *testing.T, u *UI) consent.Ref {
	t.Helper()
	alone(u)
	var of *consent.Consent
	u.kit.Ledger(func(l *media.Ledger) {
		for _, p := range l.People() {
			for _, c := range p.Live() {
				if of == nil && p.State(l.Today) == consent.MayBeFilmed {
					of = c
				}
			}
		}
	})
	gone := enrol(t, u.kit, signer.RankCrew)
	_, err := u.kit.Revoke(t.Context(), gone.Seal.Author(), "")
	noError(t, err)
	s, err := flow.Codec().Seal(gone.Seal, consent.Statement{
		Production: u.kit.ProductionID(), Seq: 1, At: consent.StampOf(u.opt.Now()), Body: &consent.Withdrawn{Consent: of.ID, Role: consent.RoleSelf},
	})
	noError(t, err)
	_, err = u.kit.Carried().Store.Take(t.Context(), []signer.Sealed{s}, nil)
	noError(t, err)
	return s.ID
}

func TestSyncSaysWhatWaits(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	s := carriedKit(t, u)
	u.goTo(atSync)
	mustSay(t, u, "No word from the office yet", "3 waiting", "Here now", "Has everything", "Last seen 2 h ago", "Recorded here")
	tap(t, u, "Try now")
	if s.now != 1 {
		t.Error("nothing was tried")
	}
	tap(t, u, "Set aside")
	mustSay(t, u, "A file is damaged", "9-11-2ee65447.age")
	u.back()
	u.goTo(atToday)
	mustSay(t, u, "3 wait")
}

func TestSyncWithoutCarrier(t *testing.T) {
	k := bareKit(t)
	carried := &stillCarrier{}
	u := showUI(t, Options{Home: k.home, Kit: k.Kit, Now: k.clock.now, do: func(func()) {}, Carry: func(_ context.Context, kit *flow.Kit) error {
		kit.SetCarrier(carried)
		return nil
	}}, 390, 844)
	if k.Carrier() == nil {
		t.Fatal("the open kit is not carried")
	}
	u.goTo(atSync)
	mustSay(t, u, "There is no office yet", "No other device yet")
}

func TestLimitsAreKept(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 1280, 800)
	s := carriedKit(t, u)
	u.goTo(atSync)
	u.push(newSyncSettings(u))
	tap(t, u, "Pause clips")
	tap(t, u, "Clips only on free networks")
	tap(t, u, "Speed for clips")
	tap(t, u, "At most 1.0 MB a second")
	if want := (flow.CarryLimits{Paused: true, KiBps: 1024, Unmetered: true}); s.limits != want {
		t.Errorf("limits %+v, want %+v", s.limits, want)
	}
	tap(t, u, "Look for other kits on this network")
	if !k.Settings().Alone {
		t.Error("the setting is not kept")
	}
}

func TestDiskIsWrittenAndRead(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 1280, 800)
	s := carriedKit(t, u)
	u.writeDisk("/disk")
	mustSay(t, u, "9 things lie there")
	u.escape()
	u.readDisk("/disk")
	mustSay(t, u, "3 things are new here, 9 were here already", "1 file could not be taken in")
	if got := strings.Join(s.moved, ", "); got != "export /disk, import /disk" {
		t.Error(got)
	}
}

func TestWithdrawalSetAsideIsPutBeforeAPerson(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	setAsideWithdrawal(t, u)
	u.refresh()
	mustSay(t, u, "took something back")
	tap(t, u, "Look")
	mustSay(t, u, "The device was shut out before.")
	tap(t, u, "It was taken back")
	mustSay(t, u, "Nothing is set aside")
	left, err := k.Asides(t.Context())
	noError(t, err)
	if len(left) != 0 {
		t.Errorf("%d still wait", len(left))
	}
}

func TestLostDeviceIsReported(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	carriedKit(t, u)
	u.openDevice(othersOf(u)[1].Author)
	tap(t, u, "Shut out")
	tap(t, u, "Shut out")
	mustSay(t, u, "people are named on it", "72 hours")
	page, err := u.shown().(*breachPage).html()
	noError(t, err)
	if !strings.Contains(string(page), othersOf(u)[1].Author.String()) {
		t.Error("the page does not name the device")
	}
}
