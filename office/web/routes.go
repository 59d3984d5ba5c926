package web

import (
	"net/http"
	"net/url"
	"strings"
)

// access is who may use a route.
type access string

// What a route asks for, besides the roles in a production.
const (
	everybody access = "everybody"
	user      access = "user" // who is logged in
)

// route is one line of the table: a pattern of http.ServeMux, who may use it,
// and what answers. Patterns under /p/{p} belong to a production and ask for a
// role in it.
type route struct {
	pattern string
	who     access
	answer  func(*Web, *visit)
}

// routes are all there are; mux serves nothing else.
var routes = []route{
	{"GET /login", everybody, (*Web).getLogin},
	{"POST /login", everybody, (*Web).postLogin},
	{"GET /rights", everybody, (*Web).getRights},
	{"GET /office.css", everybody, (*Web).getStyle},
	{"GET /office.js", everybody, (*Web).getScript},
	{"GET /{$}", user, (*Web).getHome},
	{"POST /logout", user, (*Web).postLogout},
	{"GET /me", user, (*Web).getMe},
	{"POST /me/password", user, (*Web).postPassword},
	{"POST /me/look", user, (*Web).postLook},
	{"POST /me/sessions", user, (*Web).postSessions},

	{"GET /p/{p}/{$}", access(Viewer), (*Web).getOverview},
	{"GET /p/{p}/arrived", access(Viewer), (*Web).getArrived},
	{livePattern, access(Viewer), (*Web).getLive},
	{"GET /p/{p}/asides", access(Viewer), (*Web).getAsides},
	{"GET /p/{p}/people", access(Viewer), (*Web).getPeople},
	{"GET /p/{p}/people/{id}", access(Viewer), (*Web).getPerson},
	{"GET /p/{p}/people/{id}/face", access(Viewer), (*Web).getFace},
	{"GET /p/{p}/consents", access(Viewer), (*Web).getConsents},
	{"GET /p/{p}/consents.csv", access(Viewer), (*Web).getConsentsCSV},
	{"GET /p/{p}/clips", access(Viewer), (*Web).getClips},
	{"GET /p/{p}/clips/{id}", access(Viewer), (*Web).getClip},
	{"GET /p/{p}/clips/{id}/picture", access(Viewer), (*Web).getPicture},
	{"GET /p/{p}/publish", access(Viewer), (*Web).getPublish},
	{"GET /p/{p}/publish.csv", access(Viewer), (*Web).getPublishCSV},
	{"GET /p/{p}/search", access(Viewer), (*Web).getSearch},

	{"POST /p/{p}/people/{id}/private", access(Producer), (*Web).postPrivate},
	{"GET /p/{p}/people/{id}/withdraw", access(Producer), asks(&withdrawStep)},
	{"POST /p/{p}/people/{id}/withdraw", access(Producer), does(&withdrawStep)},
	{"GET /p/{p}/people/{id}/restrict", access(Producer), asks(&restrictStep)},
	{"POST /p/{p}/people/{id}/restrict", access(Producer), does(&restrictStep)},
	{"GET /p/{p}/people/{id}/unrestrict", access(Producer), asks(&unrestrictStep)},
	{"POST /p/{p}/people/{id}/unrestrict", access(Producer), does(&unrestrictStep)},
	{"GET /p/{p}/consents/{id}/invalidate", access(Producer), asks(&invalidateStep)},
	{"POST /p/{p}/consents/{id}/invalidate", access(Producer), does(&invalidateStep)},
	{"GET /p/{p}/devices", access(Producer), (*Web).getDevices},
	{"POST /p/{p}/devices/invite", access(Producer), (*Web).postInvite},
	{"POST /p/{p}/devices/cancel", access(Producer), (*Web).postCancel},
	{"GET /p/{p}/devices/spare", access(Producer), (*Web).getSpare},
	{"POST /p/{p}/devices/spare", access(Producer), (*Web).postSpare},
	{"GET /p/{p}/devices/{id}/revoke", access(Producer), (*Web).getRevoke},
	{"POST /p/{p}/devices/{id}/revoke", access(Producer), (*Web).postRevoke},
	{"GET /p/{p}/devices/{id}/report", access(Producer), (*Web).getBreach},
	{"GET /p/{p}/devices/{id}/report.csv", access(Producer), (*Web).getBreachCSV},
	{"GET /p/{p}/asides/{id}/take", access(Producer), (*Web).getTakeAside},
	{"POST /p/{p}/asides/{id}/take", access(Producer), (*Web).postTakeAside},
	{"GET /p/{p}/asides/{id}/leave", access(Producer), (*Web).getLeaveAside},
	{"POST /p/{p}/asides/{id}/leave", access(Producer), (*Web).postLeaveAside},
	{"POST /p/{p}/asides/{id}/recall", access(Producer), (*Web).postRecallAside},

	{"GET /p/{p}/people/{id}/erase", access(Administrator), asks(&eraseStep)},
	{"POST /p/{p}/people/{id}/erase", access(Administrator), does(&eraseStep)},
	{"GET /p/{p}/devices/{id}/stand", access(Administrator), (*Web).getStand},
	{"POST /p/{p}/devices/{id}/stand", access(Administrator), (*Web).postStand},
	{"GET /p/{p}/users", access(Administrator), (*Web).getUsers},
	{"POST /p/{p}/users", access(Administrator), (*Web).postUsers},
	{"GET /p/{p}/users/{id}", access(Administrator), (*Web).getUser},
	{"POST /p/{p}/users/{id}/role", access(Administrator), (*Web).postUserRole},
	{"POST /p/{p}/users/{id}/password", access(Administrator), (*Web).postUserPassword},
	{"POST /p/{p}/users/{id}/login", access(Administrator), (*Web).postUserLogin},
	{"GET /p/{p}/audit", access(Administrator), (*Web).getAudit},
	{"GET /p/{p}/audit.csv", access(Administrator), (*Web).getAuditCSV},
}

