package probe

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"onset/media"
)

// Fields of a Disagreement.
const (
	FieldCaptured    = "captured"
	FieldOrientation = "orientation"
	FieldMake        = "make"
	FieldModel       = "model"
	FieldLocation    = "location"
	FieldDuration    = "duration"
	FieldSerial      = "serial"
	FieldLens        = "lens"
	FieldSize        = "size"
)

// Reasons of a Disagreement. They are stable: translated where they are shown.
const (
	// ReasonFormat: the format of the file is not read here.
	ReasonFormat = "format-not-read"
	// ReasonVendor: the value stands in a maker's own block, not read here.
	ReasonVendor = "vendor-block"
	// ReasonMissing: exiftool has a value and we have none.
	ReasonMissing = "missing"
	// ReasonExtra: we have a value and exiftool has none.
	ReasonExtra = "extra"
	// ReasonValue: both have a value and they differ.
	ReasonValue = "differs"
)

// Disagreement is one fact that exiftool reads differently.
type Disagreement struct {
	Field  string // one of Field…
	Ours   string // as printed, empty when there is none
	Theirs string
	Tag    string // where exiftool read it, "ExifIFD:DateTimeOriginal"
	Reason string // one of Reason…
}

// Compare holds the capture time (to the second), the zone where exiftool
// names one, orientation, make, model, serial number, lens, size, duration (to
// a tenth of a second) and position (to two metres) against one record of
// `exiftool -j -n -G1`.
func Compare(facts media.Facts, exif map[string]any) []Disagreement {
	c := comparison{facts: facts, exif: exif}
	c.captured()
	c.duration()
	c.size()
	tag, theirs := c.find("ExifIFD:SerialNumber", "XMP-aux:SerialNumber", "XMP-exifEX:SerialNumber", anyGroup+"SerialNumber")
	c.note(FieldSerial, facts.Serial, theirs, tag, facts.Serial == theirs)
	tag, theirs = c.find("ExifIFD:LensModel", "XMP-aux:Lens", "XMP-exifEX:LensModel", anyGroup+"LensModel")
	c.note(FieldLens, facts.Lens, theirs, tag, facts.Lens == theirs)
	tag, theirs = c.find("IFD0:Orientation", "XMP-tiff:Orientation")
	c.note(FieldOrientation, number(facts.Orientation), theirs, tag, number(facts.Orientation) == theirs)
	tag, theirs = c.find("IFD0:Make", "Keys:Make", "UserData:Make", "ItemList:Make", "XMP-tiff:Make", anyGroup+"Make")
	c.note(FieldMake, facts.Make, theirs, tag, facts.Make == theirs)
	tag, theirs = c.find("IFD0:Model", "Keys:Model", "UserData:Model", "ItemList:Model", "XMP-tiff:Model", anyGroup+"Model")
	c.note(FieldModel, facts.Model, theirs, tag, facts.Model == theirs)
	c.location()
	return c.found
}

type comparison struct {
	facts media.Facts
	exif  map[string]any
	found []Disagreement
}

// anyGroup in place of a group stands for all of them, also those that makers
// invented.
const anyGroup = "*:"

// find returns the first of the tags that has a value.
func (c *comparison) find(tags ...string) (tag, value string) {
	for _, tag := range tags {
		if name, ok := strings.CutPrefix(tag, anyGroup); ok {
			tag = c.anywhere(name)
		}
		if v, ok := c.exif[tag]; ok {
			if s := strings.TrimSpace(printed(v)); s != "" {
				return tag, s
			}
		}
	}
	return "", ""
}

// anywhere returns the first tag of the name in the order of the alphabet.
func (c *comparison) anywhere(name string) string {
	for _, tag := range slices.Sorted(maps.Keys(c.exif)) {
		if group, n, _ := strings.Cut(tag, ":"); n == name && group != "Composite" {
			return tag
		}
	}
	return ""
}

