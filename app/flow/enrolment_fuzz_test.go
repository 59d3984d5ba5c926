package flow

import (
	"bytes"
	"compress/flate"
	"errors"
	"testing"
)

func FuzzReadEnrolment(f *testing.F) {
	pack := func(plain []byte) []byte {
		var out bytes.Buffer
		out.WriteString(enrolmentMagic)
		w, err := flate.NewWriter(&out, flate.BestCompression)
		if err != nil {
			f.Fatal(err)
		}
		if _, err := w.Write(plain); err != nil {
			f.Fatal(err)
		}
		if err := w.Close(); err != nil {
			f.Fatal(err)
		}
		return out.Bytes()
	}
	f.Add(pack(append([]byte{2, '{', '}'}, make([]byte, 64)...)))
	f.Add(pack(make([]byte, mostEnrolment+1)))
	f.Add(pack([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}))
	f.Add([]byte(enrolmentMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, in := range [][]byte{b, pack(b)} {
			list, err := readEnrolment(in)
			if err != nil && !errors.Is(err, ErrEnrolment) {
				t.Fatal(err)
			}
			if len(list) > mostProof || err == nil && len(list) == 0 {
				t.Fatalf("%d statements", len(list))
			}
		}
	})
}
