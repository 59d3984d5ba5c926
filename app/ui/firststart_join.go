package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"onset/app/flow"
	"onset/app/ui/part"
)

// join asks for the code of a production that others hold: typed, pasted, or
// read off a picture of the other screen.
func (f *firstStart) join() fyne.CanvasObject {
	code := newCodeEntry(f.u, f.body, func(s string) {
		f.j.Code = strings.TrimSpace(s)
		f.checkNext()
	})
	code.field.SetText(f.j.Code)
	field := func(key string, mono bool, v *string) fyne.CanvasObject {
		e := part.NewField(part.FieldOptions{Label: f.u.T("first.join." + key), Crew: true, Mono: mono, OnChanged: func(s string) {
			*v = s
			f.checkNext()
		}})
		e.SetText(*v)
		return e
	}
	rows := append(f.stepHead(1, "first.join.title"), part.Pad(part.Column(part.Gap16,
		code.object(), field("crew", false, &f.j.CrewName), field("label", false, &f.j.Label), field("at", true, &f.at),
	), part.Gap16, 0, 0, 0))
	return part.Column(part.Gap8, append(rows, f.failure()...)...)
}

func (f *firstStart) joinMissing() string {
	switch {
	case strings.TrimSpace(f.j.Code) == "":
		return f.u.T("first.join.needs_code")
	case strings.TrimSpace(f.j.CrewName) == "":
		return f.u.T("first.join.needs_crew")
	}
	return ""
}

// make founds a production or joins one.
func (f *firstStart) make(ctx context.Context) (*flow.Kit, string, error) {
	if !f.joining {
		return f.u.home.Found(ctx, f.p)
	}
	j := f.j
	j.Passphrase = f.p.Passphrase
	if at := strings.TrimSpace(f.at); at != "" {
		j.Addresses = []string{at}
	}
	return f.u.home.Join(ctx, j)
}
