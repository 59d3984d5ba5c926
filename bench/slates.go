package main

import (
	"context"
	"fmt"
	"image"
	"maps"
	"slices"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"onset/media/slate"
	"onset/media/slate/slatetest"
)

const (
	slateMost  = 40 * time.Millisecond
	slateSeeds = 4 // frames of each kind, each on another background and in another place
)

// slates finds the slate in every frame of the synthetic set, a quarter of the frame high.
func slates(ctx context.Context, _ options) ([]line, error) {
	text, err := slate.Encode(slate.Slate{Production: slate.TagOf("bench"), Scene: "112A-PICKUP", Take: 104, At: firstDay}, []byte("a key of the bench"))
	if err != nil {
		return nil, err
	}
	set := slatetest.QuarterHigh()
	var ours, theirs finding
	for _, name := range slices.Sorted(maps.Keys(set)) {
		for seed := range slateSeeds {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			s := set[name]
			s.Text, s.Seed, s.CX, s.CY = text, uint64(seed+1), 620+float64(seed)*210, 380+float64(seed)*97
			img, err := s.Frame()
			if err != nil {
				return nil, err
			}
			ours.look(func() bool { found := slate.Find(img); return len(found) == 1 && found[0].Text == text })
			theirs.look(func() bool { return bareReader(img) == text })
		}
	}
	nothing := slatetest.Background(1)
	empty := repeat(9, func() { slate.Find(nothing) })
	return slateLines(ours, theirs, empty), nil
}

func slateLines(ours, theirs finding, empty time.Duration) []line {
	return []line{
		within(fmt.Sprintf("a slate in a frame of 1080 lines, half of %d frames within", len(ours.took)), median(ours.took), slateMost),
		within("  95 of 100 within", percentile(ours.took, 95), slateMost),
		plain("  the slowest", percentile(ours.took, 100)),
		against("  the same, half of them", median(ours.took), "gozxing alone at full size", median(theirs.took), 0),
		{what: "  found, with blur, noise, perspective, motion and compression", got: share(ours), unit: "%", yardstick: 100, by: "all of them", need: 1, more: true},
		{what: "  found by gozxing alone", got: share(theirs), unit: "%"},
		plain("a frame with nothing in it", empty),
	}
}

// finding is how often something was found and how long each look took.
type finding struct {
	took  []time.Duration
	found int
}

func (f *finding) look(do func() bool) {
	found := false
	f.took = append(f.took, took(func() { found = do() }))
	if found {
		f.found++
	}
}

func share(f finding) float64 {
	if len(f.took) == 0 {
		return 0
	}
	return 100 * float64(f.found) / float64(len(f.took))
}

// bareReader is the library alone that the kit's finder stands on.
func bareReader(img *image.Gray) string {
	pixels, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return ""
	}
	r, err := qrcode.NewQRCodeReader().Decode(pixels, nil)
	if err != nil {
		return ""
	}
	return r.GetText()
}
