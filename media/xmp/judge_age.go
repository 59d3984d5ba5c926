package xmp

import "onset/consent"

// youngest is the age code of the youngest person. It is written only when a
// minor is in the clip. A band that spans codes gives none of them away: its
// code is AgeUnknown unless the age is known.
func (q Question) youngest(people []member) Age {
	if !q.ShowAge {
		return ""
	}
	least, minor, unknown, child := 1000, false, false, false
	for _, m := range people {
		years, known := q.Ages[m.id]
		band := m.band()
		switch {
		case known:
			least, minor = min(least, years), minor || years < 18
			child = child || years <= 14
		case band == consent.Band7to14, band == consent.BandUnder7:
			minor, child = true, true
		case band == consent.BandAdult:
		default:
			unknown = true
			minor = minor || band != ""
		}
	}
	switch {
	case !minor:
		return ""
	case child:
		return AgeUnder15
	case unknown || least == 1000:
		return AgeUnknown
	default:
		return AgeOf(least)
	}
}

// bands from the youngest; an open age counts as younger than an adult's.
var bands = []consent.AgeBand{consent.BandUnder7, consent.Band7to14, consent.Band15to17, consent.BandUnknown, consent.BandAdult}

// band is the youngest that a person's declarations in force name; empty when
// none does.
func (m member) band() consent.AgeBand {
	for _, b := range bands {
		for _, c := range m.person.Live() {
			if c.Band == b && c.Terms.Key != consent.LocationTerms {
				return b
			}
		}
	}
	return ""
}
