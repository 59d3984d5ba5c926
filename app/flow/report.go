package flow

import (
	"context"
	"io"

	"onset/media"
)

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
