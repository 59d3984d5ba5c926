package cli

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"onset/app/flow"
	"onset/consent"
)

// personJSON is one row of people --json.
type personJSON struct {
	ID       consent.ID          `json:"id"`
	Name     string              `json:"name"`
	Band     string              `json:"band,omitempty"`
	State    consent.PersonState `json:"state"`
	AgeBand  consent.AgeBand     `json:"age_band,omitempty"`
	Garment  string              `json:"garment,omitempty"`
	Colour   string              `json:"colour,omitempty"`
	Place    string              `json:"place,omitempty"`
	AnswerBy string              `json:"answer_by,omitempty"`
	Clips    int                 `json:"clips"`
}

// peopleCmd lists people, red first.
func (p *program) peopleCmd() *cobra.Command {
	var search string
	c := p.command("people", noArgs, func(*cobra.Command, []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		var rows []personJSON
		for _, r := range k.People(flow.PeopleQuery{Text: search}).Rows {
			rows = append(rows, personJSON{
				ID: r.ID, Name: r.Name, Band: r.Band, State: r.State, AgeBand: r.Age, Garment: r.Clothing.Garment,
				Colour: r.Clothing.Colour, Place: r.Clothing.Place, AnswerBy: r.AnswerBy.String(), Clips: r.Clips,
			})
		}
		return list(p, rows, "cli.people.none", []string{"id", "name", "band", "state", "clips"}, func(r personJSON) []string {
			return []string{r.ID.Short(), p.called(r), r.Band, p.words.T("status.person." + string(r.State)), strconv.Itoa(r.Clips)}
		})
	})
	c.Flags().StringVar(&search, "search", "", p.words.T("cli.people.search"))
	return c
}

// called is a person's name, or the clothing of somebody without one.
func (p *program) called(r personJSON) string {
	if r.Name != "" {
		return r.Name
	}
	s := ""
	for _, part := range [][2]string{{"colour", r.Colour}, {"garment", r.Garment}} {
		if part[1] != "" {
			s += p.words.T(part[0]+"."+part[1]) + " "
		}
	}
	return s + r.Place
}

// consentJSON is one row of consents --json: a contract for scripts.
type consentJSON struct {
	ID         consent.ID                 `json:"id"`
	Short      string                     `json:"short"`
	Person     consent.ID                 `json:"person"`
	Name       string                     `json:"name"`
	Terms      string                     `json:"terms"`
	Version    int                        `json:"terms_version,omitempty"`
	Language   string                     `json:"language"`
	Status     consent.Status             `json:"status"`
	GivenAt    string                     `json:"given_at"`
	EndsAt     string                     `json:"ends_at"`
	Method     consent.Method             `json:"method"`
	Minor      bool                       `json:"minor"`
	AgeBand    consent.AgeBand            `json:"age_band"`
	Guardians  []guardianJSON             `json:"guardians"`
	ChildSays  consent.ChildSays          `json:"child_says,omitempty"`
	Purposes   map[consent.Purpose]string `json:"purposes"`
	Withdrawn  []consent.Purpose          `json:"withdrawn,omitempty"`
	Conditions []consent.Condition        `json:"conditions,omitempty"`
	Restricted bool                       `json:"restricted,omitempty"`
	AnswerBy   string                     `json:"answer_by,omitempty"`
	Device     string                     `json:"device"`
	ReceivedAt string                     `json:"received_at"`
}

type guardianJSON struct {
	Name     string           `json:"name"`
	Relation consent.Relation `json:"relation"`
	Contact  string           `json:"contact,omitempty"`
}

// allPurposes are those of the starter terms, so that every record names the
// ones it did not ask about.
var allPurposes = []consent.Purpose{
	consent.Film, consent.Stills, consent.Social, consent.Ads, consent.Showreel, consent.Reuse, consent.Archive, consent.Name, consent.AI,
}

