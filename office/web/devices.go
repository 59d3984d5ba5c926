package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"onset/app/flow"
	"onset/consent"
	"onset/signer"
)

// heardFor is how long what is known of devices may be shown again: ages are
// told in minutes, and a page asks twice.
const heardFor = 5 * time.Second

// heardOf is when the devices of a production were heard of, as asked at a moment.
type heardOf struct {
	asked time.Time
	at    map[consent.Ref]time.Time
}

// heard is when each device was last heard of: its last contact, or its newest statement here.
func (v *visit) heard(ctx context.Context) map[consent.Ref]time.Time {
	now := v.web.o.Now()
	if kept, ok := v.web.heard.Load(v.prod.Kit); ok {
		if h := kept.(heardOf); now.Sub(h.asked).Abs() < heardFor {
			return h.at
		}
	}
	out := map[consent.Ref]time.Time{}
	lines, err := v.prod.Kit.Devices(ctx)
	if err != nil {
		v.web.o.Log.Warn("devices", "err", err)
		return out // a unit nobody is known of shows as not heard
	}
	for _, d := range lines {
		out[d.Author] = lastOf(d, now)
	}
	v.web.heard.Store(v.prod.Kit, heardOf{now, out})
	return out
}

func lastOf(d flow.DeviceLine, now time.Time) time.Time {
	switch {
	case d.Connected || d.Self:
		return now
	case d.Seen.After(d.Newest):
		return d.Seen
	}
	return d.Newest
}

type devicesPage struct {
	Lines   []deviceLine
	Invites []inviteView
	Ranks   []option
	Wrong   string
	Asides  asideNote
}

type deviceLine struct {
	flow.DeviceLine
	Name, Short, May, Heard, Revoke, Report string
	Stand                                   string // address, where more of a revoked log is here than stands
	Initials                                string
	Old                                     bool
	Pill                                    pill
}

type inviteView struct {
	flow.Invitation
	Left string
	May  string
}

func (w *Web) getDevices(v *visit) {
	if v.logged("devices", "", consent.ID{}, 0) {
		v.devicesPage(http.StatusOK, "")
	}
}

func (v *visit) devicesPage(status int, wrong string) {
	ctx, w := v.r.Context(), v.words
	lines, err := v.prod.Kit.Devices(ctx)
	if err != nil {
		v.failed(err)
		return
	}
	invites, err := v.prod.Kit.Invitations(ctx)
	if err != nil {
		v.failed(err)
		return
	}
	p := devicesPage{Wrong: wrong, Asides: v.asideNote(), Ranks: []option{
		{string(signer.RankCrew), w.T("office.rank.crew"), true}, {string(signer.RankAdmin), w.T("office.rank.admin"), false},
	}}
	for _, d := range lines {
		p.Lines = append(p.Lines, v.deviceLine(d))
	}
	now := v.web.o.Now()
	for _, i := range invites {
		if i.Used || !i.Expires.After(now) || i.Tries <= 0 {
			continue
		}
		p.Invites = append(p.Invites, inviteView{Invitation: i, Left: w.Wait(i.Expires.Sub(now))})
	}
	v.show(status, "devices", v.frame(w.T("office.nav.devices"), "devices", p))
}

func (v *visit) deviceLine(d flow.DeviceLine) deviceLine {
	w, now := v.words, v.web.o.Now()
	line := deviceLine{DeviceLine: d, Name: d.Label, Short: d.Author.String()[:8]}
	if line.Name == "" {
		line.Name = w.T("office.device", "id", line.Short)
		if d.Self {
			line.Name = w.T("office.this_office")
		}
	}
	line.Initials = initials(line.Name)
	var ranks []string
	for _, r := range d.Ranks {
		ranks = append(ranks, w.T("office.rank."+string(r)))
	}
	line.May = w.And(ranks)
	last := d.Newest
	if d.Seen.After(last) {
		last = d.Seen
	}
	switch ago := now.Sub(last); {
	case d.Self || d.Connected:
		line.Heard = w.T("age.now")
	case last.IsZero():
		line.Heard = w.T("office.never")
	default:
		line.Heard, line.Old = w.Ago(ago), ago > oldAfter
	}
	line.Pill = pill{"ok", w.T("office.device.working")}
	at := v.path("devices/" + d.Author.String())
	switch {
	case d.Revoked:
		line.Pill, line.Report = pill{"no", w.T("office.device.revoked")}, at+"/report"
		if d.Held > d.Stands {
			line.Stand = at + "/stand"
		}
	case d.Fork:
		line.Pill = pill{"some", w.T("office.device.fork")}
	case line.Old:
		line.Pill = pill{"some", w.T("office.device.quiet")}
	}
	if !d.Revoked && !d.Self {
		line.Revoke = at + "/revoke"
	}
	return line
}

// postInvite makes a code for one device.
func (w *Web) postInvite(v *visit) {
	rank := signer.Rank(v.r.PostFormValue("rank"))
	if rank != signer.RankAdmin {
		rank = signer.RankCrew
	}
	if !v.logged("invite", "", consent.ID{}, 0) {
		return
	}
	_, err := v.prod.Kit.Invite(v.acting(), flow.InviteOptions{Rank: rank, Label: bounded(v.r.PostFormValue("label"))})
	if err != nil {
		v.devicesPage(http.StatusConflict, v.sentence(err))
		return
	}
	v.redirect(v.path("devices"))
}

