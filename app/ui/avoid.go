package ui

import "onset/consent"

// noteAvoid opens the page on which the crew notes somebody who must not be filmed.
func (u *UI) noteAvoid(person consent.ID) {}
