package flow

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"onset/assets"
	"onset/consent"
	"onset/media"
)

// ReportCSV writes one line per clip, about all clips or these.
// assets.ErrNoLanguage.
func (k *Kit) ReportCSV(ctx context.Context, out io.Writer, use media.Use, lang string, clips ...consent.ID) error {
	w, err := assets.NewWords(lang)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	t := &reportTable{w: w, csv: csv.NewWriter(out), reasons: map[reasonKey]string{}}
	t.head()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for rows := range k.tableRows(ctx, w, use, clips) {
		for i := range rows {
			t.line(&rows[i])
		}
		if t.csv.Error() != nil {
			break // nobody reads on
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	t.csv.Flush()
	if err := t.csv.Error(); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// tableRow is what a line is made of.
type tableRow struct {
	clip    *media.Clip
	at      string
	verdict media.Verdict
	people  []string
	more    int      // who are not named
	whose   []string // beside the reasons: whom each is about, empty when nobody
}

// tableRows judges clips, the next ones while those before are written. It ends
// with the context.
func (k *Kit) tableRows(ctx context.Context, w *assets.Words, use media.Use, ids []consent.ID) <-chan []tableRow {
	out := make(chan []tableRow, 1)
	go func() {
		defer close(out)
		k.look()
		list := k.pick(ids)
		k.mu.Unlock()
		for some := range slices.Chunk(list, judgeTogether) {
			select {
			case <-ctx.Done():
				return
			case out <- k.tableRowsOf(w, use, some, len(list) > judgeTogether):
			}
		}
	}()
	return out
}

func (k *Kit) tableRowsOf(w *assets.Words, use media.Use, clips []*media.Clip, many bool) []tableRow {
	clear := k.lookJudging(use, many)
	defer k.mu.Unlock()
	names := map[consent.ID]string{}
	word := func(id consent.ID) string {
		name, ok := names[id]
		if !ok {
			l := k.labels.of(id)
			name = personWord(w, PersonRow{Name: l.Name, Clothing: l.clothing(), Band: l.Band})
			names[id] = name
		}
		return name
	}
	rows := make([]tableRow, 0, len(clips))
	clear(clips, func(c *media.Clip, v media.Verdict) bool {
		rows = append(rows, k.tableRow(c, v, word))
		return true
	})
	return rows
}

// tableRow is one row; mu is held.
func (k *Kit) tableRow(c *media.Clip, v media.Verdict, word func(consent.ID) string) tableRow {
	row := tableRow{clip: c, verdict: v, whose: make([]string, len(v.Reasons))}
	if at := k.clipTime(c); !at.IsZero() {
		row.at = at.Format("2006-01-02 15:04:05 -07:00")
	}
	for i, t := range c.Tags {
		switch {
		case tagged(c.Tags[:i], t.Tag.Person):
		case len(row.people) < maxAvatars:
			row.people = append(row.people, word(t.Tag.Person))
		default:
			row.more++
		}
	}
	for i, r := range v.Reasons {
		if !r.Person.IsZero() {
			row.whose[i] = word(r.Person)
		}
	}
	return row
}

// reportTable writes rows as lines. The same few sentences stand in all of
// them, so each is made once.
type reportTable struct {
	w       *assets.Words
	csv     *csv.Writer
	reasons map[reasonKey]string
}

type reasonKey struct {
	code consent.Code
	cond consent.Condition
	date consent.Date
}

func (t *reportTable) head() {
	w := t.w
	_ = t.csv.Write([]string{
		w.T("report.clip"), w.T("report.name"), w.T("report.captured"), w.T("report.result"), w.T("report.people"), w.T("report.why"), w.T("report.fix"),
	})
}

func (t *reportTable) line(row *tableRow) {
	var why, fixes []string
	for i, r := range row.verdict.Reasons {
		text := t.reason(r.Code, r.Condition, r.Date)
		if row.whose[i] != "" {
			text = row.whose[i] + ": " + text
		}
		why = append(why, text)
		if r.Fix != media.FixNone && r.Weight > consent.Note {
			fixes = append(fixes, t.w.T("fix."+string(r.Fix)))
		}
	}
	line := []string{
		row.clip.ID.String(), row.clip.Name, row.at, t.w.T("status.clip." + string(row.verdict.Result)),
		named(t.w, row.people, len(row.people)+row.more), strings.Join(why, "; "), strings.Join(fixes, "; "),
	}
	for i, s := range line {
		line[i] = plainCell(s)
	}
	_ = t.csv.Write(line)
}

func (t *reportTable) reason(code consent.Code, cond consent.Condition, date consent.Date) string {
	key := reasonKey{code, cond, date}
	text, ok := t.reasons[key]
	if !ok {
		text = reasonText(t.w, code, cond, date)
		t.reasons[key] = text
	}
	return text
}

// plainCell keeps a spreadsheet from taking what a person typed for a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
