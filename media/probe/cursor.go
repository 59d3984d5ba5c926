package probe

// cursor reads whole numbers of 0 to 8 bytes one after the other, big-endian,
// and keeps the first error; after it every number is 0.
type cursor struct {
	v   view
	off int64
	err error
}

func (r *cursor) uint(width int64) (n uint64) {
	if r.err != nil {
		return 0
	}
	var b []byte
	if b, r.err = r.v.at(r.off, width); r.err != nil {
		return 0
	}
	for _, x := range b {
		n = n<<8 | uint64(x)
	}
	r.off += width
	return n
}
