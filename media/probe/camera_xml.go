package probe

import (
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// sonyDoc is what of a NonRealTimeMeta document makes sense only together.
type sonyDoc struct {
	c     *clip
	step  int // frames that one number of the timecode stands for
	code  bool
	place map[string]string
}

// cameraXML reads the NonRealTimeMeta document that Sony cameras put into
// their MP4 files: the time of recording with its zone, the camera, the start
// timecode and where it was.
func (c *clip) cameraXML(v view) error {
	if v.size > maxXMP {
		return errGreedy
	}
	b, err := v.at(0, v.size)
	if err != nil {
		return err
	}
	d := xml.NewDecoder(strings.NewReader(strings.Trim(string(b), "\x00")))
	doc := sonyDoc{c: c, step: 1, place: map[string]string{}}
	defer doc.settle()
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			c.warn(WarnXMP)
			return nil
		}
		if e, ok := tok.(xml.StartElement); ok {
			doc.element(e)
		}
	}
}

func (d *sonyDoc) element(e xml.StartElement) {
	at := func(name string) string {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				return text([]byte(a.Value))
			}
		}
		return ""
	}
	f := &d.c.facts
	switch e.Name.Local {
	case "CreationDate":
		d.c.isoTime(rankCamera, at("value"), "camera-xml")
	case "Device":
		set(&f.Make, at("manufacturer"))
		set(&f.Model, at("modelName"))
		set(&f.Serial, at("serialNo"))
	case "Lens":
		set(&f.Lens, at("modelName"))
	case "LtcChangeTable":
		// Twice as many pictures are taken as the timecode counts.
		if at("halfStep") == "true" {
			d.step = 2
		}
	case "LtcChange":
		if at("frameCount") == "0" && !d.code {
			d.code = true
			d.timecode(at("value"))
		}
	case "Item":
		if name := at("name"); slices.Contains([]string{"Latitude", "LatitudeRef", "Longitude", "LongitudeRef"}, name) {
			d.place[name] = at("value")
		}
	}
}

// timecode reads "ffssmmhh", the two digits of each the other way round.
func (d *sonyDoc) timecode(s string) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 4 {
		d.c.warn(WarnTimecode)
		return
	}
	d.c.packedTimecode(b, d.step)
}

// settle takes the position, in the degrees, minutes and seconds of EXIF.
func (d *sonyDoc) settle() {
	if d.place["Latitude"] == "" || d.place["Longitude"] == "" {
		return
	}
	lat, okLat := sexagesimal(d.place["Latitude"], d.place["LatitudeRef"], "N", "S")
	lon, okLon := sexagesimal(d.place["Longitude"], d.place["LongitudeRef"], "E", "W")
	if !okLat || !okLon {
		d.c.warn(WarnLocation)
		return
	}
	d.c.place(lat, lon)
}

// sexagesimal reads "55:40:33.960" with its hemisphere.
func sexagesimal(s, ref, positive, negative string) (degrees float64, ok bool) {
	parts := strings.Split(s, ":")
	if len(parts) > 3 || ref != positive && ref != negative {
		return 0, false
	}
	unit := 1.0
	for _, p := range parts {
		n, err := strconv.ParseFloat(p, 64)
		if err != nil || !(n >= 0 && n <= 180) {
			return 0, false
		}
		degrees += n / unit
		unit *= 60
	}
	if ref == negative {
		degrees = -degrees
	}
	return degrees, true
}
