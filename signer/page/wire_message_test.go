package page

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/crypto/nacl/box"
)

// testKey is the key of a door whose secret is 16 zero bytes.
var testKey = DoorKey{}

const zeroSecret = "AAAAAAAAAAAAAAAAAAAAAA"

func said1(fields string) string {
	return `{"v":1,"s":"` + zeroSecret + `","n":3,` + fields + `}`
}

const shownJSON = `"shown":{"terms":"a","version":1,"lang":"en","digest":"00"}`

func TestReadMessage(t *testing.T) {
	for _, good := range []string{
		said1(`"t":"hello"`),
		said1(`"t":"hello","l":"da"`),
		said1(`"t":"step","step":"reading"`),
		said1(`"t":"step","step":"about","help":true`),
		said1(`"t":"refuse",` + shownJSON),
		said1(`"t":"away",` + shownJSON + `,"away":{"name":"A","band":"A1"}`),
		said1(`"t":"back"`),
		said1(`"t":"back","uses":["film"]`),
		said1(`"t":"send",` + shownJSON + `,"answer":{"answers":{"film":"yes"},"name":"A","method":"held"}`),
		said1(`"t":"send",` + shownJSON + `,"answer":{"answers":{},"name":"","method":"drawn","ink":{"w":1},"guardian":{"name":"B","relation":"mother","contact":"","authority":false,"other":""}}`),
	} {
		if _, err := readMessage([]byte(good), &testKey); err != nil {
			t.Errorf("refused: %s", good)
		}
	}
	for name, bad := range map[string]string{
		"empty":                     ``,
		"not JSON":                  `{`,
		"an array":                  `[]`,
		"null":                      `null`,
		"two values":                said1(`"t":"hello"`) + said1(`"t":"hello"`),
		"another version":           strings.Replace(said1(`"t":"hello"`), `"v":1`, `"v":2`, 1),
		"no secret":                 strings.Replace(said1(`"t":"hello"`), zeroSecret, "", 1),
		"another secret":            strings.Replace(said1(`"t":"hello"`), "AAAA", "BAAA", 1),
		"half a secret":             strings.Replace(said1(`"t":"hello"`), zeroSecret, zeroSecret[:11], 1),
		"bits after the secret":     strings.Replace(said1(`"t":"hello"`), zeroSecret, zeroSecret[:21]+"B", 1),
		"number zero":               strings.Replace(said1(`"t":"hello"`), `"n":3`, `"n":0`, 1),
		"number below zero":         strings.Replace(said1(`"t":"hello"`), `"n":3`, `"n":-1`, 1),
		"a fraction":                strings.Replace(said1(`"t":"hello"`), `"n":3`, `"n":3.5`, 1),
		"a number as text":          strings.Replace(said1(`"t":"hello"`), `"n":3`, `"n":"3"`, 1),
		"a number no script counts": strings.Replace(said1(`"t":"hello"`), `"n":3`, `"n":9007199254740993`, 1),
		"an unknown type":           said1(`"t":"shout"`),
		"no type":                   said1(`"l":"da"`),
		"an unknown field":          said1(`"t":"hello","x":1`),
		"a field of another type":   said1(`"t":"hello","help":true`),
		"a field in another case":   said1(`"T":"hello"`),
		"a nested field so":         said1(`"t":"refuse","shown":{"Terms":"a","version":1,"lang":"en","digest":"00"}`),
		"a deeper one so":           said1(`"t":"send",` + shownJSON + `,"answer":{"answers":{},"name":"A","method":"held","guardian":{"Name":"B"}}`),
		"a field twice":             said1(`"t":"hello","t":"hello"`),
		"an answer twice":           said1(`"t":"send",` + shownJSON + `,"answer":{"answers":{"film":"no","film":"yes"},"name":"A","method":"held"}`),
		"an answer in two cases":    said1(`"t":"send",` + shownJSON + `,"answer":{"answers":{"film":"no","Film":"yes"},"name":"A","method":"held"}`),
		"null for a field":          said1(`"t":"step","step":"reading","help":null`),
		"a step that is none":       said1(`"t":"step","step":"signed"`),
		"no step":                   said1(`"t":"step"`),
		"send without a text":       said1(`"t":"send","answer":{"answers":{},"name":"A","method":"held"}`),
		"send without an answer":    said1(`"t":"send",` + shownJSON),
		"away without a child":      said1(`"t":"away",` + shownJSON),
		"an away child is born":     said1(`"t":"away",` + shownJSON + `,"away":{"name":"A","year":2015,"month":2}`),
		"refuse without a text":     said1(`"t":"refuse"`),
		"a language that is long":   said1(`"t":"hello","l":"` + strings.Repeat("a", maxLang+1) + `"`),
		"deep nesting":              said1(`"t":"send",` + shownJSON + `,"answer":{"answers":{},"name":"A","method":"drawn","ink":` + strings.Repeat("[", 99) + strings.Repeat("]", 99) + `}`),
		"not UTF-8":                 said1(`"t":"hello","l":"` + "\xff" + `"`),
		"too long":                  said1(`"t":"hello","l":"` + strings.Repeat("a", MaxWords) + `"`),
	} {
		if m, err := readMessage([]byte(bad), &testKey); err == nil {
			t.Errorf("%s: read as %+v", name, m)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte(said1(`"t":"hello"`)))
	f.Add([]byte(said1(`"t":"step","step":"reading","help":true`)))
	f.Add([]byte(said1(`"t":"back","uses":["film"]`)))
	f.Add([]byte(said1(`"t":"send",` + shownJSON + `,"answer":{"answers":{"film":"yes"},"name":"A","year":2015,"month":3,"child":"no","method":"drawn","ink":{"w":320,"h":168,"strokes":[[{"x":1,"y":2,"t":3},{"x":200,"y":100,"t":9}]]},"guardian":{"name":"B","relation":"mother","contact":"a@b","authority":true,"other":"none"}}`)))
	f.Add([]byte("{\"v\":1}\x00\xff\xd8\xff"))
	f.Fuzz(func(t *testing.T, plain []byte) {
		words, picture := splitPicture(plain)
		m, err := readMessage(words, &testKey)
		if err != nil || m.Answer == nil {
			return
		}
		for _, kind := range []DoorKind{ForSet, ForCrowd, ForParent, ForSecond} {
			for _, minor := range []bool{false, true} {
				fm := testForm(kind, minor)
				a, err := answerOf(fm, m.Answer, picture)
				if err != nil {
					continue
				}
				checkTaken(t, a, &fm)
			}
		}
	})
}

func TestSplitPicture(t *testing.T) {
	for _, c := range []struct{ plain, words, picture string }{
		{"{}", "{}", "none"}, {"{}\x00", "{}", ""}, {"{}\x00ab\x00c", "{}", "ab\x00c"}, {"\x00", "", ""},
	} {
		words, picture := splitPicture([]byte(c.plain))
		if string(words) != c.words || picture == nil != (c.picture == "none") || picture != nil && string(picture) != c.picture {
			t.Errorf("%q is %q and %q", c.plain, words, picture)
		}
	}
}

func TestBoxIsForOneDoorAndOnePhone(t *testing.T) {
	door, other, phone := newTestDoor(t, ForSet), newTestDoor(t, ForSet), newTestDoor(t, ForSet)
	var nonce [nonceSize]byte
	post := box.Seal(append(bytes.Clone(phone.Key.Public[:]), nonce[:]...), []byte("words"), &nonce, &door.Key.Public, &phone.Key.Private)
	c, plain, ok := openPost(&door.Key, post)
	if !ok || c.phone != phone.Key.Public || string(plain) != "words" {
		t.Fatalf("opens as %q, %v", plain, ok)
	}
	answer, err := c.seal(testRand{}, []byte("answer"))
	if err != nil {
		t.Fatal(err)
	}
	copy(nonce[:], answer)
	if plain, ok := box.Open(nil, answer[nonceSize:], &nonce, &door.Key.Public, &phone.Key.Private); !ok || string(plain) != "answer" {
		t.Errorf("the answer opens as %q, %v", plain, ok)
	}
	if _, ok := box.Open(nil, answer[nonceSize:], &nonce, &door.Key.Public, &other.Key.Private); ok {
		t.Error("the answer opens for another phone")
	}
	if _, _, ok := openPost(&other.Key, post); ok {
		t.Error("opens at another door")
	}
	for i := range post {
		changed := bytes.Clone(post)
		changed[i] ^= 0x40
		if _, _, ok := openPost(&door.Key, changed); ok {
			t.Errorf("opens with byte %d changed", i)
		}
	}
	for n := range post {
		if _, _, ok := openPost(&door.Key, post[:n]); ok {
			t.Errorf("opens when cut to %d bytes", n)
		}
	}
}
