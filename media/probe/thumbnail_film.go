package probe

import "bytes"

// jpegMark begins every JPEG.
var jpegMark = []byte("\xff\xd8\xff")

// movieThumbnails lists the small JPEGs that cameras put beside a film: the
// cover of ilst, and the boxes of Canon (CNTH) and Nikon (NCDT) in udta.
func movieThumbnails(v view) (out []view) {
	_ = eachBox(v, func(b box) error {
		if b.kind != "moov" {
			return nil
		}
		return eachBox(b.body, func(b box) error {
			switch b.kind {
			case "meta":
				out = append(out, covers(b.body)...)
			case "udta":
				out = append(out, userThumbnails(b.body)...)
			}
			return nil
		})
	})
	return out
}

func userThumbnails(v view) (out []view) {
	_ = eachBox(v, func(b box) error {
		switch b.kind {
		case "meta":
			out = append(out, covers(b.body)...)
		case "CNTH", "NCDT":
			return eachBox(b.body, func(b box) error {
				if b.kind == "CNDA" || b.kind == "NCTH" || b.kind == "NCVW" {
					out = append(out, jpegAt(b.body)...)
				}
				return nil
			})
		case "thmb":
			out = append(out, jpegAt(b.body)...)
		}
		return nil
	})
	return out
}

// covers lists the covers of a meta box, in the QuickTime or the ISO form.
func covers(v view) (out []view) {
	if head, err := v.at(0, min(v.size, 12)); err != nil || len(head) < 12 {
		return nil
	} else if string(head[4:8]) != "hdlr" && string(head[8:12]) == "hdlr" {
		v = v.from(4)
	}
	_ = eachBox(v, func(b box) error {
		if b.kind != "ilst" {
			return nil
		}
		return eachBox(b.body, func(b box) error {
			if b.kind != "covr" {
				return nil
			}
			return eachBox(b.body, func(b box) error {
				out = append(out, jpegAt(b.body)...)
				return nil
			})
		})
	})
	return out
}

// jpegAt returns the JPEG that begins in the first bytes of v, behind a short
// header of its own.
func jpegAt(v view) []view {
	head, err := v.at(0, min(v.size, 64))
	if err != nil {
		return nil
	}
	at := bytes.Index(head, jpegMark)
	if at < 0 {
		return nil
	}
	return []view{v.from(int64(at))}
}

// aviThumbnails lists those of Nikon.
func aviThumbnails(v view) (out []view) {
	_ = eachPart(v, func(p part) error {
		_, body := p.list()
		return eachPart(body, func(p part) error {
			kind, body := p.list()
			if kind != "ncdt" {
				return nil
			}
			return eachPart(body, func(p part) error {
				if p.kind == "ncth" || p.kind == "ncvw" {
					out = append(out, jpegAt(p.body)...)
				}
				return nil
			})
		})
	})
	return out
}

// webpThumbnails lists those of the EXIF block.
func webpThumbnails(v view) (out []view) {
	_ = eachPart(v.from(12), func(p part) error {
		if p.kind == "EXIF" {
			if head, err := p.body.at(0, min(p.body.size, 6)); err == nil && bytes.HasPrefix(head, headExif) {
				p.body = p.body.from(6)
			}
			out = append(out, tiffThumbnails(p.body)...)
		}
		return nil
	})
	return out
}

// Elements of Matroska's attachments.
const (
	idAttachments = 0x1941a469
	idAttachment  = 0x61a7
	idFileData    = 0x465c
)

// matroskaThumbnails lists the pictures among the attachments.
func matroskaThumbnails(v view) (out []view) {
	_, next, err := nextElement(v, 0)
	if err != nil {
		return nil
	}
	segment, _, err := nextElement(v, next)
	if err != nil {
		return nil
	}
	m := &matroska{c: &clip{}, segment: segment.body, seen: map[int64]bool{}}
	m.attached = func(e element) { out = append(out, jpegAt(e.body)...) }
	_ = m.walk()
	return out
}
