package media_test

import (
	"reflect"
	"testing"

	"onset/consent"
	"onset/media"
)

// TestPutClips holds clips put all at once to clips put one by one, and lets
// one of them grow without its neighbour noticing.
func TestPutClips(t *testing.T) {
	var clips []media.Clip
	alone := media.NewLedger(3)
	for i, captured := range []int64{3000, 1000, 0, 2000, 1000} {
		c := clipOf(anna, bo)
		c.ID, c.Name, c.Captured = numbered(3, i), string(rune('A'+i%3)), captured
		if i == 3 {
			c.Tags = nil
		}
		clips = append(clips, *c)
		alone.PutClip(c)
	}
	l := media.NewLedger(len(clips))
	l.PutClips(clips)
	if got, want := l.Clips(), alone.Clips(); !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v, want %+v", got, want)
	}
	first, next := l.Clips()[0], l.Clips()[1]
	first.Tags = append(first.Tags, media.TagView{Tag: media.Tag{Person: who}})
	if next.Tags[0].Tag.Person != anna || l.Clip(first.ID) != first {
		t.Errorf("a tag of one clip came to another: %+v", next.Tags)
	}
	moved := *next
	moved.Captured = 9000
	l.PutClip(&moved)
	if last := l.Clips()[4]; last.ID != moved.ID || l.Clip(consent.ID{}) != nil {
		t.Errorf("the last is %+v", last)
	}
}
