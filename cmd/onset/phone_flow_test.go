package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// given is one line of "onset consents --json".
type given struct {
	ID, Short, Name, Terms, Language, Status, Method string
	Minor                                            bool
	AgeBand                                          string `json:"age_band"`
	Guardians                                        []struct{ Name, Relation string }
	Purposes                                         map[string]string
}

// consentsOf are the declarations of one name.
func (s *signing) consentsOf(t *testing.T, name string) []given {
	t.Helper()
	var all []given
	e := s.run("consents", "--json")
	if err := json.Unmarshal([]byte(e.out), &all); err != nil {
		t.Fatalf("%v: %s%s", err, e.out, e.err)
	}
	for i := range all {
		all[i].Status = strings.ToLower(all[i].Status)
	}
	return slices.DeleteFunc(all, func(g given) bool { return g.Name != name })
}

// one is the only declaration of that name.
func (s *signing) one(t *testing.T, name string) given {
	t.Helper()
	all := s.consentsOf(t, name)
	if len(all) != 1 {
		t.Fatalf("%d declarations of %q, want 1", len(all), name)
	}
	return all[0]
}

const adultYes, adultNo = `#f-adult label:nth-of-type(1)`, `#f-adult label:nth-of-type(2)`

func yes(purpose string) string { return "#q-" + purpose + " label.opt:nth-of-type(1)" }
func no(purpose string) string  { return "#q-" + purpose + " label.opt:nth-of-type(2)" }

// answer says yes to some uses and no to others.
func (p *phone) answer(granted, denied string) {
	p.Helper()
	for _, use := range strings.Fields(granted) {
		p.tap(yes(use))
	}
	for _, use := range strings.Fields(denied) {
		p.tap(no(use))
	}
}

// saved waits for the receipt and gives the number on it.
func (p *phone) saved() string {
	p.Helper()
	p.sees("#screen .receipt")
	return p.text("#screen [data-f=short]")
}

// TestPhone signs on phones that see one kit, as people on a set do.
func TestPhone(t *testing.T) {
	browser := browser(t)
	b := newBox(t)
	b.ok("init", "--demo")
	s := b.startSigning("--wifi", `Havnen;A"B`)
	for name, test := range map[string]func(*testing.T, *signing, func(screen) *phone){
		"an adult":             phoneAdult,
		"in Danish":            phoneDanish,
		"in Arabic":            phoneArabic,
		"a no":                 phoneRefusal,
		"no to everything":     phoneAllNo,
		"a child and a parent": phoneMinor,
		"the child says no":    phoneChildSaysNo,
		"an absent parent":     phoneAbsentParent,
		"a teacher":            phoneTeacher,
		"both parents":         phoneBothParents,
		"what is missing":      phoneErrors,
		"holding a button":     phoneHeld,
		"keys alone":           phoneKeys,
		"a small screen":       phoneSmall,
		"a turn":               phoneTurn,
		"a reload":             phoneReload,
		"behind https":         phoneHTTPS,
		"another language":     phoneOtherLanguage,
		"no network":           phoneCut,
		"two at once":          phonesTogether,
		"taking it back":       phoneTakesBack,
		"HTML for a name":      phoneHostileName,
		"every language":       phoneLanguages,
	} {
		t.Run(name, func(t *testing.T) { test(t, s, func(look screen) *phone { return take(t, browser, look) }) })
	}
	b.ok("check")
}

