//go:build cgo

package main

import (
	"context"

	fyneapp "fyne.io/fyne/v2/app"

	"onset/app/cli"
	"onset/app/flow"
	"onset/app/ui"
)

// window opens the real window. Its process owns the home meanwhile and
// carries out the commands of other processes, unless its screen is locked.
func window(carried *carrying) func(context.Context, cli.Window) error {
	return func(ctx context.Context, w cli.Window) error {
		return ui.Run(ctx, fyneapp.NewWithID("org.onset.kit"), ui.Options{
			Home: w.Home, Kit: w.Kit, Language: w.Language, Version: version,
			Opened: func(k *flow.Kit) { go serve(ctx, w, k) },
			Carry: func(ctx context.Context, k *flow.Kit) error {
				return carried.again(ctx, k, cli.CarryStart{Discover: !k.Settings().Alone})
			},
		})
	}
}

func serve(ctx context.Context, w cli.Window, k *flow.Kit) {
	_ = w.Owner.Serve(ctx, ui.Locked(k), w.Serve(k))
}
