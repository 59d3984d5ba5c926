package assets

import "strings"

// Or joins words as alternatives: "a, b or c".
func (w *Words) Or(items []string) string { return w.join(items, "list.last_or") }

// And joins words as a list: "a, b and c".
func (w *Words) And(items []string) string { return w.join(items, "list.last_and") }

// NotUsed is what stands for {purposes} in a text's "We do not use it
// {purposes}": the uses of these keys in words, as alternatives.
func (w *Words) NotUsed(purposes []string) string {
	items := make([]string, len(purposes))
	for i, p := range purposes {
		items[i] = w.T("purpose.in." + p)
	}
	return w.Or(items)
}

func (w *Words) join(items []string, last string) string {
	n := len(items)
	if n < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:n-1], w.T("list.comma")) + w.T(last) + items[n-1]
}
