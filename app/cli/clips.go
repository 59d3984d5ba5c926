package cli

import (
	"errors"
	"io/fs"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

// clipJSON is one row of clips --json: a contract for scripts.
type clipJSON struct {
	ID           consent.ID       `json:"id"`
	Name         string           `json:"name"`
	Path         string           `json:"path"`
	Size         int64            `json:"size"`
	XXH128       string           `json:"xxh128"`
	SHA256       string           `json:"sha256"`
	Kind         media.Kind       `json:"kind"`
	CapturedAt   string           `json:"captured_at"`
	CapturedFrom media.Source     `json:"captured_from"`
	ClockKnown   bool             `json:"clock_known"`
	Duration     float64          `json:"duration_s"`
	FrameRate    float64          `json:"frame_rate"`
	Timecode     string           `json:"start_timecode"`
	Reel         string           `json:"reel"`
	Camera       cameraJSON       `json:"camera"`
	Location     *media.Place     `json:"location"`
	People       []clipPersonJSON `json:"people"`
	Judged       []judgedJSON     `json:"judged"`
	Warnings     []string         `json:"warnings,omitempty"`
}

type cameraJSON struct {
	Make   string `json:"make"`
	Model  string `json:"model"`
	Serial string `json:"serial"`
}

type clipPersonJSON struct {
	Person   consent.ID   `json:"person"`
	Consents []consent.ID `json:"consents"`
	From     float64      `json:"from"`
	To       float64      `json:"to"`
	As       media.As     `json:"as"`
}

type judgedJSON struct {
	Basis  media.JudgeBasis  `json:"basis"`
	Covers []consent.Purpose `json:"covers"`
	By     string            `json:"by"`
	Reason string            `json:"reason"`
}

func (p *program) clipsCmd() *cobra.Command {
	return p.command("clips", noArgs, func(*cobra.Command, []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		var rows []clipJSON
		for _, id := range k.Clips(flow.ClipQuery{}).IDs {
			s, err := k.Clip(id)
			if err != nil {
				return err
			}
			rows = append(rows, clipRow(k, s))
		}
		return list(p, rows, "cli.clips.none", []string{"id", "name", "captured", "people", "kind"}, func(r clipJSON) []string {
			return []string{r.ID.Short(), r.Name, p.day(r.CapturedAt), strconv.Itoa(len(r.People)), p.words.T("kind." + string(r.Kind))}
		})
	})
}

func clipRow(k *flow.Kit, s flow.ClipSheet) clipJSON {
	f := s.Facts
	r := clipJSON{
		ID: s.ID, Name: s.Name, Path: s.Path, Size: s.Size, XXH128: s.XXH128, SHA256: s.SHA256, Kind: f.Kind,
		CapturedFrom: f.Captured.Source, ClockKnown: s.ClockKnown, Duration: f.Duration.Seconds(), FrameRate: f.FrameRate.Float(),
		Timecode: f.Timecode, Reel: f.Reel, Camera: cameraJSON{f.Make, f.Model, f.Serial}, Location: f.Location, Warnings: f.Warnings,
		People: []clipPersonJSON{}, Judged: []judgedJSON{},
	}
	r.CapturedAt = capturedAt(f.Captured, s)
	for _, t := range s.Tags {
		r.People = append(r.People, clipPersonJSON{
			Person: t.Tag.Person, Consents: consentsOf(k, t.Tag.Person), As: t.Tag.As,
			From: float64(t.Tag.From) / 1000, To: float64(t.Tag.To) / 1000,
		})
	}
	for _, j := range s.Judgements {
		r.Judged = append(r.Judged, judgedJSON{j.Judgement.Basis, j.Judgement.Covers, j.By, j.Reason})
	}
	return r
}

// capturedAt is the time a script sees: with the clock's error taken out and a
// zone where the file names one, else the camera's wall clock without a zone.
func capturedAt(m media.Moment, s flow.ClipSheet) string {
	switch {
	case m.Time.IsZero():
		return ""
	case s.ClockKnown:
		return s.At.Format(time.RFC3339Nano)
	case m.Zone:
		return m.Time.In(time.FixedZone("", m.Offset)).Format(time.RFC3339Nano)
	default:
		return m.Time.Format("2006-01-02T15:04:05.999")
	}
}

func consentsOf(k *flow.Kit, person consent.ID) []consent.ID {
	out := []consent.ID{}
	k.Ledger(func(l *media.Ledger) {
		if who := l.Person(person); who != nil {
			for _, c := range who.Consents {
				out = append(out, c.ID)
			}
		}
	})
	return out
}

func (p *program) scenesCmd() *cobra.Command {
	return p.command("scenes", noArgs, func(*cobra.Command, []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		type row struct {
			ID     consent.ID `json:"id"`
			Title  string     `json:"title"`
			From   string     `json:"from"`
			Until  string     `json:"until"`
			People int        `json:"people"`
		}
		var rows []row
		for _, s := range k.Scenes() {
			rows = append(rows, row{s.ID, s.Title, stamp(s.From), stamp(s.Until), s.People})
		}
		return list(p, rows, "cli.scenes.none", []string{"id", "title", "from", "until", "people"}, func(r row) []string {
			return []string{r.ID.Short(), r.Title, p.day(r.From), p.day(r.Until), strconv.Itoa(r.People)}
		})
	})
}

// ingestCmd registers clips where they lie.
func (p *program) ingestCmd() *cobra.Command {
	var slates bool
	c := p.command("ingest PATH...", atLeast(1), func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		paths := make([]string, len(args))
		for i, a := range args {
			paths[i] = p.path(a)
		}
		results, err := k.Ingest(p.ctx, paths, p.progress("cli.ingest.reading"))
		if err == nil && slates {
			err = p.lookForSlates(k, results)
		}
		if err != nil {
			return err
		}
		return p.printIngest(results)
	})
	c.Flags().BoolVar(&slates, "slates", false, p.words.T("cli.ingest.slates"))
	return c
}

