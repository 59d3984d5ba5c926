package signer

import (
	"bytes"
	"crypto/rand"
	"testing"
)

func TestCheckKeysAreTheProductionsOwn(t *testing.T) {
	a, err := NewProduction(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if keys := a.CheckKeys("slate"); len(keys) != 0 {
		t.Fatalf("%d keys before there is an epoch", len(keys))
	}
	for range 2 {
		if _, err := a.NewEpoch(AudienceSet, a.Keys("")); err != nil {
			t.Fatal(err)
		}
	}
	b := &Production{Set: a.Set[:1]}
	keys, old := a.CheckKeys("slate"), b.CheckKeys("slate")
	switch {
	case len(keys) != 2 || len(keys[0]) != 32:
		t.Fatalf("%d keys", len(keys))
	case bytes.Equal(keys[0], keys[1]):
		t.Error("both epochs give one key")
	case !bytes.Equal(keys[1], old[0]):
		t.Error("a device that has only the first epoch has another key")
	case bytes.Equal(keys[0], a.CheckKeys("other")[0]):
		t.Error("two uses give one key")
	}
}
