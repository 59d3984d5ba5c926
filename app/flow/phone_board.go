package flow

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/skip2/go-qrcode"

	"onset/signer/page"
)

// bandsShown is how many wrist bands the board has ready to hand out.
const bandsShown = 5

// Board is what the crew sees now. Its code stays good as long as somebody asks.
func (p *Phones) Board() PhoneBoard {
	p.mu.Lock()
	p.door = p.room.doors.shownAgain(p.door)
	door, closed := p.door, p.closed
	p.mu.Unlock()
	w, room := p.k.WiFi()
	b := PhoneBoard{
		On: !closed, Crowd: p.start.Crowd, Terms: door.Terms, Language: door.Language, WiFi: w, Expires: door.Expires.In(p.k.now().Location()), Room: room,
		Links: p.room.links(door), Next: p.k.NextBands(bandsShown),
	}
	if w.SSID != "" {
		b.WiFiQR = p.room.drawn.of(page.WiFiPayload(w.SSID, w.Password, w.Hidden))
	}
	phones := p.room.server.Phones()
	b.PhoneCounts = p.room.counts(phones)
	b.Full = room > 0 && b.Here >= room
	b.Phones = p.room.lines(phones)
	return b
}

// Counts are the phones on the page, for who does not look at the code.
func (p *Phones) Counts() PhoneCounts { return p.room.counts(p.room.server.Phones()) }

// PhonesOn counts the phones on the page, and says whether signing on phones is on.
func (k *Kit) PhonesOn() (c PhoneCounts, on bool) {
	r := k.phones.now()
	if r == nil {
		return c, false
	}
	return r.counts(r.server.Phones()), true
}

func (r *phoneRoom) counts(phones []page.Phone) (c PhoneCounts) {
	for _, ph := range phones {
		if ph.Help && !ph.Step.Over() && !ph.Ended {
			c.Help++
		}
		switch {
		case ph.Step == page.StepSigned:
			c.Signed++
		case ph.Step == page.StepRefused:
			c.Refused++
		case ph.Step == page.StepAway:
			c.Away++
		case r.gone(ph) || ph.Ended:
		case ph.Step == page.StepWaiting:
			c.InLine++
		default:
			c.Here++
		}
	}
	return c
}

// gone reports whether a phone is silent and not done.
func (r *phoneRoom) gone(ph page.Phone) bool {
	return !ph.Step.Over() && r.k.now().Sub(ph.Seen) > page.PhoneGone
}

// lines are the phones, in the order they came, with what the kit knows of their people.
func (r *phoneRoom) lines(phones []page.Phone) []PhoneLine {
	out := make([]PhoneLine, 0, len(phones))
	l := r.k.look()
	defer r.k.mu.Unlock()
	var seen twins
	for _, ph := range phones {
		line := PhoneLine{Phone: ph, Gone: r.gone(ph)}
		if c := l.Consent(ph.Consent); c != nil {
			if seen == nil {
				seen = r.k.twins()
			}
			who := r.k.labels.of(c.Person)
			line.Name, line.Band, line.Person = who.Name, who.Band, c.Person
			if p := l.Person(c.Person); p != nil {
				line.State = r.k.stateOf(p)
			}
			line.Duplicate = c.Declared && r.k.twin(seen, c)
		}
		out = append(out, line)
	}
	return out
}

// codeBook draws each code once.
type codeBook struct {
	mu   sync.Mutex
	made map[string][][]bool
}

// maxCodes bounds the codes kept: links change with each new code and address.
const maxCodes = 64

func (b *codeBook) of(text string) [][]bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m, ok := b.made[text]; ok {
		return m
	}
	if b.made == nil || len(b.made) >= maxCodes {
		b.made = map[string][][]bool{}
	}
	m, err := code(text, qrcode.Medium)
	if err != nil {
		return nil // longer than any code holds: the letters still stand beside it
	}
	b.made[text] = m
	return m
}

// addressesFor is how long this device's addresses are taken for the same.
const addressesFor = 2 * time.Second

// reached is what is known of this device's addresses, and through which of
// them phones have come.
type reached struct {
	mu    sync.Mutex
	at    time.Time
	list  []page.Address
	hosts map[string]time.Time
}

