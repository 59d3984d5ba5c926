package ui

import "onset/app/flow"

// beginSigning hands the kit over to whoever signs.
func (u *UI) beginSigning(start flow.SigningStart) {
	s, err := u.kit.Begin(u.ctx, start)
	if u.try(err) {
		_ = s
	}
}
