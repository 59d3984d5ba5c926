package consent

import (
	"slices"
	"strings"
)

// world is the territory without an end; so is the empty text.
const world = "world"

// euStates are the member states of the European Union by ISO 3166-1 code.
var euStates = strings.Fields("at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk")

func everywhere(territory string) bool {
	return territory == "" || slices.Contains(places(territory), world)
}

func places(territory string) []string {
	return strings.FieldsFunc(strings.ToLower(territory), func(r rune) bool { return r == ' ' || r == ',' || r == ';' })
}

// inTerritory reports whether a use in every place asked is inside what was agreed.
func inTerritory(agreed, asked string) bool {
	if everywhere(agreed) || asked == "" {
		return true
	}
	list := places(agreed)
	for _, p := range places(asked) {
		if !inList(list, p) {
			return false
		}
	}
	return true
}

func inList(list []string, place string) bool {
	return slices.Contains(list, place) || slices.Contains(list, "eu") && slices.Contains(euStates, place)
}

// commonTerritory is where both agreed, false when there is no such place.
func commonTerritory(a, b string) (string, bool) {
	switch {
	case everywhere(a):
		return b, true
	case everywhere(b):
		return a, true
	}
	as, bs := places(a), places(b)
	var out []string
	for _, p := range as {
		if inList(bs, p) {
			out = append(out, p)
		}
	}
	for _, p := range bs {
		if inList(as, p) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return strings.Join(out, " "), len(out) > 0
}