func (r *phoneRoom) addresses() []page.Address {
	s := &r.seen
	s.mu.Lock()
	defer s.mu.Unlock()
	now := r.k.now()
	if age := now.Sub(s.at); s.list == nil || age < 0 || age > addressesFor {
		if found, err := page.Interfaces(); err == nil {
			s.list, s.at = page.Addresses(found), now
		}
	}
	return s.list
}

// reached notes through which address a phone has come. Only the first time in
// a while is news.
func (r *phoneRoom) reached(host string) {
	now := r.k.now()
	r.seen.mu.Lock()
	if r.seen.hosts == nil {
		r.seen.hosts = map[string]time.Time{}
	}
	before := r.seen.hosts[host]
	r.seen.hosts[host] = now
	r.seen.mu.Unlock()
	if now.Sub(before) > page.PhoneGone {
		r.bell.news()
	}
}

// served are the addresses the page is served at, the likeliest first.
func (r *phoneRoom) served() []PhoneLink {
	r.mu.Lock()
	ports := slices.Clone(r.ports)
	r.mu.Unlock()
	var out []PhoneLink
	for _, at := range ports {
		if !at.Addr().IsUnspecified() {
			a := page.Address{IP: at.Addr()}
			out = append(out, PhoneLink{Host: a.Host(at.Port()), Likely: !at.Addr().IsLoopback()})
			continue
		}
		for _, a := range r.addresses() {
			out = append(out, PhoneLink{Interface: a.Interface, Host: a.Host(at.Port()), Likely: a.Likely, Hotspot: a.Hotspot})
		}
	}
	r.seen.mu.Lock()
	defer r.seen.mu.Unlock()
	for i := range out {
		out[i].Reached = r.seen.hosts[out[i].Host]
	}
	return out
}

// links are the addresses of a door, each with its codes.
func (r *phoneRoom) links(door *page.Door) []PhoneLink {
	out := r.served()
	for i := range out {
		l := &out[i]
		base := "http://" + l.Host
		l.Link, l.Test = door.Link(base), base+"/"
		l.QR, l.TestQR = r.drawn.of(l.Link), r.drawn.of(l.Test)
	}
	return out
}

// hosts reports whether a Host header is one of the addresses that are shown,
// or this device's own.
func (r *phoneRoom) hosts(host string) bool {
	is := func(l PhoneLink) bool { return l.Host == host }
	return slices.ContainsFunc(r.served(), is) || slices.Contains(r.local(), host)
}

// local are the hosts that this device's own browser reaches the page at.
func (r *phoneRoom) local() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, at := range r.ports {
		ip := at.Addr()
		if ip.IsUnspecified() {
			ip = netip.AddrFrom4([4]byte{127, 0, 0, 1})
		}
		out = append(out, page.Address{IP: ip}.Host(at.Port()))
	}
	return out
}

// LocalLink is the page for this device's own browser.
func (p *Phones) LocalLink() string {
	p.mu.Lock()
	door := p.door
	p.mu.Unlock()
	hosts := p.room.local()
	if len(hosts) == 0 {
		return ""
	}
	return door.Link("http://" + hosts[0])
}

// codePage is where a take-home code is typed: at home where there is such a
// page, else on the set's own while it is served. Empty where neither is.
func (k *Kit) codePage() string {
	if at := k.PublicPage(); at != "" {
		return at
	}
	r := k.phones.now()
	if r == nil {
		return ""
	}
	links := r.served()
	if len(links) == 0 {
		return ""
	}
	return "http://" + strings.TrimSuffix(links[0].Host, "/") + "/k"
}

// PhoneStep is where a person on a phone stands.
type PhoneStep = page.Step

// The steps of a person on a phone, in order.
const (
	PhoneWaiting = page.StepWaiting // in line: the network carries no more phones
	PhoneReading = page.StepReading
	PhoneAnswers = page.StepAnswers
	PhoneAbout   = page.StepAbout
	PhoneSigning = page.StepSigning
	PhoneSigned  = page.StepSigned
	PhoneRefused = page.StepRefused
	PhoneAway    = page.StepAway // a guardian answers later
)
