package page

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onset/assets"
)

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// saidIn are the words of a file as they stand in it.
func saidIn(t *testing.T, tag string) map[string]string {
	t.Helper()
	b, err := fs.ReadFile(assets.FS, "page/lang/"+tag+".json")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^  "([a-zA-Z0-9_.]+)": "(.*)",?$`).FindAllStringSubmatch(string(b), -1) {
		out[m[1]] = m[2]
	}
	return out
}

// TestEveryLanguageSaysTheSame: the same keys with the same placeholders.
func TestEveryLanguageSaysTheSame(t *testing.T) {
	en := saidIn(t, "en")
	if len(en) < 200 {
		t.Fatalf("only %d keys were read", len(en))
	}
	for _, tag := range assets.PageLanguages() {
		other := saidIn(t, tag)
		for _, key := range slices.Sorted(maps.Keys(en)) {
			said, ok := other[key]
			switch {
			case !ok || strings.TrimSpace(said) == "":
				t.Errorf("%s: %q is not said", tag, key)
			case !slices.Equal(placeholders(en[key]), placeholders(said)):
				t.Errorf("%s: %q holds %v, want %v", tag, key, placeholders(said), placeholders(en[key]))
			}
		}
		for key := range other {
			if _, ok := en[key]; !ok {
				t.Errorf("%s: %q is said in no other language", tag, key)
			}
		}
	}
}

func placeholders(s string) []string {
	found := placeholder.FindAllString(s, -1)
	slices.Sort(found)
	return found
}

// built are the keys whose last part is put in: dates, places, uses, conditions.
var built = []string{"month.", "weekday.", "territory.", "purpose.in.", "cond."}

// TestEveryWordIsSaid: nothing is translated that nobody reads.
func TestEveryWordIsSaid(t *testing.T) {
	var source strings.Builder
	for _, pattern := range []string{"*.go", "../../assets/*.go", "../../assets/page/*.html", "../../assets/page/script/*.js", "../../app/flow/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			source.Write(b)
		}
	}
	for key := range saidIn(t, "en") {
		prefix := func(p string) bool { return strings.HasPrefix(key, p) }
		if !slices.ContainsFunc(built, prefix) && !strings.Contains(source.String(), `"`+key+`"`) {
			t.Errorf("%q stands in every language, and nobody says it", key)
		}
	}
}

func TestLabelled(t *testing.T) {
	got := labelled("Who: we: all of us.\n\n  plain  \nUntil: \n")
	want := []line{{"Who", "we: all of us."}, {"", "plain"}, {"", "Until:"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWordsFallBack(t *testing.T) {
	d := loaded(t)
	for tag, want := range map[string]string{"da": "da", "da-DK": "da", "no": "nb", "ar": "ar", "xx": "en", "": "en", "../en": "en"} {
		if got := d.words.in(tag).Tag; got != want {
			t.Errorf("%q speaks %s, want %s", tag, got, want)
		}
	}
}

func TestDeadEnds(t *testing.T) {
	d := loaded(t)
	for _, tag := range assets.PageLanguages() {
		for why, keys := range stops {
			var b strings.Builder
			if err := d.Stop(&b, tag, why); err != nil {
				t.Fatal(err)
			}
			for _, key := range keys {
				if !strings.Contains(b.String(), inHTML(d, tag, key)) {
					t.Errorf("%s in %s does not say %s", why, tag, key)
				}
			}
			if again := strings.Contains(b.String(), `http-equiv="refresh"`); again != (why == WhyNotYet) {
				t.Errorf("%s looks again: %v", why, again)
			}
		}
	}
	var b strings.Builder
	if err := d.Stop(&b, "da", "no such end"); err != nil || !strings.Contains(b.String(), inHTML(d, "da", "err.broken_h")) {
		t.Errorf("an end without words: %v", err)
	}
}

// inHTML is what a text becomes between tags.
func inHTML(d *Documents, tag, key string) string {
	return strings.NewReplacer("&", "&amp;", "'", "&#39;", `"`, "&#34;").Replace(d.words.in(tag).T(key))
}

func TestSmallPages(t *testing.T) {
	d := loaded(t)
	var lacks, choose, code, wrong, see strings.Builder
	for b, draw := range map[*strings.Builder]error{
		&lacks: d.Languages(&lacks, "en", "pl", []string{"da", "en", "ar"}), &choose: d.Languages(&choose, "en", "", []string{"da", "en"}),
		&code: d.Code(&code, "da", false), &wrong: d.Code(&wrong, "da", true), &see: d.See(&see, "ar"),
	} {
		if draw != nil || b.Len() == 0 || forbidden.MatchString(b.String()) || strings.Count(b.String(), "<script>") != 1 {
			t.Errorf("%v: %d bytes", draw, b.Len())
		}
	}
	for page, says := range map[*strings.Builder][]string{
		&lacks:  {`lang="pl"`, "Polski", `href="?l=ar" lang="ar" hreflang="ar" dir="rtl"`, d.words.in("pl").T("lang.missing")},
		&choose: {`href="?l=da"`, "Choose your language", "Vælg sprog"},
		&code:   {`for="code"`, "Otte bogstaver"},
		&wrong:  {`aria-invalid="true"`, `role="alert"`, "Koden findes ikke"},
		&see:    {`dir="rtl"`, d.words.in("ar").T("see.h")},
	} {
		for _, s := range says {
			if !strings.Contains(page.String(), s) {
				t.Errorf("%q is not in:\n%s", s, page.String()[strings.Index(page.String(), "<body"):][:800])
			}
		}
	}
	if strings.Contains(code.String(), `aria-invalid="true"`) {
		t.Error("a code that nobody typed is wrong")
	}
}
