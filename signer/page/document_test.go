package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"onset/assets"
	"onset/consent"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// testSheet is a short text; everything a person could have typed holds markup.
func testSheet(lang string) *Sheet {
	return &Sheet{
		Shown:      Shown{Terms: "appearance", Version: 3, Language: lang, Digest: strings.Repeat("ab", 32)},
		Production: "Havnen", Controller: "Nordmole Film ApS", Contact: "privat@nordmole.example", Address: "Dokvej 7, 6700 Esbjerg",
		Languages: []string{"da", "en"}, Title: "Will you be in the film Havnen?",
		Card: "Who: Nordmole Film, for Kyst TV.\nYour choice: It is voluntary.",
		Questions: []Question{
			{Purpose: consent.Film, Title: "The film", Sentence: "You may show me.", Details: "Where: everywhere.\nIf you say no: we film past you.", Until: "31 December 2031"},
			{Purpose: consent.Name, Title: "My name", Sentence: "You may show my name.", Details: "Where: everywhere.", Until: "31 December 2031"},
		},
		Full:     []consent.Section{{Heading: "Who we are", Body: "Nordmole Film.\nWrite to us."}},
		NotAsked: "We do not use it in showreels.", HasMinor: true, AsksChild: 7, AloneFrom: 18, Guardians: 1, WiFi: "Havnen-A", Local: true,
	}
}

func minorSheet(lang string) *Sheet {
	s := testSheet(lang)
	s.Terms, s.Title, s.Minor, s.HasMinor = "minor", "May your child be in the film Havnen?", true, false
	s.Questions[0].Guardians, s.Child = 2, "We are making a film.\nYou decide."
	return s
}

