package signer

import (
	"bytes"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"onset/consent"
)

// Malleability: whatever is read is written again with the same bytes.
func FuzzDecode(f *testing.F) {
	_, s, _ := sealed(f)
	f.Add(s.Payload)
	f.Add(bytes.Replace(s.Payload, []byte(`"film"`), []byte(`"film","Kind":"lift"`), 1))
	root := found(f, "root")
	root.enrol(root.other("crew"), RankCrew)
	root.revoke(root.other("crew"), 0)
	root.say(&ProductionRoot{Device: root.other("crew").author()})
	root.say(&ProductionKey{Audience: AudienceSet, Epoch: 1, Recipient: testRecipient, For: []WrappedKey{{Identity: []byte("x")}}})
	root.say(&LogAcknowledged{Logs: []LogPosition{{consent.Ref{1}, 1, consent.Ref{1}}}})
	for _, st := range root.said {
		payload, err := testCodec.encode(st.Author, st)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(payload)
		f.Add(bytes.Replace(payload, []byte(`"v":1`), []byte(`"v":2`), 1))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		st, err := testCodec.Decode(Sealed{Payload: payload})
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatalf("error %v", err)
			}
			return
		}
		FoldRoster(st.ID, []consent.Statement{st, st})
		if st.Body == nil {
			return
		}
		again, err := testCodec.encode(st.Author, st)
		if err != nil || !bytes.Equal(again, payload) {
			t.Fatalf("read\n%s\nwritten\n%s\n%v", payload, again, err)
		}
	})
}

func FuzzDSSE(f *testing.F) {
	key, s, _ := sealed(f)
	b, err := MarshalDSSE(s)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(bytes.Replace(b, []byte("sig"), []byte("Sig"), 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := ParseDSSE(b)
		if err != nil {
			return
		}
		again, err := MarshalDSSE(s)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("read\n%s\nwritten\n%s\n%v", b, again, err)
		}
		if err := Verify(s, key.PublicKey()); err != nil && !errors.Is(err, ErrSeal) {
			t.Fatal(err)
		}
	})
}

func FuzzStrictJSON(f *testing.F) {
	for _, s := range []string{`{"a":{"b":[1,"x",null]},"A":1}`, `[]`, `1`, `{"a":1} `, `{"\u212a":1,"k":2}`, "\"\xff\"", strings.Repeat("[", 40)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if checkJSON(b) && (!shallow(b) || len(b) == 0) {
			t.Fatal("took what is too deep or empty")
		}
	})
}

func FuzzBlob(f *testing.F) {
	v := readVectors(f).Blob
	id, err := parseIdentity(v.Identity)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(v.File)
	f.Add(packBlob(v.Ref.ID, [32]byte{1}, AudienceSet, []byte("content")))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, _, err := OpenBlob(v.Ref, file, id); err == nil && !bytes.Equal(file, v.File) {
			t.Fatal("another file opens as this blob")
		}
		id, k, a, content, ok := unpackBlob(file)
		if ok && !bytes.Equal(packBlob(id, k, a, content), file) {
			t.Fatal("the layout has two forms")
		}
	})
}

func FuzzKeyringFile(f *testing.F) {
	b, err := os.ReadFile("testdata/keyring")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add([]byte("onset keyring 2\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := parseKeyringFile(b)
		if err != nil {
			if !errors.Is(err, ErrKeyringDamaged) && !errors.Is(err, ErrKeyringVersion) {
				t.Fatal(err)
			}
			return
		}
		if !bytes.HasPrefix(b, file.wraps.head()) {
			t.Fatal("the file has two forms")
		}
		if _, err := openPayload([32]byte{1}, file); !errors.Is(err, ErrKeyringDamaged) {
			t.Fatalf("opened under a wrong key: %v", err)
		}
	})
}

func FuzzKeyringPayload(f *testing.F) {
	k := &Keyring{Productions: []*Production{newProduction(f, "one")}, pin: &pinState{Salt: make([]byte, 16), Hash: make([]byte, 32)}}
	b, err := k.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"v":1,"sync":{},"productions":[]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var k Keyring
		if err := k.decode(b); err != nil {
			if !errors.Is(err, ErrKeyringDamaged) {
				t.Fatal(err)
			}
			return
		}
		if _, err := k.encode(); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzInk(f *testing.F) {
	b, err := encodeJSON(signature())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"w":1e308,"h":1e-320,"strokes":[[{"x":-0,"y":1}]]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := ParseInk(b)
		if err != nil {
			return
		}
		for _, s := range k.Strokes {
			for _, p := range s {
				if math.Abs(p.X) > 2*maxInkPad || math.Abs(p.Y) > 2*maxInkPad {
					t.Fatalf("far off: %v", p)
				}
			}
		}
		written, err := encodeJSON(k)
		if err != nil {
			t.Fatal(err)
		}
		if len(written) > MaxInk {
			return
		}
		again, err := ParseInk(written)
		if err != nil || again.SVGPath() != k.SVGPath() {
			t.Fatalf("%s: %v", written, err)
		}
	})
}

func FuzzParticulars(f *testing.F) {
	b, err := EncodeParticulars(fullParticulars())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"v":2,"name":"A","extra":[{}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := DecodeParticulars(b)
		if err != nil || p.V != 1 {
			return
		}
		again, err := EncodeParticulars(p)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("read\n%s\nwritten\n%s\n%v", b, again, err)
		}
	})
}

func FuzzRecoveryCode(f *testing.F) {
	for _, s := range []string{"TDWFJ-1YMQV-K3M56-4BVP8-W1SFW-0EMVA", "stone apple bread table brick tiger", "ßßßßß", strings.Repeat("ŉ", 15)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		letters, err := ParseRecoveryCode(s)
		if err != nil {
			if !errors.Is(err, ErrRecoveryCode) && !errors.Is(err, ErrTypo) {
				t.Fatal(err)
			}
			return
		}
		if again, err := ParseRecoveryCode(letters); err != nil || again != letters {
			t.Fatalf("%q → %q → %q %v", s, letters, again, err)
		}
	})
}

func FuzzPublicKey(f *testing.F) {
	f.Add(sealKey(f, "k").PublicKey().Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if k, err := ParsePublicKey(b); err == nil && !bytes.Equal(k.Bytes(), b) {
			t.Fatal("the key has two forms")
		}
	})
}