func phoneAdult(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.open(s.link)
	p.tap("#go")
	p.answer("film stills", "social ads ai")
	p.write("#name", "Jonna Brix")
	p.tap(adultYes)
	p.sign("#pad")
	p.axe("before sending")
	p.tap("#send")
	short := p.saved()
	p.axe("the receipt")
	p.shot("receipt-en")
	if p.taps > 10 || p.fields != 1 {
		t.Errorf("%d taps and %d typed fields, want at most 10 and 1", p.taps, p.fields)
	}
	g := s.one(t, "Jonna Brix")
	if g.Short != short || g.Status != "given" || g.Method != "drawn" || g.Language != "en" || g.AgeBand != "adult" || g.Purposes["film"] != "granted" || g.Purposes["ai"] != "denied" {
		t.Errorf("the receipt says %s, the kit holds %+v", short, g)
	}
	pages := slices.DeleteFunc(slices.Clone(p.asked), func(a string) bool { return !strings.HasPrefix(a, "GET ") })
	if len(pages) != 1 || strings.Contains(pages[0], "k=") {
		t.Errorf("the page asked for %v, want one document and no fragment", pages)
	}
	for _, a := range p.asked {
		if !strings.Contains(a, strings.Split(s.link, "/")[2]) {
			t.Errorf("the page asked elsewhere: %s", a)
		}
	}
	s.says(regexp.MustCompile(regexp.QuoteMeta(short)))
}

func phoneDanish(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(screen{width: 390, height: 844, language: "da-DK"})
	p.open(s.link)
	if got := p.text("#go"); got != "Se spørgsmål" {
		t.Errorf("the button says %q", got)
	}
	p.sign1("Åse Ærø")
	if g := s.one(t, "Åse Ærø"); g.Language != "da" {
		t.Errorf("language %q, want da", g.Language)
	}
}

func phoneArabic(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(screen{width: 390, height: 844, language: "ar"})
	p.open(s.link)
	p.until("right to left", `document.documentElement.dir==="rtl" && document.documentElement.lang==="ar"`)
	p.until("yes stands at the right", `document.querySelector("#q-film label:nth-of-type(1)").getBoundingClientRect().x > document.querySelector("#q-film label:nth-of-type(2)").getBoundingClientRect().x`)
	p.axe("in Arabic")
	p.sign1("ليلى حداد")
	if g := s.one(t, "ليلى حداد"); g.Language != "ar" {
		t.Errorf("language %q, want ar", g.Language)
	}
}

// sign1 is an adult's whole signing.
func (p *phone) sign1(name string) {
	p.Helper()
	p.tap("#go")
	p.answer("film", "stills social ads ai")
	p.write("#name", name)
	p.tap(adultYes)
	p.sign("#pad")
	p.tap("#send")
	p.saved()
}

func phoneRefusal(t *testing.T, s *signing, take func(screen) *phone) {
	before := len(s.allConsents(t))
	p := take(upright)
	p.open(s.link)
	p.write("#name", "Nobody At All")
	p.tap("#pair .no-thanks")
	p.sees("#screen .sign-no")
	p.axe("no thanks")
	if after := len(s.allConsents(t)); after != before {
		t.Errorf("%d declarations after a no, %d before", after, before)
	}
	p.tap(`[data-do=again]`)
	p.sees("#card")
	p.until("what was typed is gone", `document.querySelector("#name").value===""`)
}

