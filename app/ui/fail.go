package ui

import (
	"context"
	"errors"

	"onset/app/flow"
	"onset/app/ui/part"
)

// sentence says an error so that the crew can act on it.
func (u *UI) sentence(err error) string {
	var pin *flow.PINError
	if errors.As(err, &pin) && pin.Wait > 0 {
		return u.T("error.pin_wait", "age", u.words.Wait(pin.Wait))
	}
	var list *flow.ListError
	if errors.As(err, &list) && list.Line > 0 {
		return u.T("error.list_line", "line", list.Line, "what", u.T("error.list."+list.Key))
	}
	if errors.Is(err, flow.ErrIncomplete) {
		return u.T("error.incomplete")
	}
	if key, ok := flow.Sentence(err); ok {
		return u.T(key)
	}
	return u.T("error.unknown")
}

// fail shows an error as a dialog: what happened and what is safe.
func (u *UI) fail(err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	d := &part.Dialog{Title: u.T("error.title"), Sentence: u.sentence(err)}
	d.Actions = []*part.Button{part.NewButton(u.T("button.ok"), "", part.Main, d.Hide)}
	d.Show(u.stage)
}
