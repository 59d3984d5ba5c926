package flow

import (
	"bytes"
	"context"
	"fmt"

	"onset/media/probe"
)

// The longest edges of the pictures that are kept, in pixels.
const (
	faceEdge   = 160
	selfieEdge = 800
	paperEdge  = 2000
)

// picturesAtOnce bounds the pictures that are decoded at a time: a phone's
// photo takes some ten megabytes meanwhile, and a crowd sends many.
const picturesAtOnce = 2

// picture makes a small JPEG without metadata of a photo, nothing of nothing.
// ErrPhoto when it is none, the context's error when it ended first.
func (k *Kit) picture(ctx context.Context, photo []byte, edge int, to *[]byte) error {
	return k.pictures(ctx, photo, []int{edge}, to)
}

// portrait makes a picture of a person for the office and a face for the set of
// one photo, nothing of nothing. ErrPhoto when it is none, the context's error
// when it ended first.
func (k *Kit) portrait(ctx context.Context, photo []byte, selfie, face *[]byte) error {
	return k.pictures(ctx, photo, []int{selfieEdge, faceEdge}, selfie, face)
}

func (k *Kit) pictures(ctx context.Context, photo []byte, edges []int, to ...*[]byte) error {
	if len(photo) == 0 {
		return nil
	}
	select {
	case k.decoding <- struct{}{}:
		defer func() { <-k.decoding }()
	case <-ctx.Done():
		return ctx.Err()
	}
	small, err := probe.Thumbnails(ctx, bytes.NewReader(photo), int64(len(photo)), edges...)
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%w: %w", ErrPhoto, err)
	}
	for i := range to {
		*to[i] = small[i]
	}
	return nil
}
