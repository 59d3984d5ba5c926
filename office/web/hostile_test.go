package web

import (
	"encoding/csv"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"onset/app/flow"
	"onset/consent"
)

func TestAnotherSiteCanDoNothing(t *testing.T) {
	o := opened(t)
	person, declared := o.signed("Jonna Brix", consent.Film)
	b := o.as(Administrator)
	for _, r := range routes {
		method, path := o.filled(r.pattern, person, declared, consent.ID{1})
		if method != http.MethodPost {
			continue
		}
		for _, from := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}} {
			q, err := http.NewRequestWithContext(t.Context(), method, b.at+path, strings.NewReader("use=film&reason=x&until="))
			must(t, err)
			q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for k, v := range from {
				q.Header.Set(k, v)
			}
			if a := b.do(q); a.status != http.StatusForbidden {
				t.Errorf("%s with %v: %d", r.pattern, from, a.status)
			}
		}
	}
	if got := o.kits[0].PersonRow(person).State; got == consent.TookItBack {
		t.Error("another site took it back")
	}
}

const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>{{.User}}`

// ownScript is the one that pages with the line about what came in load.
var ownScript = regexp.MustCompile(`<script src="/office\.js\?v=[0-9a-f]{12}" defer></script>`)

func TestHostileNamesAreOnlyText(t *testing.T) {
	o := opened(t)
	person, declared := o.signed(evil, consent.Film)
	clip := o.clips("A001.jpg", `a"><script>alert(3)<_script>.jpg`)[1]
	o.tagged(person, clip)
	_, err := o.web.People().Add(t.Context(), evil, "evil@nordmole.example", password)
	must(t, err)
	u, err := o.web.People().Find("evil@nordmole.example")
	must(t, err)
	must(t, o.web.People().SetRole(t.Context(), u.ID, o.kits[0].ProductionID(), Viewer))
	b := o.as(Administrator)
	for _, r := range routes {
		method, path := o.filled(r.pattern, person, declared, clip)
		if method != http.MethodGet || strings.HasSuffix(path, ".csv") {
			continue
		}
		for _, query := range []string{"", "?q=" + queryEscape(evil) + "&state=" + queryEscape(evil) + "&start=" + queryEscape(evil) + "&use=" + queryEscape(evil) + "&done=" + queryEscape(evil)} {
			a := b.get(path + query)
			a.body = ownScript.ReplaceAllString(a.body, "")
			for _, bad := range []string{"<script", "<img src=x", "onerror=alert(2)>", "<script>alert(3)"} {
				if strings.Contains(a.body, bad) {
					t.Errorf("%s lets %q through", path+query, bad)
				}
			}
		}
	}
	if a := b.get(o.base() + "people"); !strings.Contains(a.body, "&lt;script&gt;") {
		t.Error("the hostile name is not on the page at all")
	}
}

func TestTablesCarryNoFormula(t *testing.T) {
	o := opened(t)
	for _, name := range []string{"=1+1", "+45 12345678", "-2+3", "@SUM(A1)", "\t=1"} {
		person, _ := o.signed(name, consent.Film)
		o.tagged(person, o.clips(strings.Trim(name, "\t=@")+".jpg")...)
	}
	b := o.as(Viewer)
	for _, path := range []string{"consents.csv", "publish.csv?use=film"} {
		a := b.get(o.base() + path)
		if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") {
			t.Fatalf("%s: %d %v", path, a.status, a.header)
		}
		lines, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
		must(t, err)
		if len(lines) != 6 {
			t.Errorf("%s: %d lines", path, len(lines))
		}
		for _, line := range lines {
			for _, cell := range line {
				if cell != "" && strings.ContainsRune("=+-@\t", rune(cell[0])) {
					t.Errorf("%s: the cell %q is a formula", path, cell)
				}
			}
		}
	}
}

