package main

import (
	"encoding/binary"
	"time"
)

const (
	second     = 24_000 // units of time in a second, as for 24 frames
	frameUnits = 1000
	frames     = 48
)

// clip is an MP4 (ISO/IEC 14496-12) of two seconds in 24 frames each, whose frames hold nothing to see.
func clip(at time.Time) []byte {
	ftyp := box("ftyp", []byte("isom\x00\x00\x02\x00isommp42"))
	data := box("mdat", make([]byte, frames))
	offset := uint32(len(ftyp) + 8)
	return append(append(ftyp, data...), movie(at, offset)...)
}

func box(kind string, parts ...[]byte) []byte {
	out := make([]byte, 4, 64)
	out = append(out, kind...)
	for _, p := range parts {
		out = append(out, p...)
	}
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return out
}

// words is a run of big-endian 32-bit numbers; most boxes are made of them.
func words(n ...uint32) (out []byte) {
	for _, w := range n {
		out = binary.BigEndian.AppendUint32(out, w)
	}
	return out
}

var matrix = words(1<<16, 0, 0, 0, 1<<16, 0, 0, 0, 1<<30)

func movie(at time.Time, offset uint32) []byte {
	// Seconds since 1904, as ISO/IEC 14496-12 counts them.
	made := uint32(at.Unix() - time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
	length := uint32(frames * frameUnits)
	header := box("mvhd", words(0, made, made, second, length, 1<<16, 1<<24, 0, 0), matrix, words(0, 0, 0, 0, 0, 0, 2))
	track := box("tkhd", words(7, made, made, 1, 0, length, 0, 0, 0, 0), matrix, words(320<<16, 180<<16))
	clock := box("mdhd", words(0, made, made, second, length, 0x55C40000)) // the language "und"
	handler := box("hdlr", words(0, 0), []byte("vide"), words(0, 0, 0), []byte("video\x00"))
	return box("moov", header, box("trak", track, box("mdia", clock, handler, samples(offset))))
}

func samples(offset uint32) []byte {
	here := box("dinf", box("dref", words(0, 1), box("url ", words(1))))
	return box("minf", box("vmhd", words(1, 0, 0)), here, box("stbl",
		box("stsd", words(0, 1), codec()),
		box("stts", words(0, 1, frames, frameUnits)),
		box("stsc", words(0, 1, 1, frames, 1)),
		box("stsz", words(0, 1, frames)),
		box("stco", words(0, 1, offset))))
}

// codec describes frames as JPEG pictures of 320 by 180.
func codec() []byte {
	return box("jpeg", words(0, 1, 0, 0, 0, 0, 320<<16|180, 72<<16, 72<<16, 0, 1<<16), make([]byte, 30), []byte{0, 24, 0xFF, 0xFF})
}
