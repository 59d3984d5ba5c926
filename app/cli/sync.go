package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// CarryStart is how carrying begins.
type CarryStart struct {
	Listen   []string // "tcp://host:port"; none = the usual port or, where that is taken, another
	OnlyDial bool     // listen nowhere
	Discover bool     // look for others on the local network
	Join     string   // "host:port" where devices ask to join; empty = the usual port or, where that is taken, another
}

// syncFlags are the flags of sync.
type syncFlags struct {
	once, onlyDial, alone bool
	listen                []string
	join                  string
	wait                  time.Duration
	limits                flow.CarryLimits
	changed               func(name string) bool // a flag was given
}

// syncJSON is a line of sync --json.
type syncJSON struct {
	Waiting   int            `json:"waiting"`
	Blobs     int            `json:"blobs"`
	Clips     int            `json:"clips"`
	Safe      int            `json:"safe"`
	Office    string         `json:"last_word_from_office"`
	Listening []string       `json:"listening"`
	Units     []syncUnitJSON `json:"units"`
	Faults    []string       `json:"faults"`
	Arrived   int            `json:"arrived"`
	OnWay     int            `json:"on_the_way"`
	Waits     int            `json:"clips_waiting"`
	Done      int64          `json:"bytes_done"`
	Total     int64          `json:"bytes_total"`
	Rate      int64          `json:"bytes_per_second"`
	Left      int            `json:"seconds_left"`
	Troubles  []string       `json:"troubles"`
	Metered   *bool          `json:"metered"` // null where the platform does not say
	Cards     []syncCardJSON `json:"cards"`
}

type syncCardJSON struct {
	Card    string `json:"card"`
	Label   string `json:"label"`
	Clips   int    `json:"clips"`
	Safe    int    `json:"safe"`
	Arrived int    `json:"arrived"`
	OnWay   int    `json:"on_the_way"`
	Waits   int    `json:"waiting"`
	Why     string `json:"why,omitempty"`
	Done    int64  `json:"bytes_done"`
	Total   int64  `json:"bytes_total"`
}

type syncUnitJSON struct {
	Device    string `json:"device"`
	Label     string `json:"label"`
	Office    bool   `json:"office"`
	Connected bool   `json:"connected"`
	Seen      string `json:"seen"`
	Newest    string `json:"newest"`
	Behind    int    `json:"behind"`
}

// syncCmd carries until it is told to stop, or until nothing waits.
func (p *program) syncCmd() *cobra.Command {
	var f syncFlags
	c := p.command("sync", noArgs, func(*cobra.Command, []string) error { return p.sync(f) })
	fs := c.Flags()
	fs.BoolVar(&f.once, "once", false, p.words.T("cli.sync.once"))
	fs.DurationVar(&f.wait, "wait", 2*time.Minute, p.words.T("cli.sync.wait"))
	fs.StringArrayVar(&f.listen, "listen", nil, p.words.T("cli.sync.listen"))
	fs.StringVar(&f.join, "join", "", p.words.T("cli.sync.join"))
	fs.BoolVar(&f.onlyDial, "only-dial", false, p.words.T("cli.sync.only_dial"))
	fs.BoolVar(&f.alone, "no-discover", false, p.words.T("cli.sync.no_discover"))
	fs.BoolVar(&f.limits.Paused, "pause", false, p.words.T("cli.sync.pause"))
	fs.IntVar(&f.limits.KiBps, "limit", 0, p.words.T("cli.sync.limit"))
	fs.BoolVar(&f.limits.Unmetered, "unmetered", false, p.words.T("cli.sync.unmetered"))
	fs.BoolVar(&f.limits.Costs, "costs", false, p.words.T("cli.sync.costs"))
	f.changed = fs.Changed
	return c
}

// startFlags only hold from where carrying begins.
var startFlags = []string{"listen", "join", "only-dial", "no-discover"}

// setLimits changes those limits that flags were given for; they last.
func (p *program) setLimits(k *flow.Kit, f syncFlags) error {
	l := k.Carrier().Status().Limits
	was := l
	for name, set := range map[string]func(){
		"pause":     func() { l.Paused = f.limits.Paused },
		"limit":     func() { l.KiBps = f.limits.KiBps },
		"unmetered": func() { l.Unmetered = f.limits.Unmetered },
		"costs":     func() { l.Costs = f.limits.Costs },
	} {
		if f.changed != nil && f.changed(name) {
			set()
		}
	}
	if l.KiBps < 0 {
		return p.usage("cli.sync.bad_limit")
	}
	if l == was {
		return nil
	}
	return k.Carrier().SetLimits(p.ctx, l)
}

