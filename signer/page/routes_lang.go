package page

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"onset/assets"
)

// maxWanted bounds how many languages of a phone are looked at.
const maxWanted = 8

// wantedLanguages are the language that a link asks for, or those of the phone,
// best first.
func wantedLanguages(r *http.Request) []string {
	if l := r.URL.Query().Get("l"); l != "" {
		return []string{l[:min(len(l), maxLang)]}
	}
	type weighed struct {
		tag string
		q   float64
	}
	var list []weighed
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := 1.0
		if weight, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			q, _ = strconv.ParseFloat(weight, 64) // what cannot be read weighs nothing
		}
		if tag != "" && tag != "*" && len(tag) <= maxLang && q > 0 && len(list) < maxWanted {
			list = append(list, weighed{tag, q})
		}
	}
	slices.SortStableFunc(list, func(a, b weighed) int { return cmp.Compare(b.q, a.q) })
	out := make([]string, 0, len(list))
	for _, w := range list {
		out = append(out, w.tag)
	}
	return out
}

// languageOf is the language that a page without a text speaks to a reader.
func (s *Server) languageOf(r *http.Request) string {
	for _, w := range wantedLanguages(r) {
		if tag := assets.Match(w, s.tags); tag != "" {
			return tag
		}
	}
	return "en"
}
