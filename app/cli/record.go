package cli

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/assets"
	"onset/consent"
)

// The most of an ink file and of a photo that is read.
const (
	inkMax   = 1 << 20
	photoMax = 32 << 20
)

// recordFlags are the flags of record.
type recordFlags struct {
	terms, lang, name, email, org, born, band, childSays, ink, paper, face, at, person, method, otherHolder string
	adult, clockOK                                                                                          bool
	grant, deny, guardians, conditions                                                                      []string
}

// recordCmd records a declaration that was signed on paper or elsewhere.
func (p *program) recordCmd() *cobra.Command {
	var r recordFlags
	c := p.command("record", noArgs, func(*cobra.Command, []string) error { return p.record(r) })
	f := c.Flags()
	text := func(v *string, name string) {
		f.StringVar(v, name, "", p.words.T("cli.record."+strings.ReplaceAll(name, "-", "_")))
	}
	text(&r.terms, "terms")
	text(&r.lang, "lang")
	text(&r.name, "name")
	text(&r.email, "email")
	text(&r.org, "org")
	text(&r.born, "born")
	text(&r.band, "band")
	text(&r.childSays, "child-says")
	text(&r.ink, "ink")
	text(&r.paper, "paper")
	text(&r.face, "face")
	text(&r.at, "at")
	text(&r.person, "person")
	text(&r.method, "method")
	text(&r.otherHolder, "other-holder")
	f.BoolVar(&r.adult, "adult", false, p.words.T("cli.record.adult"))
	f.BoolVar(&r.clockOK, "clock-is-right", false, p.words.T("cli.record.clock_is_right"))
	f.StringSliceVar(&r.grant, "grant", nil, p.words.T("cli.record.grant"))
	f.StringSliceVar(&r.deny, "deny", nil, p.words.T("cli.record.deny"))
	f.StringArrayVar(&r.guardians, "guardian", nil, p.words.T("cli.record.guardian"))
	f.StringSliceVar(&r.conditions, "condition", nil, p.words.T("cli.record.condition"))
	return c
}

func (p *program) record(r recordFlags) error {
	d, err := p.declaration(r)
	if err != nil {
		return err
	}
	k, err := p.open()
	if err != nil {
		return err
	}
	if r.person != "" {
		if d.Person, err = p.person(k, r.person); err != nil {
			return err
		}
	}
	id, receipt, err := k.Declare(p.ctx, d)
	if err != nil {
		return err
	}
	if receipt.Waiting {
		p.say("cli.record.waiting", "short", receipt.Short)
	} else {
		p.say("cli.record.done", "short", receipt.Short)
	}
	return p.result(map[string]any{"id": id, "short": receipt.Short, "status": receipt.Status}, id.String())
}

// declaration reads the flags into a declaration; wrong values are wrong usage.
func (p *program) declaration(r recordFlags) (flow.Declaration, error) {
	d := flow.Declaration{
		Terms: r.terms, Language: r.lang, Name: r.name, Email: r.email, Org: r.org, Band: r.band, Adult: r.adult, ClockOK: r.clockOK,
		Grants: purposes(r.grant), Denies: purposes(r.deny),
	}
	var err error
	if d.At, err = p.timeAt("--at", r.at); err != nil {
		return d, err
	}
	if d.Born, err = p.month("--born", r.born); err != nil {
		return d, err
	}
	if r.adult && r.born != "" {
		return d, p.usage("cli.record.adult_or_born")
	}
	if d.Guardians, err = p.guardians(r.guardians); err != nil {
		return d, err
	}
	if d.ChildSays, err = oneOf(p, "--child-says", r.childSays, consent.ChildYes, consent.ChildNo); err != nil {
		return d, err
	}
	if d.Method, err = oneOf(p, "--method", r.method, consent.Drawn, consent.Held, consent.Spoken, consent.Paper); err != nil {
		return d, err
	}
	if d.OtherHolder, err = oneOf(p, "--other-holder", r.otherHolder, consent.HolderNone, consent.HolderAgrees, consent.HolderMustSign); err != nil {
		return d, err
	}
	for _, c := range r.conditions {
		cond, err := oneOf(p, "--condition", c, consent.NoName, consent.NoPlace, consent.NoSchool, consent.NotRecognisable, consent.VoiceChanged, consent.ShowFirst)
		if err != nil {
			return d, err
		}
		d.Conditions = append(d.Conditions, cond)
	}
	return d, p.attach(&d, r)
}

