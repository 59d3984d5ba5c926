package probe

import (
	"cmp"
	"fmt"
)

// Boxes of Canon's CR3 hang below moov in a uuid box of Canon's.
const canonUUID = "\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48"

// cr3 holds the TIFF blocks of a CR3 file: CMT1 the main directory, CMT2 the
// EXIF one, CMT3 Canon's notes, CMT4 the position; and THMB, a small JPEG
// behind 16 bytes.
type cr3 map[string]view

// readCR3 merges the blocks as if they were directories of one.
func readCR3(c *clip, v view) error {
	blocks, walk := openCR3(v)
	if len(blocks) == 0 {
		return cmp.Or(walk, ErrDamaged)
	}
	var parts [3][]field
	var block *tiffBlock
	for i, part := range []struct {
		name string
		want []uint16
	}{{"CMT1", wantMain}, {"CMT2", wantExif}, {"CMT4", wantGPS}} {
		t, d, err := blocks.first(part.name)
		if err := c.soften(err, WarnExif); err != nil {
			return err
		}
		if t == nil || block != nil && block.order != t.order {
			continue
		}
		parts[i] = t.pick(d, part.want)
		if block = t; part.name == "CMT1" {
			c.exifSize(int(t.uint(d, tagWidth)), int(t.uint(d, tagHeight)))
		}
	}
	if block == nil {
		return ErrDamaged
	}
	if err := c.soften(c.exif(block, parts[0], parts[1], parts[2]), WarnExif); err != nil {
		return err
	}
	return cmp.Or(c.soften(c.canonNotes(blocks), WarnExif), walk)
}

// Fields of Canon's notes.
const (
	canonSerial = 0x000c // a number, as printed on the body
	canonLens   = 0x0095
)

// canonNotes takes from CMT3 what bodies write that leave out the EXIF fields
// for it. The zone that is there too does not say whether summer time counts.
func (c *clip) canonNotes(blocks cr3) error {
	t, d, err := blocks.first("CMT3")
	if t == nil || err != nil {
		return err
	}
	if n := t.uint(d, canonSerial); n > 0 {
		set(&c.facts.Serial, fmt.Sprintf("%010d", n))
	}
	if b, ok := t.bytes(d, canonLens); ok {
		set(&c.facts.Lens, text(b))
	}
	return nil
}

// first opens a block and reads its first directory; nil when absent.
func (b cr3) first(name string) (*tiffBlock, dir, error) {
	v, ok := b[name]
	if !ok {
		return nil, dir{}, nil
	}
	t, err := openTIFF(v)
	if err != nil {
		return nil, dir{}, err
	}
	d, err := t.dir(t.first)
	if err != nil {
		return nil, dir{}, err
	}
	return t, d, nil
}

// openCR3 finds the blocks, and the damage of the walk.
func openCR3(v view) (cr3, error) {
	found := cr3{}
	data := false
	_, err := topBoxes(v, func(b box) error {
		data = data || b.kind == "mdat"
		if b.kind != "moov" {
			return nil
		}
		return eachBox(b.body, func(b box) error {
			if id, err := b.body.at(0, min(16, b.body.size)); b.kind != "uuid" || err != nil || string(id) != canonUUID {
				return err
			}
			return eachBox(b.body.from(16), func(b box) error {
				switch b.kind {
				case "CMT1", "CMT2", "CMT3", "CMT4", "THMB":
					found[b.kind] = b.body
				}
				return nil
			})
		})
	})
	if err == nil && !data {
		err = errBounds
	}
	return found, err
}