func (w *Web) mux() *http.ServeMux {
	m := http.NewServeMux()
	for _, r := range routes {
		m.HandleFunc(r.pattern, func(rw http.ResponseWriter, q *http.Request) { w.serve(rw, q, r) })
	}
	m.HandleFunc("/", func(rw http.ResponseWriter, q *http.Request) {
		w.fail(rw, q, http.StatusNotFound, "office.error.no_page")
	})
	return m
}

// visit is one request of somebody, in a language.
type visit struct {
	rw    http.ResponseWriter
	r     *http.Request
	web   *Web
	user  User // zero for nobody
	prod  Production
	role  Role
	words *words
	route route
}

// serve lets in whom a route is for.
func (w *Web) serve(rw http.ResponseWriter, r *http.Request, to route) {
	v := w.visitOf(rw, r, to.pattern != livePattern)
	v.route = to
	if to.who == everybody {
		to.answer(w, v)
		return
	}
	if v.user.ID.IsZero() {
		w.toLogin(v)
		return
	}
	if v.user.Given && !strings.HasPrefix(r.URL.Path, "/me") && r.URL.Path != "/logout" {
		v.redirect("/me")
		return
	}
	if to.who != user {
		var ok bool
		v.prod, v.role, ok = w.productionOf(v.user, r.PathValue("p"))
		if !ok {
			// Whether there is such a production is nobody's business who has no role in it.
			w.refuse(v, http.StatusNotFound, "office.error.no_page")
			return
		}
		if !v.role.allows(Role(to.who)) {
			w.refuse(v, http.StatusForbidden, "office.error.role")
			return
		}
	}
	to.answer(w, v)
}

// visit finds out who asks and in which language.
func (w *Web) visit(rw http.ResponseWriter, r *http.Request) *visit { return w.visitOf(rw, r, true) }

// visitOf is visit; one that no person asked for does not count as use of the session.
func (w *Web) visitOf(rw http.ResponseWriter, r *http.Request, used bool) *visit {
	v := &visit{rw: rw, r: r, web: w}
	if t := w.token(r); t != "" {
		v.user, _ = w.people.who(r.Context(), t, used)
	}
	v.words = w.pages.wordsFor(v.user.Language, r)
	return v
}

// toLogin sends nobody to the login, and from there back to where they were. A
// form that was sent is not sent again: they come back to the page it was on.
func (w *Web) toLogin(v *visit) {
	q := url.Values{}
	switch at := v.r.URL.RequestURI(); {
	case v.r.Method != http.MethodGet:
		if from := v.before(); from != "" {
			q.Set("next", from)
		}
	case v.r.URL.Path != "/":
		q.Set("next", at)
	}
	if w.token(v.r) != "" { // there was a session, which has ended
		q.Set("over", "page")
		if v.r.Method != http.MethodGet {
			q.Set("over", "form")
		}
	}
	to := "/login"
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	http.Redirect(v.rw, v.r, to, http.StatusSeeOther)
}

// before is the page of ours that the browser came from, empty when it was none.
func (v *visit) before() string {
	u, err := url.Parse(v.r.Referer())
	if err != nil || u.Host != v.r.Host || u.Path == v.r.URL.Path {
		return ""
	}
	if to := local(u.RequestURI()); to != "/" {
		return to
	}
	return ""
}

// local is a path on this site, or the start: nobody is sent elsewhere.
func local(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") || len(next) > 2000 {
		return "/"
	}
	return next
}

// path is an address in the visit's production.
func (v *visit) path(rest string) string {
	return "/p/" + keyOf(v.prod.Kit.ProductionID()) + "/" + rest
}

func (v *visit) redirect(to string) { http.Redirect(v.rw, v.r, to, http.StatusSeeOther) }
