package probe

import "onset/media"

const (
	rafMagic   = "FUJIFILMCCD-RAW "
	rafTagFull = 0x0100 // height and width of the sensor
	rafTagCrop = 0x0111 // height and width of the picture
)

// readRAF reads the raws of Fujifilm: a header that points at a complete JPEG
// with the EXIF block, and at a table of tags of the sensor.
func readRAF(c *clip, v view) error {
	c.is(media.KindPhoto, "RAF", "image/x-fuji-raf")
	picture, err := rafJPEG(v)
	if err != nil {
		return err
	}
	_, err = eachSegment(picture, c.jpegSegment)
	if err != nil {
		return err
	}
	at, err := v.u32(92, be)
	if err != nil {
		return err
	}
	if err := c.rafTable(v.from(int64(at))); err != nil {
		return err
	}
	sensor, err := v.at(100, 8)
	if err != nil {
		return err
	}
	if !v.holds(int64(be.Uint32(sensor)), int64(be.Uint32(sensor[4:]))) {
		return errBounds
	}
	return nil
}

// rafJPEG returns the JPEG that the header points at.
func rafJPEG(v view) (view, error) {
	h, err := v.at(84, 8)
	if err != nil {
		return view{}, err
	}
	off, n := int64(be.Uint32(h)), int64(be.Uint32(h[4:]))
	if n == 0 || !v.holds(off, n) {
		return view{}, errBounds
	}
	return v.sub(off, n), nil
}

func (c *clip) rafTable(v view) error {
	n, err := v.u32(0, be)
	if err != nil {
		return err
	}
	off := int64(4)
	for range min(n, maxEntries) {
		h, err := v.at(off, 4)
		if err != nil {
			return err
		}
		tag, size := be.Uint16(h), int64(be.Uint16(h[2:]))
		if off += 4; (tag == rafTagFull || tag == rafTagCrop) && size >= 4 {
			d, err := v.at(off, 4)
			if err != nil {
				return err
			}
			c.facts.Height, c.facts.Width = int(be.Uint16(d)), int(be.Uint16(d[2:]))
		}
		off += size
	}
	return nil
}
