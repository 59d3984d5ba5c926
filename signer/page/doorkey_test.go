package page

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"onset/consent"
)

// testRand is the machine's randomness, as a value.
type testRand struct{}

func (testRand) Read(b []byte) (int, error) { return rand.Read(b) }

func TestNewDoor(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range []struct {
		kind DoorKind
		give time.Duration
		open time.Duration
	}{
		{ForSet, 0, OneFor}, {ForOne, 0, OneFor}, {ForCrowd, 0, CrowdFor}, {ForParent, 7 * 24 * time.Hour, 7 * 24 * time.Hour},
	} {
		d, err := NewDoor(testRand{}, may, DoorOptions{Kind: c.kind, Terms: "appearance", For: c.give})
		if err != nil {
			t.Fatal(err)
		}
		if d.Expires.Sub(d.Opened) != c.open || !d.Key.paired() || !isDoorID(d.ID) || seen[d.ID] {
			t.Errorf("%s: %+v", c.kind, d)
		}
		seen[d.ID] = true
	}
	for n := range 3 {
		short := iotest.DataErrReader(strings.NewReader(strings.Repeat("x", 15*n+15)))
		if _, err := NewDoor(short, may, DoorOptions{Kind: ForSet}); err == nil {
			t.Errorf("a door from %d random bytes", 15*n+15)
		}
	}
}

func TestDoorIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.Custom(func(t *rapid.T) consent.ID {
			var id consent.ID
			copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
			return id
		})
		d, err := NewDoor(testRand{}, time.UnixMilli(rapid.Int64Range(1, 1<<42).Draw(t, "now")).UTC(), DoorOptions{
			Kind:  rapid.SampledFrom([]DoorKind{ForSet, ForOne, ForCrowd, ForParent, ForSecond}).Draw(t, "kind"),
			Terms: rapid.StringN(1, 20, 40).Draw(t, "terms"), Language: rapid.String().Draw(t, "language"),
			Request: id.Draw(t, "request"), Consent: id.Draw(t, "consent"), Person: id.Draw(t, "person"),
			For: time.Duration(rapid.Int64Range(1, 1<<30).Draw(t, "for")) * time.Millisecond,
		})
		if err != nil {
			t.Fatal(err)
		}
		b, err := d.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back Door
		if err := back.UnmarshalBinary(b); err != nil {
			if strings.ToValidUTF8(d.Terms+d.Language, "") != d.Terms+d.Language {
				return // no text of ours
			}
			t.Fatalf("%s: %v", b, err)
		}
		if !reflect.DeepEqual(&back, d) {
			t.Errorf("comes back as %+v, was %+v", back, d)
		}
	})
}

func TestDoorFileIsStrict(t *testing.T) {
	d := newTestDoor(t, ForCrowd)
	b, err := d.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	with := func(key string, value any) []byte {
		var m map[string]any
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		m[key] = value
		f := doorFile{}
		again, err := json.Marshal(m)
		if err != nil || json.Unmarshal(again, &f) != nil {
			return again
		}
		if again, err = json.Marshal(f); err != nil {
			t.Fatal(err)
		}
		return again
	}
	for name, bad := range map[string][]byte{
		"nothing":           nil,
		"spaces":            append([]byte(" "), b...),
		"something after":   append(append([]byte{}, b...), '1'),
		"an unknown field":  []byte(strings.Replace(string(b), `{"v"`, `{"x":1,"v"`, 1)),
		"another order":     []byte(strings.Replace(string(b), `"v":1,`, "", 1)),
		"another case":      []byte(strings.Replace(string(b), `"kind"`, `"Kind"`, 1)),
		"another version":   with("v", 2),
		"a short id":        with("id", "abc"),
		"an unknown kind":   with("kind", "window"),
		"no text":           with("terms", ""),
		"closed before":     with("expires", 1),
		"a key cut short":   with("public", "AAAA"),
		"a key of another":  with("private", d.Key.Public[:]),
		"a longer secret":   with("secret", make([]byte, 17)),
		"more than is read": append(b, make([]byte, maxDoorFile)...),
	} {
		var back Door
		if err := back.UnmarshalBinary(bad); !errors.Is(err, ErrDoorFile) {
			t.Errorf("%s: %v", name, err)
		}
		if back != (Door{}) {
			t.Errorf("%s: half a door is left: %+v", name, back)
		}
	}
}

func FuzzDoorFile(f *testing.F) {
	d, err := NewDoor(testRand{}, may, DoorOptions{Kind: ForCrowd, Terms: "crowd", Language: "da"})
	if err != nil {
		f.Fatal(err)
	}
	b, err := d.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"v":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var got Door
		if got.UnmarshalBinary(b) != nil {
			return
		}
		again, err := got.MarshalBinary()
		if err != nil || string(again) != string(b) {
			t.Errorf("%q comes back as %q, %v", b, again, err)
		}
	})
}

func TestLink(t *testing.T) {
	d := newTestDoor(t, ForSet)
	link := d.Link("http://192.168.1.20:8787/")
	if want := "http://192.168.1.20:8787/s/" + d.ID + "#" + d.Fragment(); link != want || len(d.Fragment()) != 66 {
		t.Fatalf("%s, want %s", link, want)
	}
	base, id, key, err := ParseLink(link + "&p=abc&l=da")
	if err != nil || base != "http://192.168.1.20:8787" || id != d.ID {
		t.Fatalf("%s %s %v", base, id, err)
	}
	if key.Public != d.Key.Public || key.Secret != d.Key.Secret || key.Private != [32]byte{} {
		t.Errorf("key: %+v", key)
	}
	for _, bad := range []string{
		"", "http://192.168.1.20:8787/s/" + d.ID, "http://192.168.1.20:8787/#" + d.Fragment(), d.Link("")[:30],
		strings.TrimSuffix(link, link[len(link)-1:]), link + "A", strings.Replace(link, "#k=", "#", 1),
		strings.Replace(link, d.ID, d.ID[1:], 1), strings.Replace(link, d.ID, "../../../../../etc/pass", 1),
	} {
		if _, _, _, err := ParseLink(bad); !errors.Is(err, ErrLink) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func FuzzLink(f *testing.F) {
	f.Add("http://192.168.1.20:8787/s/AAAAAAAAAAAAAAAAAAAAAA#k=" + strings.Repeat("A", 64))
	f.Add("#k=&p=")
	f.Fuzz(func(t *testing.T, link string) {
		base, id, key, err := ParseLink(link)
		if err != nil {
			return
		}
		back, _, _, err := ParseLink((&Door{ID: id, Key: key}).Link(base))
		if err != nil || back != strings.TrimSuffix(base, "/") {
			t.Errorf("%q comes back as %q, %v", base, back, err)
		}
	})
}
