package consent

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Placeholders are the names that a text may hold in braces. A question also
// takes a value of its own purpose: "end.film" before "end".
var placeholders = []string{
	"title", "controller", "contact", "address", "customer", "recipients", "end", "territory", "date", "purposes",
}

// Fill puts values in place of {title}, {controller}, {contact}, {address},
// {customer}, {recipients}, {end}, {territory}, {date} and {purposes} in every
// language. In the question about a purpose, "end.film" goes before "end", and
// so for every name. A placeholder with no or an empty value stays, so that
// Publishable finds it. The receiver is not changed.
func (t Terms) Fill(values map[string]string) Terms {
	out := t
	out.Texts = make(map[string]*Text, len(t.Texts))
	for lang, text := range t.Texts {
		if text != nil {
			out.Texts[lang] = text.fill(values)
		}
	}
	return out
}

func (x *Text) fill(values map[string]string) *Text {
	all := filler(values, "")
	out := *x
	for _, s := range []*string{&out.Title, &out.Card, &out.Child, &out.NotAsked, &out.Review} {
		*s = all.Replace(*s)
	}
	out.Spoken = slices.Clone(x.Spoken)
	for i, s := range out.Spoken {
		out.Spoken[i] = all.Replace(s)
	}
	out.Full = slices.Clone(x.Full)
	for i, s := range out.Full {
		out.Full[i] = Section{Heading: all.Replace(s.Heading), Body: all.Replace(s.Body)}
	}
	out.Questions = maps.Clone(x.Questions)
	for p, q := range out.Questions {
		own := filler(values, p)
		out.Questions[p] = QuestionText{Title: own.Replace(q.Title), Sentence: own.Replace(q.Sentence), Details: own.Replace(q.Details)}
	}
	return &out
}

// filler replaces in one pass, so that a value with braces is not filled again.
func filler(values map[string]string, p Purpose) *strings.Replacer {
	var pairs []string
	for _, name := range placeholders {
		v := values[name]
		if own := values[name+"."+string(p)]; p != "" && own != "" {
			v = own
		}
		if strings.TrimSpace(v) != "" {
			pairs = append(pairs, "{"+name+"}", v)
		}
	}
	return strings.NewReplacer(pairs...)
}

// Digest is the SHA-256 of one language's text as canonical JSON; zero when
// the text does not exist in that language.
func (t Terms) Digest(lang string) Ref {
	text := t.Texts[lang]
	if text == nil {
		return Ref{}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		return Ref{}
	}
	return sha256.Sum256(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// Choices are the answers as a declaration holds them, in the order of the
// text, with the end dates of somebody who signs on that day. A question that
// was not put or not answered is left out: not asked is not denied.
func (t Terms) Choices(answers map[Purpose]Answer, on Date) []Choice {
	var out []Choice
	for _, p := range t.Purposes {
		a, ok := answers[p.Key]
		if !p.Asked || !ok || a != Granted && a != Denied {
			continue
		}
		out = append(out, Choice{
			Purpose: p.Key, Answer: a, Basis: p.Basis, Ends: p.Ends.On(on),
			Territory: p.Territory, After: p.After, Guardians: p.Guardians,
		})
	}
	return out
}

// On is the last day of use for somebody who signs on that day, the earlier
// where the rule has a date and years; zero when it has neither.
func (e EndRule) On(signed Date) Date {
	if e.Years <= 0 {
		return e.Date
	}
	last := signed.AddYears(e.Years)
	if e.Date != 0 && e.Date < last {
		return e.Date
	}
	return last
}
