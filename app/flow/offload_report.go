package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"onset/assets"
	"onset/consent"
	"onset/media/offload"
)

// The forms of a card's report.
const (
	ReportHTML = "html"
	ReportCSV  = "csv"
)

// reportOn keeps what became of each file, with what earlier runs did on other disks.
func (k *Kit) reportOn(ctx context.Context, c *keptCard, r *offload.Result) error {
	v := offload.Volume{Label: c.Volume, Serial: c.Serial, Size: c.Size}
	return k.keepReport(ctx, c, offload.NewReport(c.Label, c.Camera, v, r, offload.Judge(k.standing(c))))
}

func (k *Kit) keepReport(ctx context.Context, c *keptCard, report *offload.Report) error {
	name := groupCardList + "/" + c.ID.String()
	var old offload.Report
	if b := k.local(ctx, name); b != nil && json.Unmarshal(b, &old) == nil {
		joinReports(report, &old)
	}
	b, err := json.Marshal(report)
	if err != nil {
		return fmt.Errorf("keep report: %w", err)
	}
	if err := k.store.PutLocal(ctx, Local{Name: name, Value: b}); err != nil {
		return fmt.Errorf("keep report: %w", err)
	}
	k.offers.anew(c.ID)
	k.silence.anew(c.Clip)
	k.chore() // only now is it known what to offer the office, and no statement follows
	return nil
}

// joinReports adds to a report the disks that only an older one knows.
func joinReports(r, old *offload.Report) {
	rows := make(map[string]*offload.ReportRow, len(old.Rows))
	for i := range old.Rows {
		rows[old.Rows[i].Path] = &old.Rows[i]
	}
	for d := range old.Disks {
		if slices.ContainsFunc(r.Disks, func(n offload.ReportDisk) bool { return n.Dir == old.Disks[d].Dir }) {
			continue
		}
		r.Disks = append(r.Disks, old.Disks[d])
		for i := range r.Rows {
			state, fault := offload.Waiting, ""
			if o := rows[r.Rows[i].Path]; o != nil && d < len(o.States) && d < len(o.Faults) && o.Size == r.Rows[i].Size {
				state, fault = o.States[d], o.Faults[d]
			}
			r.Rows[i].States, r.Rows[i].Faults = append(r.Rows[i].States, state), append(r.Rows[i].Faults, fault)
		}
	}
	if !old.Started.IsZero() && old.Started.Before(r.Started) {
		r.Started = old.Started
	}
}

// OffloadReport writes what became of each file of a card, as ReportHTML or
// ReportCSV, with the verdict as it is now. ErrNotFound, ErrAsked for another
// form, assets.ErrNoLanguage.
func (k *Kit) OffloadReport(ctx context.Context, out io.Writer, card consent.ID, form, lang string) error {
	w, err := assets.NewWords(lang)
	if err != nil {
		return fmt.Errorf("report on card: %w", err)
	}
	c, err := k.keptCard(ctx, card)
	if err != nil {
		return err
	}
	var r offload.Report
	b := k.local(ctx, groupCardList+"/"+card.String())
	if b == nil || json.Unmarshal(b, &r) != nil {
		return fmt.Errorf("report on card: %w", ErrNotFound)
	}
	r.Label, r.Camera, r.Verdict = c.Label, c.Camera, offload.Judge(k.standing(c))
	words := func(key string) string {
		if key == "lang" {
			return w.Tag
		}
		if code, ok := strings.CutPrefix(key, "fault."); ok {
			key = "fault." + textCode(code)
		}
		return w.T("card_report." + key)
	}
	switch form {
	case ReportHTML:
		err = r.WriteHTML(out, words)
	case ReportCSV:
		err = r.WriteCSV(out, words)
	default:
		err = ErrAsked
	}
	if err != nil {
		return fmt.Errorf("report on card: %w", err)
	}
	return nil
}

// faultCode is the code of what went wrong, as assets have a text for it.
func faultCode(err error) string { return textCode(offload.FaultCode(err)) }

// textCode names the code of an error nobody foresaw as assets can: a key that
// ends in "other" is a plural there.
func textCode(code string) string {
	if code == "other" {
		return "unknown"
	}
	return code
}
