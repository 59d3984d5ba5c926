package page

import (
	"image"
	"image/color"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/skip2/go-qrcode"

	"onset/assets"
	"onset/consent"
	"onset/signer"
)

func bits(t *testing.T, text string) [][]bool {
	t.Helper()
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	q.DisableBorder = true
	return q.Bitmap()
}

var evening = time.Date(2026, 6, 9, 19, 4, 0, 0, time.FixedZone("", 2*3600))

func testPoster(t *testing.T) PosterView {
	return PosterView{
		Production: "Havnen", Controller: "Nordmole Film ApS", Contact: "privat@nordmole.example", Languages: []string{"da", "en", "uk", "ar", "de"},
		SSID: "Havnen-A", Password: "s&l<t; kød", WiFiQR: bits(t, "WIFI:T:WPA;S:Havnen-A;P:x;;"), PageQR: bits(t, "http://192.168.1.20:8787/s/abc#k=def"), Until: evening,
	}
}

func testReceipt(t *testing.T) ReceiptView {
	id := consent.ID{1, 2, 3}
	return ReceiptView{
		Language: "da", Production: "Havnen", Controller: "Nordmole Film ApS", Contact: "privat@nordmole.example", Address: "Dokvej 7, 6700 Esbjerg",
		Consent: id, Short: id.Short(), Name: "Jonna <b>Brix</b>", Band: "A12", Signed: evening,
		Choices: []ReceiptChoice{
			{Purpose: consent.Film, Title: "Filmen", Answer: consent.Granted, Until: consent.NewDate(2031, 12, 31)},
			{Purpose: consent.Stills, Title: "Fotos", Answer: consent.Granted, Until: consent.NewDate(2031, 12, 31), Withdrawn: true},
			{Purpose: consent.Ads, Title: "Reklame", Answer: consent.Denied},
		},
		Conditions: []consent.Condition{consent.NoName, consent.NoSchool}, NotAsked: "Vi bruger det ikke i showreels.", Waiting: "second",
		QR: bits(t, "receipt"), Signer: "Jonna Brix",
		Ink: &signer.Ink{W: 300, H: 160, Strokes: [][]signer.InkPoint{{{X: 10, Y: 20}, {X: 200, Y: 80, T: 400}}}},
	}
}

func testCards(t *testing.T) []CardView {
	var cards []CardView
	for i, lang := range []string{"da", "ar", "en"} {
		cards = append(cards, CardView{Language: lang, Code: TakeHomeCode([16]byte{byte(i)}), By: consent.NewDate(2026, 6, 16), Base: "https://set.example/k", QR: bits(t, "https://set.example/k/X")})
	}
	cards[2].Base, cards[2].QR = "", nil
	return cards
}

func papers(t *testing.T, d *Documents) map[string]func(io.Writer) error {
	open := testPoster(t)
	open.SSID, open.Password, open.WiFiQR, open.Languages = "", "", nil, nil
	return map[string]func(io.Writer) error{
		"poster":      func(w io.Writer) error { return d.Poster(w, testPoster(t)) },
		"poster-open": func(w io.Writer) error { return d.Poster(w, open) },
		"receipt":     func(w io.Writer) error { return d.ReceiptPage(w, testReceipt(t)) },
		"cards":       func(w io.Writer) error { return d.TakeHomeCards(w, "Havnen", "da", testCards(t)) },
	}
}

func TestPaper(t *testing.T) {
	d := loaded(t)
	style := regexp.MustCompile(`(?s)<style>.*?</style>`)
	codes := regexp.MustCompile(`<path d="M[^"]{400,}"/>`)
	hashes := regexp.MustCompile(`sha256-[A-Za-z0-9+/=]+`)
	for name, draw := range papers(t, d) {
		var b strings.Builder
		if err := draw(&b); err != nil {
			t.Fatal(name, err)
		}
		page := codes.ReplaceAllString(style.ReplaceAllString(b.String(), "<style></style>"), "<path/>")
		golden(t, "print-"+name+".html", strings.ReplaceAll(hashes.ReplaceAllString(page, "sha256-…"), "><", ">\n<"))
		if m := forbidden.FindString(b.String()); m != "" {
			t.Errorf("%s: %s", name, m)
		}
		if m := elsewhere.FindString(b.String()); m != "" {
			t.Errorf("%s fetches from elsewhere: %s", name, m)
		}
		if css := strings.TrimSuffix(strings.TrimPrefix(style.FindString(b.String()), "<style>"), "</style>"); !strings.Contains(d.paperCSP, hashOf(css)) {
			t.Errorf("%s: the policy does not allow its own style", name)
		}
	}
}

func TestCardsRefuseWhatIsNoCode(t *testing.T) {
	if err := loaded(t).TakeHomeCards(io.Discard, "Havnen", "da", []CardView{{Language: "da", Code: "0O1I"}}); err == nil {
		t.Error("a card without a code")
	}
}

// TestCodesOnPaper: what is drawn is the code, in whole pixels, with four
// modules of white around it.
func TestCodesOnPaper(t *testing.T) {
	want := bits(t, "http://192.168.1.20:8787/s/abc#k=def")
	svg := string(moduleRuns(want, 230))
	m := regexp.MustCompile(`viewBox="0 0 (\d+) (\d+)" width="(\d+)"`).FindStringSubmatch(svg)
	if m == nil {
		t.Fatal(svg)
	}
	side, _ := strconv.Atoi(m[1])
	width, _ := strconv.Atoi(m[3])
	if side != len(want)+8 || width%side != 0 || width < 230 {
		t.Errorf("%d modules on %d pixels", side, width)
	}
	img := image.NewGray(image.Rect(0, 0, side, side))
	for _, run := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1`).FindAllStringSubmatch(svg, -1) {
		x, _ := strconv.Atoi(run[1])
		y, _ := strconv.Atoi(run[2])
		n, _ := strconv.Atoi(run[3])
		for i := range n {
			img.SetGray(x+i, y, color.Gray{Y: 1})
		}
	}
	for y := range side {
		for x := range side {
			inside := x >= 4 && y >= 4 && x < side-4 && y < side-4
			if dark := img.GrayAt(x, y).Y == 1; dark != (inside && want[y-4][x-4]) {
				t.Fatalf("module %d,%d is dark %v", x, y, dark)
			}
		}
	}
	if moduleRuns(nil, 100) != "" {
		t.Error("no code, and something was drawn")
	}
}

func TestUnnumbered(t *testing.T) {
	for _, tag := range assets.PageLanguages() {
		w, err := assets.PageWords(tag)
		if err != nil {
			t.Fatal(err)
		}
		if s := unnumbered(w.T("poster.2")); s == "" || strings.ContainsAny(s[:1], "0123456789. ") || !strings.HasSuffix(w.T("poster.2"), s) {
			t.Errorf("%s: %q became %q", tag, w.T("poster.2"), s)
		}
	}
}
