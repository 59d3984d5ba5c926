package xmp

import (
	"bytes"
	"encoding/binary"
	"math"
)

var le = binary.LittleEndian

// Flags of the VP8X chunk (RFC 9649, 2.7).
const (
	webpXMP   = 0x04
	webpAlpha = 0x10
)

func isWebP(head []byte) bool {
	return len(head) >= 16 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP"
}

// webp is a file's chunks: the first, and the one with the packet.
type webp struct {
	*source
	end      int64 // of the last chunk
	first    string
	from, to int64 // the chunk with the packet, or the end
	packet   []byte
}

func openWebP(s *source) (layout, error) {
	h, err := s.at(4, 4)
	if err != nil {
		return layout{}, err
	}
	w := &webp{source: s, end: 8 + int64(le.Uint32(h))}
	if w.end > s.size || w.end < 20 {
		return layout{}, ErrDamaged
	}
	if err := w.walk(); err != nil {
		return layout{}, err
	}
	return layout{packet: w.packet, rewrite: w.rewrite}, nil
}

func (w *webp) walk() error {
	at := int64(12)
	for n := 0; at+8 <= w.end; n++ {
		h, err := w.at(at, 8)
		if err != nil || n == maxChunks {
			return ErrDamaged
		}
		size := int64(le.Uint32(h[4:]))
		next := min(at+8+size+size&1, w.end)
		if at+8+size > w.end {
			return ErrDamaged
		}
		if n == 0 {
			w.first = string(h[:4])
		}
		if string(h[:4]) == "XMP " && w.packet == nil {
			if size > maxPacket {
				return ErrTooLarge
			}
			if w.packet, err = w.at(at+8, size); err != nil {
				return err
			}
			w.from, w.to = at, next
		}
		at = next
	}
	if w.packet == nil {
		w.from, w.to = at, at
	}
	w.end = at
	return nil
}

// rewrite puts the chunk where the old one was, or behind the last, and the
// extended header before the first.
func (w *webp) rewrite(packet []byte) ([]piece, error) {
	header, rest, err := w.header()
	if err != nil {
		return nil, err
	}
	ps := []piece{text(header), span(rest, w.from), text(riffChunk("XMP ", packet)), span(w.to, w.end)}
	size := total(ps) + 4 // with "WEBP"
	if size > math.MaxUint32-8 {
		return nil, ErrTooLarge
	}
	riff := le.AppendUint32([]byte("RIFF"), uint32(size))
	return append(append([]piece{text(append(riff, "WEBP"...))}, ps...), span(w.end, w.size)), nil
}

// header is the extended header with the flag set, and where the rest begins.
func (w *webp) header() (header []byte, rest int64, err error) {
	switch w.first {
	case "VP8X":
		b, err := w.at(12, 18)
		if err != nil || le.Uint32(b[4:]) != 10 {
			return nil, 0, ErrDamaged
		}
		b[8] |= webpXMP
		return b, 30, nil
	case "VP8 ", "VP8L":
		b, err := w.at(20, 10)
		if err != nil {
			return nil, 0, err
		}
		flags, width, height, ok := frame(w.first, b)
		if !ok {
			return nil, 0, ErrDamaged
		}
		body := []byte{flags | webpXMP, 0, 0, 0, 0, 0, 0, 0, 0, 0}
		put24(body[4:], width-1)
		put24(body[7:], height-1)
		return riffChunk("VP8X", body), 12, nil
	}
	return nil, 0, ErrDamaged
}

// frame reads flags and size from the start of a picture (RFC 6386, 9.1; RFC 9649, 3.4).
func frame(kind string, b []byte) (flags byte, width, height uint32, ok bool) {
	if kind == "VP8 " {
		width, height = uint32(le.Uint16(b[6:]))&0x3fff, uint32(le.Uint16(b[8:]))&0x3fff
		return 0, width, height, bytes.Equal(b[3:6], []byte{0x9d, 0x01, 0x2a}) && width > 0 && height > 0
	}
	bits := le.Uint32(b[1:])
	if bits>>28&1 == 1 {
		flags = webpAlpha
	}
	return flags, bits&0x3fff + 1, bits>>14&0x3fff + 1, b[0] == 0x2f
}

func put24(b []byte, n uint32) { b[0], b[1], b[2] = byte(n), byte(n>>8), byte(n>>16) }

func riffChunk(kind string, body []byte) []byte {
	b := le.AppendUint32([]byte(kind), uint32(len(body)))
	b = append(b, body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}
