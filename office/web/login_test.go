package web

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"onset/consent"
)

func TestLoginTellsNoOneWhichPartWasWrong(t *testing.T) {
	o := opened(t)
	wrong := o.browser().post("/login", "email", o.users[Viewer].Email, "password", "not the password at all")
	unknown := o.browser().post("/login", "email", "nobody@nordmole.example", "password", "not the password at all")
	if wrong.status != http.StatusUnauthorized || unknown.status != wrong.status {
		t.Fatalf("%d and %d", wrong.status, unknown.status)
	}
	same := strings.ReplaceAll(wrong.body, o.users[Viewer].Email, "nobody@nordmole.example")
	if same != unknown.body {
		t.Errorf("the pages differ:\n%s\n%s", same, unknown.body)
	}
	if len(wrong.header.Values("Set-Cookie"))+len(unknown.header.Values("Set-Cookie")) != 0 {
		t.Error("a refused login sets a cookie")
	}
}

func TestLoginsAreSlowedForAnAccountAndItsSource(t *testing.T) {
	o := opened(t)
	for _, email := range []string{o.users[Viewer].Email, "nobody@nordmole.example"} {
		b := o.browser()
		for i := range triesHere {
			if a := b.post("/login", "email", email, "password", "wrong wrong wrong"); i < triesHere && a.status != http.StatusUnauthorized {
				t.Fatalf("%s, try %d: %d", email, i+1, a.status)
			}
		}
		a := b.post("/login", "email", email, "password", password)
		if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" {
			t.Errorf("%s after %d tries: %d", email, triesHere, a.status)
		}
	}
	if a := o.browser().post("/login", "email", o.users[Producer].Email, "password", password); a.status != http.StatusSeeOther {
		t.Errorf("somebody else at the same place: %d", a.status)
	}
	o.clock.add(longestWait + time.Minute)
	if a := o.browser().post("/login", "email", o.users[Viewer].Email, "password", password); a.status != http.StatusSeeOther {
		t.Errorf("after the wait: %d", a.status)
	}
}

func TestManyAddressesFromOneSourceAreSlowed(t *testing.T) {
	c := newClock()
	l := newLimiter(c.now)
	slowed := false
	for i := range triesSource + 1 {
		slowed = l.try(strings.Repeat("a", i+1), "192.0.2.1") > 0
	}
	if !slowed {
		t.Error("a source may guess at one account after the other")
	}
	if l.try("b", "192.0.2.2") > 0 {
		t.Error("another source waits too")
	}
}

func TestLimiterForgetsBeforeItGrows(t *testing.T) {
	c := newClock()
	l := newLimiter(c.now)
	for i := range maxCounters {
		l.try("a", strings.Repeat("x", i%7)+time.Duration(i).String())
		c.add(time.Millisecond)
	}
	if n := len(l.by); n > maxCounters {
		t.Errorf("%d counters", n)
	}
}

func TestASessionIsNeverOneThatTheBrowserBrought(t *testing.T) {
	o := opened(t)
	b := o.browser()
	planted := strings.Repeat("A", 43)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.at+"/login", strings.NewReader("email=viewer%40nordmole.example&password="+strings.ReplaceAll(password, " ", "+")))
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "onset", Value: planted})
	a := b.do(r)
	if a.status != http.StatusSeeOther || strings.Contains(a.header.Get("Set-Cookie"), planted) {
		t.Fatalf("%d, %q", a.status, a.header.Get("Set-Cookie"))
	}
	if _, ok := o.web.people.who(t.Context(), planted, true); ok {
		t.Error("a planted token became a session")
	}
}

func TestLoggingInAgainEndsTheSessionBefore(t *testing.T) {
	o := opened(t)
	b := o.as(Viewer)
	before := o.vault.b
	b.post("/login", "email", o.users[Viewer].Email, "password", password)
	if n := o.web.people.logins(o.users[Viewer].ID); n != 1 {
		t.Errorf("%d sessions of one browser", n)
	}
	if string(before) == string(o.vault.b) {
		t.Error("the session was not rotated")
	}
}