// saysRunning tells which flags change nothing in a program that carries already.
func (p *program) saysRunning(f syncFlags) {
	for _, name := range startFlags {
		if f.changed != nil && f.changed(name) {
			fmt.Fprintln(p.env.Err, p.words.T("cli.sync.running", "flag", "--"+name))
		}
	}
}

func (p *program) sync(f syncFlags) error {
	k, err := p.open()
	if err != nil {
		return err
	}
	if err := p.carry(k, f); err != nil {
		return err
	}
	if err := p.setLimits(k, f); err != nil {
		return err
	}
	defer p.obey(k)()
	return p.follow(k, f)
}

// carry has something carry the open production; in a program that does
// already, the flags of another command change nothing.
func (p *program) carry(k *flow.Kit, f syncFlags) error {
	if k.Carrier() != nil {
		p.saysRunning(f)
		return nil
	}
	if p.env.Carry == nil {
		return p.usage("cli.sync.none")
	}
	start := CarryStart{OnlyDial: f.onlyDial, Discover: !f.alone && !k.Settings().Alone, Join: f.join}
	for _, addr := range f.listen {
		if !strings.Contains(addr, "://") {
			addr = "tcp://" + addr
		}
		start.Listen = append(start.Listen, addr)
	}
	return p.env.Carry(p.ctx, k, start)
}

