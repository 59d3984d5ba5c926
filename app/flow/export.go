package flow

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"onset/consent"
	"onset/media"
)

// PlanExport says what an export will do, without doing anything: which clips
// are not cleared for the uses, whose people did not sign for this recipient,
// and what is not here. ErrEmptyField without a recipient or folder, ErrNoClips,
// ErrAsked for a reason that is not of the list, ErrExportInto, ErrNotFound.
func (k *Kit) PlanExport(ctx context.Context, d ExportDraft) (*ExportPlan, error) {
	d.Recipient = trim(d.Recipient)
	if err := k.checkExport(&d); err != nil {
		return nil, fmt.Errorf("plan export: %w", err)
	}
	p := &ExportPlan{Draft: d, Free: k.home.o.FreeSpace(nearest(d.To))}
	for _, id := range d.Clips {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("plan export: %w", err)
		}
		line := k.exportLine(id, d.Purposes)
		if line.Skip == "" && within(filepath.Dir(line.From), d.To) {
			return nil, fmt.Errorf("plan export: %w", ErrExportInto)
		}
		if line.Skip == "" {
			p.Bytes += line.Size
		}
		p.Lines = append(p.Lines, line)
		if line.Result != media.Cleared {
			p.NotCleared = append(p.NotCleared, id)
		}
		if !k.signedFor(id, d.Recipient, d.Purposes) {
			p.NotNamed = append(p.NotNamed, id)
		}
	}
	p.NeedsReason = len(p.NotCleared) > 0 || len(p.NotNamed) > 0
	return p, nil
}

func (k *Kit) checkExport(d *ExportDraft) error {
	switch {
	case d.Recipient == "" || blank(d.To):
		return ErrEmptyField
	case len(d.Recipient) > maxName:
		return ErrTooLong
	case len(d.Clips) == 0:
		return ErrNoClips
	case d.Reason != "" && !slices.Contains(ExportReasons, d.Reason):
		return ErrAsked
	}
	if len(d.Purposes) == 0 {
		d.Purposes = []consent.Purpose{k.Shoot().Purpose}
	}
	d.Clips = distinct(d.Clips)
	var err error
	if d.To, err = filepath.Abs(d.To); err != nil {
		return err
	}
	return k.known(d.Clips, nil)
}

func distinct(ids []consent.ID) (out []consent.ID) {
	met := map[consent.ID]bool{}
	for _, id := range ids {
		if !met[id] {
			out = append(out, id)
		}
		met[id] = true
	}
	return out
}

// nearest is the folder, or the first above it that is there.
func nearest(dir string) string {
	for at := range upwards(dir) {
		if _, err := os.Stat(at); err == nil {
			return at
		}
	}
	return dir
}

// within reports whether two paths are one folder, however they are written.
func within(a, b string) bool {
	if a == b {
		return true
	}
	ia, errA := os.Stat(a)
	ib, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(ia, ib)
}

// exportLine judges one clip, by the worst of the uses.
func (k *Kit) exportLine(id consent.ID, uses []consent.Purpose) ExportLine {
	f, skip := k.original(id)
	k.look()
	defer k.mu.Unlock()
	c := k.ledger.Clip(id)
	line := ExportLine{Clip: id, Name: c.Name, From: f.path, Size: f.size, Skip: skip, Result: media.Cleared}
	for _, p := range uses {
		v := k.ledger.Clear(c, media.Use{Purpose: p})
		if badness(v.Result) > badness(line.Result) {
			line.Result = v.Result
		}
		for _, r := range v.Reasons {
			if !slices.ContainsFunc(line.Reasons, func(o media.Reason) bool { return o.Code == r.Code && o.Person == r.Person }) {
				line.Reasons = append(line.Reasons, r)
			}
		}
	}
	return line
}

// badness puts the results in order, the best first.
func badness(r media.Result) int {
	return slices.Index([]media.Result{media.Cleared, media.Limited, media.Unknown, media.Blocked}, r)
}

// signedFor reports whether everybody in a clip signed a text that names the
// recipient. The production itself needs no naming, and nobody no recipient.
func (k *Kit) signedFor(id consent.ID, recipient string, uses []consent.Purpose) bool {
	if foldText(recipient) == foldText(k.Production().Controller) {
		return true
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, t := range k.ledger.Clip(id).Tags {
		p := k.ledger.Person(t.Tag.Person)
		if p == nil || !slices.ContainsFunc(p.Live(), func(c *consent.Consent) bool { return k.names(c, recipient, uses) }) {
			return false
		}
	}
	return true
}

// names reports whether the text that was signed names the recipient, in the
// list of a use or in its words; mu is held.
func (k *Kit) names(c *consent.Consent, recipient string, uses []consent.Purpose) bool {
	t := k.texts.byRef[c.Terms.Published]
	if t == nil || !c.Declared {
		return false
	}
	want := foldText(recipient)
	for _, p := range t.Purposes {
		if slices.Contains(uses, p.Key) && slices.ContainsFunc(p.Recipients, func(r consent.Recipient) bool { return foldText(r.Name) == want }) {
			return true
		}
	}
	x := t.Texts[c.Terms.Language]
	if x == nil {
		return false
	}
	said := []string{x.Card}
	for _, u := range uses {
		said = append(said, x.Questions[u].Details)
	}
	for _, s := range x.Full {
		said = append(said, s.Body)
	}
	return slices.ContainsFunc(said, func(s string) bool { return hasWord(foldText(s), want) })
}

// hasWord reports whether a text has a phrase as words of its own.
func hasWord(text, phrase string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], phrase)
		if i < 0 || phrase == "" {
			return false
		}
		at := from + i
		if !letterAt(text, at-1) && !letterAt(text, at+len(phrase)) {
			return true
		}
		from = at + 1
	}
}

func letterAt(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return c >= 0x80 || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
}