func (p *program) attach(d *flow.Declaration, r recordFlags) error {
	var err error
	if d.Ink, err = p.ink(r.ink); err != nil {
		return err
	}
	for _, a := range []struct {
		name  string
		limit int64
		into  *[]byte
	}{{r.paper, photoMax, &d.Paper}, {r.face, photoMax, &d.Face}} {
		if a.name == "" {
			continue
		}
		b, err := p.filled(a.name, a.limit)
		if err != nil {
			return err
		}
		*a.into = b
	}
	return nil
}

// ink reads a file of strokes; no name is no ink.
func (p *program) ink(name string) ([]byte, error) {
	if name == "" {
		return nil, nil
	}
	return p.filled(name, inkMax)
}

func purposes(names []string) []consent.Purpose {
	var out []consent.Purpose
	for _, n := range names {
		if n = strings.TrimSpace(n); n != "" {
			out = append(out, consent.Purpose(n))
		}
	}
	return out
}

// oneOf reads a flag with a closed list of values; empty stays empty.
func oneOf[T ~string](p *program, flag, value string, allowed ...T) (T, error) {
	if value == "" || slices.Contains(allowed, T(value)) {
		return T(value), nil
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	return "", p.usage("cli.bad_choice", "flag", flag, "value", value, "allowed", strings.Join(names, ", "))
}

var monthForm = regexp.MustCompile(`^(\d{4})-(\d{2})$`)

func (p *program) month(flag, s string) (flow.Month, error) {
	if s == "" {
		return flow.Month{}, nil
	}
	m := monthForm.FindStringSubmatch(s)
	if m == nil {
		return flow.Month{}, p.usage("cli.bad_month", "flag", flag, "value", s)
	}
	y, _ := strconv.Atoi(m[1])
	mo, _ := strconv.Atoi(m[2])
	if y < firstYear || y > p.env.Now().Year() || mo < 1 || mo > 12 {
		return flow.Month{}, p.usage("cli.bad_month", "flag", flag, "value", s)
	}
	return flow.Month{Year: y, Month: mo}, nil
}

// guardians reads "NAME;RELATION;CONTACT" flags.
func (p *program) guardians(list []string) ([]flow.GuardianDraft, error) {
	var out []flow.GuardianDraft
	for _, s := range list {
		g, err := p.guardian(s)
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

func (p *program) guardian(s string) (flow.GuardianDraft, error) {
	f := strings.Split(s, ";")
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	if len(f) < 2 || len(f) > 3 || f[0] == "" {
		return flow.GuardianDraft{}, p.usage("cli.bad_guardian", "value", s)
	}
	rel, err := oneOf(p, "--guardian", strings.ToLower(f[1]), consent.Mother, consent.Father, consent.OtherParent, consent.Appointed,
		consent.Teacher, consent.Coach, consent.Grandparent, consent.OtherRelated)
	if err != nil {
		return flow.GuardianDraft{}, err
	}
	if !rel.Signs() {
		return flow.GuardianDraft{}, flow.ErrCannotSign
	}
	g := flow.GuardianDraft{Name: f[0], Relation: rel, Authority: true, Method: consent.Paper, Verified: "none"}
	if len(f) == 3 && f[2] != "" {
		g.Contact, g.Verified = f[2], "contact"
	}
	return g, nil
}

// expectCmd adds expected people from a list.
func (p *program) expectCmd() *cobra.Command {
	var name string
	c := p.command("expect", noArgs, func(*cobra.Command, []string) error { return p.expect(name) })
	c.Flags().StringVar(&name, "file", "", p.words.T("cli.expect.file"))
	return c
}

const listMax = 4 << 20

func (p *program) expect(name string) error {
	if name == "" {
		return p.usage("cli.expect.needs")
	}
	b, err := p.file(name, listMax)
	if err != nil {
		return err
	}
	drafts, err := flow.ParseExpected(strings.NewReader(string(b)))
	if err != nil {
		return err
	}
	k, err := p.open()
	if err != nil {
		return err
	}
	rows, err := k.Expect(p.ctx, drafts)
	if err != nil {
		return err
	}
	return list(p, rows, "cli.expect.none", []string{"id", "label", "answer_by"}, func(r flow.ExpectedRow) []string {
		return []string{r.Consent.Short(), r.Label, r.AnswerBy.String()}
	})
}

// signFurtherCmd records a further party: an absent guardian, the child, or the child grown up.
func (p *program) signFurtherCmd() *cobra.Command {
	var role, answer, guardian, ink string
	var deny []string
	c := p.command("sign-further ID", exactly(1), func(_ *cobra.Command, args []string) error {
		d, err := p.further(role, answer, guardian, ink)
		if err != nil {
			return err
		}
		d.Denies = purposes(deny)
		k, err := p.open()
		if err != nil {
			return err
		}
		if d.Consent, err = p.one(k, args[0], flow.IsConsent); err != nil {
			return err
		}
		r, err := k.SignFurther(p.ctx, d)
		if err != nil {
			return err
		}
		return p.result(map[string]any{"id": d.Consent, "status": r.Status}, d.Consent.String())
	})
	f := c.Flags()
	f.StringVar(&role, "role", "guardian", p.words.T("cli.sign-further.role"))
	f.StringVar(&answer, "answer", "yes", p.words.T("cli.sign-further.answer"))
	f.StringVar(&guardian, "guardian", "", p.words.T("cli.record.guardian"))
	f.StringVar(&ink, "ink", "", p.words.T("cli.record.ink"))
	f.StringSliceVar(&deny, "deny", nil, p.words.T("cli.record.deny"))
	return c
}

func (p *program) further(role, answer, guardian, ink string) (flow.FurtherDraft, error) {
	d := flow.FurtherDraft{Method: consent.Paper}
	var err error
	if d.Role, err = oneOf(p, "--role", role, consent.RoleGuardian, consent.RoleChild, consent.RoleMajority); err != nil {
		return d, err
	}
	yes, err := oneOf(p, "--answer", answer, "yes", "no")
	if err != nil {
		return d, err
	}
	d.Answer = consent.Denied
	if yes == "yes" {
		d.Answer = consent.Granted
	}
	if d.Role == consent.RoleGuardian {
		if guardian == "" {
			return d, p.usage("cli.sign-further.needs")
		}
		if d.Guardian, err = p.guardian(guardian); err != nil {
			return d, err
		}
	}
	if ink != "" {
		if d.Ink, err = p.ink(ink); err != nil {
			return d, err
		}
		d.Method = consent.Drawn
	}
	return d, nil
}

// receiptCmd prints a receipt.
func (p *program) receiptCmd() *cobra.Command {
	var lang string
	c := p.command("receipt ID", exactly(1), func(_ *cobra.Command, args []string) error {
		if _, err := oneOf(p, "--lang", lang, assets.PageLanguages()...); err != nil {
			return err
		}
		k, err := p.open()
		if err != nil {
			return err
		}
		id, err := p.one(k, args[0], flow.IsConsent)
		if err != nil {
			return err
		}
		r, err := k.Receipt(id, lang)
		if err != nil {
			return err
		}
		if p.json {
			return p.printJSON(receiptJSON(r))
		}
		if r.Payload == "" {
			return errors.New(p.words.T("error.not_found"))
		}
		p.printReceipt(r)
		return nil
	})
	c.Flags().StringVar(&lang, "lang", p.words.Tag, p.words.T("cli.receipt.lang"))
	return c
}
