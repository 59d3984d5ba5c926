package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// signFlags are the flags of sign.
type signFlags struct {
	listen, terms, lang, wifi, request, poster string
	room                                       int
	crowd, hidden, clockOK                     bool
}

// signCmd serves the signing page to phones until it is told to stop.
func (p *program) signCmd() *cobra.Command {
	var f signFlags
	c := p.command("sign", noArgs, func(*cobra.Command, []string) error { return p.sign(f) })
	c.Example = p.words.T("cli.sign.example")
	fs := c.Flags()
	fs.StringVar(&f.listen, "listen", "", p.words.T("cli.sign.listen"))
	fs.StringVar(&f.terms, "terms", "", p.words.T("cli.record.terms"))
	fs.StringVar(&f.lang, "lang", "", p.words.T("cli.sign.lang"))
	fs.StringVar(&f.wifi, "wifi", "", p.words.T("cli.sign.wifi"))
	fs.BoolVar(&f.hidden, "hidden", false, p.words.T("cli.sign.hidden"))
	fs.BoolVar(&f.crowd, "crowd", false, p.words.T("cli.sign.crowd"))
	fs.IntVar(&f.room, "room", 0, p.words.T("cli.sign.room"))
	fs.StringVar(&f.request, "request", "", p.words.T("cli.sign.request"))
	fs.StringVar(&f.poster, "poster", "", p.words.T("cli.sign.poster"))
	fs.BoolVar(&f.clockOK, "clock-is-right", false, p.words.T("cli.record.clock_is_right"))
	return c
}

func (p *program) sign(f signFlags) error {
	if f.crowd && f.request != "" {
		return p.usage("cli.sign.crowd_or_request")
	}
	if f.poster != "" && !strings.EqualFold(filepath.Ext(f.poster), ".html") {
		return p.usage("cli.sign.poster_form")
	}
	k, err := p.open()
	if err != nil {
		return err
	}
	start, err := p.phoneStart(k, f)
	if err != nil {
		return err
	}
	phones, err := k.OpenPhones(p.ctx, start)
	if err != nil {
		return err
	}
	defer func() { _ = phones.Close() }()
	s := &signing{p: p, phones: phones, seen: map[string]flow.PhoneLine{}}
	if f.poster != "" {
		s.poster = p.path(f.poster)
		if err := p.writePoster(k, phones, s.poster); err != nil {
			return err
		}
	}
	if err := s.begin(); err != nil {
		return err
	}
	defer p.obey(k)()
	return s.follow()
}

func (p *program) phoneStart(k *flow.Kit, f signFlags) (flow.PhoneStart, error) {
	s := flow.PhoneStart{
		Listen: f.listen, Terms: f.terms, Language: f.lang, Crowd: f.crowd, Room: f.room, ClockOK: f.clockOK,
	}
	if f.wifi != "" {
		name, password, _ := strings.Cut(f.wifi, ";")
		s.WiFi = flow.WiFi{SSID: name, Password: password, Hidden: f.hidden}
	}
	if f.request == "" {
		return s, nil
	}
	id, kind, err := k.Resolve(f.request, flow.IsConsent, flow.IsPerson)
	if kind == flow.IsPerson {
		s.Person = id
	} else {
		s.Expected = id
	}
	return s, p.about(f.request, err)
}

// obey carries out the commands of other processes meanwhile, where this one
// holds the home: nobody wants to stop signing to look at a list.
func (p *program) obey(k *flow.Kit) (stop func()) {
	if p.owner == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(p.ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = p.owner.Serve(ctx, k.Locked, p.serve(k))
	}()
	return func() { cancel(); <-done }
}

// writePoster writes the poster of the likeliest address, whole or not at all.
func (p *program) writePoster(k *flow.Kit, phones *flow.Phones, out string) error {
	links := phones.Board().Links
	if len(links) == 0 {
		return flow.ErrListen
	}
	page, err := k.PosterPage(p.ctx, links[0])
	if err != nil {
		return err
	}
	return p.writeWhole(out, page)
}

