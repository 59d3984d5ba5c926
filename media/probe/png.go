package probe

import (
	"bytes"
	"compress/zlib"
	"io"

	"onset/media"
)

const (
	pngMagic = "\x89PNG\r\n\x1a\n"
	pngXMP   = "XML:com.adobe.xmp\x00"
)

// maxChunks bounds the chunks of a PNG; encoders write pieces of 8 KiB.
const maxChunks = 1 << 16

// readPNG walks the chunks. EXIF may stand behind the picture data.
func readPNG(c *clip, v view) error {
	c.is(media.KindPhoto, "PNG", "image/png")
	off := int64(len(pngMagic))
	for range maxChunks {
		h, err := v.at(off, 8)
		if err != nil {
			return err
		}
		size, kind := int64(be.Uint32(h)), string(h[4:8])
		if !v.holds(off+8, size+4) {
			return errBounds
		}
		if err := c.pngChunk(kind, v.sub(off+8, size)); err != nil {
			return err
		}
		if off += size + 12; kind == "IEND" {
			return nil
		}
	}
	return errGreedy
}

func (c *clip) pngChunk(kind string, body view) error {
	switch kind {
	case "IHDR":
		b, err := body.at(0, 8)
		if err != nil {
			return err
		}
		c.facts.Width, c.facts.Height = int(be.Uint32(b)&0x7fffffff), int(be.Uint32(b[4:])&0x7fffffff)
	case "eXIf":
		_, _, err := readExif(c, body)
		return c.soften(err, WarnExif)
	case "iTXt":
		return c.soften(c.pngText(body), WarnXMP)
	}
	return nil
}

// pngText reads an iTXt chunk with an XMP packet, packed or not.
func (c *clip) pngText(body view) error {
	if head, err := body.at(0, min(body.size, int64(len(pngXMP)))); err != nil || string(head) != pngXMP {
		return err
	}
	if err := again(&c.packets); err != nil {
		return err
	}
	if body.size > maxXMP {
		return errGreedy
	}
	b, err := body.at(0, body.size)
	if err != nil {
		return err
	}
	rest := b[len(pngXMP):]
	if len(rest) < 2 {
		return errBounds
	}
	packed, rest := rest[0] != 0, rest[2:]
	for range 2 { // language and translated keyword
		_, after, ok := bytes.Cut(rest, []byte{0})
		if !ok {
			return errBounds
		}
		rest = after
	}
	if !packed {
		c.xmpPacket(rest)
		return nil
	}
	return c.packedXMP(rest)
}

func (c *clip) packedXMP(b []byte) error {
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return errBounds
	}
	packet, err := io.ReadAll(io.LimitReader(z, maxXMP))
	if err != nil {
		return errBounds
	}
	c.xmpPacket(packet)
	return nil
}
