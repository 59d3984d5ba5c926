package join

import (
	"slices"
	"testing"
)

// A device behind a router or a proxy tells the addresses of its own side; the
// one it answered at is where the others meet it.
func TestWhoeverAnsweredIsMetThereToo(t *testing.T) {
	for name, c := range map[string]struct {
		at   string
		to   string
		has  []string
		want []string
	}{
		"behind a router":      {"203.0.113.7:22443", "A", []string{"tcp://192.168.1.4:22000", "tcp://10.0.0.4:22000"}, []string{"tcp://203.0.113.7:22000", "tcp://192.168.1.4:22000", "tcp://10.0.0.4:22000"}},
		"under a name":         {"onset.example:22443", "A", []string{"tcp://127.0.0.1:22001"}, []string{"tcp://onset.example:22001", "tcp://127.0.0.1:22001"}},
		"IPv6":                 {"[2001:db8::7]:22443", "A", []string{"tcp://192.168.1.4:22000"}, []string{"tcp://[2001:db8::7]:22000", "tcp://192.168.1.4:22000"}},
		"it is told already":   {"10.0.0.4:22443", "A", []string{"tcp://192.168.1.4:22000", "tcp://10.0.0.4:22000"}, []string{"tcp://10.0.0.4:22000", "tcp://192.168.1.4:22000"}},
		"somebody else":        {"203.0.113.7:22443", "B", []string{"tcp://192.168.1.4:22000"}, []string{"tcp://192.168.1.4:22000"}},
		"it carries nothing":   {"203.0.113.7:22443", "A", nil, nil},
		"an address of nobody": {"203.0.113.7:22443", "A", []string{"tcp://%zz"}, []string{"tcp://%zz"}},
		"without a port":       {"203.0.113.7:22443", "A", []string{"tcp://192.168.1.4"}, []string{"tcp://192.168.1.4"}},
		"nobody answered":      {"", "A", []string{"tcp://192.168.1.4:22000"}, []string{"tcp://192.168.1.4:22000"}},
	} {
		a := &Asker{To: c.to, at: c.at}
		got := a.alsoHere([]Peer{{Sync: "A", Addresses: slices.Clone(c.has)}})
		if !slices.Equal(got[0].Addresses, c.want) {
			t.Errorf("%s: %v, want %v", name, got[0].Addresses, c.want)
		}
	}
}
