package probe

import "unicode/utf16"

// mxfFixture describes an MXF with one picture track and a timecode track.
type mxfFixture struct {
	start, base int
	drop        bool
	length      int // frames, -1 unknown
	reel        string
	footer      int // where the header says the footer is; 0 for none
	index       bool
}

func mkklv(key string, value []byte) []byte {
	return join([]byte((key + "\x00\x00\x00")[:16]), []byte{0x83, byte(len(value) >> 16), byte(len(value) >> 8), byte(len(value))}, value)
}

func mxfProp(tag int, value []byte) []byte { return join(u16(tag), u16(len(value)), value) }

func mxfSetOf(kind byte, uid int, props ...[]byte) []byte {
	return mkklv(mxfSetMark+string(kind), join(mxfProp(mxfUID, mxfID(uid)), join(props...)))
}

func mxfID(n int) []byte { return join(make([]byte, 12), u32(n)) }

func mxfRefs(ids ...int) []byte {
	b := u32(len(ids), 16)
	for _, id := range ids {
		b = append(b, mxfID(id)...)
	}
	return b
}

func (f mxfFixture) sets() []byte {
	picture := []byte("\x06\x0e\x2b\x34\x04\x01\x01\x01\x01\x03\x02\x02\x01\x00\x00\x00")
	drop := []byte{0}
	if f.drop {
		drop[0] = 1
	}
	var name []byte
	for _, r := range utf16.Encode([]rune(f.reel)) {
		name = append(name, u16(int(r))...)
	}
	return join(
		mxfSetOf(mxfMaterial, 1,
			mxfProp(mxfCreated, []byte{0x07, 0xea, 11, 20, 9, 30, 15, 125}),
			mxfProp(mxfTracks, mxfRefs(2, 3))),
		mxfSetOf(0x3b, 2, mxfProp(mxfEditRate, u32(30000, 1001)), mxfProp(mxfTrackSeq, mxfID(4))),
		mxfSetOf(0x3b, 3, mxfProp(mxfEditRate, u32(30000, 1001)), mxfProp(mxfTrackSeq, mxfID(5))),
		mxfSetOf(mxfSequence, 4, mxfProp(mxfComponents, mxfRefs(6))),
		mxfSetOf(mxfSequence, 5, mxfProp(mxfDataKind, picture), mxfProp(mxfLength, u64(f.length))),
		mxfSetOf(mxfTimecode, 6, mxfProp(mxfStart, u64(f.start)), mxfProp(mxfBase, u16(f.base)), mxfProp(mxfDrop, drop)),
		mxfSetOf(0x28, 7, mxfProp(mxfStoredW, u32(1920)), mxfProp(mxfStoredH, u32(540)), mxfProp(mxfLayout, []byte{1})),
		mxfSetOf(mxfSource, 8, mxfProp(mxfName, name), mxfProp(mxfDescriptor, mxfID(9))),
		mxfSetOf(mxfTape, 9),
	)
}

func (f mxfFixture) partition(kind byte, sets []byte) []byte {
	pack := join(u16(1), u16(3), u32(1), u64(0), u64(0), u64(f.footer), u64(len(sets)), make([]byte, 48))
	return join(mkklv(mxfPack+string(kind)+"\x04", pack), sets)
}

func (f mxfFixture) bytes() []byte {
	essence := mkklv("\x06\x0e\x2b\x34\x01\x02\x01\x01\x0d\x01\x03\x01\x15\x01\x05\x01", make([]byte, 100))
	b := join(f.partition(2, f.sets()), essence)
	if !f.index {
		return b
	}
	// A second partition with the final length, found by the list at the end.
	whole := f
	whole.length, whole.index = 90, false
	at := len(b)
	b = join(b, whole.partition(4, whole.sets()))
	list := join(u32(0), u64(0), u32(0), u64(at))
	size := 16 + 4 + len(list) + 4
	return join(b, mkklv(mxfIndex+"\x01", join(list, u32(size))))
}
