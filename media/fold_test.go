package media_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onset/consent"
	"onset/media"
)

var (
	scene = numbered(4, 1)
	shoot = numbered(5, 1)
	theID = numbered(3, 1)
)

func hour(h, m int) consent.Stamp {
	return consent.Stamp{Milli: filmed.Milli + int64((h-14)*60+m)*60_000, Offset: 120}
}

func TestFoldClip(t *testing.T) {
	d := &day{}
	added := d.say(&media.ClipAdded{Clip: theID, Name: "A001.MOV", Size: 9, Facts: media.Facts{
		Kind: media.KindVideo, Duration: 30 * time.Second, Make: "Example", Warnings: []string{"cut"},
		Captured: media.Moment{Time: time.UnixMilli(filmed.Milli), Zone: true, Offset: 7200, Source: "exif"},
	}}, 20)
	tags := d.say(&media.ClipTagged{Clip: theID, Tags: []media.Tag{{Person: anna, As: media.Seen}, {Person: bo, As: media.Heard}}}, 20)
	undo := d.say(&media.ClipUntagged{Clip: theID, Undoes: []media.TagRef{{Ref: tags.ID, Person: bo}}}, 20)
	first := d.say(&media.ClipJudged{Clip: theID, Basis: media.JudgeNobody}, 20)
	next := d.say(&media.ClipJudged{Clip: theID, Basis: media.JudgeBlur, Undoes: []consent.Ref{first.ID}}, 20)
	sts := []consent.Statement{
		added, tags, undo, first, next,
		d.say(&media.ClipCopied{Clip: theID, Disk: numbered(8, 1)}, 21), d.say(&media.ClipCopied{Clip: theID, Disk: numbered(8, 1)}, 22),
		d.say(&media.ClipReceived{Clip: theID}, 23), d.say(&media.ClipDelivered{Clip: theID}, 23), d.say(&media.ClipTagged{Clip: numbered(3, 2), Tags: []media.Tag{{Person: who}}}, 23),
		sayBy(2, 1, &media.ClipAdded{Clip: theID, Name: "copy.MOV", Shoot: shoot}, 0),
	}
	c, facts := media.FoldClip(theID, sts)
	if c.Name != "A001.MOV" || c.Shoot != shoot || c.Millis != 30_000 || c.Captured != filmed.Milli || c.Offset != 7200 || !c.Faulty || c.Camera.IsZero() {
		t.Errorf("clip is %+v", c)
	}
	if len(c.Tags) != 1 || c.Tags[0].Tag.Person != anna || c.Tags[0].Ref != tags.ID {
		t.Errorf("tags are %+v", c.Tags)
	}
	if len(c.Judgements) != 1 || c.Judgements[0].Basis != media.JudgeBlur {
		t.Errorf("judgements are %+v", c.Judgements)
	}
	if !c.Received || c.Delivered != 1 || len(c.Copies) != 1 || facts.Facts.Make != "Example" {
		t.Errorf("clip is %+v, %+v", c, facts)
	}
}

func TestFoldCamera(t *testing.T) {
	clock := func(ahead int64, undoes ...consent.Ref) *media.CameraClock {
		return &media.CameraClock{Camera: camera, Ahead: ahead, How: "shows", Undoes: undoes}
	}
	d := &day{}
	old, newer := d.say(clock(3_600_000), 9), d.say(clock(1000), 10)
	far := sayBy(2, 1, clock(3_600_000), 0)
	for _, tt := range []struct {
		name  string
		sts   []consent.Statement
		known bool
		ahead int64
	}{
		{"nobody measured", nil, false, 0},
		{"measured again", []consent.Statement{newer, old}, true, 1000},
		{"two devices disagree", []consent.Statement{old, newer, far}, false, 0},
		{"settled", []consent.Statement{old, newer, far, sayBy(3, 1, clock(900, far.ID), 0)}, true, 900},
		{"three agree only in a row", []consent.Statement{newer, sayBy(2, 1, clock(2500), 0), sayBy(3, 1, clock(4000), 0)}, false, 0},
	} {
		cam := media.FoldCamera(camera, tt.sts)
		if cam.Known != tt.known || tt.known && cam.Ahead != tt.ahead {
			t.Errorf("%s: %+v", tt.name, cam)
		}
	}
}

