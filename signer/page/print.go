package page

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
	"unicode"

	"onset/consent"
	"onset/signer"
)

// PosterLanguages is how many languages a poster speaks at most.
const PosterLanguages = 4

// PosterView is what a poster says.
type PosterView struct {
	Production string
	Controller string
	Contact    string
	Languages  []string // the shoot's first; after PosterLanguages the rest is left out
	SSID       string   // empty = the poster tells of no network
	Password   string   // empty = an open network
	WiFiQR     [][]bool // codes are without a quiet zone, true for dark
	PageQR     [][]bool
	Until      time.Time // in the place's zone
}

// Poster writes a page of A4 to hang up: how to join the network and open the
// page, in up to four languages, and who asks.
func (d *Documents) Poster(w io.Writer, v PosterView) error {
	tags := v.Languages[:min(len(v.Languages), PosterLanguages)]
	if len(tags) == 0 {
		tags = []string{"en"}
	}
	data := posterData{sheet: d.paper(tags[0], v.Production, "poster.h"), PosterView: v}
	for _, tag := range tags {
		data.Tongues = append(data.Tongues, d.base(tag))
	}
	data.Until = data.T("poster.until", "date", data.words.Date(v.Until), "time", data.words.Clock(v.Until))
	return d.render(w, "poster", &data)
}

type posterData struct {
	sheet
	PosterView
	Tongues []base
	Until   string
}

// ReceiptView is what a printed receipt says.
type ReceiptView struct {
	Language   string
	Production string
	Controller string
	Contact    string
	Address    string // may be empty
	Consent    consent.ID
	Short      string
	Name       string // empty = not known here
	Minor      bool   // the name is a child's
	Band       string
	Signed     time.Time // in the place's zone
	Choices    []ReceiptChoice
	Conditions []consent.Condition
	NotAsked   string
	Waiting    string // see Receipt
	QR         [][]bool
	Ink        *signer.Ink // nil = not drawn, or not to be shown
	Signer     string      // whose ink it is
}

// ReceiptPage writes a receipt as a page that stands for itself: it can be kept,
// printed and handed over.
func (d *Documents) ReceiptPage(w io.Writer, v ReceiptView) error {
	data := receiptData{sheet: d.paper(v.Language, v.Production, "receipt.title"), V: v, Ink: v.Ink, ID: v.Consent.URN()}
	data.Signed = data.words.Day(v.Signed) + " · " + data.words.Clock(v.Signed)
	data.NameWord = data.T("you.name")
	if v.Minor {
		data.NameWord = data.T("minor.c_name")
	}
	if key := waitingWords[v.Waiting]; key != "" {
		data.Waiting = data.T(key)
	}
	for _, c := range v.Choices {
		line := choiceData{Title: c.Title, Yes: c.Answer == consent.Granted, Withdrawn: c.Withdrawn}
		if line.Yes && !c.Withdrawn && !c.Until.IsZero() {
			line.Until = data.T("receipt.until", "d", data.words.Day(c.Until.Time()))
		}
		data.Choices = append(data.Choices, line)
	}
	for _, c := range v.Conditions {
		data.Conditions = append(data.Conditions, data.T("cond."+string(c)))
	}
	return d.render(w, "receipt", &data)
}

var waitingWords = map[string]string{"guardian": "receipt.waiting1", "second": "receipt.waiting2", "no": "receipt.noted"}

type receiptData struct {
	sheet
	V                             ReceiptView
	ID, Signed, NameWord, Waiting string
	Choices                       []choiceData
	Conditions                    []string
	Ink                           *signer.Ink
}

type choiceData struct {
	Title, Until   string
	Yes, Withdrawn bool
}

// CardView is one take-home code on paper. It names nobody.
type CardView struct {
	Language string
	Code     string // in any form that ParseCode takes
	By       consent.Date
	Base     string // address of the page that takes the code; may be empty
	QR       [][]bool
}

// TakeHomeCards writes cards with take-home codes, eight to a page with lines to
// cut along. ErrCode.
func (d *Documents) TakeHomeCards(w io.Writer, production, lang string, cards []CardView) error {
	data := cardsData{sheet: d.paper(lang, production, "minor.h_code")}
	for _, c := range cards {
		code, err := ParseCode(c.Code)
		if err != nil {
			return fmt.Errorf("card of a take-home code: %w", err)
		}
		card := cardData{base: d.base(c.Language), Code: FormatCode(code), Base: withoutScheme(c.Base), QR: c.QR}
		if !c.By.IsZero() {
			card.By = card.T("minor.h_by", "date", card.words.Date(c.By.Time()))
		}
		data.Cards = append(data.Cards, card)
	}
	return d.render(w, "cards", &data)
}

type cardsData struct {
	sheet
	Cards []cardData
}

type cardData struct {
	base
	Code, Base, By string
	QR             [][]bool
}

func withoutScheme(address string) string {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		return address
	}
	return rest
}

// sheet is what every page on paper has.
type sheet struct {
	base
	Policy string
}

func (d *Documents) paper(lang, production, title string) sheet {
	b := d.base(lang)
	b.Style, b.Production, b.Title = d.paperStyle, production, b.T(title)
	return sheet{base: b, Policy: d.paperCSP}
}

// moduleRuns draws a code as a picture of whole pixels with its quiet zone, at
// least as wide as wanted: half a pixel of grey at an edge costs a camera the
// code.
func moduleRuns(bits [][]bool, wanted int) template.HTML {
	if len(bits) == 0 {
		return ""
	}
	const quiet = 4
	side := len(bits) + 2*quiet
	size := side * ((wanted + side - 1) / side)
	var path strings.Builder
	for y, row := range bits {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	//nolint:gosec // numbers only
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="QR" shape-rendering="crispEdges"><path d="%s"/></svg>`,
		side, side, size, size, path.String()))
}

// unnumbered is a step without its number, where there is only one.
func unnumbered(s string) string {
	return strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsDigit(r) || r == '.' || r == ')' || unicode.IsSpace(r) })
}
