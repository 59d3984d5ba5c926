package consent

import "slices"

// bandOrder lists the bands from strictest. An unknown age is treated as a minor's.
var bandOrder = [...]AgeBand{BandUnknown, BandUnder7, Band7to14, Band15to17, BandAdult}

func stricterBand(a, b AgeBand) AgeBand {
	for _, band := range bandOrder {
		if a == band || b == band {
			return band
		}
	}
	return BandUnknown
}

// stricterChild joins two answers of one child: a no stands, and a yes is more
// than not having been asked.
func stricterChild(a, b ChildSays) ChildSays {
	for _, says := range [...]ChildSays{ChildNo, ChildYes, ChildNotAsked} {
		if a == says || b == says {
			return says
		}
	}
	return ""
}

// single joins choices about the same purpose, so that one is left of each.
func single(cs []Choice) []Choice {
	var out []Choice
	for _, c := range cs {
		i := slices.IndexFunc(out, func(o Choice) bool { return o.Purpose == c.Purpose })
		if i < 0 {
			out = append(out, c)
			continue
		}
		out[i] = stricterChoice(out[i], c)
	}
	return out
}

// stricterChoices joins two contradicting declarations: granted only where
// both granted, until the earlier end. What one denied and the other did not
// ask stays denied.
func stricterChoices(a, b []Choice) []Choice {
	var out []Choice
	for _, x := range a {
		if y, ok := find(b, x.Purpose); ok {
			out = append(out, stricterChoice(x, y))
		} else if x.Answer != Granted {
			out = append(out, x)
		}
	}
	for _, y := range b {
		if _, ok := find(a, y.Purpose); !ok && y.Answer != Granted {
			out = append(out, y)
		}
	}
	return out
}

// narrowed applies a further party's choices: it can take away, never add. What
// the party leaves open is as given.
func narrowed(given, party []Choice) []Choice {
	for _, y := range party {
		i := slices.IndexFunc(given, func(c Choice) bool { return c.Purpose == y.Purpose })
		if i < 0 {
			continue
		}
		x := given[i]
		y.Basis = x.Basis
		if y.Ends == 0 {
			y.Ends = x.Ends
		}
		given[i] = stricterChoice(x, y)
	}
	return given
}

func stricterChoice(x, y Choice) Choice {
	if y.Answer != Granted {
		x.Answer = Denied
	}
	if x.Basis == BasisAgreement {
		x.Basis = y.Basis // an agreement would outlive a withdrawal
	}
	x.Ends = min(x.Ends, y.Ends)
	x.After = x.After || y.After
	x.Guardians = max(x.Guardians, y.Guardians)
	place, anywhere := commonTerritory(x.Territory, y.Territory)
	if !anywhere {
		x.Answer = Denied
	}
	x.Territory = place
	return x
}

// both are the elements of a that b has too.
func both[T comparable](a, b []T) []T {
	var out []T
	for _, x := range a {
		if slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

func find(cs []Choice, p Purpose) (Choice, bool) {
	i := slices.IndexFunc(cs, func(c Choice) bool { return c.Purpose == p })
	if i < 0 {
		return Choice{}, false
	}
	return cs[i], true
}
