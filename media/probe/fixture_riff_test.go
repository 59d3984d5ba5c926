package probe

import (
	"encoding/binary"
	"math"
)

func leU16(n int) []byte { return binary.LittleEndian.AppendUint16(nil, uint16(n)) }

func leU32(n ...int) (b []byte) {
	for _, n := range n {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return b
}

// mkpart writes a chunk around its parts, padded.
func mkpart(kind string, parts ...[]byte) []byte {
	body := join(parts...)
	b := join([]byte(kind), leU32(len(body)), body)
	return append(b, make([]byte, len(body)&1)...)
}

func mklist(kind string, parts ...[]byte) []byte {
	return mkpart("LIST", []byte(kind), join(parts...))
}

// aviFixture describes a film of 29.97 pictures a second.
type aviFixture struct {
	frames  int      // of the picture stream
	total   int      // of all parts, 0 = no such list
	strd    []byte   // beside the stream
	headers [][]byte // at the end of hdrl
	more    [][]byte // behind the pictures
}

func (f aviFixture) bytes() []byte {
	main := join(leU32(33367, 0, 0, 0, 100, 0, 2, 0, 640, 360), make([]byte, 16))
	strh := join([]byte("vidsH264"), leU32(0, 0, 0, 1001, 30000, 0, f.frames), make([]byte, 20))
	strf := join(leU32(40, 640, 360), make([]byte, 28))
	stream := [][]byte{mkpart("strh", strh), mkpart("strf", strf)}
	if f.strd != nil {
		stream = append(stream, mkpart("strd", f.strd))
	}
	headers := [][]byte{mkpart("avih", main), mklist("strl", stream...)}
	if f.total > 0 {
		headers = append(headers, mklist("odml", mkpart("dmlh", leU32(f.total), make([]byte, 244))))
	}
	headers = append(headers, f.headers...)
	body := join([]byte("AVI "), mklist("hdrl", headers...), mklist("movi", mkpart("00dc", make([]byte, 31))), join(f.more...))
	return mkpart("RIFF", body)
}

// strdFixture is an EXIF directory as cameras put it beside a stream.
func strdFixture() []byte {
	b := []byte("AVIF\x00\x00\x00\x00")
	dir := join(leU16(2), leU16(tagMake), leU16(2), leU32(6, 8+2+24+4), leU16(tagModel), leU16(2), leU32(4), []byte("One\x00"), leU32(0))
	return join(b, dir, []byte("Onset\x00"))
}

// waveFixture describes a sound of 16 bits, one channel, 48 kHz.
type waveFixture struct {
	head    string   // "RIFF" or "RF64"
	samples int      // in the file
	before  [][]byte // chunks before the sound
	after   [][]byte
	size    uint32 // that the chunk claims, 0 = the true one
}

func (f waveFixture) bytes() []byte {
	sound := mkpart("data", make([]byte, f.samples*2))
	if f.size != 0 {
		le.PutUint32(sound[4:], f.size)
	}
	body := join([]byte("WAVE"), join(f.before...), mkpart("fmt ", leU16(1), leU16(1), leU32(48000, 96000), leU16(2), leU16(16)), sound, join(f.after...))
	b := mkpart("RIFF", body)
	if f.head != "" {
		copy(b, f.head)
	}
	return b
}

// bextFixture says that a recorder began 36,000 seconds after midnight.
func bextFixture(description, date, clock string) []byte {
	b := make([]byte, 602)
	copy(b, description)
	copy(b[256:], "MixPre-6 II")
	copy(b[320:], date)
	copy(b[330:], clock)
	copy(b[338:], leU32(36000*48000, 0))
	return mkpart("bext", b)
}

// webpFixture writes the long form of a picture of 640 × 400.
func webpFixture(parts ...[]byte) []byte {
	long := join([]byte{0x0c, 0, 0, 0}, leU32(639)[:3], leU32(399)[:3])
	lossy := join([]byte{0, 0, 0, 0x9d, 0x01, 0x2a}, leU16(640), leU16(400), make([]byte, 20))
	return mkpart("RIFF", []byte("WEBP"), mkpart("VP8X", long), mkpart("VP8 ", lossy), join(parts...))
}

// ebml writes an element around its parts; the length has eight bytes.
func ebml(id int, parts ...[]byte) []byte {
	body := join(parts...)
	return join(ebmlID(id), []byte{0x01}, u64(len(body))[1:], body)
}

func ebmlID(id int) []byte {
	b := u32(id)
	for len(b) > 1 && b[0] == 0 {
		b = b[1:]
	}
	return b
}

func ebmlFloat(id int, v float64) []byte { return ebml(id, be.AppendUint64(nil, math.Float64bits(v))) }

func tagFixture(pairs ...string) []byte {
	var b []byte
	for i := 0; i+1 < len(pairs); i += 2 {
		b = join(b, ebml(idSimpleTag, ebml(idTagName, []byte(pairs[i])), ebml(idTagString, []byte(pairs[i+1]))))
	}
	return ebml(idTags, ebml(idTag, b))
}

// matroskaFixture describes a film with an index at the front and the tags
// behind the pictures.
type matroskaFixture struct {
	kind   string
	info   [][]byte
	video  [][]byte // in the picture's track
	frame  int      // nanoseconds
	tags   []byte
	stream bool // of unknown length, without an index
}

func (f matroskaFixture) bytes() []byte {
	head := ebml(idEBML, ebml(idDocType, []byte(f.kind)))
	info := ebml(idInfo, join(f.info...))
	tracks := ebml(idTracks,
		ebml(idTrack, ebml(idTrackType, []byte{2})),
		ebml(idTrack, ebml(idTrackType, []byte{1}), ebml(idFrameNanos, u32(f.frame)),
			ebml(idVideo, ebml(idWidth, u16(1280)), ebml(idHeight, u16(720)), join(f.video...))))
	cluster := ebml(idCluster, ebml(idTimestamp, u32(2000)), make([]byte, 0), ebml(0xec, make([]byte, 300)))
	if f.stream {
		return join(head, ebmlID(idSegment), []byte{0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, info, tracks, cluster)
	}
	seek := func(at int) []byte {
		return ebml(idSeekHead, ebml(0xbf, u32(0)), ebml(idSeek, ebml(idSeekID, ebmlID(idTags)), ebml(idSeekAt, u32(at))))
	}
	front := join(seek(0), info, tracks, cluster)
	return join(head, ebml(idSegment, seek(len(front)), front[len(seek(0)):], f.tags))
}
