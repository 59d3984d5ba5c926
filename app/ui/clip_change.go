package ui

import (
	"context"
	"errors"
	"strings"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// change does something that can be undone, says what was done, and offers the
// undo. After is called when it went well; it may be nil.
func (u *UI) change(words string, do func(context.Context) ([]flow.Token, error), after func()) {
	var tokens []flow.Token
	u.work(func(ctx context.Context) (err error) {
		tokens, err = do(ctx)
		return err
	}, func(err error) {
		if !u.try(err) {
			return
		}
		if after != nil {
			after()
		}
		u.undoableAll(words, tokens)
	})
}

// undoableAll undoes several changes as one.
func (u *UI) undoableAll(words string, tokens []flow.Token) {
	undo := func() {
		u.work(func(ctx context.Context) error {
			var errs []error
			for i := range tokens {
				if t := tokens[len(tokens)-1-i]; t != 0 {
					errs = append(errs, u.kit.Undo(ctx, t))
				}
			}
			return errors.Join(errs...)
		}, func(err error) { u.try(err) })
	}
	for _, t := range tokens {
		if t != 0 {
			u.toast(words, u.T("button.undo"), undo)
			return
		}
	}
	u.toast(u.T("clips.nothing_new"), "", nil)
}

// sayNobody judges that nobody can be recognised in clips. Who was named in
// them is taken out, after asking.
func (u *UI) sayNobody(clips []consent.ID, after func()) {
	tagged, judged := 0, false
	u.kit.Ledger(func(l *media.Ledger) {
		for _, id := range clips {
			if c := l.Clip(id); c != nil {
				judged = judged || len(c.Judgements) > 0
				if len(c.Tags) > 0 {
					tagged++
				}
			}
		}
	})
	if tagged == 0 {
		u.judgeNobody(clips, !judged, after)
		return
	}
	d := &part.Dialog{Title: u.T("clips.nobody_title"), Sentence: u.N("clips.nobody_but", tagged)}
	d.Actions = []*part.Button{
		part.NewButton(u.T("button.cancel"), "", part.Outline, d.Hide),
		part.NewButton(u.T("clips.nobody"), "", part.Danger, func() {
			d.Hide()
			u.judgeNobody(clips, false, after)
		}),
	}
	d.Show(u.stage)
}

// judgeNobody can be undone as long as no other judgement would go with it.
func (u *UI) judgeNobody(clips []consent.ID, undo bool, after func()) {
	u.work(func(ctx context.Context) error {
		if !undo {
			if _, err := u.kit.Untag(ctx, clips, nil); err != nil {
				return err
			}
		}
		return u.kit.Judge(ctx, flow.JudgeDraft{Clips: clips, Basis: media.JudgeNobody})
	}, func(err error) {
		if !u.try(err) {
			return
		}
		if after != nil {
			after()
		}
		words := u.N("clips.nobody_done", len(clips))
		if !undo {
			u.toast(words, "", nil)
			return
		}
		u.toast(words, u.T("button.undo"), func() { u.unjudge(clips) })
	})
}

func (u *UI) unjudge(clips []consent.ID) {
	u.work(func(ctx context.Context) error {
		for _, id := range clips {
			if err := u.kit.Unjudge(ctx, id); err != nil && !errors.Is(err, flow.ErrNothingHeld) {
				return err
			}
		}
		return nil
	}, func(err error) { u.try(err) })
}

// firstName is the first word of what a person is called; clothing stays whole.
func (u *UI) firstName(p flow.PersonRow) string {
	if p.Name == "" {
		return u.called(p)
	}
	first, _, _ := strings.Cut(p.Name, " ")
	return first
}
