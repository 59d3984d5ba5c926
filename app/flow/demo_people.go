package flow

import (
	"context"
	"fmt"
	"time"

	"onset/consent"
	"onset/media"
	"onset/signer"
)

// demoYes is how many in a hundred say yes to a use.
var demoYes = map[consent.Purpose]int{
	consent.Film: 97, consent.Stills: 88, consent.Social: 70, consent.Ads: 42, consent.AI: 18, consent.Showreel: 60,
	consent.Reuse: 35, consent.Archive: 80, consent.Name: 85,
}

func (d *demo) makePeople(ctx context.Context, n int) error {
	minors := d.k.hasText("minor")
	for i := range n {
		decl := d.adult(i)
		if minors && d.chance(14) {
			decl = d.minor(i)
		}
		// Most sign before they are filmed, some after.
		decl.At = d.at(float64(i) / float64(max(n, 1)) * 0.5)
		if d.chance(8) {
			decl.At = d.at(0.9 + d.r.Float64()*0.09)
		}
		_, r, err := d.k.Declare(ctx, decl)
		if err != nil {
			return err
		}
		d.people = append(d.people, demoPerson{r.Person, decl.At})
		d.tell(i + 1)
	}
	return nil
}

func (k *Kit) hasText(key string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, ok := k.texts.newest[key]
	return ok
}

func (d *demo) adult(i int) Declaration {
	name := pickOf(d, d.w.First) + " " + pickOf(d, d.w.Last)
	decl := Declaration{Name: name, Adult: true, Terms: d.k.Shoot().Terms, EnteredBy: "self", Method: consent.Drawn, Ink: d.ink()}
	decl.Band = fmt.Sprintf("%s%d", d.k.Shoot().Band, i+1)
	if d.chance(50) {
		decl.Email = fmt.Sprintf("%s%d@post.example", foldText(d.w.First[i%len(d.w.First)]), i+1)
	}
	if d.chance(6) {
		decl.Conditions = []consent.Condition{pickOf(d, []consent.Condition{consent.NoName, consent.ShowFirst, consent.NotRecognisable})}
	}
	d.answer(&decl, d.chance(5))
	return decl
}

func (d *demo) minor(i int) Declaration {
	decl := d.adult(i)
	decl.Adult, decl.Terms, decl.Email, decl.Conditions = false, "minor", "", nil
	decl.Born = Month{Year: d.day.Year() - 4 - d.r.IntN(12), Month: 1 + d.r.IntN(12)}
	decl.Grants, decl.Denies = nil, nil
	decl.ChildSays, decl.OtherHolder = consent.ChildYes, consent.HolderAgrees
	d.answer(&decl, false)
	if d.chance(30) {
		decl.Ink, decl.EnteredBy = nil, "crew" // the parent is not here
		return decl
	}
	decl.EnteredBy = "guardian"
	decl.Guardians = []GuardianDraft{{
		Name: pickOf(d, d.w.First) + " " + pickOf(d, d.w.Last), Relation: pickOf(d, []consent.Relation{consent.Mother, consent.Father}),
		Contact: fmt.Sprintf("+45 20 %02d %02d %02d", d.r.IntN(100), d.r.IntN(100), i%100), Authority: true, Verified: "known", Method: consent.Drawn,
	}}
	if d.chance(8) {
		decl.ChildSays = consent.ChildNo
	}
	return decl
}

// answer says yes and no to what the text asks.
func (d *demo) answer(decl *Declaration, refuses bool) {
	d.k.mu.Lock()
	t := d.k.texts.newest[decl.Terms]
	d.k.mu.Unlock()
	if t.terms == nil {
		return
	}
	for _, p := range t.terms.Purposes {
		switch {
		case !p.Asked:
		case !refuses && d.chance(demoYes[p.Key]):
			decl.Grants = append(decl.Grants, p.Key)
		default:
			decl.Denies = append(decl.Denies, p.Key)
		}
	}
}

// ink is a made-up signature.
func (d *demo) ink() []byte {
	ink := Ink{W: 600, H: 240}
	var stroke []InkPoint
	for i := range 24 {
		stroke = append(stroke, InkPoint{X: 60 + float64(i)*20, Y: float64(60 + d.r.IntN(120)), T: i * 40})
	}
	ink.Strokes = [][]InkPoint{stroke}
	b, err := EncodeInk(ink)
	if err != nil {
		return nil
	}
	return b
}

// makeAside adds who did not sign: refusals, people to avoid, expected people, a notice.
func (d *demo) makeAside(ctx context.Context, people int) error {
	if people == 0 {
		return nil
	}
	for range 1 + people/40 {
		s, err := d.k.Begin(ctx, SigningStart{})
		if err == nil {
			err = s.Refuse(ctx)
		}
		if err != nil {
			return err
		}
	}
	for range 2 {
		who := Clothing{Garment: pickOf(d, d.w.Garments), Colour: pickOf(d, d.w.Colours), Place: pickOf(d, d.w.Places)}
		if _, err := d.k.Avoid(ctx, who, consent.AvoidFilm, consent.ID{}); err != nil {
			return err
		}
	}
	if d.k.hasText("minor") {
		var list []ExpectedDraft
		for i := range 4 {
			by := consent.DateOf(d.day).AddDays(3)
			list = append(list, ExpectedDraft{Label: fmt.Sprintf("%s-%02d", d.w.Class, i+1), Minor: true, AnswerBy: by})
		}
		if _, err := d.k.Expect(ctx, list); err != nil {
			return err
		}
	}
	if !d.k.hasText("notice") {
		return nil
	}
	_, err := d.k.Notice(ctx, NoticeDraft{Place: d.w.NoticePlace, Zone: d.w.NoticeZone})
	return err
}

// makeScenes fills the board's day; the last scene stays open.
func (d *demo) makeScenes(ctx context.Context, _ int) error {
	shoot := d.k.Shoot().ID
	for i, title := range d.w.Scenes {
		from := d.at(float64(i) / float64(len(d.w.Scenes)))
		until := d.at(float64(i+1) / float64(len(d.w.Scenes)))
		sc := demoScene{from: from, until: until, people: d.cast()}
		id, err := d.k.newID()
		if err != nil {
			return err
		}
		b := &media.SceneOpened{Scene: id, Shoot: shoot, From: consent.StampOf(from)}
		for _, p := range sc.people {
			b.People = append(b.People, media.OnCamera{Person: p, From: b.From})
		}
		draft := Draft{Body: b}
		if b.Set, err = d.k.about(&draft, signer.AudienceSet, signer.Particulars{Label: title}); err != nil {
			return err
		}
		drafts := []Draft{draft}
		if i+1 < len(d.w.Scenes) {
			drafts = append(drafts, Draft{Body: &media.SceneClosed{Scene: id, Until: consent.StampOf(until)}})
		}
		if _, err := d.k.recordAt(ctx, consent.StampOf(until.Add(-time.Second)), drafts...); err != nil {
			return err
		}
		d.scenes = append(d.scenes, sc)
	}
	return nil
}

// cast is up to four people for a scene.
func (d *demo) cast() []consent.ID {
	var out []consent.ID
	met := map[consent.ID]bool{}
	for range min(4, len(d.people)) {
		p := pickOf(d, d.people).id
		if !met[p] {
			met[p] = true
			out = append(out, p)
		}
	}
	return out
}
