package spool

import (
	"encoding/binary"
	"errors"
	"fmt"

	"onset/consent"
	"onset/signer"
)

// Why a file does not count.
var (
	// ErrDamaged means the bytes are not those that the name promises, or not in the one form we write.
	ErrDamaged = errors.New("the file is not what its name promises")
	// ErrForeign means a segment holds statements of another author or production than its folder's.
	ErrForeign = errors.New("the file speaks for somebody else")
	// ErrNewer means a later version of this program wrote the segment.
	ErrNewer = errors.New("a newer version wrote the file")
)

// Limits of a segment: of those written, and, further out, of those read.
const (
	MaxStatements = 500       // in a segment that is not merged
	MaxBytes      = 256 << 10 // of payloads in it; one statement may be longer

	maxMerged   = 8 << 20
	maxPlain    = maxMerged + signer.MaxPayload + 1<<16
	maxFile     = maxPlain + 1<<18 // recipients and the marks of the encryption
	maxCount    = 1 << 16
	maxBlobFile = signer.MaxBlob + 256<<10
)

const (
	segmentMagic  = "onset segment 1\n"
	magicStem     = "onset segment "
	segmentHead   = len(segmentMagic) + 32 + 32 + 4
	signatureSize = 64
)

// owner is who may speak in a folder.
type owner struct{ production, author consent.Ref }

// pack writes the content of a segment.
func (o owner) pack(sealed []signer.Sealed) []byte {
	size := segmentHead
	for _, s := range sealed {
		size += 4 + len(s.Payload) + signatureSize
	}
	b := append(make([]byte, 0, size), segmentMagic...)
	b = append(append(b, o.production[:]...), o.author[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(sealed)))
	for _, s := range sealed {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s.Payload)))
		b = append(append(b, s.Payload...), s.Signature...)
	}
	return b
}

// unpack reads what pack wrote and nothing else: the statements of n, which
// share b's memory. Their seals are not looked at.
func (o owner) unpack(n Name, b []byte) ([]signer.Sealed, error) {
	if len(b) < segmentHead || string(b[:len(magicStem)]) != magicStem {
		return nil, ErrDamaged
	}
	if string(b[:len(segmentMagic)]) != segmentMagic {
		return nil, ErrNewer
	}
	if wrote := (owner{consent.Ref(b[16:48]), consent.Ref(b[48:80])}); wrote != o {
		return nil, ErrForeign
	}
	count := binary.BigEndian.Uint32(b[80:84])
	rest := b[segmentHead:]
	if count == 0 || count > maxCount || int(count) > len(rest)/(4+signatureSize) {
		return nil, ErrDamaged
	}
	out := make([]signer.Sealed, 0, count)
	for range count {
		s, after, err := cutStatement(rest)
		if err != nil {
			return nil, err
		}
		out, rest = append(out, s), after
	}
	if len(rest) > 0 {
		return nil, ErrDamaged
	}
	return out, o.checkPlaces(n, out)
}

func cutStatement(b []byte) (s signer.Sealed, rest []byte, err error) {
	if len(b) < 4 {
		return s, nil, ErrDamaged
	}
	n := int(binary.BigEndian.Uint32(b))
	if b = b[4:]; n > signer.MaxPayload || len(b) < n+signatureSize {
		return s, nil, ErrDamaged
	}
	s.Payload, s.Signature = b[:n:n], b[n:n+signatureSize:n+signatureSize]
	return s, b[n+signatureSize:], nil
}

// checkPlaces holds every statement to the folder's owner and the name: places
// never fall, the first and the last are those of the name, and none is left
// out between them. Two at one place are a fork, which is carried.
func (o owner) checkPlaces(n Name, sealed []signer.Sealed) error {
	next := n.First
	for i := range sealed {
		st, err := signer.ReadHeader(sealed[i].Payload)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if st.Author != o.author || st.Production != o.production && st.ID != o.production {
			return ErrForeign
		}
		if st.Seq != next && (i == 0 || st.Seq != next-1) {
			return fmt.Errorf("%w: place %d where %d should be", ErrDamaged, st.Seq, next)
		}
		next, sealed[i].ID = st.Seq+1, st.ID
	}
	if next != n.Last+1 {
		return fmt.Errorf("%w: ends at %d", ErrDamaged, next-1)
	}
	return nil
}

// Batch is how many statements of a log go into the next segment: as many as
// it may hold, without a gap between them.
func Batch(sealed []signer.Sealed) int {
	size, last := 0, uint64(0)
	for i, s := range sealed {
		st, err := signer.ReadHeader(s.Payload)
		size += len(s.Payload)
		if err != nil || i > 0 && (i == MaxStatements || size > MaxBytes || st.Seq > last+1) {
			return max(i, 1)
		}
		last = st.Seq
	}
	return len(sealed)
}
