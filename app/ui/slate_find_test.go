package ui

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"onset/app/flow"
	"onset/consent"
	"onset/media"
)

// photoOf is a photo with a code held into the picture.
func photoOf(t *testing.T, qr [][]bool, n int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 960, 640))
	for i := range img.Pix {
		img.Pix[i] = uint8(90 + i%11 + n%7)
	}
	module := 520 / (len(qr) + 8)
	for y := range (len(qr) + 8) * module {
		for x := range (len(qr) + 8) * module {
			row, col := y/module-4, x/module-4
			shade := uint8(235)
			if row >= 0 && row < len(qr) && col >= 0 && col < len(qr) && qr[row][col] {
				shade = 20
			}
			img.SetGray(60+x, 60+y, color.Gray{Y: shade})
		}
	}
	var b bytes.Buffer
	noError(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 80}))
	return b.Bytes()
}

// photographed adds photos of codes as clips.
func photographed(t *testing.T, u *UI, codes ...[][]bool) []consent.ID {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for i, qr := range codes {
		path := filepath.Join(dir, "S00"+number(i+1)+".jpg")
		noError(t, os.WriteFile(path, photoOf(t, qr, i), 0o600))
		paths = append(paths, path)
	}
	results, err := u.kit.Ingest(t.Context(), paths, nil)
	noError(t, err)
	var out []consent.ID
	for _, r := range results {
		noError(t, r.Err)
		out = append(out, r.Clip)
	}
	return out
}

// slated are photos of two slates of the open scene, and of a receipt.
func slated(t *testing.T, u *UI) []consent.ID {
	t.Helper()
	one, err := u.kit.Slate(t.Context())
	noError(t, err)
	_, err = u.kit.SetTake(t.Context(), 2)
	noError(t, err)
	two, err := u.kit.Slate(t.Context())
	noError(t, err)
	r, err := u.kit.Receipt(signedBy(t, u, "Nadia Rahimi"), "")
	noError(t, err)
	return photographed(t, u, one.QR, two.QR, r.QR)
}

func slateFindShots() []shot {
	return []shot{
		{name: "slates-found", writes: true, prepare: func(t *testing.T, u *UI) {
			ids := slated(t, u)
			u.goTo(atClips)
			u.findSlates(ids, nil)
		}},
		{name: "clip-slate", writes: true, prepare: func(t *testing.T, u *UI) {
			ids := slated(t, u)
			_, err := u.kit.FindSlates(t.Context(), ids, nil)
			noError(t, err)
			u.openClip(ids[1])
		}},
		{name: "clips-suggested", filmed: true, prepare: func(t *testing.T, u *UI) {
			u.goTo(atClips)
			tap(t, u, u.T("clips.suggested.see"))
		}},
	}
}

func TestSlatesBecomeSuggestionsThatOneTapConfirms(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	ids := slated(t, u)
	u.openClipSet("Slates", ids)
	tap(t, u, "Select")
	u.clips().pickAll()
	u.clips().bulkMore(ids)
	tap(t, u, "Look for slates")
	mustSay(t, u, "Slates in 3 clips", "3 clips were looked at.", "Receipt of Nadia")
	for _, id := range ids {
		if got := inClip(t, u, id); len(got) != 0 {
			t.Fatalf("%v are in it before anybody said so", got)
		}
	}
	tap(t, u, "Yes, in all 3")
	for i, id := range ids[:2] {
		if got := inClip(t, u, id); len(got) != 3 {
			t.Errorf("%d people are in clip %d", len(got), i)
		}
	}
	s, err := u.kit.Clip(ids[2])
	noError(t, err)
	named := false
	for _, tag := range s.Tags {
		named = named || tag.Person.Name == "Nadia Rahimi" && tag.Tag.Source == media.FromCode
	}
	if !named {
		t.Errorf("the receipt names nobody: %+v", s.Tags)
	}
	tap(t, u, "Undo")
	if got := inClip(t, u, ids[0]); len(got) != 0 {
		t.Errorf("undo leaves %v", got)
	}
}

func TestClipSaysItsSlateAndWhy(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	ids := slated(t, u)
	_, err := u.kit.FindSlates(t.Context(), ids, nil)
	noError(t, err)
	u.openClip(ids[1])
	s := clipOnTop(t, u)
	mustSay(t, u, "Slate", u.slateWords(s.slate))
	if s.slate.Take != 2 {
		t.Errorf("take %d", s.slate.Take)
	}
	offers := s.offered()
	if len(offers) != 3 {
		t.Fatalf("%d are offered", len(offers))
	}
	mustSay(t, u, u.offerWords(offers[0]))
	tap(t, u, withBand(offers[1].Person.Name, offers[1].Person.Band))
	if got := inClip(t, u, ids[1]); len(got) != 1 || got[0] != offers[1].Person.ID {
		t.Errorf("%v are in it", got)
	}
}

func TestNoSlateIsSaid(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	u.findSlates(u.kit.Clips(flow.ClipQuery{}).IDs[:2], nil)
	mustSay(t, u, "No slate in 2 clips")
}

func TestSuggestedClipsAreConfirmedTogether(t *testing.T) {
	u := filmedUI(t, 1280, 800)
	ids := u.kit.Suggested()
	u.goTo(atClips)
	mustSay(t, u, u.N("clips.suggested", len(ids)))
	tap(t, u, "See them")
	mustSay(t, u, "Who board and slates suggest")
	tap(t, u, u.N("slates.confirm", len(ids)))
	for _, id := range ids {
		if len(inClip(t, u, id)) == 0 {
			t.Errorf("nobody is in %s", u.kit.ClipRow(id).Name)
		}
	}
	if left := u.kit.Suggested(); len(left) != 0 {
		t.Errorf("%d are still open", len(left))
	}
}
