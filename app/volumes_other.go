//go:build !linux && !darwin && !windows

package app

import (
	"context"

	"onset/app/flow"
)

// Volumes are none: this platform does not say what is mounted.
func Volumes(context.Context) ([]flow.Volume, error) { return nil, nil }
