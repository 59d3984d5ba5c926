package flow

import (
	"context"
	"io"

	"onset/consent"
)

// ExpectedDraft is somebody expected, known by a label.
type ExpectedDraft struct {
	Label    string
	Band     string
	Terms    string // key; empty = the shoot's
	Minor    bool
	AnswerBy consent.Date
}

// Expected are the expected people in the order of their labels.
func (k *Kit) Expected() []ExpectedRow { return nil }

// Expect adds people to the list.
func (k *Kit) Expect(ctx context.Context, list []ExpectedDraft) ([]ExpectedRow, error) {
	return nil, errPending
}

// ParseExpected reads a list: CSV with a header line that names its columns
// (label, band, terms, minor, answer_by), or plain lines of labels. A *ListError
// says what is wrong with which line.
func ParseExpected(r io.Reader) ([]ExpectedDraft, error) { return nil, errPending }