func TestFoldScene(t *testing.T) {
	d := &day{}
	opened := d.say(&media.SceneOpened{Scene: scene, From: hour(14, 0), People: []media.OnCamera{{Person: anna, From: hour(14, 0)}}}, 14)
	in := d.say(&media.ScenePeople{Scene: scene, In: []media.OnCamera{{Person: bo, From: hour(14, 5), Override: "paper"}}}, 14)
	out := d.say(&media.ScenePeople{Scene: scene, Out: []media.OffCamera{{Person: anna, At: hour(14, 10)}}}, 14)
	back := d.say(&media.ScenePeople{Scene: scene, In: []media.OnCamera{{Person: anna, From: hour(14, 10)}, {Person: bo, From: hour(14, 12)}}}, 14)
	wrong := d.say(&media.ScenePeople{Scene: scene, In: []media.OnCamera{{Person: who, From: hour(14, 1)}}}, 14)
	undo := d.say(&media.ScenePeople{Scene: scene, Undoes: []consent.Ref{wrong.ID}}, 14)
	s := media.FoldScene(scene, []consent.Statement{undo, wrong, back, out, in, opened})
	var got []string
	for _, p := range s.People {
		got = append(got, p.Person.String()[35:]+" "+p.From.Time().Format("15:04")+"-"+until(p.Until))
	}
	if want := []string{"1 14:00-14:10", "2 14:05-", "1 14:10-"}; !slices.Equal(got, want) {
		t.Errorf("on camera: %q, want %q", got, want)
	}
	if now := s.Now(); len(now) != 2 {
		t.Errorf("now on camera: %+v", now)
	}
	closed := d.say(&media.SceneClosed{Scene: scene, Until: hour(14, 30)}, 15)
	if s = media.FoldScene(scene, []consent.Statement{opened, closed}); s.Until != hour(14, 30) || s.Now() != nil {
		t.Errorf("a closed scene has %v until %v", s.Now(), s.Until)
	}
}

func until(s consent.Stamp) string {
	if s.IsZero() {
		return ""
	}
	return s.Time().Format("15:04")
}

func TestFoldShoot(t *testing.T) {
	d := &day{}
	opened := d.say(&media.ShootOpened{Shoot: shoot, Unit: "A", Language: "da", Terms: []string{"appearance"}}, 8)
	changed := d.say(&media.ShootOpened{Shoot: shoot, Unit: "B", Language: "en", Replaces: []consent.Ref{opened.ID}}, 9)
	no := d.say(&consent.Refused{Shoot: shoot, Refusal: numbered(6, 1)}, 9)
	s := media.FoldShoot(shoot, []consent.Statement{no, no, changed, opened, d.say(&consent.Refused{Shoot: shoot, Refusal: numbered(6, 2)}, 9)})
	if s.Unit != "B" || s.Opened != opened.At || s.Closed || s.Refusals != 2 || len(s.Head) != 1 {
		t.Errorf("shoot is %+v", s)
	}
	if s = media.FoldShoot(shoot, []consent.Statement{opened, d.say(&media.ShootClosed{Shoot: shoot}, 18)}); !s.Closed {
		t.Error("the shoot is still open")
	}
}

// drawDay draws what three devices said about one clip, camera, scene and shoot.
func drawDay(t *rapid.T) []consent.Statement {
	var out []consent.Statement
	var seq [4]uint64
	for range rapid.IntRange(1, 14).Draw(t, "statements") {
		dev := rapid.IntRange(1, 3).Draw(t, "device")
		seq[dev]++
		at := rapid.Int64Range(0, 1<<41).Draw(t, "clock")
		out = append(out, sayBy(byte(dev), seq[dev], drawFact(t, out), at))
	}
	return out
}

