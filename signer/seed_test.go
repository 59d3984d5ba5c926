package signer

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSeedGivesTheSameKeys(t *testing.T) {
	s := Seed([]byte("sixteen bytes of"))
	seal, err := s.SeededSeal()
	if err != nil {
		t.Fatal(err)
	}
	device, err := s.SeededDevice()
	if err != nil {
		t.Fatal(err)
	}
	key, err := s.SeededSync()
	if err != nil {
		t.Fatal(err)
	}
	// Spare codes are redeemed by later builds: these never change.
	for what, c := range map[string][2]string{
		"seal":   {seal.Author().String(), goldenSeedSeal},
		"device": {device.Recipient().String(), goldenSeedDevice},
		"sync":   {key.ID(), goldenSeedSync},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %s, once was %s", what, c[0], c[1])
		}
	}
	if _, err := key.TLS(); err != nil {
		t.Error(err)
	}
	for _, text := range []string{fmt.Sprintf("%v", s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s), fmt.Sprint(&s)} {
		if text != "seed" {
			t.Errorf("printing shows %q", text)
		}
	}
}

func TestSeededProduction(t *testing.T) {
	s, err := NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a, err := NewSeededProduction(s, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewSeededProduction(s, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if a.Seal.Author() != b.Seal.Author() || a.Device.Recipient() == (Recipient{}) || a.Device.Recipient().String() != b.Device.Recipient().String() {
		t.Error("two devices of one seed")
	}
	if a.StoreKey == b.StoreKey || a.Dir == b.Dir {
		t.Error("what is this device's own comes from the seed")
	}
	if _, err := NewSeed(bytes.NewReader(nil)); err == nil {
		t.Error("a seed of nothing")
	}
}

func TestSeededIdentityOpensWhatIsForIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Seed(rapid.SliceOfN(rapid.Byte(), SeedSize, SeedSize).Draw(t, "seed"))
		id, err := s.SeededDevice()
		if err != nil {
			t.Fatal(err)
		}
		file, err := encryptBytes([]byte("x"), id.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := decryptBytes(file, 8, id); err != nil || string(plain) != "x" {
			t.Fatal(err)
		}
	})
}

func TestBech32AsInItsStandard(t *testing.T) {
	// BIP 173: valid strings whose data part is empty or known.
	if got := bech32("a", nil); got != "a12uel5l" {
		t.Error(got)
	}
	data := []byte{0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf, 0x84, 0x65, 0x3a, 0x56, 0xd7, 0xc6, 0x75, 0xbe, 0x77, 0xdf}
	if got := bech32("abcdef", data); got != "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw" {
		t.Error(got)
	}
	if id, err := NewIdentity(); err != nil || !strings.HasPrefix(id.id.String(), "AGE-SECRET-KEY-1") {
		t.Error("age writes its keys in another way")
	}
}

const (
	goldenSeedSeal   = "9931555772dedee892095cc4a21cd16b87f2a358a46644ce79c9b91d0599be7a"
	goldenSeedDevice = "age1ktyjs0ac5hzqkj4596a5mqng7uksfp4qwzkvass7ce4g64g84drszle0y8"
	goldenSeedSync   = "ODSPR4P-XMTFIN7-L3SS4XO-MA5FKRR-MSBKPA3-H3BU7CQ-DFQOXEH-SQLSAAE"
)
