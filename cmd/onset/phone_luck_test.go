package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func phoneSmall(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(screen{width: 320, height: 568, language: "da", dark: true})
	p.open(s.link)
	p.sees("#card")
	p.until("nothing scrolls sideways", `document.documentElement.scrollWidth<=innerWidth`)
	p.axe("a small dark screen")
	p.sign1("Lille Skærm")
	p.until("nothing scrolls sideways", `document.documentElement.scrollWidth<=innerWidth`)
	s.one(t, "Lille Skærm")
}

func phoneTurn(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.open(s.link)
	p.answer("film", "stills social ads ai")
	p.write("#name", "Turned Round")
	p.tap(adultYes)
	p.sign("#pad")
	inked := `(c=>{const d=c.getContext("2d").getImageData(0,0,c.width,c.height).data;let n=0;for(let i=3;i<d.length;i+=4)if(d[i]>0&&d[i-3]<200)n++;return n})(document.querySelector("#pad"))`
	p.until("there is ink", inked+">50")
	p.turn(screen{width: 844, height: 390})
	p.until("the pad is as wide as the screen lets it", `document.querySelector("#pad").getBoundingClientRect().width>250`)
	p.until("the ink has turned along", inked+">50")
	p.until("nothing is lost", `document.querySelector("#name").value==="Turned Round" && document.querySelector("#q-film input[value=yes]").checked`)
	p.turn(upright)
	p.until("and back", inked+">50")
	p.tap("#send")
	p.saved()
	s.one(t, "Turned Round")
}

func phoneReload(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.open(s.link)
	p.answer("film", "stills social ads ai")
	p.write("#name", "Loaded Again")
	p.until("the answers stand in the address", `location.hash.includes("a=")`)
	code := p.text("#code b")
	p.do(chromedp.Reload())
	p.until("the answers are back", `document.querySelector("#q-film input[value=yes]").checked && document.querySelector("#name").value==="Loaded Again"`)
	if again := p.text("#code b"); again != code {
		t.Errorf("the code is %s after a reload, %s before", again, code)
	}
	p.tap(adultYes)
	p.sign("#pad")
	p.tap("#send")
	short := p.saved()
	p.do(chromedp.Reload())
	if again := p.saved(); again != short {
		t.Errorf("the receipt says %s after a reload, %s before", again, short)
	}
	s.one(t, "Loaded Again")
}

func phoneOtherLanguage(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.open(s.link)
	p.answer("film", "stills social ads ai")
	p.write("#name", "Many Tongues")
	p.sign("#pad")
	p.tap("#langs summary")
	p.tap("#langs a[data-l=de]")
	p.until("the page is German", `document.documentElement.lang==="de"`)
	p.until("nothing is lost", `document.querySelector("#name").value==="Many Tongues" && document.querySelector("#q-film input[value=yes]").checked`)
	p.tap(adultYes)
	p.tap("#send")
	p.saved()
	if g := s.one(t, "Many Tongues"); g.Language != "de" {
		t.Errorf("language %q, want de", g.Language)
	}
}

func phoneCut(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.open(s.link)
	p.answer("film", "stills social ads ai")
	p.write("#name", "Cut Off")
	p.tap(adultYes)
	p.sign("#pad")
	p.cut(true)
	p.tap("#send")
	p.sees("#banner")
	p.axe("without a network")
	p.shot("lost-en")
	p.until("nothing is lost", `document.querySelector("#name").value==="Cut Off"`)
	if got := s.consentsOf(t, "Cut Off"); len(got) != 0 {
		t.Errorf("stored without a network: %+v", got)
	}
	p.cut(false)
	p.saved() // by itself
	s.one(t, "Cut Off")
}

func phonesTogether(t *testing.T, s *signing, take func(screen) *phone) {
	a, b := take(upright), take(screen{width: 412, height: 915, language: "da"})
	a.open(s.link)
	b.open(s.link)
	codeA, codeB := a.text("#code b"), b.text("#code b")
	if codeA == codeB || len(strings.Fields(codeA)) != 2 {
		t.Errorf("codes %q and %q", codeA, codeB)
	}
	a.tap("#go")
	b.tap("#go")
	a.answer("film", "stills social ads ai")
	b.answer("stills", "film social ads ai")
	a.write("#name", "First Of Two")
	b.write("#name", "Anden Af To")
	a.tap(adultYes)
	b.tap(adultYes)
	a.sign("#pad")
	b.sign("#pad")
	a.tap("#send")
	b.tap("#send")
	shortA, shortB := a.saved(), b.saved()
	ga, gb := s.one(t, "First Of Two"), s.one(t, "Anden Af To")
	if ga.Short != shortA || gb.Short != shortB || ga.Purposes["film"] != "granted" || gb.Purposes["film"] != "denied" {
		t.Errorf("mixed up: %s %+v, %s %+v", shortA, ga, shortB, gb)
	}
	for p, other := range map[*phone]string{a: "Anden", b: "First"} {
		var body string
		p.eval(`document.documentElement.outerHTML`, &body)
		if strings.Contains(body, other) {
			t.Errorf("one phone shows %q of the other", other)
		}
	}
}

func phoneTakesBack(t *testing.T, s *signing, take func(screen) *phone) {
	p := take(upright)
	p.open(s.link)
	p.answer("film stills", "social ads ai")
	p.write("#name", "Second Thoughts")
	p.tap(adultYes)
	p.sign("#pad")
	p.tap("#send")
	p.saved()
	p.taps = 0
	p.tap("[data-do=back]")
	p.axe("taking it back")
	p.shot("back-en")
	p.tap(`#screen label:has([value=stills])`)
	p.tap("[data-do=take]")
	p.until("a new receipt", `document.querySelector("#screen .receipt") && document.querySelector("#screen .receipt").innerText.length>100 && document.querySelector("#screen .receipt h1").checkVisibility()`)
	if p.taps != 3 {
		t.Errorf("%d touches to take something back, want 3", p.taps)
	}
	p.until("the receipt says so", `document.querySelector("#screen .receipt li s, #screen .receipt [class*=taken], #screen .receipt").innerText.includes("taken back")`)
	if e := s.run("receipt", s.one(t, "Second Thoughts").ID); e.code != 0 || !strings.Contains(e.out, "taken back") && !strings.Contains(e.out, "Took it back") {
		t.Errorf("the kit's receipt: %s%s", e.out, e.err)
	}
}
