package xmp

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"onset/consent"
	"onset/media"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func merged(t testing.TB, b []byte, f Facts) []byte {
	t.Helper()
	out, _, err := Merge(b, f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// golden holds b against a file.
func golden(t *testing.T, path string, b []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, want) {
		t.Errorf("got\n%s\nwant %s:\n%s", b, path, want)
	}
}

// reshaped are the packets that are not quite the same when ours is taken back:
// a lone id had to become a list, an element to be opened, a packet to be made.
var reshaped = []string{"attributes", "bare", "empty"}

// TestMerge shows what becomes of packets in the forms that programs write.
// When ours is taken back they are as they were.
func TestMerge(t *testing.T) {
	inputs, err := filepath.Glob("testdata/merge/*.xmp")
	if err != nil || len(inputs) == 0 {
		t.Fatal(inputs, err)
	}
	for _, path := range inputs {
		name := strings.TrimSuffix(filepath.Base(path), ".xmp")
		t.Run(name, func(t *testing.T) {
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			now := merged(t, before, allFacts())
			golden(t, "testdata/merge/"+name+".golden", now)
			later := allFacts()
			later.AsOf.Milli++
			if again, changed, err := Merge(now, later); err != nil || changed || !bytes.Equal(again, now) {
				t.Errorf("the same facts changed it: %v\n%s", err, again)
			}
			back := merged(t, now, Facts{})
			if slices.Contains(reshaped, name) {
				golden(t, "testdata/merge/"+name+".back", back)
			} else if !bytes.Equal(back, before) {
				t.Errorf("taken back\n%s\nwas\n%s", back, before)
			}
			again, err := Read(merged(t, merged(t, now, withdrawn()), allFacts()))
			first, _ := Read(now)
			if err != nil || !reflect.DeepEqual(again, first) {
				t.Errorf("withdrawn and given again: %v\n%+v\nwant\n%+v", err, again, first)
			}
		})
	}
}

func TestReadWhatMergeWrote(t *testing.T) {
	for _, f := range []Facts{allFacts(), withdrawn(), {}, {Release: ReleaseNotNeeded, Clip: id(9)}} {
		found, err := Read(merged(t, nil, f))
		if err != nil || !reflect.DeepEqual(found.Facts, f) || found.Others != nil {
			t.Errorf("%+v %v, want %+v", found, err, f)
		}
	}
}

// rdf is a packet with one description.
func rdf(attrs, elements string) []byte {
	return []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="` + nsRDF + `"><rdf:Description rdf:about="" xmlns:plus="` + nsPlus +
		`" xmlns:Iptc4xmpExt="` + nsIptc + `" xmlns:onset="` + NS + `" ` + attrs + `>` + elements + `</rdf:Description></rdf:RDF></x:xmpmeta>`)
}

// TestOthersStatuses: ours takes the place of another status, which comes back.
func TestOthersStatuses(t *testing.T) {
	status := func(b []byte) string {
		p, err := parsePacket(b)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(p.scalar(nsPlus, "ModelReleaseStatus")+" "+p.scalar(nsPlus, "DataMining"), plusValue, "")
	}
	limited := Facts{Clip: id(1), Release: ReleaseLimited, Mining: NoTraining}
	for _, c := range []struct{ theirs, with string }{
		{"MR-UMR DMI-ALLOWED", "MR-LMR DMI-PROHIBITED-AIMLTRAINING"},
		{"MR-NON DMI-UNSPECIFIED", "MR-LMR DMI-PROHIBITED-AIMLTRAINING"},
		{"MR-LMR DMI-PROHIBITED-GENAIMLTRAINING", "MR-LMR DMI-PROHIBITED-AIMLTRAINING"},
		{"MR-UMR DMI-PROHIBITED", "MR-LMR DMI-PROHIBITED"},
		{"MR-UMR DMI-PROHIBITED-SEECONSTRAINT", "MR-LMR DMI-PROHIBITED-SEECONSTRAINT"},
	} {
		release, mining, _ := strings.Cut(c.theirs, " ")
		for form, b := range map[string][]byte{
			"attributes": rdf(`plus:ModelReleaseStatus="`+plusValue+release+`" plus:DataMining="`+plusValue+mining+`"`, ""),
			"elements":   rdf("", `<plus:ModelReleaseStatus>`+plusValue+release+`</plus:ModelReleaseStatus><plus:DataMining rdf:resource="`+plusValue+mining+`"/>`),
		} {
			now := merged(t, b, limited)
			if got := status(now); got != c.with {
				t.Errorf("%s %s: with ours %s, want %s", form, c.theirs, got, c.with)
			}
			if got := status(merged(t, now, Facts{Clip: id(1)})); got != c.theirs {
				t.Errorf("%s %s: after ours %s", form, c.theirs, got)
			}
			// Somebody changes it by hand in between.
			hand := bytes.ReplaceAll(now, []byte("MR-LMR"), []byte("MR-NAP"))
			hand = bytes.ReplaceAll(hand, []byte("<rdf:li>ModelReleaseStatus "+plusValue+"MR-NAP"), []byte("<rdf:li>ModelReleaseStatus "+plusValue+"MR-LMR"))
			if got := status(merged(t, hand, Facts{Clip: id(1)})); release != "MR-LMR" && !strings.HasPrefix(got, "MR-NAP") {
				t.Errorf("%s %s: by hand MR-NAP, taken back %s", form, c.theirs, got)
			}
		}
	}
}

