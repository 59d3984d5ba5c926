package ui

// keepAwake keeps the screen from going dark for as long as anybody asks for
// it: a copy, phones on the page, the slate.
func (u *UI) keepAwake(who string, on bool) {
	if u.awake == nil {
		u.awake = map[string]bool{}
	}
	if u.awake[who] == on {
		return
	}
	u.awake[who] = on
	lit := false
	for _, asked := range u.awake {
		lit = lit || asked
	}
	u.app.Driver().SetDisableScreenBlanking(lit)
}
