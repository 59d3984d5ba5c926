package page

import (
	"errors"
	"slices"
	"time"

	"onset/consent"
	"onset/signer"
)

// form is what an answer is checked against.
type form struct {
	door  *Door
	sheet *Sheet
	now   time.Time

	prefix string // of the names of its fields
	faults []Field
}

// wrong notes what is wrong with a field.
func (f *form) wrong(name, key string) {
	f.faults = append(f.faults, Field{Name: f.prefix + name, Key: key})
}

// err is all that is wrong.
func (f *form) err() error {
	if len(f.faults) > 0 {
		return &FieldError{Fields: f.faults}
	}
	return nil
}

// answerOf checks a declaration for form and size, and leaves out what the
// text does not ask for. *FieldError for what people can put right, ErrAnswer
// for what no form of ours sends.
func answerOf(f form, w *wireAnswer, picture []byte) (*Answer, error) {
	a := &Answer{Shown: f.sheet.Shown, Child: consent.ChildNotAsked}
	err := errors.Join(f.answers(a, w), f.conditions(a, w.Conditions), f.method(a, w), f.child(a, w.Child))
	if err != nil {
		return nil, err
	}
	f.person(a, w)
	if f.sheet.Minor {
		f.guardian(a, w)
	}
	if picture != nil {
		if err := checkPicture(picture); err != nil {
			f.wrong("selfie", "err.selfie")
		}
		a.Selfie = picture
	}
	return a, f.err()
}

// answers takes a yes or no to every question that was asked, and to no other.
func (f *form) answers(a *Answer, w *wireAnswer) error {
	a.Answers = map[consent.Purpose]consent.Answer{}
	yes := false
	for _, q := range f.sheet.Questions {
		switch w.Answers[string(q.Purpose)] {
		case "yes":
			a.Answers[q.Purpose], yes = consent.Granted, true
		case "no":
			a.Answers[q.Purpose] = consent.Denied
		case "":
			f.wrong("q-"+string(q.Purpose), "err.choice")
		default:
			return ErrAnswer
		}
	}
	for p := range w.Answers {
		if !slices.ContainsFunc(f.sheet.Questions, func(q Question) bool { return string(q.Purpose) == p }) {
			return ErrAnswer
		}
	}
	if !yes && len(a.Answers) == len(f.sheet.Questions) {
		f.wrong("q", "err.allno")
	}
	return nil
}

func (f *form) conditions(a *Answer, names []string) error {
	known := []consent.Condition{
		consent.NoName, consent.NoPlace, consent.NoSchool, consent.NotRecognisable, consent.VoiceChanged, consent.ShowFirst,
	}
	for _, n := range names {
		c := consent.Condition(n)
		if !slices.Contains(known, c) || slices.Contains(a.Conditions, c) {
			return ErrAnswer
		}
		a.Conditions = append(a.Conditions, c)
	}
	return nil
}

// method checks how it was signed; ink is of whoever signs.
func (f *form) method(a *Answer, w *wireAnswer) error {
	a.Method = consent.Method(w.Method)
	switch {
	case a.Method == consent.Held && len(w.Ink) == 0:
		return nil
	case a.Method == "" && len(w.Ink) == 0:
		f.wrong("ink", "err.ink")
		return nil
	case a.Method != consent.Drawn:
		return ErrAnswer
	case len(w.Ink) == 0:
		f.wrong("ink", "err.ink")
		return nil
	}
	_, err := signer.ParseInk(w.Ink)
	switch {
	case errors.Is(err, signer.ErrInkEmpty):
		f.wrong("ink", "err.ink")
	case errors.Is(err, signer.ErrInkDot):
		f.wrong("ink", "err.dot")
	case err != nil:
		return ErrAnswer
	}
	a.Ink = w.Ink
	return nil
}

// child takes the child's own answer; whether one is needed turns on its age.
func (f *form) child(a *Answer, says string) error {
	switch says {
	case "yes":
		a.Child = consent.ChildYes
	case "no":
		a.Child = consent.ChildNo
	case "":
	default:
		return ErrAnswer
	}
	return nil
}

