package ui

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"

	"onset/app/flow"
	"onset/consent"
)

// castAdults are the adults of the full production, all invented. A minus
// before a use is a no.
var castAdults = []struct {
	name, band string
	yes, no    []consent.Purpose
	conditions []consent.Condition
}{
	{"Birgit Østerby", "B2", []consent.Purpose{consent.Film, consent.Stills, consent.Social}, []consent.Purpose{consent.Ads, consent.AI}, nil},
	{"Karen Holm Lauritsen", "B12", []consent.Purpose{consent.Film, consent.Stills, consent.Social, consent.Ads, consent.AI}, nil, nil},
	{"Mette Sandager", "B3", []consent.Purpose{consent.Film, consent.Stills}, []consent.Purpose{consent.Social, consent.Ads, consent.AI}, []consent.Condition{consent.NoName}},
	{"Jens Kirkegaard", "B4", []consent.Purpose{consent.Film, consent.Stills, consent.Social, consent.Ads}, []consent.Purpose{consent.AI}, nil},
	{"Aksel Toft", "B5", []consent.Purpose{consent.Film}, []consent.Purpose{consent.Stills, consent.Social, consent.Ads, consent.AI}, nil},
	{"Poul Erik Graversen", "B6", []consent.Purpose{consent.Stills}, []consent.Purpose{consent.Film, consent.Social, consent.Ads, consent.AI}, nil},
	{"Nadia Rahimi", "B7", []consent.Purpose{consent.Film, consent.Stills, consent.Social, consent.Ads, consent.AI}, nil, nil},
}

// cast fills a production as a day on set leaves it: people of every state,
// clips with and without people, a scene, and a class that is expected.
func cast(ctx context.Context, k *flow.Kit) error {
	people := map[string]consent.ID{}
	for _, p := range castAdults {
		_, r, err := k.Declare(ctx, flow.Declaration{
			Terms: "appearance", Name: p.name, Band: p.band, Adult: true, Grants: p.yes, Denies: p.no, Conditions: p.conditions, Ink: someInk(),
		})
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		people[p.name] = r.Person
	}
	for _, f := range []func(context.Context, *flow.Kit, map[string]consent.ID) error{castAvoid, castExpected, castMinors, castClips, castTags} {
		if err := f(ctx, k, people); err != nil {
			return err
		}
	}
	_, err := k.Withdraw(ctx, flow.WithdrawDraft{Of: people["Birgit Østerby"]})
	return err
}

func castAvoid(ctx context.Context, k *flow.Kit, _ map[string]consent.ID) error {
	for _, who := range []flow.Clothing{
		{Garment: "raincoat", Colour: "red", Place: "Ved auktionen"}, {Garment: "cap", Colour: "green", Place: "Ved ishuset"},
	} {
		if _, err := k.Avoid(ctx, who, consent.AvoidFilm, consent.ID{}); err != nil {
			return err
		}
	}
	return nil
}

func castExpected(ctx context.Context, k *flow.Kit, _ map[string]consent.ID) error {
	by, err := consent.ParseDate("2026-05-14")
	if err != nil {
		return err
	}
	var list []flow.ExpectedDraft
	for i := 1; i <= 12; i++ {
		list = append(list, flow.ExpectedDraft{Label: fmt.Sprintf("5B-%02d", i), Minor: true, AnswerBy: by})
	}
	_, err = k.Expect(ctx, list)
	return err
}

func castMinors(ctx context.Context, k *flow.Kit, people map[string]consent.ID) error {
	rows := k.Expected()
	for i, name := range []string{"Liva Brandt", "Selma Krogh", "Oskar Dahl", "Villads Bech"} {
		d := flow.Declaration{
			Terms: "minor", Name: name, Band: fmt.Sprintf("B3%d", i+1), Born: flow.Month{Year: 2015, Month: 4}, Request: rows[i].Consent,
			Person: rows[i].Person, Grants: []consent.Purpose{consent.Film, consent.Stills}, Denies: []consent.Purpose{consent.Social},
			Method: consent.Paper, Paper: somePhoto(200, 280, i), ChildSays: consent.ChildYes,
			Guardians: []flow.GuardianDraft{{
				Name: "Marie " + name, Relation: consent.Mother, Contact: "marie@example.org", Authority: true, Verified: "paper", Method: consent.Paper,
			}},
		}
		switch i {
		case 1:
			d.ChildSays = consent.ChildNo
		case 2:
			d.Guardians = nil
		}
		_, r, err := k.Declare(ctx, d)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		people[name] = r.Person
	}
	return nil
}

func castClips(ctx context.Context, k *flow.Kit, _ map[string]consent.ID) error {
	dir, err := os.MkdirTemp(scratch, "clips-")
	if err != nil {
		return err
	}
	for i := range 12 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("B002C%03d.jpg", i+1)), somePhoto(320, 180, i), 0o600); err != nil {
			return err
		}
	}
	results, err := k.Ingest(ctx, []string{dir}, nil)
	for _, r := range results {
		if err == nil {
			err = r.Err
		}
	}
	return err
}

func castTags(ctx context.Context, k *flow.Kit, people map[string]consent.ID) error {
	clips := k.Clips(flow.ClipQuery{}).IDs
	for i, names := range [][]string{
		{"Karen Holm Lauritsen", "Jens Kirkegaard"}, {"Birgit Østerby"}, {"Mette Sandager"}, {"Liva Brandt", "Nadia Rahimi"}, {"Birgit Østerby", "Aksel Toft"},
	} {
		var ids []consent.ID
		for _, n := range names {
			ids = append(ids, people[n])
		}
		if _, err := k.Tag(ctx, flow.TagDraft{Clips: clips[i : i+1], People: ids}); err != nil {
			return err
		}
	}
	_, err := k.NextScene(ctx, flow.SceneDraft{Title: "Auktion", Start: flow.StartPeople, People: []consent.ID{
		people["Karen Holm Lauritsen"], people["Mette Sandager"], people["Jens Kirkegaard"],
	}})
	return err
}

// someInk is a signature of three strokes' worth of points.
func someInk() []byte {
	b, err := json.Marshal(map[string]any{"w": 400, "h": 200, "strokes": [][]map[string]any{{
		{"x": 20.5, "y": 100, "t": 0}, {"x": 150, "y": 40.25, "t": 120}, {"x": 300, "y": 140, "t": 300},
	}}})
	if err != nil {
		return nil
	}
	return b
}

// somePhoto is a small picture of light over water, another for each number.
func somePhoto(w, h, n int) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			shade := uint8(40 + 150*y/h)
			c := color.NRGBA{shade/2 + uint8(n*11%80), shade/2 + uint8(40*x/w), shade, 255}
			if y > h*2/3 && (x/7+y/3+n)%5 == 0 {
				c = color.NRGBA{200, 190, uint8(120 + n*9%100), 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		return nil
	}
	return b.Bytes()
}
