package signer

import (
	"bytes"
	"encoding/json"
	"fmt"

	"onset/consent"
)

// maxEnvelope leaves room for base64 and the envelope around the largest payload.
const maxEnvelope = MaxPayload/3*4 + 1024

type dsseEnvelope struct {
	Payload     []byte          `json:"payload"`
	PayloadType string          `json:"payloadType"`
	Signatures  []dsseSignature `json:"signatures"`
}

type dsseSignature struct {
	KeyID consent.Ref `json:"keyid"`
	Sig   []byte      `json:"sig"` // DER
}

// MarshalDSSE is the envelope that leaves Onset: DSSE JSON with one signature
// in DER, so that `openssl dgst -sha256 -verify` checks it over the PAE.
func MarshalDSSE(s Sealed) ([]byte, error) {
	st, _, err := parseHeader(s.Payload)
	if err != nil {
		return nil, err
	}
	if len(s.Signature) != signatureSize {
		return nil, ErrSeal
	}
	return encodeJSON(dsseEnvelope{
		Payload:     s.Payload,
		PayloadType: PayloadType,
		Signatures:  []dsseSignature{{KeyID: st.Author, Sig: toDER(s.Signature)}},
	})
}

// ParseDSSE reads what MarshalDSSE wrote and nothing else: one signature, keyid
// the author, low-S, canonical. It does not check the seal. ErrMalformed
// otherwise, ErrSeal for a signature in another form.
func ParseDSSE(b []byte) (Sealed, error) {
	var e dsseEnvelope
	if len(b) > maxEnvelope || json.Unmarshal(b, &e) != nil || e.PayloadType != PayloadType || len(e.Signatures) != 1 {
		return Sealed{}, fmt.Errorf("read envelope: %w", ErrMalformed)
	}
	r, v, ok := parseDER(e.Signatures[0].Sig)
	if !ok || isHigh(v) {
		return Sealed{}, fmt.Errorf("read envelope: %w", ErrSeal)
	}
	sig := make([]byte, signatureSize)
	r.FillBytes(sig[:32])
	v.FillBytes(sig[32:])
	s := Sealed{ID: StatementID(e.Payload), Payload: e.Payload, Signature: sig}
	if again, err := MarshalDSSE(s); err != nil || !bytes.Equal(again, b) {
		return Sealed{}, fmt.Errorf("read envelope: %w", ErrMalformed)
	}
	return s, nil
}
