package ui

import (
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
)

// troubled is a window on a kit with everything in the way at once.
func troubled(t *testing.T, u *UI) *stillCarrier {
	t.Helper()
	s := carriedKit(t, u)
	now := u.opt.Now()
	for i := range s.status.Peers {
		s.status.Peers[i].Connected = false
	}
	s.status.Faults = append(s.status.Faults, flow.CarryFault{Author: s.status.Peers[0].Author, What: "full", Item: "records", Since: now.Add(-time.Hour)})
	s.limits.Paused = true
	officeSpoke(t, u, now.Add(-6*24*time.Hour))
	u.goTo(atSync)
	return s
}

// officeSpoke has an office say something at a moment.
func officeSpoke(t *testing.T, u *UI, at time.Time) {
	t.Helper()
	office := enrol(t, u.kit, signer.RankOffice)
	said, err := flow.Codec().Seal(office.Seal, consent.Statement{
		Production: u.kit.ProductionID(), Seq: 1, At: consent.StampOf(at), Body: &signer.LogAcknowledged{Logs: []signer.LogPosition{{Author: office.Seal.Author(), Seq: 1, ID: consent.Ref{1}}}},
	})
	noError(t, err)
	_, err = u.kit.Carried().Store.Take(t.Context(), []signer.Sealed{said}, nil)
	noError(t, err)
}

func TestSyncSaysWhatIsInTheWay(t *testing.T) {
	u := showKit(t, bareKit(t), 1280, 800)
	s := troubled(t, u)
	mustSay(t, u, "No room left here", "No word from the office for 6 days", "Clips are paused", "No other device is here", "Guest networks")
	tap(t, u, "Go on")
	if s.limits.Paused || says(u, "Clips are paused") {
		t.Error("clips are paused still")
	}
}

func TestOwnDeviceShutOutSaysSo(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 390, 844)
	s := carriedKit(t, u)
	// A new root shuts this device out.
	root := enrol(t, k.Kit, signer.RankAdmin)
	_, err := k.Carried().Store.Record(t.Context(), k.Acting().ID, consent.StampOf(u.opt.Now()), flow.Draft{
		Body: &signer.ProductionRoot{Device: root.Seal.Author()},
	})
	noError(t, err)
	logs, err := k.Carried().Store.Logs(t.Context())
	noError(t, err)
	self := k.Carried().Production.Seal.Author()
	var last uint64
	for _, l := range logs {
		if l.Author == self {
			last = l.Last
		}
	}
	held, err := k.Carried().Store.Sealed(t.Context(), self, last, 1)
	noError(t, err)
	out, err := flow.Codec().Seal(root.Seal, consent.Statement{
		Production: k.ProductionID(), Seq: 1, At: consent.StampOf(u.opt.Now()),
		Body: &signer.DeviceRevoked{Device: self, Last: signer.Position{Seq: last, ID: held[0].ID}},
	})
	noError(t, err)
	_, err = k.Carried().Store.Take(t.Context(), []signer.Sealed{out}, nil)
	noError(t, err)
	s.status.Peers = nil // it speaks to nobody any more
	u.goTo(atSync)
	mustSay(t, u, "This device was shut out")
}

// offered shows Sync with cards whose clips are on their way.
func offered(t *testing.T, u *UI) *syncScreen {
	t.Helper()
	carriedKit(t, u)
	u.goTo(atSync)
	p := u.shown().(*syncScreen)
	p.busy = true // what comes from the kit waits
	p.view.OfficeHere, p.view.Clips, p.view.Safe, p.view.Arrived, p.view.OnWay, p.view.Waits = true, 214, 96, 14, 1, 60
	p.view.Done, p.view.Total, p.view.Rate, p.view.Left = 41e9, 117e9, 38e6, 33*time.Minute
	p.view.Cards = []flow.SyncCard{
		{Label: "A004", Clips: 74, Safe: 0, Arrived: 14, OnWay: 1, Waits: 59, Why: flow.WhyTurn, CarryFolder: flow.CarryFolder{
			Done: 41e9, Total: 112e9, Files: 16, Of: 80, Rate: 38e6, Left: 31 * time.Minute,
		}},
		{Label: "B002", Clips: 1, Waits: 1, Why: "gone", CarryFolder: flow.CarryFolder{Total: 5e9, Of: 1, Fault: "gone"}},
		{Label: "C001", Clips: 12, Safe: 11, Waits: 1, Why: flow.WhyAltered, CarryFolder: flow.CarryFolder{Done: 9e9, Total: 9e9, Files: 12, Of: 12}},
		{Label: "A003", Clips: 96, Safe: 96},
	}
	p.body.Rebuild()
	return p
}

// showOffered shows the clips of a card, each with how far it is.
func showOffered(t *testing.T, u *UI) {
	t.Helper()
	carriedKit(t, u)
	u.showCardClips(consent.ID{1}, "A004")
	p := u.shown().(*cardClipsPage)
	p.busy = true // what comes from the kit waits
	p.err, p.clips = nil, []flow.SyncClip{
		{Name: "A004C011.MP4", Size: 4e9, Done: 1.2e9, Way: flow.ClipOnWay},
		{Name: "A004C012.MP4", Size: 3.1e9, Way: flow.ClipWaits, Why: flow.WhyTurn},
		{Name: "A004C013.MP4", Size: 2.2e9, Way: flow.ClipWaits, Why: "gone"},
		{Name: "A004C003.MP4", Size: 2.4e9, Done: 2.4e9, Way: flow.ClipWaits, Why: flow.WhyAltered},
		{Name: "A004C002.MP4", Size: 1.9e9, Done: 1.9e9, Way: flow.ClipArrived},
		{Name: "A004C001.MP4", Size: 0.9e9, Done: 0.9e9, Way: flow.ClipSafe},
	}
	p.body.Rebuild()
}

func TestClipsOnTheirWay(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	offered(t, u)
	mustSay(t, u, "14 arrived", "others go first", "41 GB of 117 GB at the office", "38.0 MB a second", "33 min left", "is its disk in?", "96 of 96 safe")
	showOffered(t, u)
	mustSay(t, u, "On the way", "1.2 GB of 4.0 GB", "Arrived", "Safe", "Waits: others go first", "its copy changed, check it")
	u.showCardClips(consent.ID{2}, "none")
	mustSay(t, u, u.sentence(flow.ErrNotFound))
}

func TestNetworkThatCostsIsSaidByHand(t *testing.T) {
	u := showKit(t, bareKit(t), 800, 1280)
	s := carriedKit(t, u)
	u.push(newSyncSettings(u))
	mustSay(t, u, "cannot tell")
	tap(t, u, "This network costs money")
	if !s.limits.Costs {
		t.Error("nothing was noted")
	}
	s.status.Metered = true
	u.refresh()
	mustSay(t, u, "This network costs by the byte")
	s.status.Metered, s.status.MeterKnown = false, true
	u.refresh()
	mustSay(t, u, "this network is free")
}
