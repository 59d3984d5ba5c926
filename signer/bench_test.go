package signer

import "testing"

func BenchmarkDecode(b *testing.B) {
	_, s, _ := sealed(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := testCodec.Decode(s); err != nil {
			b.Fatal(err)
		}
	}
}
