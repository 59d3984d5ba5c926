package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"onset/assets"
)

// is keeps handlers short.
func is(err, target error) bool { return errors.Is(err, target) }

type loginPage struct {
	Email, Next, Wrong, Lang string
	Over                     string // why they are here again
}

// asked is the language that an address names, empty when it is none of ours.
func asked(r *http.Request) string {
	return assets.Match(r.URL.Query().Get("lang"), assets.Languages())
}

func (w *Web) getLogin(v *visit) {
	next := local(v.r.URL.Query().Get("next"))
	if !v.user.ID.IsZero() {
		v.redirect(next)
		return
	}
	p := loginPage{Next: next, Lang: asked(v.r)}
	switch v.r.URL.Query().Get("over") {
	case "page":
		p.Over = v.words.T("office.login.over")
	case "form":
		p.Over = v.words.T("office.login.over_form")
	}
	v.page("login", v.words.T("office.login.h"), "", p)
}

// postLogin says the same of an unknown address and of a wrong password, and
// takes the same time for both.
func (w *Web) postLogin(v *visit) {
	email := strings.ToLower(strings.TrimSpace(v.r.PostFormValue("email")))
	p := loginPage{Email: email, Next: local(v.r.PostFormValue("next")), Lang: asked(v.r)}
	source := w.sourceOf(v.r)
	if len(email) > 254 {
		email = ""
	}
	if wait := w.limits.try(email, source); wait > 0 {
		p.Wrong = v.words.T("office.login.wait", "wait", v.words.Wait(wait))
		v.rw.Header().Set("Retry-After", seconds(wait))
		v.show(http.StatusTooManyRequests, "login", v.frame(v.words.T("office.login.h"), "", p))
		return
	}
	u, ok, err := w.people.check(v.r.Context(), email, v.r.PostFormValue("password"))
	if err != nil {
		return // whoever asked has gone
	}
	if !ok {
		w.o.Log.Info("login refused")
		p.Wrong = v.words.T("office.login.wrong")
		v.show(http.StatusUnauthorized, "login", v.frame(v.words.T("office.login.h"), "", p))
		return
	}
	w.limits.passed(email, source)
	token, err := w.people.begin(v.r.Context(), u.ID, w.token(v.r))
	if err != nil {
		v.failed(err)
		return
	}
	w.setCookie(v.rw, token)
	for _, prod := range w.mine(u) {
		_ = w.note(v.r.Context(), prod, entry{User: u.ID, Name: u.Name, Act: "login"})
	}
	v.redirect(p.Next)
}

func (w *Web) postLogout(v *visit) {
	if err := w.people.end(v.r.Context(), w.token(v.r)); err != nil {
		v.failed(err)
		return
	}
	w.setCookie(v.rw, "")
	v.rw.Header().Set("Clear-Site-Data", `"cache"`)
	v.redirect("/login")
}

func (w *Web) getRights(v *visit) { v.page("rights", v.words.T("office.rights.h"), "", nil) }

func (w *Web) getStyle(v *visit) { v.file("text/css; charset=utf-8", w.pages.style) }

type homeLine struct {
	Title, Href string
	Role        Role
}

// getHome leads to the production, or lists them where there are several.
func (w *Web) getHome(v *visit) {
	var lines []homeLine
	for _, p := range w.mine(v.user) {
		id := p.Kit.ProductionID()
		lines = append(lines, homeLine{p.Kit.Production().Title, "/p/" + keyOf(id) + "/", v.user.Roles[id]})
	}
	if len(lines) == 1 {
		v.redirect(lines[0].Href)
		return
	}
	v.page("home", v.words.T("office.home.h"), "", lines)
}

type mePage struct {
	Logins             int
	WrongOld, WrongNew string
}

func (w *Web) getMe(v *visit) {
	v.page("me", v.words.T("office.me.h"), "", mePage{Logins: w.people.logins(v.user.ID)})
}

// postPassword ends all other sessions and gives this one another token.
func (w *Web) postPassword(v *visit) {
	p := mePage{Logins: w.people.logins(v.user.ID)}
	source := w.sourceOf(v.r)
	if wait := w.limits.try(v.user.Email, source); wait > 0 {
		p.WrongOld = v.words.T("office.login.wait", "wait", v.words.Wait(wait))
		v.show(http.StatusTooManyRequests, "me", v.frame(v.words.T("office.me.h"), "", p))
		return
	}
	_, ok, err := w.people.check(v.r.Context(), v.user.Email, v.r.PostFormValue("old"))
	if err != nil {
		return
	}
	if ok && v.user.Given && v.r.PostFormValue("new") == v.r.PostFormValue("old") {
		w.limits.passed(v.user.Email, source)
		p.WrongNew = v.words.T("office.me.same")
	} else if ok {
		w.limits.passed(v.user.Email, source)
		err = w.people.SetPassword(v.r.Context(), v.user.ID, v.r.PostFormValue("new"))
	} else {
		p.WrongOld = v.words.T("office.me.wrong_old")
	}
	if is(err, ErrPassword) {
		p.WrongNew = v.words.T("office.password.rule")
	}
	if p.WrongOld != "" || p.WrongNew != "" {
		v.show(http.StatusUnprocessableEntity, "me", v.frame(v.words.T("office.me.h"), "", p))
		return
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.again("/me?done=password")
}

// again gives the browser a fresh session and leads on.
func (v *visit) again(to string) {
	token, err := v.web.people.begin(v.r.Context(), v.user.ID, v.web.token(v.r))
	if err != nil {
		v.failed(err)
		return
	}
	v.web.setCookie(v.rw, token)
	v.redirect(to)
}

func (w *Web) postLook(v *visit) {
	language, theme := v.r.PostFormValue("language"), v.r.PostFormValue("theme")
	if !slices.Contains(assets.Languages(), language) {
		language = ""
	}
	if theme != "light" && theme != "dark" {
		theme = ""
	}
	if err := w.people.setLook(v.r.Context(), v.user.ID, language, theme); err != nil {
		v.failed(err)
		return
	}
	v.redirect(local(v.r.PostFormValue("next")))
}

// postSessions ends all of a user's sessions, this one too.
func (w *Web) postSessions(v *visit) {
	if err := w.people.endAll(v.r.Context(), v.user.ID); err != nil {
		v.failed(err)
		return
	}
	w.setCookie(v.rw, "")
	v.redirect("/login")
}
