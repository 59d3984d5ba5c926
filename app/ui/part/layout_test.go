package part

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"pgregory.net/rapid"
)

func TestClassOf(t *testing.T) {
	for w, want := range map[float32]Class{0: Phone, 390: Phone, 599: Phone, 600: Tablet, 899: Tablet, 900: Wide, 1280: Wide} {
		if got := ClassOf(w); got != want {
			t.Errorf("%v dp is class %v, want %v", w, got, want)
		}
	}
}

func TestShellFrames(t *testing.T) {
	for _, c := range []struct {
		width float32
		bar   int
		under string
	}{{390, 4, "clips cards report sync"}, {599, 4, "clips cards report sync"}, {600, 6, "report sync"}, {899, 6, "report sync"}, {900, 0, ""}, {1280, 0, ""}} {
		newApp(t)
		s := sampleShell()
		window(t, s, c.width, 800)
		bar := 0
		for _, n := range append([]*navButton{s.barMore}, s.bar...) {
			if !n.Hidden {
				bar++
			}
		}
		var under []string
		for _, i := range s.UnderMore() {
			under = append(under, i.Key)
		}
		if bar != c.bar || strings.Join(under, " ") != c.under || s.rail[0].Hidden != (c.bar > 0) {
			t.Errorf("%v dp: bar of %d, under More %v", c.width, bar, under)
		}
	}
}

func TestShellCountsAndMore(t *testing.T) {
	newApp(t)
	var picked string
	s := NewShell(ShellOptions{
		Items: []NavItem{{"a", "A", "today"}, {"b", "B", "group"}, {"c", "C", "movie"}, {"d", "D", "sync"}, {"e", "E", "sd_card"}},
		More:  NavItem{"more", "More", "more_horiz"}, Lock: NavItem{"lock", "Lock", "lock"}, OnPick: func(k string) { picked = k },
	})
	window(t, s, 390, 800)
	s.SetCount("d", 2)
	s.SetCount("e", 3)
	s.Select("e")
	if s.barMore.count != 5 || !s.barMore.active {
		t.Errorf("More shows %d, active %v", s.barMore.count, s.barMore.active)
	}
	test.Tap(s.barMore)
	if picked != "more" {
		t.Errorf("picked %q", picked)
	}
	s.SetBare(true)
	if !s.bar[0].Hidden || !s.barMore.Hidden || s.content.Size().Height != 800 {
		t.Error("the bar stays while a tablet is handed over")
	}
}

func TestAdaptiveRebuildsOnlyOnChange(t *testing.T) {
	newApp(t)
	var seen []Class
	a := NewAdaptive(func(c Class) fyne.CanvasObject { seen = append(seen, c); return NewText("x", Body) })
	w := window(t, a, 1000, 400)
	seen = seen[:0]
	for _, width := range []float32{950, 800, 700, 400, 1000} {
		w.Resize(fyne.NewSize(width, 400))
	}
	want := []Class{Tablet, Phone, Wide}
	if len(seen) != len(want) {
		t.Fatalf("built %v, want %v", seen, want)
	}
	for i := range want {
		if seen[i] != want[i] {
			t.Errorf("built %v, want %v", seen, want)
		}
	}
}

func TestWrapHeightFollowsWidth(t *testing.T) {
	newApp(t)
	w := NewWrap("A documentary about a working harbour, by Nordkaj Film for Kystkanalen.", Read)
	wide, narrow := w.HeightFor(2000), w.HeightFor(200)
	if wide != 28 || narrow < 3*28 {
		t.Errorf("heights %v and %v", wide, narrow)
	}
	below := NewText("below", Body)
	col := Column(8, w, below)
	col.Resize(fyne.NewSize(200, 600))
	if below.Position().Y < narrow {
		t.Errorf("the line below stands at %v, inside the text of %v", below.Position().Y, narrow)
	}
	w.MaxLines = 2
	if got := w.HeightFor(200); got != 56 {
		t.Errorf("two lines are %v high", got)
	}
}

