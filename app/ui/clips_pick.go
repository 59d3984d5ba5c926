package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"onset/app/flow"
	"onset/consent"
)

// picking is which clips are chosen for doing something with all of them.
type picking struct {
	on     bool
	set    map[consent.ID]bool
	anchor int                 // the last one chosen by itself; ranges start there
	out    map[consent.ID]bool // people taken out of those of the clip before
	extra  []flow.PersonRow    // people put in by hand
}

func (p *picking) clear() { *p = picking{} }

func (p *picking) has(id consent.ID) bool { return p.set[id] }

func (p *picking) put(id consent.ID, in bool) {
	if p.set == nil {
		p.set = map[consent.ID]bool{}
	}
	if in {
		p.set[id] = true
	} else {
		delete(p.set, id)
	}
}

func (p *picking) toggle(i int, id consent.ID) {
	p.put(id, !p.set[id])
	p.anchor = i
}

// through chooses everything from the last chosen clip to this one.
func (p *picking) through(ids []consent.ID, i int) {
	from, to := min(p.anchor, i), max(p.anchor, i)
	for _, id := range ids[from:min(to+1, len(ids))] {
		p.put(id, true)
	}
}

// keep forgets chosen clips that the filters do not show any more: nobody tags what they do not see.
func (p *picking) keep(ids []consent.ID) {
	if len(p.set) == 0 {
		return
	}
	shown := make(map[consent.ID]bool, len(ids))
	for _, id := range ids {
		shown[id] = true
	}
	for id := range p.set {
		if !shown[id] {
			delete(p.set, id)
		}
	}
}

// ordered are the chosen clips in the order of the list.
func (p *picking) ordered(ids []consent.ID) []consent.ID {
	out := make([]consent.ID, 0, len(p.set))
	for _, id := range ids {
		if p.set[id] {
			out = append(out, id)
		}
	}
	return out
}

// shiftHeld reports whether a keyboard's shift is down; a touch screen has none.
func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

func (s *clipsScreen) startPicking() {
	s.pick.on = true
	s.pickChanged()
}

// startOrAll starts choosing, and the second time chooses all.
func (s *clipsScreen) startOrAll() {
	if s.pick.on {
		s.pickAll()
	} else {
		s.startPicking()
	}
}

func (s *clipsScreen) pickAll() {
	for _, id := range s.list.IDs {
		s.pick.put(id, true)
	}
	s.pickChanged()
}

func (s *clipsScreen) stopPicking() {
	s.pick.clear()
	s.pickChanged()
}

// pickChanged draws the bar and the cards; the grid stays where it is.
func (s *clipsScreen) pickChanged() {
	s.body.Rebuild()
	s.grid.Reload()
}

// leave ends choosing, on Escape.
func (s *clipsScreen) leave() {
	if s.pick.on {
		s.stopPicking()
	}
}

// search opens the search field, on the keyboard's find.
func (s *clipsScreen) search() {
	s.find = false
	s.toggleSearch()
}
