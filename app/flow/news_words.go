package flow

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"onset/assets"
)

// Sentence says news as a crew says it: who said what, of whom.
func (n *News) Sentence(w *assets.Words) string {
	key := "news." + string(n.Kind)
	switch {
	case n.Kind == NewsTookBack && len(n.Purposes) > 0:
		key += ".for"
	case n.Kind == NewsRestricted && n.Until != 0:
		key += ".until"
	}
	uses := make([]string, len(n.Purposes))
	for i, p := range n.Purposes {
		uses[i] = inSentence(w.T("purpose." + string(p)))
	}
	name := n.Name
	if name == "" {
		name = w.T("news.somebody")
	}
	return capitalised(w.T(key, "who", n.who(w), "name", name, "uses", strings.Join(uses, w.T("list.comma")), "date", w.Day(n.Until.Time())))
}

func (n *News) who(w *assets.Words) string {
	switch {
	case n.Office:
		return w.T("news.office")
	case n.Device != "":
		return n.Device
	}
	return w.T("news.device")
}

// Effect says what news mean for clips.
func (n *News) Effect(w *assets.Words) string {
	switch {
	case n.Kind == NewsErased:
		return w.N("news.in_clips", n.Clips)
	case n.Clips == 0:
		return w.T("news.no_clip")
	}
	return w.N("news.clips", n.Clips)
}

func capitalised(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// inSentence is a title in the middle of a sentence; what is written in
// capitals stays.
func inSentence(s string) string {
	r := []rune(s)
	if len(r) > 1 && unicode.IsLower(r[1]) {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}
