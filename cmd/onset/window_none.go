//go:build !cgo

package main

import (
	"context"

	"onset/app/cli"
)

// window is none in a build without C: the commands are all there.
func window(*carrying) func(context.Context, cli.Window) error { return nil }
