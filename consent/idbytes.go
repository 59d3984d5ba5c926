package consent

// Head bytes of a CBOR byte string (RFC 8949, section 3) of 16 and of 32 bytes.
const (
	cborID       = 0x40 | 16
	cborRef      = 0x40 | 24 // one byte of length follows
	cborRefBytes = 32
)

// UnmarshalCBOR reads an id as a store's views hold it, a byte string. Views
// hold hundreds of thousands of ids, and by reflection each takes as long as
// the rest of its view. ErrID for anything else.
func (id *ID) UnmarshalCBOR(b []byte) error {
	if len(b) != 1+len(id) || b[0] != cborID {
		return ErrID
	}
	*id = ID(b[1:])
	return nil
}

// UnmarshalCBOR reads a reference as a store's views hold it, a byte string.
// ErrID for anything else.
func (r *Ref) UnmarshalCBOR(b []byte) error {
	if len(b) != 2+len(r) || b[0] != cborRef || b[1] != cborRefBytes {
		return ErrID
	}
	*r = Ref(b[2:])
	return nil
}
