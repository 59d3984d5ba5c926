package xmp

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/media"
)

// drawPacket is a packet as some program might write it: any prefixes, forms,
// quotes, white space, comments.
func drawPacket(t *rapid.T) []byte {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	var b strings.Builder
	b.WriteString(pick("begin", "", packetBegin, "<?xml version='1.0'?>\n", "<!-- made by hand -->"))
	b.WriteString(`<x:xmpmeta xmlns:x="adobe:ns:meta/">` + pick("gap", "", "\n ", "\r\n\t") + `<r:RDF xmlns:r='` + nsRDF + `' xmlns:p="` + nsPlus + `">`)
	n := rapid.IntRange(1, 4).Draw(t, "descriptions")
	for i := range n {
		ns := pick("namespace", "urn:a#", "urn:b#", nsShop, nsXMP)
		prefix := pick("prefix", "a", "onset", "plus", "Iptc4xmpExt", "xmp")
		b.WriteString(pick("gap", "", "\n  ") + `<r:Description r:about='' xmlns:` + prefix + `="` + ns + `"` + pick("space", " ", "\n   "))
		if rapid.Bool().Draw(t, "attribute") {
			b.WriteString(prefix + `:A` + string(rune('a'+i)) + ` = '` + pick("value", "1", "a &amp; b", "&#10;", `"`) + `'`)
		}
		if rapid.Bool().Draw(t, "closed") {
			b.WriteString("/>")
			continue
		}
		b.WriteString(">")
		for j := range rapid.IntRange(0, 3).Draw(t, "elements") {
			name := prefix + ":E" + string(rune('a'+i)) + string(rune('a'+j))
			b.WriteString(pick("gap", "", "\n   ") + "<" + name + ">" + pick("content", "", "text", "<![CDATA[<a>]]>", "<r:Bag><r:li>1</r:li><!-- c --><r:li/></r:Bag>", "<r:Alt>\n<r:li xml:lang='da'>Ø</r:li></r:Alt>") + "</" + name + " >")
		}
		b.WriteString(pick("gap", "", "\n  ") + "</r:Description>")
	}
	b.WriteString(pick("gap", "", "\n ") + "</r:RDF></x:xmpmeta>" + pick("end", "", "\n", packetEnd))
	return []byte(b.String())
}

func drawFacts(t *rapid.T) Facts {
	f := Facts{
		Clip: id(1), Release: rapid.SampledFrom([]Release{"", ReleaseNone, ReleaseNotNeeded, ReleaseLimited, ReleaseUnlimited}).Draw(t, "release"),
		Youngest: rapid.SampledFrom([]Age{"", AgeUnknown, AgeUnder15, "AG-A17"}).Draw(t, "age"),
		Mining:   rapid.SampledFrom([]Mining{"", NoTraining}).Draw(t, "mining"),
		Result:   rapid.SampledFrom([]media.Result{"", media.Cleared, media.Blocked}).Draw(t, "result"),
		AsOf:     consent.Stamp{Milli: 1000},
	}
	for n := byte(10); n < 14; n++ {
		if rapid.Bool().Draw(t, "there") {
			f.Releases = append(f.Releases, id(n))
			f.Consents = append(f.Consents, Consent{id(n), consent.StatusGiven})
		}
	}
	for _, as := range []media.As{media.Seen, media.Heard} {
		for n := byte(20); n < 23; n++ {
			if rapid.Bool().Draw(t, "in it") {
				f.People = append(f.People, Person{id(n), as, rapid.SampledFrom([]string{"", "Bo", "Ida <&> \"Ø\"", "Bo"}).Draw(t, "name")})
			}
		}
	}
	return f
}

// TestOthersStay: whatever is written over whatever was written before, what
// others wrote is byte for byte there when ours is taken back.
func TestOthersStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := drawPacket(t)
		p, err := parsePacket(before)
		if err != nil {
			t.Fatalf("%v\n%s", err, before)
		}
		now := before
		for range rapid.IntRange(1, 4).Draw(t, "times") {
			f := drawFacts(t)
			next, _, err := Merge(now, f)
			if err != nil {
				t.Fatalf("%v\n%s", err, now)
			}
			found, err := Read(next)
			if err != nil {
				t.Fatalf("%v\n%s", err, next)
			}
			assertSays(t, found.Facts, f, next)
			now = next
		}
		back, _, err := Merge(now, Facts{})
		if err != nil || !bytes.Equal(back, p.bytes()) {
			t.Fatalf("%v: taken back\n%s\nwas\n%s", err, back, before)
		}
	})
}

func assertSays(t *rapid.T, got, want Facts, b []byte) {
	if got.Release != want.Release || got.Youngest != want.Youngest || got.Mining != want.Mining || got.Result != want.Result ||
		len(got.Releases) != len(want.Releases) || len(got.People) != len(want.People) || len(got.Consents) != len(want.Consents) {
		t.Fatalf("%+v\nwant %+v\n%s", got, want, b)
	}
	names := map[consent.ID]string{}
	for _, p := range want.People {
		names[p.ID] += string(p.As) + p.Name
	}
	for _, p := range got.People {
		if !strings.Contains(names[p.ID], string(p.As)+p.Name) {
			t.Fatalf("%+v is not in %+v\n%s", p, want.People, b)
		}
	}
}
