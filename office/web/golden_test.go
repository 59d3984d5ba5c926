package web

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"onset/consent"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// varying is what differs from one run to the next: ids, the key of the
// production in addresses, and the sprite, which has files of its own.
var varying = []struct {
	find *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`(?s)<svg class="sprite".*?</svg>\s`), "<svg class=\"sprite\"></svg>\n"},
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "ID"},
	{regexp.MustCompile(`/p/[0-9a-f]{16}`), "/p/PRODUCTION"},
	{regexp.MustCompile(`%2Fp%2F[0-9a-f]{16}`), "%2Fp%2FPRODUCTION"},
	{regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-Z*~$=]`), "SHOR-TID0-0"},
	{regexp.MustCompile(`v=[0-9a-f]{12}`), "v=STYLE"},
	{regexp.MustCompile(`\b[0-9a-f]{64}\b`), "HASH"},
}

// TestPagesStayAsTheyWere holds the main pages against golden files in both languages.
func TestPagesStayAsTheyWere(t *testing.T) {
	o := opened(t)
	person, _ := o.signed("Jonna Brix", consent.Film, consent.Stills)
	o.tagged(person, o.clips("A001.jpg")...)
	b := o.as(Producer)
	b.post(o.base()+"people/"+person.String()+"/withdraw", "use", "stills")
	for _, lang := range []string{"en", "da"} {
		must(t, o.web.people.keepUse(t.Context(), o.users[Producer].ID, o.kits[0].ProductionID(), usage{}))
		b.post("/me/look", "language", lang, "next", "/me")
		for _, page := range [][2]string{ // in this order: a question asked is asked again
			{"overview", ""},
			{"arrived", "arrived"},
			{"people", "people"},
			{"person", "people/" + person.String()},
			{"consents", "consents"},
			{"publish", "publish?use=stills"},
			{"asked", ""},
			{"withdraw", "people/" + person.String() + "/withdraw"},
			{"refused", "users"},
		} {
			got := b.get(o.base() + page[1]).body
			for _, v := range varying {
				got = v.find.ReplaceAllString(got, v.with)
			}
			golden(t, page[0]+"."+lang+".html", got)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	must(t, err)
	if got != string(want) {
		t.Errorf("%s is not as it was; look at it, then run with -update:\n%s", name, got)
	}
}
