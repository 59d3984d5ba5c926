package probe

import (
	"bytes"
	"image"
	"image/color"
)

// weight is 2 for pictures whose samples have 16 bits, which decode to twice
// the memory.
func weight(cfg image.Config) int64 {
	switch cfg.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		return 2
	}
	return 1
}

const (
	frameProgressive = 0xc2
	maxProgressive   = 40_000_000 // pixels; the decoder holds all coefficients
	maxScans         = 64         // encoders use about ten
)

// frugal tells whether a JPEG decodes in reasonable memory and time. Each scan
// of a progressive one goes over the whole picture, however short it is.
func frugal(v view, pixels int64) bool {
	progressive := false
	scan, err := eachSegment(v, func(s segment) error {
		progressive = progressive || s.marker == frameProgressive
		return nil
	})
	if err != nil {
		return false
	}
	return !progressive || pixels <= maxProgressive && scans(v, scan) <= maxScans
}

// scans counts the starts of scan from off.
func scans(v view, off int64) int {
	n := 1
	for n <= maxScans && off < v.size {
		b, err := v.at(off, min(tailWindow, v.size-off))
		if err != nil {
			return maxScans + 1
		}
		n += bytes.Count(b, []byte{0xff, 0xda})
		off += max(int64(len(b))-1, 1)
	}
	return n
}