func (p *program) consentsCmd() *cobra.Command {
	return p.command("consents", noArgs, func(*cobra.Command, []string) error {
		k, err := p.open()
		if err != nil {
			return err
		}
		today := consent.DateOf(p.env.Now())
		var rows []consentJSON
		for _, l := range k.Consents() {
			rows = append(rows, consentRow(l, today))
		}
		return list(p, rows, "cli.consents.none", []string{"id", "name", "terms", "status", "given", "ends"}, func(r consentJSON) []string {
			return []string{r.Short, r.Name, r.Terms, p.words.T("record.status." + string(r.Status)), p.day(r.GivenAt), r.EndsAt}
		})
	})
}

func (p *program) day(rfc3339 string) string {
	t, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return ""
	}
	return p.words.Day(t) + " " + p.words.Clock(t)
}

func consentRow(l flow.ConsentLine, today consent.Date) consentJSON {
	c := l.Consent
	r := consentJSON{
		ID: c.ID, Short: c.ID.Short(), Person: c.Person, Name: l.Name, Terms: c.Terms.Key, Version: c.Terms.Version, Language: c.Terms.Language,
		Status: l.Status, GivenAt: stamp(c.GivenAt), EndsAt: c.Ends().String(), Method: c.Method, Minor: c.Minor(), AgeBand: c.Band,
		ChildSays: c.ChildSays, Conditions: c.Conditions, Restricted: c.Restricted(today), AnswerBy: c.AnswerBy.String(),
		Device: c.Device.String(), ReceivedAt: stamp(c.ReceivedAt), Guardians: []guardianJSON{}, Purposes: map[consent.Purpose]string{},
	}
	for _, g := range l.Guardians {
		r.Guardians = append(r.Guardians, guardianJSON(g))
	}
	for _, u := range allPurposes {
		r.Purposes[u] = "not_asked"
	}
	for _, ch := range c.Choices {
		r.Purposes[ch.Purpose] = string(ch.Answer)
	}
	for _, w := range c.Withdrawals {
		r.Withdrawn = append(r.Withdrawn, w.Purposes...)
	}
	return r
}

// receiptOut is a receipt for scripts.
type receiptOut struct {
	ID         consent.ID                 `json:"id"`
	Short      string                     `json:"short"`
	Production string                     `json:"production"`
	Controller string                     `json:"controller"`
	Contact    string                     `json:"contact"`
	Status     consent.Status             `json:"status"`
	Purposes   map[consent.Purpose]string `json:"purposes"`
	Ends       map[consent.Purpose]string `json:"ends"`
	Payload    string                     `json:"payload"`
}

func receiptJSON(r flow.Receipt) receiptOut {
	out := receiptOut{
		ID: r.Consent, Short: r.Short, Production: r.Production, Controller: r.Controller, Contact: r.Contact, Status: r.Status,
		Purposes: map[consent.Purpose]string{}, Ends: map[consent.Purpose]string{}, Payload: r.Payload,
	}
	for _, c := range r.Choices {
		out.Purposes[c.Purpose] = string(c.Answer)
		if c.Answer == consent.Granted {
			out.Ends[c.Purpose] = c.Until.String()
		}
	}
	return out
}

func (p *program) printReceipt(r flow.Receipt) {
	out := p.env.Out
	fmt.Fprintf(out, "%s\n%s · %s\n%s · %s\n\n", r.Production, r.Controller, r.Contact, r.Name, r.Short)
	for _, c := range r.Choices {
		answer := p.words.T(answerKey(c.Answer))
		line := c.Title + ": " + answer
		if c.Answer == consent.Granted && c.Until != 0 {
			line += " · " + p.words.T("when.until", "date", p.words.Day(c.Until.Time()))
		}
		fmt.Fprintln(out, line)
	}
	fmt.Fprintf(out, "\n%s\n", r.Payload)
}

// answerKey is the word for an answer.
func answerKey(a consent.Answer) string {
	switch a {
	case consent.Granted:
		return "status.said_yes"
	case consent.Denied:
		return "status.said_no"
	default:
		return "status.not_asked"
	}
}