func TestSessionsEnd(t *testing.T) {
	kit := founded(t, newClock(), "Havnen")
	for name, c := range map[string]struct {
		act  func(*office, *browser)
		gone bool
	}{
		"after minutes": {func(o *office, _ *browser) { o.clock.add(idleEnd - time.Minute) }, false},
		"idle":          {func(o *office, _ *browser) { o.clock.add(idleEnd) }, true},
		"absolute": {func(o *office, b *browser) {
			for range 13 {
				o.clock.add(time.Hour)
				b.get("/me")
			}
		}, true},
		"logged out": {func(_ *office, b *browser) { b.post("/logout") }, true},
		"everywhere": {func(o *office, _ *browser) { o.as(Viewer).post("/me/sessions") }, true},
		"password": {func(o *office, _ *browser) {
			must(o.T, o.web.people.SetPassword(o.Context(), o.users[Viewer].ID, "another password here"))
		}, true},
		"removed": {func(o *office, _ *browser) { must(o.T, o.web.people.Remove(o.Context(), o.users[Viewer].ID)) }, true},
		"restart": {func(o *office, _ *browser) { o.reopen(false) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			o := opened(t, kit)
			b := o.as(Viewer)
			must(t, errIf(b.get("/me").status != http.StatusOK, "not logged in"))
			token := ""
			for _, ck := range b.client.Jar.Cookies(mustURL(t, b.at)) {
				token = ck.Value
			}
			c.act(o, b)
			if _, ok := o.web.people.who(t.Context(), token, true); ok == c.gone {
				t.Errorf("the session holds: %v", ok)
			}
		})
	}
}

func TestAChangedPasswordEndsAllButThisSession(t *testing.T) {
	o := opened(t)
	other, b := o.as(Viewer), o.as(Viewer)
	const next = "seven wet umbrellas"
	if a := b.post("/me/password", "old", "not it not it", "new", next); a.status != http.StatusUnprocessableEntity {
		t.Errorf("with a wrong password: %d", a.status)
	}
	if a := b.post("/me/password", "old", password, "new", "short"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("to a short one: %d", a.status)
	}
	if a := b.post("/me/password", "old", password, "new", next); a.status != http.StatusSeeOther {
		t.Fatalf("%d", a.status)
	}
	if a := b.get("/me"); a.status != http.StatusOK {
		t.Errorf("this session: %d", a.status)
	}
	if a := other.get("/me"); a.status != http.StatusSeeOther {
		t.Errorf("the other session: %d", a.status)
	}
	if a := o.browser().post("/login", "email", o.users[Viewer].Email, "password", password); a.status != http.StatusUnauthorized {
		t.Errorf("the old password: %d", a.status)
	}
}

func TestTheVaultHoldsNoTokenAndNoPassword(t *testing.T) {
	o := opened(t)
	b := o.as(Viewer)
	for _, c := range b.client.Jar.Cookies(mustURL(t, b.at)) {
		if strings.Contains(string(o.vault.b), c.Value) {
			t.Error("the vault holds a token")
		}
	}
	if strings.Contains(string(o.vault.b), password) {
		t.Error("the vault holds a password")
	}
}

func TestCookiesAreForThisHostAlone(t *testing.T) {
	o := opened(t)
	o.reopen(true)
	a := o.browser().post("/login", "email", o.users[Viewer].Email, "password", password)
	c := a.header.Get("Set-Cookie")
	for _, want := range []string{"__Host-onset=", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
		if !strings.Contains(c, want) {
			t.Errorf("%q lacks %q", c, want)
		}
	}
	if strings.Contains(c, "Domain") || a.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("cookie %q, hsts %q", c, a.header.Get("Strict-Transport-Security"))
	}
}

func TestPeople(t *testing.T) {
	o := opened(t)
	p, ctx := o.web.People(), t.Context()
	for name, c := range map[string]struct {
		name, email, password string
		want                  error
	}{
		"short password": {"A", "a@b.example", "short", ErrPassword},
		"long password":  {"A", "a@b.example", strings.Repeat("x", 257), ErrPassword},
		"no name":        {" ", "a@b.example", password, ErrName},
		"no address":     {"A", "not an address", password, ErrAddress},
		"named address":  {"A", "A <a@b.example>", password, ErrAddress},
		"twice":          {"A", "VIEWER@nordmole.example", password, ErrUserExists},
	} {
		if _, err := p.Add(ctx, c.name, c.email, c.password); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if err := p.SetRole(ctx, o.users[Viewer].ID, o.kits[0].ProductionID(), "king"); !errors.Is(err, ErrRole) {
		t.Errorf("a made-up role: %v", err)
	}
	if err := p.Remove(ctx, consent.ID{1}); !errors.Is(err, ErrNoUser) {
		t.Errorf("nobody: %v", err)
	}
	o.vault.fail = errors.New("the disk is full")
	if err := p.Remove(ctx, o.users[Viewer].ID); err == nil {
		t.Error("removed without being kept")
	}
	if _, err := p.Find(o.users[Viewer].Email); err != nil {
		t.Errorf("gone although the vault refused: %v", err)
	}
}

func TestAVaultThatCannotBeReadOpensNothing(t *testing.T) {
	for _, b := range []string{"{", `{"v":9}`, "[]"} {
		_, err := newWeb(Options{Productions: func() []Production { return nil }, Vault: &memory{b: []byte(b)}}, cheap)
		if !errors.Is(err, ErrVault) {
			t.Errorf("%q: %v", b, err)
		}
	}
}
