package store

import (
	"encoding/binary"

	"onset/consent"
	"onset/media"
)

// clipReader reads views of clips, of which there are so many that it decides
// how long opening a production takes. It knows only what is written as a rule;
// everything else it leaves to decodeView, which gives the same.
type clipReader struct {
	b     []byte
	bad   bool
	words map[string]string // kinds and sources, of which there are few
}

// maxWords bounds how many words are shared between clips.
const maxWords = 64

// The major types of CBOR that views of clips are made of.
const (
	cborUint  = 0
	cborNeg   = 1
	cborBytes = 2
	cborText  = 3
	cborArray = 4

	cborFalse = 0xf4
	cborTrue  = 0xf5
	cborNull  = 0xf6
)

// fields of the arrays that views of clips are made of.
const (
	clipFields = 20
	tagFields  = 3
)

func (r *clipReader) clip(b []byte, c *media.Clip) error {
	r.b, r.bad = b, false
	if r.words == nil {
		r.words = map[string]string{}
	}
	var quick media.Clip
	if r.read(&quick); r.bad || len(r.b) > 0 {
		return decodeView(b, c)
	}
	*c = quick
	return nil
}

// read is the fields in their order.
func (r *clipReader) read(c *media.Clip) {
	r.array(clipFields)
	r.bytes(c.ID[:])
	r.bytes(c.Shoot[:])
	c.Name = string(r.text())
	c.Size = r.integer()
	r.bytes(c.SHA256[:])
	c.XXH128 = string(r.text())
	c.Kind = media.Kind(r.word())
	c.Captured = r.integer()
	c.Zone = r.boolean()
	c.Offset = int32(r.within(-1<<31, 1<<31-1))
	c.CapturedBy = media.Source(r.word())
	r.bytes(c.Camera[:])
	c.Millis = r.integer()
	r.array(2)
	c.Added.Milli = r.integer()
	c.Added.Offset = int16(r.within(-1<<15, 1<<15-1))
	c.Tags = list(r, r.tag)
	r.null() // judgements: few clips have any
	c.Received = r.boolean()
	c.Delivered = int(r.within(0, 1<<31-1))
	c.Copies = list(r, func(id *consent.ID) { r.bytes(id[:]) })
	c.Faulty = r.boolean()
}

func (r *clipReader) tag(t *media.TagView) {
	r.array(tagFields)
	r.array(5)
	r.bytes(t.Tag.Person[:])
	t.Tag.As = media.As(r.word())
	t.Tag.From = r.integer()
	t.Tag.To = r.integer()
	t.Tag.Source = media.TagSource(r.word())
	r.bytes(t.Ref[:])
	r.bytes(t.By[:])
}

// list reads null, or a list that is not empty. Each of its things takes more
// than a byte, so that a length is never believed beyond what is there.
func list[T any](r *clipReader, one func(*T)) []T {
	if len(r.b) > 0 && r.b[0] == cborNull {
		r.b = r.b[1:]
		return nil
	}
	n := r.head(cborArray)
	if n == 0 || n > uint64(len(r.b)) {
		r.bad = true
	}
	if r.bad {
		return nil
	}
	out := make([]T, n)
	for i := range out {
		one(&out[i])
	}
	return out
}

// head reads the beginning of a thing of one major type: its length or value.
func (r *clipReader) head(major byte) uint64 {
	if r.bad || len(r.b) == 0 || r.b[0]>>5 != major {
		r.bad = true
		return 0
	}
	small := r.b[0] & 0x1f
	if small < 24 {
		r.b = r.b[1:]
		return uint64(small)
	}
	size := 1 << (small - 24)
	if small > 27 || len(r.b) < 1+size {
		r.bad = true
		return 0
	}
	var wide [8]byte
	copy(wide[8-size:], r.b[1:1+size])
	r.b = r.b[1+size:]
	return binary.BigEndian.Uint64(wide[:])
}

func (r *clipReader) array(n uint64) {
	if r.head(cborArray) != n {
		r.bad = true
	}
}

func (r *clipReader) integer() int64 {
	major := byte(cborUint)
	if len(r.b) > 0 && r.b[0]>>5 == cborNeg {
		major = cborNeg
	}
	n := r.head(major)
	if n > 1<<63-1 {
		r.bad = true
		return 0
	}
	if major == cborNeg {
		return -1 - int64(n)
	}
	return int64(n)
}

func (r *clipReader) within(least, most int64) int64 {
	n := r.integer()
	if n < least || n > most {
		r.bad = true
		return 0
	}
	return n
}

func (r *clipReader) bytes(into []byte) {
	if n := r.head(cborBytes); n != uint64(len(into)) || n > uint64(len(r.b)) {
		r.bad = true
		return
	}
	r.b = r.b[copy(into, r.b):]
}

func (r *clipReader) text() []byte {
	n := r.head(cborText)
	if n > uint64(len(r.b)) {
		r.bad = true
		return nil
	}
	s := r.b[:n]
	r.b = r.b[n:]
	for _, c := range s {
		if c >= 0x80 {
			r.bad = true // whether it is text at all is for the other reader to say
		}
	}
	return s
}

// word is text that many clips share.
func (r *clipReader) word() string {
	b := r.text()
	s, ok := r.words[string(b)]
	if !ok {
		s = string(b)
		if len(r.words) < maxWords {
			r.words[s] = s
		}
	}
	return s
}

func (r *clipReader) boolean() bool {
	if len(r.b) == 0 || r.b[0] != cborFalse && r.b[0] != cborTrue {
		r.bad = true
		return false
	}
	is := r.b[0] == cborTrue
	r.b = r.b[1:]
	return is
}

func (r *clipReader) null() {
	if len(r.b) == 0 || r.b[0] != cborNull {
		r.bad = true
		return
	}
	r.b = r.b[1:]
}
