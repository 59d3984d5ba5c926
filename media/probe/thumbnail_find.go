package probe

import "bytes"

// embedded returns the JPEGs that a camera stored beside its picture. Faults
// only make the list shorter.
func embedded(format string, v view) []picture {
	var found []picture
	for _, v := range storedJPEGs(format, v) {
		if len(found) == maxStored {
			break
		}
		if p, err := open(v, "JPEG"); err == nil {
			p.part = true
			found = append(found, p)
		}
	}
	return found
}

// maxStored bounds the stored pictures that are looked at.
const maxStored = 16

// choose returns the smallest picture that is not smaller than the edge, else
// the largest.
func choose(from []picture, edge int) (best picture, ok bool) {
	size := func(p picture) int { return max(p.w, p.h) }
	for _, p := range from {
		switch {
		case !ok,
			size(best) < edge && size(p) > size(best),
			size(p) >= edge && size(p) < size(best):
			best, ok = p, true
		}
	}
	return best, ok
}

func storedJPEGs(format string, v view) []view {
	switch format {
	case "JPEG":
		return jpegThumbnails(v)
	case "HEIC", "HEIF", "AVIF":
		return heifThumbnails(v)
	case "CR3":
		return cr3Thumbnails(v)
	case "RAF":
		if j, err := rafJPEG(v); err == nil {
			return append(jpegThumbnails(j), j)
		}
		return nil
	case "MP4", "MOV", "M4V", "3GP", "M4A":
		return movieThumbnails(v)
	case "AVI":
		return aviThumbnails(v)
	case "MKV", "WebM":
		return matroskaThumbnails(v)
	case "WebP":
		return webpThumbnails(v)
	case "PNG", "MXF", "MTS", "TS", "WAV":
		return nil
	}
	return tiffThumbnails(v)
}

func jpegThumbnails(v view) (out []view) {
	_, _ = eachSegment(v, func(s segment) error {
		if head, err := s.body.at(0, min(s.body.size, 6)); s.marker == 0xe1 && err == nil && bytes.HasPrefix(head, headExif) {
			out = append(out, tiffThumbnails(s.body.from(6))...)
		}
		return nil
	})
	return out
}

// Values of Compression that mean JPEG, and the tag of Panasonic's preview.
const (
	packOldJPEG = 6
	packJPEG    = 7
	tagJPEGRaw  = 0x002e
)

// tiffThumbnails lists what directories point at as JPEG.
func tiffThumbnails(v view) (out []view) {
	t, err := openTIFF(v)
	if err != nil {
		return nil
	}
	dirs, err := t.chain()
	if err != nil {
		return nil
	}
	for _, d := range dirs {
		out = t.take(out, t.uint(d, tagJPEGOffset), t.uint(d, tagJPEGCount))
		if pack := t.uint(d, tagCompression); pack == packOldJPEG || pack == packJPEG {
			if offsets, counts := t.uints(d, tagStripOffset, 2), t.uints(d, tagStripCount, 2); len(offsets) == 1 && len(counts) == 1 {
				out = t.take(out, offsets[0], counts[0])
			}
		}
		if e, ok := d.entries[tagJPEGRaw]; ok {
			out = t.take(out, e.off, e.size())
		}
	}
	return out
}

func (t *tiffBlock) take(out []view, off, size int64) []view {
	if off <= 0 || size <= 0 || !t.view.holds(off, size) {
		return out
	}
	return append(out, t.view.sub(off, size))
}

func heifThumbnails(v view) (out []view) {
	h, _ := openHEIF(v)
	if h == nil {
		return nil
	}
	for _, id := range append(h.thumbs, h.primary) {
		if it := h.items[id]; it.kind == "jpeg" {
			if j, err := h.view(v, it); err == nil {
				out = append(out, j)
			}
		}
	}
	for _, it := range h.items {
		if it.kind != "Exif" {
			continue
		}
		if e, err := h.view(v, it); err == nil {
			if skip, err := e.u32(0, be); err == nil {
				out = append(out, tiffThumbnails(e.from(4+int64(skip)))...)
			}
		}
	}
	return out
}

// previewUUID marks the box of CR3 files with a picture of medium size.
const previewUUID = "\xea\xf4\x2b\x5e\x1c\x98\x4b\x88\xb9\xfb\xb7\xdc\x40\x6e\x4d\x16"

// cr3Thumbnails lists the small and the medium JPEG, which stand behind short
// headers of their own.
func cr3Thumbnails(v view) (out []view) {
	blocks, _ := openCR3(v)
	boxes := []view{blocks["THMB"]}
	_ = eachBox(v, func(b box) error {
		if id, err := b.body.at(0, min(16, b.body.size)); b.kind == "uuid" && err == nil && string(id) == previewUUID {
			boxes = append(boxes, b.body.from(16))
		}
		return nil
	})
	for _, b := range boxes {
		if b.size == 0 {
			continue
		}
		head, err := b.at(0, min(b.size, 64))
		if err != nil {
			continue
		}
		if at := bytes.Index(head, []byte("\xff\xd8\xff")); at >= 0 {
			out = append(out, b.from(int64(at)))
		}
	}
	return out
}
