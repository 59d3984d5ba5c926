package consent

import (
	"errors"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"
)

// TestViewsOfIDs holds the short reading to what the encoder writes.
func TestViewsOfIDs(t *testing.T) {
	type both struct {
		_    struct{} `cbor:",toarray"`
		IDs  []ID
		Refs map[string]Ref
	}
	rapid.Check(t, func(t *rapid.T) {
		var want both
		for range rapid.IntRange(0, 3).Draw(t, "ids") {
			want.IDs = append(want.IDs, ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")))
		}
		want.Refs = map[string]Ref{"a": Ref(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "ref"))}
		b, err := cbor.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got both
		if err := cbor.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		if len(got.IDs) != len(want.IDs) || got.Refs["a"] != want.Refs["a"] {
			t.Fatalf("%+v, want %+v", got, want)
		}
		for i := range got.IDs {
			if got.IDs[i] != want.IDs[i] {
				t.Fatalf("%v, want %v", got.IDs[i], want.IDs[i])
			}
		}
	})
}

func TestViewsOfIDsRefuse(t *testing.T) {
	for _, b := range [][]byte{{}, {0xf6}, {0x50}, append([]byte{0x4f}, make([]byte, 16)...), append([]byte{0x51}, make([]byte, 17)...)} {
		var id ID
		if err := id.UnmarshalCBOR(b); !errors.Is(err, ErrID) {
			t.Errorf("id of % x: %v", b, err)
		}
	}
	for _, b := range [][]byte{{}, {0xf6}, {0x58, 0x20}, append([]byte{0x58, 0x1f}, make([]byte, 32)...), append([]byte{0x59, 0x20}, make([]byte, 32)...)} {
		var r Ref
		if err := r.UnmarshalCBOR(b); !errors.Is(err, ErrID) {
			t.Errorf("ref of % x: %v", b, err)
		}
	}
}
