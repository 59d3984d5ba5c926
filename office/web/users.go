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
	Alone bool // there is one administrator only
}

type userLine struct {
	User
	Role     Role
	Href     string
	Self     bool
	Logins   int
	LastSeen string
}

// here are the users with a role in the visit's production.
func (v *visit) here() (out []userLine) {
	id := v.prod.Kit.ProductionID()
	for _, u := range v.web.people.List() {
		if r, ok := u.Roles[id]; ok {
			l := userLine{u, r, v.path("users/" + u.ID.String()), u.ID == v.user.ID, v.web.people.logins(u.ID), v.words.T("office.users.seen.never")}
			if !u.Seen.IsZero() {
				l.LastSeen = v.words.Moment(u.Seen.In(v.web.o.Now().Location()))
			}
			out = append(out, l)
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
	p.Users, p.Roles, p.Alone = v.here(), Roles(), v.web.people.administrators(v.prod.Kit.ProductionID()) == 1
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
		u, err = w.people.addGiven(ctx, p.Name, p.Email, v.r.PostFormValue("password"))
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
		err = w.people.keepingAdministrator(ctx, u.ID, v.prod.Kit.ProductionID(), p.Role)
	}
	if is(err, ErrLastAdministrator) {
		v.refuse(http.StatusConflict, v.words.T("office.users.last"))
		return
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
	err := w.people.keepingAdministrator(v.r.Context(), l.ID, v.prod.Kit.ProductionID(), to)
	if is(err, ErrLastAdministrator) {
		v.refuse(http.StatusConflict, v.words.T("office.users.last"))
		return
	}
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
	err := w.people.setPassword(v.r.Context(), l.ID, v.r.PostFormValue("password"), true)
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

// postUserLogin closes a user's login everywhere, or opens it again.
func (w *Web) postUserLogin(v *visit) {
	l, ok := v.other()
	if !ok {
		return
	}
	if !v.whole(l.User) {
		v.refuse(http.StatusForbidden, v.words.T("office.users.elsewhere"))
		return
	}
	act, closed := "user_open", v.r.PostFormValue("closed") == "1"
	if closed {
		act = "user_close"
	}
	if !v.logged(act, "user", l.ID, 0) {
		return
	}
	err := w.people.setClosed(v.r.Context(), l.ID, closed)
	if is(err, ErrLastAdministrator) {
		v.refuse(http.StatusConflict, v.words.T("office.users.last"))
		return
	}
	if err != nil {
		v.failed(err)
		return
	}
	v.redirect(v.path("users?done=" + act))
}

// left is how long until a moment, none when it has passed.
func left(now, until time.Time) time.Duration { return max(0, until.Sub(now)) }
