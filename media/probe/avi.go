package probe

import (
	"bytes"
	"cmp"
	"math"
	"time"

	"onset/media"
)

// avi collects what the headers of an AVI film say.
type avi struct {
	c      *clip
	data   bool // a movi list was there
	micros uint32
	frames uint32 // of the first part of the film
	total  uint32 // of all parts (OpenDML)
	pic    stream
	now    stream // the one whose chunks are read
}

// stream is what the strh chunk says of one stream.
type stream struct {
	kind          string // "vids", "auds", "txts"
	scale, rate   uint32 // rate/scale units a second
	length        uint32 // in units
	width, height int
}

// readAVI reads the headers before the picture data, and what stands behind
// them. Films over 2 GB go on in further RIFF chunks, which are skipped.
func readAVI(c *clip, v view) error {
	c.is(media.KindVideo, "AVI", "video/x-msvideo")
	a := &avi{c: c}
	walk := eachPart(v, func(p part) error {
		if kind, body := p.list(); kind == "AVI " {
			return eachPart(body, a.top)
		}
		return nil
	})
	a.settle()
	if walk == nil && !a.data {
		walk = errBounds
	}
	return walk
}

func (a *avi) top(p part) error {
	switch kind, body := p.list(); kind {
	case "hdrl":
		return eachPart(body, a.header)
	case "movi":
		a.data = true
	case "INFO", "exif":
		return a.c.riffInfo(body)
	case "ncdt":
		return eachPart(body, a.nikon)
	}
	switch p.kind {
	case "IDIT":
		s, err := p.short()
		a.c.riffTime(rankCamera, s)
		return err
	case "_PMX":
		return a.c.soften(a.c.xmp(p.body), WarnXMP)
	}
	return nil
}

func (a *avi) header(p part) error {
	switch kind, body := p.list(); kind {
	case "strl":
		a.now = stream{}
		err := eachPart(body, a.stream)
		if a.now.kind == "vids" && a.pic.kind == "" {
			a.pic = a.now
		}
		return err
	case "odml":
		return eachPart(body, func(p part) error {
			if p.kind != "dmlh" {
				return nil
			}
			n, err := p.body.u32(0, le)
			a.total = n
			return err
		})
	}
	switch p.kind {
	case "avih":
		h, err := p.body.at(0, 40)
		if err != nil {
			return err
		}
		a.micros, a.frames = le.Uint32(h), le.Uint32(h[16:])
		a.c.facts.Width, a.c.facts.Height = int(le.Uint32(h[32:])&math.MaxInt32), int(le.Uint32(h[36:])&math.MaxInt32)
	case "IDIT", "ISMP":
		s, err := p.short()
		if p.kind == "ISMP" {
			a.c.smpte(s)
		} else {
			a.c.riffTime(rankCamera, s)
		}
		return err
	}
	return nil
}

func (a *avi) stream(p part) error {
	switch p.kind {
	case "strh":
		h, err := p.body.at(0, 36)
		if err != nil {
			return err
		}
		a.now = stream{kind: string(h[:4]), scale: le.Uint32(h[20:]), rate: le.Uint32(h[24:]), length: le.Uint32(h[32:])}
	case "strf":
		if h, err := p.body.at(0, 12); a.now.kind == "vids" && err == nil {
			w, h := int(int32(le.Uint32(h[4:]))), int(int32(le.Uint32(h[8:])))
			a.now.width, a.now.height = max(w, 0), max(h, -h, 0)
		}
	case "strd":
		return a.c.soften(a.c.streamData(p.body), WarnExif)
	}
	return nil
}

// streamData reads the EXIF directory that some cameras put beside a stream:
// a mark, four bytes, then a directory whose offsets count from the mark's end.
func (c *clip) streamData(v view) error {
	head, err := v.at(0, min(v.size, 8))
	if err != nil || !bytes.HasPrefix(head, []byte("AVIF")) {
		return err
	}
	if err := again(&c.blocks); err != nil {
		return err
	}
	t := &tiffBlock{view: v, order: le, magic: 42, first: 8}
	main, err := t.dir(t.first)
	if err != nil {
		return err
	}
	return c.exif(t, t.pick(main, wantMain), t.pick(t.child(main, tagExif), wantExif), t.pick(t.child(main, tagGPS), wantGPS))
}

// Tags of the table that Nikon cameras write.
const (
	nikonMake  = 0x03
	nikonModel = 0x04
	nikonDate  = 0x13
)

func (a *avi) nikon(p part) error {
	if p.kind != "nctg" {
		return nil
	}
	for off := int64(0); off+4 <= p.body.size; {
		h, err := p.body.at(off, 4)
		if err != nil {
			return err
		}
		tag, n := le.Uint16(h), int64(le.Uint16(h[2:]))
		b, err := p.body.at(off+4, n)
		if err != nil {
			return a.c.soften(err, WarnExif)
		}
		switch off += 4 + n; tag {
		case nikonMake:
			set(&a.c.facts.Make, text(b))
		case nikonModel:
			set(&a.c.facts.Model, text(b))
		case nikonDate:
			a.c.riffTime(rankOriginal, text(b))
		}
	}
	return nil
}

// settle takes rate and length from the picture stream; the film's header is
// rounded to microseconds and counts the first part only.
func (a *avi) settle() {
	f := &a.c.facts
	if a.pic.kind == "" {
		a.c.warn(WarnNoPicture)
	}
	if a.pic.width > 0 && a.pic.height > 0 {
		f.Width, f.Height = a.pic.width, a.pic.height
	}
	length := max(a.pic.length, a.total)
	if a.pic.rate > 0 && a.pic.scale > 0 {
		f.FrameRate = reduce(a.pic.rate, a.pic.scale)
		f.Duration = frames(int64(length), f.FrameRate)
	}
	if f.Duration == 0 {
		f.Duration = time.Duration(cmp.Or(length, a.frames)) * time.Duration(a.micros) * time.Microsecond
		if f.FrameRate.Num == 0 && a.micros > 0 {
			f.FrameRate = rateOf(time.Duration(a.micros) * time.Microsecond)
		}
	}
	if f.Duration <= 0 || f.Duration > maxDuration {
		f.Duration = 0
		a.c.warn(WarnDuration)
	}
}

// maxDuration is longer than any recording.
const maxDuration = 1e9 * time.Second

// rateOf turns the length of a frame, which files round to their unit, into
// the rate that was meant: a whole number, or one of those by 1000/1001.
func rateOf(frame time.Duration) media.Rate {
	if frame <= 0 || frame > math.MaxUint32 {
		return media.Rate{}
	}
	fps := float64(time.Second) / float64(frame)
	if whole := math.Round(fps); whole >= 1 && math.Abs(fps-whole) < whole*2e-5 {
		return media.Rate{Num: uint32(whole), Den: 1}
	}
	if ntsc := math.Round(fps * 1.001); ntsc >= 1 && math.Abs(fps*1.001-ntsc) < ntsc*5e-5 {
		return media.Rate{Num: uint32(ntsc) * 1000, Den: 1001}
	}
	return reduce(uint32(time.Second), uint32(frame))
}
