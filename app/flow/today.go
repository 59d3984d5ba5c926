package flow

import (
	"cmp"
	"context"
	"slices"
	"time"

	"onset/consent"
	"onset/media"
)

const (
	fewPeople   = 4
	renewalDays = 30
	lowDisk     = 20 << 30
	tookBackFor = 48 * time.Hour
)

// Today is the first screen.
func (k *Kit) Today(ctx context.Context) (TodayView, error) {
	aside, err := k.store.SetAside(ctx)
	if err != nil {
		return TodayView{}, err
	}
	unsafe, err := k.cardsNotSafe(ctx)
	if err != nil {
		return TodayView{}, err
	}
	back, forks, err := k.rosterNeeds(ctx)
	if err != nil {
		return TodayView{}, err
	}
	v := TodayView{Production: k.Production().Title, Shoot: k.Shoot(), FreeBytes: k.home.o.FreeSpace(k.home.o.Dir)}
	if c := k.Carrier(); c != nil && k.hasOffice() {
		s := c.Status()
		v.Unsent = s.Waiting + s.Blobs
	}
	draft, hasDraft := k.Draft()
	doubt, highest := k.ClockDoubt()
	notices := k.Notices()
	v.News = slices.DeleteFunc(k.News(), func(n News) bool { return n.Seen })
	k.look()
	n := &needs{k: k, told: v.News, counts: map[NeedKind]int{}}
	n.people()
	n.clips()
	n.cameras()
	n.scene()
	n.add(Need{Kind: NeedDraft, Count: count(hasDraft), Date: dateOf(draft.Began)})
	n.add(Need{Kind: NeedKitClock, Count: count(doubt), Date: dateOf(highest)})
	n.add(Need{Kind: NeedDisk, Count: count(v.FreeBytes >= 0 && v.FreeBytes < lowDisk), Bytes: v.FreeBytes})
	n.add(Need{Kind: NeedCard, Count: unsafe})
	n.add(Need{Kind: NeedAsideBack, Count: back})
	n.add(Need{Kind: NeedFork, Count: forks})
	n.add(Need{Kind: NeedSetAside, Count: max(0, aside-back)})
	n.notices(notices)
	v.Needs, v.Office = n.sorted(), k.office
	if s := k.openScene(); s != nil {
		v.OnCamera = len(s.Now())
	}
	v.Waiting = n.counts[NeedParent]
	k.mu.Unlock()
	v.Checklist = n.checklist()
	return v, nil
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

func dateOf(t time.Time) consent.Date {
	if t.IsZero() {
		return 0
	}
	return consent.DateOf(t)
}

// needOrder is the order of urgency.
var needOrder = []NeedKind{
	NeedAsideBack, NeedKitClock, NeedAvoid, NeedTookBack, NeedCard, NeedDraft, NeedParent, NeedSuggestions, NeedClips, NeedCameraClock,
	NeedSceneOpen, NeedDisk, NeedFork, NeedSetAside, NeedRenewal, NeedAdult, NeedNotice,
}

// needs collects what waits; mu is held.
type needs struct {
	k      *Kit
	list   []Need
	counts map[NeedKind]int
	told   []News // stand by themselves
}

func (n *needs) add(x Need) {
	if x.Count > 0 {
		n.counts[x.Kind] += x.Count
		n.list = append(n.list, x)
	}
}

func (n *needs) sorted() []Need {
	slices.SortStableFunc(n.list, func(a, b Need) int {
		return cmp.Compare(slices.Index(needOrder, a.Kind), slices.Index(needOrder, b.Kind))
	})
	return n.list
}

// people finds the people who wait for something, or for whom the crew must look out.
func (n *needs) people() {
	by := map[NeedKind]*Need{}
	for _, p := range n.k.ledger.People() {
		for _, kind := range n.k.personNeeds(p) {
			if kind == NeedTookBack && n.isTold(p.ID) {
				n.counts[kind]++
				continue
			}
			x := by[kind]
			if x == nil {
				x = &Need{Kind: kind}
				by[kind] = x
			}
			x.Count++
			row := n.k.personRow(p)
			x.Date = earlier(x.Date, needDate(kind, p, row))
			if len(x.People) < fewPeople {
				x.People = append(x.People, row)
			}
		}
	}
	for _, x := range by {
		n.add(*x)
	}
}

// isTold reports whether it stands among the news that a person took something back.
func (n *needs) isTold(person consent.ID) bool {
	return slices.ContainsFunc(n.told, func(x News) bool { return x.Person == person && x.Kind == NewsTookBack })
}

func earlier(a, b consent.Date) consent.Date {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

func needDate(kind NeedKind, p *consent.Person, row PersonRow) consent.Date {
	switch kind {
	case NeedParent:
		return row.AnswerBy
	case NeedRenewal:
		return ends(p)
	}
	return 0
}

// personNeeds are what one person needs; mu is held.
func (k *Kit) personNeeds(p *consent.Person) (out []NeedKind) {
	today := k.ledger.Today
	switch k.stateOf(p) {
	case consent.DoNotFilm:
		out = append(out, NeedAvoid)
	case consent.TookItBack:
		if k.tookBackLately(p) {
			out = append(out, NeedTookBack)
		} else {
			out = append(out, NeedAvoid)
		}
	case consent.WaitingForParent:
		out = append(out, NeedParent)
	case consent.MayBeFilmed, consent.WithLimits:
		if e := ends(p); e != 0 && e >= today && e <= today.AddDays(renewalDays) && k.ledger.Shown(p.ID) > 0 {
			out = append(out, NeedRenewal)
		}
		if k.grownUp(p) {
			out = append(out, NeedAdult)
		}
	}
	return out
}

func (k *Kit) tookBackLately(p *consent.Person) bool {
	for _, c := range p.Consents {
		for _, w := range c.Withdrawals {
			if k.now().Sub(w.At.Time()) < tookBackFor {
				return true
			}
		}
	}
	return false
}

// ends is the last day on which anything of the person's holds, zero when nothing does.
func ends(p *consent.Person) consent.Date {
	var last consent.Date
	for _, c := range p.Live() {
		last = max(last, c.Ends())
	}
	return last
}

// grownUp reports whether somebody a guardian signed for must be 18 by now and
// has not been told: by the band alone, three years after 15 to 17 and so on.
func (k *Kit) grownUp(p *consent.Person) bool {
	years := map[consent.AgeBand]int{consent.Band15to17: 3, consent.Band7to14: 11, consent.BandUnder7: 18}
	for _, c := range p.Live() {
		n, minor := years[c.Band]
		if minor && c.Complete() && !c.Confirmed && !c.MajorityNo && k.ledger.Today >= c.GivenAt.Date().AddYears(n) {
			return true
		}
	}
	return false
}

func (n *needs) clips() {
	var open []consent.ID
	for _, c := range n.k.untagged() {
		open = append(open, c.ID)
	}
	known := n.k.suggested()
	n.add(Need{Kind: NeedSuggestions, Count: len(known), Clips: known})
	if len(known) > 0 {
		has := make(map[consent.ID]bool, len(known))
		for _, id := range known {
			has[id] = true
		}
		open = slices.DeleteFunc(open, func(id consent.ID) bool { return has[id] })
	}
	n.add(Need{Kind: NeedClips, Count: len(open), Clips: open})
}

// cameras finds clocks that nobody checked or that are far off, of cameras with clips today.
func (n *needs) cameras() {
	met := map[consent.ID]*media.Clip{}
	for _, c := range n.k.ledger.Clips() {
		if !c.Camera.IsZero() && met[c.Camera] == nil {
			met[c.Camera] = c
		}
	}
	for id, c := range met {
		cam := n.k.ledger.Camera(id)
		if cam == nil || !cam.Known {
			n.add(Need{Kind: NeedCameraClock, Count: 1, Clips: []consent.ID{c.ID}})
		}
	}
}

func (n *needs) scene() {
	if s := n.k.openScene(); s != nil && n.k.now().Sub(s.From.Time()) > longScene {
		n.add(Need{Kind: NeedSceneOpen, Count: 1, Date: s.From.Date()})
	}
}

func (n *needs) notices(all []NoticeLine) {
	up := 0
	for _, l := range all {
		up += count(!l.View.Down)
	}
	n.add(Need{Kind: NeedNotice, Count: up})
}

// leaving is what "Before you leave" goes through.
var leaving = []NeedKind{NeedTookBack, NeedCard, NeedParent, NeedSuggestions, NeedClips, NeedCameraClock, NeedSceneOpen, NeedDraft, NeedNotice}

func (n *needs) checklist() []Check {
	var out []Check
	for _, kind := range leaving {
		out = append(out, Check{Kind: kind, Done: n.counts[kind] == 0, Count: n.counts[kind]})
	}
	return out
}
