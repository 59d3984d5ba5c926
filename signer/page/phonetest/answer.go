package phonetest

import "onset/signer/page"

// Ink is a signature of a few strokes, as a pad sends it.
func Ink() map[string]any {
	var stroke []map[string]any
	for i := range 40 {
		stroke = append(stroke, map[string]any{"x": 20 + 6*i, "y": 80 + (i%7)*8, "t": 16 * i})
	}
	return map[string]any{"w": 320, "h": 168, "strokes": []any{stroke}}
}

// Adult is a declaration of an adult who says yes to all of the uses.
func Adult(name string, uses ...string) map[string]any {
	answers := map[string]any{}
	for _, u := range uses {
		answers[u] = "yes"
	}
	return map[string]any{"answers": answers, "name": name, "adult": true, "method": "drawn", "ink": Ink()}
}

// Child is a declaration for a child born in June of a year, by its mother.
func Child(child, mother string, year int, uses ...string) map[string]any {
	a := Adult(child, uses...)
	delete(a, "adult")
	a["year"], a["month"], a["child"] = year, 6, "yes"
	a["guardian"] = map[string]any{"name": mother, "relation": "mother", "contact": "20 30 40 50", "authority": true, "other": "none"}
	return a
}

// Send are the fields of a declaration, see Phone.Message.
func Send(shown page.Shown, answer map[string]any) map[string]any {
	return map[string]any{"shown": shown, "answer": answer}
}
