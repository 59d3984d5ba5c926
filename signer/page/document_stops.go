package page

import (
	"io"
)

// Why names a dead end that a document tells of.
type Why string

// The dead ends.
const (
	WhyNoDoor Why = "none"   // no such code; also of a path that does not exist
	WhyUsed   Why = "used"   // another phone has it
	WhyOld    Why = "old"    // its time is over
	WhyDone   Why = "done"   // the answer that a take-home code asks for is here
	WhyOff    Why = "off"    // nobody takes answers
	WhyNotYet Why = "notyet" // what a take-home code opens has not arrived here
	WhyBroken Why = "broken" // could not be read, or a host that is not ours
	WhySlow   Why = "slow"   // too many requests
)

// stops are the heading and the sentences of each dead end.
var stops = map[Why][]string{
	WhyNoDoor: {"err.broken_h", "err.broken"},
	WhyUsed:   {"err.used_h", "err.used"},
	WhyOld:    {"err.old_h", "err.old"},
	WhyDone:   {"err.answered_h", "err.answered"},
	WhyOff:    {"err.off_h", "err.off"},
	WhyNotYet: {"minor.w_h", "minor.w_p", "minor.w_p2"},
	WhyBroken: {"err.broken_h", "err.broken"},
	WhySlow:   {"err.busy_h", "err.slow"},
}

// Stop renders a dead end in a language, or in English where the page does not
// speak it. It never says more than the sentence of its reason.
func (d *Documents) Stop(w io.Writer, lang string, why Why) error {
	keys, ok := stops[why]
	if !ok {
		keys = stops[WhyBroken]
	}
	data := stopData{base: d.base(lang)}
	data.Title, data.Again = data.T(keys[0]), why == WhyNotYet
	for _, key := range keys[1:] {
		data.Sentences = append(data.Sentences, data.T(key))
	}
	return d.render(w, "stop", &data)
}

type stopData struct {
	base
	Sentences []string
}

// Languages renders the choice of a language among those a text exists in. A
// text that was asked for in a language it does not exist in says so in that
// language: lacks is its tag, or empty.
func (d *Documents) Languages(w io.Writer, lang, lacks string, languages []string) error {
	if lacks != "" {
		lang = lacks
	}
	data := languagesData{base: d.base(lang), Others: d.words.tongues(languages)}
	data.Title = data.T("lang.h")
	if lacks != "" {
		data.Missing = data.T("lang.no_text", "language", data.T("lang.name"))
	}
	for _, tag := range languages {
		if other := d.words.in(tag); other.Tag == tag && tag != data.Lang && len(data.Also) < 2 {
			data.Also = append(data.Also, tongue{tag, other.T("lang.h"), direction(tag)})
		}
	}
	return d.render(w, "languages", &data)
}

type languagesData struct {
	base
	Missing string
	Also    []tongue // the question in the shoot's languages
	Others  []tongue
}

// Code renders the field for a take-home code; wrong says that the last one does not exist.
func (d *Documents) Code(w io.Writer, lang string, wrong bool) error {
	data := codeData{base: d.base(lang), Wrong: wrong}
	data.Title = data.T("code.h")
	return d.render(w, "code", &data)
}

type codeData struct {
	base
	Wrong bool
}

// See renders "your phone can see the crew's tablet", which is all that the self-test says.
func (d *Documents) See(w io.Writer, lang string) error {
	data := d.base(lang)
	data.Title = data.T("see.h")
	return d.render(w, "see", data)
}
