package probe

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"onset/media"
)

// maxXMP bounds a packet; larger ones carry pictures, not facts.
const maxXMP = 1 << 20

// Namespaces of the properties read (XMP specification parts 1 and 2).
const (
	nsExif      = "http://ns.adobe.com/exif/1.0/"
	nsTIFF      = "http://ns.adobe.com/tiff/1.0/"
	nsXMP       = "http://ns.adobe.com/xap/1.0/"
	nsPhotoshop = "http://ns.adobe.com/photoshop/1.0/"
	nsAux       = "http://ns.adobe.com/exif/1.0/aux/"
	nsExifEX    = "http://cipa.jp/exif/1.0/"
	nsDM        = "http://ns.adobe.com/xmp/1.0/DynamicMedia/"
	nsRDF       = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
)

// xmp fills what EXIF left open from the packet v.
func (c *clip) xmp(v view) error {
	if v.size > maxXMP {
		return errGreedy
	}
	if err := again(&c.packets); err != nil {
		return err
	}
	b, err := v.at(0, v.size)
	if err != nil {
		return err
	}
	c.xmpPacket(b)
	return nil
}

func (c *clip) xmpPacket(b []byte) {
	props, err := xmpProperties(bytes.NewReader(bytes.Trim(b, "\x00")))
	if err != nil {
		c.warn(WarnXMP)
	}
	c.xmpTimes(props)
	c.xmpCamera(props)
	c.xmpPlace(props)
}

// xmpPlace reads the position where EXIF has none.
func (c *clip) xmpPlace(p map[xml.Name]string) {
	south, west := p[xml.Name{Space: nsExif, Local: "GPSLatitude"}], p[xml.Name{Space: nsExif, Local: "GPSLongitude"}]
	if c.facts.Location != nil || south == "" || west == "" {
		return
	}
	lat, okLat := xmpDegrees(south, "N", "S")
	lon, okLon := xmpDegrees(west, "E", "W")
	if !okLat || !okLon {
		c.warn(WarnLocation)
		return
	}
	c.place(lat, lon)
}

// xmpDegrees reads "55,40.566N" and "55,40,34N".
func xmpDegrees(s, positive, negative string) (float64, bool) {
	if len(s) < 2 {
		return 0, false
	}
	return sexagesimal(strings.ReplaceAll(s[:len(s)-1], ",", ":"), s[len(s)-1:], positive, negative)
}

func (c *clip) xmpTimes(p map[xml.Name]string) {
	for _, from := range []struct {
		rank int
		name xml.Name
	}{
		{rankXMPOriginal, xml.Name{Space: nsExif, Local: "DateTimeOriginal"}},
		{rankXMPOriginal, xml.Name{Space: nsPhotoshop, Local: "DateCreated"}},
		{rankXMPCreate, xml.Name{Space: nsXMP, Local: "CreateDate"}},
	} {
		s := p[from.name]
		if len(s) <= dateOnly {
			continue
		}
		m, ok := parseISO(s)
		if !ok {
			c.warn(WarnTime)
			continue
		}
		m.Source = "xmp"
		c.offer(from.rank, m)
	}
}

func (c *clip) xmpCamera(p map[xml.Name]string) {
	f := &c.facts
	set(&f.Make, text([]byte(p[xml.Name{Space: nsTIFF, Local: "Make"}])))
	set(&f.Model, text([]byte(p[xml.Name{Space: nsTIFF, Local: "Model"}])))
	set(&f.Serial, text([]byte(p[xml.Name{Space: nsAux, Local: "SerialNumber"}])))
	set(&f.Serial, text([]byte(p[xml.Name{Space: nsExifEX, Local: "BodySerialNumber"}])))
	set(&f.Lens, text([]byte(p[xml.Name{Space: nsAux, Local: "Lens"}])))
	set(&f.Lens, text([]byte(p[xml.Name{Space: nsExifEX, Local: "LensModel"}])))
	set(&f.Reel, text([]byte(p[xml.Name{Space: nsDM, Local: "tapeName"}])))
	set(&f.Scene, text([]byte(p[xml.Name{Space: nsDM, Local: "scene"}])))
	set(&f.Take, text([]byte(p[xml.Name{Space: nsDM, Local: "takeNumber"}])))
	if o, err := strconv.Atoi(p[xml.Name{Space: nsTIFF, Local: "Orientation"}]); err == nil && f.Orientation == 0 && o >= 1 && o <= 8 {
		f.Orientation = o
	}
}

// xmpProperties collects the simple properties of the top-level descriptions,
// in attribute and in element form. What was read before a fault is returned
// with it.
func xmpProperties(r io.Reader) (map[xml.Name]string, error) {
	props := map[xml.Name]string{}
	d := xml.NewDecoder(r)
	var open []xml.Name
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return props, nil
		}
		if err != nil {
			return props, err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if isDescription(t.Name) && len(open) > 0 && open[len(open)-1].Local == "RDF" {
				for _, a := range t.Attr {
					keep(props, a.Name, a.Value)
				}
			}
			open = append(open, t.Name)
		case xml.EndElement:
			open = open[:max(len(open)-1, 0)]
		case xml.CharData:
			if n := len(open); n >= 2 && isDescription(open[n-2]) {
				keep(props, open[n-1], string(t))
			}
		}
	}
}

func isDescription(n xml.Name) bool { return n.Space == nsRDF && n.Local == "Description" }

func keep(props map[xml.Name]string, name xml.Name, value string) {
	if value = strings.TrimSpace(value); props[name] == "" && value != "" {
		props[name] = value
	}
}

// isoLayouts are the forms of ISO 8601 that files carry, with a zone and
// without. Fractions of a second are accepted by each of them.
var isoLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05",
}

// dateOnly is the length of a date without a clock, which says too little.
const dateOnly = len("2006-01-02")

// parseISO reads an ISO 8601 date and time.
func parseISO(s string) (media.Moment, bool) {
	s = strings.TrimSpace(s)
	for i, layout := range isoLayouts {
		t, err := time.Parse(layout, s)
		if err != nil || t.Year() < 1000 {
			continue
		}
		if i > 2 {
			return media.Moment{Time: t}, true
		}
		_, offset := t.Zone()
		return media.Moment{Time: t.UTC(), Zone: true, Offset: offset}, true
	}
	return media.Moment{}, false
}
