package probe

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"onset/media"
)

// wave collects what a sound file says. bext is of EBU Tech 3285, the long
// form of EBU Tech 3306 (RF64), iXML of iXML 3.0.
type wave struct {
	c        *clip
	rate     uint32 // samples a second
	block    uint16 // bytes of one sample of all channels
	bytes    int64  // of sound
	long     int64  // of sound, when the 32 bits do not hold it
	data     bool
	open     bool   // the recorder did not finish
	midnight uint64 // samples since midnight of the first one
	has      bool   // midnight is known
	drop     bool
	base     media.Rate // that timecode counts in
}

// readWave reads WAV, BWF and RF64, and never their sound.
func readWave(c *clip, v view) error {
	c.is(media.KindSound, "WAV", "audio/wav")
	w := &wave{c: c}
	walk := eachPart(v.from(12), func(p part) error { return w.part(p, v) })
	if w.open && errors.Is(walk, ErrDamaged) {
		walk = nil
	}
	if walk == nil && !w.data {
		walk = errBounds
	}
	w.settle()
	return walk
}

func (w *wave) part(p part, file view) error {
	switch p.kind {
	case "fmt ":
		h, err := p.body.at(0, 16)
		if err != nil {
			return err
		}
		w.rate, w.block = le.Uint32(h[4:]), le.Uint16(h[12:])
	case "ds64":
		h, err := p.body.at(0, 16)
		if err != nil {
			return err
		}
		w.long = int64(le.Uint64(h[8:]) & math.MaxInt64)
	case "data":
		return w.sound(p, file)
	case "bext":
		return w.c.soften(w.bext(p.body), WarnExif)
	case "iXML":
		return w.ixml(p.body)
	case "_PMX":
		return w.c.soften(w.c.xmp(p.body), WarnXMP)
	}
	if kind, body := p.list(); kind == "INFO" || kind == "exif" {
		return w.c.riffInfo(body)
	}
	return nil
}

// sound measures the data chunk. In the long form its length stands elsewhere,
// and the chunks behind it are looked for from there.
func (w *wave) sound(p part, file view) error {
	w.data, w.bytes = true, p.body.size
	if p.size != openEnded {
		return nil
	}
	w.open, w.bytes = true, file.size-p.body.base
	if w.long <= 0 || w.long > w.bytes {
		w.c.warn(WarnDuration)
		return nil
	}
	w.bytes = w.long
	return eachPart(view{src: file.src, base: p.body.base, size: file.size - p.body.base}.from(w.long+w.long&1), func(p part) error {
		if p.kind == "data" || p.kind == "ds64" {
			return nil
		}
		return w.part(p, file)
	})
}

// bext reads the broadcast extension: who recorded, when, and how many samples
// after midnight.
func (w *wave) bext(v view) error {
	h, err := v.at(0, 346)
	if err != nil {
		return err
	}
	set(&w.c.facts.Model, text(h[256:288]))
	w.described(string(h[:256]))
	w.midnight, w.has = le.Uint64(h[338:]), true
	date, clock := string(h[320:330]), string(h[330:338])
	if unset(date) || strings.Trim(date, "\x00") == "" {
		return nil
	}
	// Recorders separate with any character.
	t, err := time.Parse("20060102150405", digits(date)+digits(clock))
	if err != nil || t.Year() < 1000 {
		w.c.warn(WarnTime)
		return nil
	}
	w.c.offer(rankOriginal, media.Moment{Time: t, Source: "bext"})
	return nil
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// described reads the lines "sSCENE=12A" that recorders put into the free
// description, from before there was iXML.
func (w *wave) described(s string) {
	s, _, _ = strings.Cut(s, "\x00")
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\r' || r == '\n' }) {
		key, value, _ := strings.Cut(line, "=")
		w.take(strings.TrimLeft(key, "abcdefghijklmnopqrstuvwxyz"), text([]byte(value)))
	}
}

// take keeps one named value.
func (w *wave) take(name, value string) {
	f := &w.c.facts
	switch name {
	case "SCENE":
		set(&f.Scene, value)
	case "TAKE":
		set(&f.Take, value)
	case "TAPE":
		set(&f.Reel, value)
	case "TIMECODE_FLAG":
		w.drop = value == "DF"
	case "TIMECODE_RATE":
		num, den, _ := strings.Cut(value, "/")
		n, errN := strconv.ParseUint(num, 10, 32)
		d, errD := strconv.ParseUint(den, 10, 32)
		if errN == nil && errD == nil && n > 0 && d > 0 {
			w.base = reduce(uint32(n), uint32(d))
		}
	}
}

// ixml reads the elements of the root. What it says of scene and take stands
// before the free description.
func (w *wave) ixml(v view) error {
	if v.size > maxXMP {
		w.c.warn(WarnXMP)
		return nil
	}
	b, err := v.at(0, v.size)
	if err != nil {
		return w.c.soften(err, WarnXMP)
	}
	w.c.facts.Scene, w.c.facts.Take, w.c.facts.Reel = "", "", ""
	d := xml.NewDecoder(strings.NewReader(strings.Trim(string(b), "\x00")))
	name := ""
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			w.c.warn(WarnXMP)
			return nil
		}
		switch t := tok.(type) {
		case xml.StartElement:
			name = t.Name.Local
		case xml.CharData:
			w.take(name, text(t))
		case xml.EndElement:
			name = ""
		}
	}
}

func (w *wave) settle() {
	if w.rate == 0 || w.block == 0 || w.bytes <= 0 {
		w.c.warn(WarnDuration)
		return
	}
	samples := uint64(w.bytes) / uint64(w.block)
	w.c.facts.Duration = span(samples, w.rate)
	if w.base.Num == 0 {
		return
	}
	w.c.facts.FrameRate = w.base
	if !w.has {
		return
	}
	frame := float64(w.midnight) / float64(w.rate) * w.base.Float()
	code, ok := formatTimecode(int64(math.Min(math.Round(frame), 1<<40)), int(math.Min(math.Round(w.base.Float()), 1001)), w.drop)
	if !ok {
		w.c.warn(WarnTimecode)
		return
	}
	w.c.facts.Timecode = code
}