// printed undoes that exiftool writes a text of digits as a number.
func printed(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (c *comparison) note(field, ours, theirs, tag string, same bool) {
	if same {
		return
	}
	c.found = append(c.found, Disagreement{Field: field, Ours: ours, Theirs: theirs, Tag: tag, Reason: c.reason(ours, theirs, tag)})
}

// readGroups are the groups of exiftool whose tags are read here.
var readGroups = map[string]bool{
	"IFD0": true, "ExifIFD": true, "GPS": true, "Keys": true, "UserData": true, "ItemList": true,
	"QuickTime": true, "MXF": true, "Matroska": true, "M2TS": true, "RIFF": true, "Composite": true, "XMP-aux": true, "XMP-exifEX": true, "XMP-exif": true, "XMP-tiff": true, "XMP-xmp": true, "XMP-photoshop": true,
}

func (c *comparison) reason(ours, theirs, tag string) string {
	group, _, _ := strings.Cut(tag, ":")
	switch {
	case c.facts.Format == "":
		return ReasonFormat
	case theirs != "" && !readGroups[group]:
		return ReasonVendor
	case ours == "":
		return ReasonMissing
	case theirs == "":
		return ReasonExtra
	}
	return ReasonValue
}

// timeTags are where exiftool finds a capture time, in the order of trust
// that this package has, the makers' own blocks before the time of an edit.
var timeTags = []string{
	"ExifIFD:DateTimeOriginal", "IFD0:DateTimeOriginal", "Keys:CreationDate",
	"UserData:ContentCreateDate", "ItemList:ContentCreateDate",
	"XMP-exif:DateTimeOriginal", "XMP-photoshop:DateCreated", "ExifIFD:CreateDate", "XMP-xmp:CreateDate",
	"QuickTime:CreateDate", "MXF:CreateDate",
	anyGroup + "DateTimeOriginal",
	"IFD0:ModifyDate",
}

func (c *comparison) captured() {
	ours, wall := "", time.Time{}
	if m := c.facts.Captured; !m.Time.IsZero() {
		wall = m.Time.Add(time.Duration(m.Offset) * time.Second)
		ours = wall.Format("2006:01:02 15:04:05") + zoneText(m)
	}
	for _, tag := range timeTags {
		tag, s := c.find(tag)
		m, ok := exiftoolTime(s)
		if !ok {
			continue
		}
		if _, zone := c.find("ExifIFD:OffsetTimeOriginal"); tag == "ExifIFD:DateTimeOriginal" && zone != "" {
			m.Offset, m.Zone = parseZone(zone)
		}
		same := wall.Truncate(time.Second).Equal(m.Time) && (!m.Zone || c.facts.Captured.Zone && m.Offset == c.facts.Captured.Offset)
		c.note(FieldCaptured, ours, m.Time.Format("2006:01:02 15:04:05")+zoneText(m), tag, same)
		return
	}
	c.note(FieldCaptured, ours, "", "", ours == "")
}

// tenth is how much durations may differ: some count the last picture's own
// time and some do not.
const tenth = 100 * time.Millisecond

func (c *comparison) duration() {
	tag, s := c.find("QuickTime:Duration", "Matroska:Duration", "MXF:Duration", "M2TS:Duration", "Composite:Duration")
	theirs := clockTime(s)
	if seconds, err := strconv.ParseFloat(s, 64); err == nil && seconds > 0 && seconds < 1e9 {
		theirs = time.Duration(seconds * float64(time.Second))
	}
	c.note(FieldDuration, inSeconds(c.facts.Duration), inSeconds(theirs), tag, (c.facts.Duration > 0) == (theirs > 0) && (c.facts.Duration-theirs).Abs() <= tenth)
}

func inSeconds(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

func (c *comparison) size() {
	tag, s := c.find("Composite:ImageSize")
	w, h, _ := strings.Cut(strings.ReplaceAll(s, "x", " "), " ")
	theirs, ours := strings.TrimSpace(w+" "+h), ""
	if c.facts.Width > 0 {
		ours = fmt.Sprintf("%d %d", c.facts.Width, c.facts.Height)
	}
	c.note(FieldSize, ours, theirs, tag, ours == theirs)
}

func zoneText(m media.Moment) string {
	if !m.Zone {
		return ""
	}
	return time.Unix(0, 0).In(time.FixedZone("", m.Offset)).Format("-07:00")
}

// exiftoolTime reads exiftool's form, as wall clock to the second.
func exiftoolTime(s string) (media.Moment, bool) {
	const form = "2006:01:02 15:04:05"
	if len(s) < len(form) {
		return media.Moment{}, false
	}
	t, err := time.Parse(form, s[:len(form)])
	if err != nil || t.Year() < 1000 {
		return media.Moment{}, false
	}
	m := media.Moment{Time: t}
	m.Offset, m.Zone = parseZone(strings.TrimLeft(s[len(form):], ".0123456789"))
	return m, true
}

// metres is the tolerance of positions: the coarsest form in use, 16.16 fixed
// point, has steps of 1.5e-5 degrees.
const metres = 2e-5

func (c *comparison) location() {
	lat, okLat := c.degrees("Latitude", "S")
	lon, okLon := c.degrees("Longitude", "W")
	ours, theirs, same := "", "", false
	if p := c.facts.Location; p != nil {
		ours = fmt.Sprintf("%.5f %.5f", p.Lat, p.Lon)
		same = math.Abs(p.Lat-lat) < metres && math.Abs(p.Lon-lon) < metres
	}
	if okLat && okLon {
		theirs = fmt.Sprintf("%.5f %.5f", lat, lon)
	}
	tag, _ := c.find("GPS:GPSLatitude", "Keys:GPSCoordinates", "UserData:GPSCoordinates", "UserData:LocationInformation")
	c.note(FieldLocation, ours, theirs, cmp.Or(tag, "GPS:GPSLatitude"), ours == "" && theirs == "" || same && theirs != "")
}

// degrees returns a signed angle: from the GPS directory with its reference,
// else what exiftool composed.
func (c *comparison) degrees(axis, negative string) (float64, bool) {
	_, s := c.find("GPS:GPS" + axis)
	_, ref := c.find("GPS:GPS" + axis + "Ref")
	if s == "" || ref == "" {
		_, s = c.find("Composite:GPS" + axis)
		ref = ""
	}
	v, err := strconv.ParseFloat(s, 64)
	if strings.EqualFold(ref, negative) {
		v = -v
	}
	return v, err == nil
}