// writeWhole writes a file that is there whole or not at all.
func (p *program) writeWhole(name string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".onset-*")
	if err != nil {
		return inFile(name, err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if _, err := f.Write(content); err != nil {
		_ = f.Close()
		return inFile(name, err)
	}
	if err := f.Close(); err != nil {
		return inFile(name, err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return inFile(name, err)
	}
	return nil
}

// signing is one run of sign.
type signing struct {
	p      *program
	phones *flow.Phones
	poster string                    // the file it was written to
	seen   map[string]flow.PhoneLine // as they were last told of
}

// lookEvery is how often phones are looked at that say nothing: they may have gone.
const lookEvery = 5 * time.Second

// follow tells of every phone until the run is ended, then sums up.
func (s *signing) follow() error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for on := true; ; {
		b := s.phones.Board()
		if err := s.tell(b); err != nil {
			return err
		}
		if !on {
			return s.sum(b)
		}
		select {
		case <-s.p.ctx.Done():
			on = false
		case _, on = <-s.phones.News(): // false when the kit was closed
		case <-tick.C:
		}
	}
}

// event is one line of what happens.
type event struct {
	Event   string      `json:"event"` // "came", "help", "signed", "refused", "away", "gone", "trouble"
	At      string      `json:"at"`
	Phone   string      `json:"phone"`
	Code    string      `json:"code"`
	Lang    string      `json:"language"`
	Consent *consent.ID `json:"consent,omitempty"`
	Short   string      `json:"short,omitempty"`
	Name    string      `json:"name,omitempty"`
	Band    string      `json:"band,omitempty"`
	Twin    bool        `json:"duplicate,omitempty"`
	Trouble string      `json:"trouble,omitempty"`
}

// tell says what has changed since it was last told.
func (s *signing) tell(b flow.PhoneBoard) error {
	for _, now := range b.Phones {
		before, known := s.seen[now.ID]
		s.seen[now.ID] = now
		if !known {
			if err := s.say("came", now); err != nil {
				return err
			}
		}
		for _, e := range happened(before, now) {
			if err := s.say(e, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// happened are the events between two looks at a phone.
func happened(before, now flow.PhoneLine) (out []string) {
	if now.Step != before.Step && now.Step.Over() {
		out = append(out, string(now.Step))
	}
	if now.Help && !before.Help {
		out = append(out, "help")
	}
	if now.Trouble != "" && now.Trouble != before.Trouble {
		out = append(out, "trouble")
	}
	if now.Gone && !before.Gone {
		out = append(out, "gone")
	}
	return out
}

func (s *signing) say(what string, l flow.PhoneLine) error {
	p := s.p
	e := event{Event: what, At: p.env.Now().Format(time.RFC3339), Phone: l.ID, Code: l.Code, Lang: l.Language}
	if what == "signed" || what == "away" {
		e.Consent, e.Short, e.Name, e.Band, e.Twin = &l.Consent, l.Consent.Short(), l.Name, l.Band, l.Duplicate
	}
	if what == "trouble" {
		e.Trouble = strings.TrimPrefix(l.Trouble, "err.")
	}
	if p.json {
		return p.printLine(e)
	}
	cells := []string{p.words.Clock(p.env.Now()), orDots(l.Code), p.words.T("cli.sign.event." + what)}
	for _, more := range []string{e.Short, e.Band, e.Name} {
		if more != "" {
			cells = append(cells, oneLine(more))
		}
	}
	if e.Twin {
		cells = append(cells, p.words.T("cli.sign.twin"))
	}
	if e.Trouble != "" {
		cells = append(cells, p.words.T("cli.sign.trouble."+e.Trouble))
	}
	_, err := fmt.Fprintln(p.env.Out, strings.Join(cells, "  "))
	return err
}

// orDots stands for the code that phones at a poster do not have.
func orDots(code string) string {
	if code == "" {
		return "··  "
	}
	return code
}

type sumJSON struct {
	Event   string `json:"event"` // "closed"
	Signed  int    `json:"signed"`
	Refused int    `json:"refused"`
	Away    int    `json:"away"`
	Here    int    `json:"here"` // still on the page
}

// sum is the last line.
func (s *signing) sum(b flow.PhoneBoard) error {
	if s.p.json {
		return s.p.printLine(sumJSON{"closed", b.Signed, b.Refused, b.Away, b.Here})
	}
	_, err := fmt.Fprintln(s.p.env.Out, s.p.words.T("cli.sign.sum", "signed", b.Signed, "refused", b.Refused, "away", b.Away, "here", b.Here))
	return err
}
