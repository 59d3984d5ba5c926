package probe

import (
	"math"
	"strconv"
	"strings"

	"onset/media"
)

// Keys of QuickTime metadata. Some writers leave out the prefix.
// Recorders and cinema cameras use those of Final Cut.
const (
	appleKey = "com.apple.quicktime."
	proKey   = "com.apple.proapps."
)

// umid begins a SMPTE ST 330 identifier, which some editing programs write
// where the name of the reel belongs.
const umid = "0x060A2B34"

// maxKeys bounds the table of key names.
const maxKeys = 1024

// metaBox reads a meta box in the QuickTime or the ISO form, which differ by
// four bytes of version and flags.
func (c *clip) metaBox(v view) error {
	head, err := v.at(0, min(v.size, 12))
	if err != nil || len(head) < 12 {
		return err
	}
	if string(head[4:8]) != "hdlr" && string(head[8:12]) == "hdlr" {
		v = v.from(4)
	}
	var keys []string
	return eachBox(v, func(b box) error {
		switch b.kind {
		case "keys":
			keys, err = keyNames(b)
			return err
		case "ilst":
			return eachBox(b.body, func(b box) error { return c.item(b, keys) })
		case "xml ":
			return c.cameraXML(b.body.from(4))
		}
		return nil
	})
}

func keyNames(b box) ([]string, error) {
	_, h, err := b.full(4)
	if err != nil {
		return nil, err
	}
	want := min(be.Uint32(h), maxKeys)
	names := make([]string, 0, want)
	err = eachBox(b.body.from(8), func(k box) error {
		name, err := k.body.at(0, min(k.body.size, maxText))
		if names = append(names, string(name)); len(names) > int(want) {
			return errGreedy
		}
		return err
	})
	return names, err
}

// item reads one value. Its kind is a number into keys, or a four-letter code.
func (c *clip) item(b box, keys []string) error {
	name := b.kind
	if i := be.Uint32([]byte(b.kind)); i >= 1 && int64(i) <= int64(len(keys)) {
		name = keys[i-1]
	}
	return eachBox(b.body, func(d box) error {
		if d.kind != "data" || d.body.size < 8 {
			return nil
		}
		value, err := d.body.at(8, min(d.body.size-8, maxText))
		if err != nil {
			return err
		}
		c.quickTime(name, text(value))
		return nil
	})
}

// quickTime takes one named value of keys, ilst or udta.
func (c *clip) quickTime(name, value string) {
	f := &c.facts
	switch strings.TrimPrefix(name, appleKey) {
	case "creationdate":
		c.isoTime(rankOriginal, value, "quicktime")
	case "\xa9day":
		c.isoTime(rankCamera, value, "udta")
	case "location.ISO6709", "\xa9xyz":
		c.iso6709(value)
	case "make", "\xa9mak", "com.android.manufacturer", proKey + "manufacturer":
		set(&f.Make, value)
	case "model", "\xa9mod", "com.android.model", proKey + "modelname":
		set(&f.Model, value)
	case "camera.lens_model":
		set(&f.Lens, value)
	case proKey + "serialno":
		set(&f.Serial, value)
	case proKey + "scene":
		set(&f.Scene, value)
	case proKey + "shot":
		set(&f.Take, value)
	case proKey + "reel":
		if !strings.HasPrefix(value, umid) {
			set(&f.Reel, value)
		}
	}
}

// isoTime offers a time in ISO form. A bare year or date says too little.
func (c *clip) isoTime(rank int, s string, source media.Source) {
	if len(s) <= dateOnly {
		return
	}
	m, ok := parseISO(s)
	if !ok {
		c.warn(WarnTime)
		return
	}
	m.Source = source
	c.offer(rank, m)
}

// userData reads udta: text by the QuickTime convention, 3GPP loci, XMP.
func (m *movie) userData(v view) error {
	return eachBox(v, func(b box) error {
		switch b.kind {
		case "\xa9day", "\xa9xyz", "\xa9mak", "\xa9mod":
			s, err := userText(b.body)
			m.c.quickTime(b.kind, s)
			return err
		case "loci":
			return m.c.loci(b)
		case "meta":
			return m.c.metaBox(b.body)
		case "GPMF":
			return m.c.soften(m.c.goPro(b.body), WarnLocation)
		case "XMP_":
			m.packets = append(m.packets, b.body)
		}
		return nil
	})
}

// userText reads a text with its length and language in front.
func userText(v view) (string, error) {
	n, err := v.u16(0, be)
	if err != nil {
		return "", err
	}
	b, err := v.at(4, min(int64(n), max(v.size-4, 0), maxText))
	return text(b), err
}

// loci reads the location box of 3GPP TS 26.244: a name, a role, then
// longitude and latitude in 16.16 fixed point.
func (c *clip) loci(b box) error {
	h, err := b.body.at(6, min(max(b.body.size-6, 0), 1024))
	if err != nil {
		return err
	}
	end := strings.IndexByte(string(h), 0)
	if len(h) >= 2 && (h[0] == 0xfe && h[1] == 0xff || h[0] == 0xff && h[1] == 0xfe) {
		end = wideEnd(h)
	}
	if end < 0 || len(h) < end+10 {
		c.warn(WarnLocation)
		return nil
	}
	p := h[end+2:]
	c.place(fixed(p[4:]), fixed(p))
	return nil
}

// wideEnd finds the second byte of the zero that ends a UTF-16 text.
func wideEnd(b []byte) int {
	for i := 2; i+1 < len(b); i += 2 {
		if b[i] == 0 && b[i+1] == 0 {
			return i + 1
		}
	}
	return -1
}

func fixed(b []byte) float64 { return float64(int32(be.Uint32(b))) / (1 << 16) }

// iso6709 reads "+55.6761+012.5683/" and the forms with minutes and seconds.
func (c *clip) iso6709(s string) {
	lat, rest, okLat := angle(s, 2)
	lon, _, okLon := angle(rest, 3)
	if !okLat || !okLon {
		c.warn(WarnLocation)
		return
	}
	c.place(lat, lon)
}

// angle reads one signed number. By its count of whole digits it is in
// degrees, degrees and minutes, or degrees, minutes and seconds.
func angle(s string, degreeDigits int) (value float64, rest string, ok bool) {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return 0, "", false
	}
	end := 1
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.') {
		end++
	}
	digits, rest := s[1:end], s[end:]
	whole, _, _ := strings.Cut(digits, ".")
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0, "", false
	}
	switch len(whole) - degreeDigits {
	case 2:
		n = math.Floor(n/100) + math.Mod(n, 100)/60
	case 4:
		n = math.Floor(n/1e4) + math.Floor(math.Mod(n, 1e4)/100)/60 + math.Mod(n, 100)/3600
	}
	if s[0] == '-' {
		n = -n
	}
	return n, rest, true
}
