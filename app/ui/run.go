package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/assets"
)

// Run shows the window until it is closed or ctx ends. It must be called on
// the main goroutine.
func Run(ctx context.Context, app fyne.App, opt Options) error {
	if icon, ok := assets.Icon("onset"); ok {
		app.SetIcon(fyne.NewStaticResource("onset.svg", icon))
	}
	win := app.NewWindow("Onset")
	win.Resize(fyne.NewSize(1280, 800))
	win.CenterOnScreen()
	if _, err := New(app, win, opt); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { fyne.Do(app.Quit) })()
	win.ShowAndRun()
	if err := ctx.Err(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// Locked reports whether a kit's screen is locked, for who serves its commands.
func Locked(k *flow.Kit) func() bool { return func() bool { return k == nil || k.Locked() } }
