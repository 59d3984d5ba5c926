package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/assets"
)

// settingsScreen holds what is this device's own, its keys, the production,
// and the care of what is stored.
type settingsScreen struct {
	u    *UI
	body *part.Adaptive
}

func newSettings(u *UI) place {
	p := &settingsScreen{u: u}
	p.body = part.NewScreen(u.shell, p.build)
	return p
}

func (p *settingsScreen) object() fyne.CanvasObject { return p.body }
func (p *settingsScreen) show()                     { p.body.Rebuild() }

func (p *settingsScreen) build(c part.Class) fyne.CanvasObject {
	side := c.Padding()
	head := part.NewHead(part.HeadOptions{Title: p.u.T("nav.settings"), Narrow: c == part.Phone})
	device, keys, production, care := p.device(), p.keys(), p.production(), p.care()
	var all fyne.CanvasObject
	if c == part.Wide {
		left := part.Column(part.Gap24, device, production, part.Space())
		right := part.Column(part.Gap24, keys, care, part.Space())
		all = part.Equal(part.Gap32, left, right)
	} else {
		all = part.Column(part.Gap24, device, keys, production, care, part.Space())
	}
	return screenOf(c, head, part.Pad(part.NewScroll(part.Pad(all, 0, 0, part.Gap24, 0)), 0, side, 0, side), nil)
}

// section is a card of rows under a word.
func (p *settingsScreen) section(key string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	return part.Column(part.Gap8, part.NewText(p.u.T(key), part.Section), part.Rows(rows...))
}

// row is one setting with its value; a tap changes it or leads to where it is changed.
func (p *settingsScreen) row(icon, key, value string, do func()) fyne.CanvasObject {
	return part.NewRow(part.NewIcon(icon, 26, part.ColorText2), p.u.T(key), value, part.NewIcon("chevron_right", 24, part.ColorText2), do)
}

// toggle is a setting that is on or off.
func (p *settingsScreen) toggle(icon, key string, on bool, set func(*flow.Settings)) fyne.CanvasObject {
	word := p.u.T("settings.off")
	st := part.NoteBold
	if on {
		word, st = p.u.T("settings.on"), part.Strong.In(part.ColorAccent)
	}
	return part.NewRow(part.NewIcon(icon, 26, part.ColorText2), p.u.T(key), p.u.T(key+".note"), part.NewText(word, st), func() { p.change(set) })
}

// change keeps a setting and shows its effect at once.
func (p *settingsScreen) change(set func(*flow.Settings)) {
	s := p.u.kit.Settings()
	before := s
	set(&s)
	if !p.u.try(p.u.kit.SetSettings(p.u.ctx, s)) {
		return
	}
	p.u.settle(before, s)
}

// settle makes the window follow changed settings.
func (u *UI) settle(before, now flow.Settings) {
	u.stage.Still = now.ReduceMotion
	if before.Theme != now.Theme {
		u.setTheme(variantOf(now.Theme))
	}
	if before.Language != now.Language && now.Language != u.words.Tag {
		u.setLanguage(now.Language)
		return
	}
	u.refresh()
}

func (p *settingsScreen) device() fyne.CanvasObject {
	t, s := p.u.T, p.u.kit.Settings()
	theme := t("settings.theme.dark")
	if s.Theme == "light" {
		theme = t("settings.theme.light")
	}
	return p.section("settings.device",
		p.row("badge", "settings.acting", p.u.kit.Acting().Name, p.pickCrew),
		p.row("language", "settings.language", t("language."+p.u.words.Tag), p.pickLanguage),
		p.row("wifi", "phone.wifi.title", p.wifi(), func() { p.u.push(newWiFiPage(p.u)) }),
		p.row("contrast", "settings.theme", theme, p.pickTheme),
		p.toggle("volume_up", "settings.sound", s.Sound, func(s *flow.Settings) { s.Sound = !s.Sound }),
		p.toggle("touch_app", "settings.still", s.ReduceMotion, func(s *flow.Settings) { s.ReduceMotion = !s.ReduceMotion }),
	)
}

func (p *settingsScreen) wifi() string {
	if w, _ := p.u.kit.WiFi(); w.SSID != "" {
		return w.SSID
	}
	return p.u.T("phone.wifi.not_told")
}

func (p *settingsScreen) pickCrew() {
	var rows []menuRow
	for _, c := range p.u.kit.Crew() {
		rows = append(rows, menuRow{c.Name, func() { p.u.try(p.u.kit.ActAs(p.u.ctx, c.ID)); p.show() }})
	}
	p.u.menu(p.u.T("settings.acting"), nil, append(rows, menuRow{p.u.T("settings.add_crew"), p.addCrew}))
}

