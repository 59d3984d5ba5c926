package probe

import "math"

// Tracks that say where the camera was, sample by sample.
const (
	formatGoPro = "gpmd" // GoPro metadata format
	formatCamm  = "camm" // camera motion metadata of Street View
)

// maxFixes bounds the samples that are looked at for a first fix; cameras
// write one a second, and find a satellite in half a minute or not at all.
const maxFixes = 64

// maxSample bounds one sample of positions.
const maxSample = 64 << 10

// positions looks for the first fix in a track of positions. The samples stand
// among the pictures; only theirs are read.
func (m *movie) positions(file view) error {
	for _, t := range m.tracks {
		if t.format != formatGoPro && t.format != formatCamm || m.c.facts.Location != nil {
			continue
		}
		for i := range int64(maxFixes) {
			at, ok := t.chunkAt(i)
			if !ok || m.c.facts.Location != nil {
				break
			}
			if !file.holds(at, 8) {
				return errBounds
			}
			sample := file.sub(at, maxSample)
			var err error
			if t.format == formatGoPro {
				err = m.c.goPro(sample)
			} else {
				err = m.c.camm(sample)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// chunkAt returns the file offset of a chunk.
func (t *track) chunkAt(i int64) (int64, bool) {
	width := int64(4)
	if t.chunks.kind == "co64" {
		width = 8
	}
	if t.chunks.kind == "" || !t.chunks.body.holds(8+i*width, width) {
		return 0, false
	}
	n, err := t.chunks.body.u32(4, be)
	if err != nil || i >= int64(n) {
		return 0, false
	}
	r := cursor{v: t.chunks.body, off: 8 + i*width}
	return int64(r.uint(width) & math.MaxInt64), r.err == nil
}

// camm reads one sample: two bytes that are reserved, a kind, and for the
// kinds 5 and 6 a position in little-endian doubles.
func (c *clip) camm(v view) error {
	h, err := v.at(0, min(v.size, 32))
	if err != nil || len(h) < 4 {
		return err
	}
	at, mode := 4, true
	switch le.Uint16(h[2:]) {
	case 5:
	case 6:
		at, mode = 16, len(h) == 32 && le.Uint32(h[12:]) != 0
	default:
		return nil
	}
	if !mode || len(h) < at+16 {
		return nil
	}
	lat, lon := math.Float64frombits(le.Uint64(h[at:])), math.Float64frombits(le.Uint64(h[at+8:]))
	if lat != 0 || lon != 0 {
		c.place(lat, lon)
	}
	return nil
}
