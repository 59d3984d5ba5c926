package flow

import (
	"context"
	"io"
	"iter"

	"onset/consent"
	"onset/media"
)

// Clearance judges clips for a use; no clips are all, in the order of time.
func (k *Kit) Clearance(use media.Use, clips []consent.ID) iter.Seq2[ClipRow, media.Verdict] {
	return func(func(ClipRow, media.Verdict) bool) {}
}

// Report is the answer to "can we publish this?".
func (k *Kit) Report(use media.Use) ReportView { return ReportView{} }

// ReportHTML writes the report as one printable page.
func (k *Kit) ReportHTML(ctx context.Context, w io.Writer, use media.Use, lang string) error {
	return errPending
}

// ReportCSV writes one line per clip.
func (k *Kit) ReportCSV(ctx context.Context, w io.Writer, use media.Use, lang string) error {
	return errPending
}

// Demo fills a demo production through the real flows.
func (k *Kit) Demo(ctx context.Context, people, clips int, seed int64, progress func(Progress)) error {
	return errPending
}