// addCrew asks for the name of somebody who works with this device, and lets that person act.
func (p *settingsScreen) addCrew() {
	d := &part.Dialog{Title: p.u.T("settings.add_crew"), Sentence: p.u.T("settings.add_crew.note")}
	save := part.NewButton(p.u.T("button.add"), "", part.Main, nil)
	name := part.NewField(part.FieldOptions{Label: p.u.T("settings.crew_name"), Crew: true, OnChanged: func(s string) {
		save.SetMissing("", nil)
		if isBlank(s) {
			save.SetMissing(p.u.T("first.needs.crew"), nil)
		}
	}})
	save = part.NewButton(p.u.T("button.add"), "", part.Main, func() {
		who, err := p.u.kit.AddCrew(name.Text())
		if err == nil {
			err = p.u.kit.ActAs(p.u.ctx, who.ID)
		}
		if p.u.try(err) {
			d.Hide()
			p.show()
		}
	})
	save.SetMissing(p.u.T("first.needs.crew"), nil)
	d.Body = []fyne.CanvasObject{name}
	d.Actions = []*part.Button{part.NewButton(p.u.T("button.cancel"), "", part.Outline, d.Hide), save}
	d.Show(p.u.stage)
}

func (p *settingsScreen) pickLanguage() {
	var rows []menuRow
	for _, tag := range assets.Languages() {
		rows = append(rows, menuRow{p.u.T("language." + tag), func() { p.change(func(s *flow.Settings) { s.Language = tag }) }})
	}
	p.u.menu(p.u.T("settings.language"), nil, rows)
}

func (p *settingsScreen) pickTheme() {
	p.u.menu(p.u.T("settings.theme"), nil, []menuRow{
		{p.u.T("settings.theme.dark"), func() { p.change(func(s *flow.Settings) { s.Theme = "dark" }) }},
		{p.u.T("settings.theme.light"), func() { p.change(func(s *flow.Settings) { s.Theme = "light" }) }},
	})
}

// lockTimes are what one can pick; 0 is never.
var lockTimes = []time.Duration{2 * time.Minute, 5 * time.Minute, 15 * time.Minute, 0}

func (p *settingsScreen) lockWord(d time.Duration) string {
	switch {
	case !p.u.kit.HasPIN():
		return p.u.T("lock.no_pin")
	case d <= 0:
		return p.u.T("settings.never")
	default:
		return p.u.T("settings.lock_after.value", "age", p.u.words.Age(d))
	}
}

func (p *settingsScreen) pickLockTime() {
	if !p.u.kit.HasPIN() {
		p.u.push(newPINPage(p.u))
		return
	}
	var rows []menuRow
	for _, d := range lockTimes {
		rows = append(rows, menuRow{p.lockWord(d), func() { p.change(func(s *flow.Settings) { s.LockAfter = d }) }})
	}
	p.u.menu(p.u.T("settings.lock_after"), nil, rows)
}

func (p *settingsScreen) keys() fyne.CanvasObject {
	pin := p.u.T("lock.no_pin")
	if p.u.kit.HasPIN() {
		pin = p.u.T("settings.pin.set")
	}
	return p.section("settings.keys",
		p.row("lock", "settings.pin", pin, func() { p.u.push(newPINPage(p.u)) }),
		p.row("schedule", "settings.lock_after", p.lockWord(p.u.kit.Settings().LockAfter), p.pickLockTime),
		p.row("key", "settings.passphrase", p.u.T("settings.passphrase.note"), func() { p.u.push(newPassphrasePage(p.u)) }),
		p.row("shield", "settings.recovery", p.u.T("settings.recovery.note"), p.askRecovery),
	)
}

func (p *settingsScreen) production() fyne.CanvasObject {
	f := p.u.kit.Production()
	return p.section("settings.production",
		p.row("movie", "settings.facts", dotted(f.Title, f.Controller), func() { p.u.push(newFactsPage(p.u)) }),
		p.row("description", "settings.texts", p.u.N("settings.texts.count", len(p.u.kit.Terms(p.u.words.Tag))), func() { p.u.push(newTextsPage(p.u)) }),
		p.row("today", "shoot.title", p.u.T("today.day", "n", p.u.kit.Shoot().Day), p.u.editShoot),
		p.row("description", "notices.title", p.u.T("settings.notices.note"), func() { p.u.push(newNotices(p.u)) }),
		p.row("home", "home.page", p.publicPage(), func() { p.u.askPublicPage(p.show) }),
	)
}

func (p *settingsScreen) publicPage() string {
	if at := p.u.kit.PublicPage(); at != "" {
		return at
	}
	return p.u.T("home.page.none")
}

func (p *settingsScreen) care() fyne.CanvasObject {
	return p.section("settings.care",
		p.row("fact_check", "settings.check", p.u.T("settings.check.note"), p.check),
		p.row("refresh", "settings.reindex", p.u.T("settings.reindex.note"), p.reindex),
		p.row("info", "settings.about", p.u.T("settings.version", "version", p.u.opt.Version), p.about),
	)
}

func (p *settingsScreen) about() {
	d := &part.Dialog{Title: p.u.T("app.name"), Sentence: p.u.T("settings.version", "version", p.u.opt.Version)}
	d.Body = []fyne.CanvasObject{part.NewWrap(p.u.T("settings.about.text"), part.Body), part.NewWrap(p.u.T("settings.about.licences"), part.Note)}
	d.Actions = []*part.Button{part.NewButton(p.u.T("button.ok"), "", part.Main, d.Hide)}
	d.Show(p.u.stage)
}
