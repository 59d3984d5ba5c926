package assets

import (
	"slices"
	"strings"
)

const (
	garmentPrefix = "garment."
	colourPrefix  = "colour."
	formSuffix    = ".form" // grammatical form of a garment: common, neuter, plural
)

// Garments returns the keys of the pick list of clothing, sorted by their
// words in this language. Clothing is never free text: a description could
// tell faith or health.
func (w *Words) Garments() []string { return w.picks(garmentPrefix) }

// Colours returns the keys of the pick list of colours and patterns, sorted by
// their words in this language.
func (w *Words) Colours() []string { return w.picks(colourPrefix) }

// Clothing says what somebody wears, with the colour in the form that the
// garment asks for: "blue scarf", "blåt halstørklæde". Either key may be
// empty; with neither it says that nothing was noted.
func (w *Words) Clothing(colour, garment string) string {
	switch {
	case colour == "" && garment == "":
		return w.T("clothing.none")
	case colour == "":
		return w.T(garmentPrefix + garment)
	case garment == "":
		return w.T(colourPrefix + colour)
	}
	inflected := colourPrefix + colour + "." + w.T(garmentPrefix+garment+formSuffix)
	if !w.Has(inflected) {
		inflected = colourPrefix + colour
	}
	return w.T("clothing.phrase", "colour", w.T(inflected), "garment", w.T(garmentPrefix+garment))
}

// picks lists the keys directly below a prefix, sorted by word.
func (w *Words) picks(prefix string) []string {
	var keys []string
	for k := range w.texts {
		if key, ok := strings.CutPrefix(k, prefix); ok && !strings.Contains(key, ".") {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		return strings.Compare(w.texts[prefix+a]+a, w.texts[prefix+b]+b)
	})
	return keys
}