func loaded(t *testing.T) *Documents {
	t.Helper()
	d, err := NewDocuments()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func page(t *testing.T, d *Documents, v View) string {
	t.Helper()
	var b strings.Builder
	if err := d.Page(&b, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// kinds are the documents behind each kind of door.
func kinds() map[string]View {
	crowd, work, young := testSheet("en"), testSheet("en"), testSheet("da")
	crowd.AsksBand = true
	work.AsksWork, work.HasMinor, work.Local, work.NotAsked = true, false, false, ""
	young.AloneFrom = 15
	both := minorSheet("da")
	both.Guardians = 2
	return map[string]View{
		"one": {Sheet: testSheet("en"), Kind: ForOne, Door: "d0"}, "crowd": {Sheet: crowd, Kind: ForCrowd, Door: "d1"},
		"work": {Sheet: work, Kind: ForSet, Door: "d2"}, "young": {Sheet: young, Kind: ForSet, Door: "d3"},
		"minor": {Sheet: minorSheet("en"), Kind: ForSet, Door: "d4"}, "parent": {Sheet: minorSheet("en"), Kind: ForParent, Door: "d5", Key: "AAAA"},
		"both":   {Sheet: both, Kind: ForSet, Door: "d7"},
		"second": {Sheet: minorSheet("ar"), Kind: ForSecond, Door: "d6", Key: "AAAA"},
	}
}

// TestInside compares what stands in the body, an element a line.
func TestInside(t *testing.T) {
	d := loaded(t)
	shapes := regexp.MustCompile(`(?s)<svg class="none".*?</defs></svg>`)
	facts := regexp.MustCompile(`,"w":\{.*?\}\}`)
	for name, v := range kinds() {
		v.Part = true
		got := facts.ReplaceAllString(shapes.ReplaceAllString(page(t, d, v), ""), "}")
		golden(t, "inside-"+name+".html", strings.ReplaceAll(got, "><", ">\n<"))
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, []byte(got)) {
		t.Errorf("%s has changed; look at it and run make golden:\n%s", name, got)
	}
}

// TestBothMustSign: a rule that two sign is told once, to whoever signs first.
func TestBothMustSign(t *testing.T) {
	d := loaded(t)
	for guardians, kinds := range map[int]map[DoorKind]int{1: {ForSet: 1, ForParent: 1, ForSecond: 1}, 2: {ForSet: 1, ForParent: 1, ForSecond: 0}} {
		for kind, want := range kinds {
			s := minorSheet("en") // one of its questions needs two whatever the rule
			s.Guardians = guardians
			doc := page(t, d, View{Sheet: s, Kind: kind, Door: "d"})
			if got := strings.Count(doc, "2 guardians must sign"); got != want {
				t.Errorf("%d by the rule, %s: told %d times, want %d", guardians, kind, got, want)
			}
		}
	}
}

// TestPolicyHolds: the hashes are those of what stands in the document, and
// nothing in it would need more than the policy allows.
func TestPolicyHolds(t *testing.T) {
	d := loaded(t)
	whole := page(t, d, kinds()["one"])
	inline := regexp.MustCompile(`(?s)<(style|script)>(.*?)</(?:style|script)>`).FindAllStringSubmatch(whole, -1)
	if len(inline) != 3 {
		t.Fatalf("%d styles and scripts, want 3", len(inline))
	}
	for _, m := range inline {
		sum := sha256.Sum256([]byte(m[2]))
		hash := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		if want := m[1] + "-src"; !regexp.MustCompile(want + ` [^;]*` + regexp.QuoteMeta(hash)).MatchString(d.CSP()) {
			t.Errorf("the policy has no hash of a %s: %s", m[1], d.CSP())
		}
	}
	for _, need := range []string{"default-src 'none'", "connect-src 'self'", "img-src data: blob:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(d.CSP(), need) {
			t.Errorf("the policy lacks %s", need)
		}
	}
	if strings.Contains(d.CSP(), "unsafe") {
		t.Errorf("the policy allows too much: %s", d.CSP())
	}
}

var (
	forbidden = regexp.MustCompile(`<[^>]*\s(style|on[a-z]+)=`)
	elsewhere = regexp.MustCompile(`(?i)<[^>]*(src|href|action)="(https?:)?//`)
)

func TestNothingInlineAndNothingFromElsewhere(t *testing.T) {
	d := loaded(t)
	for name, v := range kinds() {
		v.Part = true
		inside := page(t, d, v)
		if m := forbidden.FindString(inside); m != "" {
			t.Errorf("%s: %s", name, m)
		}
		if m := elsewhere.FindString(inside); m != "" {
			t.Errorf("%s: %s", name, m)
		}
		if got := strings.Count(inside[:strings.Index(inside, "<template")], "<h1"); got != 1 {
			t.Errorf("%s: %d main headings", name, got)
		}
	}
}

func TestMarkupIsOnlyText(t *testing.T) {
	const evil = `<img src=x onerror=alert(1)>"'</script><script>alert(2)</script>`
	s := testSheet("en")
	s.Production, s.Controller, s.Contact, s.Address, s.Title, s.WiFi, s.Review, s.NotAsked = evil, evil, evil, evil, evil, evil, evil, evil
	s.Card, s.Full = evil+": "+evil, []consent.Section{{Heading: evil, Body: evil}}
	s.Questions = []Question{{Purpose: `x" onclick="alert(3)`, Title: evil, Sentence: evil, Details: evil, Until: evil}}
	s.Terms = evil
	whole := page(t, loaded(t), View{Sheet: s, Kind: ForOne, Door: evil, Key: evil})
	for _, bad := range []string{"<img src=x", "<script>alert", `name="x" onclick`} {
		if strings.Contains(whole, bad) {
			t.Errorf("%q came through as markup", bad)
		}
	}
	if !strings.Contains(whole, `name="x&#34; onclick=`) {
		t.Error("the use's key is not in the document, so this test tries nothing")
	}
	if n := strings.Count(whole, "</script>"); n != 3 {
		t.Errorf("%d scripts end, want 3", n)
	}
}

// TestTheScriptFindsWhatItSays: every key in the script is in the facts of the
// kinds that say it, and no element it looks for by id is missing everywhere.
func TestTheScriptFindsWhatItSays(t *testing.T) {
	d := loaded(t)
	files, err := fs.Glob(assets.FS, "page/script/*.js")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	source := ""
	for _, f := range files {
		b, err := fs.ReadFile(assets.FS, f)
		if err != nil {
			t.Fatal(err)
		}
		source += string(b)
	}
	all, said := "", map[string]bool{}
	for _, v := range kinds() {
		all += page(t, d, v)
		for key := range d.facts(v, d.base("en")).Words {
			said[key] = true
		}
	}
	for _, m := range regexp.MustCompile(`"((?:err|minor|receipt|sign|back|you|cond|help|common)\.[a-z0-9_]+)"`).FindAllStringSubmatch(source, -1) {
		if !said[m[1]] {
			t.Errorf("the script says %q, and no document gives it the words", m[1])
		}
	}
	made := map[string]bool{"next": true, "facts": true, "take-home": true, "looked": true}
	for _, m := range regexp.MustCompile(`byId\("([a-z0-9-]+)"\)`).FindAllStringSubmatch(source, -1) {
		if !made[m[1]] && !strings.Contains(all, `id="`+m[1]+`"`) {
			t.Errorf("the script looks for #%s, which no document has", m[1])
		}
	}
}
