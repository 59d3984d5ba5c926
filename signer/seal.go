package signer

import (
	"crypto/sha256"
	"strconv"

	"onset/consent"
)

// PayloadType names what a seal covers; it is part of what is signed.
const PayloadType = "application/vnd.onset.statement+json"

// Sealed is a statement as it is kept and carried. Its identity is the
// payload; the signature's bytes are not part of it.
type Sealed struct {
	ID        consent.Ref // SHA-256 of PAE(PayloadType, Payload)
	Payload   []byte      // canonical JSON, see FORMAT.md
	Signature []byte      // 64 bytes r‖s, P-256 with SHA-256, low-S
}

// PAE is DSSE's pre-authentication encoding: what is signed for a payload.
func PAE(payloadType string, payload []byte) []byte {
	b := make([]byte, 0, len(payload)+len(payloadType)+48)
	b = append(b, "DSSEv1 "...)
	b = strconv.AppendInt(b, int64(len(payloadType)), 10)
	b = append(append(append(b, ' '), payloadType...), ' ')
	b = strconv.AppendInt(b, int64(len(payload)), 10)
	return append(append(b, ' '), payload...)
}

// StatementID is the id of the statement with this payload.
func StatementID(payload []byte) consent.Ref { return sha256.Sum256(PAE(PayloadType, payload)) }

// Verify checks the seal, and that the payload names pub as its author. It
// costs about 80 µs. ErrSeal if the seal does not hold, ErrMalformed if the
// payload has no header to compare with.
func Verify(s Sealed, pub PublicKey) error {
	st, _, err := parseHeader(s.Payload)
	if err != nil {
		return err
	}
	if st.Author != pub.author {
		return ErrSeal
	}
	return pub.verifyDigest(StatementID(s.Payload), s.Signature)
}
