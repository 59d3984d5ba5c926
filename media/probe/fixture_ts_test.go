package probe

// spsFixture is a sequence parameter set of a main profile: 1920 × 1080 cropped
// from 1088, 25 pictures of two fields a second.
func spsFixture() []byte {
	w := &bitWriter{}
	w.bits(77, 8)
	w.bits(0, 16)
	w.ue(0) // number of the set
	w.ue(0) // frame numbers
	w.ue(2) // order
	w.ue(2) // reference pictures
	w.bits(0, 1)
	w.ue(119) // 120 blocks wide
	w.ue(33)  // 34 of fields high
	w.bits(0, 1)
	w.bits(0, 1)
	w.bits(1, 1)
	w.bits(1, 1) // cropped
	for _, n := range []int{0, 0, 0, 2} {
		w.ue(n)
	}
	w.bits(1, 1) // more is said
	w.bits(0b1, 1)
	w.bits(1, 8) // square pixels
	w.bits(0b0, 1)
	w.bits(0b0, 1)
	w.bits(0b0, 1)
	w.bits(1, 1) // rate
	w.bits(1, 32)
	w.bits(50, 32)
	w.bits(1, 1)
	w.bits(1, 1)
	return w.b
}

type bitWriter struct {
	b []byte
	n int
}

func (w *bitWriter) bits(v, n int) {
	for i := n - 1; i >= 0; i-- {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[w.n/8] |= byte(v>>i&1) << (7 - w.n%8)
		w.n++
	}
}

func (w *bitWriter) ue(v int) {
	size := 0
	for v+1 >= 1<<(size+1) {
		size++
	}
	w.bits(0, size)
	w.bits(v+1, size+1)
}

// escape puts in the bytes that keep marks out of a unit.
func escape(b []byte) (out []byte) {
	zeros := 0
	for _, x := range b {
		if zeros == 2 && x <= 3 {
			out, zeros = append(out, 3), 0
		}
		if zeros++; x != 0 {
			zeros = 0
		}
		out = append(out, x)
	}
	return out
}

// mdpmFixture is a camera's pack: five bytes for each tag.
func mdpmFixture(tags ...[]byte) []byte {
	body := join([]byte(mdpmMark), []byte{byte(len(tags))}, join(tags...))
	return join([]byte{nalSEI, 5, byte(len(body))}, escape(body), []byte{0x80})
}

// tsFixture describes a film of one picture stream, each picture in one packet.
type tsFixture struct {
	lead   int // bytes before each packet
	codec  byte
	header []byte  // in front of the first picture
	times  []int64 // of the pictures, 1/90000 s
	filler int     // packets of nothing behind each picture
}

func (f tsFixture) bytes() (out []byte) {
	packet := func(pid int, begins bool, body []byte) {
		flags := pid
		if begins {
			flags |= 0x4000
		}
		stuff := tsPacket - 4 - len(body)
		head := join([]byte{tsSync}, u16(flags), []byte{0x10})
		if stuff > 0 {
			head[3] = 0x30
			head = append(head, byte(stuff-1))
			if stuff > 1 {
				head = append(append(head, 0), make([]byte, stuff-2)...)
			}
		}
		out = append(out, make([]byte, f.lead)...)
		out = append(append(out, head...), body...)
	}
	table := func(kind byte, body []byte) []byte {
		return join([]byte{0, kind}, u16(0xb000|5+len(body)+4), u16(1), []byte{0xc1, 0, 0}, body, u32(0))
	}
	packet(0, true, table(0, join(u16(1), u16(0xe100))))
	packet(0x100, true, table(2, join(u16(0xe200), u16(0xf000), []byte{0x81}, u16(0xe201), u16(0xf000), []byte{f.codec}, u16(0xe200), u16(0xf000))))
	for i, when := range f.times {
		data := []byte{0, 0, 1, 0x65, 0x88}
		if i == 0 {
			data = join(f.header, data)
		}
		stamp := []byte{0x21 | byte(when>>29&0xe), byte(when >> 22), 0x01 | byte(when>>14), byte(when >> 7), 0x01 | byte(when<<1)}
		packet(0x200, true, join([]byte{0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5}, stamp, data))
		for range f.filler {
			packet(0x1fff, false, make([]byte, 184))
		}
	}
	return out
}

// avchdFixture is a film of three seconds of a camera that knows where it is.
func avchdFixture() tsFixture {
	mark := []byte{0, 0, 0, 1}
	return tsFixture{
		lead: 4, codec: tsH264,
		header: join(mark, []byte{0x67}, escape(spsFixture()), mark, mdpmFixture(
			[]byte{mdpmTimecode, 0x04, 0x03, 0x02, 0x01}, []byte{mdpmDate, 0x02, 0x20, 0x26, 0x11}, []byte{mdpmClock, 0x20, 0x10, 0x30, 0x15},
			[]byte{mdpmLatRef, 'N', 0, 0, 0}, []byte{mdpmLat, 0, 55, 0, 1}, []byte{mdpmLat + 1, 0, 40, 0, 1}, []byte{mdpmLat + 2, 0, 34, 0, 1},
			[]byte{mdpmLonRef, 'W', 0, 0, 0}, []byte{mdpmLon, 0, 12, 0, 1}, []byte{mdpmLon + 1, 0, 34, 0, 1}, []byte{mdpmLon + 2, 0, 6, 0, 1},
			[]byte{mdpmMaker, 0x01, 0x08, 0x31, 0x00}, []byte("\xe4HDR-"), []byte("\xe5CX90"), []byte("\xe60\x00\x00\x00"),
		)),
		times: []int64{7200, 3600, 14400, 10800, 3600 * 75},
	}
}
