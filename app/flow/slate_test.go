package flow_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/skip2/go-qrcode"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
	"onset/media/slate"
)

// filmed writes a photo in which codes are held into the picture.
func filmed(t *testing.T, path string, codes ...[][]bool) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 640*max(1, len(codes)), 640))
	for i := range img.Pix {
		img.Pix[i] = uint8(90 + i%11)
	}
	for n, qr := range codes {
		module := 440 / (len(qr) + 8)
		for y := range (len(qr) + 8) * module {
			for x := range (len(qr) + 8) * module {
				row, col := y/module-4, x/module-4
				shade := uint8(235)
				if row >= 0 && row < len(qr) && col >= 0 && col < len(qr) && qr[row][col] {
					shade = 20
				}
				img.SetGray(640*n+90+x, 90+y, color.Gray{Y: shade})
			}
		}
	}
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 80}))
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, b.Bytes(), 0o600))
	return path
}

func (s *set) looked(paths ...string) (flow.SlateResult, []consent.ID) {
	s.t.Helper()
	rs, err := s.Ingest(s.t.Context(), paths, nil)
	must(s.t, err)
	var ids []consent.ID
	for _, r := range rs {
		must(s.t, r.Err)
		ids = append(ids, r.Clip)
	}
	out, err := s.FindSlates(s.t.Context(), ids, nil)
	must(s.t, err)
	return out, ids
}

func TestSlateShowsSceneTakeAndTime(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	v, err := s.Slate(ctx)
	must(t, err)
	equal(t, "no scene", v.Open, false)
	_, anna := s.adult("Anna", consent.Film)
	_, err = s.NextScene(ctx, flow.SceneDraft{Title: "12a harbour", Start: flow.StartPeople, People: []consent.ID{anna}})
	must(t, err)
	v, err = s.Slate(ctx)
	must(t, err)
	equal(t, "scene", v.Scene, slate.SceneText("12a harbour"))
	equal(t, "take", v.Take, 1)
	equal(t, "people", len(v.People), 1)
	equal(t, "UTC", v.At.Equal(s.clock.now()) && v.At.Location() == time.UTC, true)
	take, err := s.NextTake(ctx)
	must(t, err)
	equal(t, "next", take, 2)
	s.clock.add(flow.SlateRefresh)
	later, err := s.Slate(ctx)
	must(t, err)
	equal(t, "take stays", later.Take, 2)
	equal(t, "another code", later.Text != v.Text, true)
	s.reopen()
	v, err = s.Slate(ctx)
	must(t, err)
	equal(t, "after a restart", v.Take, 2)
	_, err = s.NextScene(ctx, flow.SceneDraft{Title: "13"})
	must(t, err)
	v, err = s.Slate(ctx)
	must(t, err)
	equal(t, "a scene begins with its first", v.Take, 1)
	for _, bad := range []int{0, slate.MaxTake + 1} {
		if _, err := s.SetTake(ctx, bad); !errors.Is(err, slate.ErrSlate) {
			t.Errorf("take %d: %v", bad, err)
		}
	}
}

func TestSlatesSuggestWhoWasOnCamera(t *testing.T) {
	s := founded(t)
	ctx := t.Context()
	_, anna := s.adult("Anna", consent.Film)
	_, bo := s.adult("Bo", consent.Film)
	_, err := s.NextScene(ctx, flow.SceneDraft{Title: "12A", Start: flow.StartPeople, People: []consent.ID{anna}})
	must(t, err)
	s.clock.add(time.Minute)
	shown, err := s.Slate(ctx)
	must(t, err)
	boSigned, err := s.Person(bo, "en")
	must(t, err)
	receipt, err := s.Receipt(boSigned.Consents[0].Consent.ID, "en")
	must(t, err)
	dir := t.TempDir()
	s.clock.add(time.Hour)
	must(t, s.CloseScene(ctx))
	out, ids := s.looked(filmed(t, filepath.Join(dir, "a.jpg"), shown.QR), filmed(t, filepath.Join(dir, "b.jpg"), shown.QR, shown.QR), filmed(t, filepath.Join(dir, "c.jpg"), receipt.QR))
	if out.Found != 3 {
		t.Fatalf("found %+v", out)
	}
	equal(t, "scene", out.Lines[0].Scene, "12A")
	equal(t, "take", out.Lines[0].Take, 1)
	equal(t, "shown", out.Lines[0].Shown.Equal(shown.At.Truncate(time.Millisecond)), true)
	lines := s.Suggestions(ids[0])
	if len(lines) != 1 || lines[0].Person.ID != anna || lines[0].Slate == nil || lines[0].Slate.Scene != "12A" || lines[0].Suggestion.Unchecked {
		t.Fatalf("suggested %+v", lines)
	}
	equal(t, "the other clip too", slices.Equal(lines[0].Same, ids[1:2]), true)
	byReceipt := s.Suggestions(ids[2])
	if len(byReceipt) != 1 || byReceipt[0].Person.ID != bo || !byReceipt[0].Slate.Receipt {
		t.Fatalf("by receipt %+v", byReceipt)
	}
	equal(t, "all are proposed", len(s.Suggested()), 3)
	s.reopen()
	_, err = s.Confirm(ctx, ids, nil)
	must(t, err)
	for i, want := range []media.TagSource{media.FromSlate, media.FromSlate, media.FromCode} {
		sheet, err := s.Clip(ids[i])
		must(t, err)
		equal(t, "tagged", len(sheet.Tags), 1)
		equal(t, "source", sheet.Tags[0].Tag.Source, want)
	}
	equal(t, "nothing more", len(s.Suggested()), 0)
}

func TestForeignSlatesAreIgnoredWithANote(t *testing.T) {
	s, other := founded(t), founded(t)
	ctx := t.Context()
	_, anna := s.adult("Anna", consent.Film)
	_, err := s.NextScene(ctx, flow.SceneDraft{Title: "1", Start: flow.StartPeople, People: []consent.ID{anna}})
	must(t, err)
	theirs, err := other.SlateOf("1", 1)
	must(t, err)
	forged, err := slate.Encode(slate.Slate{Production: slate.TagOf(s.ProductionID().String()), Scene: "1", Take: 1, At: s.clock.now()}, []byte("guessed"))
	must(t, err)
	otherReceipt, _ := other.adult("Carl", consent.Film)
	r, err := other.Receipt(otherReceipt, "en")
	must(t, err)
	dir := t.TempDir()
	for i, c := range []struct {
		qr   [][]bool
		note flow.SlateNote
	}{{theirs.QR, flow.NoteOtherProduction}, {drawnCode(t, forged), flow.NoteCheck}, {r.QR, flow.NoteUnknownReceipt}} {
		out, ids := s.looked(filmed(t, filepath.Join(dir, string(rune('a'+i))+".jpg"), c.qr))
		if out.Found != 0 || len(out.Lines) != 1 || !slices.Equal(out.Lines[0].Notes, []flow.SlateNote{c.note}) {
			t.Errorf("%s: %+v", c.note, out)
		}
		equal(t, "suggested", len(s.Suggestions(ids[0])), 0)
		if err := s.ConfirmClock(ctx, ids); !errors.Is(err, flow.ErrNoSlate) {
			t.Errorf("a clock of %s: %v", c.note, err)
		}
	}
}

func drawnCode(t *testing.T, text string) [][]bool {
	t.Helper()
	q, err := qrcode.New(text, qrcode.Medium)
	must(t, err)
	q.DisableBorder = true
	return q.Bitmap()
}