type ingestJSON struct {
	Path  string     `json:"path"`
	Clip  consent.ID `json:"clip"`
	Known bool       `json:"known"`
	Error string     `json:"error,omitempty"`
}

// printIngest lists what was registered, then what is wrong with the rest. A
// bad file is not a failure of the command: the rest went on.
func (p *program) printIngest(results []flow.IngestResult) error {
	rows := make([]ingestJSON, 0, len(results))
	bad, known := 0, 0
	for _, r := range results {
		row := ingestJSON{Path: r.Path, Clip: r.Clip, Known: r.Known}
		if r.Err != nil {
			row.Error = p.why(r.Err)
			bad++
		}
		if r.Known {
			known++
		}
		rows = append(rows, row)
	}
	if p.json {
		return p.printJSON(rows)
	}
	for _, r := range rows {
		if r.Error != "" {
			p.say("cli.ingest.bad", "path", r.Path, "why", r.Error)
		}
	}
	p.say("cli.ingest.done", "new", len(rows)-bad-known, "known", known, "bad", bad)
	return nil
}

// why says what is wrong with a file that has been named already.
func (p *program) why(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return p.sentence(err)
}

// tagArgs splits clips from people among the arguments of tag and untag.
func (p *program) tagArgs(k *flow.Kit, args []string) (clips, people []consent.ID, err error) {
	for _, a := range args {
		id, kind, err := k.Resolve(a, flow.IsClip, flow.IsConsent, flow.IsPerson)
		if err != nil {
			return nil, nil, p.about(a, err)
		}
		if kind == flow.IsClip {
			clips = append(clips, id)
			continue
		}
		if id, err = p.person(k, id.String()); err != nil {
			return nil, nil, p.about(a, err)
		}
		people = append(people, id)
	}
	if len(clips) == 0 || len(people) == 0 {
		return nil, nil, p.usage("cli.tag.needs")
	}
	return clips, people, nil
}

