package probe

// Flags of tfhd and trun (ISO 14496-12, 8.8.7 and 8.8.8).
const (
	tfhdBase     = 0x01
	tfhdIndex    = 0x02
	tfhdDuration = 0x08
	trunOffset   = 0x01
	trunFirst    = 0x04
	trunDuration = 0x100
	trunOthers   = 0xe00
)

// traf is the part of a track in one fragment.
type traf struct {
	track    *track
	duration uint32 // of a sample that does not say
	base     int64  // what data offsets count from
}

// fragment adds the samples of one traf box of the moof at file offset moof.
func (m *movie) fragment(file view, moof int64, b box) error {
	if b.kind != "traf" {
		return nil
	}
	t := traf{base: moof}
	return eachBox(b.body, func(b box) error {
		switch b.kind {
		case "tfhd":
			return m.fragmentHeader(&t, b)
		case "trun":
			return t.run(b)
		}
		return nil
	})
}

func (m *movie) fragmentHeader(t *traf, b box) error {
	h, err := b.body.at(0, 8)
	if err != nil {
		return err
	}
	flags, id := be.Uint32(h)&0xffffff, be.Uint32(h[4:])
	t.duration = m.extends[id]
	for _, known := range m.tracks {
		if known.id == id {
			t.track = known
		}
	}
	off := int64(8)
	if flags&tfhdBase != 0 {
		h, err := b.body.at(off, 8)
		if err != nil {
			return err
		}
		t.base, off = int64(be.Uint64(h)&(1<<62-1)), off+8
	}
	if flags&tfhdIndex != 0 {
		off += 4
	}
	if flags&tfhdDuration != 0 {
		if t.duration, err = b.body.u32(off, be); err != nil {
			return err
		}
	}
	return nil
}

// run adds the lengths of the samples of one trun box.
func (t *traf) run(b box) error {
	h, err := b.body.at(0, 8)
	if err != nil || t.track == nil {
		return err
	}
	flags, count := be.Uint32(h)&0xffffff, int64(be.Uint32(h[4:]))
	off := int64(8)
	if flags&trunOffset != 0 {
		rel, err := b.body.u32(off, be)
		if err != nil {
			return err
		}
		if off += 4; t.track.chunk == 0 {
			t.track.chunk = t.base + int64(int32(rel))
		}
	}
	if flags&trunFirst != 0 {
		off += 4
	}
	if flags&trunDuration == 0 {
		t.add(t.duration, uint64(count))
		return nil
	}
	return t.samples(b.body.from(off), count, sampleStride(flags))
}

// sampleStride is the size of a table row: one word for each field present.
func sampleStride(flags uint32) int64 {
	stride := int64(4)
	for bit := flags & trunOthers; bit != 0; bit &= bit - 1 {
		stride += 4
	}
	return stride
}

func (t *traf) samples(table view, count, stride int64) error {
	if count > table.size/stride {
		return errBounds
	}
	rows := int64(pageSize)
	for at := int64(0); at < count; at += rows {
		n := min(rows, count-at)
		b, err := table.at(at*stride, n*stride)
		if err != nil {
			return err
		}
		for i := range n {
			t.add(be.Uint32(b[i*stride:]), 1)
		}
	}
	return nil
}

func (t *traf) add(length uint32, samples uint64) {
	t.track.fragments += uint64(length) * samples
	t.track.count(length, samples)
}
