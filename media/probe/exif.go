package probe

import (
	"strconv"
	"strings"
	"time"

	"github.com/rwcarlsen/goexif/exif"
	"github.com/rwcarlsen/goexif/tiff"

	"onset/media"
)

// readExif takes the facts from the EXIF block v, which starts with a TIFF
// header, and returns its directories for those who look for pictures.
func readExif(c *clip, v view) (*tiffBlock, []dir, error) {
	if err := again(&c.blocks); err != nil {
		return nil, nil, err
	}
	t, err := openTIFF(v)
	if err != nil {
		return nil, nil, err
	}
	dirs, err := t.chain()
	if err != nil {
		return t, nil, err
	}
	main := dirs[0]
	err = c.exif(t, t.pick(main, wantMain), t.pick(t.child(main, tagExif), wantExif), t.pick(t.child(main, tagGPS), wantGPS))
	if t.faults {
		c.warn(WarnExif)
	}
	return t, dirs, err
}

// child returns the directory a pointer field names, empty when there is none.
func (t *tiffBlock) child(d dir, tag uint16) dir {
	off := t.uint(d, tag)
	if off == 0 {
		return dir{}
	}
	sub, err := t.dir(off)
	if err != nil {
		t.faults = true
	}
	return sub
}

// exif fills in what the three directories say.
func (c *clip) exif(t *tiffBlock, main, sub, gps []field) error {
	x, err := decodeExif(t.order, main, sub, gps)
	if err != nil {
		return err
	}
	f := &c.facts
	set(&f.Make, exifText(x, exif.Make))
	set(&f.Model, exifText(x, exif.Model))
	set(&f.Serial, exifText(x, "BodySerialNumber"))
	set(&f.Lens, exifText(x, exif.LensModel))
	if o := exifInt(x, exif.Orientation); f.Orientation == 0 && o >= 1 && o <= 8 {
		f.Orientation = o
	}
	c.exifSize(exifInt(x, exif.PixelXDimension), exifInt(x, exif.PixelYDimension))
	c.exifTimes(x)
	c.exifPlace(x)
	return nil
}

// exifSize is the fallback of a format that has no dimensions of its own.
func (c *clip) exifSize(w, h int) {
	if c.facts.Width == 0 && w > 0 && h > 0 {
		c.facts.Width, c.facts.Height = w, h
	}
}

// exifTimes offers the three times of EXIF 2.32, each with its own sub-seconds
// and zone. Some phones write the zone of the last change only; it holds for
// the capture when both times are the same.
func (c *clip) exifTimes(x *exif.Exif) {
	original, modified := exifText(x, exif.DateTimeOriginal), exifText(x, exif.DateTime)
	zone := exifText(x, "OffsetTimeOriginal")
	if zone == "" && original == modified {
		zone = exifText(x, "OffsetTime")
	}
	c.exifTime(rankOriginal, original, exifText(x, exif.SubSecTimeOriginal), zone)
	c.exifTime(rankDigitized, exifText(x, exif.DateTimeDigitized), exifText(x, exif.SubSecTimeDigitized), exifText(x, "OffsetTimeDigitized"))
	c.exifTime(rankEdited, modified, exifText(x, exif.SubSecTime), exifText(x, "OffsetTime"))
}

func (c *clip) exifTime(rank int, date, fraction, zone string) {
	if unset(date) {
		return
	}
	t, err := time.Parse("2006:01:02 15:04:05", strings.TrimSpace(date))
	if err != nil || t.Year() < 1000 {
		c.warn(WarnTime)
		return
	}
	m := media.Moment{Time: t.Add(subSecond(fraction)), Source: "exif"}
	if offset, ok := parseZone(zone); ok {
		m = zoned(m, offset)
	}
	c.offer(rank, m)
}

// unset tells a date a camera left blank ("0000:00:00 …", "    :  :  …").
func unset(date string) bool { return strings.Trim(date, "0: -") == "" }

// zoned turns a wall-clock time into a moment in a zone.
func zoned(m media.Moment, offset int) media.Moment {
	m.Zone, m.Offset = true, offset
	m.Time = m.Time.Add(-time.Duration(offset) * time.Second)
	return m
}

// subSecond reads the digits behind the decimal point.
func subSecond(digits string) time.Duration {
	digits = strings.TrimSpace(digits)
	if len(digits) > 9 {
		digits = digits[:9]
	}
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil {
		return 0
	}
	for range 9 - len(digits) {
		n *= 10
	}
	return time.Duration(n)
}

// parseZone reads "+01:00", "-0530", "Z" as seconds east of UTC.
func parseZone(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "Z" {
		return 0, true
	}
	for _, layout := range []string{"-07:00", "-0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			_, offset := t.Zone()
			return offset, offset >= -16*3600 && offset <= 16*3600
		}
	}
	return 0, false
}

// exifPlace computes the position from degrees, minutes and seconds.
func (c *clip) exifPlace(x *exif.Exif) {
	_, errLat := x.Get(exif.GPSLatitude)
	_, errLon := x.Get(exif.GPSLongitude)
	if errLat != nil && errLon != nil {
		return
	}
	lat, okLat := exifDegrees(x, exif.GPSLatitude, exif.GPSLatitudeRef, "N", "S")
	lon, okLon := exifDegrees(x, exif.GPSLongitude, exif.GPSLongitudeRef, "E", "W")
	if !okLat || !okLon {
		c.warn(WarnLocation)
		return
	}
	c.place(lat, lon)
}

// place sets the position if there is none yet and it is one. Exactly 0, 0 is
// what cameras write that have no fix.
func (c *clip) place(lat, lon float64) {
	if lat == 0 && lon == 0 || !(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) {
		c.warn(WarnLocation)
		return
	}
	if c.facts.Location == nil {
		c.facts.Location = &media.Place{Lat: lat, Lon: lon}
	}
}

func exifDegrees(x *exif.Exif, value, ref exif.FieldName, positive, negative string) (float64, bool) {
	tag, err := x.Get(value)
	if err != nil || tag.Format() != tiff.RatVal || tag.Count < 1 {
		return 0, false
	}
	var degrees float64
	for i, unit := 0, 1.0; i < int(min(tag.Count, 3)); i, unit = i+1, unit*60 {
		num, den, err := tag.Rat2(i)
		if err != nil || den == 0 && num != 0 {
			return 0, false
		}
		if den != 0 {
			degrees += float64(num) / float64(den) / unit
		}
	}
	switch strings.ToUpper(exifText(x, ref)) {
	case positive:
		return degrees, true
	case negative:
		return -degrees, true
	}
	return 0, false
}

func exifText(x *exif.Exif, name exif.FieldName) string {
	tag, err := x.Get(name)
	if err != nil || tag.Type != tiff.DTAscii && tag.Type != tiff.DTUndefined && tag.Type != tiff.DTByte {
		return ""
	}
	return text(tag.Val)
}

func exifInt(x *exif.Exif, name exif.FieldName) int {
	tag, err := x.Get(name)
	if err != nil || tag.Format() != tiff.IntVal {
		return 0
	}
	n, err := tag.Int(0)
	if err != nil {
		return 0
	}
	return n
}
