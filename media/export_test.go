package media

// CutInto has an empty ledger hold up to n clips in a stretch, twice as many
// before it is cut.
func (l *Ledger) CutInto(n int) { l.stretch = n }
