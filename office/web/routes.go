package web

import (
	"net/http"
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
	{"GET /{$}", user, (*Web).getHome},
	{"POST /logout", user, (*Web).postLogout},
	{"GET /me", user, (*Web).getMe},
	{"POST /me/password", user, (*Web).postPassword},
	{"POST /me/look", user, (*Web).postLook},
	{"POST /me/sessions", user, (*Web).postSessions},

	{"GET /p/{p}/{$}", access(Viewer), (*Web).getOverview},
	{"GET /p/{p}/arrived", access(Viewer), (*Web).getArrived},
	{"GET /p/{p}/people", access(Viewer), (*Web).getPeople},
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
	v := w.visit(rw, r)
	v.route = to
	if to.who == everybody {
		to.answer(w, v)
		return
	}
	if v.user.ID.IsZero() {
		w.toLogin(v)
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
func (w *Web) visit(rw http.ResponseWriter, r *http.Request) *visit {
	v := &visit{rw: rw, r: r, web: w}
	if t := w.token(r); t != "" {
		v.user, _ = w.people.who(r.Context(), t)
	}
	v.words = w.pages.wordsFor(v.user.Language, r)
	return v
}

// toLogin sends nobody to the login; a form that was sent is not sent again.
func (w *Web) toLogin(v *visit) {
	to := "/login"
	if v.r.Method == http.MethodGet && v.r.URL.Path != "/" {
		to += "?next=" + queryEscape(v.r.URL.RequestURI())
	}
	http.Redirect(v.rw, v.r, to, http.StatusSeeOther)
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