func (p *program) tagCmd() *cobra.Command {
	var from, to, as string
	c := p.command("tag CLIP... ID...", atLeast(2), func(_ *cobra.Command, args []string) error {
		how, err := oneOf(p, "--as", as, media.Seen, media.Heard, media.Named)
		if err != nil {
			return err
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		clips, people, err := p.tagArgs(k, args)
		if err != nil {
			return err
		}
		for _, clip := range clips {
			if err := p.tagOne(k, clip, people, from, to, how); err != nil {
				return err
			}
		}
		p.say("cli.tag.done", "people", len(people), "clips", len(clips))
		return nil
	})
	c.Flags().StringVar(&from, "from", "", p.words.T("cli.tag.from"))
	c.Flags().StringVar(&to, "to", "", p.words.T("cli.tag.to"))
	c.Flags().StringVar(&as, "as", "seen", p.words.T("cli.tag.as"))
	return c
}

// tagOne tags one clip; timecodes are the clip's own.
func (p *program) tagOne(k *flow.Kit, clip consent.ID, people []consent.ID, from, to string, as media.As) error {
	d := flow.TagDraft{Clips: []consent.ID{clip}, People: people, As: as}
	if from != "" || to != "" {
		s, err := k.Clip(clip)
		if err != nil {
			return err
		}
		for _, at := range []struct {
			text string
			into *time.Duration
		}{{from, &d.From}, {to, &d.To}} {
			if at.text == "" {
				continue
			}
			if *at.into, err = media.ParsePosition(at.text, s.Facts.Timecode, s.Facts.FrameRate); err != nil {
				return usageOf(p.about(at.text, err))
			}
		}
		if d.To != 0 && d.To <= d.From {
			return p.usage("cli.tag.order")
		}
	}
	_, err := k.Tag(p.ctx, d)
	return err
}

func (p *program) untagCmd() *cobra.Command {
	return p.command("untag CLIP... ID...", atLeast(2), func(_ *cobra.Command, args []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		clips, people, err := p.tagArgs(k, args)
		if err != nil {
			return err
		}
		_, err = k.Untag(p.ctx, clips, people)
		return err
	})
}

func (p *program) judgeCmd() *cobra.Command {
	var basis, reason string
	var covers, accepts []string
	var undo bool
	c := p.command("judge CLIP...", atLeast(1), func(_ *cobra.Command, args []string) error {
		d := flow.JudgeDraft{Covers: purposes(covers), Reason: reason}
		var err error
		if d.Basis, err = oneOf(p, "--basis", basis, media.JudgeNobody, media.JudgeAgreement, media.JudgeNotice, media.JudgeJournalism,
			media.JudgeOther, media.JudgeBlur, media.JudgeLateMinor); err != nil {
			return err
		}
		if !undo && (d.Basis == "" || reason == "") {
			return p.usage("cli.judge.needs")
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		if d.Clips, err = p.clipIDs(k, args); err != nil {
			return err
		}
		for _, a := range accepts {
			id, err := p.one(k, a, flow.IsConsent)
			if err != nil {
				return err
			}
			d.Accepts = append(d.Accepts, id)
		}
		if !undo {
			return k.Judge(p.ctx, d)
		}
		for _, id := range d.Clips {
			if err := k.Unjudge(p.ctx, id); err != nil {
				return err
			}
		}
		return nil
	})
	f := c.Flags()
	f.StringVar(&basis, "basis", "", p.words.T("cli.judge.basis"))
	f.StringSliceVar(&covers, "covers", nil, p.words.T("cli.judge.covers"))
	f.StringArrayVar(&accepts, "accepts", nil, p.words.T("cli.judge.accepts"))
	f.StringVar(&reason, "reason", "", p.words.T("cli.judge.reason"))
	f.BoolVar(&undo, "undo", false, p.words.T("cli.judge.undo"))
	return c
}

func (p *program) clipIDs(k *flow.Kit, args []string) ([]consent.ID, error) {
	var out []consent.ID
	for _, a := range args {
		id, err := p.one(k, a, flow.IsClip)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

// clockCmd sets a camera's clock right.
func (p *program) clockCmd() *cobra.Command {
	var shows, at, was string
	c := p.command("clock CLIP", exactly(1), func(_ *cobra.Command, args []string) error {
		if (shows == "") == (was == "") || at != "" && shows == "" {
			return p.usage("cli.clock.needs")
		}
		trueAt, err := p.timeAt("--at", at)
		if err != nil {
			return err
		}
		truth, err := p.timeAt("--was", was)
		if err != nil {
			return err
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		id, err := p.one(k, args[0], flow.IsClip)
		if err != nil {
			return err
		}
		var ahead time.Duration
		if was != "" {
			ahead, err = k.SetClipTime(p.ctx, id, truth)
		} else {
			ahead, err = k.SetClock(p.ctx, id, shows, trueAt)
		}
		if err != nil {
			return err
		}
		return p.result(map[string]any{"ahead_s": ahead.Seconds()}, p.clockLine(ahead))
	})
	c.Flags().StringVar(&shows, "shows", "", p.words.T("cli.clock.shows"))
	c.Flags().StringVar(&at, "at", "", p.words.T("cli.clock.at"))
	c.Flags().StringVar(&was, "was", "", p.words.T("cli.clock.was"))
	return c
}

func (p *program) clockLine(ahead time.Duration) string {
	switch {
	case ahead > 0:
		return p.words.T("cli.clock.ahead", "time", ahead.Round(time.Millisecond))
	case ahead < 0:
		return p.words.T("cli.clock.behind", "time", (-ahead).Round(time.Millisecond))
	default:
		return p.words.T("cli.clock.right")
	}
}
