package web

import (
	"context"

	"onset/app/flow"
	"onset/consent"
)

// devices are the production's.
func (v *visit) devices() pairing {
	if p, ok := any(v.prod.Kit).(pairing); ok {
		return p
	}
	return alone{}
}

// alone is a production whose flows pair nothing.
type alone struct{}

func (alone) Devices(context.Context) ([]flow.DeviceLine, error) { return nil, nil }

func (alone) Invite(context.Context, flow.InviteOptions) (i flow.Invitation, err error) {
	return i, flow.ErrNotFound
}
func (alone) Invitations(context.Context) ([]flow.Invitation, error) { return nil, nil }
func (alone) CancelInvite(context.Context, string) error             { return flow.ErrNotFound }

func (alone) Revoke(context.Context, consent.Ref, string) (r flow.BreachReport, err error) {
	return r, flow.ErrNotFound
}

func (alone) Breach(context.Context, consent.Ref) (r flow.BreachReport, err error) {
	return r, flow.ErrNotFound
}

func (alone) SpareCodes(context.Context, int) ([]flow.SpareCode, error) { return nil, flow.ErrNotFound }