// person checks who is filmed.
func (f *form) person(a *Answer, w *wireAnswer) {
	second := f.door.Kind == ForSecond // the child's particulars are known from the first signature
	switch {
	case f.sheet.Minor && second:
		a.Child = consent.ChildNotAsked
		return
	case f.sheet.Minor:
		a.Name = f.name("cname", "err.cname", w.Name)
	default:
		a.Name = f.name("name", "err.name", w.Name)
		a.Contact = f.contact("contact", "err.contact", w.Contact, false)
	}
	if f.sheet.AsksWork {
		a.Work = f.text("work", "err.work", w.Work)
	}
	if f.sheet.AsksBand {
		a.Band = f.band(w.Band)
	}
	f.age(a, w)
}

// age checks the age against the text. With the adults' text go those of 18,
// and the young who sign alone by the production's rules.
func (f *form) age(a *Answer, w *wireAnswer) {
	if !f.sheet.Minor && w.Adult {
		a.Adult, a.Child = true, consent.ChildNotAsked
		return
	}
	if !f.sheet.Minor && w.Year == 0 && w.Month == 0 {
		f.wrong("adult", "err.age")
		return
	}
	if !f.born(w.Year, w.Month) {
		return
	}
	a.BornYear, a.BornMonth = w.Year, w.Month
	age := ageOf(w.Year, w.Month, f.now)
	switch {
	case age >= adultAge:
		f.wrong("year", "err.adult")
	case !f.sheet.Minor && age < f.aloneFrom():
		f.wrong("adult", "err.age")
	case !f.sheet.Minor || age < f.sheet.AsksChild:
		a.Child = consent.ChildNotAsked
	case a.Child == consent.ChildNotAsked:
		f.wrong("child", "err.child")
	}
}

const adultAge = 18

// ageOf is the age of somebody born in that month. Who turns an age within the
// month of birth counts as the younger, because only the month is known.
func ageOf(year, month int, now time.Time) int {
	age := now.Year() - year
	if int(now.Month()) <= month {
		age--
	}
	return age
}

// alone reports whether the person signs without a guardian.
func (f *form) alone(a *Answer) bool {
	return a.BornYear != 0 && ageOf(a.BornYear, a.BornMonth, f.now) >= f.aloneFrom()
}

// aloneFrom takes a sheet that names no age for one of 18.
func (f *form) aloneFrom() int {
	if f.sheet.AloneFrom <= 0 {
		return adultAge
	}
	return f.sheet.AloneFrom
}

// guardian checks who signs for a minor.
func (f *form) guardian(a *Answer, w *wireAnswer) {
	if w.Guardian == nil && f.alone(a) {
		return
	}
	if w.Guardian == nil {
		w.Guardian = &wireGuardian{}
	}
	g := &Guardian{
		Name:      f.name("gname", "err.gname", w.Guardian.Name),
		Relation:  consent.Relation(w.Guardian.Relation),
		Contact:   f.contact("gcontact", "err.gcontact", w.Guardian.Contact, true),
		Authority: w.Guardian.Authority,
		Other:     consent.OtherHolder(w.Guardian.Other),
	}
	switch {
	case slices.Contains([]consent.Relation{consent.Teacher, consent.Coach, consent.Grandparent, consent.OtherRelated}, g.Relation):
		f.wrong("rel", "err.teacher")
	case !g.Relation.Signs():
		f.wrong("rel", "err.rel")
	}
	if !g.Authority {
		f.wrong("auth", "err.auth")
	}
	if g.Other == "" && f.door.Kind == ForSecond { // the first signature said so
		g.Other = consent.HolderNone
	}
	if !slices.Contains([]consent.OtherHolder{consent.HolderNone, consent.HolderAgrees, consent.HolderMustSign}, g.Other) {
		f.wrong("too", "err.too")
	}
	a.Guardian = g
}

// awayOf checks what a child leaves whose guardian is not here. Codes to take
// home are not for doors that were opened with one. How old the child is the
// guardian says, and the child is not asked. Within the text for minors
// the form for it is one of its own; its fields begin with "a".
func awayOf(f form, w *wireAway) (*Away, error) {
	if f.door.Kind == ForParent || f.door.Kind == ForSecond || !f.sheet.Minor && !f.sheet.HasMinor {
		return nil, ErrAnswer
	}
	key := "err.name"
	if f.sheet.Minor {
		f.prefix, key = "a", "err.cname"
	}
	a := &Away{Shown: f.sheet.Shown, Name: f.name("name", key, w.Name)}
	if f.sheet.AsksBand {
		a.Band = f.band(w.Band)
	}
	return a, f.err()
}
