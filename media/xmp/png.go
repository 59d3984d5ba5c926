package xmp

import (
	"bytes"
	"compress/zlib"
	"hash/crc32"
	"io"
)

var pngMagic = []byte("\x89PNG\r\n\x1a\n")

// keyword is the name of the text chunk with the packet (XMP specification part 3, 1.1.5).
var keyword = []byte("XML:com.adobe.xmp\x00")

const (
	maxChunks  = 1 << 20
	chunkExtra = 12 // length, type, CRC
)

func isPNG(head []byte) bool { return bytes.HasPrefix(head, pngMagic) }

func openPNG(s *source) (layout, error) {
	var l layout
	var from, end int64 // of the chunk with the packet, or where one goes
	at := int64(len(pngMagic))
	for n := 0; ; n++ {
		h, err := s.at(at, 8)
		if err != nil || n == maxChunks {
			return l, ErrDamaged
		}
		next := at + int64(be.Uint32(h)) + chunkExtra
		kind := string(h[4:])
		if next > s.size || n == 0 && kind != "IHDR" {
			return l, ErrDamaged
		}
		if n == 0 {
			from, end = next, next
		}
		if kind == "iTXt" && l.packet == nil {
			if l.packet, err = pngPacket(s, at+8, next-4); err != nil {
				return l, err
			}
			if l.packet != nil {
				from, end = at, next
			}
		}
		if at = next; kind == "IEND" {
			break
		}
	}
	l.rewrite = func(packet []byte) ([]piece, error) {
		return []piece{span(0, from), text(pngChunk("iTXt", append(append(bytes.Clone(keyword), 0, 0, 0, 0), packet...))), span(end, s.size)}, nil
	}
	return l, nil
}

// pngPacket reads a text chunk; nil when it is another text.
func pngPacket(s *source, from, end int64) ([]byte, error) {
	if end-from > maxPacket {
		return nil, nil
	}
	b, err := s.at(from, end-from)
	if err != nil {
		return nil, err
	}
	b, ok := bytes.CutPrefix(b, keyword)
	if !ok || len(b) < 2 {
		return nil, nil
	}
	compressed := b[0] == 1
	_, b, language := bytes.Cut(b[2:], []byte{0})
	_, b, translation := bytes.Cut(b, []byte{0})
	if !language || !translation {
		return nil, nil
	}
	return inflated(b, compressed)
}

// inflated is the text itself. What inflates to more than a packet is a bomb.
func inflated(b []byte, compressed bool) ([]byte, error) {
	if !compressed {
		return b, nil
	}
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, ErrDamaged
	}
	out, err := io.ReadAll(io.LimitReader(z, maxPacket+1))
	if err != nil {
		return nil, ErrDamaged
	}
	if len(out) > maxPacket {
		return nil, ErrTooLarge
	}
	return out, nil
}

func pngChunk(kind string, body []byte) []byte {
	b := be.AppendUint32(make([]byte, 0, len(body)+chunkExtra), uint32(len(body)))
	b = append(append(b, kind...), body...)
	return be.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}