// follow prints what changes, until the context ends or, with --once, until
// nothing waits.
func (p *program) follow(k *flow.Kit, f syncFlags) error {
	changed := make(chan struct{}, 1)
	k.OnChange(func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	if err := k.Carrier().Now(p.ctx); err != nil {
		return err
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	still := newPatience(f)
	defer still.Stop()
	var last string
	told := map[consent.Ref]bool{}
	for _, n := range k.News() {
		told[n.ID] = true
	}
	for {
		v, err := k.SyncView(p.ctx)
		if err != nil {
			return err
		}
		for _, n := range k.News() {
			if !told[n.ID] {
				told[n.ID] = true
				p.sayProgress(p.newsLine(n))
			}
		}
		if line := p.syncLine(v); line != last {
			last = line
			p.sayProgress(line)
		}
		if f.once && carried(v) && clipsThatGo(v) == 0 {
			return p.saySync(v)
		}
		still.saw(v)
		select {
		case <-p.ctx.Done():
			return p.saySync(v)
		case <-still.C:
			return errors.New(p.words.N("cli.sync.time_over", v.Waiting+v.Blobs+clipsThatGo(v)))
		case <-changed:
		case <-tick.C:
		}
	}
}

// patience runs out, with --once, when nothing has moved for as long as --wait says.
type patience struct {
	*time.Timer
	wait time.Duration
	last [5]int64
}

func newPatience(f syncFlags) *patience {
	p := &patience{Timer: time.NewTimer(f.wait), wait: f.wait}
	if !f.once {
		p.Stop()
	}
	return p
}

// saw begins anew when something moved.
func (p *patience) saw(v flow.SyncView) {
	now := [5]int64{int64(v.Waiting), int64(v.Blobs), int64(v.Safe), int64(v.Arrived), v.Done}
	if now != p.last && p.Stop() {
		p.Reset(p.wait)
	}
	p.last = now
}

// clipsThatGo are the clips that are not safe yet and that nothing but their
// turn holds back.
func clipsThatGo(v flow.SyncView) (n int) {
	for i := range v.Cards {
		c := &v.Cards[i]
		n += c.OnWay + c.Arrived
		if c.Why == "" || c.Why == flow.WhyTurn {
			n += c.Waits
		}
	}
	return n
}

// carried reports that everything of ours is where it can be now: at the
// office, or, where there is none yet, with every device that is here.
func carried(v flow.SyncView) bool {
	here, behind := 0, 0
	for _, u := range v.Units {
		if u.Connected {
			here++
			behind += u.Behind
		}
	}
	if v.Office {
		return v.OfficeHere && v.Waiting == 0 && v.Blobs == 0 && !v.Arriving
	}
	return here > 0 && behind == 0 && !v.Arriving
}

func (p *program) syncLine(v flow.SyncView) string {
	here := 0
	for _, u := range v.Units {
		if u.Connected {
			here++
		}
	}
	line := p.words.T("cli.sync.line", "here", here, "all", len(v.Units), "waiting", v.Waiting+v.Blobs, "safe", v.Safe, "clips", v.Clips)
	if way := p.wayLine(v); way != "" {
		line += "  " + way
	}
	if n := len(v.Faults); n > 0 {
		line += "  " + p.words.N("cli.sync.faults", n)
	}
	return line
}

// sayProgress prints a line for a person who watches; --json prints only the end.
func (p *program) sayProgress(line string) {
	if !p.json {
		fmt.Fprintln(p.env.Err, line)
	}
}

// saySync is the end: how it stands.
func (p *program) saySync(v flow.SyncView) error {
	if p.json {
		return p.printJSON(syncOf(v))
	}
	p.sayUnits(v)
	fmt.Fprintln(p.env.Out, p.syncLine(v))
	return nil
}

func syncOf(v flow.SyncView) syncJSON {
	out := syncJSON{
		Waiting: v.Waiting, Blobs: v.Blobs, Clips: v.Clips, Safe: v.Safe, Office: moment(v.Word),
		Listening: append([]string{}, v.Listening...), Units: []syncUnitJSON{}, Faults: []string{},
		Arrived: v.Arrived, OnWay: v.OnWay, Waits: v.Waits, Done: v.Done, Total: v.Total, Rate: int64(v.Rate), Left: int(v.Left.Seconds()),
		Troubles: []string{}, Cards: []syncCardJSON{},
	}
	for _, u := range v.Units {
		out.Units = append(out.Units, syncUnitJSON{
			Device: u.Author.String(), Label: u.Label, Office: u.Office, Connected: u.Connected,
			Seen: moment(u.Seen), Newest: moment(u.Newest), Behind: u.Behind,
		})
	}
	for _, f := range v.Faults {
		out.Faults = append(out.Faults, f.What+" "+f.Item)
	}
	for _, t := range v.Troubles {
		out.Troubles = append(out.Troubles, string(t.Kind))
	}
	for _, c := range v.Cards {
		out.Cards = append(out.Cards, syncCardJSON{
			Card: c.ID.String(), Label: c.Label, Clips: c.Clips, Safe: c.Safe, Arrived: c.Arrived, OnWay: c.OnWay, Waits: c.Waits, Why: c.Why,
			Done: c.CarryFolder.Done, Total: c.Total,
		})
	}
	if v.MeterKnown {
		out.Metered = &v.Metered
	}
	return out
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// spoolCmd carries by disk.
func (p *program) spoolCmd() *cobra.Command {
	c := p.command("spool", noArgs, func(c *cobra.Command, _ []string) error { return c.Help() })
	c.AddCommand(p.spoolPart("export"), p.spoolPart("import"))
	return c
}

func (p *program) spoolPart(name string) *cobra.Command {
	return &cobra.Command{
		Use: name + " DIR", Short: p.words.T("cli.spool." + name), Args: exactly(1),
		RunE: func(_ *cobra.Command, args []string) error { return p.spool(name, p.path(args[0])) },
	}
}

func (p *program) spool(name, dir string) error {
	k, err := p.open()
	if err != nil {
		return err
	}
	if err := p.carry(k, syncFlags{onlyDial: true, alone: true}); err != nil {
		return err
	}
	move := k.Carrier().Import
	if name == "export" {
		move = k.Carrier().Export
	}
	parcel, err := move(p.ctx, dir, p.progress("cli.spool.progress"))
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(parcelJSON{parcel.Statements, parcel.Blobs, parcel.Known, parcel.Files, len(parcel.Faults)})
	}
	for _, f := range parcel.Faults {
		fmt.Fprintln(p.env.Err, p.words.T("carry.fault."+f.What)+"  "+f.Item)
	}
	fmt.Fprintln(p.env.Out, p.words.T("cli.spool.done."+name, "statements", parcel.Statements, "blobs", parcel.Blobs, "known", parcel.Known))
	return nil
}

// parcelJSON is spool --json.
type parcelJSON struct {
	Statements int `json:"statements"`
	Blobs      int `json:"blobs"`
	Known      int `json:"known"`
	Files      int `json:"files"`
	Faults     int `json:"faults"`
}
