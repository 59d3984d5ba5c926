package slate

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"
	"testing"
	"time"

	"onset/consent"
	"onset/media/slate/slatetest"
)

var (
	slateAt = time.Date(2026, 11, 20, 9, 30, 15, 250e6, time.UTC)
	testKey = []byte("a key of all kits of this production")
	urnText = "urn:uuid:3f1c9a52-6b7e-4d21-9c55-0a1b2c3d4e5f"
)

// slateText is a slate as long as they get.
func slateText(t testing.TB) string {
	t.Helper()
	text, err := Encode(Slate{Production: TagOf("production"), Scene: "112A-PICKUP", Take: 104, At: slateAt}, testKey)
	if err != nil || len(text) != maxSize {
		t.Fatalf("%q, %v", text, err)
	}
	return text
}

// receiptText is a receipt as the kit writes it.
func receiptText() string {
	return strings.Join([]string{
		"The Long Day", "Example Film ApS", urnText, "Change your mind: consent@example.org",
		"Film: yes, until 20 November 2036", "Stills: yes, until 20 November 2036", "Social media: no", "Advertising: no", "AI: no",
	}, "\n")
}

const quarterHigh = slatetest.H / 4

// TestQuarterHigh finds every code a quarter of the frame high in the synthetic set.
func TestQuarterHigh(t *testing.T) {
	for name, s := range slatetest.QuarterHigh() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.Text = slateText(t)
			for seed := range uint64(2) {
				s.Seed, s.CX, s.CY = seed+1, 620+float64(seed)*311, 380+float64(seed)*97
				found := Find(frame(t, s))
				if len(found) != 1 || found[0].Text != s.Text {
					t.Errorf("seed %d: %+v", seed, found)
					continue
				}
				if tolerance := quarterHigh / 6.0; s.Turn == 0 && math.Abs(float64(found[0].Marks[0].X)-(s.CX-quarterHigh*0.36)) > tolerance+s.Tilt*quarterHigh {
					t.Errorf("seed %d: top left mark at %v, middle of the code at %v", seed, found[0].Marks[0], s.CX)
				}
			}
		})
	}
}

// TestShadow has the hard edge of shadow across the code, and a window so bright
// that one level does not fit the frame.
func TestShadow(t *testing.T) {
	s := shot{Text: slateText(t), Width: quarterHigh, Seed: 5}
	img := slatetest.Background(s.Seed)
	paint(t, s, img)
	for y := range slatetest.H {
		for x := range slatetest.W {
			p := &img.Pix[y*img.Stride+x]
			switch {
			case x > 1500:
				*p = 255
			case x+y/2 < 1230:
				*p /= 2
			}
		}
	}
	if found := Find(seen(t, s, img)); len(found) != 1 || found[0].Text != s.Text {
		t.Errorf("%+v", found)
	}
}

func TestReceiptFillsHalfTheFrame(t *testing.T) {
	for _, s := range []shot{{}, {Turn: 8, Blur: 1, Noise: 8, Compression: 40}} {
		s.Text, s.Width, s.Seed = receiptText(), slatetest.H*0.6, 9
		found := Find(frame(t, s))
		if len(found) != 1 || found[0].Text != urnText {
			t.Fatalf("%+v", found)
		}
		id, ok := found[0].Consent()
		if want, _ := consent.ParseID(urnText); !ok || id != want {
			t.Errorf("consent %v, %v", id, ok)
		}
		if _, err := found[0].Slate(nil); err == nil {
			t.Error("a receipt was read as a slate")
		}
	}
}

// TestSeveralAtOnce: two people hold their receipts up beside the slate.
func TestSeveralAtOnce(t *testing.T) {
	img := slatetest.Background(3)
	texts := map[string]bool{}
	for i, text := range []string{slateText(t), urnText, "urn:uuid:0e8f5a3c-1111-4222-8333-0a1b2c3d4e5f"} {
		texts[text] = true
		paint(t, shot{Text: text, Width: 330, CX: 330 + float64(i)*600, CY: 500}, img)
	}
	found := Find(img)
	for _, f := range found {
		delete(texts, f.Text)
	}
	if len(found) != 3 || len(texts) != 0 {
		t.Errorf("found %d, missing %v", len(found), texts)
	}
}

// TestOthersStayTheirs: what is not ours is not even returned.
func TestOthersStayTheirs(t *testing.T) {
	for _, text := range []string{"https://example.org/menu", "WIFI:T:WPA;S:Example;P:secret;;", "urn:uuid:not-one", "ONSET" + strings.Repeat("X", 60)} {
		if found := Find(frame(t, shot{Text: text, Width: 400, Seed: 2})); len(found) != 0 {
			t.Errorf("%q: %+v", text, found)
		}
	}
}

