package ui

import (
	"context"

	"onset/app/flow"
)

// How much a demo holds.
const (
	demoPeople = 14
	demoClips  = 30
)

// fillDemo fills a new demo production while its first screen is shown already.
func (u *UI) fillDemo(k *flow.Kit) {
	u.toast(u.T("first.filling"), "", nil)
	u.work(func(ctx context.Context) error { return k.Demo(ctx, demoPeople, demoClips, 1, nil) }, func(err error) {
		if u.try(err) {
			u.stage.HideToast()
			u.refresh()
		}
	})
}
