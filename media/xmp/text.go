package xmp

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

var utf8Mark = []byte("\xef\xbb\xbf")

// utf8Text returns the packet in UTF-8 without byte order mark, NULs behind
// its end cut off. Sidecars may be UTF-16; anything else is taken as it comes.
func utf8Text(b []byte) ([]byte, error) {
	if b, ok := bytes.CutPrefix(b, utf8Mark); ok {
		return bytes.TrimRight(b, "\x00"), nil
	}
	switch {
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}), bytes.HasPrefix(b, []byte{0, '<'}):
		return fromUTF16(b, binary.BigEndian)
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}), bytes.HasPrefix(b, []byte{'<', 0}):
		return fromUTF16(b, binary.LittleEndian)
	}
	return bytes.TrimRight(b, "\x00"), nil
}

func fromUTF16(b []byte, order binary.ByteOrder) ([]byte, error) {
	if len(b)%2 != 0 {
		return nil, ErrNotXMP
	}
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) > 0; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	out := make([]byte, 0, len(units))
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	return bytes.TrimRight(bytes.TrimPrefix(out, utf8Mark), "\x00"), nil
}
