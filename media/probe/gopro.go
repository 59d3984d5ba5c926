package probe

import "math"

// The metadata format of GoPro (GPMF): items of a four-letter key, a type, the
// size of a value and how many there are, padded to four bytes. Items without
// a type hold other items.

const (
	maxGoProDepth = 4
	maxGoProItems = 4096
)

// goProItem is one item.
type goProItem struct {
	key   string
	kind  byte
	size  int // of one value, bytes
	count int
	body  view
}

// goProStream is what the items of one stream have in common.
type goProStream struct {
	scale []float64
	fix   bool
	left  *int // items that may still be read
}

// goPro reads the camera from the box of the film, and the position from a
// sample.
func (c *clip) goPro(v view) error {
	left := maxGoProItems
	return c.goProItems(v, goProStream{fix: true, left: &left}, 0)
}

func (c *clip) goProItems(v view, s goProStream, depth int) error {
	if depth > maxGoProDepth {
		return errGreedy
	}
	for off := int64(0); v.size-off >= 8; {
		if *s.left--; *s.left < 0 {
			return errGreedy
		}
		h, err := v.at(off, 8)
		if err != nil {
			return err
		}
		it := goProItem{key: string(h[:4]), kind: h[4], size: int(h[5]), count: int(be.Uint16(h[6:]))}
		n := int64(it.size) * int64(it.count)
		if alien(h[:4]) || !v.holds(off+8, n) {
			return nil // what follows the last item of a sample is of another track
		}
		it.body = v.sub(off+8, n)
		off += 8 + (n+3)&^3
		if it.kind != 0 {
			if err := c.goProValue(it, &s); err != nil {
				return err
			}
			continue
		}
		if err := c.goProItems(it.body, goProStream{fix: true, left: s.left}, depth+1); err != nil {
			return err
		}
		if depth == 0 {
			return nil // a sample is one item
		}
	}
	return nil
}

func (c *clip) goProValue(it goProItem, s *goProStream) error {
	b, err := it.body.at(0, min(it.body.size, maxText))
	if err != nil {
		return err
	}
	f := &c.facts
	switch it.key {
	case "CASN":
		set(&f.Serial, text(b))
		set(&f.Make, "GoPro")
	case "MINF":
		set(&f.Model, text(b))
	case "SCAL":
		s.scale = nil
		for i := 0; (i+1)*4 <= len(b) && it.kind == 'l'; i++ {
			s.scale = append(s.scale, float64(int32(be.Uint32(b[i*4:]))))
		}
	case "GPSF":
		s.fix = len(b) >= 4 && be.Uint32(b) >= 2
	case "GPS5", "GPS9":
		c.goProPlace(it, b, *s)
	}
	return nil
}

// goProPlace reads latitude and longitude of the first row. GPS9 says in its
// last two bytes whether there was a fix.
func (c *clip) goProPlace(it goProItem, b []byte, s goProStream) {
	if it.count == 0 || it.size < 8 || len(b) < it.size || len(s.scale) < 2 || s.scale[0] == 0 || s.scale[1] == 0 {
		return
	}
	if it.key == "GPS9" {
		s.fix = be.Uint16(b[it.size-2:]) >= 2
	}
	lat, lon := float64(int32(be.Uint32(b)))/s.scale[0], float64(int32(be.Uint32(b[4:])))/s.scale[1]
	if s.fix && (lat != 0 || lon != 0) && math.Abs(lat) <= 90 && math.Abs(lon) <= 180 {
		c.place(lat, lon)
	}
}
