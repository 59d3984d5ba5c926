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

func stricterChild(a, b ChildSays) ChildSays {
	for _, says := range [...]ChildSays{ChildNo, ChildNotAsked, ChildYes} {
		if a == says && b == "" || b == says && a == "" {
			return says
		}
	}
	if a == ChildNo || b == ChildNo {
		return ChildNo
	}
	if a == ChildYes || b == ChildYes {
		return ChildYes
	}
	return a
}

func childAnswer(a Answer) ChildSays {
	if a == Granted {
		return ChildYes
	}
	return ChildNo
}

// stricterChoices joins two contradicting declarations: granted only where
// both granted, until the earlier end.
func stricterChoices(a, b []Choice) []Choice {
	out := make([]Choice, 0, len(a))
	for _, x := range a {
		if y, ok := find(b, x.Purpose); ok {
			out = append(out, stricterChoice(x, y))
		}
	}
	return out
}

// narrowed applies a further party's choices: it can take away, never add.
func narrowed(given, party []Choice) []Choice {
	out := slices.Clone(given)
	for i, x := range out {
		if y, ok := find(party, x.Purpose); ok && y.Answer != Granted {
			out[i].Answer = Denied
		}
	}
	return out
}

func stricterChoice(x, y Choice) Choice {
	if y.Answer != Granted {
		x.Answer = Denied
	}
	if y.Ends < x.Ends {
		x.Ends = y.Ends
	}
	x.After = x.After || y.After
	x.Guardians = max(x.Guardians, y.Guardians)
	if x.Territory == "" || x.Territory == "world" {
		x.Territory = y.Territory
	}
	return x
}

func find(cs []Choice, p Purpose) (Choice, bool) {
	i := slices.IndexFunc(cs, func(c Choice) bool { return c.Purpose == p })
	if i < 0 {
		return Choice{}, false
	}
	return cs[i], true
}
