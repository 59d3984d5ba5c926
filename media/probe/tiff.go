package probe

import (
	"bytes"
	"slices"
	"strings"

	"onset/media"
)

// isTIFF tells TIFF files and the raws that are TIFF inside: 42, BigTIFF's 43,
// Panasonic's 0x55 and the three of Olympus.
func isTIFF(head []byte) bool {
	for _, magic := range []string{"II*\x00", "MM\x00*", "II+\x00", "MM\x00+", "IIU\x00", "IIRO", "IIRS", "MMOR"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return false
}

// readTIFF reads TIFF, DNG and the raws of most makers.
func readTIFF(c *clip, v view) error {
	c.is(media.KindPhoto, "TIFF", "image/tiff")
	t, dirs, err := readExif(c, v)
	if err != nil {
		return err
	}
	t.name(c, dirs)
	t.dimensions(c, dirs)
	if e, ok := dirs[0].entries[tagXMP]; ok {
		if err := c.soften(c.xmp(v.sub(e.off, e.size())), WarnXMP); err != nil {
			return err
		}
	}
	if t.short {
		return errBounds
	}
	return t.complete(c.facts.Format, dirs)
}

// name tells the raw formats apart. Each is a TIFF with a mosaic picture; who
// made the camera then says which one.
func (t *tiffBlock) name(c *clip, dirs []dir) {
	format := ""
	switch head, _ := t.view.at(0, min(t.view.size, 10)); {
	case t.magic == 0x55:
		format = "RW2"
	case bytes.HasPrefix(head, []byte("IIR")), bytes.HasPrefix(head, []byte("MMOR")):
		format = "ORF"
	case dirs[0].has(tagDNGVersion):
		format = "DNG"
	case bytes.HasSuffix(head, []byte("CR")):
		format = "CR2"
	case slices.ContainsFunc(dirs, t.mosaic):
		format = rawOf(c.facts.Make)
	default:
		return
	}
	c.is(media.KindPhoto, format, rawTypes[format])
}

// Values of Photometric and Compression that only raws have.
const (
	photometricCFA = 32803
	packNikon      = 34713
	packSony       = 32767
	packPentax     = 65535
)

func (t *tiffBlock) mosaic(d dir) bool {
	pack := t.uint(d, tagCompression)
	return t.uint(d, tagPhotometric) == photometricCFA || pack == packNikon || pack == packSony || pack == packPentax
}

// rawTypes are the types registered or in common use.
var rawTypes = map[string]string{
	"DNG": "image/x-adobe-dng", "CR2": "image/x-canon-cr2", "NEF": "image/x-nikon-nef",
	"ARW": "image/x-sony-arw", "RW2": "image/x-panasonic-rw2", "ORF": "image/x-olympus-orf",
	"PEF": "image/x-pentax-pef", "SRW": "image/x-samsung-srw", "3FR": "image/x-hasselblad-3fr",
	"ERF": "image/x-epson-erf", "DCR": "image/x-kodak-dcr", "RAW": "image/x-raw",
}

func rawOf(maker string) string {
	maker = strings.ToUpper(maker)
	for _, m := range []struct{ prefix, format string }{
		{"NIKON", "NEF"},
		{"SONY", "ARW"},
		{"PENTAX", "PEF"},
		{"RICOH", "PEF"},
		{"CANON", "CR2"},
		{"SAMSUNG", "SRW"},
		{"HASSELBLAD", "3FR"},
		{"SEIKO EPSON", "ERF"},
		{"EASTMAN KODAK", "DCR"},
		{"KODAK", "DCR"},
	} {
		if strings.HasPrefix(maker, m.prefix) {
			return m.format
		}
	}
	return "RAW"
}

// dimensions takes the largest picture of the file that is not a reduced one;
// the first directory of a raw is often its thumbnail. A raw's mosaic has a
// margin around the picture that EXIF gives the size of.
func (t *tiffBlock) dimensions(c *clip, dirs []dir) {
	var w, h int64
	for i, d := range dirs {
		dw, dh := t.uint(d, tagWidth), t.uint(d, tagHeight)
		if i == 0 && t.magic == 0x55 {
			dw, dh = t.uint(d, 7)-t.uint(d, 5), t.uint(d, 6)-t.uint(d, 4)
		}
		if reduced := t.uint(d, tagSubfile)&1 != 0; !reduced && dw > 0 && dh > 0 && dw < 1<<31 && dh < 1<<31 && dw*dh > w*h {
			w, h = dw, dh
		}
	}
	f := &c.facts
	area := int64(f.Width) * int64(f.Height)
	if margin := f.Format != "TIFF" && area*20 >= w*h*19; w*h > area && !margin {
		f.Width, f.Height = int(w), int(h)
	}
}

// maxStrips bounds the pieces of one picture that are checked.
const maxStrips = 16 << 10

// complete makes sure that the pictures are inside the file. Some makers put
// placeholders into these fields, so only formats that keep them are checked.
func (t *tiffBlock) complete(format string, dirs []dir) error {
	if !slices.Contains([]string{"TIFF", "DNG", "CR2", "NEF"}, format) {
		return nil
	}
	for _, d := range dirs {
		for _, pair := range [][2]uint16{{tagStripOffset, tagStripCount}, {tagTileOffset, tagTileCount}} {
			offsets, counts := t.uints(d, pair[0], maxStrips), t.uints(d, pair[1], maxStrips)
			for i := range min(len(offsets), len(counts)) {
				if !t.view.holds(offsets[i], counts[i]) {
					return errBounds
				}
			}
		}
	}
	return nil
}
