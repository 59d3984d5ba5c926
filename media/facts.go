package media

import (
	"encoding/binary"
	"errors"
	"time"
)

// ErrMoment means bytes are not a moment as a view holds it.
var ErrMoment = errors.New("not a moment")

// Kind is what sort of recording a clip is.
type Kind string

// The kinds of clip. A photo is a clip without duration, a sound one without a
// picture.
const (
	KindPhoto Kind = "photo"
	KindVideo Kind = "video"
	KindSound Kind = "sound"
)

// Source says where in the file a fact was read: "exif", "xmp", "quicktime",
// "mvhd", "udta", "mxf", "camera-xml", "mdpm" (AVCHD), "matroska", "riff" (AVI
// and sound), "bext" (broadcast sound), "file" (the file system). It is shown
// beside the fact.
type Source string

// Facts is what a clip's file says about itself. A zero field means the file
// does not say. Every time fact carries its source, because a wrong hour is
// the normal case.
type Facts struct {
	Kind     Kind   `json:"kind"`
	MIME     string `json:"mime,omitempty"`
	Format   string `json:"format,omitempty"` // "JPEG", "HEIC", "CR3", "MOV", "MXF" …
	Captured Moment `json:"captured"`

	Duration  time.Duration `json:"duration,omitempty"` // 0 for photos
	FrameRate Rate          `json:"frame_rate,omitzero"`
	Timecode  string        `json:"timecode,omitempty"` // start, "14:03:22:08"; drop-frame "14:03:22;08"
	Reel      string        `json:"reel,omitempty"`
	Scene     string        `json:"scene,omitempty"` // as the recorder was told, sound files mostly
	Take      string        `json:"take,omitempty"`

	Make   string `json:"make,omitempty"`
	Model  string `json:"model,omitempty"`
	Serial string `json:"serial,omitempty"` // camera body
	Lens   string `json:"lens,omitempty"`

	Orientation int      `json:"orientation,omitempty"` // EXIF 1..8
	Rotation    int      `json:"rotation,omitempty"`    // degrees clockwise, video
	Width       int      `json:"width,omitempty"`       // before rotation
	Height      int      `json:"height,omitempty"`
	Location    *Place   `json:"location,omitempty"`
	Warnings    []string `json:"warnings,omitempty"` // stable codes of what could not be read, see probe.Warn*
}

// Moment is a capture time as a camera wrote it.
type Moment struct {
	Time   time.Time `json:"time,omitzero"`    // in UTC when ZoneKnown, else the camera's wall clock labelled UTC
	Zone   bool      `json:"zone,omitempty"`   // the file says which zone the time is in
	Offset int       `json:"offset,omitempty"` // seconds east of UTC, when Zone
	Source Source    `json:"source,omitempty"`
}

// MarshalBinary writes a moment for a store's views, to the nanosecond.
func (m Moment) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, 17+len(m.Source))
	zone := byte(0)
	if m.Zone {
		zone = 1
	}
	b = binary.BigEndian.AppendUint64(append(b, zone), uint64(m.Time.Unix()))
	b = binary.BigEndian.AppendUint32(b, uint32(m.Time.Nanosecond()))
	b = binary.BigEndian.AppendUint32(b, uint32(int32(m.Offset)))
	return append(b, m.Source...), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. ErrMoment otherwise.
func (m *Moment) UnmarshalBinary(b []byte) error {
	if len(b) < 17 || b[0] > 1 {
		return ErrMoment
	}
	sec, nano := int64(binary.BigEndian.Uint64(b[1:])), int64(binary.BigEndian.Uint32(b[9:]))
	*m = Moment{
		Time: time.Unix(sec, nano).UTC(), Zone: b[0] == 1,
		Offset: int(int32(binary.BigEndian.Uint32(b[13:]))), Source: Source(b[17:]),
	}
	return nil
}

// Rate is a frame rate as a fraction, e.g. 30000/1001.
type Rate struct {
	Num uint32 `json:"num"`
	Den uint32 `json:"den"`
}

// Float returns frames per second, 0 when unknown.
func (r Rate) Float() float64 {
	if r.Den == 0 {
		return 0
	}
	return float64(r.Num) / float64(r.Den)
}

// Place is a position in decimal degrees (WGS 84).
type Place struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}
