package probe

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"onset/media"
)

// Boxes of ISO 14496-12 and of QuickTime, which share their form.

var be = binary.BigEndian

// maxBoxes bounds the boxes of one level; a film in fragments of a second
// has some ten thousand.
const maxBoxes = 1 << 18

type box struct {
	kind string
	body view
	at   int64 // offset of the header in the surrounding view
}

// eachBox calls fn for every box in v. A box that runs past the end is handed
// over as far as it goes, then errBounds is returned.
func eachBox(v view, fn func(box) error) error {
	_, err := walkBoxes(v, nil, fn)
	return err
}

// topBoxes calls fn for the boxes of a whole file. Some cameras append blocks
// that are no boxes; tail says that bytes were left over.
func topBoxes(v view, fn func(box) error) (tail bool, err error) {
	rest, err := walkBoxes(v, alien, fn)
	return rest > 0, err
}

// walkBoxes walks until the end, or a kind that stop names. It returns the
// number of bytes that were not walked.
func walkBoxes(v view, stop func(kind []byte) bool, fn func(box) error) (rest int64, err error) {
	var off int64
	for range maxBoxes {
		if v.size-off < 8 {
			return v.size - off, nil
		}
		if h, err := v.at(off, 8); err == nil && stop != nil && stop(h[4:]) {
			return v.size - off, nil
		}
		b, next, err := nextBox(v, off)
		if err != nil || b.kind == "" {
			return v.size - off, err
		}
		if err := fn(b); err != nil {
			return v.size - off, err
		}
		if next > v.size || next <= off {
			return 0, errBounds
		}
		off = next
	}
	return v.size - off, errGreedy
}

// alien tells a kind that no box has: all are four printable characters, of
// which QuickTime adds the copyright sign.
func alien(kind []byte) bool {
	return slices.ContainsFunc(kind, func(c byte) bool { return (c < ' ' || c > '~') && c != 0xa9 })
}

// nextBox reads one header. The kind is empty where only padding follows.
func nextBox(v view, off int64) (b box, next int64, err error) {
	h, err := v.at(off, 8)
	if err != nil {
		return box{}, 0, err
	}
	size, header := int64(be.Uint32(h)), int64(8)
	kind := string(h[4:8])
	switch {
	case size == 0 && kind == "\x00\x00\x00\x00":
		return box{}, 0, nil
	case size == 0:
		size = v.size - off
	case size == 1:
		long, err := v.at(off+8, 8)
		if err != nil {
			return box{}, 0, err
		}
		size, header = int64(be.Uint64(long)), 16
	}
	if size < header || size > 1<<60 {
		return box{}, 0, errBounds
	}
	return box{kind: kind, body: v.sub(off+header, size-header), at: off}, off + size, nil
}

// isBMFF tells by the kind of the first box.
func isBMFF(head []byte) bool {
	return len(head) >= 8 && slices.Contains([]string{"ftyp", "moov", "mdat", "wide", "free", "skip", "pnot"}, string(head[4:8]))
}

var heifBrands = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"}

// readBMFF chooses the reader by the brand of the file.
func readBMFF(c *clip, v view) error {
	major, err := majorBrand(v)
	if err != nil {
		return err
	}
	switch {
	case major == "crx ":
		c.is(media.KindPhoto, "CR3", "image/x-canon-cr3")
		return readCR3(c, v)
	case slices.Contains(heifBrands, major):
		c.is(media.KindPhoto, "HEIC", "image/heic")
		if major == "mif1" || major == "msf1" {
			c.is(media.KindPhoto, "HEIF", "image/heif")
		} else if strings.HasPrefix(major, "avi") {
			c.is(media.KindPhoto, "AVIF", "image/avif")
		}
		return readHEIF(c, v)
	case slices.Contains([]string{"M4B ", "M4P ", "jp2 ", "jpx ", "jpm "}, major):
		return ErrForeign
	}
	c.is(media.KindVideo, "MP4", "video/mp4")
	switch {
	case major == "qt  " || major == "":
		c.is(media.KindVideo, "MOV", "video/quicktime")
	case major == "M4A ":
		c.is(media.KindSound, "M4A", "audio/mp4")
	case strings.HasPrefix(major, "M4V"):
		c.is(media.KindVideo, "M4V", "video/x-m4v")
	case strings.HasPrefix(major, "3g"):
		c.is(media.KindVideo, "3GP", "video/3gpp")
	}
	return readMovie(c, v)
}

// majorBrand returns the brand, empty for QuickTime files older than brands.
func majorBrand(v view) (string, error) {
	h, err := v.at(0, min(v.size, 12))
	if err != nil {
		return "", err
	}
	if len(h) < 12 || !bytes.Equal(h[4:8], []byte("ftyp")) {
		return "", nil
	}
	return string(h[8:12]), nil
}

// full reads the version and the first n bytes behind it of a full box.
func (b box) full(n int64) (version byte, body []byte, err error) {
	h, err := b.body.at(0, 4+n)
	if err != nil {
		return 0, nil, err
	}
	return h[0], h[4:], nil
}