// sentence is an error in words.
func (v *visit) sentence(err error) string {
	if key, ok := flow.Sentence(err); ok {
		return v.words.T(key)
	}
	v.web.o.Log.Error("page", "route", v.route.pattern, "err", err)
	return v.words.T("office.error.broken")
}

// postCancel closes an invitation.
func (w *Web) postCancel(v *visit) {
	if !v.logged("invite_end", "", consent.ID{}, 0) {
		return
	}
	if err := v.prod.Kit.CancelInvite(v.acting(), v.r.PostFormValue("code")); err != nil {
		v.devicesPage(http.StatusConflict, v.sentence(err))
		return
	}
	v.redirect(v.path("devices"))
}

// spareCodes is how many codes are printed on one page.
const spareCodes = 8

type sparePage struct{ Codes []flow.SpareCode }

// getSpare asks before codes are made: each is a key to the production.
func (w *Web) getSpare(v *visit) {
	t := v.words
	f := final{
		Crumb: t.T("office.nav.devices"), Back: v.path("devices"), Heading: t.T("office.spare.ask.h", "n", spareCodes), Sentence: t.T("office.spare.ask.p"),
		Verb: t.T("office.spare.ask.verb"), Keep: t.T("office.spare.ask.keep"),
	}
	v.page("final", f.Heading, "devices", f)
}

// postSpare makes codes to print and carry along. They are shown once.
func (w *Web) postSpare(v *visit) {
	if !v.logged("spare", "", consent.ID{}, spareCodes) {
		return
	}
	codes, err := v.prod.Kit.SpareCodes(v.acting(), spareCodes)
	if err != nil {
		v.devicesPage(http.StatusConflict, v.sentence(err))
		return
	}
	v.page("spare", v.words.T("office.spare.h"), "devices", sparePage{codes})
}

// device is the one in the address; where there is none the answer is given already.
func (v *visit) device() (flow.DeviceLine, bool) {
	lines, err := v.prod.Kit.Devices(v.r.Context())
	if err != nil {
		v.failed(err)
		return flow.DeviceLine{}, false
	}
	i := slices.IndexFunc(lines, func(d flow.DeviceLine) bool { return d.Author.String() == v.r.PathValue("id") })
	if i < 0 {
		v.refuse(http.StatusNotFound, v.words.T("office.error.no_page"))
		return flow.DeviceLine{}, false
	}
	return lines[i], true
}

func (w *Web) getRevoke(v *visit) {
	if d, ok := v.device(); ok {
		v.askDevice("revoke", d, http.StatusOK, "")
	}
}

// askDevice is the final page of an act on a device that needs a reason.
func (v *visit) askDevice(act string, d flow.DeviceLine, status int, wrong string) {
	name := v.deviceLine(d).Name
	t := v.words
	f := final{
		Crumb: t.T("office.nav.devices"), Back: v.path("devices"), Red: true, Heading: t.T("office."+act+".h", "who", name), Sentence: t.T("office." + act + ".p"),
		Reason: true, Hint: t.T("office." + act + ".hint"), Verb: t.T("office."+act+".verb", "who", name), Keep: t.T("office." + act + ".keep"), Wrong: wrong,
		Typed: bounded(v.r.PostFormValue("reason")),
	}
	if act == "revoke" {
		f.Facts = []string{t.T("office.revoke.codes"), t.T("office.revoke.report")}
	}
	v.show(status, "final", v.frame(f.Heading, "devices", f))
}

func (w *Web) postRevoke(v *visit) {
	d, ok := v.device()
	if !ok {
		return
	}
	reason := v.r.PostFormValue("reason")
	if blank(reason) {
		v.askDevice("revoke", d, http.StatusUnprocessableEntity, v.words.T("office.revoke.reason"))
		return
	}
	if !v.logged("revoke", "", consent.ID{}, 0) {
		return
	}
	if _, err := v.prod.Kit.Revoke(v.acting(), d.Author, reason); err != nil {
		v.failed(err)
		return
	}
	v.redirect(v.path("devices/" + d.Author.String() + "/report?done=revoke"))
}

func (w *Web) getStand(v *visit) {
	if d, ok := v.device(); ok {
		v.askDevice("stand", d, http.StatusOK, "")
	}
}

// postStand lets all stand that is here of a revoked device's log.
func (w *Web) postStand(v *visit) {
	d, ok := v.device()
	if !ok {
		return
	}
	reason := v.r.PostFormValue("reason")
	if blank(reason) {
		v.askDevice("stand", d, http.StatusUnprocessableEntity, v.words.T("office.stand.reason"))
		return
	}
	if !v.logged("stand", "", consent.ID{}, 0) {
		return
	}
	if err := v.prod.Kit.MoveRevocation(v.acting(), d.Author, reason); err != nil {
		v.failed(err)
		return
	}
	v.redirect(v.path("devices?done=stand"))
}
