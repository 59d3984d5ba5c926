package offload

import (
	"encoding/binary"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/zeebo/xxh3"
)

// ErrFingerprint means bytes are not a fingerprint.
var ErrFingerprint = errors.New("not the fingerprint of a card")

// Volume is what the system says of a card. All of it may be empty: many
// cameras call every card the same.
type Volume struct {
	Label  string // that people gave it, else the volume's name
	Serial string // of the file system or the card
	Size   int64  // of the volume in bytes
}

// Mark stands for one file of a card without naming it.
type Mark struct {
	Key     uint64 // of path and size
	Seconds int64  // Unix time of the last change
}

// Fingerprint is what a card is recognised by.
type Fingerprint struct {
	Volume Volume
	Marks  []Mark // by key
}

// Fingerprint of the card as it was walked.
func (c *Card) Fingerprint(v Volume) Fingerprint {
	p := Fingerprint{Volume: v, Marks: make([]Mark, len(c.Files))}
	for i := range c.Files {
		f := &c.Files[i]
		p.Marks[i] = Mark{xxh3.HashString(f.Path + "\x00" + strconv.FormatInt(f.Size, 10)), f.Time.Unix()}
	}
	sortMarks(p.Marks)
	return p
}

func sortMarks(m []Mark) { slices.SortFunc(m, compareMarks) }

func compareMarks(a, b Mark) int {
	switch {
	case a.Key < b.Key || a.Key == b.Key && a.Seconds < b.Seconds:
		return -1
	case a == b:
		return 0
	}
	return 1
}

// Seen says how much of a card was copied before.
type Seen string

// How much of a card was copied before.
const (
	SeenNone  Seen = "none"
	SeenPart  Seen = "part"
	SeenAll   Seen = "all"
	SeenEmpty Seen = "empty" // there is no file on it
)

// Recognition is what past offloads know of a card.
type Recognition struct {
	Seen     Seen
	Known    int // files that were copied before
	New      int // files that were not
	Best     int // index of the past card that most of them are of; -1 for none
	SameCard bool
}

// Recognise compares a card with cards copied before, of each the files that
// have verified copies. Files are the same with the same path, size and time;
// a shift of the time by whole quarters of an hour, the same for all files,
// is a card without time zone read in another one. SameCard means the best
// match, or without one any past card, has the same serial, or is without
// serials of the same label and size: the same card, perhaps formatted.
func Recognise(now Fingerprint, past []Fingerprint) Recognition {
	r := Recognition{Best: -1}
	known := make([]bool, len(now.Marks))
	most := 0
	for i := range past {
		same := matches(now.Marks, past[i].Marks)
		n := 0
		for k, yes := range same {
			known[k] = known[k] || yes
			if yes {
				n++
			}
		}
		if n > most {
			most, r.Best = n, i
		}
	}
	for _, yes := range known {
		if yes {
			r.Known++
		}
	}
	r.New = len(known) - r.Known
	r.Seen = howMuch(r.Known, len(known))
	r.SameCard = slices.ContainsFunc(past, func(p Fingerprint) bool { return now.Volume.is(p.Volume) })
	if r.Best >= 0 {
		r.SameCard = now.Volume.is(past[r.Best].Volume)
	}
	return r
}

func howMuch(known, all int) Seen {
	switch {
	case all == 0:
		return SeenEmpty
	case known == 0:
		return SeenNone
	case known < all:
		return SeenPart
	}
	return SeenAll
}

func (v Volume) is(other Volume) bool {
	if v.Serial != "" || other.Serial != "" {
		return v.Serial == other.Serial
	}
	return v.Label != "" && v.Label == other.Label && v.Size == other.Size
}

const (
	slackSeconds = int64(timeSlack / time.Second)
	widestShift  = int64(26 * time.Hour / time.Second) // from UTC-12 to UTC+14
)

// matches finds the marks of now in past under the shift that most of them agree on.
func matches(now, past []Mark) []bool {
	shifts := map[int64]int{}
	pairs(now, past, func(_ int, apart int64) {
		if shift, ok := zoneShift(apart); ok {
			shifts[shift]++
		}
	})
	best := int64(0)
	for shift, n := range shifts {
		if n > shifts[best] || n == shifts[best] && shift < best && best != 0 {
			best = shift
		}
	}
	same := make([]bool, len(now))
	pairs(now, past, func(i int, apart int64) {
		if shift, ok := zoneShift(apart); ok && shift == best {
			same[i] = true
		}
	})
	return same
}

// zoneShift rounds a difference in seconds to quarters of an hour; not ok when
// it is not near one.
func zoneShift(apart int64) (shift int64, ok bool) {
	if apart > widestShift+slackSeconds || apart < -widestShift-slackSeconds {
		return 0, false
	}
	d := time.Duration(apart) * time.Second
	shift = int64(d.Round(15*time.Minute) / time.Second)
	rest := apart - shift
	return shift, rest >= -slackSeconds && rest <= slackSeconds
}

// pairs visits the marks of both lists with the same key, which are sorted.
func pairs(now, past []Mark, visit func(i int, apart int64)) {
	for i, k := 0, 0; i < len(now) && k < len(past); {
		switch {
		case now[i].Key < past[k].Key:
			i++
		case now[i].Key > past[k].Key:
			k++
		default:
			visit(i, now[i].Seconds-past[k].Seconds)
			i++
		}
	}
}

// fingerprintMagic begins the bytes of a fingerprint, version 1.
const fingerprintMagic = "ofp1"

// MarshalBinary writes a fingerprint for keeping: magic, label, serial and
// size of the volume, then key and seconds of each mark, all big-endian.
func (p Fingerprint) MarshalBinary() ([]byte, error) {
	b := []byte(fingerprintMagic)
	for _, s := range []string{p.Volume.Label, p.Volume.Serial} {
		b = binary.BigEndian.AppendUint16(b, uint16(min(len(s), maxVolumeText)))
		b = append(b, s[:min(len(s), maxVolumeText)]...)
	}
	b = binary.BigEndian.AppendUint64(b, uint64(p.Volume.Size))
	for _, m := range p.Marks {
		b = binary.BigEndian.AppendUint64(b, m.Key)
		b = binary.BigEndian.AppendUint64(b, uint64(m.Seconds))
	}
	return b, nil
}

const maxVolumeText = 1024

// UnmarshalBinary reads what MarshalBinary wrote. ErrFingerprint otherwise.
func (p *Fingerprint) UnmarshalBinary(b []byte) error {
	if len(b) < len(fingerprintMagic) || string(b[:len(fingerprintMagic)]) != fingerprintMagic {
		return ErrFingerprint
	}
	b = b[len(fingerprintMagic):]
	var read Fingerprint
	for _, s := range []*string{&read.Volume.Label, &read.Volume.Serial} {
		if len(b) < 2 {
			return ErrFingerprint
		}
		n := int(binary.BigEndian.Uint16(b))
		if b = b[2:]; n > len(b) || n > maxVolumeText {
			return ErrFingerprint
		}
		*s, b = string(b[:n]), b[n:]
	}
	if len(b) < 8 || len(b)%16 != 8 {
		return ErrFingerprint
	}
	read.Volume.Size = int64(binary.BigEndian.Uint64(b))
	for b = b[8:]; len(b) > 0; b = b[16:] {
		read.Marks = append(read.Marks, Mark{binary.BigEndian.Uint64(b), int64(binary.BigEndian.Uint64(b[8:]))})
	}
	if !slices.IsSortedFunc(read.Marks, compareMarks) {
		return ErrFingerprint
	}
	*p = read
	return nil
}