func drawFact(t *rapid.T, before []consent.Statement) consent.Body {
	person := func() consent.ID { return rapid.SampledFrom([]consent.ID{anna, bo, who}).Draw(t, "person") }
	stamp := func() consent.Stamp { return hour(14, rapid.IntRange(0, 9).Draw(t, "minute")) }
	var undone consent.Ref
	if len(before) > 0 {
		undone = rapid.SampledFrom(before).Draw(t, "undone").ID
	}
	switch rapid.IntRange(0, 11).Draw(t, "kind") {
	case 0:
		return &media.ClipAdded{Clip: theID, Name: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "name"), Shoot: shoot}
	case 1:
		return &media.ClipTagged{Clip: theID, Tags: []media.Tag{{Person: person(), As: media.Seen}}}
	case 2:
		return &media.ClipUntagged{Clip: theID, Undoes: []media.TagRef{{Ref: undone, Person: person()}}}
	case 3:
		return drawJudged(t, undone)
	case 4:
		return &media.ClipCopied{Clip: theID, Disk: person()}
	case 5:
		return &media.CameraClock{Camera: camera, Ahead: rapid.Int64Range(-5000, 5000).Draw(t, "ahead"), Undoes: []consent.Ref{undone}}
	case 6:
		return &media.SceneOpened{Scene: scene, From: stamp(), People: []media.OnCamera{{Person: person(), From: stamp()}}}
	case 7:
		return &media.ScenePeople{Scene: scene, In: []media.OnCamera{{Person: person(), From: stamp()}}, Undoes: []consent.Ref{undone}}
	case 8:
		return &media.ScenePeople{Scene: scene, Out: []media.OffCamera{{Person: person(), At: stamp()}}}
	case 9:
		return &media.SceneClosed{Scene: scene, Until: stamp()}
	case 10:
		return &media.ShootOpened{Shoot: shoot, Unit: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "unit"), Replaces: []consent.Ref{undone}}
	default:
		return &consent.Refused{Shoot: shoot, Refusal: person()}
	}
}

func drawJudged(t *rapid.T, undone consent.Ref) *media.ClipJudged {
	bases := []media.JudgeBasis{"", media.JudgeNobody, media.JudgeAgreement, media.JudgeNotice, media.JudgeJournalism, media.JudgeOther, media.JudgeBlur, media.JudgeLateMinor}
	return &media.ClipJudged{
		Clip: theID, Basis: rapid.SampledFrom(bases).Draw(t, "basis"), Undoes: []consent.Ref{undone},
		Covers: rapid.SampledFrom([][]consent.Purpose{nil, {consent.Film}, {consent.Ads, consent.Film}}).Draw(t, "covers"),
	}
}

// TestOrderDoesNotMatter: any order and any duplication give the same views.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sts := drawDay(t)
		other := slices.Clone(sts)
		for range rapid.IntRange(0, len(sts)).Draw(t, "doubled") {
			other = append(other, rapid.SampledFrom(sts).Draw(t, "again"))
		}
		other = rapid.Permutation(other).Draw(t, "order")
		media.FoldClip(theID, other[:len(other)/2]) // what arrived first, before the rest
		for name, fold := range folds {
			if a, b := fold(sts), fold(other); !reflect.DeepEqual(a, b) {
				t.Fatalf("%s is %+v\nor %+v", name, a, b)
			}
		}
	})
}

var folds = map[string]func([]consent.Statement) any{
	"clip":   func(sts []consent.Statement) any { c, f := media.FoldClip(theID, sts); return []any{c, f} },
	"camera": func(sts []consent.Statement) any { return media.FoldCamera(camera, sts) },
	"scene":  func(sts []consent.Statement) any { return media.FoldScene(scene, sts) },
	"shoot":  func(sts []consent.Statement) any { return media.FoldShoot(shoot, sts) },
}
