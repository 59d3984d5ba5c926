package store

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/media"
)

// drawClipView draws a clip as a fold may leave it, with values a reader could trip over.
func drawClipView(t *rapid.T) media.Clip {
	text := rapid.OneOf(rapid.StringMatching(`[A-Z0-9._]{0,40}`), rapid.String())
	number := rapid.OneOf(rapid.Int64Range(-300, 70_000), rapid.Int64())
	id := rapid.Custom(func(t *rapid.T) (id consent.ID) {
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		return id
	})
	c := media.Clip{
		ID: id.Draw(t, "clip"), Shoot: id.Draw(t, "shoot"), Name: text.Draw(t, "name"), Size: number.Draw(t, "size"),
		XXH128: text.Draw(t, "xxh"), Kind: media.Kind(text.Draw(t, "kind")), Captured: number.Draw(t, "captured"),
		Zone: rapid.Bool().Draw(t, "zone"), Offset: rapid.Int32().Draw(t, "offset"), CapturedBy: media.Source(text.Draw(t, "by")),
		Camera: id.Draw(t, "camera"), Millis: number.Draw(t, "millis"), Received: rapid.Bool().Draw(t, "received"),
		Added:     consent.Stamp{Milli: number.Draw(t, "added"), Offset: rapid.Int16().Draw(t, "minutes")},
		Delivered: rapid.IntRange(0, 1<<33).Draw(t, "delivered"), Faulty: rapid.Bool().Draw(t, "faulty"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "tags") {
		c.Tags = append(c.Tags, media.TagView{By: id.Draw(t, "who"), Tag: media.Tag{
			Person: id.Draw(t, "person"), As: media.As(text.Draw(t, "as")), From: number.Draw(t, "from"), To: number.Draw(t, "to"),
		}})
	}
	for range rapid.IntRange(0, 1).Draw(t, "judgements") {
		c.Judgements = append(c.Judgements, media.Judgement{Basis: media.JudgeNobody})
	}
	if rapid.Bool().Draw(t, "copied") {
		c.Copies = rapid.SliceOfN(id, 0, 2).Draw(t, "disks")
	}
	return c
}

// TestClipReaderReadsAsTheOther holds the quick reader to the usual one, for
// views that were written and for views with something wrong in them.
func TestClipReaderReadsAsTheOther(t *testing.T) {
	r := &clipReader{}
	rapid.Check(t, func(t *rapid.T) {
		b, err := encoding.Marshal(drawClipView(t))
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "damaged") {
			b[rapid.IntRange(0, len(b)-1).Draw(t, "where")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		}
		readBoth(t, r, b[:len(b)-rapid.SampledFrom([]int{0, 0, 1, 9}).Draw(t, "cut")])
	})
}

// failer is what rapid and fuzzing have in common with a test.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

func readBoth(t failer, r *clipReader, b []byte) {
	t.Helper()
	var got, want media.Clip
	gotErr, wantErr := r.clip(b, &got), decodeView(b, &want)
	if (gotErr == nil) != (wantErr == nil) || wantErr == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%x:\n%+v %v, want\n%+v %v", b, got, gotErr, want, wantErr)
	}
}

// TestClipReaderIsQuick holds that a usual clip is not left to the other reader.
func TestClipReaderIsQuick(t *testing.T) {
	c := media.Clip{Name: "A001C001.MP4", Kind: media.KindVideo, Captured: 1_780_000_000_000, Offset: -7200, Copies: []consent.ID{{1}}}
	c.Tags = []media.TagView{{Tag: media.Tag{Person: newID(t), As: media.Seen}}}
	b, err := encoding.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var got media.Clip
	r := clipReader{b: b, words: map[string]string{}}
	if r.read(&got); r.bad || len(r.b) > 0 || !reflect.DeepEqual(got, c) {
		t.Errorf("read %+v, bad %v, %d bytes left", got, r.bad, len(r.b))
	}
}

func FuzzClipReader(f *testing.F) {
	b, err := encoding.Marshal(media.Clip{Name: "A001C001.MP4", Tags: []media.TagView{{}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) { readBoth(t, &clipReader{}, b) })
}
