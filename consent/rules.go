package consent

// Rules are a production's own ages and policies. Laws differ, so each is a setting.
type Rules struct {
	GuardianBelow int    `json:"guardian_below"` // a guardian signs for anyone younger; 18
	Guardians     int    `json:"guardians"`      // how many must sign; 1 or 2
	AssentFrom    int    `json:"assent_from"`    // the child is asked from about this age; 7
	FinalFrom     int    `json:"final_from"`     // from this age the young person's no is final; 15
	LateBlocks    bool   `json:"late_blocks"`    // an adult who signed after filming blocks the clip
	AnswerDays    int    `json:"answer_days"`    // how long a missing guardian has; 7
	ProofMonths   int    `json:"proof_months"`   // how long the proof is kept after the end; 6
	Journalistic  bool   `json:"journalistic"`   // the press exemption is claimed
	Basis         string `json:"basis"`          // the production's way: "consent", "agreement" or "journalism"
}

// DefaultRules are what a production starts with.
func DefaultRules() Rules {
	return Rules{GuardianBelow: 18, Guardians: 1, AssentFrom: 7, FinalFrom: 15, AnswerDays: 7, ProofMonths: 6, Basis: "consent"}
}

// Band is the age band of somebody born in that month, on the day of signing.
// Whoever turns an age within the month of birth counts as the younger, because
// only month and year are known.
func (r Rules) Band(bornYear, bornMonth int, on Date) AgeBand {
	t := on.Time()
	age := t.Year() - bornYear
	if int(t.Month()) <= bornMonth {
		age--
	}
	switch {
	case bornYear < 1900 || bornMonth < 1 || bornMonth > 12 || age < 0 && t.Year() < bornYear:
		return BandUnknown
	case age >= 18:
		return BandAdult
	case age >= 15:
		return Band15to17
	case age >= 7:
		return Band7to14
	default:
		return BandUnder7
	}
}

// NeedsGuardian reports whether a guardian must sign for somebody of this band.
// An unknown age needs one.
func (r Rules) NeedsGuardian(b AgeBand) bool {
	switch b {
	case BandAdult:
		return r.GuardianBelow > 18
	case Band15to17:
		return r.GuardianBelow > 15
	default:
		return true
	}
}
