package offload

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"time"
)

// Report is what there is to say about the offload of one card.
type Report struct {
	Label, Camera  string
	Volume         Volume
	Verdict        Verdict
	Started, Ended time.Time
	Clips, Files   int
	Bytes          int64
	Disks          []ReportDisk
	Rows           []ReportRow
	Notes          []Note
	Moved          []string
}

// ReportDisk is one destination of a report.
type ReportDisk struct {
	Name, Dir    string
	Good         int // files with a verified copy
	Complete     bool
	Fault        string // code, see FaultCode
	Manifest, C4 string
}

// ReportRow is one file of a report.
type ReportRow struct {
	Path, Clip string
	Size       int64
	Time       time.Time
	XXH128     string
	States     []State // as Report.Disks
	Faults     []string
}

// NewReport puts together what a run did with a card. Label and camera are
// what people call them.
func NewReport(label, camera string, v Volume, r *Result, verdict Verdict) *Report {
	c := r.Card
	report := &Report{
		Label: label, Camera: camera, Volume: v, Verdict: verdict, Started: r.Started, Ended: r.Ended,
		Clips: len(c.Clips), Files: len(c.Files), Bytes: c.Bytes, Notes: c.Notes, Moved: r.Moved,
	}
	for i := range r.To {
		a := &r.To[i]
		report.Disks = append(report.Disks, ReportDisk{a.Name, a.Dir, a.Good(), a.Complete(), FaultCode(a.Err), a.Manifest, a.C4})
	}
	for i := range c.Files {
		report.Rows = append(report.Rows, r.row(i))
	}
	return report
}

func (r *Result) row(i int) ReportRow {
	f := &r.Card.Files[i]
	row := ReportRow{Path: f.As, Size: f.Size, Time: f.Time, XXH128: r.Sums[i][XXH128]}
	if f.Clip >= 0 {
		row.Clip = r.Card.Clips[f.Clip].Name
	}
	for k := range r.To {
		o := r.To[k].Files[i]
		row.States, row.Faults = append(row.States, o.State), append(row.Faults, FaultCode(o.Err))
	}
	return row
}

// faultCodes are the stable codes of the errors of this package.
var faultCodes = []struct {
	err  error
	code string
}{
	{ErrVanished, "vanished"},
	{ErrChanged, "changed"},
	{ErrUnreadable, "unreadable"},
	{ErrTaken, "taken"},
	{ErrReadBack, "read_back"},
	{ErrAltered, "altered"},
	{ErrName, "name"},
	{ErrFull, "full"},
	{ErrPulled, "pulled"},
	{ErrUnfinished, "unfinished"},
	{ErrBusy, "busy"},
	{ErrDenied, "denied"},
	{ErrNoRoom, "no_room"},
	{ErrInside, "inside"},
	{ErrNoDestination, "no_destination"},
	{ErrCardGone, "card_gone"},
	{ErrNoFolder, "no_folder"},
	{ErrGreedy, "greedy"},
	{ErrTampered, "tampered"},
	{ErrNoManifest, "no_manifest"},
	{ErrManifest, "manifest"},
	{ErrFormat, "format"},
}

// FaultCode returns the stable code of an error of this package: "" for none,
// "other" for one that is not of this package.
func FaultCode(err error) string {
	if err == nil {
		return ""
	}
	for _, f := range faultCodes {
		if errors.Is(err, f.err) {
			return f.code
		}
	}
	return "other"
}

// Words gives the text of a key in the language of a report. The keys are
// "title", "card", "camera", "clips", "files", "bytes", "started", "ended",
// "disks", "disk", "complete", "incomplete", "good", "manifest", "c4", "path",
// "clip", "size", "changed", "sum", "notes", "moved", "lang" (a language tag),
// and "verdict.", "why.", "state.", "fault." and "note." with a code behind.
type Words func(key string) string

//go:embed report.html
var reportFile embed.FS

// WriteHTML writes a page that stands by itself, for reading and printing.
func (r *Report) WriteHTML(w io.Writer, words Words) error {
	t, err := template.New("report.html").Funcs(template.FuncMap{
		"word": func(parts ...any) string { return words(fmt.Sprint(parts...)) }, "when": when, "grouped": grouped,
	}).ParseFS(reportFile, "report.html")
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if err := t.Execute(w, r); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// when is a time with its zone, nothing for none.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04:05 -07:00")
}

// grouped writes a number with narrow blanks between the thousands.
func grouped(n any) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// WriteCSV writes one line for each file, with a head. Texts that a
// spreadsheet would take for a formula get an apostrophe in front.
func (r *Report) WriteCSV(w io.Writer, words Words) error {
	out := csv.NewWriter(w)
	head := []string{words("path"), words("clip"), words("size"), words("changed"), words("sum")}
	for _, d := range r.Disks {
		head = append(head, cell(d.Name))
	}
	lines := [][]string{head}
	for _, row := range r.Rows {
		lines = append(lines, row.cells(words))
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func (row *ReportRow) cells(words Words) []string {
	cells := []string{cell(row.Path), cell(row.Clip), strconv.FormatInt(row.Size, 10), row.Time.UTC().Format(time.RFC3339), row.XXH128}
	for i, s := range row.States {
		text := words("state." + string(s))
		if row.Faults[i] != "" {
			text += ": " + words("fault."+row.Faults[i])
		}
		cells = append(cells, cell(text))
	}
	return cells
}

func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