func TestEveryKindOfPicture(t *testing.T) {
	grey := frame(t, shot{Text: slateText(t), Width: 400, Seed: 1})
	rgba := image.NewNRGBA(image.Rect(-100, 50, slatetest.W-100, slatetest.H+50))
	draw.Draw(rgba, rgba.Rect, grey, image.Point{}, draw.Src)
	ycc := image.NewYCbCr(grey.Rect, image.YCbCrSubsampleRatio420)
	copy(ycc.Y, grey.Pix)
	large := image.NewGray(image.Rect(0, 0, slatetest.W*4, slatetest.H*4))
	for y := range slatetest.H * 4 {
		for x := range slatetest.W * 4 {
			large.Pix[y*large.Stride+x] = grey.Pix[y/4*grey.Stride+x/4]
		}
	}
	part := grey.SubImage(image.Rect(500, 200, 1501, 901))
	mark := func(img image.Image, at image.Point, by int) image.Point {
		found := Find(img)
		if len(found) != 1 {
			t.Fatalf("%T: %+v", img, found)
		}
		return found[0].Marks[0].Sub(at).Div(by)
	}
	want := mark(grey, image.Point{}, 1)
	for _, got := range []image.Point{mark(rgba, rgba.Rect.Min, 1), mark(ycc, image.Point{}, 1), mark(large, image.Point{}, 4), mark(part, image.Point{}, 1)} {
		if d := got.Sub(want); max(d.X, -d.X, d.Y, -d.Y) > 3 {
			t.Errorf("mark at %v, want %v", got, want)
		}
	}
	for _, img := range []image.Image{
		image.NewGray(image.Rectangle{}), image.NewGray(image.Rect(0, 0, 5000, 10)),
		image.NewUniform(color.White), image.NewRGBA(image.Rect(0, 0, 70, 70)),
	} {
		if found := Find(img); len(found) != 0 {
			t.Errorf("%v: %+v", img.Bounds(), found)
		}
	}
}

// TestFullOfMarks: a picture made to keep a reader busy is given up on.
func TestFullOfMarks(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, slatetest.W, slatetest.H))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	rings := []string{"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"}
	for y := range slatetest.H {
		for x := range slatetest.W {
			if my, mx := y/2%9, x/2%9; my < 7 && mx < 7 && rings[my][mx] == '#' {
				img.Pix[y*img.Stride+x] = 0
			}
		}
	}
	if n := len(marks(global(img))); n != maxChosen {
		t.Fatalf("%d marks: the picture is not the trap it should be", n)
	}
	if n := len(trios(marks(global(img)))); n > maxTries {
		t.Errorf("%d codes would be tried", n)
	}
	if found := Find(img); len(found) != 0 {
		t.Errorf("%+v", found)
	}
}

// FuzzFind feeds small pictures. Whatever is in them, the call returns.
func FuzzFind(f *testing.F) {
	code := modulesOf(f, slateText(f))
	seed := make([]byte, 100*100)
	for y := range 100 {
		for x := range 100 {
			seed[y*100+x] = 255
			if my, mx := y/3-4, x/3-4; my >= 0 && mx >= 0 && my < len(code) && mx < len(code) && code[my][mx] {
				seed[y*100+x] = 0
			}
		}
	}
	f.Add(100, seed)
	f.Fuzz(func(t *testing.T, w int, pix []byte) {
		if w < 1 || w > 1024 || len(pix)/w < 1 {
			return
		}
		h := len(pix) / w
		for _, found := range Find(&image.Gray{Pix: pix[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}) {
			if text, ok := ours(found.Text); !ok || text != found.Text {
				t.Errorf("%+v", found)
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	for _, c := range []struct {
		name string
		shot shot
	}{
		{"clean", shot{}},
		{"motion", shot{Motion: 16}},
		{"blur", shot{Blur: 6, Noise: 4}},
		{"noise", shot{Noise: 20}},
		{"receipt", shot{Width: slatetest.H * 0.6, Text: receiptText()}},
		{"nothing", shot{Width: 1}},
	} {
		if c.shot.Seed = 4; c.shot.Width == 0 {
			c.shot.Width = quarterHigh
		}
		if c.shot.Text == "" {
			c.shot.Text = slateText(b)
		}
		img := frame(b, c.shot)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Find(img)
			}
		})
	}
}

func ExampleSceneText() {
	fmt.Println(SceneText("12a pick-up"), SceneText("Første møde"))
	// Output: 12A PICK-UP F-RSTE M-DE
}