func TestWrapKeepsEveryWord(t *testing.T) {
	newApp(t)
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zæøå]{1,14}`), 1, 25).Draw(rt, "words")
		width := rapid.Float32Range(30, 700).Draw(rt, "width")
		lines := breakLines(strings.Join(words, " "), width, 16, fyne.TextStyle{})
		if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != strings.Join(words, "") {
			rt.Fatalf("%q became %q", words, lines)
		}
		for _, l := range lines {
			if len([]rune(l)) > 1 && measure(l, 16, fyne.TextStyle{}).Width > width+1 {
				rt.Fatalf("%q is wider than %v", l, width)
			}
		}
	})
}

func TestElide(t *testing.T) {
	newApp(t)
	full := measure("Karen Holm Lauritsen", 18, fyne.TextStyle{Bold: true}).Width
	if got := elide("Karen Holm Lauritsen", full, 18, fyne.TextStyle{Bold: true}); got != "Karen Holm Lauritsen" {
		t.Errorf("cut although it fits: %q", got)
	}
	got := elide("Karen Holm Lauritsen", full/2, 18, fyne.TextStyle{Bold: true})
	if !strings.HasSuffix(got, "…") || measure(got, 18, fyne.TextStyle{Bold: true}).Width > full/2+1 {
		t.Errorf("cut to %q", got)
	}
}

func TestPillReservesLongestWord(t *testing.T) {
	newApp(t)
	p := NewPill(OK, "May be filmed").Reserve("May be filmed", "Waiting for parent", "Do not film")
	before := p.MinSize()
	p.Set(Wait, "Waiting for parent")
	if p.MinSize() != before {
		t.Errorf("%v became %v", before, p.MinSize())
	}
	if own := NewPill(Wait, "Waiting for parent").MinSize(); own != before {
		t.Errorf("reserved %v, the longest word needs %v", before, own)
	}
	if before.Height != 32 {
		t.Errorf("a pill is %v high", before.Height)
	}
}

func TestLineSharesAndShrinks(t *testing.T) {
	newApp(t)
	a, b, c := Fixed(Space(), 100, 20), Grow(NewText("x", Body)), Fixed(Space(), 50, 40)
	l := Line(10, a, b, c)
	l.Resize(fyne.NewSize(400, 60))
	if b.Size().Width != 230 || c.Position().X != 350 || c.Position().Y != 10 {
		t.Errorf("middle is %v wide, last at %v", b.Size().Width, c.Position())
	}
	cut := NewCutText("a rather long name that has no room here", RowTitle)
	l = Line(0, cut, a)
	l.Resize(fyne.NewSize(200, 40))
	if cut.Size().Width != 100 {
		t.Errorf("the text got %v, want 100", cut.Size().Width)
	}
}

func TestCellsByWidth(t *testing.T) {
	newApp(t)
	tiles := make([]fyne.CanvasObject, 7)
	for i := range tiles {
		tiles[i] = Fixed(Space(), 100, 80)
	}
	c := Cells(252, 12, tiles...)
	for width, rows := range map[float32]float32{780: 3, 400: 7, 1100: 2} {
		if got, want := HeightFor(c, width), rows*80+(rows-1)*12; got != want {
			t.Errorf("at %v the cells are %v high, want %v", width, got, want)
		}
	}
}

func TestWrappingAndBeside(t *testing.T) {
	newApp(t)
	box := func(w float32) fyne.CanvasObject { return Fixed(Space(), w, 32) }
	if a, b := HeightFor(Wrapping(8, box(100), box(100), box(100)), 400), HeightFor(Wrapping(8, box(100), box(100), box(100)), 220); a != 32 || b != 72 {
		t.Errorf("wrapping is %v and %v high", a, b)
	}
	left, right := NewWrap("A question", Read), NewChoice(nil, "No thanks", "Yes")
	q := Beside(200, 24, left, right)
	if h := HeightFor(q, 700); h != 64 {
		t.Errorf("beside: %v high", h)
	}
	if h := HeightFor(q, 390); h != 28+24+64 {
		t.Errorf("under: %v high", h)
	}
	q.Resize(fyne.NewSize(700, 64))
	if right.Position().X+right.Size().Width != 700 {
		t.Error("the answers do not stand at the right")
	}
}

func TestThemeIsSwitchedAtRunTime(t *testing.T) {
	newApp(t)
	title := NewText("Karen", Body)
	forced := NewText("Karen", Body)
	window(t, Column(8, title, Light(forced, LargeText)), 300, 300)
	app := fyne.CurrentApp().Settings()
	bg := func(x themed) any { return colour(x, ColorText) }
	if bg(title) != any(rgb(0xF1F4F7)) || bg(forced) != any(rgb(0x12171C)) {
		t.Errorf("dark: %v and forced light: %v", bg(title), bg(forced))
	}
	if textScale(title) != 1 || textScale(forced) != LargeText {
		t.Errorf("text at %v and %v", textScale(title), textScale(forced))
	}
	app.SetTheme(NewTheme(AlwaysLight, 1))
	if bg(title) != any(rgb(0x12171C)) {
		t.Errorf("after the switch the text is %v", bg(title))
	}
}

func TestForcedLightHoldsForWhatComesLater(t *testing.T) {
	newApp(t)
	c := NewChoice(nil, "No", "Yes")
	scroll := NewScroll(c)
	window(t, Light(scroll, 1), 300, 300)
	late := NewText("later", Body)
	scroll.SetContent(late)
	if got := colour(late, ColorText); got != any(rgb(0x12171C)) {
		t.Errorf("a text shown later is %v", got)
	}
}

func TestEveryNameHasAColourInBothVariants(t *testing.T) {
	newApp(t)
	th := NewTheme(Follow, 1)
	for name := range palette() {
		if th.Color(name, theme.VariantDark) == nil || th.Color(name, theme.VariantLight) == nil {
			t.Errorf("%s has no colour", name)
		}
	}
	for _, s := range []Status{Unknown, OK, Limit, Wait, Stop} {
		if shape(s.Icon(), rgb(0)) == nil {
			t.Errorf("status %v has no shape", s)
		}
	}
}

func TestContrast(t *testing.T) {
	p := palette()
	pairs := [][2]fyne.ThemeColorName{
		{ColorText, ColorBG},
		{ColorText2, ColorBG},
		{ColorText2, ColorRaise},
		{ColorText2, ColorCard},
		{ColorOnAccent, ColorAccent},
		{ColorAccent, ColorSoft},
		{ColorAccent, ColorCard},
		{ColorToastLink, ColorToast},
	}
	for _, s := range []Status{Unknown, OK, Limit, Wait, Stop} {
		pairs = append(pairs, [2]fyne.ThemeColorName{s.Word(), s.Soft()}, [2]fyne.ThemeColorName{s.Word(), ColorCard}, [2]fyne.ThemeColorName{ColorOnSolid, s.Solid()})
	}
	for _, c := range pairs {
		for _, r := range []float64{contrast(p[c[0]].dark, p[c[1]].dark), contrast(p[c[0]].light, p[c[1]].light)} {
			if r < 4.5 {
				t.Errorf("%s on %s has %.1f : 1", c[0], c[1], r)
			}
		}
	}
}
