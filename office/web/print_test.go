package web

import (
	"context"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// paper is the width between the margins of A4, in CSS pixels, and inches its whole size.
const (
	paper       = 680
	paperWidth  = 8.27
	paperHeight = 11.69
)

// pdfPages counts the pages of a PDF by their objects.
var pdfPages = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// TestPagesArePrinted holds what people take to a meeting or to an authority
// as it comes on A4: its title and what it warns of are there, nothing of the
// window is, nothing runs over the side, and it is as many pages as its rows need.
func TestPagesArePrinted(t *testing.T) {
	if testing.Short() {
		t.Skip("a real browser")
	}
	o := demo(t)
	s := httptest.NewServer(o.web)
	t.Cleanup(s.Close)
	b := opens(t, s.URL)
	b.looks(1280, false)
	b.open("/login")
	b.do(chromedp.SendKeys("#email", o.users[Administrator].Email), chromedp.SendKeys("#password", password))
	b.press("button.go")
	for name, p := range map[string]struct{ path, title string }{
		"overview": {o.base(), "Overview"},
		"publish":  {o.base() + "publish?use=film&where=&start=&end=", "Can we publish?"},
		"people":   {o.base() + "people", "People"},
		"consents": {o.base() + "consents", "Consents"},
		"arrived":  {o.base() + "arrived", "What came in"},
		"asides":   {o.base() + "asides", "Set aside"},
		"report":   {o.base() + "devices/" + o.lost + "/report?all=1", "This was on it"},
		"audit":    {o.base() + "audit", "Who saw what"},
	} {
		t.Run(name, func(t *testing.T) {
			b.T = t
			b.open(p.path)
			b.printed(p.title)
		})
	}
}

// printed looks at the page in the window as it comes on paper.
func (b *tab) printed(title string) {
	b.Helper()
	var pdf []byte
	b.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().WithPaperWidth(paperWidth).WithPaperHeight(paperHeight).WithPreferCSSPageSize(true).Do(ctx)
		return err
	}))
	if n := len(pdfPages.FindAll(pdf, -1)); n < 1 || n > 4 {
		b.Errorf("%d pages", n)
	}
	var text string
	var over []string
	b.do(emulation.SetDeviceMetricsOverride(paper, 1000, 1, false), emulation.SetEmulatedMedia().WithMedia("print"),
		chromedp.Evaluate(`document.body.innerText`, &text),
		chromedp.Evaluate(`[...document.querySelectorAll("body *")].filter(e=>e.checkVisibility()&&!e.closest(".vh")&&e.getBoundingClientRect().right>innerWidth+1).map(e=>e.tagName+"."+e.className+" "+(e.innerText||"").slice(0,40))`, &over))
	for _, want := range []string{title, "Havnen", "Contains personal data"} {
		if !strings.Contains(text, want) {
			b.Errorf("it does not say %q", want)
		}
	}
	for _, never := range []string{"Log out", "Menu", "See the answer"} {
		if strings.Contains(text, never) {
			b.Errorf("it says %q, which is of the window", never)
		}
	}
	if len(over) > 0 {
		b.Errorf("runs over the side: %v", over)
	}
	b.shot("paper-" + strings.ReplaceAll(b.Name(), "/", "-"))
	b.looks(1280, false)
	b.do(emulation.SetEmulatedMedia().WithMedia(""))
}
