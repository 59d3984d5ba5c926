package ui

import (
	"bytes"
	"image"
	_ "image/jpeg" // faces and thumbnails are JPEGs
	"time"
	"unicode"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
	"onset/media"
)

// statusOf is the shape and the word of a person's state.
func (u *UI) statusOf(s consent.PersonState) (part.Status, string) {
	shapes := map[consent.PersonState]part.Status{
		consent.MayBeFilmed: part.OK, consent.WithLimits: part.Limit, consent.WaitingForParent: part.Wait,
		consent.DoNotFilm: part.Stop, consent.TookItBack: part.Stop,
	}
	if s == "" {
		s = consent.WhoIsThis
	}
	return shapes[s], u.T("status.person." + string(s))
}

// personWords are all words a person's pill can say, for the room it reserves.
func (u *UI) personWords() []string {
	var out []string
	for _, s := range personStates {
		_, word := u.statusOf(s)
		out = append(out, word)
	}
	return out
}

// personStates are in the order of lists: red first.
var personStates = []consent.PersonState{
	consent.DoNotFilm, consent.TookItBack, consent.WaitingForParent, consent.WhoIsThis, consent.WithLimits, consent.MayBeFilmed, consent.DetailsErased,
}

// clipStatus is the shape and the word of a clip's answer.
func (u *UI) clipStatus(r media.Result) (part.Status, string) {
	shapes := map[media.Result]part.Status{media.Cleared: part.OK, media.Limited: part.Limit, media.Blocked: part.Stop}
	if r == "" {
		r = media.Unknown
	}
	return shapes[r], u.T("status.clip." + string(r))
}

// called is what a person is called: the name, else the clothing, else the band.
func (u *UI) called(r flow.PersonRow) string {
	switch {
	case r.Name != "":
		return r.Name
	case r.Clothing.Garment != "" || r.Clothing.Colour != "":
		return capital(u.words.Clothing(r.Clothing.Colour, r.Clothing.Garment))
	case r.Band != "":
		return r.Band
	case r.State == consent.DetailsErased:
		return u.T("status.person.details_erased")
	}
	return u.T("status.person.who_is_this")
}

// avatarOf is the face, the initials, or the sign of clothing, with the badge
// of the person's state.
func (u *UI) avatarOf(r flow.PersonRow, size float32) *part.Avatar {
	a := part.NewAvatar("", size)
	u.setAvatar(a, r)
	return a
}

// setAvatar shows another person on an avatar of a list.
func (u *UI) setAvatar(a *part.Avatar, r flow.PersonRow) {
	a.SetFace(nil)
	status, _ := u.statusOf(r.State)
	a.SetBadge(status)
	if r.Name == "" {
		a.SetIcon("checkroom")
		return
	}
	a.SetInitials(part.Initials(r.Name))
	if r.HasFace {
		a.SetFace(u.faceOf(r))
	}
}

// faceOf is a person's small picture, nil when there is none.
func (u *UI) faceOf(r flow.PersonRow) image.Image {
	b := r.Face
	if len(b) == 0 && r.HasFace {
		b = u.kit.Face(u.ctx, r.ID)
	}
	return picture(b)
}

// picture decodes a small JPEG of the kit's own; nil when it is none.
func picture(b []byte) image.Image {
	if len(b) == 0 {
		return nil
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	return img
}

// day is a date as people read it, with its weekday when it is near.
func (u *UI) day(d consent.Date) string {
	if d == 0 {
		return ""
	}
	if away := d.Time().Sub(u.opt.Now()); away > -14*24*time.Hour && away < 14*24*time.Hour {
		return u.words.Date(d.Time())
	}
	return u.words.Day(d.Time())
}

// useTitle is what a use is called: as the question says it, else by its own word.
func (u *UI) useTitle(c flow.ChoiceLine) string {
	if c.Title == "" || c.Title == string(c.Purpose) {
		return u.T("purpose." + string(c.Purpose))
	}
	return c.Title
}

// capital starts a sentence with a word.
func capital(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}
