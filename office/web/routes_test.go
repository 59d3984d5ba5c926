package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"onset/app/flow"
	"onset/consent"
)

// filled is a route's path with what its parts stand for.
func (o *office) filled(pattern string, person, declared, clip consent.ID) (method, path string) {
	o.Helper()
	method, path, _ = strings.Cut(pattern, " ")
	id := person.String()
	switch {
	case strings.Contains(path, "/consents/"):
		id = declared.String()
	case strings.Contains(path, "/clips/"):
		id = clip.String()
	case strings.Contains(path, "/devices/"):
		id = o.kits[0].Carried().Production.Seal.Author().String()
	case strings.Contains(path, "/users/"):
		id = o.users[Viewer].ID.String()
	case strings.Contains(path, "/asides/"):
		id = o.aside.String()
	}
	path = strings.NewReplacer("{p}", keyOf(o.kits[0].ProductionID()), "{id}", id, "{$}", "").Replace(path)
	return method, path
}

func (b *browser) call(method, path string) answered {
	b.Helper()
	if method == http.MethodGet {
		return b.get(path)
	}
	return b.post(path)
}

// TestEveryRouteForEveryRole walks the table that the mux is made of, so that a
// route without a rule is found by its answer.
func TestEveryRouteForEveryRole(t *testing.T) {
	o := opened(t)
	person, declared := o.signed("Jonna Brix", consent.Film)
	clip := o.clips("A001.jpg")[0]
	o.setAside(&consent.Withdrawn{Consent: declared, Purposes: []consent.Purpose{consent.Film}, Role: consent.RoleSelf})
	stranger, err := o.web.People().Add(t.Context(), "Nobody's", "stranger@nordmole.example", password)
	must(t, err)
	who := map[string]func() *browser{"nobody": o.browser, "stranger": func() *browser {
		b := o.browser()
		if a := b.post("/login", "email", stranger.Email, "password", password); a.status != http.StatusSeeOther {
			t.Fatal(a.status)
		}
		return b
	}}
	for _, r := range Roles() {
		who[string(r)] = func() *browser { return o.as(r) }
	}
	for name, login := range who {
		t.Run(name, func(t *testing.T) {
			b := login()
			b.T = t
			for _, r := range routes {
				if strings.HasSuffix(r.pattern, "/logout") || strings.HasSuffix(r.pattern, "/me/sessions") || strings.HasSuffix(r.pattern, "/erase") {
					continue // they end what the others need; each has a test of its own
				}
				method, path := o.filled(r.pattern, person, declared, clip)
				got := b.call(method, path)
				want := expected(name, r.who)
				if strings.HasSuffix(path, "/face") {
					want = append(want, http.StatusNotFound) // nobody took a picture
				}
				if strings.Contains(path, "/asides/") && Role(name).allows(Producer) {
					want = append(want, http.StatusNotFound) // an act before it decided
				}
				if !slices.Contains(want, got.status) {
					t.Errorf("%s as %s: %d, want one of %v\n%s", r.pattern, name, got.status, want, got.body)
				}
				if name == "nobody" && r.who != everybody && !strings.HasPrefix(got.to(), "/login") {
					t.Errorf("%s as nobody leads to %q", r.pattern, got.to())
				}
			}
		})
	}
}

// expected are the statuses that a route may give somebody.
func expected(name string, who access) []int {
	served := []int{http.StatusOK, http.StatusSeeOther, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusUnauthorized}
	switch {
	case who == everybody:
		return served
	case name == "nobody":
		return []int{http.StatusSeeOther}
	case who == user:
		return served
	case name == "stranger":
		return []int{http.StatusNotFound}
	case !Role(name).allows(Role(who)):
		return []int{http.StatusForbidden}
	}
	return served
}

func TestEveryPageIsInEveryLanguage(t *testing.T) {
	o := opened(t)
	person, declared := o.signed("Jonna Brix", consent.Film)
	clip := o.clips("A001.jpg")[0]
	b := o.as(Administrator)
	for _, lang := range []string{"en", "da"} {
		b.post("/me/look", "language", lang, "next", "/me")
		for _, r := range routes {
			method, path := o.filled(r.pattern, person, declared, clip)
			if method != http.MethodGet || strings.HasSuffix(path, "/login") {
				continue
			}
			a := b.get(path)
			for _, gap := range []string{">office.", "\"office.", ">reason.", ">status.", ">history.", "{n}", "{who}", "no value"} {
				if strings.Contains(a.body, gap) {
					t.Errorf("%s in %s: %q has no words", path, lang, gap)
				}
			}
			if a.status == http.StatusOK && a.header.Get("Content-Type") == "text/html; charset=utf-8" && !strings.Contains(a.body, `lang="`+lang+`"`) {
				t.Errorf("%s: not in %s", path, lang)
			}
		}
	}
}

// clips registers photos and returns their ids.
func (o *office) clips(names ...string) []consent.ID {
	o.Helper()
	dir := o.TempDir()
	for i, n := range names {
		write(o.T, dir, n, photo(o.T, uint8(10+i*20+len(n))))
	}
	rs, err := o.kits[0].Ingest(o.Context(), []string{dir}, nil)
	must(o.T, err)
	var ids []consent.ID
	for _, r := range rs {
		must(o.T, r.Err)
		ids = append(ids, r.Clip)
	}
	return ids
}

// tagged says that a person is in clips.
func (o *office) tagged(person consent.ID, clips ...consent.ID) {
	o.Helper()
	_, err := o.kits[0].Tag(o.Context(), flow.TagDraft{Clips: clips, People: []consent.ID{person}})
	must(o.T, err)
}
