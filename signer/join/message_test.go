package join

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"onset/consent"
	"onset/signer"
)

func TestMessagesAreStrict(t *testing.T) {
	d := newDevice(t)
	good := Request{V: 1, To: d.sync.ID(), Label: "A", Keys: d.keys()}
	for name, c := range map[string]func(*Request){
		"a version":           func(r *Request) { r.V = 2 },
		"a long label":        func(r *Request) { r.Label = strings.Repeat("a", MaxLabel+1) },
		"no seal key":         func(r *Request) { r.Keys.Seal = nil },
		"no recipient":        func(r *Request) { r.Keys.Age = "age1" },
		"no id":               func(r *Request) { r.Keys.Sync = "X" },
		"too much proof":      func(r *Request) { r.Proof = make([]Statement, maxProof+1) },
		"its own predecessor": func(r *Request) { r.Continues = r.Keys.Author() },
	} {
		bad := good
		c(&bad)
		b, err := seal(d.prod.Seal, requestType, &bad)
		if err != nil {
			t.Fatal(err)
		}
		if err := open(b, requestType, new(Request)); !errors.Is(err, ErrRequest) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b, err := seal(d.prod.Seal, requestType, &good)
	if err != nil {
		t.Fatal(err)
	}
	var read Request
	if err := open(b, requestType, &read); err != nil || read.Label != "A" {
		t.Fatal(err)
	}
	if open(b, offerType, new(Request)) == nil || open(append(b, ' '), requestType, &read) == nil || open(b, requestType, new(Offer)) == nil {
		t.Error("one message is taken for another")
	}
	other, err := seal(newDevice(t).prod.Seal, requestType, &good)
	if err != nil {
		t.Fatal(err)
	}
	if open(other, requestType, &read) == nil {
		t.Error("another key signed")
	}
}

func TestAnswersAreBounded(t *testing.T) {
	one := Statement{[]byte("p"), []byte("s")}
	id := newDevice(t).sync.ID()
	for name, c := range map[string]struct {
		a  Answer
		ok bool
	}{
		"one":               {Answer{V: 1, Production: consent.Ref{1}, Statements: []Statement{one}}, true},
		"none":              {Answer{V: 1, Production: consent.Ref{1}}, false},
		"of no production":  {Answer{V: 1, Statements: []Statement{one}}, false},
		"too many":          {Answer{V: 1, Production: consent.Ref{1}, Statements: make([]Statement, MaxStatements+1)}, false},
		"a peer":            {Answer{V: 1, Production: consent.Ref{1}, Statements: []Statement{one}, Peers: []Peer{{id, []string{"tcp://a:1"}}}}, true},
		"a peer of no name": {Answer{V: 1, Production: consent.Ref{1}, Statements: []Statement{one}, Peers: []Peer{{"x", nil}}}, false},
		"a long address":    {Answer{V: 1, Production: consent.Ref{1}, Statements: []Statement{one}, Peers: []Peer{{id, []string{strings.Repeat("a", 100)}}}}, false},
	} {
		if c.a.valid() != c.ok {
			t.Errorf("%s", name)
		}
	}
}

func FuzzRequest(f *testing.F) {
	d := newDevice(f)
	b, err := seal(d.prod.Seal, requestType, &Request{V: 1, To: d.sync.ID(), Keys: d.keys()})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"payload":"","signature":""}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for payloadType, m := range map[string]signed{requestType: new(Request), offerType: new(Offer), takerType: new(Taker), bringingType: new(Bringing)} {
			if open(b, payloadType, m) == nil && m.keys().Author().IsZero() {
				t.Fatal("a message of nobody")
			}
		}
	})
}

func FuzzAnswer(f *testing.F) {
	b, err := signer.EncodeJSON(Answer{V: 1, Production: consent.Ref{1}, Statements: []Statement{{[]byte("p"), []byte("s")}}, At: day})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"error":"used"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		_ = refused(b)
		var a Answer
		if exact(b, &a, a.valid) != nil {
			return
		}
		again, err := signer.EncodeJSON(a)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%s comes back as %s", b, again)
		}
	})
}
