package ui

import (
	"testing"

	"onset/app/flow"
	"onset/app/ui/part"
	"onset/consent"
)

func TestWithdrawalIsThreeTapsAndGivesAReceipt(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	id := personNamed(t, u, "Mette Sandager").ID
	u.openPerson(id)
	h := &hand{t: t, u: u}
	h.tap("Withdraw")
	if _, ok := find(u, func(c *part.CheckRow) bool { return c.On() }); ok {
		t.Error("something is chosen before anybody chose")
	}
	if button(t, u, "Choose").Usable() {
		t.Error("nothing chosen can be taken back")
	}
	h.tap("Everything")
	h.tap("Take it back")
	if h.taps != 3 {
		t.Errorf("it took %d taps", h.taps)
	}
	mustSay(t, u, "Trukket tilbage,", "Du har trukket tilbage") // in the language it was signed in
	if s := k.PersonRow(id).State; s != consent.TookItBack {
		t.Errorf("state is %s", s)
	}
	tap(t, u, "Færdig")
	if u.bare != nil {
		t.Error("the receipt is still shown")
	}
}

func TestOneUseIsTakenBack(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 390, 844)
	id := personNamed(t, u, "Mette Sandager").ID
	u.openPerson(id)
	tap(t, u, "Withdraw")
	row := func(word string) *part.CheckRow {
		r, ok := find(u, func(c *part.CheckRow) bool { return c.Word() == word })
		if !ok {
			t.Fatalf("no row says %q", word)
		}
		return r
	}
	tap(t, u, "Everything")
	tap(t, u, row("Photos").Word())
	if row("Everything").On() {
		t.Error("everything is still chosen")
	}
	tap(t, u, "Take it back")
	s, err := k.Person(id, "en")
	noError(t, err)
	for _, c := range s.Choices {
		if c.Answer == consent.Granted && c.Withdrawn != (c.Purpose == consent.Stills) {
			t.Errorf("%s: withdrawn %v", c.Purpose, c.Withdrawn)
		}
	}
}

func TestTheListStartsWithTheRedOnes(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	u.goTo(atPeople)
	p := u.shown().(*peopleScreen)
	last := 0
	for _, r := range p.rows {
		if n := r.State.Urgency(); n < last {
			t.Fatalf("%s stands after others", r.State)
		} else {
			last = n
		}
	}
	all := len(p.rows)
	tap(t, u, "Do not film")
	if len(p.rows) == 0 || len(p.rows) >= all {
		t.Errorf("%d of %d are red", len(p.rows), all)
	}
	p.search.SetText("zzz")
	mustSay(t, u, "Nobody here")
	p.search.SetText("")
	if len(p.rows) == 0 {
		t.Error("nobody came back")
	}
}

func TestSomebodyIsNotedByClothing(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 800, 1280)
	u.goTo(atPeople)
	u.addPerson()
	tap(t, u, "Somebody not to be filmed")
	if button(t, u, "Choose what is worn").Usable() {
		t.Error("nobody can be noted")
	}
	tap(t, u, "blue")
	tap(t, u, "scarf")
	typeInto(t, u, "Where", "By the ice house")
	tap(t, u, "Save")
	rows := k.People(flow.PeopleQuery{}).Rows
	if len(rows) != 1 || rows[0].State != consent.DoNotFilm || u.called(rows[0]) != "Blue scarf" {
		t.Errorf("people are %+v", rows)
	}
	tap(t, u, "Undo")
	if s := k.PersonRow(rows[0].ID).State; s != consent.WhoIsThis {
		t.Errorf("after undo the state is %s", s)
	}
}

func TestAWarningNeverBlocks(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	row := personNamed(t, u, "Oskar Dahl")
	u.openPerson(row.ID)
	tap(t, u, "Put on camera")
	mustSay(t, u, "Only put on camera if", "A parent is on the way")
	tap(t, u, "A parent is on the way")
	on := false
	for _, tile := range k.Board().On {
		on = on || tile.ID == row.ID
	}
	if !on {
		t.Error("the picked reason does not put them on camera")
	}
}

func TestDetailsAreCorrectedAndErased(t *testing.T) {
	k := fullKit(t)
	u := showKit(t, k, 1280, 800)
	id := personNamed(t, u, "Aksel Toft").ID
	u.openPerson(id)
	p := shownSheet(t, u)
	l, _ := p.declared()
	u.push(newCorrection(u, p.s, l))
	if button(t, u, "Nothing is changed yet").Usable() {
		t.Error("nothing can be saved")
	}
	typeInto(t, u, "Name", "e")
	tap(t, u, "Save")
	if got := k.PersonRow(id).Name; got != "Aksel Tofte" {
		t.Errorf("the name is %q", got)
	}
	shownSheet(t, u).erase()
	mustSay(t, u, "The answers, their times and the clips stay, without a name.")
	tap(t, u, "Delete personal details")
	if got := k.PersonRow(id).Name; got != "" {
		t.Errorf("the name %q is still here", got)
	}
}

func TestANoticeGoesUpAndDown(t *testing.T) {
	k := bareKit(t)
	u := showKit(t, k, 1280, 800)
	u.goTo(atPeople)
	u.push(newNotices(u))
	tap(t, u, "It is up")
	u.push(newNotices(u))
	mustSay(t, u, "Up now")
	tap(t, u, "Taken down")
	mustSay(t, u, "No notice is up.")
}

func TestARestrictionIsSetAndLifted(t *testing.T) {
	u := showKit(t, fullKit(t), 1280, 800)
	u.openPerson(personNamed(t, u, "Nadia Rahimi").ID)
	shownSheet(t, u).restrict()
	tap(t, u, "Set aside for now")
	mustSay(t, u, "Set aside: nothing is used for now")
	shownSheet(t, u).more()
	tap(t, u, "Use again")
	if says(u, "Set aside: nothing is used for now") {
		t.Error("it is still set aside")
	}
}
