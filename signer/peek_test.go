package signer

import (
	"bytes"
	"errors"
	"testing"

	"onset/consent"
)

func TestReadHeaderSaysWhatDecodeSays(t *testing.T) {
	c := NewCodec(Kinds())
	p, err := NewProduction(bytes.NewReader(bytes.Repeat([]byte{7}, 4096)))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := p.Found(c, ProductionSet{Nonce: make([]byte, 16), Title: "T", Controller: "C", Contact: "c", Rules: consent.DefaultRules()}, consent.ID{1}, consent.Stamp{}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sealed {
		want, err := c.Decode(s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadHeader(s.Payload)
		want.Body = nil
		if err != nil || got != want {
			t.Errorf("got %+v, %v; Decode says %+v", got, err, want)
		}
		if _, err := ReadHeader(s.Payload[1:]); !errors.Is(err, ErrMalformed) {
			t.Errorf("cut at the front: %v", err)
		}
	}
}
