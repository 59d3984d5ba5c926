package slate

import (
	"cmp"
	"math"
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// The marks in three corners of a code are looked for here, and not by the
// library, which compares every three of all that it takes for marks: a
// picture full of them would keep it busy for hours.

const (
	// maxMarks bounds what is taken for a mark in one picture.
	maxMarks = 256
	// maxChosen bounds the marks that are put together to codes.
	maxChosen = 24
	// maxTries bounds the codes that are tried in one picture.
	maxTries = 12
)

// mark is the middle of what looks like a mark, and the edge of its modules.
type mark struct {
	x, y, module float64
	seen         int // rows that crossed it
}

// marks scans rows for the 1:1:3:1:1 of a mark.
func marks(bits *gozxing.BitMatrix) []mark {
	finder := detector.NewFinderPatternFinder(bits, nil)
	w, h := bits.GetWidth(), bits.GetHeight()
	step := max(h/216, 2)
	row := gozxing.NewBitArray(w)
	for y := step / 2; y < h && len(finder.GetPossibleCenters()) < maxMarks; y += step {
		row = bits.GetRow(y, row)
		scanRow(finder, row, y, w)
	}
	var out []mark
	for _, p := range finder.GetPossibleCenters() {
		if p.GetCount() >= 2 && p.GetEstimatedModuleSize() >= 1 {
			out = append(out, mark{p.GetX(), p.GetY(), p.GetEstimatedModuleSize(), p.GetCount()})
		}
	}
	slices.SortStableFunc(out, func(a, b mark) int { return cmp.Compare(b.seen, a.seen) })
	return out[:min(len(out), maxChosen)]
}

// scanRow hands every five runs of fitting lengths, dark ones at both ends, to
// the library, which looks at them from the other directions.
func scanRow(finder *detector.FinderPatternFinder, row *gozxing.BitArray, y, w int) {
	runs := make([]int, 0, 5)
	for at, dark := row.GetNextSet(0), true; at < w; dark = !dark {
		end := row.GetNextSet(at)
		if dark {
			end = row.GetNextUnset(at)
		}
		runs = append(runs, end-at)
		if at = end; len(runs) < 5 {
			continue
		}
		if dark && detector.FinderPatternFinder_foundPatternCross(runs) && len(finder.GetPossibleCenters()) < maxMarks {
			finder.HandlePossibleCenter(runs, y, end)
		}
		runs = append(runs[:0], runs[1:]...)
	}
}

// trio is three marks that may be of one code.
type trio struct {
	topLeft, topRight, bottomLeft mark
	odd                           float64 // how far from a right angle with equal sides
}

// maxLean is how much larger one mark of a code may be than another: a code
// seen from the side.
const maxLean = 2.2

// trios puts marks together, the likeliest first.
func trios(found []mark) []trio {
	var out []trio
	for i, a := range found {
		for j, b := range found[i+1:] {
			for _, c := range found[i+j+2:] {
				small, large := min(a.module, b.module, c.module), max(a.module, b.module, c.module)
				if large > small*maxLean {
					continue
				}
				if t := ordered(a, b, c); t.odd < 1.2 {
					out = append(out, t)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b trio) int { return cmp.Compare(a.odd, b.odd) })
	return out[:min(len(out), maxTries)]
}

// ordered finds out which mark is which: the one across from the longest side
// is top left, and the others follow by the way they turn.
func ordered(a, b, c mark) trio {
	ab, bc, ca := distance(a, b), distance(b, c), distance(c, a)
	if ab >= bc && ab >= ca {
		a, b, c = c, a, b
	} else if ca >= ab && ca >= bc {
		a, b, c = b, c, a
	}
	// Now a is across from the longest side.
	if (b.x-a.x)*(c.y-a.y)-(b.y-a.y)*(c.x-a.x) < 0 {
		b, c = c, b
	}
	t := trio{topLeft: a, topRight: b, bottomLeft: c}
	side, other, long := distance(a, b), distance(a, c), distance(b, c)
	modules := min(side, other) / max(a.module, b.module, c.module)
	if side < 1 || other < 1 || modules < 8 {
		t.odd = math.Inf(1)
		return t
	}
	t.odd = math.Abs(math.Log(side/other)) + math.Abs(long*long/(side*side+other*other)-1)
	return t
}

func distance(a, b mark) float64 { return math.Hypot(a.x-b.x, a.y-b.y) }

func (m mark) pattern() *detector.FinderPattern {
	return detector.NewFinderPattern1(m.x, m.y, m.module)
}
