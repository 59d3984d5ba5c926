package flow_test

import (
	"context"
	"errors"
	"testing"

	"onset/app/flow"
)

// cutOff is a context that ends while a picture is looked at: after it was let
// in, and before all of it is read.
type cutOff struct{ context.Context }

func (cutOff) Err() error { return context.DeadlineExceeded }

// TestPictureCutOffIsNoBadPicture: whoever runs out of time hears that, and
// not that the picture is none.
func TestPictureCutOffIsNoBadPicture(t *testing.T) {
	sg := founded(t).begun(flow.SigningStart{})
	for name, c := range map[string]struct {
		ctx   context.Context
		photo []byte
		want  error
		not   error
	}{
		"cut off":              {cutOff{t.Context()}, photo(t, 3), context.DeadlineExceeded, flow.ErrPhoto},
		"cut off, and no JPEG": {cutOff{t.Context()}, []byte("GIF89a"), context.DeadlineExceeded, flow.ErrPhoto},
		"in time, and no JPEG": {t.Context(), []byte("GIF89a"), flow.ErrPhoto, context.DeadlineExceeded},
	} {
		if err := sg.SetFace(c.ctx, c.photo); !errors.Is(err, c.want) || errors.Is(err, c.not) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
