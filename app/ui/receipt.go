package ui

import "onset/app/flow"

// showReceipt shows what a participant leaves with; Done goes back.
func (u *UI) showReceipt(r flow.Receipt) { u.toast(r.Short, "", nil) }
