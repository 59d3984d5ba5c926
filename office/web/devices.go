package web

import (
	"context"

	"onset/app/flow"
	"onset/consent"
)

var _ = consent.Ref{}

// deviceLines are the production's devices.
func deviceLines(ctx context.Context, k *flow.Kit) []flow.DeviceLine {
	switch d := any(k).(type) {
	case interface {
		Devices(context.Context) ([]flow.DeviceLine, error)
	}:
		lines, err := d.Devices(ctx)
		if err == nil {
			return lines
		}
	case interface {
		Devices() []flow.DeviceLine
	}:
		return d.Devices()
	}
	return nil
}