// TestOursWithoutList: another program dropped the list of what we wrote.
func TestOursWithoutList(t *testing.T) {
	now := merged(t, nil, allFacts())
	p, err := parsePacket(now)
	if err != nil {
		t.Fatal(err)
	}
	for _, local := range ownProperties {
		p.dropAll(NS, local)
	}
	stripped := p.bytes()
	f := withdrawn()
	f.Ours = func(i consent.ID) bool { return i == id(2) || i == id(3) || i == id(4) }
	found, err := Read(merged(t, stripped, f))
	if err != nil || !reflect.DeepEqual(found.Facts.Releases, []consent.ID{id(2)}) || found.Others != nil {
		t.Errorf("%+v %v", found, err)
	}
	f.Ours = nil
	if found, err = Read(merged(t, stripped, f)); err != nil || !reflect.DeepEqual(found.Others, []string{id(3).URN()}) {
		t.Errorf("without knowing ours: %+v %v", found, err)
	}
}

// TestForeignNameInOurEntry: a name that somebody typed beside our id stays
// when the id goes.
func TestForeignNameInOurEntry(t *testing.T) {
	now := merged(t, nil, Facts{Clip: id(1), People: []Person{{ID: id(4), As: media.Seen}}})
	typed := bytes.Replace(now, []byte("</Iptc4xmpExt:PersonId>"),
		[]byte(`</Iptc4xmpExt:PersonId><Iptc4xmpExt:PersonName><rdf:Alt><rdf:li xml:lang="x-default">Typed</rdf:li></rdf:Alt></Iptc4xmpExt:PersonName>`), 1)
	named := merged(t, typed, Facts{Clip: id(1), People: []Person{{ID: id(4), As: media.Seen, Name: "Ours"}}})
	gone := merged(t, typed, Facts{Clip: id(1)})
	if !bytes.Contains(gone, []byte("Typed")) || bytes.Contains(gone, []byte(id(4).URN())) {
		t.Errorf("got\n%s", gone)
	}
	if !bytes.Contains(named, []byte("Typed")) {
		t.Errorf("a typed name was replaced:\n%s", named)
	}
}

func TestReadAcceptsTheWrongCode(t *testing.T) {
	for _, s := range []string{plusValue + "MR-LPR", "MR-LPR", "MR-LMR"} {
		found, err := Read(rdf(`plus:ModelReleaseStatus="`+s+`"`, ""))
		if err != nil || found.Facts.Release != ReleaseLimited {
			t.Errorf("%s: %+v %v", s, found, err)
		}
	}
}

func TestEncodings(t *testing.T) {
	plain := `<?xml version="1.0" encoding="UTF-16"?>` + string(rdf(`plus:ModelReleaseID="Ø"`, ""))
	units := utf16.Encode([]rune("\ufeff" + plain))
	var little, big []byte
	for _, u := range units {
		little, big = le.AppendUint16(little, u), be.AppendUint16(big, u)
	}
	for name, b := range map[string][]byte{"little": little, "big": big, "unmarked": big[2:], "utf-8": []byte("\ufeff" + plain), "padded": []byte(plain + "\x00\x00")} {
		now := merged(t, b, allFacts())
		found, err := Read(now)
		if err != nil || !slices.Equal(found.Others, []string{"Ø"}) || !bytes.Contains(now, []byte(`encoding="UTF-8"`)) {
			t.Errorf("%s: %+v %v\n%s", name, found, err, now)
		}
	}
}

func TestRefused(t *testing.T) {
	deep := strings.Repeat("<a>", 200) + strings.Repeat("</a>", 200)
	for name, c := range map[string]struct {
		b    string
		want error
	}{
		"a document type":      {`<!DOCTYPE x [<!ENTITY a "b">]><x/>`, ErrDTD},
		"an entity":            {string(rdf("", "&a;")), ErrNotXMP},
		"no RDF":               {"<x/>", ErrNotXMP},
		"not XML":              {"\xff\xd8\xff", ErrNotXMP},
		"crossed elements":     {"<a><b></a></b>", ErrNotXMP},
		"an open element":      {"<a>", ErrNotXMP},
		"an end without start": {"</a>", ErrNotXMP},
		"half UTF-16":          {"\xff\xfe<", ErrNotXMP},
		"an unknown prefix":    {string(rdf("", "<q:a/>")), ErrNotXMP},
		"an unknown attribute": {string(rdf(`q:a="1"`, "")), ErrNotXMP},
		"too deep":             {deep, ErrTooLarge},
		"too many elements":    {strings.Repeat("<a/>", maxMarks+1), ErrTooLarge},
		"too many attributes":  {"<a " + strings.Repeat(`a="" `, maxEquals+1) + "/>", ErrTooLarge},
		"too long":             {strings.Repeat(" ", maxPacket+1), ErrTooLarge},
		"too many prefixes":    {"<a " + strings.Repeat(`xmlns:a="b" `, 10) + prefixList(maxNames+1) + "/>", ErrTooLarge},
		"twice the same":       {string(rdf(`plus:a="" plus:a=""`, "")), ErrNotXMP},
		"over and over":        {string(rdf("", strings.Repeat("<plus:a/>", maxRepeats+1))), ErrNotXMP},
	} {
		if _, _, err := Merge([]byte(c.b), allFacts()); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if _, err := Read([]byte(c.b)); !errors.Is(err, c.want) {
			t.Errorf("read %s: %v, want %v", name, err, c.want)
		}
	}
}

func prefixList(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" xmlns:p" + strings.Repeat("q", i%7) + string(rune('a'+i%26)) + strings.Repeat("z", i/26) + `="u"`)
	}
	return b.String()
}
