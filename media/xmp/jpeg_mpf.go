package xmp

import "encoding/binary"

// A JPEG with more pictures behind the first one has a directory of them
// (CIPA DC-007, Multi-Picture Format). Their places count from the directory,
// so they change with what is written behind it; and the first entry has the
// size of the first picture with all its segments.

const (
	mpEntry     = 0xb002
	mpEntrySize = 16
)

// movePictures corrects the directory, which is piece i of the segments.
// One that is not understood stays as it is.
func (j *jpegFile) movePictures(ps []piece, i int) {
	old := ps[i]
	b, err := j.at(old.from, old.n)
	if err != nil {
		return
	}
	grown := total(ps) - j.scan
	behind := total(ps[i+1:]) - (j.scan - old.from - old.n)
	start := 0
	for start < len(b) && b[start] != 0xe2 {
		start++ // past fill bytes
	}
	start += 1 + 2 + len(headMPF)
	if start+8 > len(b) {
		return
	}
	if d := b[start:]; moveEntries(d, grown, behind) {
		ps[i] = text(b)
	}
}

// moveEntries corrects a directory; false when it is not sound.
func moveEntries(d []byte, grown, behind int64) bool {
	var order binary.ByteOrder = be
	if d[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(d[4:]))
	if at+2 > int64(len(d)) {
		return false
	}
	for n := int64(order.Uint16(d[at:])); n > 0; n-- {
		e := at + 2 + (n-1)*12
		if e+12 > int64(len(d)) {
			return false
		}
		if order.Uint16(d[e:]) != mpEntry {
			continue
		}
		count, value := int64(order.Uint32(d[e+4:])), int64(order.Uint32(d[e+8:]))
		if value+count > int64(len(d)) || count < mpEntrySize {
			return false
		}
		for p := value; p+mpEntrySize <= value+count; p += mpEntrySize {
			add(order, d[p+8:], behind)
		}
		add(order, d[value+4:], grown)
		return true
	}
	return false
}

// add changes a number that is not zero: zero is the first picture's place.
func add(order binary.ByteOrder, b []byte, n int64) {
	if was := order.Uint32(b); was != 0 {
		order.PutUint32(b, uint32(int64(was)+n))
	}
}
