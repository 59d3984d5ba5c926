package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"onset/app/flow"
	"onset/consent"
)

// acting is the visit's context with the visitor as who states things.
func (v *visit) acting() context.Context { return flow.ActingAs(v.r.Context(), v.user.Person()) }

func blank(s string) bool { return strings.TrimSpace(s) == "" }

func asWrong(err error, to **wrong) bool { return errors.As(err, to) }

type usersPage struct {
	Users []userLine
	Roles []Role
	Name  string // as typed, after a mistake
	Email string
	Role  Role
	Wrong string
}

type userLine struct {
	User
	Role   Role
	Href   string
	Self   bool
	Logins int
}

// here are the users with a role in the visit's production.
func (v *visit) here() (out []userLine) {
	id := v.prod.Kit.ProductionID()
	for _, u := range v.web.people.List() {
		if r, ok := u.Roles[id]; ok {
			out = append(out, userLine{u, r, v.path("users/" + u.ID.String()), u.ID == v.user.ID, v.web.people.logins(u.ID)})
		}
	}
	return out
}

func (w *Web) getUsers(v *visit) {
	if v.logged("users", "", consent.ID{}, 0) {
		v.users(http.StatusOK, usersPage{Role: Viewer})
	}
}

func (v *visit) users(status int, p usersPage) {
	p.Users, p.Roles = v.here(), Roles()
	v.show(status, "users", v.frame(v.words.T("office.nav.users"), "users", p))
}

// postUsers gives somebody a role here; who is new gets a login with it.
func (w *Web) postUsers(v *visit) {
	ctx := v.r.Context()
	p := usersPage{Name: bounded(v.r.PostFormValue("name")), Email: bounded(v.r.PostFormValue("email")), Role: Role(v.r.PostFormValue("role"))}
	if !slices.Contains(Roles(), p.Role) {
		p.Role = Viewer
	}
	u, err := w.people.Find(p.Email)
	if is(err, ErrNoUser) || blank(p.Email) {
		u, err = w.people.Add(ctx, p.Name, p.Email, v.r.PostFormValue("password"))
	}
	if key, ok := userErrors[err]; ok {
		p.Wrong = v.words.T(key)
		v.users(http.StatusUnprocessableEntity, p)
		return
	}
	if err == nil && u.ID == v.user.ID {
		v.refuse(http.StatusConflict, v.words.T("office.users.self"))
		return
	}
	if err == nil && !v.logged("user_role", "user", u.ID, 0) {
		return
	}
	if err == nil {
		err = w.people.SetRole(ctx, u.ID, v.prod.Kit.ProductionID(), p.Role)
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.redirect(v.path("users?done=user_role"))
}

// userErrors are the mistakes of the form in words.
var userErrors = map[error]string{
	ErrName: "office.users.name.wrong", ErrAddress: "office.users.email.wrong", ErrPassword: "office.password.rule", ErrUserExists: "office.users.exists",
}

type userPage struct {
	userLine
	Roles    []Role
	Whole    bool // the visitor administers every production of theirs
	Password string
}

// other is the user in the address, with a role here and not the visitor.
func (v *visit) other() (userLine, bool) {
	for _, l := range v.here() {
		if l.ID.String() == v.r.PathValue("id") && !l.Self {
			return l, true
		}
	}
	v.refuse(http.StatusNotFound, v.words.T("office.error.no_page"))
	return userLine{}, false
}

// whole reports whether the visitor administers every production in which a
// user has a role: a password opens all of them.
func (v *visit) whole(u User) bool {
	for id := range u.Roles {
		if v.user.Roles[id] != Administrator {
			return false
		}
	}
	return true
}

func (w *Web) getUser(v *visit) {
	if l, ok := v.other(); ok {
		v.page("user", l.Name, "users", userPage{userLine: l, Roles: Roles(), Whole: v.whole(l.User)})
	}
}

// postUserRole changes a role here, or takes it away. Who has no role left
// anywhere is nobody's user any more.
func (w *Web) postUserRole(v *visit) {
	l, ok := v.other()
	if !ok {
		return
	}
	to := Role(v.r.PostFormValue("role"))
	if !v.r.PostForm.Has("role") {
		v.refuse(http.StatusUnprocessableEntity, v.words.T("office.choose"))
		return
	}
	if !v.logged("user_role", "user", l.ID, 0) {
		return
	}
	err := w.people.SetRole(v.r.Context(), l.ID, v.prod.Kit.ProductionID(), to)
	if err == nil && to == "" && len(l.Roles) == 1 {
		err = w.people.Remove(v.r.Context(), l.ID)
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.redirect(v.path("users?done=user_role"))
}

// postUserPassword gives a user another password and ends their sessions.
func (w *Web) postUserPassword(v *visit) {
	l, ok := v.other()
	if !ok {
		return
	}
	if !v.whole(l.User) {
		v.refuse(http.StatusForbidden, v.words.T("office.users.elsewhere"))
		return
	}
	if !v.logged("user_password", "user", l.ID, 0) {
		return
	}
	err := w.people.SetPassword(v.r.Context(), l.ID, v.r.PostFormValue("password"))
	if is(err, ErrPassword) {
		v.show(http.StatusUnprocessableEntity, "user", v.frame(l.Name, "users", userPage{userLine: l, Roles: Roles(), Whole: true, Password: v.words.T("office.password.rule")}))
		return
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.redirect(v.path("users?done=user_password"))
}

type auditPage struct {
	Day        string
	Prev, Next string
	Rows       []auditRow
	Pager      pager
}

type auditRow struct{ At, Who, Act, Of, Href, N string }

// getAudit is who saw what on a day, the newest first.
func (w *Web) getAudit(v *visit) {
	today := consent.DateOf(w.o.Now().UTC())
	day := today
	if d, err := consent.ParseDate(v.r.URL.Query().Get("day")); err == nil && d <= today {
		day = d
	}
	list, err := w.noted(v.r.Context(), v.prod, day)
	if err != nil {
		v.failed(err)
		return
	}
	from := start(v.r)
	rows := list[min(from, len(list)):min(from+pageSize, len(list))]
	p := auditPage{Day: v.words.DateOf(day), Prev: v.path("audit?day=" + day.AddDays(-1).String()), Pager: v.pager(from, len(rows), len(list))}
	if day < today {
		p.Next = v.path("audit?day=" + day.AddDays(1).String())
	}
	for _, e := range rows {
		p.Rows = append(p.Rows, v.auditRow(e))
	}
	if !v.logged("audit", "", consent.ID{}, len(rows)) {
		return
	}
	v.page("audit", v.words.T("office.nav.audit"), "audit", p)
}

func (v *visit) auditRow(e entry) auditRow {
	at := e.At.In(v.web.o.Now().Location())
	row := auditRow{At: v.words.Clock(at) + ":" + at.Format("05"), Who: e.Name, Act: v.words.T("office.act." + e.Act)}
	if e.N > 0 {
		row.N = v.words.Num(e.N)
	}
	id := e.Of.String()
	switch e.Kind {
	case string(flow.IsPerson):
		row.Of, row.Href = v.words.Who(v.prod.Kit.PersonRow(e.Of)), v.path("people/"+id)
	case string(flow.IsConsent):
		row.Of = e.Of.Short()
	case string(flow.IsClip):
		row.Of, row.Href = v.prod.Kit.ClipRow(e.Of).Name, v.path("clips/"+id)
	case "user":
		row.Of = v.actor(e.Of, "")
	}
	return row
}

// left is how long until a moment, none when it has passed.
func left(now, until time.Time) time.Duration { return max(0, until.Sub(now)) }
