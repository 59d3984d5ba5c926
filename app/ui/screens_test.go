package ui

import (
	"cmp"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"onset/app/ui/part"
)

// shot is one picture of a screen. The file of each area returns its own from a
// function, which stands in [shots].
type shot struct {
	name string
	// prepare leads the window to what is drawn. The kit is the shot's own where
	// writes is set; else all shots share it and nothing may be recorded.
	prepare func(t *testing.T, u *UI)
	writes  bool
	bare    bool // a production with nothing in it
	filmed  bool // a production with films, scenes and cameras
	shut    bool // no kit is open: first start where there is no home, else unlock
	first   bool // there is no home
	cut     bool // words may end in an ellipsis where there is no room for them
}

// shots are all; each area adds its own, one to a line.
func shots() []shot {
	return slices.Concat(
		firstShots(),
		todayShots(),
		expectedShots(),
		settingsShots(),
		clipsShots(),
		boardShots(),
		reportShots(),
		signingShots(),
		peopleShots(),
		phoneShots(),
		offloadShots(),
		slateShots(),
		slateFindShots(),
		exportShots(),
		syncShots(),
	)
}

var (
	shotSizes = []struct {
		name string
		w, h float32
	}{{"wide", 1280, 800}, {"tablet", 800, 1280}, {"phone", 390, 844}}
	shotLooks = []struct {
		name string
		v    part.Variant
	}{{"dark", part.AlwaysDark}, {"light", part.AlwaysLight}}
	shotTongues = []string{"en", "da"}
)

// TestScreens draws every shot. Without a folder to write to, each is drawn in
// one of the twelve ways.
func TestScreens(t *testing.T) {
	g := &gallery{t: t, out: cmp.Or(os.Getenv("ONSET_SCREENS"), os.Getenv("OUT")), shared: map[string]testKit{}}
	only := os.Getenv("ONSET_SHOT") // a part of a name, while one screen is worked on
	for n, s := range shots() {
		if !strings.Contains(s.name, only) {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			for i, size := range shotSizes {
				for j := range len(shotLooks) * len(shotTongues) {
					if g.out != "" || fewWays(n, i, j) {
						look, lang := shotLooks[j/2], shotTongues[j%2]
						name := strings.Join([]string{size.name, look.name, lang}, "-")
						t.Run(name, func(t *testing.T) {
							u := g.open(t, s, size.w, size.h, look.v, lang)
							g.draw(t, s, u, s.name+"-"+name)
						})
					}
				}
			}
		})
	}
}

// fewWays picks one way of twelve for the n-th shot; a phone in Danish, where
// words are longest and room is least, comes as often as the others.
func fewWays(n, size, way int) bool {
	if size != n%len(shotSizes) {
		return false
	}
	look := n / len(shotSizes) % 2
	if size == len(shotSizes)-1 {
		return way == look*2+1
	}
	return way == look*2
}

// gallery draws shots and keeps the kits they share.
type gallery struct {
	t      *testing.T
	out    string
	shared map[string]testKit
}

// open shows the shot's window.
func (g *gallery) open(t *testing.T, s shot, w, h float32, v part.Variant, lang string) *UI {
	t.Helper()
	var u *UI
	switch {
	case s.first:
		home, err := testHome(filepath.Join(t.TempDir(), "home"), newTestClock())
		noError(t, err)
		u = showUI(t, Options{Home: home, Language: lang, Now: newTestClock().now}, w, h)
	case s.shut:
		dir, err := bareHome()
		noError(t, err)
		home, err := testHome(dir, newTestClock())
		noError(t, err)
		u = showUI(t, Options{Home: home, Language: lang, Now: newTestClock().now}, w, h)
	default:
		u = showKit(t, g.kit(t, s), w, h)
		if u.words.Tag != lang {
			u.setLanguage(lang)
		}
	}
	if v != part.AlwaysDark {
		u.setTheme(v)
	}
	if s.prepare != nil {
		s.prepare(t, u)
	}
	return u
}

func (g *gallery) kit(t *testing.T, s shot) testKit {
	t.Helper()
	made, name := fullHome, "full"
	switch {
	case s.bare:
		made, name = bareHome, "bare"
	case s.filmed:
		made, name = filmedHome, "filmed"
	}
	if s.writes {
		return copyOf(t, made)
	}
	if k, ok := g.shared[name]; ok {
		return k
	}
	k := copyOf(g.t, made)
	g.shared[name] = k
	return k
}

// draw looks at the picture and, where a folder is given, keeps it.
func (g *gallery) draw(t *testing.T, s shot, u *UI, name string) {
	t.Helper()
	img := u.win.Canvas().Capture()
	if colours(img) < 4 {
		t.Error("nothing was drawn")
	}
	s.inspect(t, u)
	if g.out == "" {
		return
	}
	f, err := os.Create(filepath.Join(g.out, name+".png"))
	noError(t, err)
	noError(t, png.Encode(f, img))
	noError(t, f.Close())
}

// colours counts the colours of a picture, up to ten.
func colours(img image.Image) int {
	seen := map[string]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y && len(seen) < 10; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			seen[fmt.Sprint(img.At(x, y))] = true
		}
	}
	return len(seen)
}

var (
	rawKey  = regexp.MustCompile(`^[a-z][a-z_]*(\.[a-z0-9_-]+)+$`)
	rawHole = regexp.MustCompile(`\{[a-z_]+\}`)
	aFile   = regexp.MustCompile(`\.(jpg|jpeg|png|mp4|mov|mxf|html|csv|example)$`)
)

