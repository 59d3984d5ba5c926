package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"onset/app/flow"
	"onset/app/say"
)

// openedJSON is the first line of sign --json.
type openedJSON struct {
	Event   string     `json:"event"` // "open"
	Link    string     `json:"link"`
	Test    string     `json:"test"` // says that the phone can see this device
	Links   []linkJSON `json:"links"`
	Local   string     `json:"local"` // for this device's own browser
	WiFi    string     `json:"wifi,omitempty"`
	Crowd   bool       `json:"crowd"`
	Terms   string     `json:"terms"`
	Lang    string     `json:"language"`
	Expires string     `json:"expires"`
	Next    []string   `json:"next_bands,omitempty"`
	Poster  string     `json:"poster,omitempty"` // the file it was written to
}

type linkJSON struct {
	Interface string `json:"interface"`
	Link      string `json:"link"`
	Test      string `json:"test"`
	Likely    bool   `json:"likely"`
}

// begin prints the page's address, and how phones get to it.
func (s *signing) begin() error {
	b := s.phones.Board()
	if len(b.Links) == 0 {
		return flow.ErrListen
	}
	if s.p.json {
		o := opened(b, s.phones.LocalLink())
		o.Poster = s.poster
		return s.p.printLine(o)
	}
	out := s.p.env.Out
	fmt.Fprintln(out, b.Links[0].Link)
	s.showWiFi(b)
	s.showCode(s.p.words.T("cli.sign.step_page"), b.Links[0].QR)
	for _, l := range b.Links[1:] {
		fmt.Fprintln(out, s.p.words.T("cli.sign.also", "link", l.Link, "interface", oneLine(l.Interface)))
	}
	fmt.Fprintln(out, s.p.words.T("cli.sign.test", "link", b.Links[0].Test))
	if s.poster != "" {
		fmt.Fprintln(out, s.p.words.T("cli.sign.poster_file", "file", oneLine(s.poster)))
	}
	if b.Crowd {
		fmt.Fprintln(out, s.p.words.T("cli.sign.poster_until", "date", s.p.words.Day(b.Expires), "time", s.p.words.Clock(b.Expires)))
		fmt.Fprintln(out, s.p.words.T("cli.sign.unwitnessed", "bands", strings.Join(b.Next, ", ")))
	}
	_, err := fmt.Fprintln(out, s.p.words.T("cli.sign.on"))
	return err
}

func opened(b flow.PhoneBoard, local string) openedJSON {
	o := openedJSON{
		Event: "open", Link: b.Links[0].Link, Test: b.Links[0].Test, Local: local, WiFi: b.WiFi.SSID, Crowd: b.Crowd,
		Terms: b.Terms, Lang: b.Language, Expires: b.Expires.Format(time.RFC3339), Links: []linkJSON{},
	}
	if b.Crowd {
		o.Next = b.Next
	}
	for _, l := range b.Links {
		o.Links = append(o.Links, linkJSON{l.Interface, l.Link, l.Test, l.Likely})
	}
	return o
}

// showWiFi shows how a phone joins the network, where it was told.
func (s *signing) showWiFi(b flow.PhoneBoard) {
	if b.WiFi.SSID == "" {
		return
	}
	key := "cli.sign.step_wifi"
	if b.WiFi.Password == "" {
		key = "cli.sign.step_wifi_open"
	}
	s.showCode(s.p.words.T(key, "name", oneLine(b.WiFi.SSID), "password", oneLine(b.WiFi.Password)), b.WiFiQR)
}

// showCode draws a code under its heading, or says that it needs a wider terminal.
func (s *signing) showCode(heading string, modules [][]bool) {
	out := s.p.env.Out
	fmt.Fprintf(out, "\n%s\n", heading)
	wide := len(modules) + 2*quiet
	switch {
	case len(modules) == 0:
	case s.p.env.Width > 0 && s.p.env.Width < wide:
		fmt.Fprintln(out, s.p.words.T("cli.sign.narrow", "columns", wide))
	default:
		_ = drawCode(out, modules, s.p.env.Width) // what cannot be written, the next line says
	}
	fmt.Fprintln(out)
}

// quiet is the light margin that a code needs, in modules.
const quiet = 4

// drawCode draws two rows of modules in each line. What is light is drawn and
// what is dark left out, which is right on a dark terminal; on a light one the
// code stands inverted, as readers of today take it too. A terminal that is too
// narrow gets nothing; a width of 0 is not known.
func drawCode(out io.Writer, modules [][]bool, width int) error {
	light := func(x, y int) bool {
		y, x = y-quiet, x-quiet
		return y < 0 || x < 0 || y >= len(modules) || x >= len(modules[y]) || !modules[y][x]
	}
	side := len(modules) + 2*quiet
	if width > 0 && width < side {
		return nil
	}
	for y := 0; y < side; y += 2 {
		var line strings.Builder
		for x := range side {
			upper, lower := light(x, y), y+1 < side && light(x, y+1)
			switch {
			case upper && lower:
				line.WriteRune('█')
			case upper:
				line.WriteRune('▀')
			case lower:
				line.WriteRune('▄')
			default:
				line.WriteByte(' ')
			}
		}
		if _, err := fmt.Fprintln(out, line.String()); err != nil {
			return err
		}
	}
	return nil
}

// printLine writes one line of JSON, for what goes on and on.
func (p *program) printLine(v any) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(p.env.Out, say.PlainJSON([]byte(b.String())))
	return err
}
