package consent

import "slices"

// FoldAvoid is what is known of a person beyond the consents: do-not-film and
// blur notes in force, and corrected particulars.
func FoldAvoid(person ID, sts []Statement) AvoidView {
	sts = Distinct(sts)
	v := AvoidView{Person: person}
	var lifted []Ref
	Bodies(sts, func(_ Statement, b *Avoid) {
		if b.Person == person && b.Kind == AvoidLift {
			lifted = append(lifted, b.Undoes...)
		}
	})
	Bodies(sts, func(st Statement, b *Avoid) {
		if b.Person != person || b.Kind == AvoidLift || slices.Contains(lifted, st.ID) {
			return
		}
		v.Notes = append(v.Notes, AvoidNote{Ref: st.ID, Kind: b.Kind, Shoot: b.Shoot, At: st.At, By: st.By, Set: b.Set})
	})
	r := rectified(sts, func(b *Rectified) bool { return b.Consent.IsZero() && b.Person == person })
	if len(r.set) > 0 {
		v.Set = r.set[0]
	}
	if len(r.office) > 0 {
		v.Office = r.office[0]
	}
	return v
}

// Film reports whether the person must not be filmed.
func (v *AvoidView) Film() bool { return v.has(AvoidFilm) }

// Blur reports whether the person must be made unrecognisable.
func (v *AvoidView) Blur() bool { return v.has(AvoidBlur) }

func (v *AvoidView) has(k AvoidKind) bool {
	return v != nil && slices.ContainsFunc(v.Notes, func(n AvoidNote) bool { return n.Kind == k })
}

// FoldNotice is the state of a posted notice.
func FoldNotice(id ID, sts []Statement) NoticeView {
	sts = Distinct(sts)
	v := NoticeView{ID: id}
	Bodies(sts, func(st Statement, b *Notice) {
		if b.Notice != id {
			return
		}
		if b.Down {
			v.Down = true
			if v.Until.IsZero() || st.At.Before(v.Until) {
				v.Until = st.At
			}
			return
		}
		v.Shoot, v.Terms, v.Langs, v.Set = b.Shoot, b.Terms, b.Langs, b.Set
		if v.At.IsZero() || st.At.Before(v.At) {
			v.At = st.At
		}
	})
	return v
}
