package slatetest

// QuarterHigh is what a code a quarter of the frame high must stand, by name.
// The figures are of a frame of 1080 lines. Text and place are the caller's.
func QuarterHigh() map[string]Shot {
	all := map[string]Shot{
		"clean":             {},
		"blur 2":            {Blur: 2},
		"blur 4":            {Blur: 4},
		"blur 6":            {Blur: 6, Noise: 4},
		"blur 7":            {Blur: 7},
		"from the side":     {Tilt: 0.2},
		"far from the side": {Tilt: 0.35},
		"turned 20":         {Turn: 20},
		"turned 45":         {Turn: 45},
		"upside down":       {Turn: 180},
		"noise":             {Noise: 20},
		"much noise":        {Noise: 40},
		"dark":              {Dark: 0.2, Noise: 3},
		"motion":            {Motion: 16},
		"compression":       {Compression: 12},
		"all of it":         {Blur: 2, Tilt: 0.2, Turn: 10, Noise: 10, Dark: 0.6, Compression: 40},
		"more of it":        {Blur: 3, Tilt: 0.3, Turn: -15, Noise: 12, Dark: 0.5, Compression: 30},
	}
	for name, s := range all {
		s.Width = H / 4
		all[name] = s
	}
	return all
}
