package flow

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"onset/consent"
	"onset/signer"
)

// ExpectedDraft is somebody expected, known by a label.
type ExpectedDraft struct {
	Label    string
	Band     string
	Terms    string // key; empty = the shoot's, for a minor "minor"
	Minor    bool
	AnswerBy consent.Date
}

// Expected are the expected people in the order of their labels.
func (k *Kit) Expected() []ExpectedRow {
	l := k.look()
	defer k.mu.Unlock()
	var out []ExpectedRow
	for _, c := range l.Consents() {
		if !c.Expected {
			continue
		}
		label := k.labels.of(c.Person)
		row := ExpectedRow{Person: c.Person, Consent: c.ID, Label: orElse(label.Label, label.Name), Band: label.Band, AnswerBy: c.AnswerBy, State: ExpectedOpen}
		switch c.Status(l.Today) {
		case consent.StatusGiven, consent.StatusRenewed:
			row.State = ExpectedYes
		case consent.StatusRequested:
		default:
			row.State = ExpectedNo
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(a, b ExpectedRow) int { return compareLabels(a.Label, b.Label) })
	return out
}

// compareLabels puts "5B-2" before "5B-10".
func compareLabels(a, b string) int {
	a, b = foldText(a), foldText(b)
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x > 0 && y > 0 {
			m, n := strings.TrimLeft(a[:x], "0"), strings.TrimLeft(b[:y], "0")
			if len(m) != len(n) {
				return len(m) - len(n)
			}
			if d := strings.Compare(m, n); d != 0 {
				return d
			}
			a, b = a[x:], b[y:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// Expect adds people to the list. Labels that are on it already are left as
// they are, so that a list can be read twice. ErrTerms, ErrEmptyField.
func (k *Kit) Expect(ctx context.Context, list []ExpectedDraft) ([]ExpectedRow, error) {
	have := map[string]bool{}
	for _, r := range k.Expected() {
		have[foldText(r.Label)] = true
	}
	var drafts []Draft
	for _, e := range list {
		e.Label = trim(e.Label)
		if e.Label == "" || len(e.Label) > maxName {
			return nil, fmt.Errorf("expect: %w", ErrEmptyField)
		}
		if have[foldText(e.Label)] {
			continue
		}
		have[foldText(e.Label)] = true
		d, err := k.expectDraft(e)
		if err != nil {
			return nil, fmt.Errorf("expect %d: %w", len(drafts)+1, err)
		}
		drafts = append(drafts, d)
	}
	for batch := range slices.Chunk(drafts, 200) {
		if _, err := k.record(ctx, batch...); err != nil {
			return nil, fmt.Errorf("expect: %w", err)
		}
	}
	return k.Expected(), nil
}

func (k *Kit) expectDraft(e ExpectedDraft) (Draft, error) {
	shoot := k.Shoot()
	key := e.Terms
	if key == "" {
		if key = shoot.Terms; e.Minor {
			key = "minor"
		}
	}
	k.mu.Lock()
	t, ok := k.texts.newest[key]
	k.mu.Unlock()
	if !ok {
		return Draft{}, fmt.Errorf("%w: %q", ErrTerms, key)
	}
	id, err := k.newID()
	person, err2 := k.newID()
	if err := firstError(err, err2); err != nil {
		return Draft{}, err
	}
	b := &consent.Requested{
		Consent: id, Person: person, Shoot: shoot.ID, Terms: key, Minor: e.Minor || t.terms.Minor, AnswerBy: e.AnswerBy,
	}
	secret, err := k.newSecret()
	if err != nil {
		return Draft{}, err
	}
	d := Draft{Body: b}
	b.Set, err = k.about(&d, signer.AudienceSet, signer.Particulars{Label: e.Label, Band: cut(trim(e.Band), maxName), Secret: secret})
	return d, err
}

// Limits of a list of expected people.
const (
	MaxListBytes = 1 << 20
	MaxListLines = 5000
)

// listColumns are the names a header may have, each for one field.
var listColumns = map[string]string{
	"label": "label", "name": "label", "navn": "label", "band": "band", "armbånd": "band", "terms": "terms", "tekst": "terms",
	"minor": "minor", "under18": "minor", "answer_by": "answer_by", "answer-by": "answer_by", "svar_senest": "answer_by",
}

// ParseExpected reads a list: CSV (comma, semicolon or tab) with a header line
// that names its columns (label, band, terms, minor, answer_by), or plain lines
// of labels. A *ListError says what is wrong with which line.
func ParseExpected(r io.Reader) ([]ExpectedDraft, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxListBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read list: %w", err)
	}
	if len(b) > MaxListBytes {
		return nil, &ListError{Key: "size"}
	}
	b, ok := listText(b)
	if !ok {
		return nil, &ListError{Key: "text"}
	}
	head, _, _ := bytes.Cut(b, []byte("\n"))
	columns := readHeader(string(head))
	if columns == nil {
		return parseLabels(b)
	}
	return parseTable(b, columns, separator(string(head)))
}

// listText is a list as UTF-8. What is not is taken for Windows-1252, which
// spreadsheets of the west write still; ok is false for what is no text.
func listText(b []byte) (text []byte, ok bool) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) {
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(b)
		if err != nil {
			return nil, false
		}
		b = decoded
	}
	return b, !bytes.ContainsFunc(b, func(r rune) bool {
		return r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	})
}

func separator(head string) rune {
	for _, sep := range ";\t" {
		if strings.ContainsRune(head, sep) {
			return sep
		}
	}
	return ','
}

// readHeader gives the field of each column, nil when the line is no header.
func readHeader(head string) []string {
	var out []string
	found := false
	for _, name := range strings.FieldsFunc(strings.TrimSpace(head), func(r rune) bool { return r == separator(head) }) {
		field := listColumns[strings.ToLower(strings.Trim(strings.TrimSpace(name), `"`))]
		found = found || field == "label"
		out = append(out, field)
	}
	if !found {
		return nil
	}
	return out
}

func parseLabels(b []byte) ([]ExpectedDraft, error) {
	var out []ExpectedDraft
	s := bufio.NewScanner(bytes.NewReader(b))
	for line := 1; s.Scan(); line++ {
		label := trim(s.Text())
		switch {
		case label == "":
			continue
		case len(label) > maxName:
			return nil, &ListError{Line: line, Key: "label"}
		case len(out) == MaxListLines:
			return nil, &ListError{Line: line, Key: "lines"}
		}
		out = append(out, ExpectedDraft{Label: label})
	}
	if s.Err() != nil {
		return nil, &ListError{Key: "label"}
	}
	return out, nil
}

func parseTable(b []byte, columns []string, sep rune) ([]ExpectedDraft, error) {
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace, r.ReuseRecord = sep, -1, true, true
	var out []ExpectedDraft
	for first := true; ; first = false {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		line, _ := 0, 0
		if err == nil {
			line, _ = r.FieldPos(0)
		}
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			return nil, &ListError{Line: bad.Line, Key: "columns"}
		case err == nil && blank(strings.Join(row, "")):
			continue // spreadsheets end with such lines
		case err != nil || len(row) > len(columns):
			return nil, &ListError{Line: line, Key: "columns"}
		case len(out) == MaxListLines:
			return nil, &ListError{Line: line, Key: "lines"}
		case first:
			continue
		}
		e, key := parseRow(row, columns)
		if key != "" {
			return nil, &ListError{Line: line, Key: key}
		}
		out = append(out, e)
	}
}

// parseRow reads one line; key names what is wrong with it.
func parseRow(row, columns []string) (e ExpectedDraft, key string) {
	for i, v := range row {
		v = trim(v)
		switch columns[i] {
		case "label":
			e.Label = v
		case "band":
			e.Band = v
		case "terms":
			e.Terms = v
		case "minor":
			e.Minor = strings.Contains(" 1 x yes true ja y j ", " "+strings.ToLower(v)+" ") && v != ""
		case "answer_by":
			d, err := consent.ParseDate(v)
			if err != nil && v != "" {
				return e, "date"
			}
			e.AnswerBy = d
		}
	}
	if e.Label == "" || len(e.Label) > maxName {
		return e, "label"
	}
	return e, ""
}
