package flow

import (
	"context"
	"errors"

	"onset/media/slate"
	"onset/signer/join"
)

// ErrNoCodeSeen means no pairing code can be read in a picture.
var ErrNoCodeSeen = errors.New("no pairing code can be seen in the picture")

// PairCodeIn reads the pairing code in a photo of a screen or of a printed
// code. ErrNoCodeSeen where there is none.
func PairCodeIn(ctx context.Context, path string) (string, error) {
	texts, err := slate.Texts(ctx, path)
	for _, text := range texts {
		if _, err := join.Parse(text); err == nil {
			return text, nil
		}
	}
	if err != nil && ctx.Err() != nil {
		return "", ctx.Err()
	}
	return "", errors.Join(ErrNoCodeSeen, err)
}
