package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"onset/consent"
)

func (o *office) user(r Role) string { return o.base() + "users/" + o.users[r].ID.String() }

func TestAClosedLoginEndsAndOpensAgain(t *testing.T) {
	o := opened(t)
	theirs, b := o.as(Viewer), o.as(Administrator)
	if a := b.post(o.user(Viewer)+"/login", "closed", "1"); a.to() != o.base()+"users?done=user_close" {
		t.Fatalf("%d to %q", a.status, a.to())
	}
	b.sees(o.base()+"users", "Closed")
	if a := theirs.get(o.base()); a.status != http.StatusSeeOther {
		t.Errorf("the session goes on: %d", a.status)
	}
	wrong := o.browser().post("/login", "email", o.users[Viewer].Email, "password", password)
	if wrong.status != http.StatusUnauthorized || !strings.Contains(wrong.body, "do not match") {
		t.Errorf("a closed login is told from a wrong password: %d", wrong.status)
	}
	b.post(o.user(Viewer)+"/login", "closed", "0")
	o.as(Viewer).sees(o.base())
	b.sees(o.base()+"audit", "Closed a user’s login", "Opened a user’s login")
}

func TestAProductionKeepsAnAdministrator(t *testing.T) {
	o := opened(t)
	people, id, prod := o.web.People(), o.users[Administrator].ID, o.kits[0].ProductionID()
	for name, err := range map[string]error{
		"a lesser role": people.keepingAdministrator(t.Context(), id, prod, Viewer),
		"no role":       people.keepingAdministrator(t.Context(), id, prod, ""),
		"closed":        people.setClosed(t.Context(), id, true),
	} {
		if !errors.Is(err, ErrLastAdministrator) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b := o.as(Administrator)
	b.sees(o.base()+"users", "You are the only administrator.")
	b.post(o.user(Producer)+"/role", "role", "administrator")
	if a := b.get(o.base() + "users"); strings.Contains(a.body, "only administrator") {
		t.Error("two are one")
	}
	must(t, people.setClosed(t.Context(), id, true))
	if err := people.keepingAdministrator(t.Context(), o.users[Producer].ID, prod, Viewer); !errors.Is(err, ErrLastAdministrator) {
		t.Errorf("the other one who can log in: %v", err)
	}
	for _, err := range []error{people.setClosed(t.Context(), consent.ID{1}, true), people.keepingAdministrator(t.Context(), consent.ID{1}, prod, Viewer)} {
		if !errors.Is(err, ErrNoUser) {
			t.Errorf("nobody: %v", err)
		}
	}
	if err := people.keepingAdministrator(t.Context(), id, prod, "king"); !errors.Is(err, ErrRole) {
		t.Errorf("no role: %v", err)
	}
}

// TestAPasswordFromSomebodyElseIsChangedFirst leads to the account page from everywhere until it is.
func TestAPasswordFromSomebodyElseIsChangedFirst(t *testing.T) {
	o := opened(t)
	const given = "a password from the office"
	o.as(Administrator).post(o.user(Viewer)+"/password", "password", given)
	b := o.browser()
	b.post("/login", "email", o.users[Viewer].Email, "password", given)
	for _, path := range []string{"/", o.base(), o.base() + "people"} {
		if a := b.get(path); a.to() != "/me" {
			t.Errorf("%s: %d to %q", path, a.status, a.to())
		}
	}
	b.sees("/me", "Somebody else chose this password.")
	if a := b.post("/me/password", "old", given, "new", given); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the same again: %d", a.status)
	}
	if a := b.post("/me/password", "old", given, "new", "one of my own choosing"); a.to() != "/me?done=password" {
		t.Fatalf("%d to %q\n%s", a.status, a.to(), a.body)
	}
	b.sees(o.base())
	o.as(Administrator).post(o.base()+"users", "name", "Nana", "email", "nana@nordmole.example", "password", given, "role", "viewer")
	n := o.browser()
	n.post("/login", "email", "nana@nordmole.example", "password", given)
	if a := n.get(o.base()); a.to() != "/me" {
		t.Errorf("somebody new: %d to %q", a.status, a.to())
	}
}

// TestAnEndedSessionLeadsBack says why the login is here and goes on where they were.
func TestAnEndedSessionLeadsBack(t *testing.T) {
	o := opened(t)
	person, _ := o.signed("Jonna Brix", consent.Film)
	at := o.base() + "people/" + person.String()
	b := o.as(Producer)
	o.clock.add(idleEnd)
	got := b.get(at + "?a=1")
	to := mustURL(t, got.to())
	if to.Query().Get("next") != at+"?a=1" || to.Query().Get("over") != "page" {
		t.Errorf("leads to %q", got.to())
	}
	b.sees(got.to(), "You were logged out because nothing was done for a while.")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.at+at+"/withdraw", strings.NewReader("use=film"))
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for from, next := range map[string]string{b.at + at: at, "https://evil.example/p/x": "", "%": "", "": ""} {
		r.Header.Set("Referer", from)
		q := mustURL(t, b.do(r).to()).Query()
		if q.Get("next") != next || q.Get("over") != "form" {
			t.Errorf("a form from %q leads to %v", from, q)
		}
		r.Body = http.NoBody
		r.ContentLength = 0
	}
	b.sees("/login?"+url.Values{"over": {"form"}}.Encode(), "so nothing was done")
	if c := o.kits[0].PersonRow(person); c.State == consent.TookItBack {
		t.Error("a form without a session did something")
	}
	if a := o.browser().get(at); strings.Contains(a.to(), "over=") {
		t.Errorf("somebody who never was logged in was: %q", a.to())
	}
}

func TestErrorsSayWhatToDoNext(t *testing.T) {
	o := opened(t)
	b := o.as(Viewer)
	for path, want := range map[string][]string{
		"/no/such/page":                  {"Not found", `href="/"`},
		o.base() + "people/nonsense":     {"Not found", `href="` + o.base() + `"`},
		o.base() + "users":               {"Not for you", `href="` + o.base() + `"`, "Ask an administrator"},
		"/p/0123456789abcdef/people":     {"Not found", `href="/"`},
		o.base() + "clips/not-a-clip":    {"Not found", "To the overview"},
		o.base() + "devices/x/report":    {"Not for you"},
		o.base() + "asides/nothing/take": {"Not for you"},
	} {
		a := b.get(path)
		for _, s := range want {
			if !strings.Contains(a.body, s) {
				t.Errorf("%s: %d does not say %q", path, a.status, s)
			}
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.at+o.base()+"users", nil)
	must(t, err)
	r.Header.Set("Referer", b.at+o.base()+"people?q=a")
	if a := b.do(r); !strings.Contains(a.body, `href="`+o.base()+`people?q=a"`) {
		t.Error("no way back to where they were")
	}
	r.Header.Set("Referer", "https://evil.example/people")
	if a := b.do(r); strings.Contains(a.body, "evil.example") {
		t.Error("the way back leads elsewhere")
	}
}