func TestEveryPageCarriesItsGuards(t *testing.T) {
	o := opened(t)
	person, declared := o.signed("Jonna Brix", consent.Film)
	b := o.as(Administrator)
	paths := []string{"/no/such/page"}
	for _, r := range routes {
		if method, path := o.filled(r.pattern, person, declared, consent.ID{1}); method == http.MethodGet {
			paths = append(paths, path)
		}
	}
	for _, path := range paths {
		h := b.get(path).header
		csp := h.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || strings.Contains(strings.ReplaceAll(csp, "script-src 'self';", ""), "script-src") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestNextLeadsNowhereElse(t *testing.T) {
	for _, next := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)", "/a\r\nSet-Cookie: x=y", "/" + strings.Repeat("a", 3000)} {
		if got := local(next); got != "/" {
			t.Errorf("%q leads to %q", next, got)
		}
	}
	if got := local("/p/abc/people?q=a"); got != "/p/abc/people?q=a" {
		t.Errorf("a page of ours leads to %q", got)
	}
}

func TestWhoHasNoRoleSeesNothingOfAProduction(t *testing.T) {
	c := newClock()
	o := opened(t, founded(t, c, "Havnen"), founded(t, c, "Secret film"))
	b := o.as(Administrator)
	other := "/p/" + keyOf(o.kits[1].ProductionID()) + "/"
	for _, path := range []string{"", "people", "users", "publish.csv", "no-such-page"} {
		if a := b.get(other + path); a.status != http.StatusNotFound || strings.Contains(a.body, "Secret film") {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if a := b.get("/"); a.to() != o.base() {
		t.Errorf("the start leads to %q", a.to())
	}
}

func TestAnAdministratorHoldsNobodysOtherProductions(t *testing.T) {
	c := newClock()
	o := opened(t, founded(t, c, "Havnen"), founded(t, c, "Secret film"))
	must(t, o.web.People().SetRole(t.Context(), o.users[Viewer].ID, o.kits[1].ProductionID(), Producer))
	b := o.as(Administrator)
	at := o.base() + "users/" + o.users[Viewer].ID.String()
	if a := b.post(at+"/password", "password", "a password of my own"); a.status != http.StatusForbidden {
		t.Errorf("password: %d", a.status)
	}
	if a := b.post(at+"/role", "role", ""); a.status != http.StatusSeeOther {
		t.Errorf("role: %d", a.status)
	}
	u, err := o.web.People().Find(o.users[Viewer].Email)
	if err != nil || u.Roles[o.kits[1].ProductionID()] != Producer {
		t.Errorf("the role elsewhere: %v %v", u.Roles, err)
	}
	if a := b.post(o.base()+"users", "email", o.users[Administrator].Email, "role", "viewer"); a.status != http.StatusConflict {
		t.Errorf("own role: %d", a.status)
	}
}

func TestWhatCannotBeWrittenDownIsNotShown(t *testing.T) {
	o := opened(t)
	person, _ := o.signed("Jonna Brix", consent.Film)
	b := o.as(Producer)
	must(t, o.kits[0].Close())
	for _, path := range []string{"people", "people/" + person.String(), "consents", "publish"} {
		a := b.get(o.base() + path)
		if a.status != http.StatusInternalServerError || strings.Contains(a.body, "Jonna") {
			t.Errorf("%s: %d, shows the name: %v", path, a.status, strings.Contains(a.body, "Jonna"))
		}
	}
	if a := b.post(o.base()+"people/"+person.String()+"/withdraw", "use", "film"); a.status != http.StatusInternalServerError {
		t.Errorf("withdraw: %d", a.status)
	}
}

func TestEveryViewAndActIsWrittenDown(t *testing.T) {
	o := opened(t)
	person, _ := o.signed("Jonna Brix", consent.Film)
	b := o.as(Producer)
	at := o.base() + "people/" + person.String()
	b.get(at)
	b.get(o.base() + "search?q=Jonna")
	b.post(at + "/private")
	b.post(at+"/withdraw", "use", "film")
	want := []string{"withdraw", "person", "private", "search", "person", "login"}
	list, err := o.web.noted(t.Context(), Production{o.kits[0]}, consent.DateOf(o.clock.now().UTC()))
	must(t, err)
	var got []string
	for _, e := range list {
		got = append(got, e.Act)
		if e.Name != o.users[Producer].Name && e.Name != "" {
			t.Errorf("%s by %q", e.Act, e.Name)
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("written down: %v, want %v", got, want)
	}
	o.as(Administrator).sees(o.base()+"audit", "Showed contact and signature", "Took back", "Jonna Brix")
	_, err = o.kits[0].Person(person, "en")
	must(t, err)
	must(t, o.kits[0].Erase(t.Context(), person, nil))
	if a := o.as(Administrator).get(o.base() + "audit"); strings.Contains(a.body, "Jonna Brix") {
		t.Error("an erased name lives on in who saw what")
	}
}

func TestActsAreTheUsersWord(t *testing.T) {
	o := opened(t)
	person, declared := o.signed("Jonna Brix", consent.Film, consent.Stills)
	b := o.as(Producer)
	at := o.base() + "people/" + person.String()
	if a := b.post(at + "/withdraw"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Choose at least one") {
		t.Errorf("nothing chosen: %d", a.status)
	}
	b.post(at+"/withdraw", "use", "stills")
	if a := b.post(at+"/restrict", "until", "yesterday"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("no day: %d", a.status)
	}
	if a := b.post(at+"/restrict", "until", "1.1.2020"); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a past day: %d", a.status)
	}
	b.post(at+"/restrict", "until", "1.9.2026")
	b.sees(at, "Took back: Photos", "Use limited", "Signe producer")
	b.post(at + "/unrestrict")
	if a := b.post(o.base()+"consents/"+declared.String()+"/invalidate", "reason", " "); a.status != http.StatusUnprocessableEntity {
		t.Errorf("no reason: %d", a.status)
	}
	b.post(o.base()+"consents/"+declared.String()+"/invalidate", "reason", "signed by somebody else")
	b.sees(at, "Limit lifted", "Declared not to count", "signed by somebody else")
	history, err := o.kits[0].PersonHistory(t.Context(), person)
	must(t, err)
	for _, e := range history {
		if e.Deed != flow.PersonGave && e.By != o.users[Producer].ID {
			t.Errorf("%s is the word of %v", e.Deed, e.By)
		}
	}
	if a := b.post(at + "/erase"); a.status != http.StatusForbidden {
		t.Errorf("a producer erases: %d", a.status)
	}
	o.as(Administrator).post(at + "/erase")
	if a := b.get(at); strings.Contains(a.body, "Jonna") {
		t.Error("the name is still there")
	}
}

func TestAnEndlessFormIsCutOff(t *testing.T) {
	o := opened(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login", strings.NewReader("email="+strings.Repeat("a", 1<<20)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	o.web.ServeHTTP(rec, r)
	if rec.Code != http.StatusUnauthorized {
		t.Errorf("%d", rec.Code)
	}
}

func TestOptions(t *testing.T) {
	none := func() []Production { return nil }
	for name, o := range map[string]Options{
		"nothing":    {},
		"no vault":   {Productions: none},
		"bad public": {Productions: none, Vault: &memory{}, Public: "not an address"},
	} {
		if _, err := newWeb(o, cheap); !errors.Is(err, ErrOptions) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDaysAreReadAsTyped(t *testing.T) {
	p, err := loadPages()
	must(t, err)
	for _, lang := range []string{"en", "da"} {
		w := p.words[lang]
		for m := time.January; m <= time.December; m++ {
			want := consent.NewDate(2026, m, 28)
			for _, text := range []string{w.DateOf(want), want.Time().Format("2.1.2006"), want.Time().Format("02/01/2006"), want.String()} {
				if got, ok := w.parseDay(text); !ok || got != want {
					t.Errorf("%s: %q is %v, %v", lang, text, got, ok)
				}
			}
		}
		for _, text := range []string{"31.2.2026", "1.13.2026", "yesterday", "1.1", "1.1.99999999999", "-1.1.2026", evil} {
			if got, ok := w.parseDay(text); ok {
				t.Errorf("%s: %q is %v", lang, text, got)
			}
		}
	}
}

func FuzzDay(f *testing.F) {
	p, err := loadPages()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"1.9.2026", "1 Sep 2026", "2026-09-01", "31. dec. 2031", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, w := range p.words {
			d, ok := w.parseDay(s)
			if !ok || d == 0 {
				continue
			}
			if again, ok := w.parseDay(w.DateOf(d)); !ok || again != d {
				t.Errorf("%q is %v, which is written %q and read as %v", s, d, w.DateOf(d), again)
			}
		}
	})
}
