package probe

import "math"

const maxTracks = 256

// track is what a trak box says.
type track struct {
	id        uint32
	handler   string // "vide", "soun", "tmcd" …
	scale     uint32
	length    uint64            // in scale, of the samples listed in moov
	fragments uint64            // in scale, of the samples in fragments
	lengths   map[uint32]uint64 // sample length → number of samples
	chunk     int64             // file offset of the first sample, 0 when unknown
	chunks    box               // stco or co64
	format    string            // of the samples, "avc1", "gpmd", "camm" …
	width     int
	height    int
	rotation  int // degrees clockwise
	code      timecodeForm
}

// timecodeForm says how a timecode track counts.
type timecodeForm struct {
	flags   uint32
	nominal int // frames of a second
	reel    string
}

func (m *movie) track(b box) error {
	if len(m.tracks) >= maxTracks {
		return nil
	}
	t := &track{}
	m.tracks = append(m.tracks, t)
	return eachBox(b.body, func(b box) error {
		switch b.kind {
		case "tkhd":
			return t.header(b)
		case "mdia":
			return eachBox(b.body, t.mediaBox)
		}
		return nil
	})
}

// header reads the track's number and its matrix (16.16 fixed point).
func (t *track) header(b box) error {
	version, _, err := b.full(12)
	if err != nil {
		return err
	}
	id, matrix := int64(8), int64(36)
	if version == 1 {
		id, matrix = 16, 48
	}
	_, h, err := b.full(matrix + 36)
	if err != nil {
		return err
	}
	t.id = be.Uint32(h[id:])
	t.rotation = rotation(int32(be.Uint32(h[matrix:])), int32(be.Uint32(h[matrix+4:])))
	return nil
}

// rotation returns the clockwise turn of a matrix, to the nearest quarter.
func rotation(a, b int32) int {
	quarters := math.Round(math.Atan2(float64(b), float64(a)) / (math.Pi / 2))
	return (int(quarters)*90 + 360) % 360
}

func (t *track) mediaBox(b box) (err error) {
	switch b.kind {
	case "mdhd":
		_, t.scale, t.length, err = stamps(b)
	case "hdlr":
		var h []byte
		if _, h, err = b.full(8); err == nil {
			t.handler = string(h[4:8])
		}
	case "minf":
		return eachBox(b.body, func(b box) error {
			if b.kind == "stbl" {
				return eachBox(b.body, t.sampleBox)
			}
			return nil
		})
	}
	return err
}

func (t *track) sampleBox(b box) error {
	switch b.kind {
	case "stsd":
		return t.description(b)
	case "stts":
		return t.deltas(b)
	case "stco":
		t.chunks = b
		if _, h, err := b.full(8); err == nil && be.Uint32(h) > 0 {
			t.chunk = int64(be.Uint32(h[4:]))
		}
	case "co64":
		t.chunks = b
		if _, h, err := b.full(12); err == nil && be.Uint32(h) > 0 {
			t.chunk = int64(be.Uint64(h[4:]) & math.MaxInt64)
		}
	}
	return nil
}

// description reads the first entry of stsd: the stored size of a picture, or
// how a timecode counts and the name of its reel (QuickTime File Format,
// "Timecode sample description").
func (t *track) description(b box) error {
	entries := b.body.from(8)
	e, _, err := nextBox(entries, 0)
	if err != nil {
		return nil
	}
	t.format = e.kind
	switch {
	case e.kind == "tmcd":
		return t.timecodeEntry(e.body)
	case t.handler == "vide" || t.handler == "":
		h, err := e.body.at(0, 28)
		if err != nil {
			return nil
		}
		t.width, t.height = int(be.Uint16(h[24:])), int(be.Uint16(h[26:]))
	}
	return nil
}

func (t *track) timecodeEntry(v view) error {
	h, err := v.at(0, 26)
	if err != nil {
		return nil
	}
	t.code.flags, t.code.nominal = be.Uint32(h[12:]), int(h[24])
	if scale, length := be.Uint32(h[16:]), be.Uint32(h[20:]); t.code.nominal == 0 && length > 0 {
		t.code.nominal = int(min(math.Round(float64(scale)/float64(length)), 1000))
	}
	if v.size < 26+8 {
		return nil
	}
	return eachBox(v.from(26), func(b box) error {
		if b.kind != "name" {
			return nil
		}
		s, err := userText(b.body)
		t.code.reel = s
		return err
	})
}

const maxDeltas = 4096

// deltas counts the sample lengths that stts lists.
func (t *track) deltas(b box) error {
	_, h, err := b.full(4)
	if err != nil {
		return err
	}
	n := min(int64(be.Uint32(h)), maxDeltas, (b.body.size-8)/8)
	table, err := b.body.at(8, n*8)
	if err != nil {
		return err
	}
	for i := range n {
		t.count(be.Uint32(table[i*8+4:]), uint64(be.Uint32(table[i*8:])))
	}
	return nil
}

func (t *track) count(length uint32, samples uint64) {
	if t.lengths == nil {
		t.lengths = map[uint32]uint64{}
	}
	if _, known := t.lengths[length]; known || len(t.lengths) < maxDeltas {
		t.lengths[length] += samples
	}
}

// usual returns the most frequent sample length. Phones vary it a little, and
// the last sample of a film is often odd.
func (t *track) usual() (length uint32) {
	for l, n := range t.lengths {
		if best := t.lengths[length]; l > 0 && (n > best || n == best && l < length) {
			length = l
		}
	}
	return length
}