// inspect looks through everything that is shown.
func (s shot) inspect(t *testing.T, u *UI) {
	t.Helper()
	c := u.win.Canvas()
	roots := append([]fyne.CanvasObject{c.Content()}, c.Overlays().List()...)
	for _, root := range roots {
		walk(root, fyne.NewPos(0, 0), false, func(o fyne.CanvasObject, at fyne.Position, scrolls bool) {
			for _, words := range wordsOf(o) {
				if rawKey.MatchString(words) && !aFile.MatchString(words) {
					t.Errorf("the key %q is shown in place of a text", words)
				}
				if rawHole.MatchString(words) {
					t.Errorf("nothing is filled in: %q", words)
				}
			}
			s.fits(t, c.Size(), o, at, scrolls)
		})
	}
}

// fits finds words without room for them, and buttons beyond the window.
func (s shot) fits(t *testing.T, room fyne.Size, o fyne.CanvasObject, at fyne.Position, scrolls bool) {
	t.Helper()
	const slack = 1
	switch o := o.(type) {
	case *part.Text:
		if !s.cut && !o.Cut && o.Size().Width+slack < o.MinSize().Width {
			t.Errorf("%q has no room: %v of %v", o.Text(), o.Size().Width, o.MinSize().Width)
		}
	case *part.Button:
		if o.Size().Width+slack < o.MinSize().Width {
			t.Errorf("the button %q is cut: %v of %v", o.Word(), o.Size().Width, o.MinSize().Width)
		}
		end := at.Add(o.Size())
		if !scrolls && (end.X > room.Width+slack || end.Y > room.Height+slack || at.X < -slack || at.Y < -slack) {
			t.Errorf("the button %q is outside the window: %v to %v", o.Word(), at, end)
		}
	}
}

// wordsOf is what an object says.
func wordsOf(o fyne.CanvasObject) []string {
	switch o := o.(type) {
	case *part.Text:
		return []string{o.Text()}
	case *part.Wrap:
		return []string{o.Text()}
	case *canvas.Text:
		return []string{o.Text}
	case *widget.RichText:
		return []string{o.String()}
	case *widget.Label:
		return []string{o.Text}
	case *widget.Entry:
		return []string{o.PlaceHolder}
	}
	return nil
}

// walk visits an object and all it shows, with where it stands in the window
// and whether it can be scrolled.
func walk(o fyne.CanvasObject, at fyne.Position, scrolls bool, visit func(o fyne.CanvasObject, at fyne.Position, scrolls bool)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o, at, scrolls)
	var inner []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inner = o.Objects
	case fyne.Widget:
		_, isScroll := o.(*container.Scroll)
		scrolls = scrolls || isScroll
		inner = test.WidgetRenderer(o).Objects()
	}
	for _, child := range inner {
		if child != nil {
			walk(child, at.Add(child.Position()), scrolls, visit)
		}
	}
}

// find returns the first shown object of a kind that fits.
func find[T fyne.CanvasObject](u *UI, fits func(T) bool) (found T, ok bool) {
	c := u.win.Canvas()
	roots := append([]fyne.CanvasObject{c.Content()}, c.Overlays().List()...)
	for i := len(roots) - 1; i >= 0; i-- {
		walk(roots[i], fyne.NewPos(0, 0), false, func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
			if x, is := o.(T); is && !ok && fits(x) {
				found, ok = x, true
			}
		})
	}
	return found, ok
}

// says reports whether a text stands on the screen.
func says(u *UI, words string) bool {
	_, ok := find(u, func(o fyne.CanvasObject) bool {
		return slices.ContainsFunc(wordsOf(o), func(s string) bool { return strings.Contains(s, words) })
	})
	return ok
}

// mustSay fails where a text is not on the screen.
func mustSay(t *testing.T, u *UI, words ...string) {
	t.Helper()
	for _, w := range words {
		if !says(u, w) {
			t.Errorf("%q is not on the screen", w)
		}
	}
}

// button returns the shown button with a word.
func button(t *testing.T, u *UI, word string) *part.Button {
	t.Helper()
	b, ok := find(u, func(b *part.Button) bool { return b.Word() == word })
	if !ok {
		t.Fatalf("no button says %q", word)
	}
	return b
}

// tap taps the smallest thing that can be tapped and says a text; where a
// dialog is open, in the dialog.
func tap(t *testing.T, u *UI, words string) {
	t.Helper()
	var best fyne.Tappable
	var size float32
	root := u.win.Canvas().Content()
	if top := u.win.Canvas().Overlays().Top(); top != nil {
		root = top
	}
	walk(root, fyne.NewPos(0, 0), false, func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		can, is := o.(fyne.Tappable)
		if !is || !holds(o, words) {
			return
		}
		if area := o.Size().Width * o.Size().Height; best == nil || area < size {
			best, size = can, area
		}
	})
	if best == nil {
		t.Fatalf("nothing to tap says %q", words)
	}
	test.Tap(best)
}

func holds(o fyne.CanvasObject, words string) (ok bool) {
	walk(o, fyne.NewPos(0, 0), false, func(o fyne.CanvasObject, _ fyne.Position, _ bool) {
		ok = ok || slices.Contains(wordsOf(o), words)
	})
	return ok
}

// typedInto is a field of any kind.
type typedInto interface {
	fyne.CanvasObject
	Text() string
	SetText(s string)
	Focusable() fyne.Focusable
}

// field returns the shown field under a label.
func field(t *testing.T, u *UI, label string) typedInto {
	t.Helper()
	o, ok := find(u, func(o fyne.CanvasObject) bool {
		_, is := o.(typedInto)
		return is && holds(o, label)
	})
	if !ok {
		t.Fatalf("no field is called %q", label)
	}
	return o.(typedInto)
}

// typeInto types at the end of the field under a label.
func typeInto(t *testing.T, u *UI, label, words string) {
	t.Helper()
	test.Type(field(t, u, label).Focusable(), words)
}
