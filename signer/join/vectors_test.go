package join

import (
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"onset/consent"
	"onset/signer"
)

var update = flag.Bool("update", false, "write testdata anew")

const vectorFile = "testdata/vectors.json"

// vectors is testdata/vectors.json, described in docs/FORMAT.md.
type vectors struct {
	Seed    signer.Seed `json:"seed"` // of the device that asks
	Code    string      `json:"code"`
	Spare   string      `json:"spare"`
	Request string      `json:"request"` // as sent, signed
	Proof   string      `json:"proof"`   // the same with a proof
	Offer   string      `json:"offer"`
	Answer  string      `json:"answer"`
}

// fixedDevice is the device that comes from a seed.
func fixedDevice(t *testing.T, seed signer.Seed) device {
	t.Helper()
	key, err := seed.SeededSync()
	if err != nil {
		t.Fatal(err)
	}
	p, err := signer.NewSeededProduction(seed, ones{})
	if err != nil {
		t.Fatal(err)
	}
	return device{key, p}
}

// ones stands for chance that nothing here depends on.
type ones struct{}

func (ones) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 1
	}
	return len(p), nil
}

func makeVectors(t *testing.T) vectors {
	t.Helper()
	v := vectors{Seed: signer.Seed{1, 2, 3}}
	d, asked := fixedDevice(t, v.Seed), fixedDevice(t, signer.Seed{4})
	pin, err := PinOf(asked.sync.ID())
	if err != nil {
		t.Fatal(err)
	}
	production, token, one := consent.Ref{7}, Token{8, 9}, []Statement{{[]byte("p"), []byte("s")}}
	v.Code = Code{Kind: Enter, Pin: pin, Token: token, Addresses: []string{"10.0.0.1:22443", "office.example:443"}}.String()
	v.Spare = Code{Kind: Spare, Seed: v.Seed, Production: [PinSize]byte(production[:])}.String()
	r := Request{V: 1, To: asked.sync.ID(), Token: token, Label: "Camera B", Keys: d.keys(), Nonce: Nonce{5}}
	send := func(payloadType string, m signed) string {
		b, err := seal(d.prod.Seal, payloadType, m)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	v.Request = send(requestType, &r)
	r.Token, r.Proof = Token{}, one
	v.Proof = send(requestType, &r)
	v.Offer = send(offerType, &Offer{V: 1, To: asked.sync.ID(), Token: token, Production: production, Keys: d.keys(), Nonce: Nonce{6}})
	b, err := signer.EncodeJSON(Answer{V: 1, Production: production, Statements: one, Peers: []Peer{{asked.sync.ID(), []string{"tcp://10.0.0.1:22000"}}}, At: day})
	if err != nil {
		t.Fatal(err)
	}
	v.Answer = string(b)
	return v
}

// What goes over the wire is what it was, byte for byte, and is read again.
func TestVectors(t *testing.T) {
	want := makeVectors(t)
	if *update {
		b, err := json.MarshalIndent(want, "", "  ")
		if err == nil {
			err = os.WriteFile(vectorFile, append(b, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil || !reflect.DeepEqual(v, want) {
		t.Errorf("%v: now\n%+v\nwas\n%+v", err, want, v)
	}
	var r, proof Request
	var a Answer
	if open([]byte(v.Request), requestType, &r) != nil || open([]byte(v.Proof), requestType, &proof) != nil || open([]byte(v.Offer), offerType, new(Offer)) != nil {
		t.Error("a message is not read")
	}
	if r.Label != "Camera B" || len(proof.Proof) != 1 || exact([]byte(v.Answer), &a, a.valid) != nil {
		t.Errorf("%+v, %+v, %+v", r, proof, a)
	}
	for _, text := range []string{v.Code, v.Spare} {
		if c, err := Parse(text); err != nil || c.String() != text {
			t.Errorf("%s: %v", text, err)
		}
	}
}