func (s *signing) allConsents(t *testing.T) []any {
	t.Helper()
	var all []any
	if err := json.Unmarshal([]byte(s.run("consents", "--json").out), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func phoneAllNo(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.open(s.link)
	p.answer("", "film stills social ads ai")
	p.write("#name", "All No")
	p.tap(adultYes)
	p.sign("#pad")
	p.tap("#send")
	p.sees("#errors")
	if got := len(s.consentsOf(t, "All No")); got != 0 {
		t.Errorf("%d declarations", got)
	}
	p.tap("#foot .no-thanks")
	p.sees("#screen .sign-no")
}

// minor opens the text for minors from an adult's.
func (p *phone) minor(link string) {
	p.Helper()
	p.open(link)
	p.tap(adultNo)
	p.tap("#here")
	p.sees("#child-data")
}

// guardian fills in what a guardian says.
func (p *phone) guardian(child, year, parent, other string) {
	p.Helper()
	p.write("#cname", child)
	p.write("#month", "3")
	p.write("#year", year)
	p.tap(`#f-secret label:nth-of-type(2)`)
	p.answer("film stills", "social")
	p.write("#gname", parent)
	p.tap(`#f-rel label:nth-of-type(1)`)
	p.write("#gcontact", "+45 00 12 34 56")
	p.tap(`#f-auth label`)
	p.tap(fmt.Sprintf(`#f-too label:has([value=%s])`, other))
}

func phoneMinor(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.minor(s.link)
	p.guardian("Alma Friis", "2017", "Rikke Friis", "agrees")
	p.tap(`#f-child label:has([value=yes])`)
	p.sign("#pad")
	p.axe("a child and a parent")
	p.tap("#send")
	p.saved()
	g := s.one(t, "Alma Friis")
	if !g.Minor || g.Status != "given" || g.AgeBand != "7-14" || len(g.Guardians) != 1 || g.Guardians[0].Name != "Rikke Friis" || g.Guardians[0].Relation != "mother" || g.Terms != "minor" || len(g.Purposes) < 3 {
		t.Errorf("the kit holds %+v", g)
	}
}

func phoneChildSaysNo(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.minor(s.link)
	p.guardian("Bo Friis", "2016", "Rikke Friis", "none")
	p.tap(`#f-child label:has([value=no])`)
	p.sign("#pad")
	p.tap("#send")
	p.saved()
	if g := s.one(t, "Bo Friis"); g.Status == "given" {
		t.Errorf("the child said no, the kit holds %+v", g)
	}
}

var codeIn = regexp.MustCompile(`[A-HJ-NP-Z2-9]{4} [A-HJ-NP-Z2-9]{4}`)

func phoneAbsentParent(t *testing.T, s *signing, take func(screen) *phone) {
	child := take(upright)
	child.minorAway(s.link, "Carl Toft")
	code := codeIn.FindString(child.text("#screen [data-f=code]"))
	child.axe("the take-home code")
	child.shot("home-en")
	if g := s.one(t, "Carl Toft"); g.Status != "requested" {
		t.Fatalf("before the parent answers: %+v", g)
	}
	parent := take(upright)
	parent.open(strings.Split(s.link, "/s/")[0] + "/k")
	parent.axe("typing a code")
	parent.shot("code-en")
	parent.write("input", strings.ToLower(strings.ReplaceAll(code, " ", "-")))
	parent.tap("form [type=submit], form button")
	parent.sees("#child-data")
	parent.guardian("Carl Toft", "2015", "Mette Toft", "none")
	parent.tap(`#f-child label:has([value=yes])`)
	parent.sign("#pad")
	parent.tap("#send")
	parent.saved()
	if g := s.one(t, "Carl Toft"); g.Status != "given" || len(g.Guardians) != 1 {
		t.Errorf("after the parent has answered: %+v", g)
	}
}

// minorAway is a young person whose parent is not here.
func (p *phone) minorAway(link, name string) {
	p.Helper()
	p.open(link)
	p.tap(adultNo)
	p.tap("#not-here")
	p.sees("#aname")
	p.write("#aname", name)
	p.tap("#away-send")
	p.sees("#screen .home")
}

func phoneTeacher(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.minor(s.link)
	p.guardian("Dan Friis", "2016", "Teacher Of 5B", "none")
	p.tap(`#f-rel label:nth-of-type(4)`)
	p.sees("#teacher")
	p.tap(`#f-child label:has([value=yes])`)
	p.sign("#pad")
	p.tap("#send")
	p.sees("#errors")
	if got := s.consentsOf(t, "Dan Friis"); len(got) != 0 {
		t.Errorf("a teacher signed: %+v", got)
	}
}

func phoneBothParents(t *testing.T, s *signing, take func(screen) *phone) {
	first := take(upright)
	first.minor(s.link)
	first.guardian("Eva Holm", "2014", "Per Holm", "must_sign")
	first.tap(`#f-child label:has([value=yes])`)
	first.sign("#pad")
	first.tap("#send")
	first.saved()
	code := codeIn.FindString(first.text("#screen [data-f=pass] [data-f=code]"))
	if g := s.one(t, "Eva Holm"); g.Status == "given" {
		t.Fatalf("with one of two signatures: %+v", g)
	}
	second := take(upright)
	second.open(strings.Split(s.link, "/s/")[0] + "/k/" + strings.ReplaceAll(code, " ", ""))
	second.sees("#gname")
	var body string
	second.eval(`document.body.innerText`, &body)
	if strings.Contains(body, "Eva") || strings.Contains(body, "Per Holm") {
		t.Error("the second parent's page tells names")
	}
	second.answer("film", "stills social")
	second.write("#gname", "Ida Holm")
	second.tap(`#f-rel label:nth-of-type(1)`)
	second.write("#gcontact", "ida@example.org")
	second.tap(`#f-auth label`)
	second.sign("#pad")
	second.tap("#send")
	second.saved()
	g := s.one(t, "Eva Holm")
	if g.Status != "given" || len(g.Guardians) != 2 || g.Purposes["film"] != "granted" || g.Purposes["stills"] != "denied" {
		t.Errorf("with both signatures: %+v", g)
	}
}

func phoneErrors(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.open(s.link)
	p.answer("film", "stills")
	p.write("#contact", "jonna.brix")
	x, y, w, h := p.place("#pad")
	p.touch([][2]float64{{x + w/2, y + h/2}}) // a dot
	p.tap("#send")
	p.sees("#errors")
	p.axe("with errors")
	p.until("the summary has the focus", `document.activeElement.id==="errors"`)
	p.until("each field says what to do", `["name","adult","contact","ink","q-ads"].every(n=>document.querySelector("#e-"+n).checkVisibility())`)
	p.until("the answers are kept", `document.querySelector("#q-film input[value=yes]").checked && document.querySelector("#contact").value==="jonna.brix"`)
	p.shot("errors-en")
	if got := s.consentsOf(t, ""); len(got) != 0 {
		t.Errorf("stored without a name: %+v", got)
	}
}

func phoneHeld(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.open(s.link)
	p.answer("film", "stills social ads ai")
	p.write("#name", "Held Down")
	p.tap(adultYes)
	p.tap("#held summary")
	p.tap("#hold")
	p.tap("#hold-yes")
	p.tap("#send")
	p.saved()
	if g := s.one(t, "Held Down"); g.Method != "held" {
		t.Errorf("method %q, want held", g.Method)
	}
}

// phoneKeys never touches the screen.
func phoneKeys(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(screen{width: 1280, height: 800, language: "en", mouse: true})
	p.open(s.link)
	p.sees("#card")
	for _, use := range strings.Fields("film stills social ads ai") {
		p.reach("#q-" + use + " input")
		p.key(" ")
	}
	p.reach("#name")
	p.key("Keys Alone")
	p.reach("#f-adult input")
	p.key(" ")
	p.reach("#held summary")
	p.key(kb.Enter)
	p.reach("#hold")
	p.key(" ")
	p.reach("#hold-yes")
	p.key(kb.Enter)
	p.reach("#send")
	p.key(kb.Enter)
	p.saved()
	if g := s.one(t, "Keys Alone"); g.Status != "given" || g.Purposes["film"] != "granted" {
		t.Errorf("the kit holds %+v", g)
	}
}

// reach presses Tab until an element has the focus, which must then be seen.
func (p *phone) reach(selector string) {
	p.Helper()
	for range 80 {
		var there bool
		p.eval(fmt.Sprintf(`document.activeElement.matches(%q)`, selector), &there)
		if there {
			p.until("the focus is in sight", `(r=>r.bottom>0&&r.top<innerHeight)(document.activeElement.getBoundingClientRect())`)
			return
		}
		p.key(kb.Tab)
	}
	p.Fatalf("Tab never reaches %s", selector)
}

func phoneHostileName(t *testing.T, s *signing, take func(screen) *phone) {
	name := `<img src=x onerror=alert(1)>"'&`
	p := take(upright)
	p.open(s.link)
	p.sign1(name)
	p.until("the name is words", `document.querySelector("#screen [data-f=name]").textContent===`+fmt.Sprintf("%q", name)+` && !document.querySelector("#screen img[src=x]")`)
	if g := s.one(t, name); g.Status != "given" {
		t.Errorf("the kit holds %+v", g)
	}
}
